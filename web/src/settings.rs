//! `/desk/settings`: what there is, reasons and questions.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use desk::error::Conflict;
use desk::requests::{self, DryRun, NewSet, QuestionSetId};
use desk::{Error, FieldError};

use crate::address::Id;
use crate::error::PageError;
use crate::form::Fields;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::site::Web;
use crate::views::{EditSet, QuestionSetRow, QuestionSets, Reasons, Section, Settings};
use crate::visitor::Visitor;
use crate::{after, sentences};

const REASONS: &str = "/desk/settings/reasons";
const QUESTIONS: &str = "/desk/settings/questions";

/// `GET /desk/settings`
pub(crate) async fn list(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    let (frame, admin) = web
        .app()
        .read(&visitor.credential(), |cx| {
            cx.lead()?;
            Ok((Frame::of(cx)?, cx.admin().is_ok()))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let t = frame.t;
    let place = |href: &'static str, title: &str, text: &str| (href, title.to_owned(), text.to_owned());
    let mut places = vec![
        place(REASONS, t.settings_reasons(), t.settings_reasons_text()),
        place(QUESTIONS, t.settings_questions(), t.settings_questions_text()),
    ];
    if admin {
        places.push(place("/desk/settings/rules", t.settings_rules(), t.settings_rules_text()));
        places.push(place("/desk/settings/people", t.settings_people(), t.settings_people_text()));
        places.push(place(
            "/desk/settings/deliveries",
            t.settings_deliveries(),
            t.settings_deliveries_text(),
        ));
        places.push(place("/desk/settings/answers", t.settings_answers(), t.settings_answers_text()));
        places.push(place("/desk/settings/webhooks", t.settings_webhooks(), t.settings_webhooks_text()));
    }
    let view =
        Settings { t, shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()), places };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

/// `GET /desk/settings/reasons`
pub(crate) async fn reasons(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw_reasons(&web, &visitor, None).await
}

async fn draw_reasons(
    web: &Web,
    visitor: &Visitor,
    back: Option<(String, Vec<FieldError>)>,
) -> Result<Response, PageError> {
    let (frame, stored) = web
        .app()
        .read(&visitor.credential(), |cx| {
            cx.lead()?;
            Ok((Frame::of(cx)?, requests::reasons(cx)?))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let status = if back.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (typed, errors) = back.unwrap_or((stored.join("\n"), Vec::new()));
    let view = Reasons {
        t: frame.t,
        reasons: sentences::field("reasons", &typed, &errors, frame.t),
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
    };
    Ok(after::page(web, visitor, status, &view))
}

/// `POST /desk/settings/reasons`
pub(crate) async fn save_reasons(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let typed = fields.get("reasons").to_owned();
    let raw = typed.clone();
    match web.app().write(&visitor.credential(), move |cx| requests::save_reasons(cx, &raw)).await {
        Ok(()) => Ok(done(&web, REASONS, Done::SettingsSaved)),
        Err(Error::Invalid(errors)) => draw_reasons(&web, &visitor, Some((typed, errors))).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /desk/settings/questions`
pub(crate) async fn sets(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    let (frame, sets) = web
        .app()
        .read(&visitor.credential(), |cx| {
            cx.lead()?;
            Ok((Frame::of(cx)?, requests::sets(cx)?))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let t = frame.t;
    let rows = sets.into_iter().map(|set| QuestionSetRow {
        id: set.id.get(),
        name: set.name,
        questions: t.number(i64::try_from(set.questions).unwrap_or(0)),
        offers: t.number(set.offers),
        updated: frame.when(set.updated),
    });
    let view = QuestionSets {
        t,
        rows: rows.collect(),
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

/// What comes back to the page of a set or a rule.
pub(crate) struct Back {
    pub(crate) fields: Fields,
    pub(crate) errors: Vec<FieldError>,
    /// Somebody else changed it meanwhile.
    pub(crate) changed: bool,
    pub(crate) tried: Option<DryRun>,
}

impl Back {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self { changed: true, .. } => StatusCode::CONFLICT,
            Self { tried: Some(_), .. } => StatusCode::OK,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// The page again, where that is what helps.
pub(crate) fn back(fields: Fields, error: Error) -> Result<Back, PageError> {
    match error {
        Error::Invalid(errors) => Ok(Back { fields, errors, changed: false, tried: None }),
        Error::Conflict(Conflict::Changed) => {
            Ok(Back { fields, errors: Vec::new(), changed: true, tried: None })
        }
        error => Err(error.into()),
    }
}

/// `GET /desk/settings/questions/new`
pub(crate) async fn new_set(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw_set(&web, &visitor, None, None).await
}

/// `GET /desk/settings/questions/{id}`
pub(crate) async fn set(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<QuestionSetId>,
) -> Result<Response, PageError> {
    draw_set(&web, &visitor, Some(id.or_not_found()?), None).await
}

async fn draw_set(
    web: &Web,
    visitor: &Visitor,
    id: Option<QuestionSetId>,
    back: Option<Back>,
) -> Result<Response, PageError> {
    let (frame, stored) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.lead()?;
            Ok((Frame::of(cx)?, id.map(|id| requests::set(cx, id)).transpose()?))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let status = back.as_ref().map_or(StatusCode::OK, Back::status);
    let (name, questions, errors) = match &back {
        Some(back) => {
            (back.fields.get("name").to_owned(), back.fields.get("questions").to_owned(), &back.errors[..])
        }
        None => stored.as_ref().map_or_else(Default::default, |set| {
            (set.name.clone(), requests::written(&set.questions), &[][..])
        }),
    };
    let view = EditSet {
        t,
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
        action: id.map_or_else(|| format!("{QUESTIONS}/new"), |id| format!("{QUESTIONS}/{id}")),
        saved: stored.is_some(),
        version: stored.as_ref().map_or(0, |set| set.version),
        delete: stored.as_ref().map_or_else(String::new, |set| t.delete_set_text(set.offers)),
        notice: back.as_ref().filter(|back| back.changed).map(|_| t.settings_changed().to_owned()),
        name: sentences::field("name", &name, errors, t),
        questions: sentences::field("questions", &questions, errors, t),
    };
    Ok(after::page(web, visitor, status, &view))
}

/// `POST /desk/settings/questions/new`
pub(crate) async fn create_set(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    put_set(&web, &visitor, None, fields).await
}

/// `POST /desk/settings/questions/{id}`
pub(crate) async fn save_set(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<QuestionSetId>,
    fields: Fields,
) -> Result<Response, PageError> {
    put_set(&web, &visitor, Some(id.or_not_found()?), fields).await
}

async fn put_set(
    web: &Web,
    visitor: &Visitor,
    id: Option<QuestionSetId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let which = id.map(|id| (id, fields.get("version").parse().unwrap_or(0)));
    let stored = match NewSet::parse(fields.get("name"), fields.get("questions")) {
        Ok(new) => {
            web.app().write(&visitor.credential(), move |cx| requests::save_set(cx, which, &new)).await
        }
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match stored {
        Ok(_) => Ok(done(web, QUESTIONS, Done::SettingsSaved)),
        Err(error) => draw_set(web, visitor, id, Some(back(fields, error)?)).await,
    }
}

/// A `GET` where only a button leads to.
pub(crate) async fn to_sets(id: Id<QuestionSetId>) -> Result<Redirect, PageError> {
    id.or_not_found()?;
    Ok(Redirect::to(QUESTIONS))
}

/// `POST /desk/settings/questions/{id}/delete`
pub(crate) async fn remove_set(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<QuestionSetId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (id, version) = (id.or_not_found()?, fields.get("version").parse().unwrap_or(0));
    match web.app().write(&visitor.credential(), move |cx| requests::remove_set(cx, id, version)).await {
        Ok(()) => Ok(done(&web, QUESTIONS, Done::SetRemoved)),
        Err(Error::Conflict(_)) => draw_set(&web, &visitor, Some(id), None).await,
        Err(error) => Err(error.into()),
    }
}
