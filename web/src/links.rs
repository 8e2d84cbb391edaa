//! What the links in mails lead to: `/reset`, `/invitation`, `/confirm`, `/unsubscribe`. Whoever holds a link need not be
//! signed in. No page here tells another one its address, and opening one does nothing: programs open links as well.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue, REFERRER_POLICY, RETRY_AFTER};
use axum::response::{IntoResponse, Redirect, Response};
use desk::error::Conflict;
use desk::notices;
use desk::people::{self, LinkToken, MIN_PASSWORD, TokenKind};
use desk::{Credential, Error, Problem};

use crate::error::PageError;
use crate::form::Fields;
use crate::frame::anonymous_shell;
use crate::respond;
use crate::sentences;
use crate::site::Web;
use crate::views::{Field, LinkPage, topic_label};
use crate::visitor::Visitor;

const ANYBODY: &Credential = &Credential::Anonymous;

fn page(web: &Web, visitor: &Visitor) -> LinkPage {
    LinkPage {
        t: visitor.lang,
        shell: anonymous_shell(web.site(), visitor.theme),
        title: String::new(),
        text: String::new(),
        error: None,
        action: String::new(),
        email: None,
        password: None,
        username: String::new(),
        min_password: u32::try_from(MIN_PASSWORD).unwrap_or(u32::MAX),
        button: None,
    }
}

