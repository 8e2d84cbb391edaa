//! `/sign-in` and `/sign-out`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{HeaderName, HeaderValue, RETRY_AFTER, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use desk::drafts::{self, Draft};
use desk::outbox::Channel;
use desk::people::{self, SignIn as Credentials};
use desk::{Credential, Error};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::address::Asked;
use crate::cookies;
use crate::error::PageError;
use crate::form::Fields;
use crate::frame::{Frame, anonymous_shell};
use crate::respond;
use crate::site::{Site, Web};
use crate::views::{Field, SignIn};
use crate::visitor::Visitor;

/// What was being written when the session ended, carried through the sign-in page when nobody is known for whom the
/// desk could keep it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Carry {
    /// Which form.
    pub(crate) form: drafts::Form,
    /// Which ticket, or 0.
    pub(crate) subject: i64,
    /// What was typed.
    pub(crate) draft: Draft,
}

/// Shows the page; who is signed in already goes on.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let signed_in = web
        .app()
        .read(&visitor.credential(), |cx| Ok(Frame::of(cx).ok().map(|frame| frame.is_staff())))
        .await;
    match signed_in {
        Ok(Some(staff)) => return Ok(Redirect::to(&onward(asked.get("next"), staff)).into_response()),
        Ok(None) | Err(Error::SignedOut) => {}
        Err(error) => return Err(error.into()),
    }
    let t = visitor.lang;
    let notice = if asked.get("ended") == "1" {
        Some(t.sign_in_expired())
    } else if asked.get("out") == "1" {
        Some(t.sign_in_signed_out())
    } else if asked.get("set") == "1" {
        Some(t.sign_in_password_set())
    } else {
        None
    };
    let page = SignInPage { notice, next: asked.get("next").to_owned(), ..SignInPage::default() };
    Ok(draw(&web, &visitor, StatusCode::OK, page))
}

#[derive(Default)]
struct SignInPage {
    email: String,
    email_error: Option<&'static str>,
    password_error: Option<&'static str>,
    error: Option<String>,
    notice: Option<&'static str>,
    next: String,
    carry: String,
}

fn draw(web: &Web, visitor: &Visitor, status: StatusCode, page: SignInPage) -> Response {
    let view = SignIn {
        t: visitor.lang,
        shell: anonymous_shell(web.site(), visitor.theme),
        email: Field { value: page.email, error: page.email_error.map(str::to_owned) },
        password_error: page.password_error.map(str::to_owned),
        error: page.error,
        notice: page.notice.map(str::to_owned),
        forgot: web.app().settings().channels.contains(&Channel::Email),
        next: local(&page.next).unwrap_or_default().to_owned(),
        carry: page.carry,
    };
    respond::page(status, &view)
}

/// The page for somebody whose session ended while they wrote.
pub(crate) fn ask_again(web: &Web, visitor: &Visitor, next: &str, carry: Option<Carry>) -> Response {
    let carry = carry.map(|carry| Carry { draft: carry.draft.storable(), ..carry });
    let carry = carry.and_then(|carry| serde_json::to_string(&carry).ok()).unwrap_or_default();
    let notice = Some(visitor.lang.sign_in_expired());
    let page = SignInPage { notice, next: next.to_owned(), carry, ..SignInPage::default() };
    draw(web, visitor, StatusCode::UNAUTHORIZED, page)
}

