//! Asking: for one offer, or for several at once with one set of shared answers and a result for each.

use serde::{Deserialize, Serialize};

use super::questions::{self, Answer, Question};
use super::rules;
use super::store::{self, Sent};
use super::{Again, Standing, view};
use crate::cx::{AffiliateUser, Cx};
use crate::drafts::{self, Form};
use crate::error::{Conflict, Error, FieldError, Problem};
use crate::offers::{self, Offer, OfferId, OfferStatus, Privacy};
use crate::submissions::{self, Content, SubmissionId};
use crate::text;
use crate::tickets::{self, Audience, Body, TicketId};

/// The most offers that are asked for at once.
const AT_ONCE: usize = 50;

/// Why an offer cannot be asked for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such offer, or not for this affiliate.
    Unknown,
    /// They have access already.
    HasAccess,
    /// They asked already.
    Asked,
    /// They were refused, and may not ask again yet, or ever.
    Rejected(Again),
    /// A manager took access away.
    Removed,
    /// It does not run now.
    Off,
    /// Its terms were not accepted, or have changed since they were read.
    Terms,
}

/// An offer in a request form.
#[derive(Clone, Debug)]
pub struct AskOffer {
    /// The offer.
    pub id: OfferId,
    /// Its title.
    pub title: String,
    /// The version of its terms; 0 when it has none.
    pub terms_version: i64,
    /// Its terms.
    pub terms: String,
    /// Why it cannot be asked for.
    pub refusal: Option<Refusal>,
}

/// What a request form shows.
#[derive(Clone, Debug)]
pub struct AskForm {
    /// The offers.
    pub offers: Vec<AskOffer>,
    /// The questions of all that can be asked for, each once.
    pub questions: Vec<Question>,
    /// What the affiliate answered to the same questions last time, in their order.
    pub earlier: Vec<Vec<String>>,
    /// Whether several offers ask more than one form can hold: some have to be asked for by themselves.
    pub too_many_questions: bool,
}

/// The request form for these offers; those that the affiliate may not see are marked as unknown.
pub fn ask_form(cx: &mut Cx<'_, '_>, ids: &[OfferId]) -> Result<AskForm, Error> {
    let who = cx.affiliate()?;
    let (offers, questions) = read(cx, &who, ids)?;
    let earlier = earlier(cx, &who, &questions)?;
    let too_many_questions = questions.len() > questions::MOST_QUESTIONS;
    let offers = offers.into_iter().map(|(offer, _)| offer).collect();
    Ok(AskForm { offers, questions, earlier, too_many_questions })
}

type Read = (Vec<(AskOffer, Vec<Question>)>, Vec<Question>);

fn read(cx: &mut Cx<'_, '_>, who: &AffiliateUser, ids: &[OfferId]) -> Result<Read, Error> {
    if ids.len() > AT_ONCE {
        return Err(Conflict::TooManyAtOnce.into());
    }
    let mut offers: Vec<(AskOffer, Vec<Question>)> = Vec::new();
    let mut shared: Vec<Question> = Vec::new();
    for id in ids {
        if offers.iter().any(|(offer, _)| offer.id == *id) {
            continue;
        }
        let (offer, standing) = match offers::visible(cx, who, *id) {
            Ok(found) => found,
            Err(Error::NotFound) => {
                let refusal = Some(Refusal::Unknown);
                let unknown = AskOffer {
                    id: *id,
                    title: String::new(),
                    terms_version: 0,
                    terms: String::new(),
                    refusal,
                };
                offers.push((unknown, Vec::new()));
                continue;
            }
            Err(error) => return Err(error),
        };
        let refusal = refusal(&offer, &standing);
        let own = match offer.question_set {
            Some(set) if refusal.is_none() => super::sets::questions_of(cx, set)?,
            _ => Vec::new(),
        };
        shared.extend(own.iter().filter(|one| !shared.contains(one)).cloned().collect::<Vec<_>>());
        let Offer { title, terms_version, terms, .. } = offer;
        offers.push((AskOffer { id: *id, title, terms_version, terms, refusal }, own));
    }
    Ok((offers, shared))
}

