//! `/account`: a person's password, language, time zone and signed-in browsers.

use std::str::FromStr;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, REFERER, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use desk::outbox::Channel;
use desk::people::{self, DisplayChange, MIN_PASSWORD, Preferences, SessionRow};
use desk::telegram::{self, LinkCode};
use desk::{Error, FieldError, notices};

use crate::account_telegram::card;
use crate::after;
use crate::cookies;
use crate::error::PageError;
use crate::form::Fields;
use crate::frame::Frame;
use crate::notices::choices;
use crate::respond::{Done, done};
use crate::sign_in::local;
use crate::site::{Site, Web};
use crate::views::{Account, Choice, Section, Session};
use crate::visitor::Visitor;
use crate::{picture_form, sentences};

/// A `GET` where only forms are sent to: after an error page that is the address in the bar.
pub(crate) async fn back() -> Redirect {
    Redirect::to("/account")
}

/// `GET /account`
pub(crate) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw(&web, &visitor, Typed::default(), &[], StatusCode::OK).await
}

/// What is shown beside what is stored.
#[derive(Default)]
pub(crate) struct Typed {
    /// Preferences that cannot be saved.
    pub(crate) preferences: Option<Preferences>,
    /// An address that cannot be taken.
    pub(crate) new_email: String,
    /// A code that links Telegram.
    pub(crate) telegram: Option<LinkCode>,
}

pub(crate) async fn draw(
    web: &Web,
    visitor: &Visitor,
    typed: Typed,
    errors: &[FieldError],
    status: StatusCode,
) -> Result<Response, PageError> {
    let (frame, preferences, sessions, told, linked, (name, email)) = web
        .app()
        .read(&visitor.credential(), |cx| {
            let frame = Frame::of(cx)?;
            let person = cx.actor().person().ok_or(Error::SignedOut)?;
            let (name, email) = (person.name.clone(), person.email.clone());
            let told = notices::preferences(cx)?;
            let linked = telegram::linked(cx)?;
            Ok((frame, people::preferences(cx)?, people::list_sessions(cx)?, told, linked, (name, email)))
        })
        .await?;
    let t = frame.t;
    let mails = told.channels.contains(&Channel::Email);
    let telegrams = web.app().settings().channels.contains(&Channel::Telegram);
    let preferences = typed.preferences.unwrap_or(preferences);
    let sentence = |field: &str| {
        errors.iter().find(|error| error.field == field).map(|error| sentences::of_field(error, t))
    };
    let view = Account {
        t,
        shell: frame.shell(web.site(), Section::Account, visitor.flash.as_deref()),
        name,
        email,
        picture_error: sentence("picture"),
        new_email: mails.then(|| sentences::field("new_email", &typed.new_email, errors, t)),
        email_password_error: sentence("email_password"),
        current_password_error: sentence("current_password"),
        new_password_error: sentence("new_password"),
        min_password: u32::try_from(MIN_PASSWORD).unwrap_or(u32::MAX),
        time_zone: sentences::field("time_zone", &preferences.time_zone, errors, t),
        time_zones: time_zones(),
        locale: sentences::field("locale", &preferences.locale, errors, t),
        locales: words::available()
            .iter()
            .map(|lang| Choice { value: lang.tag().to_owned(), label: lang.language_name().to_owned() })
            .collect(),
        notices: choices(&told),
        telegram: telegrams.then(|| card(&frame, linked, typed.telegram)),
        sessions: sessions.iter().map(|row| session(&frame, row)).collect(),
    };
    after::touch(web, visitor, &frame);
    Ok(after::page(web, visitor, status, &view))
}

/// Time zones to choose from.
pub(crate) fn time_zones() -> Vec<Choice> {
    let zones = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let mut zones: Vec<String> = zones.filter(|name| name.contains('/') || name == "UTC").collect();
    zones.sort_unstable();
    zones.into_iter().map(|name| Choice { label: name.replace('_', " "), value: name }).collect()
}

fn session(frame: &Frame, row: &SessionRow) -> Session {
    Session {
        id: row.id.to_string(),
        device: device(frame, &row.user_agent),
        address: row.address.clone(),
        last_seen: frame.when(row.last_seen),
        created: frame.when(row.created),
        current: row.current,
    }
}

