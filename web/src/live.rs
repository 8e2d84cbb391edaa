//! `/live`: the stream over which open pages hear that something changed. One per browser: tabs share it.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use desk::live::{Heard, LOOK, Listener};
use desk::people::UserId;
use desk::{Error, Timestamp};
use futures_util::stream;
use tokio::sync::watch;

use crate::address::Asked;
use crate::error::PageError;
use crate::site::Web;
use crate::visitor::Visitor;

/// Streams of one person at a time: many browsers, each with one, and tabs of browsers that cannot share it.
const MOST_OF_ONE: usize = 32;

/// Streams of this process at a time.
const MOST: usize = 10_000;

/// Who holds how many streams.
#[derive(Default)]
pub(crate) struct Streams(Mutex<HashMap<UserId, usize>>);

/// A place among them, given back when it is dropped.
struct Place(Arc<Streams>, UserId);

impl Streams {
    fn take(self: &Arc<Self>, user: UserId) -> Option<Place> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = held.values().sum();
        let own = held.entry(user).or_default();
        if *own >= MOST_OF_ONE || all >= MOST {
            return None;
        }
        *own += 1;
        Some(Place(Arc::clone(self), user))
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = held.get_mut(&self.1) {
            *own -= 1;
            if *own == 0 {
                held.remove(&self.1);
            }
        }
    }
}

/// `GET /live?since=`: hints, each with its moment as the event's id. It ends with the session, and when the process stops.
pub(crate) async fn hear(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    // A browser that connects again by itself says what it heard last.
    let again = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let since = again.unwrap_or_else(|| asked.get("since")).parse().ok().map(Timestamp::new);
    let listener = match Listener::new(web.app(), visitor.credential(), LOOK, since).await {
        Ok(listener) => listener,
        // A stream that is refused with a status would be asked for again and again.
        Err(Error::SignedOut) => return Ok(answer(stream::iter([Ok(ended())]))),
        Err(error) => return Err(error.into()),
    };
    let Some(place) = web.streams().take(listener.user()) else {
        return Err(PageError::new(StatusCode::TOO_MANY_REQUESTS));
    };
    let state = Some((listener, web.stopping(), place));
    Ok(answer(stream::unfold(state, async |state| {
        let (mut listener, mut stopping, place) = state?;
        let heard = tokio::select! {
            heard = listener.next() => heard,
            () = stopped(&mut stopping) => return None,
        };
        let event = match heard {
            Heard::Ended => return Some((Ok(ended()), None)),
            Heard::Ticket(id) => Event::default().data(format!("ticket-{id}")),
            Heard::News => Event::default().data("news"),
            Heard::Offers => Event::default().data("offers"),
            Heard::Notices => Event::default().data("notices"),
            Heard::Missed => Event::default().data("all"),
            Heard::Quiet => Event::default().data("quiet"),
        };
        let event = event.id(listener.at().to_string());
        Some((Ok(event), Some((listener, stopping, place))))
    })))
}

async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // A sender that is gone means the same.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn ended() -> Event {
    Event::default().data("ended")
}

fn answer(events: impl stream::Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let headers = [
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // A proxy that collects an answer before it passes it on would make it late.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Sse::new(events)).into_response()
}
