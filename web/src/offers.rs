//! `/offers`: what an affiliate may promote, and asking for it.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::drafts::{self, Form as DraftForm};
use desk::offers::{
    self, CapKind, Offer, OfferFilter, OfferId, OfferRow, OfferStatus, Payout, Period, Privacy,
};
use desk::requests::{self, Again, AskForm as DeskForm, Asked as Outcome, NewRequest, Refusal, Standing};
use desk::{Cx, Error};

use crate::address::{Asked, Id, pager};
use crate::after;
use crate::ask::{self, Parts};
use crate::error::PageError;
use crate::forms::Shown;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::sending::{self, Again as FormAgain, Kind};
use crate::site::Web;
use crate::views::{
    AskForm, AskResult, AskResults, AskSeveral, Choice, OfferCard, OfferChip, OfferFacts, OfferPage, Offers,
    OffersFilter, Rich, Section, Stands, Words,
};
use crate::visitor::Visitor;

/// Payouts that a card shows.
const PAYOUTS: usize = 2;

/// Countries that a card names.
const COUNTRIES: usize = 6;

/// `GET /offers`
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = OffersFilter {
        text: asked.text("q"),
        category: asked.text("category"),
        country: asked.text("country"),
        source: asked.text("source"),
        privacy: asked.get("privacy").parse().ok().filter(|privacy| *privacy != Privacy::Private),
        standing: asked.get("access").parse().ok(),
    };
    let wanted = OfferFilter {
        text: filter.text.clone(),
        category: filter.category.clone(),
        country: filter.country.clone(),
        source: filter.source.clone(),
        privacy: filter.privacy,
        standing: filter.standing,
        from: asked.get("page").parse().ok(),
    };
    let (frame, page, choices) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.affiliate()?;
            Ok((Frame::of(cx)?, offers::catalogue(cx, &wanted)?, offers::filter_choices(cx)?))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let view = Offers {
        t: frame.t,
        shell: frame.shell(web.site(), Section::Offers, visitor.flash.as_deref()),
        pager: pager(&page, || filter.query()),
        rows: page.rows.iter().map(|row| card(&frame, row)).collect(),
        filter,
        categories: choices.categories.clone(),
        countries: choices
            .countries
            .iter()
            .map(|code| Choice { value: code.clone(), label: code.clone() })
            .collect(),
        sources: choices.sources.clone(),
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

fn card(frame: &Frame, row: &OfferRow) -> OfferCard {
    let t = frame.t;
    let payouts = row.payouts.iter().take(PAYOUTS).filter_map(|line| line.parse::<Payout>().ok());
    let more = row.payouts.len().saturating_sub(PAYOUTS);
    let more = i64::try_from(more).unwrap_or(0);
    OfferCard {
        id: row.id.get(),
        title: row.title.clone(),
        advertiser: row.advertiser.clone(),
        logo: row.logo.map(|version| logo(row.id, version)),
        status: (row.status != OfferStatus::Active).then_some(row.status),
        privacy: row.privacy,
        categories: row.categories.clone(),
        payouts: payouts
            .map(|payout| OfferChip { strong: payout.amount.to_string(), rest: payout.goal })
            .collect(),
        more_payouts: (more > 0).then(|| t.count_others(more)),
        countries: countries(&row.countries, COUNTRIES, t),
        stands: stands(frame, &row.standing, row.privacy, row.status),
    }
}

/// The address of an offer's logo.
pub(crate) fn logo(id: OfferId, version: i64) -> String {
    format!("/offers/{id}/logo?v={version}")
}

fn countries(codes: &[String], most: usize, t: Words) -> String {
    if codes.is_empty() {
        return t.countries_all().to_owned();
    }
    let named = codes.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = i64::try_from(codes.len().saturating_sub(most)).unwrap_or(0);
    if more > 0 { format!("{named} {}", t.count_others(more)) } else { named }
}

/// How the affiliate stands to an offer, ready to read.
fn stands(frame: &Frame, standing: &Standing, privacy: Privacy, status: OfferStatus) -> Stands {
    let t = frame.t;
    let open = privacy == Privacy::PreModeration && status == OfferStatus::Active;
    let (note, ticket, may) = match standing {
        Standing::Access { .. } => (None, None, false),
        Standing::NotRequested => (None, None, true),
        Standing::Pending { ticket } | Standing::NeedsInformation { ticket } => (None, Some(ticket), false),
        Standing::Rejected { ticket, again } => {
            (Some(self::again(frame, *again)), Some(ticket), *again == Again::Now)
        }
        Standing::Removed { reason } => {
            ((!reason.is_empty()).then(|| t.removed_because(reason)), None, false)
        }
        Standing::Expired { ticket } => (Some(t.again_now().to_owned()), Some(ticket), true),
    };
    Stands { kind: standing.kind(), note, ticket: ticket.map(|ticket| ticket.get()), may_ask: open && may }
}

/// When a new try is allowed, as a sentence.
pub(crate) fn again(frame: &Frame, again: Again) -> String {
    let t = frame.t;
    match again {
        Again::Now => t.again_now().to_owned(),
        Again::From(at) => t.again_from(frame.day(at)),
        Again::Never => t.again_never().to_owned(),
    }
}

/// `GET /offers/{id}`
pub(crate) async fn offer(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<OfferId>,
) -> Result<Response, PageError> {
    draw(&web, &visitor, id.or_not_found()?, None).await
}

async fn draw(
    web: &Web,
    visitor: &Visitor,
    id: OfferId,
    back: Option<FormAgain>,
) -> Result<Response, PageError> {
    let (frame, shown, form, draft) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let shown = offers::offer(cx, id)?;
            let form = requests::ask_form(cx, &[id])?;
            let draft = drafts::restore(cx, DraftForm::Request, id.get())?;
            Ok((Frame::of(cx)?, shown, form, draft))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let status = back.as_ref().map_or(StatusCode::OK, |back| back.status);
    let kept = match &back {
        Some(back) => back.shown(frame.t),
        None if draft.is_some() => Shown::draft(draft),
        None => Shown { draft: ask::prefilled(&form.questions, &form.earlier), ..Shown::default() },
    };
    let stands = stands(&frame, &shown.standing, shown.offer.privacy, shown.offer.status);
    let form = stands.may_ask.then(|| one(web, &frame, &kept, &form, id));
    let view = OfferPage {
        t: frame.t,
        shell: frame.shell(web.site(), Section::Offers, visitor.flash.as_deref()),
        offer: facts(&frame, &shown.offer),
        stands,
        link: shown.link,
        form,
    };
    Ok(after::page(web, visitor, status, &view))
}

fn one(web: &Web, frame: &Frame, shown: &Shown<'_>, form: &DeskForm, id: OfferId) -> AskForm {
    let parts = Parts {
        action: format!("/offers/{id}"),
        draft: (DraftForm::Request, id.get()),
        questions: &form.questions,
        terms: ask::terms(form, shown, frame.t),
        offers: Vec::new(),
    };
    ask::form(web, frame, shown, parts)
}

/// An offer as its page shows it, to affiliates and to staff.
pub(crate) fn facts(frame: &Frame, offer: &Offer) -> OfferFacts {
    let t = frame.t;
    let text = |text: &str, level| (!text.is_empty()).then(|| Rich::markdown(text, level));
    let mut facts = vec![(t.offer_countries().to_owned(), countries(&offer.countries, usize::MAX, t))];
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    fact(t.offer_countries_denied(), offer.countries_denied.join(", "));
    fact(t.offer_sources(), offer.sources.join(", "));
    fact(t.offer_sources_denied(), offer.sources_denied.join(", "));
    fact(t.offer_kpi(), offer.kpi.clone());
    fact(t.offer_hold(), offer.hold_days.map(|days| t.count_days(days)).unwrap_or_default());
    OfferFacts {
        id: offer.id.get(),
        title: offer.title.clone(),
        advertiser: offer.advertiser.clone(),
        logo: offer.logo.map(|version| logo(offer.id, version)),
        status: offer.status,
        privacy: offer.privacy,
        categories: offer.categories.clone(),
        description: text(&offer.description, 1),
        preview: (!offer.preview_url.is_empty()).then(|| offer.preview_url.clone()),
        payouts: offer
            .payouts
            .iter()
            .map(|payout| {
                (payout.amount.to_string(), payout.goal.clone(), countries(&payout.countries, usize::MAX, t))
            })
            .collect(),
        caps: offer.caps.iter().map(|cap| cap_line(cap.period, cap.kind, cap.value, t)).collect(),
        landings: offer.landings.iter().map(|page| (page.title.clone(), page.url.clone())).collect(),
        facts,
        terms: text(&offer.terms, 2),
    }
}

fn cap_line(period: Period, kind: CapKind, value: i64, t: Words) -> String {
    let value = t.number(value);
    let amount = match kind {
        CapKind::Clicks => t.cap_clicks(&value),
        CapKind::Conversions => t.cap_conversions(&value),
        CapKind::Payout => t.cap_payout(&value),
    };
    match period {
        Period::Day => t.cap_per_day(&amount),
        Period::Week => t.cap_per_week(&amount),
        Period::Month => t.cap_per_month(&amount),
        Period::Total => t.cap_in_total(&amount),
    }
}

/// `POST /offers/{id}`: the request.
pub(crate) async fn request(
    State(web): State<Web>,
    visitor: Visitor,
    Id(id): Id<OfferId>,
    request: Request,
) -> Result<Response, Response> {
    // An address that is none still has its body read, so that the browser shows the page.
    let some = id.unwrap_or(OfferId::new(0));
    let kind = Kind {
        form: DraftForm::Request,
        subject: some.get(),
        fields: ask::fields(),
        page: format!("/offers/{some}"),
    };
    let may = move |cx: &mut Cx<'_, '_>| offers::offer(cx, id.ok_or(Error::NotFound)?).map(drop);
    let sent = sending::receive(&web, &visitor, &kind, request, may).await?;
    let accepted = sent.form.text("terms").parse().ok();
    let parsed = NewRequest::parse(ask::raw(&sent.form, vec![(some, accepted)]), sent.submission);
    let outcome = sending::carry_out(&web, &visitor, &kind, sent, parsed, requests::ask).await?;
    let back = match outcome {
        Ok(asked) => match asked.first() {
            Some(Outcome { ticket: Some(ticket), .. }) => {
                return Ok(done(&web, &format!("/support/{ticket}"), Done::Requested));
            }
            // It changed since the page was shown, and the page says how it stands now.
            _ => return Ok(done(&web, &format!("/offers/{some}"), Done::NotRequested)),
        },
        Err(back) => back,
    };
    draw(&web, &visitor, some, Some(back)).await.map_err(IntoResponse::into_response)
}

/// The offers that an address names.
fn named(asked: &Asked) -> Vec<OfferId> {
    asked.all("offer").into_iter().filter_map(|id| id.parse().ok()).collect()
}

/// `GET /offers/request?offer=…&offer=…`: a request for several offers.
pub(crate) async fn several(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let ids = named(&asked);
    if ids.is_empty() {
        return Ok(Redirect::to("/offers").into_response());
    }
    draw_several(&web, &visitor, ids, None).await
}

async fn draw_several(
    web: &Web,
    visitor: &Visitor,
    ids: Vec<OfferId>,
    back: Option<FormAgain>,
) -> Result<Response, PageError> {
    let (frame, form) = web
        .app()
        .read(&visitor.credential(), move |cx| Ok((Frame::of(cx)?, requests::ask_form(cx, &ids)?)))
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let status = back.as_ref().map_or(StatusCode::OK, |back| back.status);
    let kept = match &back {
        Some(back) => back.shown(t),
        None => Shown { draft: ask::prefilled(&form.questions, &form.earlier), ..Shown::default() },
    };
    let (open, refused): (Vec<_>, Vec<_>) = form.offers.iter().partition(|offer| offer.refusal.is_none());
    let open: Vec<(i64, String)> =
        open.into_iter().map(|offer| (offer.id.get(), offer.title.clone())).collect();
    let refused = refused.into_iter().map(|offer| AskResult {
        id: offer.id.get(),
        title: offer.title.clone(),
        ticket: None,
        reason: offer.refusal.map(|refusal| reason(&frame, refusal)),
    });
    let parts = Parts {
        action: "/offers/request".to_owned(),
        draft: (DraftForm::Request, 0),
        questions: &form.questions,
        terms: ask::terms(&form, &kept, t),
        offers: open.iter().map(|(id, _)| *id).collect(),
    };
    let can = !open.is_empty() && !form.too_many_questions;
    let mut shown = can.then(|| ask::form(web, &frame, &kept, parts));
    if let Some(shown) = &mut shown {
        // Several at once are a moment's work on answers that were given before: no draft is offered for it.
        shown.draft.restored = false;
    }
    let view = AskSeveral {
        t,
        shell: frame.shell(web.site(), Section::Offers, visitor.flash.as_deref()),
        offers: open,
        refused: refused.collect(),
        form: shown,
    };
    Ok(after::page(web, visitor, status, &view))
}

/// Why an offer was not asked for, as a sentence.
fn reason(frame: &Frame, refusal: Refusal) -> String {
    let t = frame.t;
    match refusal {
        Refusal::Unknown => t.refusal_unknown().to_owned(),
        Refusal::HasAccess => t.refusal_has_access().to_owned(),
        Refusal::Asked => t.refusal_asked().to_owned(),
        Refusal::Rejected(when) => again(frame, when),
        Refusal::Removed => t.refusal_removed().to_owned(),
        Refusal::Off => t.refusal_off().to_owned(),
        Refusal::Terms => t.refusal_terms().to_owned(),
    }
}

/// `POST /offers/request`
pub(crate) async fn request_several(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    let kind =
        Kind { form: DraftForm::Request, subject: 0, fields: ask::fields(), page: "/offers".to_owned() };
    let sent = sending::receive(&web, &visitor, &kind, request, |cx| cx.affiliate().map(drop)).await?;
    let ids: Vec<OfferId> = sent.form.all("offer").iter().filter_map(|id| id.parse().ok()).collect();
    let accepted = |id: OfferId| {
        let name = if ids.len() == 1 { "terms".to_owned() } else { ask::terms_field(id) };
        sent.form.text(&name).parse().ok()
    };
    let offers = ids.iter().map(|id| (*id, accepted(*id))).collect();
    let parsed = NewRequest::parse(ask::raw(&sent.form, offers), sent.submission);
    let back = match sending::carry_out(&web, &visitor, &kind, sent, parsed, requests::ask).await? {
        Ok(asked) => return draw_results(&web, &visitor, asked).await.map_err(IntoResponse::into_response),
        Err(back) => back,
    };
    draw_several(&web, &visitor, ids, Some(back)).await.map_err(IntoResponse::into_response)
}

async fn draw_results(web: &Web, visitor: &Visitor, asked: Vec<Outcome>) -> Result<Response, PageError> {
    let frame = web.app().read(&visitor.credential(), Frame::of).await?;
    let results = asked.into_iter().map(|one| AskResult {
        id: one.offer.get(),
        title: one.title,
        ticket: one.ticket.map(desk::tickets::TicketId::get),
        reason: one.refusal.map(|refusal| reason(&frame, refusal)),
    });
    let view = AskResults {
        t: frame.t,
        results: results.collect(),
        shell: frame.shell(web.site(), Section::Offers, visitor.flash.as_deref()),
    };
    Ok(after::page(web, visitor, StatusCode::OK, &view))
}