/// "Firefox on Linux", from what the browser calls itself. Good enough to tell one's own browsers apart.
fn device(frame: &Frame, user_agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    // The order matters: browsers name those that they are like after themselves.
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("YaBrowser/", "Yandex Browser"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => frame.t.session_device(browser, system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => frame.t.session_unknown_device().to_owned(),
    }
}

/// `POST /account/preferences`
pub(crate) async fn preferences(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let new = Preferences {
        locale: fields.get("locale").to_owned(),
        time_zone: fields.get("time_zone").to_owned(),
    };
    let saved = new.clone();
    let who = visitor.credential();
    let written = web.app().write(&who, move |cx| {
        let locales: Vec<&str> = words::available().iter().map(words::Lang::tag).collect();
        people::save_preferences(cx, &saved, &locales)
    });
    match written.await {
        Ok(()) => Ok(done(&web, "/account", Done::Saved)),
        Err(Error::Invalid(errors)) => {
            let typed = Typed { preferences: Some(new), ..Typed::default() };
            draw(&web, &visitor, typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/notices`: what is checked is wanted, the rest is not.
pub(crate) async fn notices(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let pair = |told: &str| {
        let (topic, channel) = told.split_once('.')?;
        Some((topic.parse().ok()?, channel.parse().ok()?))
    };
    // A choice may be left out, but not made up.
    let wanted = fields.all("told").into_iter().map(pair).collect::<Option<Vec<_>>>();
    let wanted = wanted.ok_or_else(|| PageError::new(StatusCode::BAD_REQUEST))?;
    let digest = fields.get("digest") == "1";
    web.app().write(&visitor.credential(), move |cx| notices::save_preferences(cx, &wanted, digest)).await?;
    Ok(done(&web, "/account", Done::NoticesChosen))
}

/// `POST /account/display`: any of theme, density and shortcuts, from the menu of any page, to which it leads back.
pub(crate) async fn display(
    State(web): State<Web>,
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    let change = DisplayChange {
        theme: choice(&fields, "theme")?,
        density: choice(&fields, "density")?,
        shortcuts: choice(&fields, "shortcuts")?,
    };
    let display =
        web.app().write(&visitor.credential(), move |cx| people::change_display(cx, change)).await?;
    let mut response = Redirect::to(came_from(&headers, web.site()).unwrap_or("/account")).into_response();
    response.headers_mut().append(SET_COOKIE, cookies::theme(web.site(), display.theme));
    Ok(response)
}

/// A choice that may be left out, but not made up.
fn choice<T: FromStr>(fields: &Fields, name: &str) -> Result<Option<T>, PageError> {
    let text = fields.get(name);
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| PageError::new(StatusCode::BAD_REQUEST))
}

/// The page of ours that a form was sent from. The policy on referrers lets none but our own through, and what comes
/// is still only a path of ours.
fn came_from<'h>(headers: &'h HeaderMap, site: &Site) -> Option<&'h str> {
    let page = headers.get(REFERER)?.to_str().ok()?;
    local(page.strip_prefix(site.origin().as_str())?)
}

/// `POST /account/password`
pub(crate) async fn password(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let (current, new) = (fields.get("current_password"), fields.get("new_password"));
    match people::change_password(web.app(), &visitor.credential(), current, new).await {
        Ok(()) => Ok(done(&web, "/account", Done::PasswordChanged)),
        Err(Error::Invalid(errors)) => {
            draw(&web, &visitor, Typed::default(), &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/email`
pub(crate) async fn email(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let new = fields.get("new_email");
    match people::change_email(web.app(), &visitor.credential(), new, fields.get("email_password")).await {
        Ok(()) => Ok(done(&web, "/account", Done::ConfirmationSent)),
        Err(Error::Invalid(errors)) => {
            let typed = Typed { new_email: new.to_owned(), ..Typed::default() };
            draw(&web, &visitor, typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/sessions/end`
pub(crate) async fn end_session(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let id = fields.get("session").parse().map_err(|_| PageError::new(StatusCode::NOT_FOUND))?;
    web.app().write(&visitor.credential(), move |cx| people::revoke(cx, id)).await?;
    Ok(done(&web, "/account", Done::SessionEnded))
}

/// `POST /account/picture`: a form with one file.
pub(crate) async fn picture(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, PageError> {
    let who = visitor.credential();
    let file = match picture_form::receive(&web, &who, request, |cx| cx.staff().map(drop)).await? {
        Ok(file) => people::set_portrait(web.app(), &who, file).await,
        Err(error) => Err(error),
    };
    match file {
        Ok(()) => Ok(done(&web, "/account", Done::PictureSaved)),
        Err(Error::Invalid(errors)) => {
            draw(&web, &visitor, Typed::default(), &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/picture/remove`
pub(crate) async fn remove_picture(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    web.app().write(&visitor.credential(), people::remove_portrait).await?;
    Ok(done(&web, "/account", Done::PictureRemoved))
}
