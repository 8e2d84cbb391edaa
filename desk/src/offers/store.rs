//! The rows of an offer.

use super::lines::{Cap, Landing, Payout};
use super::{NewOffer, OfferId, OfferStatus, Privacy, RawOffer, lists};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::{Error, FieldError, Problem};
use crate::live::{self, Hint};
use crate::requests::QuestionSetId;
use crate::stamps::{self, Stamp};
use crate::text;

/// An offer, whole.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The offer.
    pub id: OfferId,
    /// Its number in the system that it comes from.
    pub external_id: Option<String>,
    /// Its title.
    pub title: String,
    /// Whose it is; may be empty.
    pub advertiser: String,
    /// Markdown.
    pub description: String,
    /// A page to look at; may be empty.
    pub preview_url: String,
    /// Whether it runs.
    pub status: OfferStatus,
    /// Who may run it.
    pub privacy: Privacy,
    /// What it is about.
    pub categories: Vec<String>,
    /// Codes of ISO 3166; none: all but those denied.
    pub countries: Vec<String>,
    /// Codes of ISO 3166.
    pub countries_denied: Vec<String>,
    /// Traffic sources; none: all but those forbidden.
    pub sources: Vec<String>,
    /// Traffic sources.
    pub sources_denied: Vec<String>,
    /// What is paid.
    pub payouts: Vec<Payout>,
    /// How much may be sent.
    pub caps: Vec<Cap>,
    /// Where visitors are sent.
    pub landings: Vec<Landing>,
    /// What is expected of the traffic; may be empty.
    pub kpi: String,
    /// Days until a conversion is confirmed.
    pub hold_days: Option<i64>,
    /// The affiliate's own link, with macros; may be empty.
    pub tracking_template: String,
    /// Which version of its terms is in force; 0 when it has none.
    pub terms_version: i64,
    /// The terms in force; empty when it has none.
    pub terms: String,
    /// The questions of its request form.
    pub question_set: Option<QuestionSetId>,
    /// After how many days a rejected affiliate may try again; none: never.
    pub reapply_days: Option<i64>,
    /// How many days a request for information may stay without an answer.
    pub answer_days: i64,
    /// Which of its logos is shown; none when it has none.
    pub logo: Option<i64>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Counts up with every change.
    pub version: i64,
}

impl Offer {
    /// Its form, as it would be typed.
    pub fn raw(&self) -> RawOffer {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        RawOffer {
            external_id: self.external_id.clone().unwrap_or_default(),
            title: self.title.clone(),
            advertiser: self.advertiser.clone(),
            description: self.description.clone(),
            preview_url: self.preview_url.clone(),
            status: self.status.to_string(),
            privacy: self.privacy.to_string(),
            categories: lists::joined(&self.categories),
            countries: lists::joined(&self.countries),
            countries_denied: lists::joined(&self.countries_denied),
            sources: lists::joined(&self.sources),
            sources_denied: lists::joined(&self.sources_denied),
            payouts: lists::on_lines(&self.payouts),
            caps: lists::on_lines(&self.caps),
            landings: lists::on_lines(&self.landings),
            kpi: self.kpi.clone(),
            hold_days: number(self.hold_days),
            tracking_template: self.tracking_template.clone(),
            terms: self.terms.clone(),
            question_set: number(self.question_set.map(QuestionSetId::get)),
            reapply_days: number(self.reapply_days),
            answer_days: self.answer_days.to_string(),
        }
    }
}

/// Whether there is such an offer.
pub(super) fn exists(cx: &mut Cx<'_, '_>, id: OfferId) -> Result<(), Error> {
    let found =
        cx.tx.query_opt("SELECT id FROM offers WHERE id = $1", &[&id], |row| row.get::<OfferId>(0))?;
    found.map(drop).ok_or(Error::NotFound)
}

