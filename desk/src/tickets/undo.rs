//! Undo after closing: for a few minutes, by who closed, while nothing else has happened.

use super::change::{Audience, changed};
use super::store::{self, Ticket};
use super::{Event, MessageId, Status, TicketId, TicketScope, WaitingOn};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::{Conflict, Error};
use crate::outbox;
use crate::people::UserId;

/// How a ticket stood before it was closed, and how that came about.
#[derive(Clone, Debug)]
struct Closing {
    /// The event line of closing.
    message: MessageId,
    /// The reply that closed it, if it was one.
    reply: Option<MessageId>,
    by: UserId,
    at: Timestamp,
    waiting_on: WaitingOn,
    waiting_since: Timestamp,
    due: Option<Timestamp>,
    affiliate_newest: MessageId,
}

impl Closing {
    /// Whether it may still be undone by this person, when `newest` is the last thing on the ticket.
    fn allows(&self, user: UserId, newest: MessageId, now: Timestamp, within: std::time::Duration) -> bool {
        self.by == user && self.message == newest && now.since(self.at) < within
    }
}

/// Remembers how a ticket stands, before it is closed by `message`.
pub(super) fn remember(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    message: MessageId,
    reply: Option<MessageId>,
) -> Result<(), Error> {
    let user = cx.user()?;
    // One closing per ticket: the last.
    cx.tx.execute("DELETE FROM closings WHERE ticket_id = $1", &[&ticket])?;
    cx.tx.execute(
        "INSERT INTO closings (ticket_id, message_id, reply_id, user_id, closed_at, waiting_on, waiting_since, due_at,
                               affiliate_newest)
         SELECT t.id, CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), t.waiting_on,
                t.waiting_since, t.due_at, t.affiliate_newest
         FROM tickets t WHERE t.id = $5",
        &[&message, &reply, &user, &cx.now, &ticket],
    )?;
    Ok(())
}

/// Undoes the closing that wrote the event line `closing`: the ticket stands as it stood before, the line is gone, and
/// so is the notice that nobody has been sent yet. A reply that closed the ticket stays. Undone already is fine.
pub fn undo_close(cx: &mut Cx<'_, '_>, id: TicketId, closing: MessageId) -> Result<(), Error> {
    let staff = cx.staff()?;
    let scope = TicketScope::of(cx)?;
    let ticket = store::load(cx, &scope, id)?;
    let newest = newest(cx, id)?;
    if newest < closing && ticket.status == Status::Opened {
        // The line is gone and nothing came after it: a second click, or another tab.
        return Ok(());
    }
    let within = cx.settings().undo_within;
    let last = find(cx, id)?.filter(|last| last.message == closing);
    let last = last.filter(|last| last.allows(staff.user, newest, cx.now, within));
    restore(cx, &ticket, &last.ok_or(Conflict::TooLateToUndo)?)
}

fn restore(cx: &mut Cx<'_, '_>, ticket: &Ticket, before: &Closing) -> Result<(), Error> {
    cx.tx.execute("DELETE FROM closings WHERE ticket_id = $1", &[&ticket.id])?;
    cx.tx.execute("DELETE FROM messages WHERE id = $1", &[&before.message])?;
    cx.tx.execute(
        "UPDATE tickets SET status = $1, closed_at = NULL, waiting_on = $2, waiting_since = $3, due_at = $4,
                affiliate_newest = $5
         WHERE id = $6",
        &[
            &Status::Opened,
            &before.waiting_on,
            &before.waiting_since,
            &before.due,
            &before.affiliate_newest,
            &ticket.id,
        ],
    )?;
    changed(cx, ticket.id, Some(ticket), Audience::Both)?;
    outbox::closing_undone(cx, ticket.id, before.message, before.reply)
}

fn newest(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<MessageId, Error> {
    let sql = "SELECT id FROM messages WHERE ticket_id = $1 ORDER BY id DESC LIMIT 1";
    cx.tx.query_opt(sql, &[&id], |row| row.get(0))?.ok_or(Error::NotFound)
}

fn find(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<Option<Closing>, Error> {
    Ok(cx.tx.query_opt(
        "SELECT message_id, reply_id, user_id, closed_at, waiting_on, waiting_since, due_at, affiliate_newest
         FROM closings WHERE ticket_id = $1",
        &[&id],
        |row| {
            Ok(Closing {
                message: row.get(0)?,
                reply: row.get(1)?,
                by: row.get(2)?,
                at: row.get(3)?,
                waiting_on: row.get(4)?,
                waiting_since: row.get(5)?,
                due: row.get(6)?,
                affiliate_newest: row.get(7)?,
            })
        },
    )?)
}

/// Whether the last thing on a ticket is a closing by this person that may be undone now: its event line, for the form
/// of Undo. A hint for the page; [`undo_close`] decides.
pub fn closing_to_undo(cx: &Cx<'_, '_>, messages: &[super::Message]) -> Option<MessageId> {
    let last = messages.last()?;
    let mine = last.author.is_some() && last.author == cx.actor().user();
    let lately = cx.now.since(last.created) < cx.settings().undo_within;
    (last.event == Some(Event::Closed) && mine && lately).then_some(last.id)
}

/// Forgets closings that can no longer be undone.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let past = cx.now.minus(cx.settings().undo_within);
    Ok(cx.tx.execute("DELETE FROM closings WHERE closed_at < $1", &[&past])?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn it_is_for_who_closed_for_a_while_and_while_nothing_followed() {
        let minute = Duration::from_mins(1);
        let at = Timestamp::new(1_000_000_000);
        let closing = Closing {
            message: MessageId::new(7),
            reply: None,
            by: UserId::new(1),
            at,
            waiting_on: WaitingOn::Us,
            waiting_since: at,
            due: None,
            affiliate_newest: MessageId::new(0),
        };
        let allows = |user, newest, later| {
            closing.allows(UserId::new(user), MessageId::new(newest), at.plus(later), 5 * minute)
        };
        assert!(allows(1, 7, Duration::ZERO));
        assert!(allows(1, 7, Duration::from_micros(299_999_999)));
        assert!(!allows(1, 7, 5 * minute), "too late");
        assert!(!allows(2, 7, minute), "somebody else");
        assert!(!allows(1, 8, minute), "something followed");
    }
}
