//! `/support`: the affiliate's tickets.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::drafts::{self, Form as DraftForm};
use desk::tickets::{self, AnswerTime, ListFilter, NewMessage, NewTicket, TicketId, TicketRow, TicketType};
use desk::{Cx, Error, requests, stamps};

use crate::address::{Asked, Id, pager};
use crate::after;
use crate::error::PageError;
use crate::forms::{Shown, new_ticket_fields, raw_ticket};
use crate::frame::Frame;
use crate::fresh::{Found, Fresh};
use crate::help;
use crate::present;
use crate::respond::{Done, done};
use crate::sending::{self, Again, Kind};
use crate::site::Web;
use crate::support_request;
use crate::views::{
    AnswerHint, ListOrder, Section, Status, SupportFilter, SupportList, SupportNew, SupportRow, SupportTicket,
};
use crate::visitor::Visitor;

/// `GET /support`
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = SupportFilter {
        status: asked.get("status").parse::<Status>().ok(),
        kind: asked.get("type").parse::<TicketType>().ok(),
        text: asked.text("q"),
        sort: asked.get("sort").parse::<ListOrder>().unwrap_or_default(),
    };
    let wanted = ListFilter {
        status: filter.status,
        kind: filter.kind,
        text: filter.text.clone(),
        order: filter.sort,
        from: asked.get("page").parse().ok(),
    };
    let fresh = Fresh::of(&web, &visitor);
    let (frame, tag, found) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let stamp = stamps::of_support(cx, None)?;
            let frame = Frame::of(cx)?;
            let tag = fresh.tag(&frame, stamp);
            if fresh.has(&tag) {
                return Ok((frame, tag, Found::Same));
            }
            Ok((frame, tag, Found::Changed((tickets::list(cx, &wanted)?, help::read(cx)?))))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let Found::Changed((page, help)) = found else { return Ok(tag.unchanged()) };
    let view = SupportList {
        t: frame.t,
        shell: frame.shell(web.site(), Section::Support, visitor.flash.as_deref()),
        pager: pager(&page, || filter.query(filter.sort)),
        rows: page.rows.iter().map(|ticket| row(&frame, ticket)).collect(),
        filter,
        help: help.view(&web, &frame),
    };
    Ok(tag.on(after::page(&web, &visitor, StatusCode::OK, &view)))
}

fn row(frame: &Frame, ticket: &TicketRow) -> SupportRow {
    SupportRow {
        id: ticket.id.get(),
        title: present::title(ticket.kind, &ticket.title, frame.t),
        kind: ticket.kind,
        status: ticket.status,
        request: ticket.request,
        answers: ticket.answers,
        answered: ticket.answered,
        new: ticket.new,
        created: frame.when(ticket.created),
        updated: frame.when(ticket.updated),
    }
}

fn new_form() -> Kind {
    Kind { form: DraftForm::NewTicket, subject: 0, fields: new_ticket_fields(), page: "/support/new".into() }
}

/// What stands around a ticket and the form of a new one.
struct Around {
    frame: Frame,
    help: help::Read,
    answer_times: Vec<(TicketType, AnswerTime)>,
}

impl Around {
    fn read(cx: &mut Cx<'_, '_>) -> Result<Self, Error> {
        cx.affiliate()?;
        Ok(Self { frame: Frame::of(cx)?, help: help::read(cx)?, answer_times: tickets::answer_times(cx)? })
    }
}

/// `GET /support/new`
pub(crate) async fn new(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    let (around, draft) = web
        .app()
        .read(&visitor.credential(), |cx| {
            Ok((Around::read(cx)?, drafts::restore(cx, DraftForm::NewTicket, 0)?))
        })
        .await?;
    let shown = Shown::draft(draft);
    Ok(draw_new(&web, &visitor, around, &shown, StatusCode::OK))
}

fn draw_new(web: &Web, visitor: &Visitor, around: Around, shown: &Shown<'_>, status: StatusCode) -> Response {
    let (frame, t) = (&around.frame, around.frame.t);
    let mut form = shown.new_ticket(web.app(), frame, DraftForm::NewTicket);
    let chosen = around.answer_times.iter().filter(|(kind, _)| TicketType::CHOICES.contains(kind));
    form.answer_times =
        chosen.map(|(kind, time)| AnswerHint { kind: *kind, text: present::answer_time(*time, t) }).collect();
    let view = SupportNew {
        t,
        shell: frame.shell(web.site(), Section::Support, visitor.flash.as_deref()),
        form,
        help: around.help.view(web, frame),
    };
    after::page(web, visitor, status, &view)
}

