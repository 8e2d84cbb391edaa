//! `/desk`: the manager's queue, and new tickets to affiliates.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::drafts::{self, Form as DraftForm};
use desk::people::{self, AffiliateId};
use desk::tickets::{self, NewTicket, QueueFilter, QueueRow, Shared};
use desk::{Cx, Error, FieldError};

use crate::address::{Asked, pager};
use crate::after;
use crate::error::PageError;
use crate::forms::{Shown, new_ticket_fields, raw_ticket};
use crate::frame::Frame;
use crate::present;
use crate::respond::{Done, done};
use crate::sending::{self, Kind};
use crate::sentences;
use crate::site::Web;
use crate::views::{
    Choice, DeskFilter, DeskNew, DeskQueue, DeskRow, Query as Link, QueueOrder, Section, Status, Tab,
    TicketType, WaitingOn, WaitingSince,
};
use crate::visitor::Visitor;

/// The filters of the queue, as the address has them. What makes no sense is left out.
fn narrow(asked: &Asked) -> DeskFilter {
    let queue = Some(asked.get("queue")).filter(|queue| matches!(*queue, "all" | "shared")).unwrap_or("");
    let mut filter = DeskFilter {
        queue: queue.to_owned(),
        status: asked.get("status").parse::<Status>().ok(),
        kind: asked.get("type").parse::<TicketType>().ok(),
        waiting: asked.get("waiting").parse::<WaitingOn>().ok(),
        affiliate: asked.text("affiliate"),
        text: asked.text("q"),
        sort: QueueOrder::default(),
    };
    let wanted = asked.get("sort").parse::<QueueOrder>().ok();
    if filter.queue.is_empty() {
        // The first tab is what waits on us; another wish belongs to another tab.
        filter.waiting = None;
    }
    filter.sort =
        wanted.filter(|sort| filter.sorts().contains(sort)).unwrap_or_else(|| filter.default_sort());
    filter
}