/// Signs in.
pub(crate) async fn submit(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let t = visitor.lang;
    let (email, password, next) =
        (fields.get("email").to_owned(), fields.get("password").to_owned(), fields.get("next").to_owned());
    let mut page = SignInPage {
        email: email.clone(),
        next: next.clone(),
        carry: fields.get("carry").to_owned(),
        ..SignInPage::default()
    };
    if email.trim().is_empty() || password.is_empty() {
        page.email_error = email.trim().is_empty().then(|| t.sign_in_required_email());
        page.password_error = password.is_empty().then(|| t.sign_in_required_password());
        return Ok(draw(&web, &visitor, StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    let credentials = Credentials {
        email,
        password,
        address: visitor.address,
        user_agent: visitor.user_agent.clone(),
        previous: visitor.token.clone(),
    };
    let signed_in = match people::sign_in(web.app(), credentials).await {
        Ok(signed_in) => signed_in,
        Err(Error::WrongPassword) => {
            page.error = Some(t.sign_in_wrong().to_owned());
            return Ok(draw(&web, &visitor, StatusCode::UNPROCESSABLE_ENTITY, page));
        }
        Err(Error::AccountOff) => {
            page.error = Some(t.sign_in_account_off().to_owned());
            return Ok(draw(&web, &visitor, StatusCode::FORBIDDEN, page));
        }
        Err(Error::Throttled(wait)) => {
            page.error = Some(t.sign_in_too_many(wait.as_secs().div_ceil(60).max(1)));
            let mut response = draw(&web, &visitor, StatusCode::TOO_MANY_REQUESTS, page);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
            return Ok(response);
        }
        Err(error) => return Err(error.into()),
    };
    if let Ok(carry) = serde_json::from_str::<Carry>(&page.carry) {
        let who = Credential::Session(signed_in.token.clone());
        let saved =
            web.app().write(&who, move |cx| drafts::save(cx, carry.form, carry.subject, &carry.draft));
        if let Err(error) = saved.await {
            // Who is signed in should have the cookie, whatever becomes of the text.
            tracing::warn!(%error, "a carried draft could not be saved");
        }
    }
    let mut response = Redirect::to(&onward(&next, signed_in.role.is_staff())).into_response();
    let seconds = web.app().settings().session_lifetime.as_secs();
    let cookie = cookies::session(web.site(), signed_in.token.as_str(), seconds);
    response.headers_mut().append(SET_COOKIE, cookie);
    if signed_in.theme != visitor.theme {
        response.headers_mut().append(SET_COOKIE, cookies::theme(web.site(), signed_in.theme));
    }
    Ok(response)
}

/// Signs out. Works with or without a living session; the browser forgets what it has cached of us.
pub(crate) async fn sign_out(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    if let Some(token) = visitor.token {
        people::sign_out(web.app(), token).await?;
    }
    let mut response = Redirect::to("/sign-in?out=1").into_response();
    let headers = response.headers_mut();
    headers.append(SET_COOKIE, cookies::no_session(web.site()));
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(response)
}

/// `/`: the panel of whoever is signed in.
pub(crate) async fn root(State(web): State<Web>, visitor: Visitor) -> Result<Redirect, PageError> {
    let staff = web.app().read(&visitor.credential(), |cx| Ok(Frame::of(cx)?.is_staff())).await?;
    Ok(Redirect::to(onward("", staff).as_str()))
}

fn onward(next: &str, staff: bool) -> String {
    let home = if staff { "/desk" } else { "/support" };
    let Some(next) = local(next) else { return home.to_owned() };
    // A page of the other panel would only be "not found" after signing in as somebody else.
    let of_desk = next == "/desk" || next.starts_with("/desk/") || next.starts_with("/desk?");
    let of_affiliates = ["/support", "/news"].iter().any(|root| {
        next.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    });
    if (staff && of_affiliates) || (!staff && of_desk) || next == "/" {
        home.to_owned()
    } else {
        utf8_percent_encode(next, NOT_IN_HEADER).to_string()
    }
}

/// What no address in a header holds; the rest is left as it came.
const NOT_IN_HEADER: &AsciiSet = &CONTROLS.add(b' ');

/// A path of ours, or nothing: never another site's address (no open redirect).
pub(crate) fn local(next: &str) -> Option<&str> {
    let path = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    let clean = !next.contains(|c: char| c.is_control() || c == '\\');
    let elsewhere = next.starts_with("/sign-in") || next.starts_with("/sign-out");
    (path && clean && !elsewhere && next.len() <= 2_000).then_some(next)
}

/// The programme's colour as a stylesheet.
pub(crate) async fn brand_css(State(web): State<Web>) -> Response {
    let Site { colour: Some(colour), .. } = web.site() else { return StatusCode::NOT_FOUND.into_response() };
    let css = format!("@layer tokens{{:root{{--accent:{colour}}}}}\n");
    let headers = [
        (axum::http::header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (axum::http::header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    (headers, css).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_follow_a_sign_in() {
        for bad in [
            "https://evil.test",
            "//evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "/a\nb",
            "evil",
            "",
            "/sign-out",
            "/\t/evil.test",
        ] {
            assert_eq!(local(bad), None, "{bad:?}");
        }
        assert_eq!(onward("/support/7?x=1", false), "/support/7?x=1");
        assert_eq!(onward("/support/7", true), "/desk");
        assert_eq!(onward("/news/7", false), "/news/7");
        assert_eq!(onward("/news?page=x", true), "/desk");
        assert_eq!(onward("/desk/tickets/7", true), "/desk/tickets/7");
        assert_eq!(onward("//evil.test", false), "/support");
    }
}
