//! `/desk/offers`: writing offers, and who may run them.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::drafts::{self, Draft, Form as DraftForm};
use desk::offers::{
    self, AccessState, ByHand, Concerned, DeskOfferFilter, DeskOfferRow as DeskRow, MOST_LOSING, NewOffer,
    Offer, OfferId, PublicAccess, RawOffer, SentOffer,
};
use desk::people::{self, AffiliateId};
use desk::requests;
use desk::{Cx, Error, FieldError};

use crate::address::{Asked, Id, pager};
use crate::error::PageError;
use crate::form::{Fields, Form};
use crate::forms::{self, Shown};
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::sending::{self, Again, Kind};
use crate::site::Web;
use crate::views::{
    AccessRow, Choice, Concern, DeskOffer, DeskOfferRow, DeskOffers, DeskOffersFilter, GrantForm, Label as _,
    LogoForm, NamedFields, OfferForm, SavedOffer, Section, Words,
};
use crate::visitor::Visitor;
use crate::{after, picture_form, sentences};

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
    let view = DeskOffers {
        t: frame.t,
        shell: frame.shell(web.site(), Section::DeskOffers, visitor.flash.as_deref()),
        pager: pager(&page, || filter.query()),
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
    grant: Option<BadGrant>,
    logo: Vec<FieldError>,
}

/// The fields that hold what is typed.
fn typed_fields() -> Vec<&'static str> {
    let names = RawOffer::default().fields().map(|(name, _)| name);
    names.into_iter().chain(["version", "public_access"]).collect()
}

fn raw(form: &Form) -> RawOffer {
    let mut raw = RawOffer::default();
    forms::fill(raw.fields(), |name| form.text(name));
    raw
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
        Back { grant: None, logo, .. } if logo.is_empty() => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
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
    let action = id.map(|id| format!("/desk/offers/{id}/access")).unwrap_or_default();
    let grant = grant(action, "affiliate", back.grant, choices, t);
    let view = DeskOffer {
        t,
        shell: frame.shell(web.site(), Section::DeskOffers, visitor.flash.as_deref()),
        saved: stored.as_ref().map(|stored| SavedOffer {
            facts: crate::offers::facts(&frame, stored),
            updated: frame.when(stored.updated),
        }),
        logo: stored.as_ref().map(|stored| LogoForm {
            logo: stored.logo.map(|version| crate::offers::logo(stored.id, version)),
            error: sentences::field("picture", "", &back.logo, t).error,
        }),
        form,
        access: access.iter().map(|row| access_row(&frame, row, true)).collect(),
        grant,
    };
    Ok(after::page(web, visitor, status, &view))
}

fn as_stored(stored: Option<&Offer>) -> Draft {
    let (mut raw, version) =
        stored.map_or_else(|| (RawOffer::default(), 0), |stored| (stored.raw(), stored.version));
    forms::as_stored(raw.fields(), version)
}

fn form(web: &Web, frame: &Frame, shown: &Shown<'_>, id: Option<OfferId>) -> OfferForm {
    let text = |name: &str| shown.draft.get(name).unwrap_or("");
    let fields = RawOffer::default()
        .fields()
        .map(|(name, _)| (name, sentences::field(name, text(name), shown.errors, frame.t)));
    OfferForm {
        submission: shown.submission(web.app()),
        draft: shown.draft_box(frame, DraftForm::Offer, id.map_or(0, OfferId::get)),
        version: text("version").to_owned(),
        notice: shown.notice.clone(),
        fields: NamedFields(fields.to_vec()),
        sets: Vec::new(),
        concerned: None,
    }
}

fn concern(concerned: &Concerned, t: Words) -> Concern {
    Concern {
        losing: if concerned.losing < MOST_LOSING {
            t.concerned_losing(concerned.losing)
        } else {
            t.concerned_losing_many(concerned.losing)
        },
        names: concerned.names.join(", "),
        pending: (concerned.pending > 0).then(|| t.concerned_pending(concerned.pending)),
    }
}

/// What was typed into the form of giving access, and what is wrong with it.
pub(crate) type BadGrant = (String, String, FieldError);

/// The form of giving access; `name` is the field that says to whom, or to what.
pub(crate) fn grant(
    action: String,
    name: &'static str,
    back: Option<BadGrant>,
    choices: Vec<people::Choice>,
    t: Words,
) -> GrantForm {
    let (whom, reason, error) = back
        .map_or((String::new(), String::new(), None), |(whom, reason, error)| (whom, reason, Some(error)));
    let errors: Vec<FieldError> = error.into_iter().collect();
    let suggestions = choices.into_iter();
    GrantForm {
        action,
        whom: sentences::field(name, &whom, &errors, t),
        reason: sentences::field("reason", &reason, &errors, t),
        suggestions: suggestions.map(|one| Choice { value: one.id.to_string(), label: one.name }).collect(),
    }
}

/// An affiliate's access, on the offer's page or on the affiliate's.
pub(crate) fn access_row(frame: &Frame, row: &offers::AccessRow, on_offer: bool) -> AccessRow {
    let (affiliate, offer) = (row.affiliate, row.offer);
    let (affiliate_page, offer_page) =
        (format!("/desk/affiliates/{affiliate}"), format!("/desk/offers/{offer}"));
    let (id, name, href, here, field) = if on_offer {
        (affiliate.get(), &row.affiliate_name, affiliate_page, offer_page, "affiliate")
    } else {
        (offer.get(), &row.offer_title, offer_page, affiliate_page, "offer")
    };
    AccessRow {
        id,
        name: name.clone(),
        href,
        granted: row.access.state == AccessState::Granted,
        origin: row.access.origin.label(frame.t).to_owned(),
        reason: row.access.reason.clone(),
        by: row.changed_by.clone(),
        at: frame.when(row.changed),
        action: format!("{here}/access"),
        field,
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
    let back = Back { offer: Some(again), ..Back::default() };
    draw(web, visitor, id, back).await.map_err(IntoResponse::into_response)
}

/// A `GET` where only a button leads to.
pub(crate) async fn back(id: Id<OfferId>) -> Result<Redirect, PageError> {
    Ok(Redirect::to(&format!("/desk/offers/{}", id.or_not_found()?)))
}

/// `POST /desk/offers/{id}/logo`: a form with one file.
pub(crate) async fn logo(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<OfferId>,
    request: Request,
) -> Result<Response, PageError> {
    let (id, who) = (id.or_not_found()?, visitor.credential());
    let file = match picture_form::receive(&web, &who, request, move |cx| offers::find(cx, id)).await? {
        Ok(file) => offers::set_logo(web.app(), &who, id, file).await,
        Err(error) => Err(error),
    };
    match file {
        Ok(()) => Ok(done(&web, &format!("/desk/offers/{id}"), Done::LogoSaved)),
        Err(Error::Invalid(logo)) => draw(&web, &visitor, Some(id), Back { logo, ..Back::default() }).await,
        Err(error) => Err(error.into()),
    }
}

/// `POST /desk/offers/{id}/logo/remove`
pub(crate) async fn remove_logo(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<OfferId>,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    web.app().write(&visitor.credential(), move |cx| offers::remove_logo(cx, id)).await?;
    Ok(done(&web, &format!("/desk/offers/{id}"), Done::LogoRemoved))
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
    draw(&web, &visitor, Some(id), Back { grant, ..Back::default() }).await
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