/// Reads an offer, whoever asks.
pub(crate) fn load(cx: &mut Cx<'_, '_>, id: OfferId) -> Result<Offer, Error> {
    let mut offer = cx
        .tx
        .query_opt(
            "SELECT o.external_id, o.title, o.advertiser, o.description, o.preview_url, o.status, o.privacy, o.kpi,
                    o.hold_days, o.tracking_template, o.terms_version, o.question_set_id, o.reapply_days,
                    o.answer_days, o.logo_key IS NOT NULL, o.logo_version, o.created_at, o.updated_at, o.version, c.body
             FROM offers o LEFT JOIN offer_terms c ON c.offer_id = o.id AND c.version = o.terms_version
             WHERE o.id = $1",
            &[&id],
            |row| {
                let logo: bool = row.get(14)?;
                let logo_version: i64 = row.get(15)?;
                Ok(Offer {
                    id,
                    external_id: row.get(0)?,
                    title: row.get(1)?,
                    advertiser: row.get(2)?,
                    description: row.get(3)?,
                    preview_url: row.get(4)?,
                    status: row.get(5)?,
                    privacy: row.get(6)?,
                    categories: Vec::new(),
                    countries: Vec::new(),
                    countries_denied: Vec::new(),
                    sources: Vec::new(),
                    sources_denied: Vec::new(),
                    payouts: Vec::new(),
                    caps: Vec::new(),
                    landings: Vec::new(),
                    kpi: row.get(7)?,
                    hold_days: row.get(8)?,
                    tracking_template: row.get(9)?,
                    terms_version: row.get(10)?,
                    terms: row.get::<Option<String>>(19)?.unwrap_or_default(),
                    question_set: row.get(11)?,
                    reapply_days: row.get(12)?,
                    answer_days: row.get(13)?,
                    logo: logo.then_some(logo_version),
                    created: row.get(16)?,
                    updated: row.get(17)?,
                    version: row.get(18)?,
                })
            },
        )?
        .ok_or(Error::NotFound)?;
    let sql = "SELECT category FROM offer_categories WHERE offer_id = $1 ORDER BY place";
    offer.categories = cx.tx.query(sql, &[&id], |row| row.get(0))?;
    let sql = "SELECT allowed, country FROM offer_countries WHERE offer_id = $1 ORDER BY country";
    (offer.countries, offer.countries_denied) = both(cx, sql, id)?;
    let sql = "SELECT allowed, source FROM offer_sources WHERE offer_id = $1 ORDER BY place";
    (offer.sources, offer.sources_denied) = both(cx, sql, id)?;
    let sql = "SELECT kind, line FROM offer_lines WHERE offer_id = $1 ORDER BY kind, place";
    let lines = cx.tx.query(sql, &[&id], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    for (kind, line) in lines {
        let damaged = |_: Problem| Error::Damaged(format!("a line of offer {id}: {line}"));
        match kind.as_str() {
            "payout" => offer.payouts.push(line.parse().map_err(damaged)?),
            "cap" => offer.caps.push(line.parse().map_err(damaged)?),
            _ => offer.landings.push(line.parse().map_err(damaged)?),
        }
    }
    Ok(offer)
}

/// What is allowed, and what is not.
fn both(cx: &mut Cx<'_, '_>, sql: &str, id: OfferId) -> Result<(Vec<String>, Vec<String>), Error> {
    let rows = cx.tx.query(sql, &[&id], |row| Ok((row.get::<bool>(0)?, row.get::<String>(1)?)))?;
    let (allowed, denied): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(allowed, _)| *allowed);
    let texts = |rows: Vec<(bool, String)>| rows.into_iter().map(|(_, text)| text).collect();
    Ok((texts(allowed), texts(denied)))
}

