//! The log of answers.

use std::time::Duration;

use super::Outcome;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::keyset::{self, Narrow, Order};
use crate::page::{Page, Place};
use crate::people::{Email, UserId};
use crate::reply_address::LIFETIME_DAYS;
use crate::tickets::{MessageId, TicketId, Via};

db::id! {
    /// A line of the log of answers.
    pub InboundId
}

/// Longest sender that is noted, in characters: an address has at most so many.
const SENDER_MAX: usize = 254;

/// How many lines are kept at most: anybody can send a mail to any address or write to a bot.
const MOST_LINES: i64 = 100_000;

const ORDER: Order = Order { name: "at", table: "l", column: "at", descending: true };

/// What is noted of an answer.
pub(crate) struct Entry<'a> {
    pub(crate) via: Via,
    pub(crate) outcome: Outcome,
    pub(crate) sender: &'a str,
    pub(crate) user: Option<UserId>,
    pub(crate) ticket: Option<TicketId>,
    pub(crate) message: Option<MessageId>,
    pub(crate) told: bool,
}

/// Adds a line.
pub(crate) fn note(cx: &mut Cx<'_, '_>, entry: &Entry<'_>) -> Result<(), Error> {
    let sender = bounded(entry.sender);
    let folded = Email::fold(&sender);
    cx.tx.execute(
        "INSERT INTO inbound_log (at, via, outcome, sender, sender_folded, user_id, ticket_id, message_id, told)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &cx.now,
            &entry.via,
            &entry.outcome,
            &sender,
            &folded,
            &entry.user,
            &entry.ticket,
            &entry.message,
            &entry.told,
        ],
    )?;
    Ok(())
}

fn bounded(sender: &str) -> String {
    sender.chars().filter(|c| !c.is_control()).take(SENDER_MAX).collect()
}

/// An answer in the log.
#[derive(Clone, Debug)]
pub struct LogRow {
    /// Its line.
    pub id: InboundId,
    /// When it came.
    pub at: Timestamp,
    /// How it came.
    pub via: Via,
    /// What became of it.
    pub outcome: Outcome,
    /// The address that it says it comes from, or the name in Telegram.
    pub sender: String,
    /// The person whose address it was sent to, where that is certain.
    pub user: Option<String>,
    /// The ticket, where that is certain.
    pub ticket: Option<TicketId>,
    /// The message that it became.
    pub message: Option<MessageId>,
    /// Whether the person was told that it was not taken.
    pub told: bool,
}

/// Which answers to list.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    /// Those of which this became.
    pub outcome: Option<Outcome>,
    /// Those that were sent to an address of this ticket.
    pub ticket: Option<TicketId>,
    /// Those that say that they come from this address.
    pub sender: Option<String>,
    /// Those that came this way.
    pub via: Option<Via>,
    /// From where on.
    pub from: Option<Place>,
}

/// The answers that came, newest first. For admins.
pub fn log(cx: &mut Cx<'_, '_>, filter: &LogFilter) -> Result<Page<LogRow>, Error> {
    cx.admin()?;
    let from = keyset::fitting(filter.from.as_ref(), ORDER);
    let select = "SELECT l.id, l.at, l.outcome, l.sender, u.name, l.ticket_id, l.message_id, l.told, l.via
                  FROM inbound_log l LEFT JOIN users u ON u.id = l.user_id";
    let mut narrow = Narrow::default();
    narrow.equal("l.outcome", filter.outcome);
    narrow.equal("l.ticket_id", filter.ticket);
    narrow.equal("l.via", filter.via);
    narrow.equal("l.sender_folded", filter.sender.as_deref().map(|sender| Email::fold(&bounded(sender))));
    let sql = narrow.page(select, ORDER, from);
    let rows = cx.tx.query(&sql, &narrow.params(), |row| {
        Ok(LogRow {
            id: row.get(0)?,
            at: row.get(1)?,
            outcome: row.get(2)?,
            sender: row.get(3)?,
            user: row.get(4)?,
            ticket: row.get(5)?,
            message: row.get(6)?,
            told: row.get(7)?,
            via: row.get(8)?,
        })
    })?;
    if rows.is_empty() && from.is_some() {
        return log(cx, &LogFilter { from: None, ..filter.clone() });
    }
    Ok(Page::cut(ORDER.name, from, rows, |row| (row.at, row.id.get())))
}

/// Forgets what is too old to be asked for, and what is too much.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let past = cx.now.minus(Duration::from_hours(24 * LIFETIME_DAYS.unsigned_abs()));
    let lines = cx.tx.execute("DELETE FROM inbound_log WHERE at < $1", &[&past])?;
    let newest = "SELECT id FROM inbound_log ORDER BY id DESC LIMIT 1";
    let newest = cx.tx.query_opt(newest, &[], |row| row.get::<i64>(0))?.unwrap_or(0);
    let spare = cx.tx.execute("DELETE FROM inbound_log WHERE id <= $1", &[&(newest - MOST_LINES)])?;
    Ok(lines + spare)
}