/// `GET /desk`
pub(crate) async fn queue(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = narrow(&asked);
    // The first tab is what waits on us, whatever the order.
    let waiting_on = if filter.queue.is_empty() { Some(WaitingOn::Us) } else { filter.waiting };
    let wanted = QueueFilter {
        shared: if filter.queue == "shared" { Shared::Yes } else { Shared::No },
        status: filter.status,
        kind: filter.kind,
        waiting_on,
        affiliate: filter.affiliate.clone(),
        text: filter.text.clone(),
        order: filter.sort,
        from: asked.get("page").parse().ok(),
    };
    let (frame, page) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.staff()?;
            Ok((Frame::of(cx)?, tickets::queue(cx, &wanted)?))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let view = DeskQueue {
        t: frame.t,
        shell: frame.shell(web.site(), Section::Tickets, visitor.flash.as_deref()),
        tabs: tabs(&frame, &filter),
        pager: pager(&page, || filter.query(filter.sort)),
        rows: page.rows.iter().map(|ticket| row(&frame, ticket)).collect(),
        filter,
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

fn tabs(frame: &Frame, filter: &DeskFilter) -> Vec<Tab> {
    let t = frame.t;
    [("", t.queue_waiting()), ("all", t.queue_all()), ("shared", t.queue_shared())]
        .into_iter()
        .map(|(queue, label)| Tab {
            label: label.to_owned(),
            href: Link::new("/desk").with("queue", queue).finish(),
            current: filter.queue == queue,
            count: None,
        })
        .collect()
}

fn row(frame: &Frame, ticket: &QueueRow) -> DeskRow {
    DeskRow {
        id: ticket.id.get(),
        affiliate_id: ticket.affiliate.get(),
        affiliate: ticket.affiliate_name.clone(),
        tags: ticket.tags.clone(),
        manager: ticket.manager.clone(),
        title: present::title(ticket.kind, &ticket.title, frame.t),
        kind: ticket.kind,
        status: ticket.status,
        request: ticket.request,
        waiting: waiting(frame, ticket.waiting_on, ticket.waiting_since),
        snoozed_until: None,
        ours: ticket.ours,
        theirs: ticket.theirs,
        created: frame.when(ticket.created),
        updated: frame.when(ticket.updated),
        due: ticket.due.map(|due| frame.when(due)),
        overdue: ticket.due.is_some_and(|due| due < frame.now),
        new: false,
    }
}

/// Whose turn it is; where nobody has to reply, since when does not matter.
pub(crate) fn waiting(frame: &Frame, on: WaitingOn, since: desk::Timestamp) -> WaitingSince {
    WaitingSince { on, since: (on != WaitingOn::Nobody).then(|| frame.when(since)) }
}

/// Affiliates that the form suggests.
const SUGGESTIONS: i64 = 300;

/// What the form of a new ticket stands on: the frame, and whom it may go to.
fn around(cx: &mut Cx<'_, '_>) -> Result<(Frame, Vec<people::Choice>), Error> {
    cx.staff()?;
    Ok((Frame::of(cx)?, people::choices(cx, "", SUGGESTIONS)?))
}

/// `GET /desk/new`
pub(crate) async fn new(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let ((frame, choices), draft) = web
        .app()
        .read(&visitor.credential(), |cx| Ok((around(cx)?, drafts::restore(cx, DraftForm::NewTicketFor, 0)?)))
        .await?;
    let whom = asked.text("affiliate");
    // Asked for a ticket to this affiliate, nobody wants the one that they began to write to another.
    let draft = draft.filter(|it| whom.is_empty() || it.draft.get("affiliate").is_none_or(|to| to == whom));
    let mut shown = Shown::draft(draft);
    if shown.draft.get("affiliate").is_none() {
        shown.draft.fields.push(("affiliate".into(), whom));
    }
    Ok(draw_new(&web, &visitor, &frame, choices, &shown, StatusCode::OK))
}

fn draw_new(
    web: &Web,
    visitor: &Visitor,
    frame: &Frame,
    choices: Vec<people::Choice>,
    shown: &Shown<'_>,
    status: StatusCode,
) -> Response {
    let t = frame.t;
    let view = DeskNew {
        t,
        shell: frame.shell(web.site(), Section::Tickets, visitor.flash.as_deref()),
        affiliate: sentences::field("affiliate", shown.draft.get("affiliate").unwrap_or(""), shown.errors, t),
        suggestions: choices
            .into_iter()
            .map(|choice| Choice { value: choice.id.to_string(), label: choice.name })
            .collect(),
        form: shown.new_ticket(web.app(), frame, DraftForm::NewTicketFor),
    };
    after::page(web, visitor, status, &view)
}

/// `POST /desk/new`
pub(crate) async fn create(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let kind = Kind {
        form: DraftForm::NewTicketFor,
        subject: 0,
        fields: new_ticket_fields(),
        page: "/desk/new".into(),
    };
    let sent = sending::receive(&web, &visitor, &kind, request, |cx| cx.staff().map(|_| ())).await?;
    let typed = sent.form.text("affiliate").to_owned();
    let affiliate = web.app().read(&sent.who, move |cx| people::addressee(cx, &typed)).await;
    let affiliate = match affiliate {
        Ok(affiliate) => affiliate,
        Err(error) => return Err(sending::fail(&web, &visitor, &kind, &sent, error).await),
    };
    let parsed = NewTicket::parse(&raw_ticket(&sent.form), sent.form.files.clone(), sent.submission);
    let parsed = match (parsed, affiliate) {
        (Ok(new), Ok(affiliate)) => Ok((affiliate, new)),
        (parsed, affiliate) => {
            let whom = affiliate.err().map(|problem| FieldError { field: "affiliate", problem });
            Err(whom.into_iter().chain(parsed.err().unwrap_or_default()).collect())
        }
    };
    let write = |cx: &mut Cx<'_, '_>, (to, new): &(AffiliateId, NewTicket)| tickets::open_for(cx, *to, new);
    let again = match sending::carry_out(&web, &visitor, &kind, sent, parsed, write).await? {
        Ok(id) => return Ok(done(&web, &format!("/desk/tickets/{id}"), Done::Created)),
        Err(again) => again,
    };
    let around = web.app().read(&visitor.credential(), around).await;
    let (frame, choices) = around.map_err(|error| PageError::from(error).into_response())?;
    Ok(draw_new(&web, &visitor, &frame, choices, &again.shown(frame.t), again.status))
}
