//! `/desk/tickets/{id}`: one ticket, for staff.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::drafts::{self, Form as DraftForm};
use desk::error::Conflict;
use desk::people::{self, AffiliateCard, AffiliateStatus};
use desk::requests::{self, DecisionForm, NewDecision};
use desk::tickets::{self, NewMessage, OtherTicket as DeskOther, Reply, TicketId};
use desk::{Cx, Error, outbox, stamps};

use crate::address::{Asked, Id};
use crate::after;
use crate::deliveries::delivery_row;
use crate::desk::waiting;
use crate::error::PageError;
use crate::form::Fields;
use crate::forms::Shown;
use crate::frame::Frame;
use crate::fresh::{Found, Fresh};
use crate::present;
use crate::respond::{Done, done};
use crate::sending::{self, Again, Kind};
use crate::site::Web;
use crate::views::{AffiliatePanel, DeskTicket, OtherTicket, Section, Status, Undo, Words};
use crate::visitor::Visitor;
use crate::{decide, support_request};

/// Which of the boxes a form is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Reply,
    Note,
    Decide,
}

impl Tab {
    fn draft(self) -> DraftForm {
        match self {
            Self::Reply => DraftForm::Reply,
            Self::Note => DraftForm::Note,
            Self::Decide => DraftForm::Decision,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Reply | Self::Decide => "reply",
            Self::Note => "note",
        }
    }
}

/// A `GET` where only forms are sent to: after an error page that is the address in the bar, so it leads back to the
/// ticket, which asks who may see it.
pub(crate) async fn back(id: Id<TicketId>) -> Result<Redirect, PageError> {
    Ok(Redirect::to(&format!("/desk/tickets/{}", id.or_not_found()?)))
}

/// `GET /desk/tickets/{id}`
pub(crate) async fn ticket(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<TicketId>,
    asked: Asked,
) -> Result<Response, PageError> {
    let tab = if asked.get("tab") == "note" { Tab::Note } else { Tab::Reply };
    draw(&web, &visitor, id.or_not_found()?, tab, None).await
}

async fn draw(
    web: &Web,
    visitor: &Visitor,
    id: TicketId,
    open: Tab,
    again: Option<Again>,
) -> Result<Response, PageError> {
    let fresh = Fresh::of(web, visitor);
    let whole = again.is_some();
    let (frame, tag, found) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let stamp = stamps::of_desk_ticket(cx, id)?;
            let (frame, here) = Frame::of(cx)?.on_ticket(cx, id)?;
            let tag = fresh.tag(&frame, stamp);
            if !whole && here == 0 && fresh.has(&tag) {
                return Ok((frame, tag, Found::Same));
            }
            let ticket = tickets::conversation(cx, id)?;
            let card = people::affiliate_card(cx, ticket.affiliate)?;
            let others = tickets::other_tickets(cx, ticket.affiliate, id)?;
            let reply = drafts::restore(cx, DraftForm::Reply, id.get())?;
            let note = drafts::restore(cx, DraftForm::Note, id.get())?;
            let request = match requests::of_ticket(cx, id)? {
                Some(request) => {
                    let draft = drafts::restore(cx, DraftForm::Decision, id.get())?;
                    Some((request, requests::reasons(cx)?, draft))
                }
                None => None,
            };
            let closing = tickets::closing_to_undo(cx, &ticket.messages);
            let sent = outbox::of_ticket(cx, id)?;
            Ok((
                frame,
                tag,
                Found::Changed(((ticket, here), card, others, (reply, note), (closing, request, sent))),
            ))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let Found::Changed(((ticket, here), card, others, drafts, (closing, request, sent))) = found else {
        return Ok(tag.unchanged());
    };
    let t = frame.t;
    let status = again.as_ref().map_or(StatusCode::OK, |again| again.status);
    let box_of = |tab: Tab, draft: Option<drafts::Restored>| {
        let shown = match &again {
            Some(again) if tab == open => again.shown(t),
            _ => Shown::draft(draft),
        };
        shown.compose(web.app(), &frame, tab.draft(), id.get())
    };
    let mut shell = frame.shell(web.site(), Section::Tickets, visitor.flash.as_deref());
    if visitor.flash.as_deref().and_then(Done::parse).is_some_and(Done::closes)
        && let (Some(flash), Some(closing)) = (&mut shell.flash, closing)
    {
        let action = format!("/desk/tickets/{id}/undo-close");
        flash.undo = Some(Undo { action, closing: closing.get() });
    }
    let undecided = request.as_ref().is_some_and(|(request, ..)| request.state.is_live());
    let mut notice = None;
    let decide = request.as_ref().and_then(|(request, reasons, draft)| {
        let shown = match &again {
            Some(again) if open == Tab::Decide => again.shown(t),
            _ => Shown::draft(draft.clone()),
        };
        if open == Tab::Decide && !undecided {
            // There is no form any more on which it could stand.
            notice.clone_from(&shown.notice);
        }
        decide::form(web, &frame, &shown, (id, request), reasons.clone())
    });
    let view = DeskTicket {
        t,
        shell,
        notice,
        request: request.map(|(request, ..)| support_request::card(&frame, &request)),
        decide,
        ticket: present::head(&frame, &ticket),
        waiting: waiting(&frame, ticket.waiting_on, ticket.waiting_since),
        thread: present::thread(&frame, &ticket),
        note_open: open == Tab::Note,
        reply: box_of(Tab::Reply, drafts.0),
        note: box_of(Tab::Note, drafts.1),
        can_close: ticket.status == Status::Opened && !undecided,
        can_reopen: ticket.status == Status::Closed,
        can_take: ticket.shared,
        affiliate: panel(&frame, card, &others),
        deliveries: sent.iter().map(|(message, row)| (message.get(), delivery_row(&frame, row))).collect(),
    };
    let response = after::page(web, visitor, status, &view);
    after::noticed(web, visitor, &ticket, here);
    Ok(if whole { response } else { tag.on(response) })
}

