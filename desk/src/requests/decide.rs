//! Deciding: one by one, or many with the same decision and a result for each.

use serde::{Deserialize, Serialize};

use super::RequestState;
use super::settle::{AgainAfter, Outcome, settle};
use super::store::{self, Request, Step};
use crate::cx::Cx;
use crate::drafts::{self, Form};
use crate::error::{Conflict, Error, FieldError, Problem};
use crate::outbox::{self, Notice};
use crate::submissions::{self, Content, SubmissionId, TicketOutcome};
use crate::text;
use crate::tickets::{self, Body, Event, MessageKind, Side, Ticket, TicketId, TicketScope, Written};

/// The most requests that are decided at once.
pub const DECIDE_AT_ONCE: usize = 500;

db::text_enum! {
    /// What is decided.
    pub enum Decision {
        /// Access is given.
        Approve = "approve",
        /// Access is refused.
        Reject = "reject",
        /// The affiliate is asked for more.
        Ask = "ask",
    }
}

/// The form of a decision as it came in.
#[derive(Clone, Debug, Default)]
pub struct RawDecision {
    /// `decision`
    pub decision: String,
    /// The public reason of a rejection.
    pub reason: String,
    /// `public_note`: what both sides see.
    pub note: String,
    /// `internal`: what staff alone see.
    pub internal: String,
    /// When a rejected affiliate may ask again: `now`, `never`, a number of days, or empty for what the offer says.
    pub again: String,
}

/// What is decided, with all that goes with it.
#[derive(Clone, Debug)]
pub struct DecisionForm {
    decision: Decision,
    reason: String,
    note: String,
    internal: String,
    again: AgainAfter,
}

/// The most days until a new try: ten years.
const MOST_DAYS: u32 = 3_650;

impl DecisionForm {
    /// Reads the form; every field that is wrong is named.
    pub fn parse(raw: &RawDecision) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut blame = |field, problem| errors.push(FieldError { field, problem });
        let decision = raw.decision.parse::<Decision>().ok();
        if decision.is_none() {
            blame("decision", Problem::Unknown);
        }
        // A question has to ask something; a rejection has to say why.
        let least_note = usize::from(decision == Some(Decision::Ask));
        let least_reason = usize::from(decision == Some(Decision::Reject));
        let note = text::paragraphs(&raw.note, least_note, Body::MAX)
            .map_err(|problem| blame("public_note", problem));
        let internal =
            text::paragraphs(&raw.internal, 0, Body::MAX).map_err(|problem| blame("internal", problem));
        let reason = match decision {
            Some(Decision::Reject) => text::line(&raw.reason, least_reason, super::reasons::LONGEST),
            _ => Ok(String::new()),
        };
        let reason = reason.map_err(|problem| blame("reason", problem));
        let again = match (decision, raw.again.trim()) {
            (Some(Decision::Reject), "now") => AgainAfter::Days(0),
            (Some(Decision::Reject), "never") => AgainAfter::Never,
            (Some(Decision::Reject), days) if !days.is_empty() => {
                let read = days.parse().ok().filter(|days| *days <= MOST_DAYS);
                if read.is_none() {
                    blame("again", Problem::NotInRange { min: 0, max: i64::from(MOST_DAYS) });
                }
                read.map_or(AgainAfter::AsOfferSays, AgainAfter::Days)
            }
            _ => AgainAfter::AsOfferSays,
        };
        match (decision, reason, note, internal) {
            (Some(decision), Ok(reason), Ok(note), Ok(internal)) if errors.is_empty() => {
                Ok(Self { decision, reason, note, internal, again })
            }
            _ => Err(errors),
        }
    }

    /// What is decided.
    pub fn decision(&self) -> Decision {
        self.decision
    }

    fn content(&self, form: &str) -> Content {
        let again = match self.again {
            AgainAfter::AsOfferSays => String::new(),
            AgainAfter::Never => "never".to_owned(),
            AgainAfter::Days(days) => days.to_string(),
        };
        Content::of(form)
            .with(self.decision.as_str())
            .with(&self.reason)
            .with(&self.note)
            .with(&self.internal)
            .with(again)
    }
}

/// A decision to be made.
#[derive(Clone, Debug)]
pub struct NewDecision {
    /// What is decided.
    pub form: DecisionForm,
    /// The version of the request that was looked at.
    pub version: i64,
    /// The form's submission id.
    pub submission: SubmissionId,
}

/// A member of staff decides one request. When somebody else was faster, nothing is done and the error says so.
pub fn decide(cx: &mut Cx<'_, '_>, id: TicketId, new: &NewDecision) -> Result<(), Error> {
    cx.staff()?;
    let content = new.form.content("decide").with(id.to_string()).with(new.version.to_string());
    submissions::once(cx, new.submission, content, |cx| {
        let (request, ticket) = store::load(cx, id)?;
        let message = carry_out(cx, &request, &ticket, &new.form, new.version)?;
        Ok(TicketOutcome { ticket: id, message })
    })?;
    drafts::sent(cx, Form::Decision, id.get(), new.submission)
}

