//! What happens once a page has been drawn: marks that a GET must not write in its own path.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use desk::news::{self, Post};
use desk::people;
use desk::tickets::{self, Conversation, Seen};
use desk::{Cx, Error, notices};

use crate::frame::Frame;
use crate::respond;
use crate::site::Web;
use crate::visitor::Visitor;

/// A page; the word about what was just done is shown once.
pub(crate) fn page(web: &Web, visitor: &Visitor, status: StatusCode, view: &impl Template) -> Response {
    let response = respond::page(status, view);
    if visitor.flash.is_some() { respond::forget_flash(web.site(), response) } else { response }
}

/// Notes that a ticket was seen; never for a prefetch or a `HEAD`.
pub(crate) fn seen(web: &Web, visitor: &Visitor, seen: Option<Seen>) {
    if let Some(seen) = seen.filter(|_| !visitor.unseen) {
        queue(web, visitor, move |cx| tickets::mark_seen(cx, seen));
    }
}

/// Notes that what the bell says of a ticket was seen with it; never for a prefetch or a `HEAD`.
pub(crate) fn noticed(web: &Web, visitor: &Visitor, ticket: &Conversation, unseen: i64) {
    let (id, upto) = (ticket.id, ticket.messages.last().map(|last| last.id));
    if let Some(upto) = upto.filter(|_| unseen > 0 && !visitor.unseen) {
        queue(web, visitor, move |cx| notices::saw_ticket(cx, id, upto));
    }
}

/// Takes out of the bell what its person may no longer see.
pub(crate) fn forget_hidden(web: &Web, visitor: &Visitor) {
    if !visitor.unseen {
        queue(web, visitor, notices::forget_hidden);
    }
}

/// Notes that a post of the news was opened; never for a prefetch or a `HEAD`.
pub(crate) fn read(web: &Web, visitor: &Visitor, post: &Post) {
    let id = post.id;
    if post.new && !visitor.unseen {
        queue(web, visitor, move |cx| news::mark_read(cx, id));
    }
}

/// Notes that the session is in use, when the last note is old enough.
pub(crate) fn touch(web: &Web, visitor: &Visitor, frame: &Frame) {
    // A page that is left open is not somebody who works.
    if !visitor.by_itself && people::touch_due(frame.last_seen, frame.now) {
        queue(web, visitor, people::touch);
    }
}

/// Runs a small write behind the page. When it fails, the mark is made at the next visit.
fn queue(web: &Web, visitor: &Visitor, job: impl Fn(&mut Cx<'_, '_>) -> Result<(), Error> + Send + 'static) {
    let (app, who) = (web.app().clone(), visitor.credential());
    tokio::spawn(async move {
        if let Err(error) = app.write(&who, job).await {
            tracing::debug!(%error, "a mark was not made");
        }
    });
}