/// An affiliate, beside a ticket or on a page of its own.
pub(crate) fn panel(frame: &Frame, card: AffiliateCard, others: &[DeskOther]) -> AffiliatePanel {
    let zone = words::time_zone(&card.time_zone);
    AffiliatePanel {
        id: card.id.get(),
        name: card.name,
        status: status_word(card.status, frame.t).to_owned(),
        active: card.status == AffiliateStatus::Active,
        manager: card.manager,
        country: (!card.country.is_empty()).then_some(card.country),
        local_time: Some(frame.t.date_time(frame.now.to_jiff(), &zone)),
        joined: frame.when(card.created),
        tags: card.tags,
        contacts: card.contacts.iter().map(present::contact).collect(),
        tickets: others
            .iter()
            .map(|other| OtherTicket {
                id: other.id.get(),
                title: present::title(other.kind, &other.title, frame.t),
                status: other.status,
                updated: frame.when(other.updated),
            })
            .collect(),
    }
}

/// Where an affiliate stands, as a word.
pub(crate) fn status_word(status: AffiliateStatus, t: Words) -> &'static str {
    match status {
        AffiliateStatus::Active => t.affiliate_active(),
        AffiliateStatus::OnModeration => t.affiliate_on_moderation(),
        AffiliateStatus::NotActive => t.affiliate_not_active(),
        AffiliateStatus::Blocked => t.affiliate_blocked(),
    }
}

/// `POST /desk/tickets/{id}/reply`
pub(crate) async fn reply(
    State(web): State<Web>,
    visitor: Visitor,
    Id(id): Id<TicketId>,
    request: Request,
) -> Result<Response, Response> {
    write(&web, &visitor, id, request, Tab::Reply).await
}

/// `POST /desk/tickets/{id}/note`
pub(crate) async fn note(
    State(web): State<Web>,
    visitor: Visitor,
    Id(id): Id<TicketId>,
    request: Request,
) -> Result<Response, Response> {
    write(&web, &visitor, id, request, Tab::Note).await
}

async fn write(
    web: &Web,
    visitor: &Visitor,
    id: Option<TicketId>,
    request: Request,
    tab: Tab,
) -> Result<Response, Response> {
    // An address that is none still has its body read, so that the browser shows the page.
    let subject = id.map_or(0, TicketId::get);
    let page = id.map_or_else(|| "/desk".to_owned(), |id| format!("/desk/tickets/{id}"));
    let kind = Kind {
        form: tab.draft(),
        subject,
        fields: vec!["body"],
        page: format!("{page}?tab={}#compose", tab.word()),
    };
    let may = move |cx: &mut Cx<'_, '_>| {
        cx.staff()?;
        tickets::visible(cx, id.ok_or(Error::NotFound)?)
    };
    let sent = sending::receive(web, visitor, &kind, request, may).await?;
    let Some(id) = id else { return Err(PageError::new(StatusCode::NOT_FOUND).into_response()) };
    let closes = tab == Tab::Reply && !sent.form.text("close").is_empty();
    let parsed = NewMessage::parse(sent.form.text("body"), sent.form.files.clone(), sent.submission);
    let what = match tab {
        Tab::Note => Done::Noted,
        Tab::Decide => Done::NotDecided,
        Tab::Reply if closes => Done::RepliedAndClosed,
        Tab::Reply => Done::Replied,
    };
    let write = move |cx: &mut Cx<'_, '_>, new: &NewMessage| match tab {
        Tab::Note => tickets::note(cx, id, new),
        Tab::Decide => Err(Error::NotFound),
        Tab::Reply if closes => tickets::reply(cx, id, new, Reply::AndClose),
        Tab::Reply => tickets::reply(cx, id, new, Reply::Send),
    };
    let again = match sending::carry_out(web, visitor, &kind, sent, parsed, write).await? {
        Ok(message) => return Ok(done(web, &format!("{page}#message-{message}"), what)),
        Err(again) => again,
    };
    draw(web, visitor, id, tab, Some(again)).await.map_err(IntoResponse::into_response)
}

