//! A person learns that what they wrote by mail is not on the ticket.

use std::time::Duration;

use serde_json::{Value, json};

use crate::cx::Cx;
use crate::error::Error;
use crate::inbound::Outcome;
use crate::outbox::{self, Channel, Notice};
use crate::people::UserId;
use crate::tickets::TicketId;

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTaken {
    /// Why it was not taken.
    pub outcome: Outcome,
    /// The ticket to go to instead.
    pub ticket: Option<TicketId>,
}

impl NotTaken {
    /// Reads what was noted; none when another version of this program noted it.
    pub(crate) fn read(payload: &str) -> Option<Self> {
        let said: Value = serde_json::from_str(payload).ok()?;
        let outcome = said["outcome"].as_str()?.parse().ok()?;
        Some(Self { outcome, ticket: said["ticket"].as_i64().map(TicketId::new) })
    }
}

/// How long somebody who was told is told nothing more, so that no loop can come of it.
const QUIET: Duration = Duration::from_hours(24);

/// Tells the person whose signed address the mail was sent to, at the address that the desk knows of them: never whoever
/// the mail says that it comes from. Gives whether they are told.
pub(super) fn not_taken(
    cx: &mut Cx<'_, '_>,
    user: UserId,
    outcome: Outcome,
    ticket: Option<TicketId>,
) -> Result<bool, Error> {
    let sql = "SELECT id FROM inbound_log WHERE user_id = $1 AND at > $2 AND told = TRUE LIMIT 1";
    let lately = cx.tx.query_opt(sql, &[&user, &cx.now.minus(QUIET)], |row| row.get::<i64>(0))?;
    if lately.is_some() || !cx.settings().channels.contains(&Channel::Email) {
        return Ok(false);
    }
    // Of a ticket that is not theirs any more they are told nothing.
    let ticket = ticket.filter(|_| outcome != Outcome::NoAccess).map(TicketId::get);
    let payload = json!({ "outcome": outcome.as_str(), "ticket": ticket }).to_string();
    outbox::add(
        cx,
        &outbox::Entry {
            user: Some(user),
            payload: &payload,
            ..outbox::Entry::of(cx, Channel::Email, Notice::MailNotTaken)
        },
    )?;
    Ok(true)
}
