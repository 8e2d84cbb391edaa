//! `/desk/news`: writing the news.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::drafts::{self, Draft, Form as DraftForm};
use desk::news::{self, Edit, EditRow, NewPost, PostId, RawPost, Then};
use desk::page::Place;
use desk::{Cx, Error};

use crate::address::{Asked, Id, pager};
use crate::after;
use crate::error::PageError;
use crate::forms::Shown;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::sending::{self, Again, Kind};
use crate::sentences;
use crate::site::Web;
use crate::views::{
    DeskNews, DeskNewsRow, DeskPost, PostForm, PostState, Preview, Query, Rich, SavedPost, Section,
};
use crate::visitor::Visitor;

/// `GET /desk/news`
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let from: Option<Place> = asked.get("page").parse().ok();
    let (frame, page) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.staff()?;
            Ok((Frame::of(cx)?, news::all(cx, from.as_ref())?))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let view = DeskNews {
        t: frame.t,
        shell: frame.shell(web.site(), Section::DeskNews, visitor.flash.as_deref()),
        pager: pager(&page, || Query::new("/desk/news")),
        rows: page.rows.into_iter().map(|post| row(&frame, post)).collect(),
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

fn row(frame: &Frame, post: EditRow) -> DeskNewsRow {
    DeskNewsRow {
        id: post.id.get(),
        state: state(&post),
        title: post.title,
        pinned: post.pinned,
        author: post.author,
        published: post.published.map(|at| frame.when(at)),
        edited: frame.when(post.edited),
    }
}

fn state(post: &EditRow) -> PostState {
    if post.published.is_some() { PostState::Published } else { PostState::Draft }
}

/// `GET /desk/news/new`
pub(crate) async fn new(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw(&web, &visitor, None, None).await
}

/// `GET /desk/news/{id}`
pub(crate) async fn post(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<PostId>,
) -> Result<Response, PageError> {
    draw(&web, &visitor, Some(id.or_not_found()?), None).await
}

async fn draw(
    web: &Web,
    visitor: &Visitor,
    id: Option<PostId>,
    again: Option<Again>,
) -> Result<Response, PageError> {
    let (frame, stored, draft) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.staff()?;
            let stored = id.map(|id| news::edit(cx, id)).transpose()?;
            let draft = drafts::restore(cx, DraftForm::News, id.map_or(0, PostId::get))?;
            Ok((Frame::of(cx)?, stored, draft))
        })
        .await?;
    let t = frame.t;
    let status = again.as_ref().map_or(StatusCode::OK, |again| again.status);
    let shown = match &again {
        Some(again) => again.shown(t),
        None if draft.is_some() => Shown::draft(draft),
        None => Shown { draft: as_stored(stored.as_ref()), ..Shown::default() },
    };
    let mut form = form(web, &frame, &shown, id);
    // Whoever typed this had another version before them than the one that is stored.
    let other = stored.as_ref().filter(|stored| stored.version.to_string() != form.version);
    if let Some(stored) = other {
        form.version = stored.version.to_string();
        form.notice = Some(t.post_changed().to_owned());
    }
    let preview = (stored.is_some() || again.is_some()) && !form.text.value.trim().is_empty();
    let view = DeskPost {
        t,
        shell: frame.shell(web.site(), Section::DeskNews, visitor.flash.as_deref()),
        other: other.map(|stored| look(&stored.row.title, &stored.body)),
        preview: preview.then(|| look(&form.title.value, &form.text.value)),
        saved: stored.as_ref().map(|stored| saved(&frame, stored)),
        form,
    };
    after::touch(web, visitor, &frame);
    Ok(after::page(web, visitor, status, &view))
}

/// What the form holds when nothing was typed yet.
fn as_stored(stored: Option<&Edit>) -> Draft {
    let Some(stored) = stored else { return Draft::default() };
    let field = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let mut fields = vec![
        field("title", &stored.row.title),
        field("text", &stored.body),
        field("version", &stored.version.to_string()),
    ];
    if stored.row.pinned {
        fields.push(field("pinned", "1"));
    }
    Draft { fields, ..Draft::default() }
}