/// A page whose address nobody else should get to know: others are told the origin alone, which our own rule about forms
/// needs where a browser says nothing else.
fn draw(status: StatusCode, view: &LinkPage) -> Response {
    let mut response = respond::page(status, view);
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// That a link is not good, or not any more; with what to do instead.
fn not_good(web: &Web, visitor: &Visitor) -> Response {
    let t = visitor.lang;
    let view = LinkPage {
        title: t.link_not_good_title().to_owned(),
        text: t.link_not_good_text().to_owned(),
        ..page(web, visitor)
    };
    draw(StatusCode::NOT_FOUND, &view)
}

fn token(text: &str) -> Option<LinkToken> {
    text.parse().ok()
}

/// `GET /reset`
pub(crate) async fn forgot(State(web): State<Web>, visitor: Visitor) -> Response {
    draw(StatusCode::OK, &forgot_page(&web, &visitor, Field::default()))
}

fn forgot_page(web: &Web, visitor: &Visitor, email: Field) -> LinkPage {
    let t = visitor.lang;
    LinkPage {
        title: t.reset_title().to_owned(),
        text: t.reset_text().to_owned(),
        action: "/reset".to_owned(),
        email: Some(email),
        button: Some(t.reset_button().to_owned()),
        ..page(web, visitor)
    }
}

/// `POST /reset`: the answer is the same whether there is such an address or not.
pub(crate) async fn send_reset(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let (t, typed) = (visitor.lang, fields.get("email"));
    let again =
        |error: String| forgot_page(&web, &visitor, Field { value: typed.to_owned(), error: Some(error) });
    match people::forgot_password(web.app(), typed, visitor.address).await {
        Ok(()) => {
            let view = LinkPage {
                title: t.reset_sent_title().to_owned(),
                text: t.reset_sent_text().to_owned(),
                ..page(&web, &visitor)
            };
            Ok(draw(StatusCode::OK, &view))
        }
        Err(Error::Invalid(errors)) => {
            let error = errors.first().map(|error| sentences::of_field(error, t)).unwrap_or_default();
            Ok(draw(StatusCode::UNPROCESSABLE_ENTITY, &again(error)))
        }
        Err(Error::Throttled(wait)) => {
            let minutes = wait.as_secs().div_ceil(60).max(1);
            let mut response = draw(StatusCode::TOO_MANY_REQUESTS, &again(t.sign_in_too_many(minutes)));
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /reset/{token}`
pub(crate) async fn reset(
    state: State<Web>,
    visitor: Visitor,
    path: Path<String>,
) -> Result<Response, PageError> {
    show_password(state, visitor, path, TokenKind::Reset).await
}

/// `GET /invitation/{token}`
pub(crate) async fn invitation(
    state: State<Web>,
    visitor: Visitor,
    path: Path<String>,
) -> Result<Response, PageError> {
    show_password(state, visitor, path, TokenKind::Invitation).await
}

async fn show_password(
    State(web): State<Web>,
    visitor: Visitor,
    Path(text): Path<String>,
    kind: TokenKind,
) -> Result<Response, PageError> {
    password_page(&web, &visitor, &text, kind, None).await
}

async fn password_page(
    web: &Web,
    visitor: &Visitor,
    text: &str,
    kind: TokenKind,
    error: Option<String>,
) -> Result<Response, PageError> {
    let Some(link) = token(text) else { return Ok(not_good(web, visitor)) };
    let t = visitor.lang;
    let holder = match web.app().read(ANYBODY, move |cx| people::link_holder(cx, kind, &link)).await {
        Ok(holder) => holder,
        Err(Error::NotFound) => return Ok(not_good(web, visitor)),
        Err(error) => return Err(error.into()),
    };
    let (title, root) = match kind {
        TokenKind::Invitation => (t.invitation_title(), "/invitation"),
        TokenKind::Reset | TokenKind::Confirmation => (t.new_password_title(), "/reset"),
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = LinkPage {
        title: title.to_owned(),
        text: t.new_password_text(holder.email.as_str()),
        action: format!("{root}/{text}"),
        password: Some(error),
        username: holder.email,
        button: Some(t.new_password_button().to_owned()),
        ..page(web, visitor)
    };
    Ok(draw(status, &view))
}

/// `POST /reset/{token}`
pub(crate) async fn set_reset(
    state: State<Web>,
    visitor: Visitor,
    path: Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    set_password(state, visitor, path, fields, TokenKind::Reset).await
}

/// `POST /invitation/{token}`
pub(crate) async fn accept(
    state: State<Web>,
    visitor: Visitor,
    path: Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    set_password(state, visitor, path, fields, TokenKind::Invitation).await
}

async fn set_password(
    State(web): State<Web>,
    visitor: Visitor,
    Path(text): Path<String>,
    fields: Fields,
    kind: TokenKind,
) -> Result<Response, PageError> {
    let Some(link) = token(&text) else { return Ok(not_good(&web, &visitor)) };
    let password = fields.get("new_password");
    match people::set_password_by_link(web.app(), kind, &link, password).await {
        Ok(_) => Ok(Redirect::to("/sign-in?set=1").into_response()),
        Err(Error::NotFound) => Ok(not_good(&web, &visitor)),
        Err(Error::Invalid(errors)) => {
            let error = errors.first().map(|error| sentences::of_field(error, visitor.lang));
            password_page(&web, &visitor, &text, kind, error).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /confirm/{token}`: shows a button, because programs follow links as well.
pub(crate) async fn confirmation(
    State(web): State<Web>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Response, PageError> {
    let Some(link) = token(&text) else { return Ok(not_good(&web, &visitor)) };
    let t = visitor.lang;
    let kind = TokenKind::Confirmation;
    let holder = match web.app().read(ANYBODY, move |cx| people::link_holder(cx, kind, &link)).await {
        Ok(holder) => holder,
        Err(Error::NotFound) => return Ok(not_good(&web, &visitor)),
        Err(error) => return Err(error.into()),
    };
    let view = LinkPage {
        title: t.confirm_title().to_owned(),
        text: t.mail_confirm_text(holder.address.as_str()),
        action: format!("/confirm/{text}"),
        button: Some(t.mail_confirm_button().to_owned()),
        ..page(&web, &visitor)
    };
    Ok(draw(StatusCode::OK, &view))
}

/// `POST /confirm/{token}`
pub(crate) async fn confirm(
    State(web): State<Web>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Response, PageError> {
    let Some(link) = token(&text) else { return Ok(not_good(&web, &visitor)) };
    let t = visitor.lang;
    let (status, title, text) =
        match web.app().write(ANYBODY, move |cx| people::confirm_email(cx, &link)).await {
            Ok(()) => (StatusCode::OK, t.confirmed_title(), t.confirmed_text().to_owned()),
            Err(Error::NotFound) => return Ok(not_good(&web, &visitor)),
            Err(Error::Conflict(Conflict::EmailInUse)) => {
                let error = desk::FieldError { field: "new_email", problem: Problem::InUse };
                (StatusCode::CONFLICT, t.confirm_title(), sentences::of_field(&error, t))
            }
            Err(error) => return Err(error.into()),
        };
    Ok(draw(status, &LinkPage { title: title.to_owned(), text, ..page(&web, &visitor) }))
}

/// `GET /unsubscribe/{token}`: shows a button; a mail program that follows links ahead unsubscribes nobody.
pub(crate) async fn unsubscribing(
    State(web): State<Web>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Response, PageError> {
    let (t, link) = (visitor.lang, text.clone());
    let read = move |cx: &mut desk::Cx<'_, '_>| notices::Unsubscribe::parse(cx, &link);
    let topic = match web.app().read(ANYBODY, read).await {
        Ok(link) => link.topic,
        Err(Error::NotFound) => return Ok(not_good(&web, &visitor)),
        Err(error) => return Err(error.into()),
    };
    let view = LinkPage {
        title: t.unsubscribe_title().to_owned(),
        text: t.unsubscribe_text(topic_label(topic, t)),
        action: format!("/unsubscribe/{text}"),
        button: Some(t.unsubscribe_button().to_owned()),
        ..page(&web, &visitor)
    };
    Ok(draw(StatusCode::OK, &view))
}

/// `POST /unsubscribe/{token}`: by the button, or by a mail program in one click (RFC 8058), which has no cookies.
pub(crate) async fn unsubscribe(
    State(web): State<Web>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Response, PageError> {
    let t = visitor.lang;
    let topic = match web.app().write(ANYBODY, move |cx| notices::unsubscribe(cx, &text)).await {
        Ok(topic) => topic,
        Err(Error::NotFound) => return Ok(not_good(&web, &visitor)),
        Err(error) => return Err(error.into()),
    };
    let view = LinkPage {
        title: t.unsubscribed_title().to_owned(),
        text: t.unsubscribed_text(topic_label(topic, t)),
        ..page(&web, &visitor)
    };
    Ok(draw(StatusCode::OK, &view))
}
