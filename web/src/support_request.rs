//! A request on its ticket: what the page shows of it, mending it, taking it back.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::drafts::{self, Form as DraftForm};
use desk::requests::{self, Again, Answer, QuestionKind, RequestState, Resubmission, Shown as DeskRequest};
use desk::tickets::{self, Conversation, MessageKind, Side, TicketId};
use desk::{Cx, Error};

use crate::address::Id;
use crate::after;
use crate::ask::{self, Parts};
use crate::error::PageError;
use crate::forms::Shown;
use crate::frame::Frame;
use crate::offers;
use crate::respond::{Done, done};
use crate::sending::{self, Again as FormAgain, Kind};
use crate::site::Web;
use crate::views::{RequestCard, Resubmit, Rich, Section, When, Words};
use crate::visitor::Visitor;

/// The request of a ticket, from where the reader stands.
pub(crate) fn card(frame: &Frame, request: &DeskRequest) -> RequestCard {
    let staff = frame.is_staff();
    let offer = request.offer;
    let rejected = request.state == RequestState::Rejected;
    let may_ask_again = match request.state {
        RequestState::Rejected => request.again == Again::Now,
        RequestState::Withdrawn | RequestState::Expired => true,
        _ => false,
    };
    let mut attempts: Vec<(When, Vec<(String, String)>)> = request
        .attempts
        .iter()
        .map(|attempt| (frame.when(attempt.at), pairs(&attempt.answers, frame.t)))
        .collect();
    let answers = attempts.pop().map(|(_, answers)| answers).unwrap_or_default();
    RequestCard {
        state: request.state,
        offer: request.offer_title.clone(),
        offer_href: if staff {
            Some(format!("/desk/offers/{offer}"))
        } else {
            request.offer_open.then(|| format!("/offers/{offer}"))
        },
        says: says(frame, request, rejected),
        hint: request
            .hint
            .as_ref()
            .filter(|_| staff)
            .map(|(rule, approves)| rule_hint(rule, *approves, frame.t)),
        answers,
        earlier: attempts,
        may_resubmit: !staff && request.state == RequestState::NeedsInformation,
        may_withdraw: !staff && request.state.is_live(),
        ask_again: (!staff && may_ask_again && request.offer_open)
            .then(|| format!("/offers/{offer}#request")),
    }
}

/// What a rule would decide, as a sentence.
pub(crate) fn rule_hint(rule: &str, approves: bool, t: Words) -> String {
    if approves { t.rule_would_approve(rule) } else { t.rule_would_reject(rule) }
}

/// Questions and answers, ready to read.
pub(crate) fn pairs(answers: &[Answer], t: Words) -> Vec<(String, String)> {
    let said = |answer: &Answer| match (answer.question.kind, answer.given.first().map(String::as_str)) {
        (QuestionKind::YesNo, Some("yes")) => t.yes().to_owned(),
        (QuestionKind::YesNo, Some(_)) => t.no().to_owned(),
        _ => answer.given.join(", "),
    };
    answers.iter().map(|answer| (answer.question.text.clone(), said(answer))).collect()
}

fn says(frame: &Frame, request: &DeskRequest, rejected: bool) -> Vec<String> {
    let t = frame.t;
    let mut says = Vec::new();
    if !request.reason.is_empty() {
        says.push(t.rejected_because(&request.reason));
    }
    if rejected {
        says.push(offers::again(frame, request.again));
    }
    if let Some(at) = request.expires {
        says.push(t.request_expires(frame.day(at)));
    }
    if let Some(name) = &request.decided_by {
        says.push(t.decided_by(name));
    }
    if !request.decided_by_rule.is_empty() {
        says.push(t.decided_by_rule(&request.decided_by_rule));
    }
    if request.escalated {
        says.push(t.request_escalated().to_owned());
    }
    if let Some(version) =
        request.attempts.last().map(|attempt| attempt.terms_version).filter(|version| *version > 0)
    {
        says.push(t.terms_accepted(version));
    }
    says
}

/// `GET /support/{id}/withdraw`, where only a button leads to.
pub(crate) async fn back(id: Id<TicketId>) -> Result<Redirect, PageError> {
    Ok(Redirect::to(&format!("/support/{}", id.or_not_found()?)))
}