fn form(web: &Web, frame: &Frame, shown: &Shown<'_>, id: Option<PostId>) -> PostForm {
    let text = |name: &str| shown.draft.get(name).unwrap_or("");
    let field = |name: &str| sentences::field(name, text(name), shown.errors, frame.t);
    PostForm {
        submission: shown.submission(web.app()),
        draft: shown.draft_box(frame, DraftForm::News, id.map_or(0, PostId::get)),
        version: text("version").to_owned(),
        notice: shown.notice.clone(),
        title: field("title"),
        text: field("text"),
        pinned: !text("pinned").is_empty(),
    }
}

fn look(title: &str, body: &str) -> Preview {
    // Below the page's title and that of the preview.
    Preview { title: title.to_owned(), body: Rich::markdown(body, 2) }
}

fn saved(frame: &Frame, stored: &Edit) -> SavedPost {
    let t = frame.t;
    SavedPost {
        id: stored.row.id.get(),
        state: state(&stored.row),
        published: stored.row.published.map(|at| frame.when(at)),
        edited_by: t.post_edited_by(stored.editor.as_deref().unwrap_or(t.author_gone())),
        edited: frame.when(stored.row.edited),
    }
}

/// `POST /desk/news/new`
pub(crate) async fn create(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let may = |cx: &mut Cx<'_, '_>| cx.staff().map(drop);
    let write = |cx: &mut Cx<'_, '_>, new: &NewPost, then, _| news::create(cx, new, then);
    send(&web, &visitor, None, request, may, write).await
}

/// `POST /desk/news/{id}`
pub(crate) async fn save(
    State(web): State<Web>,
    visitor: Visitor,
    Id(id): Id<PostId>,
    request: Request,
) -> Result<Response, Response> {
    // An address that is none still has its body read, so that the browser shows the page.
    let some = id.unwrap_or(PostId::new(0));
    let may = move |cx: &mut Cx<'_, '_>| {
        cx.staff()?;
        news::find(cx, id.ok_or(Error::NotFound)?)
    };
    let write = move |cx: &mut Cx<'_, '_>, new: &NewPost, then, version| {
        news::save(cx, some, version, new, then).map(|()| some)
    };
    send(&web, &visitor, Some(some), request, may, write).await
}

async fn send(
    web: &Web,
    visitor: &Visitor,
    id: Option<PostId>,
    request: Request,
    may: impl Fn(&mut Cx<'_, '_>) -> Result<(), Error> + Send + 'static,
    write: impl Fn(&mut Cx<'_, '_>, &NewPost, Then, i64) -> Result<PostId, Error> + Send + 'static,
) -> Result<Response, Response> {
    let kind = Kind {
        form: DraftForm::News,
        subject: id.map_or(0, PostId::get),
        fields: vec!["title", "text", "pinned", "version"],
        page: id.map_or_else(|| "/desk/news/new".to_owned(), |id| format!("/desk/news/{id}")),
    };
    let sent = sending::receive(web, visitor, &kind, request, may).await?;
    let again = match sent.form.text("do") {
        "preview" => sending::look(web, visitor, &kind, sent).await?,
        button => {
            let (then, what) = match button {
                "publish" => (Then::Publish, Done::PostPublished),
                "unpublish" => (Then::Unpublish, Done::PostUnpublished),
                _ => (Then::Keep, Done::PostSaved),
            };
            let raw = RawPost {
                title: sent.form.text("title").to_owned(),
                body: sent.form.text("text").to_owned(),
                pinned: !sent.form.text("pinned").is_empty(),
            };
            let version = sent.form.text("version").parse().unwrap_or(0);
            let parsed = NewPost::parse(&raw, sent.submission);
            let write = move |cx: &mut Cx<'_, '_>, new: &NewPost| write(cx, new, then, version);
            match sending::carry_out(web, visitor, &kind, sent, parsed, write).await? {
                Ok(id) => return Ok(done(web, &format!("/desk/news/{id}"), what)),
                Err(again) => again,
            }
        }
    };
    draw(web, visitor, id, Some(again)).await.map_err(IntoResponse::into_response)
}

/// A `GET` where only a button leads to.
pub(crate) async fn back(id: Id<PostId>) -> Result<Redirect, PageError> {
    Ok(Redirect::to(&format!("/desk/news/{}", id.or_not_found()?)))
}

/// `POST /desk/news/{id}/delete`
pub(crate) async fn remove(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<PostId>,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    web.app().write(&visitor.credential(), move |cx| news::remove(cx, id)).await?;
    Ok(done(&web, "/desk/news", Done::PostRemoved))
}
