//! `/desk/requests`: requests by offer, decided one by one or many at once.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::drafts::Draft;
use desk::offers::OfferId;
use desk::requests::{
    self, Decision, DecisionForm, RequestFilter, RequestRow as DeskRow, RequestView, Undecided,
};
use desk::tickets::TicketId;
use desk::{Cx, Error, FieldError, SubmissionId};

use crate::address::{Asked, pager};
use crate::error::PageError;
use crate::form::Fields;
use crate::frame::Frame;
use crate::site::Web;
use crate::views::{BulkResult, DeskRequests, PendingOffer, Query, RequestRow, Section, Tab, Words};
use crate::visitor::Visitor;
use crate::{after, decide, sentences, support_request};

/// Questions that have columns of their own.
const COLUMNS: usize = 6;

/// What the address asks for.
fn narrow(asked: &Asked) -> RequestFilter {
    RequestFilter {
        view: asked.get("view").parse().unwrap_or_default(),
        offer: asked.get("offer").parse().ok(),
        from: asked.get("page").parse().ok(),
    }
}

fn href(view: RequestView, offer: Option<OfferId>) -> Query {
    let view = if view == RequestView::default() { "" } else { view.as_str() };
    Query::new("/desk/requests")
        .with("view", view)
        .with("offer", &offer.map(|offer| offer.to_string()).unwrap_or_default())
}

/// What was sent, when it has to be shown again, and what became of it.
#[derive(Default)]
struct Sent {
    draft: Draft,
    errors: Vec<FieldError>,
    chosen: Vec<String>,
    results: Vec<(TicketId, Option<Undecided>)>,
    /// Whether they were not decided, but asked for more.
    asked: bool,
}

/// `GET /desk/requests`
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    draw(&web, &visitor, narrow(&asked), Sent::default(), StatusCode::OK).await
}