/// `POST /support/new`
pub(crate) async fn create(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let kind = new_form();
    let sent = sending::receive(&web, &visitor, &kind, request, |cx| cx.affiliate().map(|_| ())).await?;
    let parsed = NewTicket::parse(&raw_ticket(&sent.form), sent.form.files.clone(), sent.submission);
    let again = match sending::carry_out(&web, &visitor, &kind, sent, parsed, tickets::open).await? {
        Ok(id) => return Ok(done(&web, &format!("/support/{id}"), Done::Created)),
        Err(again) => again,
    };
    let around = web.app().read(&visitor.credential(), Around::read).await;
    let around = around.map_err(|error| PageError::from(error).into_response())?;
    let shown = again.shown(around.frame.t);
    Ok(draw_new(&web, &visitor, around, &shown, again.status))
}

/// `GET /support/{id}`
pub(crate) async fn ticket(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<TicketId>,
) -> Result<Response, PageError> {
    draw_ticket(&web, &visitor, id.or_not_found()?, None).await
}

async fn draw_ticket(
    web: &Web,
    visitor: &Visitor,
    id: TicketId,
    again: Option<Again>,
) -> Result<Response, PageError> {
    let fresh = Fresh::of(web, visitor);
    let whole = again.is_some();
    let (frame, tag, found) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let stamp = stamps::of_support(cx, Some(id))?;
            let (frame, here) = Frame::of(cx)?.on_ticket(cx, id)?;
            let tag = fresh.tag(&frame, stamp);
            if !whole && here == 0 && fresh.has(&tag) {
                return Ok((frame, tag, Found::Same));
            }
            let draft = drafts::restore(cx, DraftForm::Comment, id.get())?;
            let beside = (help::read(cx)?, tickets::answer_times(cx)?);
            let request = requests::of_ticket(cx, id)?;
            Ok((frame, tag, Found::Changed((beside, tickets::conversation(cx, id)?, (request, here), draft))))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let Found::Changed(((help, answer_times), ticket, (request, here), draft)) = found else {
        return Ok(tag.unchanged());
    };
    let t = frame.t;
    let usual = answer_times.into_iter().find(|(kind, _)| *kind == ticket.kind);
    let status = again.as_ref().map_or(StatusCode::OK, |again| again.status);
    let shown = again.as_ref().map_or_else(|| Shown::draft(draft), |again| again.shown(t));
    let takes_comments = ticket.status == Status::Opened || web.app().settings().reopen_on_comment;
    let view = SupportTicket {
        t,
        shell: frame.shell(web.site(), Section::Support, visitor.flash.as_deref()),
        ticket: present::head(&frame, &ticket),
        request: request.map(|request| support_request::card(&frame, &request)),
        thread: present::thread(&frame, &ticket),
        comment: takes_comments.then(|| shown.compose(web.app(), &frame, DraftForm::Comment, id.get())),
        answer_time: usual.map(|(_, time)| present::answer_time(time, t)),
        help: help.view(web, &frame),
    };
    let response = after::page(web, visitor, status, &view);
    after::seen(web, visitor, ticket.seen);
    after::noticed(web, visitor, &ticket, here);
    Ok(if whole { response } else { tag.on(response) })
}

/// `POST /support/{id}`
pub(crate) async fn comment(
    State(web): State<Web>,
    visitor: Visitor,
    Id(id): Id<TicketId>,
    request: Request,
) -> Result<Response, Response> {
    // An address that is none still has its body read, so that the browser shows the page.
    let subject = id.map_or(0, TicketId::get);
    let page = id.map_or_else(|| "/support".to_owned(), |id| format!("/support/{id}"));
    let kind = Kind { form: DraftForm::Comment, subject, fields: vec!["body"], page: page.clone() };
    let may = move |cx: &mut Cx<'_, '_>| {
        cx.affiliate()?;
        tickets::visible(cx, id.ok_or(Error::NotFound)?)
    };
    let sent = sending::receive(&web, &visitor, &kind, request, may).await?;
    let Some(id) = id else { return Err(PageError::new(StatusCode::NOT_FOUND).into_response()) };
    let parsed = NewMessage::parse(sent.form.text("body"), sent.form.files.clone(), sent.submission);
    let write = move |cx: &mut Cx<'_, '_>, new: &NewMessage| tickets::comment(cx, id, new);
    let again = match sending::carry_out(&web, &visitor, &kind, sent, parsed, write).await? {
        Ok(message) => return Ok(done(&web, &format!("{page}#message-{message}"), Done::Commented)),
        Err(again) => again,
    };
    draw_ticket(&web, &visitor, id, Some(again)).await.map_err(IntoResponse::into_response)
}
