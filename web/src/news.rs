//! `/news`: the programme's news, for affiliates.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use desk::news::{self, PostId};
use desk::page::Place;

use crate::address::{Asked, Id, pager};
use crate::error::PageError;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::site::Web;
use crate::views::{NewsList, NewsPost, NewsRow, Query, Rich, Section, beginning};
use crate::visitor::Visitor;
use crate::{after, help};

/// Characters of a text that the list shows.
const BEGINNING: usize = 220;

/// `GET /news`
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let from: Option<Place> = asked.get("page").parse().ok();
    let (frame, page, help) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.affiliate()?;
            Ok((Frame::of(cx)?, news::list(cx, from.as_ref())?, help::people_alone(cx)?))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let rows = page.rows.iter().map(|post| NewsRow {
        link: help::link(&frame, post),
        beginning: beginning(&post.beginning, BEGINNING),
        pinned: post.pinned,
    });
    let view = NewsList {
        t: frame.t,
        shell: frame.shell(web.site(), Section::News, visitor.flash.as_deref()),
        unread: frame.unread_count(),
        rows: rows.collect(),
        pager: pager(&page, || Query::new("/news")),
        help: help.view(&web, &frame),
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

/// `GET /news/{id}`
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<PostId>,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let (mut frame, post, help) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.affiliate()?;
            Ok((Frame::of(cx)?, news::post(cx, id)?, help::people_alone(cx)?))
        })
        .await?;
    if post.new && !visitor.unseen {
        // It is being read: the count beside it no longer means this one.
        frame.unread -= 1;
    }
    let view = NewsPost {
        t: frame.t,
        shell: frame.shell(web.site(), Section::News, visitor.flash.as_deref()),
        title: post.title.clone(),
        body: Rich::markdown(&post.body, 1),
        published: frame.when(post.published),
        pinned: post.pinned,
        help: help.view(&web, &frame),
    };
    let response = after::page(&web, &visitor, StatusCode::OK, &view);
    after::read(&web, &visitor, &post);
    after::touch(&web, &visitor, &frame);
    Ok(response)
}

/// A `GET` where only a button leads to.
pub(crate) async fn back() -> Redirect {
    Redirect::to("/news")
}

/// `POST /news/read`
pub(crate) async fn read_all(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    web.app().write(&visitor.credential(), news::mark_all_read).await?;
    Ok(done(&web, "/news", Done::NewsRead))
}
