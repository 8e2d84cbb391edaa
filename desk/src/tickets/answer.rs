//! Comments of the affiliate, replies and notes of the staff.

use super::change::{Audience, changed};
use super::store::{self, Ticket};
use super::{Event, MessageId, MessageKind, NewMessage, Side, Status, TicketId, TicketScope, WaitingOn};
use crate::cx::Cx;
use crate::drafts::{self, Form};
use crate::error::{Conflict, Error};
use crate::outbox::{self, Notice};
use crate::requests::{self, RequestState};
use crate::submissions::{self, Content, TicketOutcome};

/// Whether a reply also closes the ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The ticket stays as it is; a closed one stays closed.
    Send,
    /// The ticket is closed with it.
    AndClose,
}

/// The affiliate comments. On a closed ticket it reopens it, or is refused, as the operator chose.
pub fn comment(cx: &mut Cx<'_, '_>, id: TicketId, new: &NewMessage) -> Result<MessageId, Error> {
    cx.affiliate()?;
    let scope = TicketScope::of(cx)?;
    let ticket = store::load(cx, &scope, id)?;
    let made = submissions::once(cx, new.submission, content("comment", id, new), |cx| {
        let reopens = ticket.status == Status::Closed;
        if reopens && !cx.settings().reopen_on_comment {
            return Err(Conflict::TicketClosed.into());
        }
        let message = store::write_on(cx, &ticket, MessageKind::Comment, Side::Affiliate, new)?;
        if reopens {
            store::write_event(cx, &ticket, Event::ReopenedByComment)?;
        }
        // A second question does not make the first one younger.
        let waited = ticket.waiting_on == WaitingOn::Us && !reopens;
        let since = if waited { ticket.waiting_since } else { cx.now };
        let due =
            if waited { ticket.due } else { Some(cx.now.plus(cx.settings().answer_within.of(ticket.kind))) };
        cx.tx.execute(
            "UPDATE tickets SET affiliate_answers = affiliate_answers + 1, status = $1, closed_at = NULL,
                    waiting_on = $2, waiting_since = $3, due_at = $4, updated_at = $5
             WHERE id = $6",
            &[&Status::Opened, &WaitingOn::Us, &since, &due, &cx.now, &id],
        )?;
        if ticket.request == Some(RequestState::NeedsInformation) {
            requests::answered(cx, &ticket)?;
        }
        changed(cx, id, Some(&ticket), Audience::Both)?;
        outbox::to_staff(cx, Notice::AffiliateCommented, ticket.manager, ticket.assignee, id, message)?;
        Ok(TicketOutcome { ticket: id, message })
    })?;
    drafts::sent(cx, Form::Comment, id.get(), new.submission)?;
    Ok(made.message)
}

/// A member of staff answers. The first answer sets the checkmark, which stays.
pub fn reply(cx: &mut Cx<'_, '_>, id: TicketId, new: &NewMessage, then: Reply) -> Result<MessageId, Error> {
    cx.staff()?;
    let scope = TicketScope::of(cx)?;
    let ticket = store::load(cx, &scope, id)?;
    let form = if then == Reply::AndClose { "reply-and-close" } else { "reply" };
    let made = submissions::once(cx, new.submission, content(form, id, new), |cx| {
        let closes = then == Reply::AndClose && ticket.status == Status::Opened;
        if closes {
            super::manage::may_close(&ticket)?;
        }
        if ticket.manager.is_none() && ticket.assignee.is_none() {
            // Who answers from the shared queue has taken it, or the affiliate's next word would reach nobody.
            super::manage::set_taken(cx, &ticket)?;
        }
        let message = store::write_on(cx, &ticket, MessageKind::Comment, Side::Manager, new)?;
        answered(cx, &ticket, message)?;
        if closes {
            super::manage::set_closed(cx, &ticket, Some(message))?;
        }
        changed(cx, id, Some(&ticket), Audience::Both)?;
        let notice = if closes { Notice::ManagerAnsweredAndClosed } else { Notice::ManagerAnswered };
        outbox::to_affiliate(cx, notice, ticket.affiliate, id, message)?;
        Ok(TicketOutcome { ticket: id, message })
    })?;
    drafts::sent(cx, Form::Reply, id.get(), new.submission)?;
    Ok(made.message)
}

fn answered(cx: &mut Cx<'_, '_>, ticket: &Ticket, message: MessageId) -> Result<(), Error> {
    // An answer on a closed ticket leaves it closed, and then nobody has to reply.
    let waiting = if ticket.status == Status::Closed { WaitingOn::Nobody } else { WaitingOn::Affiliate };
    cx.tx.execute(
        "UPDATE tickets SET manager_answers = manager_answers + 1, first_answer_at = COALESCE(first_answer_at, $1),
                affiliate_newest = $2, waiting_on = $3, waiting_since = $1, due_at = NULL, updated_at = $1
         WHERE id = $4",
        &[&cx.now, &message, &waiting, &ticket.id],
    )?;
    Ok(())
}

/// A member of staff notes something that staff alone see. Nothing that the affiliate sees changes.
pub fn note(cx: &mut Cx<'_, '_>, id: TicketId, new: &NewMessage) -> Result<MessageId, Error> {
    cx.staff()?;
    let scope = TicketScope::of(cx)?;
    let ticket = store::load(cx, &scope, id)?;
    let made = submissions::once(cx, new.submission, content("note", id, new), |cx| {
        let message = store::write_on(cx, &ticket, MessageKind::Note, Side::Manager, new)?;
        changed(cx, id, Some(&ticket), Audience::Staff)?;
        Ok(TicketOutcome { ticket: id, message })
    })?;
    drafts::sent(cx, Form::Note, id.get(), new.submission)?;
    Ok(made.message)
}

fn content(form: &str, id: TicketId, new: &NewMessage) -> Content {
    let content = Content::of(form).with(id.to_string()).with(new.body.as_str());
    new.files.iter().fold(content, |content, file| content.with(file.digest()))
}
