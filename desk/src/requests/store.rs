//! The rows of a request, and the one step that moves it from state to state.

use std::time::Duration;

use super::questions::Answer;
use super::{Last, RequestId, RequestState};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::{Conflict, Error};
use crate::offers::{self, OfferId};
use crate::people::{AffiliateId, UserId};
use crate::tickets::{self, Audience, Event, Line, MessageId, Ticket, TicketId, TicketScope};

/// A day.
pub(super) const DAY: Duration = Duration::from_hours(24);

/// A request's row, as far as rules need it.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) id: RequestId,
    pub(super) affiliate: AffiliateId,
    pub(super) offer: OfferId,
    pub(super) state: RequestState,
    pub(super) version: i64,
}

/// The request of a ticket in the acting person's scope.
pub(super) fn load(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<(Request, Ticket), Error> {
    let scope = TicketScope::of(cx)?;
    load_in(cx, &scope, id)
}

/// The request of a ticket in a scope.
pub(super) fn load_in(
    cx: &mut Cx<'_, '_>,
    scope: &TicketScope,
    id: TicketId,
) -> Result<(Request, Ticket), Error> {
    let ticket = tickets::load(cx, scope, id)?;
    let request = of(cx, id)?.ok_or(Error::NotFound)?;
    Ok((request, ticket))
}

/// The request of a ticket, whoever asks.
pub(super) fn of(cx: &mut Cx<'_, '_>, ticket: TicketId) -> Result<Option<Request>, Error> {
    Ok(cx.tx.query_opt(
        "SELECT id, affiliate_id, offer_id, state, version FROM access_requests WHERE ticket_id = $1",
        &[&ticket],
        |row| {
            Ok(Request {
                id: row.get(0)?,
                affiliate: row.get(1)?,
                offer: row.get(2)?,
                state: row.get(3)?,
                version: row.get(4)?,
            })
        },
    )?)
}

/// The last request of a pair.
pub(crate) fn last(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    offer: OfferId,
) -> Result<Option<Last>, Error> {
    Ok(cx.tx.query_opt(
        "SELECT state, ticket_id, reapply_at FROM access_requests WHERE affiliate_id = $1 AND offer_id = $2 AND latest",
        &[&affiliate, &offer],
        |row| Ok(Last { state: row.get(0)?, ticket: row.get(1)?, reapply: row.get(2)? }),
    )?)
}

/// A new request, pending, which is its pair's last from now on.
pub(super) fn insert(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    offer: OfferId,
    ticket: TicketId,
) -> Result<RequestId, Error> {
    let sql =
        "UPDATE access_requests SET latest = FALSE WHERE affiliate_id = $1 AND offer_id = $2 AND latest";
    cx.tx.execute(sql, &[&affiliate, &offer])?;
    let deadline = cx.now.plus(cx.settings().escalate_after);
    Ok(cx.tx.query_one(
        "INSERT INTO access_requests (affiliate_id, offer_id, ticket_id, state, latest, created_at, since, deadline,
                                      reminders, escalated, decided_by_rule, reason, version)
         VALUES ($1, $2, $3, $4, TRUE, $5, $5, $6, 0, FALSE, '', '', 1) RETURNING id",
        &[&affiliate, &offer, &ticket, &RequestState::Pending, &cx.now, &deadline],
        |row| row.get(0),
    )?)
}

/// What is sent with a request, each time.
pub(super) struct Sent<'a> {
    pub(super) answers: &'a [Answer],
    pub(super) comment: &'a str,
    pub(super) terms_version: i64,
}

/// Keeps what was sent.
pub(super) fn add_attempt(cx: &mut Cx<'_, '_>, id: RequestId, sent: &Sent<'_>) -> Result<(), Error> {
    let answers = serde_json::to_string(sent.answers)
        .map_err(|error| Error::Damaged(format!("answers that cannot be written: {error}")))?;
    let by = cx.actor().user();
    let sql = "SELECT COALESCE(MAX(number), 0) FROM request_attempts WHERE request_id = $1";
    let number = cx.tx.query_one(sql, &[&id], |row| row.get::<i64>(0))? + 1;
    cx.tx.execute(
        "INSERT INTO request_attempts (request_id, number, answers, comment, terms_version, user_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[&id, &number, &answers, &sent.comment, &sent.terms_version, &by, &cx.now],
    )?;
    Ok(())
}

/// Where a request goes.
#[derive(Clone, Debug)]
pub(super) struct Step<'a> {
    pub(super) to: RequestState,
    pub(super) event: Event,
    /// Who does it; nobody for a rule or the clock.
    pub(super) by: Option<UserId>,
    /// The rule that does it; empty for others.
    pub(super) rule: &'a str,
    /// Of a rejection: why, and from when the affiliate may ask again.
    pub(super) reason: &'a str,
    pub(super) reapply: Option<Timestamp>,
}

impl Step<'_> {
    /// A step by whoever acts.
    pub(super) fn by_actor(cx: &Cx<'_, '_>, to: RequestState, event: Event) -> Self {
        Step { to, event, by: cx.actor().user(), rule: "", reason: "", reapply: None }
    }

    /// Whether the affiliate did it and has nothing to be told.
    fn is_theirs(&self) -> bool {
        matches!(self.event, Event::Resubmitted | Event::Withdrawn)
    }

    /// Whether somebody answered for the programme: the affiliate has the first response with it.
    fn is_answer(&self) -> bool {
        self.by.is_some() && !self.is_theirs()
    }
}

/// Moves a request to its next state: its row, its ticket and the event line together. Counting the ticket's
/// and the affiliate's versions up ([`tell`]), and the notice, are the caller's. Gives the event line.
pub(super) fn step(
    cx: &mut Cx<'_, '_>,
    request: &Request,
    ticket: TicketId,
    step: &Step<'_>,
) -> Result<MessageId, Error> {
    let line = Line { event: step.event, by: step.by, detail: step.reason, detail_staff: step.rule };
    let event = tickets::write_line(cx, ticket, &line)?;
    let decided = matches!(step.to, RequestState::Approved | RequestState::Rejected);
    let by = step.by.filter(|_| decided);
    let deadline = match step.to {
        RequestState::Pending => Some(cx.now.plus(cx.settings().escalate_after)),
        RequestState::NeedsInformation => {
            let days = offers::answer_days(cx, request.offer)?;
            Some(cx.now.plus(DAY * u32::try_from(days).unwrap_or(u32::MAX)))
        }
        _ => None,
    };
    cx.tx.execute(
        "UPDATE access_requests SET state = $1, since = $2, deadline = $3, reminders = 0, escalated = FALSE,
                decided_by = $4, decided_by_rule = $5, reason = $6, reapply_at = $7, version = version + 1
         WHERE id = $8",
        &[&step.to, &cx.now, &deadline, &by, &step.rule, &step.reason, &step.reapply, &request.id],
    )?;
    let newest = (!step.is_theirs()).then_some(event);
    tickets::follow(cx, ticket, step.to, step.is_answer(), newest)?;
    offers::hint_access(cx, request.affiliate)?;
    Ok(event)
}

/// Says to open pages that the ticket changed.
pub(super) fn tell(cx: &mut Cx<'_, '_>, ticket: TicketId, before: Option<&Ticket>) -> Result<(), Error> {
    tickets::changed(cx, ticket, before, Audience::Both)
}

/// What stands in the way of a step from this state.
pub(super) fn must_be_live(request: &Request) -> Result<(), Error> {
    if request.state.is_live() { Ok(()) } else { Err(Conflict::Decided.into()) }
}
