//! An answer becomes a message.

use std::time::Duration;

use super::outcome::to_detail;
use super::{Outcome, RefusedFile};
use crate::attachments::Incoming;
use crate::cx::Cx;
use crate::error::{Error, Problem};
use crate::people::{self, Deputy, UserId};
use crate::submissions::SubmissionId;
use crate::tickets::{
    self, Body, Event, Line, MessageId, NewMessage, Reply, Status, TicketId, TicketScope, Via,
};

const HOUR: Duration = Duration::from_hours(1);

/// Whether this person's answers of the last hour are as many as are taken, whatever became of them. Two machines that
/// answer each other and say nothing of it end here. What others send in the person's place uses up none of them.
pub(crate) fn too_many(cx: &mut Cx<'_, '_>, user: UserId) -> Result<bool, Error> {
    let most = i64::from(cx.settings().mail_in.per_hour);
    let sql = "SELECT COUNT(*) FROM (
                   SELECT id FROM inbound_log WHERE user_id = $1 AND at > $2 AND outcome NOT IN ('duplicate', 'foreign') LIMIT $3
               ) AS recent";
    let since = cx.now.minus(HOUR);
    Ok(cx.tx.query_one(sql, &[&user, &since, &most], |row| row.get::<i64>(0))? >= most)
}

/// May this person write on this ticket now? Gives in whose name it is written, or why it is not.
pub(crate) fn may_answer(
    cx: &mut Cx<'_, '_>,
    user: UserId,
    ticket: TicketId,
) -> Result<Result<(Deputy, Standing), Outcome>, Error> {
    let Some(deputy) = Deputy::in_force(cx, user)? else { return Ok(Err(Outcome::NoAccess)) };
    let standing = people::act_as(cx, &deputy, cx.now, |cx| {
        let scope = TicketScope::of(cx)?;
        let is_affiliate = cx.affiliate().is_ok();
        match tickets::load(cx, &scope, ticket) {
            Ok(ticket) => Ok(Some(Standing { status: ticket.status, is_affiliate })),
            Err(Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    })?;
    Ok(standing.map(|standing| (deputy, standing)).ok_or(Outcome::NoAccess))
}

/// How a ticket stands to who answers on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    status: Status,
    is_affiliate: bool,
}

impl Standing {
    /// Why this text is not taken there, if it is not.
    pub(crate) fn refuses(self, cx: &Cx<'_, '_>, text: &str) -> Option<Outcome> {
        if self.is_affiliate && self.status == Status::Closed && !cx.settings().reopen_on_comment {
            return Some(Outcome::Closed);
        }
        (text.chars().count() > Body::MAX).then_some(Outcome::TooLong)
    }
}

/// What is written.
#[derive(Clone, Debug)]
pub(crate) struct Answer<'a> {
    /// What somebody wrote.
    pub(crate) text: &'a str,
    /// What stands below it.
    pub(crate) quoted: &'a str,
    /// Its files.
    pub(crate) files: &'a [Incoming],
    /// Files of it that were not taken.
    pub(crate) refused: &'a [RefusedFile],
    /// The same for the same answer.
    pub(crate) submission: SubmissionId,
    /// How it came.
    pub(crate) via: Via,
}

/// Writes an answer as the acting person. None when there is nothing to write.
pub(crate) fn write(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    answer: &Answer<'_>,
) -> Result<Option<MessageId>, Error> {
    let body = match Body::parse(answer.text) {
        Ok(body) => body,
        // Files alone say something, too; a message has words, so they are called by their names.
        Err(Problem::Required) if !answer.files.is_empty() => named(answer.files)?,
        Err(_) => return Ok(None),
    };
    let new = NewMessage { body, files: answer.files.to_vec(), submission: answer.submission };
    let message = if cx.affiliate().is_ok() {
        tickets::comment(cx, ticket, &new)?
    } else {
        tickets::reply(cx, ticket, &new, Reply::Send)?
    };
    tickets::came_by(cx, message, answer.via, answer.quoted)?;
    if !answer.refused.is_empty() {
        let (by, detail) = (cx.actor().user(), to_detail(answer.refused)?);
        tickets::write_line(cx, ticket, &Line { by, detail: &detail, ..Line::of(Event::FilesRefused) })?;
    }
    Ok(Some(message))
}

fn named(files: &[Incoming]) -> Result<Body, Error> {
    let names: Vec<&str> = files.iter().map(|file| file.file.name.as_str()).collect();
    Body::parse(&names.join("\n")).map_err(|problem| Error::field("body", problem))
}
