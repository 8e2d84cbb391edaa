//! `/notices`: what the bell says.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use desk::notices::{self, NoticeRow, Preferences};
use desk::page::Place;

use crate::address::{Asked, pager};
use crate::after;
use crate::error::PageError;
use crate::frame::Frame;
use crate::present;
use crate::respond::{Done, done};
use crate::site::Web;
use crate::views::{NoticeCell, NoticeChoice, NoticeChoices, NoticeLine, Notices, Query, Section};
use crate::visitor::Visitor;

/// `GET /notices`
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let from: Option<Place> = asked.get("page").parse().ok();
    let (frame, page) = web
        .app()
        .read(&visitor.credential(), move |cx| Ok((Frame::of(cx)?, notices::list(cx, from.as_ref())?)))
        .await?;
    after::touch(&web, &visitor, &frame);
    let unseen = page.rows.iter().filter(|row| row.new).count();
    // The bell counts more than is shown: some of it may be about what is somebody else's by now.
    if page.previous.is_none() && usize::try_from(frame.notices).is_ok_and(|n| n > unseen) {
        after::forget_hidden(&web, &visitor);
    }
    let view = Notices {
        t: frame.t,
        shell: frame.shell(web.site(), Section::Notices, visitor.flash.as_deref()),
        rows: page.rows.iter().map(|row| line(&frame, row)).collect(),
        pager: pager(&page, || Query::new("/notices")),
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

fn line(frame: &Frame, row: &NoticeRow) -> NoticeLine {
    let root = if frame.is_staff() { "/desk/tickets" } else { "/support" };
    NoticeLine {
        notice: row.notice,
        href: format!("{root}/{}#message-{}", row.ticket, row.message),
        ticket: row.ticket.get(),
        title: present::title(row.kind, &row.title, frame.t),
        author: row.author.clone(),
        at: frame.when(row.created),
        new: row.new,
    }
}

/// A `GET` where only a button leads to.
pub(crate) async fn back() -> Redirect {
    Redirect::to("/notices")
}

/// `POST /notices/seen`
pub(crate) async fn see_all(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    web.app().write(&visitor.credential(), notices::mark_all_seen).await?;
    Ok(done(&web, "/notices", Done::NoticesSeen))
}

/// What somebody may choose, as a table: topics down, channels across.
pub(crate) fn choices(told: &Preferences) -> NoticeChoices {
    let mut rows: Vec<NoticeChoice> = Vec::new();
    for choice in &told.choices {
        if rows.last().is_none_or(|row| row.topic != choice.topic) {
            let none = |channel: &_| NoticeCell { channel: *channel, wanted: None };
            rows.push(NoticeChoice { topic: choice.topic, cells: told.channels.iter().map(none).collect() });
        }
        let cells = rows.last_mut().into_iter().flat_map(|row| &mut row.cells);
        for cell in cells.filter(|cell| cell.channel == choice.channel) {
            cell.wanted = Some(choice.wanted);
        }
    }
    NoticeChoices { channels: told.channels.clone(), rows, digest: told.digest }
}
