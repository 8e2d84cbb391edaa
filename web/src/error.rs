//! What went wrong, as a page of the same house: one type, turned into a response in one place.
//!
//! A handler answers [`PageError`]; it travels in the response's extensions to [`pages`], which knows who asks and draws
//! the page in their language, or sends them to sign in.

use axum::extract::{Request, State};
use axum::http::header::{ALLOW, HeaderValue, RETRY_AFTER};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::frame::{self, Frame};
use crate::guard::RequestId;
use crate::respond;
use crate::site::Web;
use crate::views::{ErrorPage, PlainErrorPage, Query, Section, Words};
use crate::visitor::Visitor;

/// A page that cannot be shown as asked.
#[derive(Clone, Debug)]
pub(crate) struct PageError {
    status: StatusCode,
    what: What,
    retry_after: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// What the status says.
    Plain,
    /// There is no session: sign in, then go on.
    SignIn,
    /// Nobody knows whether it was stored.
    Unknown,
    /// The disk is full.
    Full,
}

impl PageError {
    /// The status that it is answered with.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// The page of a status.
    pub(crate) fn new(status: StatusCode) -> Self {
        Self { status, what: What::Plain, retry_after: None }
    }
}

impl From<desk::Error> for PageError {
    fn from(error: desk::Error) -> Self {
        use desk::Error;
        let plain = Self::new;
        match &error {
            Error::SignedOut => Self { what: What::SignIn, ..plain(StatusCode::UNAUTHORIZED) },
            Error::NotFound => plain(StatusCode::NOT_FOUND),
            Error::Invalid(_) | Error::Db(db::Error::NulInText) => plain(StatusCode::BAD_REQUEST),
            Error::Conflict(_) => plain(StatusCode::CONFLICT),
            Error::WrongPassword | Error::AccountOff => plain(StatusCode::FORBIDDEN),
            Error::Throttled(wait) => {
                Self { retry_after: Some(wait.as_secs().max(1)), ..plain(StatusCode::TOO_MANY_REQUESTS) }
            }
            Error::Db(db) if db.is_unknown() => {
                tracing::error!(%error, "a commit was lost");
                Self { what: What::Unknown, ..plain(StatusCode::SERVICE_UNAVAILABLE) }
            }
            Error::Db(db) if db.is_temporary() => {
                tracing::warn!(%error, "the database is busy or away");
                Self { retry_after: Some(2), ..plain(StatusCode::SERVICE_UNAVAILABLE) }
            }
            Error::Files(files::Error::Full) => {
                tracing::error!("the file storage is full");
                Self { what: What::Full, ..plain(StatusCode::INSUFFICIENT_STORAGE) }
            }
            Error::Files(files::Error::NotFound) => {
                tracing::error!("a file that has a row is not in the storage");
                plain(StatusCode::NOT_FOUND)
            }
            Error::Files(files::Error::Storage(_)) => {
                tracing::error!(%error, "the file storage failed");
                Self { retry_after: Some(10), ..plain(StatusCode::SERVICE_UNAVAILABLE) }
            }
            Error::Db(_) | Error::Files(_) | Error::Damaged(_) => {
                tracing::error!(%error, "a page failed");
                plain(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Draws the page of every [`PageError`], and of every bare error of the router below (no such route or method).
pub(crate) async fn pages(State(web): State<Web>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts, web.site());
    let id = parts.extensions.get::<RequestId>().map(|id| id.0.clone());
    let back = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let is_get = parts.method == Method::GET || parts.method == Method::HEAD;
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let bare = response.headers().get(axum::http::header::CONTENT_TYPE).is_none();
    let error = match response.extensions_mut().remove::<PageError>() {
        Some(error) => error,
        None if is_routing_error(response.status()) && bare => PageError::new(response.status()),
        None => return response,
    };
    if error.what == What::SignIn {
        // A form's handler saves what was typed before it comes to this.
        let back = if is_get { back.as_str() } else { "" };
        let query = Query::new("/sign-in")
            .with("next", back)
            .with("ended", if visitor.token.is_some() { "1" } else { "" });
        return Redirect::to(&query.finish()).into_response();
    }
    let mut page = draw(&web, &visitor, &error, id).await;
    if let Some(allowed) = response.headers_mut().remove(ALLOW) {
        page.headers_mut().insert(ALLOW, allowed);
    }
    page
}

/// What axum itself answers for an address or a method that does not exist.
fn is_routing_error(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::NOT_FOUND
            | StatusCode::METHOD_NOT_ALLOWED
            | StatusCode::BAD_REQUEST
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::REQUEST_TIMEOUT
    )
}

async fn draw(web: &Web, visitor: &Visitor, error: &PageError, id: Option<String>) -> Response {
    // Who asks is not sure to be known: the very database that would say so may be what failed.
    let frame = web.app().read(&visitor.credential(), |cx| Ok(Frame::of(cx).ok())).await.ok().flatten();
    let t = frame.as_ref().map_or(visitor.lang, |frame| frame.t);
    let (title, text) = sentence(error, t);
    let ours = error.status.is_server_error();
    let request_id = if ours { id } else { None };
    let (status, title, text) = (error.status.as_u16(), title.to_owned(), text.to_owned());
    let home = |href: &str| Some((t.error_home().to_owned(), href.to_owned()));
    let mut response = if let Some(frame) = frame {
        let shell = frame.shell(web.site(), Section::Nowhere, None);
        let action = home(shell.home());
        respond::page(error.status, &ErrorPage { t, shell, status, title, text, action, request_id })
    } else {
        let shell = frame::anonymous_shell(web.site(), visitor.theme);
        let action = home("/");
        respond::page(error.status, &PlainErrorPage { t, shell, status, title, text, action, request_id })
    };
    if let Some(seconds) = error.retry_after {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Its title, and what to do about it.
pub(crate) fn sentence(error: &PageError, t: Words) -> (&'static str, &'static str) {
    match (error.what, error.status) {
        (What::Unknown, _) => (t.error_unknown_title(), t.error_unknown_text()),
        (What::Full, _) => (t.error_full_title(), t.error_full_text()),
        (_, StatusCode::FORBIDDEN) => (t.error_cross_site_title(), t.error_cross_site_text()),
        (_, StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED) => {
            (t.error_not_found_title(), t.error_not_found_text())
        }
        (_, StatusCode::CONFLICT) => (t.error_conflict_title(), t.error_conflict_text()),
        (_, StatusCode::PAYLOAD_TOO_LARGE) => (t.error_too_large_title(), t.error_too_large_text()),
        (_, StatusCode::TOO_MANY_REQUESTS) => {
            (t.error_too_many_requests_title(), t.error_too_many_requests_text())
        }
        (_, StatusCode::SERVICE_UNAVAILABLE) => (t.error_unavailable_title(), t.error_unavailable_text()),
        (_, status) if status.is_server_error() => (t.error_internal_title(), t.error_internal_text()),
        _ => (t.error_bad_request_title(), t.error_bad_request_text()),
    }
}