/// `POST /support/{id}/withdraw`
pub(crate) async fn withdraw(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<TicketId>,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let to = format!("/support/{id}");
    match web.app().write(&visitor.credential(), move |cx| requests::withdraw(cx, id)).await {
        Ok(()) => Ok(done(&web, &to, Done::Withdrawn)),
        // It was decided while they thought about it; the page says how.
        Err(Error::Conflict(_)) => Ok(done(&web, &to, Done::NotRequested)),
        Err(error) => Err(error.into()),
    }
}

/// `GET /support/{id}/request`
pub(crate) async fn edit(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<TicketId>,
) -> Result<Response, PageError> {
    draw(&web, &visitor, id.or_not_found()?, None).await
}

async fn draw(
    web: &Web,
    visitor: &Visitor,
    id: TicketId,
    back: Option<FormAgain>,
) -> Result<Response, PageError> {
    let (frame, request, ticket, draft) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.affiliate()?;
            let request = requests::of_ticket(cx, id)?.ok_or(Error::NotFound)?;
            let draft = drafts::restore(cx, DraftForm::Resubmission, id.get())?;
            Ok((Frame::of(cx)?, request, tickets::conversation(cx, id)?, draft))
        })
        .await?;
    after::touch(web, visitor, &frame);
    if request.state != RequestState::NeedsInformation {
        return Ok(Redirect::to(&format!("/support/{id}")).into_response());
    }
    let answers = request.attempts.last().map(|attempt| attempt.answers.clone()).unwrap_or_default();
    let questions: Vec<_> = answers.iter().map(|answer| answer.question.clone()).collect();
    let given: Vec<_> = answers.into_iter().map(|answer| answer.given).collect();
    let status = back.as_ref().map_or(StatusCode::OK, |back| back.status);
    let shown = match &back {
        Some(back) => back.shown(frame.t),
        None if draft.is_some() => Shown::draft(draft),
        None => Shown { draft: ask::prefilled(&questions, &given), ..Shown::default() },
    };
    let parts = Parts {
        action: format!("/support/{id}/request"),
        draft: (DraftForm::Resubmission, id.get()),
        questions: &questions,
        terms: Vec::new(),
        offers: Vec::new(),
    };
    let view = Resubmit {
        t: frame.t,
        form: ask::form(web, &frame, &shown, parts),
        ticket: id.get(),
        title: request.offer_title,
        wanted: wanted(&ticket),
        shell: frame.shell(web.site(), Section::Support, visitor.flash.as_deref()),
    };
    Ok(after::page(web, visitor, status, &view))
}

/// What the manager wants to know: their last word.
fn wanted(ticket: &Conversation) -> Option<Rich> {
    let by_manager =
        |message: &&tickets::Message| message.side == Side::Manager && message.kind == MessageKind::Comment;
    ticket.messages.iter().rev().find(by_manager).map(|message| Rich::plain(&message.body))
}

/// `POST /support/{id}/request`
pub(crate) async fn resubmit(
    State(web): State<Web>,
    visitor: Visitor,
    Id(id): Id<TicketId>,
    request: Request,
) -> Result<Response, Response> {
    let some = id.unwrap_or(TicketId::new(0));
    let kind = Kind {
        form: DraftForm::Resubmission,
        subject: some.get(),
        fields: ask::fields(),
        page: format!("/support/{some}/request"),
    };
    let may = move |cx: &mut Cx<'_, '_>| {
        cx.affiliate()?;
        tickets::visible(cx, id.ok_or(Error::NotFound)?)
    };
    let sent = sending::receive(&web, &visitor, &kind, request, may).await?;
    let parsed = Resubmission::parse(ask::raw(&sent.form, Vec::new()), sent.submission);
    let write = move |cx: &mut Cx<'_, '_>, new: &Resubmission| requests::resubmit(cx, some, new);
    let back = match sending::carry_out(&web, &visitor, &kind, sent, parsed, write).await? {
        Ok(()) => return Ok(done(&web, &format!("/support/{some}"), Done::Resubmitted)),
        Err(back) => back,
    };
    draw(&web, &visitor, some, Some(back)).await.map_err(IntoResponse::into_response)
}
