//! The bot gets a message.

use sha2::{Digest as _, Sha256};

use super::said::{self, Listener, Said, say};
use super::update::{Update, Wish};
use super::{bot, link, outgoing};
use crate::attachments::Incoming;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::inbound::{self, Answer, Outcome};
use crate::people::{self, Deputy, UserId, only_system};
use crate::reply_address::LIFETIME;
use crate::submissions::SubmissionId;
use crate::tickets::{MessageId, TicketId, Via};

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It was read before, or is nothing that the bot reads.
    Passed,
    /// It was something for the bot itself.
    Command,
    /// It was an answer.
    Answer(Outcome),
}

/// Whether it looks as if a message's files will be taken, and for whom: asked before they are fetched. It only reads.
pub fn look(cx: &mut Cx<'_, '_>, bot: &str, update: &Update) -> Result<Option<Deputy>, Error> {
    only_system(cx)?;
    let (Some(chat), Wish::Answer(to)) = (update.chat, update.wish()) else { return Ok(None) };
    if !update.has_file || update.id < bot::next_update(cx, bot)? {
        return Ok(None);
    }
    let Some(user) = link::holder(cx, chat)? else { return Ok(None) };
    let Some(place) = answered(cx, user, &outgoing::receipt(bot, chat, to))? else { return Ok(None) };
    Ok(judge(cx, user, place, &update.text)?.ok())
}

/// Does what a message asks for, and notes that it was read: all of it or, with an error, nothing, so that it is read
/// again.
pub fn receive(
    cx: &mut Cx<'_, '_>,
    bot: &str,
    update: &Update,
    files: &[Incoming],
) -> Result<Received, Error> {
    only_system(cx)?;
    if !bot::take(cx, bot, update.id)? {
        return Ok(Received::Passed);
    }
    let Some(chat) = update.chat else { return Ok(Received::Passed) };
    let user = link::holder(cx, chat)?;
    let listener = Listener { chat, user, to: update.message, locale: &update.locale };
    let mut done = Received::Command;
    let said = match (update.wish(), user) {
        (Wish::Link(code), _) => match link::link(cx, code, chat, &update.name)? {
            Some(user) => {
                let listener = Listener { user: Some(user), ..listener };
                let name = people::reader(cx, user)?.name;
                say(cx, &listener, Said::Linked(name))?;
                return Ok(done);
            }
            None => Said::BadCode,
        },
        (_, None) => Said::Stranger,
        (Wish::Stop, Some(user)) => {
            link::end(cx, user)?;
            Said::Unlinked
        }
        (Wish::Help, Some(_)) => Said::Help,
        (Wish::Unclear, Some(_)) => Said::WhichTicket,
        (Wish::Answer(to), Some(user)) => {
            let place = answered(cx, user, &outgoing::receipt(bot, chat, to))?;
            let (outcome, ticket, said) = answer(cx, bot, user, place, update, files)?;
            done = Received::Answer(outcome);
            note(cx, update, user, outcome, (place.map(|place| place.ticket), ticket))?;
            said
        }
    };
    say(cx, &listener, said)?;
    Ok(done)
}

/// Notes that a message was read which cannot be taken, now or ever, so that it holds up none that come after it. Who
/// wrote it is told.
pub fn pass_over(cx: &mut Cx<'_, '_>, bot: &str, update: &Update) -> Result<Received, Error> {
    only_system(cx)?;
    let is_new = bot::take(cx, bot, update.id)?;
    let Some(chat) = update.chat.filter(|_| is_new) else { return Ok(Received::Passed) };
    let Some(user) = link::holder(cx, chat)? else { return Ok(Received::Passed) };
    let outcome = Outcome::Unreadable;
    note(cx, update, user, outcome, (None, None))?;
    let listener = Listener { chat, user: Some(user), to: update.message, locale: &update.locale };
    say(cx, &listener, Said::not_taken(outcome, None))?;
    Ok(Received::Answer(outcome))
}

