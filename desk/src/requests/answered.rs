//! What the affiliate does with a request that is under way: answers, sends it again, takes it back.

use super::questions::{self, Answer};
use super::store::{self, Sent, Step};
use super::{RawRequest, RequestState, view};
use crate::cx::Cx;
use crate::drafts::{self, Form};
use crate::error::{Conflict, Error, FieldError};
use crate::outbox::{self, Notice};
use crate::submissions::{self, Content, SubmissionId, TicketOutcome};
use crate::text;
use crate::tickets::{self, Body, Event, MessageKind, Side, Ticket, TicketId, Written};

/// A comment came on the ticket of a request that needs information: it is pending again. Telling open pages is the
/// caller's.
pub(crate) fn answered(cx: &mut Cx<'_, '_>, ticket: &Ticket) -> Result<(), Error> {
    let Some(request) = store::of(cx, ticket.id)? else { return Ok(()) };
    if request.state != RequestState::NeedsInformation {
        return Ok(());
    }
    let step = Step::by_actor(cx, RequestState::Pending, Event::Resubmitted);
    store::step(cx, &request, ticket.id, &step)?;
    Ok(())
}

/// A request that was mended, to be sent again.
#[derive(Clone, Debug)]
pub struct Resubmission {
    answers: Vec<Vec<String>>,
    asked: String,
    comment: String,
    submission: SubmissionId,
}

impl Resubmission {
    /// Reads the form; its offers and terms are those of the request.
    pub fn parse(raw: RawRequest, submission: SubmissionId) -> Result<Self, Vec<FieldError>> {
        let comment = text::paragraphs(&raw.comment, 0, Body::MAX);
        let comment = comment.map_err(|problem| vec![FieldError { field: "comment", problem }])?;
        Ok(Self { answers: raw.answers, asked: raw.asked, comment, submission })
    }
}

/// The acting affiliate sends a request again on the same ticket, with other answers to the questions as they were asked.
pub fn resubmit(cx: &mut Cx<'_, '_>, id: TicketId, new: &Resubmission) -> Result<(), Error> {
    cx.affiliate()?;
    let content = Content::of("resubmit").with(id.to_string()).with(&new.comment).with(&new.asked);
    let content = new.answers.iter().fold(content, |content, given| content.with(given.join("\n")));
    submissions::once(cx, new.submission, content, |cx| {
        let (request, ticket) = store::load(cx, id)?;
        store::must_be_live(&request)?;
        if request.state != RequestState::NeedsInformation {
            return Err(Conflict::OtherState.into());
        }
        let attempts = view::attempts(cx, request.id)?;
        let before = attempts
            .last()
            .ok_or_else(|| Error::Damaged(format!("request {} was never sent", request.id)))?;
        let asked: Vec<_> = before.answers.iter().map(|answer| answer.question.clone()).collect();
        if questions::fingerprint(&asked) != new.asked {
            return Err(Conflict::Changed.into());
        }
        let answers: Vec<Answer> = questions::answers(&asked, &new.answers).map_err(Error::Invalid)?;
        let sent = Sent { answers: &answers, comment: &new.comment, terms_version: before.terms_version };
        store::add_attempt(cx, request.id, &sent)?;
        if !new.comment.is_empty() {
            comment(cx, &ticket, &new.comment)?;
        }
        let step = Step::by_actor(cx, RequestState::Pending, Event::Resubmitted);
        let message = store::step(cx, &request, id, &step)?;
        store::tell(cx, id, Some(&ticket))?;
        outbox::to_staff(cx, Notice::InformationGiven, ticket.manager, ticket.assignee, id, message)?;
        Ok(TicketOutcome { ticket: id, message })
    })?;
    drafts::sent(cx, Form::Resubmission, id.get(), new.submission)
}

/// What was written with it is an answer of the affiliate like any other.
fn comment(cx: &mut Cx<'_, '_>, ticket: &Ticket, body: &str) -> Result<(), Error> {
    let written = Written {
        ticket: ticket.id,
        affiliate: ticket.affiliate,
        kind: MessageKind::Comment,
        side: Side::Affiliate,
        body,
        title: "",
        files: &[],
    };
    tickets::write(cx, &written)?;
    tickets::count_answer(cx, ticket.id, Side::Affiliate)
}

/// The acting affiliate takes a request back. Taken back already is fine.
pub fn withdraw(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<(), Error> {
    cx.affiliate()?;
    let (request, ticket) = store::load(cx, id)?;
    if request.state == RequestState::Withdrawn {
        return Ok(());
    }
    store::must_be_live(&request)?;
    let step = Step::by_actor(cx, RequestState::Withdrawn, Event::Withdrawn);
    let message = store::step(cx, &request, id, &step)?;
    store::tell(cx, id, Some(&ticket))?;
    outbox::to_staff(cx, Notice::RequestWithdrawn, ticket.manager, ticket.assignee, id, message)
}