/// Why one of many requests was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undecided {
    /// There is no such request, or not for this manager.
    Unknown,
    /// It was decided, withdrawn or expired meanwhile.
    Decided,
    /// It changed since it was looked at: the affiliate sent it again, or somebody asked for more.
    Changed,
}

/// A member of staff decides many requests, each as it was looked at (ticket and version). All in one transaction; each has
/// its own result, and one that cannot be decided is in no other's way.
pub fn decide_many(
    cx: &mut Cx<'_, '_>,
    which: &[(TicketId, i64)],
    form: &DecisionForm,
    submission: SubmissionId,
) -> Result<Vec<(TicketId, Option<Undecided>)>, Error> {
    cx.staff()?;
    if which.is_empty() {
        return Err(Error::field("selected", Problem::Required));
    }
    if which.len() > DECIDE_AT_ONCE {
        return Err(Conflict::TooManyAtOnce.into());
    }
    let content = which.iter().fold(form.content("decide-many"), |content, (id, version)| {
        content.with(id.to_string()).with(version.to_string())
    });
    submissions::once_kept(cx, submission, content, |cx| {
        let scope = TicketScope::of(cx)?;
        let mut results: Vec<(TicketId, Option<Undecided>)> = Vec::with_capacity(which.len());
        for (id, version) in which {
            if results.iter().any(|(done, _)| done == id) {
                continue;
            }
            // What is refused is refused before anything of it is written.
            let done = store::load_in(cx, &scope, *id)
                .and_then(|(request, ticket)| carry_out(cx, &request, &ticket, form, *version));
            let undecided = match done {
                Ok(_) => None,
                Err(Error::NotFound) => Some(Undecided::Unknown),
                Err(Error::Conflict(Conflict::Decided)) => Some(Undecided::Decided),
                Err(Error::Conflict(_)) => Some(Undecided::Changed),
                Err(error) => return Err(error),
            };
            results.push((*id, undecided));
        }
        Ok(results)
    })
}

/// Everything that one decision changes. Nothing is written before everything that may stand in the way was looked at.
fn carry_out(
    cx: &mut Cx<'_, '_>,
    request: &Request,
    ticket: &Ticket,
    form: &DecisionForm,
    version: i64,
) -> Result<tickets::MessageId, Error> {
    store::must_be_live(request)?;
    if request.version != version {
        return Err(Conflict::Changed.into());
    }
    if form.decision == Decision::Ask && request.state != RequestState::Pending {
        return Err(Conflict::OtherState.into());
    }
    if ticket.manager.is_none() && ticket.assignee.is_none() {
        // Who decides from the shared queue has taken it: the affiliate's next word is for them.
        tickets::set_taken(cx, ticket)?;
    }
    let (mut message, notice) = match form.decision {
        Decision::Approve => settle(cx, request, ticket.id, Outcome::Approve, "")?,
        Decision::Reject => {
            let outcome = Outcome::Reject { reason: &form.reason, again: form.again };
            settle(cx, request, ticket.id, outcome, "")?
        }
        Decision::Ask => {
            let step = Step::by_actor(cx, RequestState::NeedsInformation, Event::InformationWanted);
            (store::step(cx, request, ticket.id, &step)?, Notice::InformationWanted)
        }
    };
    if !form.note.is_empty() {
        message = write(cx, ticket, MessageKind::Comment, &form.note)?;
        tickets::newest_for_affiliate(cx, ticket.id, message)?;
        tickets::count_answer(cx, ticket.id, Side::Manager)?;
    }
    if !form.internal.is_empty() {
        write(cx, ticket, MessageKind::Note, &form.internal)?;
    }
    store::tell(cx, ticket.id, Some(ticket))?;
    outbox::to_affiliate(cx, notice, ticket.affiliate, ticket.id, message)?;
    Ok(message)
}

fn write(
    cx: &mut Cx<'_, '_>,
    ticket: &Ticket,
    kind: MessageKind,
    body: &str,
) -> Result<tickets::MessageId, Error> {
    let (affiliate, side) = (ticket.affiliate, Side::Manager);
    tickets::write(cx, &Written { ticket: ticket.id, affiliate, kind, side, body, title: "", files: &[] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(decision: &str) -> RawDecision {
        RawDecision { decision: decision.into(), ..RawDecision::default() }
    }

    #[test]
    fn a_rejection_says_why_and_a_question_asks_something() {
        let fields = |raw: &RawDecision| -> Vec<&'static str> {
            DecisionForm::parse(raw).err().unwrap_or_default().iter().map(|error| error.field).collect()
        };
        assert_eq!(fields(&raw("approve")), [""; 0]);
        assert_eq!(fields(&raw("reject")), ["reason"]);
        assert_eq!(fields(&raw("ask")), ["public_note"]);
        assert_eq!(fields(&raw("close")), ["decision"]);
        let days = |again: &str| RawDecision { reason: "No".into(), again: again.into(), ..raw("reject") };
        for good in ["", "now", "never", "30", "3650"] {
            assert_eq!(fields(&days(good)), [""; 0], "{good}");
        }
        for bad in ["soon", "-1", "3651"] {
            assert_eq!(fields(&days(bad)), ["again"], "{bad}");
        }
    }
}