/// The notice that a message answers.
#[derive(Clone, Copy)]
struct Answered {
    ticket: TicketId,
    at: Timestamp,
}

/// What the bot sent this person under this name, where that is about a ticket. What it sent to somebody whose chat it was
/// before is not theirs.
fn answered(cx: &mut Cx<'_, '_>, user: UserId, receipt: &str) -> Result<Option<Answered>, Error> {
    let sql = "SELECT ticket_id, payload, created_at FROM outbox
               WHERE receipt = $1 AND receipt <> '' AND user_id = $2 ORDER BY id DESC LIMIT 1";
    let found = cx.tx.query_opt(sql, &[&receipt, &user], |row| {
        Ok((row.get::<Option<TicketId>>(0)?, row.get::<String>(1)?, row.get(2)?))
    })?;
    Ok(found.and_then(|(ticket, payload, at)| {
        Some(Answered { ticket: ticket.or_else(|| said::ticket_of(&payload))?, at })
    }))
}

/// May this person answer that now, with this?
fn judge(
    cx: &mut Cx<'_, '_>,
    user: UserId,
    place: Answered,
    text: &str,
) -> Result<Result<Deputy, Outcome>, Error> {
    if inbound::too_many(cx, user)? {
        return Ok(Err(Outcome::TooMany));
    }
    if place.at.plus(LIFETIME) < cx.now {
        return Ok(Err(Outcome::Expired));
    }
    let (deputy, standing) = match inbound::may_answer(cx, user, place.ticket)? {
        Ok(found) => found,
        Err(outcome) => return Ok(Err(outcome)),
    };
    Ok(standing.refuses(cx, text).map_or(Ok(deputy), Err))
}

/// Puts an answer on its ticket, if it may. Gives what became of it, the message that it became, and what there is to say.
fn answer(
    cx: &mut Cx<'_, '_>,
    bot: &str,
    user: UserId,
    place: Option<Answered>,
    update: &Update,
    files: &[Incoming],
) -> Result<(Outcome, Option<MessageId>, Said), Error> {
    let Some(place) = place else { return Ok((Outcome::NotAnAnswer, None, Said::WhichTicket)) };
    // Of a ticket that is not theirs any more they are told nothing.
    let refused = |outcome: Outcome| {
        let ticket = Some(place.ticket).filter(|_| outcome != Outcome::NoAccess);
        (outcome, None, Said::not_taken(outcome, ticket))
    };
    let deputy = match judge(cx, user, place, &update.text)? {
        Ok(deputy) => deputy,
        Err(outcome) => return Ok(refused(outcome)),
    };
    let text = update.text.replace('\0', "\u{fffd}");
    let answer = Answer {
        text: &text,
        quoted: "",
        files,
        refused: &update.refused,
        submission: submission(bot, update),
        via: Via::Telegram,
    };
    let now = cx.now;
    let message = people::act_as(cx, &deputy, now, |cx| inbound::write(cx, place.ticket, &answer))?;
    Ok(match message {
        Some(message) => (Outcome::Accepted, Some(message), Said::Added(place.ticket)),
        None => refused(Outcome::Empty),
    })
}

fn note(
    cx: &mut Cx<'_, '_>,
    update: &Update,
    user: UserId,
    outcome: Outcome,
    (ticket, message): (Option<TicketId>, Option<MessageId>),
) -> Result<(), Error> {
    let told = outcome != Outcome::Accepted;
    inbound::note(
        cx,
        &inbound::Entry {
            via: Via::Telegram,
            outcome,
            sender: &update.name,
            user: Some(user),
            ticket,
            message,
            told,
        },
    )
}

/// The same message is the same sending. Numbers of updates come again some day; those of a chat's messages do not.
fn submission(bot: &str, update: &Update) -> SubmissionId {
    let mut hash = Sha256::new();
    hash.update(b"telegram");
    hash.update(bot.as_bytes());
    hash.update(update.chat.unwrap_or_default().to_be_bytes());
    hash.update(update.message.to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    SubmissionId::from_random(bytes)
}