/// Checks what only the database knows: the question set, and whether the external number is another offer's.
fn check(cx: &mut Cx<'_, '_>, id: Option<OfferId>, new: &NewOffer) -> Result<(), Error> {
    let mut errors = Vec::new();
    if let Some(set) = new.question_set {
        let sql = "SELECT id FROM question_sets WHERE id = $1";
        if cx.tx.query_opt(sql, &[&set], |row| row.get::<QuestionSetId>(0))?.is_none() {
            errors.push(FieldError { field: "question_set", problem: Problem::Unknown });
        }
    }
    if let Some(external) = &new.external_id {
        let other = by_external_id(cx, external)?;
        if other.is_some() && other != id {
            errors.push(FieldError { field: "external_id", problem: Problem::InUse });
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// The offer with this number in the system that it comes from.
pub(super) fn by_external_id(cx: &mut Cx<'_, '_>, external: &str) -> Result<Option<OfferId>, Error> {
    Ok(cx.tx.query_opt("SELECT id FROM offers WHERE external_id = $1", &[&external], |row| row.get(0))?)
}

/// Stores a new offer.
pub(super) fn insert(cx: &mut Cx<'_, '_>, new: &NewOffer) -> Result<OfferId, Error> {
    check(cx, None, new)?;
    let id: OfferId = cx.tx.query_one(
        "INSERT INTO offers (external_id, title, advertiser, description, preview_url, status, privacy, listed, kpi,
                             hold_days, tracking_template, terms_version, question_set_id, reapply_days, answer_days,
                             created_at, updated_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, $15, $15, 1) RETURNING id",
        &[
            &new.external_id, &new.title, &new.advertiser, &new.description, &new.preview_url, &new.status,
            &new.privacy, &new.listed(), &new.kpi, &new.hold_days, &new.tracking_template, &new.question_set,
            &new.reapply_days, &new.answer_days, &cx.now,
        ],
        |row| row.get(0),
    )?;
    if !new.terms.is_empty() {
        add_terms(cx, id, 1, &new.terms)?;
    }
    add_lists(cx, id, new)?;
    Ok(id)
}

/// Stores a changed offer; terms with other words are a new version.
pub(super) fn update(cx: &mut Cx<'_, '_>, before: &Offer, new: &NewOffer) -> Result<(), Error> {
    let id = before.id;
    check(cx, Some(id), new)?;
    cx.tx.execute(
        "UPDATE offers SET external_id = $1, title = $2, advertiser = $3, description = $4, preview_url = $5, status = $6,
                privacy = $7, listed = $8, kpi = $9, hold_days = $10, tracking_template = $11, question_set_id = $12,
                reapply_days = $13, answer_days = $14, updated_at = $15, version = version + 1
         WHERE id = $16",
        &[
            &new.external_id, &new.title, &new.advertiser, &new.description, &new.preview_url, &new.status,
            &new.privacy, &new.listed(), &new.kpi, &new.hold_days, &new.tracking_template, &new.question_set,
            &new.reapply_days, &new.answer_days, &cx.now, &id,
        ],
    )?;
    if new.terms != before.terms {
        if new.terms.is_empty() {
            cx.tx.execute("UPDATE offers SET terms_version = 0 WHERE id = $1", &[&id])?;
        } else {
            let sql = "SELECT COALESCE(MAX(version), 0) FROM offer_terms WHERE offer_id = $1";
            let last: i64 = cx.tx.query_one(sql, &[&id], |row| row.get(0))?;
            add_terms(cx, id, last + 1, &new.terms)?;
        }
    }
    for table in ["offer_categories", "offer_countries", "offer_sources", "offer_lines", "offer_words"] {
        cx.tx.execute(&format!("DELETE FROM {table} WHERE offer_id = $1"), &[&id])?;
    }
    add_lists(cx, id, new)
}

fn add_terms(cx: &mut Cx<'_, '_>, id: OfferId, version: i64, terms: &str) -> Result<(), Error> {
    let by = cx.actor().user();
    cx.tx.execute(
        "INSERT INTO offer_terms (offer_id, version, body, created_at, created_by) VALUES ($1, $2, $3, $4, $5)",
        &[&id, &version, &terms, &cx.now, &by],
    )?;
    cx.tx.execute("UPDATE offers SET terms_version = $1 WHERE id = $2", &[&version, &id])?;
    Ok(())
}

fn add_lists(cx: &mut Cx<'_, '_>, id: OfferId, new: &NewOffer) -> Result<(), Error> {
    let listed = new.listed();
    for (place, category) in (0_i64..).zip(&new.categories) {
        let sql = "INSERT INTO offer_categories (offer_id, category, place, listed) VALUES ($1, $2, $3, $4)";
        cx.tx.execute(sql, &[&id, category, &place, &listed])?;
    }
    let countries = [(true, &new.countries), (false, &new.countries_denied)];
    for (allowed, country) in
        countries.iter().flat_map(|(allowed, list)| list.iter().map(move |one| (allowed, one)))
    {
        let sql = "INSERT INTO offer_countries (offer_id, country, allowed, listed) VALUES ($1, $2, $3, $4)";
        cx.tx.execute(sql, &[&id, country, allowed, &listed])?;
    }
    let sources = [(true, &new.sources), (false, &new.sources_denied)];
    let sources = sources.iter().flat_map(|(allowed, list)| list.iter().map(move |one| (allowed, one)));
    for (place, (allowed, source)) in (0_i64..).zip(sources) {
        let sql = "INSERT INTO offer_sources (offer_id, source, allowed, place, listed) VALUES ($1, $2, $3, $4, $5)";
        cx.tx.execute(sql, &[&id, source, allowed, &place, &listed])?;
    }
    let lines = [
        ("payout", new.payouts.iter().map(ToString::to_string).collect::<Vec<_>>()),
        ("cap", new.caps.iter().map(ToString::to_string).collect()),
        ("landing", new.landings.iter().map(ToString::to_string).collect()),
    ];
    for (kind, lines) in lines {
        for (place, line) in (0_i64..).zip(&lines) {
            let sql = "INSERT INTO offer_lines (offer_id, kind, place, line) VALUES ($1, $2, $3, $4)";
            cx.tx.execute(sql, &[&id, &kind, &place, line])?;
        }
    }
    let mut words: Vec<String> = text::tokens(&new.title).chain(text::tokens(&new.advertiser)).collect();
    words.extend(new.categories.iter().flat_map(|category| text::tokens(category)));
    words.sort_unstable();
    words.dedup();
    for word in &words {
        cx.tx.execute("INSERT INTO offer_words (word, offer_id) VALUES ($1, $2)", &[word, &id])?;
    }
    Ok(())
}

/// Says that the catalogue looks different now.
pub(crate) fn tell(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    stamps::bump(cx, Stamp::Offers)?;
    live::tell(cx, &Hint::Offers)
}
