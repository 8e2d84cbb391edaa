//! `/desk/settings/deliveries`: what leaves the house, for admins.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use courier::mail::{self, Look, Mail};
use courier::notice_label;
use desk::error::Conflict;
use desk::notices::{self, Links, Shown};
use desk::outbox::{self, Attempted, Channel, Filter, OutboxId, Row, State as Stands};
use desk::{Cx, Error};

use crate::address::{Asked, Id, pager};
use crate::after;
use crate::error::PageError;
use crate::frame::Frame;
use crate::guard;
use crate::respond::{Done, done};
use crate::site::Web;
use crate::views::{
    Choice, Deliveries, Delivery, DeliveryAttempt, DeliveryMail, DeliveryRow, DeliveryState, Query, Rich,
    Section, Words, channel_label,
};
use crate::visitor::Visitor;

const LIST: &str = "/desk/settings/deliveries";

/// Dead letters are counted up to here.
const MOST_COUNTED: i64 = 100;

/// `GET /desk/settings/deliveries`
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let state: Option<Stands> = asked.get("state").parse().ok();
    let channel: Option<Channel> = asked.get("channel").parse().ok();
    let filter = Filter { state, channel, from: asked.get("page").parse().ok() };
    let (frame, page, (dead, _)) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let page = outbox::list(cx, &filter)?;
            Ok((Frame::of(cx)?, page, outbox::counts(cx, MOST_COUNTED)?))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let t = frame.t;
    let (state, channel) = (state.map_or("", Stands::as_str), channel.map_or("", Channel::as_str));
    let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned() };
    let leaving = Channel::ALL.iter().filter(|channel| **channel != Channel::Panel);
    let view = Deliveries {
        t,
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
        pager: pager(&page, || Query::new(LIST).with("state", state).with("channel", channel)),
        rows: page.rows.iter().map(|row| delivery_row(&frame, row)).collect(),
        states: Stands::ALL
            .iter()
            .map(|state| choice(state.as_str(), DeliveryState(*state).label(t)))
            .collect(),
        state: state.to_owned(),
        channels: leaving.map(|channel| choice(channel.as_str(), channel_label(*channel, t))).collect(),
        channel: channel.to_owned(),
        dead: match dead {
            0 => None,
            MOST_COUNTED.. => Some(t.count_more(MOST_COUNTED - 1)),
            some => Some(t.number(some)),
        },
        sends: !web.app().settings().channels.is_empty(),
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

/// A delivery, as a list or a ticket shows it.
pub(crate) fn delivery_row(frame: &Frame, row: &Row) -> DeliveryRow {
    let t = frame.t;
    DeliveryRow {
        id: row.id.get(),
        what: notice_label(row.notice, t),
        channel: channel_label(row.channel, t),
        name: row.name.clone(),
        address: row.address.clone(),
        ticket: row.ticket.map(desk::tickets::TicketId::get),
        state: DeliveryState(row.state),
        created: frame.when(row.created),
        next: (row.state == Stands::Waiting && row.attempts > 0).then(|| frame.when(row.next)),
        error: row.error.clone(),
    }
}

/// A mail as it was shown, or as it would look now; its links that let somebody in are left out then.
enum Looked {
    Shown(Shown),
    Would(Mail),
}

fn look(cx: &mut Cx<'_, '_>, look: &Look, row: &outbox::Claimed) -> Result<Option<Looked>, Error> {
    if let Some(shown) = notices::shown(cx, row.id)? {
        return Ok(Some(Looked::Shown(shown)));
    }
    if row.channel != Channel::Email {
        return Ok(None);
    }
    Ok(notices::letter(cx, row, Links::Masked)?.map(|letter| Looked::Would(mail::compose(look, &letter))))
}

fn looks(web: &Web) -> Look {
    let site = web.site();
    Look { public_url: site.public_url.clone(), programme: site.name.clone(), colour: site.colour.clone() }
}

/// `GET /desk/settings/deliveries/{id}`
pub(crate) async fn delivery(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<OutboxId>,
) -> Result<Response, PageError> {
    let (id, looks) = (id.or_not_found()?, looks(&web));
    let (frame, row, attempts, looked) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let (row, attempts, made_from) = outbox::delivery(cx, id)?;
            Ok((Frame::of(cx)?, row, attempts, look(cx, &looks, &made_from)?))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let attempts = attempts.into_iter().map(|one| DeliveryAttempt {
        at: frame.when(one.began),
        outcome: outcome_label(one.outcome, frame.t),
        answer: one.answer,
    });
    let mail = looked.map(|looked| match looked {
        Looked::Shown(shown) => DeliveryMail {
            subject: shown.subject,
            headers: Some(shown.headers),
            html: Some(format!("{LIST}/{id}/mail")),
            plain: Rich::plain(&shown.plain),
        },
        Looked::Would(mail) => DeliveryMail {
            subject: mail.subject,
            headers: None,
            html: Some(format!("{LIST}/{id}/mail")),
            plain: Rich::plain(&mail.plain),
        },
    });
    let view = Delivery {
        t: frame.t,
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
        again: row.may_go_again(),
        row: delivery_row(&frame, &row),
        attempts: attempts.collect(),
        mail,
    };
    let mut response = after::page(&web, &visitor, StatusCode::OK, &view);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, guard::framing());
    Ok(response)
}

fn outcome_label(outcome: Attempted, t: Words) -> &'static str {
    match outcome {
        Attempted::Begun => t.attempt_begun(),
        Attempted::Sent => t.delivery_sent(),
        Attempted::Failed => t.attempt_failed(),
        Attempted::Refused => t.attempt_refused(),
        Attempted::Unknown => t.attempt_unknown(),
    }
}

/// `GET /desk/settings/deliveries/{id}/mail`: its HTML, in which nothing runs and from which nothing is fetched.
pub(crate) async fn html(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<OutboxId>,
) -> Result<Response, PageError> {
    let (id, looks) = (id.or_not_found()?, looks(&web));
    let looked = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let (_, _, made_from) = outbox::delivery(cx, id)?;
            look(cx, &looks, &made_from)
        })
        .await?;
    let html = match looked {
        Some(Looked::Shown(shown)) => shown.html,
        Some(Looked::Would(mail)) => mail.html,
        None => return Err(PageError::new(StatusCode::NOT_FOUND)),
    };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'; base-uri 'none'; \
                  form-action 'none'";
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
    ];
    Ok((headers, html).into_response())
}

/// A `GET` where only a button leads to.
pub(crate) async fn back() -> Redirect {
    Redirect::to(LIST)
}

/// `POST /desk/settings/deliveries/{id}/again`
pub(crate) async fn again(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<OutboxId>,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    match web.app().write(&visitor.credential(), move |cx| outbox::redrive(cx, id)).await {
        // It was sent meanwhile, which is what was wanted.
        Ok(()) | Err(Error::Conflict(Conflict::OtherState)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(done(&web, &format!("{LIST}/{id}"), Done::SentAgain))
}

/// `POST /desk/settings/deliveries/again`
pub(crate) async fn all_again(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    web.app().write(&visitor.credential(), outbox::redrive_all).await?;
    Ok(done(&web, LIST, Done::SentAgain))
}
