//! The rows of an offer.

use db::Param;
use serde_json::{Value, json};

use super::lines::{Cap, Landing, Payout};
use super::{NewOffer, OfferId, OfferStatus, Privacy, RawOffer};
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
        self.stored().raw()
    }

    /// The same as it would be read.
    fn stored(&self) -> NewOffer {
        let this = self.clone();
        NewOffer {
            external_id: this.external_id,
            title: this.title,
            advertiser: this.advertiser,
            description: this.description,
            preview_url: this.preview_url,
            status: this.status,
            privacy: this.privacy,
            categories: this.categories,
            countries: this.countries,
            countries_denied: this.countries_denied,
            sources: this.sources,
            sources_denied: this.sources_denied,
            payouts: this.payouts,
            caps: this.caps,
            landings: this.landings,
            kpi: this.kpi,
            hold_days: this.hold_days,
            tracking_template: this.tracking_template,
            terms: this.terms,
            question_set: this.question_set,
            reapply_days: this.reapply_days,
            answer_days: this.answer_days,
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
pub(super) fn check(cx: &mut Cx<'_, '_>, id: Option<OfferId>, new: &NewOffer) -> Result<(), Error> {
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
    let places = |list: &[String]| -> Vec<Value> {
        (0..).zip(list).map(|(place, text)| json!({ "text": text, "place": place })).collect()
    };
    add_list(
        cx,
        (
            "offer_categories (offer_id, category, place, listed)",
            "CAST($2 AS BIGINT), text, place, CAST($3 AS BOOLEAN)",
        ),
        places(&new.categories),
        &[&id, &listed],
    )?;
    let allowed = |list: &[String], allowed: bool| -> Vec<Value> {
        list.iter().map(|text| json!({ "text": text, "place": i64::from(allowed) })).collect()
    };
    let countries = [allowed(&new.countries, true), allowed(&new.countries_denied, false)].concat();
    let columns = (
        "offer_countries (offer_id, country, allowed, listed)",
        "CAST($2 AS BIGINT), text, place = 1, CAST($3 AS BOOLEAN)",
    );
    add_list(cx, columns, countries, &[&id, &listed])?;
    let sources = [&new.sources[..], &new.sources_denied[..]].concat();
    let first_denied = i64::try_from(new.sources.len()).unwrap_or(i64::MAX);
    add_list(
        cx,
        (
            "offer_sources (offer_id, source, allowed, place, listed)",
            "CAST($2 AS BIGINT), text, place < $3, place, CAST($4 AS BOOLEAN)",
        ),
        places(&sources),
        &[&id, &first_denied, &listed],
    )?;
    let lines = [
        ("payout", new.payouts.iter().map(ToString::to_string).collect::<Vec<_>>()),
        ("cap", new.caps.iter().map(ToString::to_string).collect()),
        ("landing", new.landings.iter().map(ToString::to_string).collect()),
    ];
    for (kind, lines) in lines {
        let columns = (
            "offer_lines (offer_id, kind, place, line)",
            "CAST($2 AS BIGINT), CAST($3 AS TEXT), place, text",
        );
        add_list(cx, columns, places(&lines), &[&id, &kind])?;
    }
    let mut words: Vec<String> = text::tokens(&new.title).chain(text::tokens(&new.advertiser)).collect();
    words.extend(new.categories.iter().flat_map(|category| text::tokens(category)));
    words.sort_unstable();
    words.dedup();
    add_list(cx, ("offer_words (word, offer_id)", "text, CAST($2 AS BIGINT)"), places(&words), &[&id])
}

/// Stores a list in one statement, whatever its length: an offer has many, and an import many offers. `rows` are objects
/// of a `text` and a `place`, `$1`; the other parameters follow.
fn add_list(
    cx: &mut Cx<'_, '_>,
    (into, values): (&'static str, &'static str),
    rows: Vec<Value>,
    others: &[&dyn Param],
) -> Result<(), Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let list = cx.tx.engine().pick(
        "SELECT value ->> 'text' AS text, value ->> 'place' AS place FROM json_each($1)",
        "SELECT r.text COLLATE \"C\" AS text, r.place FROM json_to_recordset(CAST(CAST($1 AS TEXT) AS JSON)) AS r (text TEXT, place BIGINT)",
    );
    let rows = Value::from(rows).to_string();
    let params: Vec<&dyn Param> = [&rows as &dyn Param].into_iter().chain(others.iter().copied()).collect();
    cx.tx.execute(&format!("INSERT INTO {into} SELECT {values} FROM ({list}) AS list"), &params)?;
    Ok(())
}

/// Says that the catalogue looks different now.
pub(crate) fn tell(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    stamps::bump(cx, Stamp::Offers)?;
    live::tell(cx, &Hint::Offers)
}