/// `POST /desk/tickets/{id}/decide`
pub(crate) async fn decide(
    State(web): State<Web>,
    visitor: Visitor,
    Id(id): Id<TicketId>,
    request: Request,
) -> Result<Response, Response> {
    let some = id.unwrap_or(TicketId::new(0));
    let page = format!("/desk/tickets/{some}");
    let kind = Kind {
        form: DraftForm::Decision,
        subject: some.get(),
        fields: decide::FIELDS.to_vec(),
        page: format!("{page}#decide"),
    };
    let may = move |cx: &mut Cx<'_, '_>| {
        cx.staff()?;
        tickets::visible(cx, id.ok_or(Error::NotFound)?)
    };
    let sent = sending::receive(&web, &visitor, &kind, request, may).await?;
    let what = match sent.form.text("decision") {
        "approve" => Done::Approved,
        "reject" => Done::Rejected,
        _ => Done::InformationWanted,
    };
    let (version, submission) = (sent.form.text("version").parse().unwrap_or(0), sent.submission);
    let parsed = DecisionForm::parse(&decide::raw(|name| sent.form.text(name))).map(|form| NewDecision {
        form,
        version,
        submission,
    });
    let write = move |cx: &mut Cx<'_, '_>, new: &NewDecision| requests::decide(cx, some, new);
    let again = match sending::carry_out(&web, &visitor, &kind, sent, parsed, write).await? {
        Ok(()) => return Ok(done(&web, &page, what)),
        Err(again) => again,
    };
    draw(&web, &visitor, some, Tab::Decide, Some(again)).await.map_err(IntoResponse::into_response)
}

/// `POST /desk/tickets/{id}/close`
pub(crate) async fn close(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<TicketId>,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let closed = web.app().write(&visitor.credential(), move |cx| tickets::close(cx, id)).await;
    let what = match closed {
        Ok(()) => Done::Closed,
        Err(Error::Conflict(Conflict::RequestUndecided)) => Done::Undecided,
        Err(error) => return Err(error.into()),
    };
    Ok(done(&web, &format!("/desk/tickets/{id}"), what))
}

/// `POST /desk/tickets/{id}/undo-close`. When it is too late the ticket says so, and offers to reopen it instead.
pub(crate) async fn undo_close(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<TicketId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let closing = fields.get("closing").parse().map_err(|_| PageError::new(StatusCode::BAD_REQUEST))?;
    let undone = web.app().write(&visitor.credential(), move |cx| tickets::undo_close(cx, id, closing)).await;
    let what = match undone {
        Ok(()) => Done::Undone,
        Err(Error::Conflict(Conflict::TooLateToUndo)) => Done::TooLateToUndo,
        Err(error) => return Err(error.into()),
    };
    Ok(done(&web, &format!("/desk/tickets/{id}"), what))
}

/// `POST /desk/tickets/{id}/reopen`
pub(crate) async fn reopen(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<TicketId>,
) -> Result<Response, PageError> {
    act(&web, &visitor, id, Done::Reopened, tickets::reopen).await
}

/// `POST /desk/tickets/{id}/take`
pub(crate) async fn take(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<TicketId>,
) -> Result<Response, PageError> {
    act(&web, &visitor, id, Done::Taken, tickets::take).await
}

async fn act(
    web: &Web,
    visitor: &Visitor,
    id: Id<TicketId>,
    what: Done,
    action: fn(&mut Cx<'_, '_>, TicketId) -> Result<(), Error>,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    web.app().write(&visitor.credential(), move |cx| action(cx, id)).await?;
    Ok(done(web, &format!("/desk/tickets/{id}"), what))
}
