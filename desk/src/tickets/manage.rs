//! What staff do with a ticket besides writing: close, reopen, take.

use super::change::{Audience, changed};
use super::store::{self, Ticket};
use super::{Event, MessageId, Status, TicketId, TicketScope, WaitingOn, undo};
use crate::cx::Cx;
use crate::error::{Conflict, Error};
use crate::outbox::{self, Notice};
use crate::people::{AffiliateId, UserId};
use crate::requests::RequestState;

/// Closes a ticket. "Updated" stays: it is when the last comment or decision came. One that is closed already stays so, without a second event line.
pub fn close(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<(), Error> {
    cx.staff()?;
    let scope = TicketScope::of(cx)?;
    let ticket = store::load(cx, &scope, id)?;
    if ticket.status == Status::Closed {
        return Ok(());
    }
    may_close(&ticket)?;
    let message = set_closed(cx, &ticket, None)?;
    changed(cx, id, Some(&ticket), Audience::Both)?;
    outbox::to_affiliate(cx, Notice::TicketClosed, ticket.affiliate, id, message)
}

/// A ticket whose request is under way is closed by the decision.
pub(super) fn may_close(ticket: &Ticket) -> Result<(), Error> {
    let undecided = ticket.request.is_some_and(RequestState::is_live);
    if undecided { Err(Conflict::RequestUndecided.into()) } else { Ok(()) }
}

/// The change and the event line of closing, by this reply if it is one; the notice and telling open pages are the
/// caller's.
pub(super) fn set_closed(
    cx: &mut Cx<'_, '_>,
    ticket: &Ticket,
    reply: Option<MessageId>,
) -> Result<MessageId, Error> {
    let message = store::write_event(cx, ticket, Event::Closed)?;
    undo::remember(cx, ticket.id, message, reply)?;
    cx.tx.execute(
        "UPDATE tickets SET status = $1, closed_at = $2, waiting_on = $3, waiting_since = $2, due_at = NULL,
                affiliate_newest = $4
         WHERE id = $5",
        &[&Status::Closed, &cx.now, &WaitingOn::Nobody, &message, &ticket.id],
    )?;
    Ok(message)
}

/// Opens a closed ticket again: it is our turn once more. One that is open already stays as it is.
pub fn reopen(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<(), Error> {
    cx.staff()?;
    let scope = TicketScope::of(cx)?;
    let ticket = store::load(cx, &scope, id)?;
    if ticket.status == Status::Opened {
        return Ok(());
    }
    let message = store::write_event(cx, &ticket, Event::Reopened)?;
    let due = cx.now.plus(cx.settings().answer_within.of(ticket.kind));
    cx.tx.execute(
        "UPDATE tickets SET status = $1, closed_at = NULL, waiting_on = $2, waiting_since = $3, due_at = $4,
                affiliate_newest = $5
         WHERE id = $6",
        &[&Status::Opened, &WaitingOn::Us, &cx.now, &due, &message, &id],
    )?;
    changed(cx, id, Some(&ticket), Audience::Both)
}

/// Takes a ticket from the shared queue. Taking one's own again is fine; somebody else's is refused.
pub fn take(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<(), Error> {
    let staff = cx.staff()?;
    let scope = TicketScope::of(cx)?;
    let ticket = match store::load(cx, &scope, id) {
        // It was there to take when the page was shown: somebody was faster. Ids of tickets that never were in the
        // shared queue say the same as ids that do not exist.
        Err(Error::NotFound) if taken_from_shared(cx, id)? => return Err(Conflict::Taken.into()),
        other => other?,
    };
    match (ticket.manager, ticket.assignee) {
        (_, Some(user)) if user == staff.user => return Ok(()),
        (None, None) => {}
        _ => return Err(Conflict::Taken.into()),
    }
    set_taken(cx, &ticket)?;
    changed(cx, id, Some(&ticket), Audience::Both)
}

/// The change and the event line of taking; telling open pages is the caller's.
pub(crate) fn set_taken(cx: &mut Cx<'_, '_>, ticket: &Ticket) -> Result<(), Error> {
    let user = cx.user()?;
    super::assign(cx, ticket.id, user)?;
    store::write_event(cx, ticket, Event::Taken)?;
    Ok(())
}

fn taken_from_shared(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<bool, Error> {
    let sql = "SELECT id FROM tickets WHERE id = $1 AND manager_id IS NULL AND assignee_id IS NOT NULL";
    Ok(cx.tx.query_opt(sql, &[&id], |row| row.get::<TicketId>(0))?.is_some())
}

/// Gives an affiliate's tickets the manager whom the affiliate has from now on. Open pages hear of those that are open.
pub(crate) fn follow_manager(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    manager: Option<UserId>,
) -> Result<(), Error> {
    let open = store::open_of(cx, affiliate)?;
    cx.tx.execute(
        "UPDATE tickets SET manager_id = $1, version = version + 1 WHERE affiliate_id = $2",
        &[&manager, &affiliate],
    )?;
    for ticket in &open {
        changed(cx, ticket.id, Some(ticket), Audience::Both)?;
    }
    Ok(())
}