/// Whether an affiliate who stands so may ask for the offer.
fn refusal(offer: &Offer, standing: &Standing) -> Option<Refusal> {
    match standing {
        Standing::Access { .. } => return Some(Refusal::HasAccess),
        Standing::Pending { .. } | Standing::NeedsInformation { .. } => return Some(Refusal::Asked),
        Standing::Removed { .. } => return Some(Refusal::Removed),
        Standing::Rejected { again, .. } if *again != Again::Now => return Some(Refusal::Rejected(*again)),
        Standing::Rejected { .. } | Standing::NotRequested | Standing::Expired { .. } => {}
    }
    match (offer.status, offer.privacy) {
        (OfferStatus::Active, Privacy::PreModeration) => None,
        (OfferStatus::Active, Privacy::Private) => Some(Refusal::Unknown),
        (OfferStatus::Active, Privacy::Public) => Some(Refusal::HasAccess),
        (OfferStatus::Paused | OfferStatus::Stopped, _) => Some(Refusal::Off),
    }
}

/// Requests whose answers are looked at for what to fill in.
const EARLIER: i64 = 20;

fn earlier(
    cx: &mut Cx<'_, '_>,
    who: &AffiliateUser,
    questions: &[Question],
) -> Result<Vec<Vec<String>>, Error> {
    let mut filled = vec![Vec::new(); questions.len()];
    if questions.is_empty() {
        return Ok(filled);
    }
    let rows = cx.tx.query(
        "SELECT t.answers FROM access_requests r JOIN request_attempts t ON t.request_id = r.id
         WHERE r.affiliate_id = $1 ORDER BY r.id DESC, t.number DESC LIMIT $2",
        &[&who.affiliate, &EARLIER],
        |row| row.get::<String>(0),
    )?;
    for row in rows {
        let answers = view::answers(&row)?;
        for (place, question) in
            questions.iter().enumerate().filter(|(_, question)| !question.text.is_empty())
        {
            let same = answers.iter().find(|answer| {
                answer.question.text == question.text && answer.question.kind == question.kind
            });
            if let Some(same) = same.filter(|_| filled[place].is_empty()) {
                filled[place].clone_from(&same.given);
            }
        }
    }
    Ok(filled)
}

/// A request form as it came in.
#[derive(Clone, Debug, Default)]
pub struct RawRequest {
    /// For which offers, and which version of each one's terms was accepted; none when the box was not ticked.
    pub offers: Vec<(OfferId, Option<i64>)>,
    /// [`questions::fingerprint`] of what the form asked.
    pub asked: String,
    /// What was given to each question.
    pub answers: Vec<Vec<String>>,
    /// `comment`
    pub comment: String,
}

/// A request to be sent.
#[derive(Clone, Debug)]
pub struct NewRequest {
    raw: RawRequest,
    comment: String,
    submission: SubmissionId,
}

impl NewRequest {
    /// Reads the form. Its answers are read when it is known what was asked.
    pub fn parse(raw: RawRequest, submission: SubmissionId) -> Result<Self, Vec<FieldError>> {
        let comment = text::paragraphs(&raw.comment, 0, Body::MAX);
        let comment = comment.map_err(|problem| vec![FieldError { field: "comment", problem }])?;
        Ok(Self { raw, comment, submission })
    }
}

/// What became of a request for one offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The offer.
    pub offer: OfferId,
    /// Its title; empty when there is none for this affiliate.
    pub title: String,
    /// The ticket of the new request.
    pub ticket: Option<TicketId>,
    /// Why it was not asked for.
    pub refusal: Option<Refusal>,
}