async fn draw(
    web: &Web,
    visitor: &Visitor,
    filter: RequestFilter,
    sent: Sent,
    status: StatusCode,
) -> Result<Response, PageError> {
    let wanted = filter.clone();
    let (frame, page, offers, reasons) = web
        .app()
        .read(&visitor.credential(), move |cx: &mut Cx<'_, '_>| {
            cx.staff()?;
            Ok((
                Frame::of(cx)?,
                requests::list(cx, &wanted)?,
                requests::by_offer(cx)?,
                requests::reasons(cx)?,
            ))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let pending = filter.view == RequestView::Pending;
    let columns = if filter.offer.is_some() { columns(&page.rows) } else { Vec::new() };
    let here = filter.from.as_ref().map_or_else(
        || href(filter.view, filter.offer).finish(),
        |from| href(filter.view, filter.offer).with("page", &from.to_string()).finish(),
    );
    let named = filter.offer.and_then(|id| {
        let row = page.rows.iter().find(|row| row.offer == id).map(|row| row.offer_title.clone());
        let title =
            row.or_else(|| offers.iter().find(|offer| offer.id == id).map(|offer| offer.title.clone()));
        title.map(|title| (id.get(), title))
    });
    let decided = sent.results.iter().filter(|(_, undecided)| undecided.is_none()).count();
    let view = DeskRequests {
        t,
        shell: frame.shell(web.site(), Section::Requests, visitor.flash.as_deref()),
        tabs: tabs(&filter, t),
        here,
        offers: if pending {
            offers.into_iter().map(|offer| group(&frame, &filter, offer)).collect()
        } else {
            Vec::new()
        },
        offer: named,
        rows: page.rows.iter().map(|row| self::row(&frame, row, &columns, &sent.chosen)).collect(),
        questions: columns,
        pager: pager(&page, || href(filter.view, filter.offer)),
        decide: (filter.view != RequestView::Decided).then(|| {
            decide::words(&sent.draft, &sent.errors, reasons, t.again_as_each_offer().to_owned(), t)
        }),
        may_ask: pending,
        submission: SubmissionId::new(web.app().random()).to_string(),
        notice: sent
            .errors
            .iter()
            .find(|error| matches!(error.field, "selected" | "decision"))
            .map(|error| sentences::of_field(error, t)),
        decided: (!sent.results.is_empty()).then(|| {
            let count = i64::try_from(decided).unwrap_or(0);
            if sent.asked { t.bulk_asked(count) } else { t.bulk_decided(count) }
        }),
        results: sent
            .results
            .iter()
            .filter_map(|(ticket, undecided)| undecided.map(|why| (ticket, why)))
            .map(|(ticket, why)| BulkResult { ticket: ticket.get(), reason: undecided(why, t).to_owned() })
            .collect(),
    };
    Ok(after::page(web, visitor, status, &view))
}

fn undecided(why: Undecided, t: Words) -> &'static str {
    match why {
        Undecided::Unknown => t.undecided_unknown(),
        Undecided::Decided => t.undecided_decided(),
        Undecided::Changed => t.undecided_changed(),
    }
}

fn tabs(filter: &RequestFilter, t: Words) -> Vec<Tab> {
    let labels = [
        (RequestView::Pending, t.requests_pending()),
        (RequestView::NeedsInformation, t.requests_waiting()),
        (RequestView::Decided, t.requests_decided()),
    ];
    labels
        .into_iter()
        .map(|(view, label)| Tab {
            label: label.to_owned(),
            href: href(view, filter.offer).finish(),
            current: filter.view == view,
            count: None,
        })
        .collect()
}

fn group(frame: &Frame, filter: &RequestFilter, offer: requests::PendingOffer) -> PendingOffer {
    let current = filter.offer == Some(offer.id);
    PendingOffer {
        // A second click shows all again.
        href: href(RequestView::Pending, Some(offer.id).filter(|_| !current)).finish(),
        title: offer.title,
        pending: frame.t.number(offer.pending),
        oldest: frame.when(offer.oldest),
        current,
    }
}

/// The questions of the rows, in the order in which they come up.
fn columns(rows: &[DeskRow]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for answer in rows.iter().flat_map(|row| &row.answers) {
        if columns.len() < COLUMNS && !columns.contains(&answer.question.text) {
            columns.push(answer.question.text.clone());
        }
    }
    columns
}

fn row(frame: &Frame, row: &DeskRow, columns: &[String], chosen: &[String]) -> RequestRow {
    let t = frame.t;
    let value = format!("{}:{}", row.ticket, row.version);
    let pairs = support_request::pairs(&row.answers, t);
    let cell = |column: &String| {
        pairs
            .iter()
            .find(|(question, _)| question == column)
            .map(|(_, answer)| answer.clone())
            .unwrap_or_default()
    };
    RequestRow {
        ticket: row.ticket.get(),
        chosen: chosen.contains(&value),
        value,
        affiliate: row.affiliate_name.clone(),
        affiliate_id: row.affiliate.get(),
        country: row.country.clone(),
        approved: t.approved_offers(row.approved),
        offer: row.offer_title.clone(),
        state: row.state,
        since: frame.when(row.since),
        escalated: row.escalated,
        hint: row.hint.as_ref().map(|(rule, approves)| support_request::rule_hint(rule, *approves, t)),
        cells: columns.iter().map(cell).collect(),
        answers: if columns.is_empty() { pairs } else { Vec::new() },
        comment: row.comment.clone(),
    }
}

/// `POST /desk/requests`: the same decision on those that were chosen.
pub(crate) async fn decide(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
    fields: Fields,
) -> Result<Response, PageError> {
    let filter = narrow(&asked);
    let chosen: Vec<String> = fields.all("selected").into_iter().map(str::to_owned).collect();
    let which: Vec<(TicketId, i64)> = chosen.iter().filter_map(|value| pair(value)).collect();
    let typed = decide::FIELDS.map(|name| (name.to_owned(), fields.get(name).to_owned()));
    let mut sent =
        Sent { draft: Draft { fields: typed.to_vec(), ..Draft::default() }, chosen, ..Sent::default() };
    let form = match DecisionForm::parse(&decide::raw(|name| fields.get(name))) {
        Ok(form) => form,
        Err(errors) => {
            sent.errors = errors;
            return draw(&web, &visitor, filter, sent, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let asked = form.decision() == Decision::Ask;
    let submission =
        fields.get("submission").parse().unwrap_or_else(|()| SubmissionId::new(web.app().random()));
    let who = visitor.credential();
    match web.app().write(&who, move |cx| requests::decide_many(cx, &which, &form, submission)).await {
        Ok(results) => {
            let sent = Sent { results, asked, ..Sent::default() };
            draw(&web, &visitor, filter, sent, StatusCode::OK).await
        }
        Err(Error::Invalid(errors)) => {
            sent.errors = errors;
            draw(&web, &visitor, filter, sent, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Ticket and version, as a checkbox sends them.
fn pair(value: &str) -> Option<(TicketId, i64)> {
    let (ticket, version) = value.split_once(':')?;
    Some((ticket.parse().ok()?, version.parse().ok()?))
}
