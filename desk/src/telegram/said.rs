//! What the bot says of itself: rows of the outbox like everything that leaves the house, so that nothing is lost while
//! Telegram is away.

use serde::{Deserialize, Serialize};

use super::ChatId;
use crate::cx::Cx;
use crate::error::Error;
use crate::inbound::Outcome;
use crate::outbox::{self, Channel, Notice};
use crate::people::UserId;
use crate::tickets::TicketId;

/// What the bot says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// The chat is linked with the account of this person.
    Linked(String),
    /// It is linked no more.
    Unlinked,
    /// The code was used, ran out, or was never one.
    BadCode,
    /// The chat is nobody's: how to link it.
    Stranger,
    /// What there is to do here.
    Help,
    /// To answer a ticket one has to answer a message about it.
    WhichTicket,
    /// The answer is on the ticket.
    Added(TicketId),
    /// It is not: why, and where to write it instead.
    NotTaken(String, Option<TicketId>),
}

impl Said {
    /// That an answer was not taken.
    pub(super) fn not_taken(outcome: Outcome, ticket: Option<TicketId>) -> Self {
        Self::NotTaken(outcome.as_str().to_owned(), ticket)
    }
}

/// A row's words.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Payload {
    pub(super) said: Said,
    /// The message that it answers.
    pub(super) to: i64,
    /// The language, where nobody's preference says so.
    pub(super) locale: String,
}

/// The ticket that the bot spoke of.
pub(super) fn ticket_of(payload: &str) -> Option<TicketId> {
    match serde_json::from_str::<Payload>(payload).ok()?.said {
        Said::Added(ticket) | Said::NotTaken(_, Some(ticket)) => Some(ticket),
        _ => None,
    }
}

/// Most answers of the bot to one chat within an hour: anybody can write to a bot.
const MOST: i64 = 40;

/// Most answers to a chat that is nobody's.
const MOST_TO_STRANGERS: i64 = 5;

/// Who is talked to.
#[derive(Clone, Debug)]
pub(super) struct Listener<'a> {
    pub(super) chat: ChatId,
    /// Whose chat it is.
    pub(super) user: Option<UserId>,
    /// The message that is answered.
    pub(super) to: i64,
    /// The language of their Telegram.
    pub(super) locale: &'a str,
}

/// Says something in a chat, unless it was told enough within the hour.
pub(super) fn say(cx: &mut Cx<'_, '_>, listener: &Listener<'_>, said: Said) -> Result<(), Error> {
    let address = listener.chat.to_string();
    let most = if listener.user.is_some() { MOST } else { MOST_TO_STRANGERS };
    let sql = "SELECT COUNT(*) FROM (SELECT id FROM outbox WHERE channel = 'telegram' AND address = $1 AND event = $2
                                     AND created_at > $3 LIMIT $4) AS counted";
    let since = cx.now.minus(std::time::Duration::from_hours(1));
    let lately: i64 =
        cx.tx.query_one(sql, &[&address, &Notice::BotAnswer, &since, &most], |row| row.get(0))?;
    if lately >= most {
        return Ok(());
    }
    let payload = Payload { said, to: listener.to, locale: listener.locale.to_owned() };
    let payload = serde_json::to_string(&payload)
        .map_err(|error| Error::Damaged(format!("what the bot says cannot be written: {error}")))?;
    outbox::add(
        cx,
        &outbox::Entry {
            user: listener.user,
            address: &address,
            ordering_key: &address,
            payload: &payload,
            ..outbox::Entry::of(cx, Channel::Telegram, Notice::BotAnswer)
        },
    )
}
