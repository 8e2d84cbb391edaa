//! `/desk/settings/webhooks`: programs that are told what happens.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use courier::notice_label;
use desk::outbox::{Attempted, Notice, State as Delivery};
use desk::webhooks::{self, Attempt, Events, RawWebhook, Webhook, WebhookId};
use desk::{Error, FieldError};

use crate::address::Id;
use crate::error::PageError;
use crate::form::Fields;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::site::Web;
use crate::views::{Section, SentRow, WebhookEvent, WebhookPage, WebhookRow, Webhooks};
use crate::visitor::Visitor;
use crate::{after, sentences};

const PATH: &str = "/desk/settings/webhooks";

/// `GET /desk/settings/webhooks`
pub(crate) async fn list(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw(&web, &visitor, &RawWebhook::default(), &[]).await
}

async fn draw(
    web: &Web,
    visitor: &Visitor,
    typed: &RawWebhook,
    errors: &[FieldError],
) -> Result<Response, PageError> {
    let (frame, all) = web
        .app()
        .read(&visitor.credential(), |cx| {
            let all = webhooks::list(cx)?;
            Ok((Frame::of(cx)?, all))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let view = Webhooks {
        t,
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
        rows: all.into_iter().map(row).collect(),
        name: sentences::field("name", &typed.name, errors, t),
        url: sentences::field("url", &typed.url, errors, t),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(after::page(web, visitor, status, &view))
}

fn row(webhook: Webhook) -> WebhookRow {
    WebhookRow { id: webhook.id.get(), name: webhook.name, url: webhook.url, active: webhook.active }
}

/// `POST /desk/settings/webhooks`
pub(crate) async fn create(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    let raw = RawWebhook { name: fields.get("name").to_owned(), url: fields.get("url").to_owned() };
    match webhooks::create(web.app(), &visitor.credential(), &raw).await {
        Ok(id) => Ok(done(&web, &format!("{PATH}/{id}"), Done::SettingsSaved)),
        Err(Error::Invalid(errors)) => draw(&web, &visitor, &raw, &errors).await,
        Err(error) => Err(error.into()),
    }
}

/// `GET /desk/settings/webhooks/{id}`
pub(crate) async fn one(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<WebhookId>,
) -> Result<Response, PageError> {
    draw_one(&web, &visitor, id.or_not_found()?, &[]).await
}

async fn draw_one(
    web: &Web,
    visitor: &Visitor,
    id: WebhookId,
    errors: &[FieldError],
) -> Result<Response, PageError> {
    let (frame, webhook, attempts) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let webhook = webhooks::webhook(cx, id)?;
            let attempts = webhooks::attempts(cx, id)?;
            Ok((Frame::of(cx)?, webhook, attempts))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let event = |notice: Notice| WebhookEvent {
        value: notice.as_str(),
        label: notice_label(notice, t),
        chosen: errors.is_empty() && webhook.events.hold(notice),
    };
    let view = WebhookPage {
        t,
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
        secret: webhook.secret.clone(),
        former: webhook.former_until.map(|until| t.webhook_former(frame.when(until).exact)),
        deliveries: attempts.into_iter().map(|attempt| delivery(&frame, attempt)).collect(),
        events: Notice::of_tickets().map(event).collect(),
        events_error: errors.first().map(|error| sentences::of_field(error, t)),
        row: row(webhook),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(after::page(web, visitor, status, &view))
}

fn delivery(frame: &Frame, attempt: Attempt) -> SentRow {
    let t = frame.t;
    let state = match (attempt.outcome, attempt.state) {
        (Some(Attempted::Sent), _) => t.webhook_sent(),
        (Some(Attempted::Failed | Attempted::Unknown), _) => t.webhook_failed(),
        (_, Delivery::Dropped) => t.webhook_dropped(),
        (Some(Attempted::Refused), _) | (None, Delivery::Dead) => t.webhook_dead(),
        (Some(Attempted::Begun) | None, _) => t.webhook_waiting(),
    };
    SentRow {
        event: notice_label(attempt.notice, t).to_owned(),
        at: frame.when(attempt.began.unwrap_or(attempt.created)),
        state: state.to_owned(),
        answer: attempt.answer,
    }
}

/// `POST /desk/settings/webhooks/{id}`
pub(crate) async fn act(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<WebhookId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let who = visitor.credential();
    let what = fields.get("do").to_owned();
    let asked = what.clone();
    let events = fields.all("event").into_iter().map(str::parse).collect::<Result<Vec<Notice>, _>>();
    let events = Events::of(&events.map_err(|_| PageError::new(StatusCode::BAD_REQUEST))?);
    let done_it = web
        .app()
        .write(&who, move |cx| match asked.as_str() {
            "choose" => webhooks::choose(cx, id, &events),
            "rotate" => webhooks::rotate(cx, id),
            "test" => webhooks::test(cx, id),
            "on" => webhooks::switch(cx, id, true),
            "off" => webhooks::switch(cx, id, false),
            "delete" => webhooks::remove(cx, id),
            _ => Err(Error::NotFound),
        })
        .await;
    match done_it {
        Ok(()) => {}
        Err(Error::Invalid(errors)) => return draw_one(&web, &visitor, id, &errors).await,
        Err(error) => return Err(error.into()),
    }
    let next = if what == "delete" { PATH.to_owned() } else { format!("{PATH}/{id}") };
    Ok(done(&web, &next, Done::SettingsSaved))
}
