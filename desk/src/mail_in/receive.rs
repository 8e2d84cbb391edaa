//! A mail comes in.

use files::StorageKey;

use super::judge::{Judged, judge};
use super::scrub::scrubbed;
use super::{Mail, seen, tell};
use crate::attachments::{self, Incoming, Staged};
use crate::cx::Cx;
use crate::error::{Conflict, Error};
use crate::inbound::{self, Answer, Outcome};
use crate::people::{self, Deputy};
use crate::submissions::SubmissionId;
use crate::tickets::{MessageId, TicketId, Via};

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What was decided.
    pub outcome: Outcome,
    /// The ticket that it was sent to, where that is certain.
    pub ticket: Option<TicketId>,
    /// The message that it became.
    pub message: Option<MessageId>,
}

/// Makes the row for a file of a mail, in the name of whoever [`super::look`] said it comes from.
pub fn stage(cx: &mut Cx<'_, '_>, who: &Deputy, key: StorageKey) -> Result<Staged, Error> {
    let now = cx.now;
    people::act_as(cx, who, now, |cx| attachments::stage_key(cx, key))
}

/// Decides what becomes of a mail, does it, and notes it: all of it or, with an error, nothing, so that whoever brought
/// the mail keeps it and comes again.
pub fn receive(cx: &mut Cx<'_, '_>, mail: &Mail, files: &[Incoming]) -> Result<Receipt, Error> {
    let judged = judge(cx, mail)?;
    let (outcome, message) = match (&judged.verdict, judged.ticket, judged.key) {
        (Ok(deputy), Some(ticket), Some(key)) => {
            let now = cx.now;
            match people::act_as(cx, deputy, now, |cx| answer(cx, ticket, mail, key, files))? {
                Some(message) => (Outcome::Accepted, Some(message)),
                None => (Outcome::Empty, None),
            }
        }
        (Ok(_), ..) => (Outcome::NoAccess, None),
        (Err(outcome), ..) => (*outcome, None),
    };
    note(cx, mail, &judged, outcome, message)
}

/// Notes a mail of which only the headers are known, because [`super::look`] said that it is not taken. Should it be taken
/// by now, nothing happens, and whoever brought it comes again.
pub fn refuse(cx: &mut Cx<'_, '_>, mail: &Mail) -> Result<Receipt, Error> {
    let judged = judge(cx, mail)?;
    match judged.verdict {
        Ok(_) => Err(Conflict::Changed.into()),
        Err(outcome) => note(cx, mail, &judged, outcome, None),
    }
}

fn note(
    cx: &mut Cx<'_, '_>,
    mail: &Mail,
    judged: &Judged,
    outcome: Outcome,
    message: Option<MessageId>,
) -> Result<Receipt, Error> {
    let Judged { user, ticket, key, .. } = *judged;
    if let Some(key) = key.filter(|_| outcome != Outcome::Duplicate) {
        seen::remember(cx, key)?;
    }
    let told = match user {
        Some(user) if outcome.is_told() => tell::not_taken(cx, user, outcome, ticket)?,
        _ => false,
    };
    inbound::note(
        cx,
        &inbound::Entry { via: Via::Mail, outcome, sender: &mail.sender, user, ticket, message, told },
    )?;
    Ok(Receipt { outcome, ticket, message })
}

/// Writes the answer as the acting person. None when there is nothing to write.
fn answer(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    mail: &Mail,
    key: [u8; 32],
    files: &[Incoming],
) -> Result<Option<MessageId>, Error> {
    let base = cx.settings().reply_address.clone().unwrap_or_default();
    let shown = |text: &str| scrubbed(&base, text);
    let answer = Answer {
        text: &shown(&mail.text),
        quoted: &shown(&mail.quoted),
        files,
        refused: &mail.refused,
        submission: submission(key),
        via: Via::Mail,
    };
    inbound::write(cx, ticket, &answer)
}

/// The same mail is the same sending.
fn submission(key: [u8; 32]) -> SubmissionId {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&key[..16]);
    SubmissionId::from_random(bytes)
}