/// The acting affiliate asks. For a single offer a wrong answer or unread terms are errors of the form; of several, those
/// that cannot be asked for are left out and named in the result.
pub fn ask(cx: &mut Cx<'_, '_>, new: &NewRequest) -> Result<Vec<Asked>, Error> {
    let who = cx.affiliate()?;
    let asked = submissions::once_kept(cx, new.submission, content(&who, new), |cx| ask_all(cx, &who, new))?;
    let subject = if let [(one, _)] = new.raw.offers[..] { one.get() } else { 0 };
    drafts::sent(cx, Form::Request, subject, new.submission)?;
    Ok(asked)
}

fn content(who: &AffiliateUser, new: &NewRequest) -> Content {
    let content =
        Content::of("request").with(who.affiliate.to_string()).with(&new.comment).with(&new.raw.asked);
    let content = new.raw.offers.iter().fold(content, |content, (id, terms)| {
        content.with(id.to_string()).with(terms.unwrap_or(-1).to_string())
    });
    new.raw.answers.iter().fold(content, |content, given| content.with(given.join("\n")))
}

fn ask_all(cx: &mut Cx<'_, '_>, who: &AffiliateUser, new: &NewRequest) -> Result<Vec<Asked>, Error> {
    let ids: Vec<OfferId> = new.raw.offers.iter().map(|(id, _)| *id).collect();
    let alone = ids.len() == 1;
    let (offers, shared) = read(cx, who, &ids)?;
    if offers.is_empty() {
        return Err(Error::field("offers", Problem::Required));
    }
    if alone && offers[0].0.refusal == Some(Refusal::Unknown) {
        return Err(Error::NotFound);
    }
    let open = offers.iter().any(|(offer, _)| offer.refusal.is_none());
    if open && questions::fingerprint(&shared) != new.raw.asked {
        // What is answered belongs to other questions than those that are asked now.
        return Err(Conflict::Changed.into());
    }
    let mut errors = Vec::new();
    let answers = questions::answers(&shared, &new.raw.answers).unwrap_or_else(|found| {
        errors.extend(found);
        Vec::new()
    });
    let unread = |offer: &AskOffer| {
        let accepted = new.raw.offers.iter().find(|(id, _)| *id == offer.id).and_then(|(_, terms)| *terms);
        offer.terms_version > 0 && accepted != Some(offer.terms_version)
    };
    if alone && unread(&offers[0].0) && offers[0].0.refusal.is_none() {
        let ticked = new.raw.offers[0].1.is_some();
        let problem = if ticked { Problem::Outdated } else { Problem::Required };
        errors.push(FieldError { field: "terms", problem });
    }
    if open && !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let mut asked = Vec::with_capacity(offers.len());
    for (offer, own) in &offers {
        let refusal = offer.refusal.or_else(|| unread(offer).then_some(Refusal::Terms));
        let ticket = if refusal.is_none() {
            let answers: Vec<Answer> =
                answers.iter().filter(|answer| own.contains(&answer.question)).cloned().collect();
            Some(ask_one(cx, who, offer, &answers, &new.comment)?)
        } else {
            None
        };
        asked.push(Asked { offer: offer.id, title: offer.title.clone(), ticket, refusal });
    }
    Ok(asked)
}

fn ask_one(
    cx: &mut Cx<'_, '_>,
    who: &AffiliateUser,
    offer: &AskOffer,
    answers: &[Answer],
    comment: &str,
) -> Result<TicketId, Error> {
    let (ticket, _) = tickets::open_request(cx, who.affiliate, &offer.title, comment)?;
    let request = store::insert(cx, who.affiliate, offer.id, ticket)?;
    store::add_attempt(cx, request, &Sent { answers, comment, terms_version: offer.terms_version })?;
    rules::apply(cx, ticket)?;
    tickets::changed(cx, ticket, None, Audience::Both)?;
    offers::hint_access(cx, who.affiliate)?;
    Ok(ticket)
}
