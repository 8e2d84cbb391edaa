//! `/desk/offers`: writing offers, and who may run them.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::drafts::{self, Draft, Form as DraftForm};
use desk::offers::{
    self, AccessState, ByHand, Concerned, DeskOfferFilter, DeskOfferRow as DeskRow, NewOffer, Offer, OfferId,
    PublicAccess, RawOffer, SentOffer,
};
use desk::page::Place;
use desk::people::{self, AffiliateId};
use desk::requests;
use desk::{Cx, Error, FieldError};

use crate::address::{Asked, Id};
use crate::error::PageError;
use crate::form::{Fields, Form};
use crate::forms::Shown;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::sending::{self, Again, Kind};
use crate::site::Web;
use crate::views::{
    AccessRow, Choice, Concern, DeskOffer, DeskOfferRow, DeskOffers, DeskOffersFilter, GrantForm, Label as _,
    OfferForm, Pager, SavedOffer, Section, Words,
};
use crate::visitor::Visitor;
use crate::{after, sentences};

/// `GET /desk/offers`
pub(crate) async fn list(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = DeskOffersFilter {
        text: asked.text("q"),
        status: asked.get("status").parse().ok(),
        privacy: asked.get("privacy").parse().ok(),
    };
    let wanted = DeskOfferFilter {
        text: filter.text.clone(),
        status: filter.status,
        privacy: filter.privacy,
        from: asked.get("page").parse().ok(),
    };
    let (frame, page) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.staff()?;
            Ok((Frame::of(cx)?, offers::all(cx, &wanted)?))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let link =
        |place: Option<Place>| place.map(|place| filter.query().with("page", &place.to_string()).finish());
    let view = DeskOffers {
        t: frame.t,
        shell: frame.shell(web.site(), Section::DeskOffers, visitor.flash.as_deref()),
        pager: Pager { previous: link(page.previous), next: link(page.next) },
        rows: page.rows.iter().map(|offer| row(&frame, offer)).collect(),
        filter,
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

fn row(frame: &Frame, offer: &DeskRow) -> DeskOfferRow {
    DeskOfferRow {
        id: offer.id.get(),
        title: offer.title.clone(),
        advertiser: offer.advertiser.clone(),
        status: offer.status,
        privacy: offer.privacy,
        pending: (offer.pending > 0).then(|| frame.t.number(offer.pending)),
        updated: frame.when(offer.updated),
    }
}

/// `GET /desk/offers/new`
pub(crate) async fn new(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw(&web, &visitor, None, Back::default()).await
}

/// `GET /desk/offers/{id}`
pub(crate) async fn offer(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<OfferId>,
) -> Result<Response, PageError> {
    draw(&web, &visitor, Some(id.or_not_found()?), Back::default()).await
}

/// What comes back to the page when something of it was refused.
#[derive(Default)]
struct Back {
    offer: Option<Again>,
    /// What was typed into the form of giving access, and what is wrong with it.
    grant: Option<(String, String, FieldError)>,
}

/// The form's fields, in its order.
const FIELDS: [&str; 22] = [
    "title",
    "advertiser",
    "status",
    "privacy",
    "description",
    "preview_url",
    "categories",
    "countries",
    "countries_denied",
    "sources",
    "sources_denied",
    "payouts",
    "caps",
    "kpi",
    "hold_days",
    "landings",
    "tracking_template",
    "question_set",
    "terms",
    "reapply_days",
    "answer_days",
    "external_id",
];

/// The fields that hold what is typed.
fn typed_fields() -> Vec<&'static str> {
    FIELDS.into_iter().chain(["version", "public_access"]).collect()
}

fn value(raw: &RawOffer, name: &str) -> String {
    let value = match name {
        "title" => &raw.title,
        "advertiser" => &raw.advertiser,
        "status" => &raw.status,
        "privacy" => &raw.privacy,
        "description" => &raw.description,
        "preview_url" => &raw.preview_url,
        "categories" => &raw.categories,
        "countries" => &raw.countries,
        "countries_denied" => &raw.countries_denied,
        "sources" => &raw.sources,
        "sources_denied" => &raw.sources_denied,
        "payouts" => &raw.payouts,
        "caps" => &raw.caps,
        "kpi" => &raw.kpi,
        "hold_days" => &raw.hold_days,
        "landings" => &raw.landings,
        "tracking_template" => &raw.tracking_template,
        "question_set" => &raw.question_set,
        "terms" => &raw.terms,
        "reapply_days" => &raw.reapply_days,
        "answer_days" => &raw.answer_days,
        _ => &raw.external_id,
    };
    value.clone()
}

fn raw(form: &Form) -> RawOffer {
    let text = |name: &str| form.text(name).to_owned();
    RawOffer {
        external_id: text("external_id"),
        title: text("title"),
        advertiser: text("advertiser"),
        description: text("description"),
        preview_url: text("preview_url"),
        status: text("status"),
        privacy: text("privacy"),
        categories: text("categories"),
        countries: text("countries"),
        countries_denied: text("countries_denied"),
        sources: text("sources"),
        sources_denied: text("sources_denied"),
        payouts: text("payouts"),
        caps: text("caps"),
        landings: text("landings"),
        kpi: text("kpi"),
        hold_days: text("hold_days"),
        tracking_template: text("tracking_template"),
        terms: text("terms"),
        question_set: text("question_set"),
        reapply_days: text("reapply_days"),
        answer_days: text("answer_days"),
    }
}

/// Affiliates that the form of giving access suggests.
const SUGGESTIONS: i64 = 300;

async fn draw(web: &Web, visitor: &Visitor, id: Option<OfferId>, back: Back) -> Result<Response, PageError> {
    let wanted =
        back.offer.as_ref().and_then(|again| again.draft.get("privacy").and_then(|text| text.parse().ok()));
    let (frame, stored, draft, sets, (access, choices), concerned) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            cx.staff()?;
            let stored = id.map(|id| offers::edit(cx, id)).transpose()?;
            let draft = drafts::restore(cx, DraftForm::Offer, id.map_or(0, OfferId::get))?;
            let access = match id {
                Some(id) => (offers::of_offer(cx, id)?, people::choices(cx, "", SUGGESTIONS)?),
                None => (Vec::new(), Vec::new()),
            };
            let concerned = match (id, wanted) {
                (Some(id), Some(privacy)) => offers::concerned(cx, id, privacy)?,
                _ => Concerned::default(),
            };
            Ok((Frame::of(cx)?, stored, draft, requests::sets(cx)?, access, concerned))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let status = match &back {
        Back { offer: Some(again), .. } => again.status,
        Back { grant: Some(_), .. } => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let shown = match &back.offer {
        Some(again) => again.shown(t),
        None if draft.is_some() => Shown::draft(draft),
        None => Shown { draft: as_stored(stored.as_ref()), ..Shown::default() },
    };
    let mut form = form(web, &frame, &shown, id);
    form.sets =
        sets.iter().map(|set| Choice { value: set.id.to_string(), label: set.name.clone() }).collect();
    if let Some(stored) = stored.as_ref().filter(|stored| stored.version.to_string() != form.version) {
        form.version = stored.version.to_string();
        form.notice = Some(t.offer_changed().to_owned());
    } else if concerned.needs_choice() {
        form.concerned = Some(concern(&concerned, t));
    }
    let grant = grant(id, back.grant, choices, t);
    let view = DeskOffer {
        t,
        shell: frame.shell(web.site(), Section::DeskOffers, visitor.flash.as_deref()),
        saved: stored.as_ref().map(|stored| SavedOffer {
            facts: crate::offers::facts(&frame, stored),
            updated: frame.when(stored.updated),
        }),
        form,
        access: access.iter().map(|row| access_row(&frame, row, true)).collect(),
        grant,
    };
    Ok(after::page(web, visitor, status, &view))
}

fn as_stored(stored: Option<&Offer>) -> Draft {
    let (raw, version) =
        stored.map_or_else(|| (RawOffer::default(), 0), |stored| (stored.raw(), stored.version));
    let mut fields: Vec<(String, String)> = FIELDS
        .iter()
        .map(|name| ((*name).to_owned(), value(&raw, name)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    fields.push(("version".to_owned(), version.to_string()));
    Draft { fields, ..Draft::default() }
}

fn form(web: &Web, frame: &Frame, shown: &Shown<'_>, id: Option<OfferId>) -> OfferForm {
    let text = |name: &str| shown.draft.get(name).unwrap_or("");
    let fields = FIELDS.iter().map(|name| (*name, sentences::field(name, text(name), shown.errors, frame.t)));
    OfferForm {
        submission: shown.submission(web.app()),
        draft: shown.draft_box(frame, DraftForm::Offer, id.map_or(0, OfferId::get)),
        version: text("version").to_owned(),
        notice: shown.notice.clone(),
        fields: fields.collect(),
        sets: Vec::new(),
        concerned: None,
    }
}

fn concern(concerned: &Concerned, t: Words) -> Concern {
    Concern {
        losing: t.concerned_losing(concerned.losing),
        names: concerned.names.join(", "),
        pending: (concerned.pending > 0).then(|| t.concerned_pending(concerned.pending)),
    }
}

fn grant(
    id: Option<OfferId>,
    back: Option<(String, String, FieldError)>,
    choices: Vec<people::Choice>,
    t: Words,
) -> GrantForm {
    let (whom, reason, error) = back
        .map_or((String::new(), String::new(), None), |(whom, reason, error)| (whom, reason, Some(error)));
    let errors: Vec<FieldError> = error.into_iter().collect();
    GrantForm {
        action: id.map(|id| format!("/desk/offers/{id}/access")).unwrap_or_default(),
        whom: sentences::field("affiliate", &whom, &errors, t),
        reason: sentences::field("reason", &reason, &errors, t),
        suggestions: choices
            .into_iter()
            .map(|one| Choice { value: one.id.to_string(), label: one.name })
            .collect(),
    }
}

/// An affiliate's access, on the offer's page or on the affiliate's.
pub(crate) fn access_row(frame: &Frame, row: &offers::AccessRow, on_offer: bool) -> AccessRow {
    let (id, name, href, action, value) = if on_offer {
        let (id, offer) = (row.affiliate, row.offer);
        (
            id.get(),
            row.affiliate_name.clone(),
            format!("/desk/affiliates/{id}"),
            format!("/desk/offers/{offer}/access"),
            id.to_string(),
        )
    } else {
        let (id, offer) = (row.affiliate, row.offer);
        (
            offer.get(),
            row.offer_title.clone(),
            format!("/desk/offers/{offer}"),
            format!("/desk/affiliates/{id}/access"),
            offer.to_string(),
        )
    };
    AccessRow {
        id,
        name,
        href,
        granted: row.access.state == AccessState::Granted,
        origin: row.access.origin.label(frame.t).to_owned(),
        reason: row.access.reason.clone(),
        by: row.changed_by.clone(),
        at: frame.when(row.changed),
        action,
        value,
    }
}

/// `POST /desk/offers/new`
pub(crate) async fn create(
    State(web): State<Web>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, Response> {
    send(&web, &visitor, None, request).await
}

/// `POST /desk/offers/{id}`
pub(crate) async fn save(
    State(web): State<Web>,
    visitor: Visitor,
    Id(id): Id<OfferId>,
    request: Request,
) -> Result<Response, Response> {
    send(&web, &visitor, Some(id.unwrap_or(OfferId::new(0))), request).await
}

async fn send(
    web: &Web,
    visitor: &Visitor,
    id: Option<OfferId>,
    request: Request,
) -> Result<Response, Response> {
    let kind = Kind {
        form: DraftForm::Offer,
        subject: id.map_or(0, OfferId::get),
        fields: typed_fields(),
        page: id.map_or_else(|| "/desk/offers/new".to_owned(), |id| format!("/desk/offers/{id}")),
    };
    let may = move |cx: &mut Cx<'_, '_>| {
        cx.staff()?;
        id.map_or(Ok(()), |id| offers::find(cx, id))
    };
    let sent = sending::receive(web, visitor, &kind, request, may).await?;
    let (version, submission) = (sent.form.text("version").parse().unwrap_or(0), sent.submission);
    let keep: Option<PublicAccess> = sent.form.text("public_access").parse().ok();
    let parsed = NewOffer::parse(&raw(&sent.form)).map(|offer| SentOffer { offer, version, submission });
    let write = move |cx: &mut Cx<'_, '_>, sent: &SentOffer| match id {
        None => offers::create(cx, sent),
        Some(id) => offers::save(cx, id, sent, keep).map(|()| id),
    };
    let again = match sending::carry_out(web, visitor, &kind, sent, parsed, write).await? {
        Ok(id) => return Ok(done(web, &format!("/desk/offers/{id}"), Done::OfferSaved)),
        Err(again) => again,
    };
    let back = Back { offer: Some(again), grant: None };
    draw(web, visitor, id, back).await.map_err(IntoResponse::into_response)
}

/// A `GET` where only a button leads to.
pub(crate) async fn back(id: Id<OfferId>) -> Result<Redirect, PageError> {
    Ok(Redirect::to(&format!("/desk/offers/{}", id.or_not_found()?)))
}

/// `POST /desk/offers/{id}/access`
pub(crate) async fn access(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<OfferId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let (typed, reason) = (fields.get("affiliate").to_owned(), fields.get("reason").to_owned());
    let remove = fields.get("do") == "remove";
    let whom = typed.clone();
    let found = web.app().read(&visitor.credential(), move |cx| people::addressee(cx, &whom)).await?;
    let error = match found {
        Ok(affiliate) => match by_hand(&web, &visitor, affiliate, id, remove, &reason).await {
            Ok(what) => return Ok(done(&web, &format!("/desk/offers/{id}#access"), what)),
            Err(Error::Invalid(errors)) => errors.into_iter().next(),
            Err(error) => return Err(error.into()),
        },
        Err(problem) => Some(FieldError { field: "affiliate", problem }),
    };
    let grant = error.map(|error| (typed, reason, error));
    draw(&web, &visitor, Some(id), Back { offer: None, grant }).await
}

/// Gives or removes access, and says what was done.
pub(crate) async fn by_hand(
    web: &Web,
    visitor: &Visitor,
    affiliate: AffiliateId,
    offer: OfferId,
    remove: bool,
    reason: &str,
) -> Result<Done, Error> {
    let what = ByHand::parse(remove, reason)?;
    web.app().write(&visitor.credential(), move |cx| offers::by_hand(cx, affiliate, offer, &what)).await?;
    Ok(if remove { Done::AccessRemoved } else { Done::AccessGiven })
}
