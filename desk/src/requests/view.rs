//! A request as its ticket's page shows it.

use super::questions::Answer;
use super::{Again, RequestId, RequestState, rules};
use crate::clock::Timestamp;
use crate::cx::{Actor, Cx};
use crate::error::Error;
use crate::offers::{self, OfferId, OfferStatus};
use crate::tickets::{self, TicketId, TicketScope};

/// What was sent, once.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Which time it was, from 1.
    pub number: i64,
    /// Questions as they were asked, and what was answered.
    pub answers: Vec<Answer>,
    /// What was written beside.
    pub comment: String,
    /// The version of the terms that was accepted; 0 when there were none.
    pub terms_version: i64,
    /// Who sent it, if they are still there.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A request with everything around it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The request.
    pub id: RequestId,
    /// For which offer.
    pub offer: OfferId,
    /// The offer's title, as it is now.
    pub offer_title: String,
    /// Whether the offer runs.
    pub offer_status: OfferStatus,
    /// Its state.
    pub state: RequestState,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// When it expires, while it waits for the affiliate.
    pub expires: Option<Timestamp>,
    /// Whether the affiliate may still open the offer's page.
    pub offer_open: bool,
    /// Why it was rejected; empty otherwise.
    pub reason: String,
    /// When a rejected affiliate may ask again.
    pub again: Again,
    /// Who decided, for staff.
    pub decided_by: Option<String>,
    /// The rule that decided, for staff; empty when none did.
    pub decided_by_rule: String,
    /// Whether a lead was told that nobody decided.
    pub escalated: bool,
    /// After how many days the offer lets rejected affiliates try again; none: never.
    pub reapply_days: Option<i64>,
    /// What was sent, first to last.
    pub attempts: Vec<Attempt>,
    /// What a rule would decide now, for staff: its name and whether it approves.
    pub hint: Option<(String, bool)>,
    /// Counts every change; a decision says which it looked at.
    pub version: i64,
}

/// The request of a ticket in the acting person's scope, if the ticket is of one.
pub fn of_ticket(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<Option<Shown>, Error> {
    let scope = TicketScope::of(cx)?;
    let ticket = tickets::load(cx, &scope, id)?;
    let now = cx.now;
    let found = cx.tx.query_opt(
        "SELECT r.id, r.offer_id, o.title, o.status, r.state, r.since, r.deadline, r.reason, r.reapply_at, u.name,
                r.decided_by_rule, r.escalated, o.reapply_days, r.version
         FROM access_requests r JOIN offers o ON o.id = r.offer_id LEFT JOIN users u ON u.id = r.decided_by
         WHERE r.ticket_id = $1",
        &[&id],
        |row| {
            let state: RequestState = row.get(4)?;
            let deadline: Option<Timestamp> = row.get(6)?;
            Ok(Shown {
                id: row.get(0)?,
                offer: row.get(1)?,
                offer_title: row.get(2)?,
                offer_status: row.get(3)?,
                state,
                since: row.get(5)?,
                expires: deadline.filter(|_| state == RequestState::NeedsInformation),
                offer_open: true,
                reason: row.get(7)?,
                again: Again::of(row.get(8)?, now),
                decided_by: row.get(9)?,
                decided_by_rule: row.get(10)?,
                escalated: row.get(11)?,
                reapply_days: row.get(12)?,
                attempts: Vec::new(),
                hint: None,
                version: row.get(13)?,
            })
        },
    )?;
    let Some(mut shown) = found else { return Ok(None) };
    shown.attempts = attempts(cx, shown.id)?;
    if let Actor::Affiliate(who) = cx.actor().clone() {
        // Who or what decided, and how long it lay, is the staff's own business.
        shown.decided_by = None;
        shown.decided_by_rule.clear();
        shown.escalated = false;
        shown.offer_open = offers::is_visible(cx, who.affiliate, shown.offer)?;
    } else if shown.state.is_live() {
        shown.hint = rules::hints(cx, &[(ticket.affiliate, shown.offer)])?.pop().flatten();
    }
    Ok(Some(shown))
}

/// What was sent with a request, first to last.
pub(super) fn attempts(cx: &mut Cx<'_, '_>, id: RequestId) -> Result<Vec<Attempt>, Error> {
    let rows = cx.tx.query(
        "SELECT t.number, t.answers, t.comment, t.terms_version, u.name, t.created_at
         FROM request_attempts t LEFT JOIN users u ON u.id = t.user_id WHERE t.request_id = $1 ORDER BY t.number",
        &[&id],
        |row| {
            let attempt = Attempt {
                number: row.get(0)?,
                answers: Vec::new(),
                comment: row.get(2)?,
                terms_version: row.get(3)?,
                by: row.get(4)?,
                at: row.get(5)?,
            };
            Ok((attempt, row.get::<String>(1)?))
        },
    )?;
    rows.into_iter().map(|(attempt, json)| Ok(Attempt { answers: answers(&json)?, ..attempt })).collect()
}

/// Answers as they are stored.
pub(super) fn answers(json: &str) -> Result<Vec<Answer>, Error> {
    serde_json::from_str(json).map_err(|error| Error::Damaged(format!("answers of a request: {error}")))
}
