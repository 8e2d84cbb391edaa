//! A request's body in small pieces, one at a time, with a bound on how long a part's header may be.
//!
//! `multer` takes from its stream whatever is ready before it looks at any of it, and looks for the end of a header
//! however long it gets. Pieces with a pause behind each keep what it holds small.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};

/// The largest piece.
const PIECE: usize = 16 * 1024;

/// The most bytes between one part's end and the next one's content.
const HEADER: usize = 64 * 1024;

/// How long a sender may be silent.
const SILENCE: Duration = Duration::from_secs(30);

/// How long a body may take in all. A file that came in has to be finished well before the sweeper could take its place
/// for forgotten, and a sender of one byte now and then should not hold a connection for ever.
const PATIENCE: Duration = Duration::from_hours(1);

/// The most bytes of a body that are read in all. A refused body is drained up to here, so that the browser shows the
/// answer and not a broken connection.
pub(super) const WHOLE: u64 = 160 * 1024 * 1024;

/// Why there are no more pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Cut {
    /// The connection ended or broke before the body did.
    #[error("the body was cut off")]
    Connection,
    /// Nothing came for too long.
    #[error("the sender fell silent")]
    Silence,
    /// It took too long in all.
    #[error("the body did not come to its end")]
    Slow,
    /// A part's header does not end.
    #[error("the header of a part is too long")]
    Header,
}

/// The pieces of a body. Clones read on where the others stopped.
#[derive(Clone)]
pub(super) struct Paced(Arc<Mutex<State>>);

struct State {
    body: BodyDataStream,
    rest: Bytes,
    pause: bool,
    timer: Pin<Box<tokio::time::Sleep>>,
    until: tokio::time::Instant,
    /// How many bytes may still come before the end of a header has to be found in them; none while somebody else counts.
    allowance: Option<usize>,
    read: u64,
    over: bool,
}

impl Paced {
    /// Content comes first, which the reader counts.
    pub(super) fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(State {
            body: body.into_data_stream(),
            rest: Bytes::new(),
            pause: false,
            timer: Box::pin(tokio::time::sleep(SILENCE)),
            until: tokio::time::Instant::now() + PATIENCE,
            allowance: None,
            read: 0,
            over: false,
        })))
    }

    /// A header comes next: it has to end soon.
    pub(super) fn header(&self) {
        self.with(|state| state.allowance = Some(HEADER));
    }

    /// Content comes next, which the reader counts.
    pub(super) fn content(&self) {
        self.with(|state| state.allowance = None);
    }

    /// Reads what is left and nobody wants, up to the bound.
    pub(super) async fn drain(mut self) {
        self.content();
        while self.with(|state| state.read < WHOLE) && matches!(self.next().await, Some(Ok(_))) {}
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, Cut>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.with(|state| state.poll_next(cx))
    }
}

impl State {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Cut>>> {
        if self.over {
            return Poll::Ready(None);
        }
        if std::mem::take(&mut self.pause) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.rest.is_empty() {
            if tokio::time::Instant::now() >= self.until {
                return self.end(Some(Err(Cut::Slow)));
            }
            match self.body.poll_next_unpin(cx) {
                Poll::Ready(Some(Ok(bytes))) => {
                    self.rest = bytes;
                    self.timer.as_mut().reset(tokio::time::Instant::now() + SILENCE);
                }
                Poll::Ready(Some(Err(_))) => return self.end(Some(Err(Cut::Connection))),
                Poll::Ready(None) => return self.end(None),
                Poll::Pending => {
                    return match self.timer.as_mut().poll(cx) {
                        Poll::Ready(()) => self.end(Some(Err(Cut::Silence))),
                        Poll::Pending => Poll::Pending,
                    };
                }
            }
        }
        let size = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(size);
        self.pause = true;
        self.read += size as u64;
        if let Some(left) = &mut self.allowance {
            *left = left.saturating_sub(size);
            if *left == 0 {
                return Poll::Ready(Some(Err(Cut::Header)));
            }
        }
        Poll::Ready(Some(Ok(piece)))
    }

    fn end(&mut self, last: Option<Result<Bytes, Cut>>) -> Poll<Option<Result<Bytes, Cut>>> {
        self.over = true;
        Poll::Ready(last)
    }
}
