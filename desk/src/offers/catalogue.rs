//! The offers that an affiliate sees: `/offers`, and one of them.

use super::access::{self, Access};
use super::{Offer, OfferId, OfferStatus, Privacy, store, tracking};
use crate::clock::Timestamp;
use crate::cx::{AffiliateUser, Cx};
use crate::error::Error;
use crate::keyset::{self, Narrow, Order};
use crate::page::{Page, Place};
use crate::people::AffiliateId;
use crate::requests::{self, Last, Standing, StandingKind};
use crate::text;

/// Which offers the acting affiliate may see: those listed for everybody, and those that they have access to.
#[derive(Clone, Copy, Debug)]
pub struct OfferScope(AffiliateId);

impl OfferScope {
    /// The scope of the acting affiliate.
    pub fn of(cx: &Cx<'_, '_>) -> Result<Self, Error> {
        cx.affiliate().map(|who| Self(who.affiliate))
    }

    /// The affiliate whose scope it is.
    pub(crate) fn affiliate(self) -> AffiliateId {
        self.0
    }
}

/// Offers of an affiliate's that are not listed for everybody; `$1` is the affiliate.
const UNLISTED: &str = "o.listed = FALSE AND EXISTS (SELECT 1 FROM offer_access g
    WHERE g.affiliate_id = $1 AND g.offer_id = o.id AND g.state = 'granted')";

/// What the catalogue is narrowed to, and from where it is read.
#[derive(Clone, Debug, Default)]
pub struct OfferFilter {
    /// Only offers with words that begin like this in their title, advertiser or categories.
    pub text: String,
    /// Only of this category.
    pub category: String,
    /// Only those that take visitors from this country.
    pub country: String,
    /// Only those that take traffic of this source.
    pub source: String,
    /// Only of this privacy.
    pub privacy: Option<Privacy>,
    /// Only those where the affiliate stands so.
    pub standing: Option<StandingKind>,
    /// Where the page starts.
    pub from: Option<Place>,
}

/// An offer in the catalogue.
#[derive(Clone, Debug)]
pub struct OfferRow {
    /// The offer.
    pub id: OfferId,
    /// Its title.
    pub title: String,
    /// Whose it is; may be empty.
    pub advertiser: String,
    /// Whether it runs.
    pub status: OfferStatus,
    /// Who may run it.
    pub privacy: Privacy,
    /// Which of its logos is shown.
    pub logo: Option<i64>,
    /// When it was made.
    pub created: Timestamp,
    /// How the affiliate stands to it.
    pub standing: Standing,
    /// What it is about.
    pub categories: Vec<String>,
    /// Countries that it takes; none: all but some.
    pub countries: Vec<String>,
    /// What is paid, a line each.
    pub payouts: Vec<String>,
}

const ORDER: Order = Order { name: "created", table: "o", column: "created_at", descending: true };

/// The columns of [`Access`] and [`Last`] at the end of a row, for the joins of [`JOINS`].
const STANDING: &str = "x.state, x.origin, x.reason, r.state, r.ticket_id, r.reapply_at";

const JOINS: &str = "
    LEFT JOIN offer_access x ON x.affiliate_id = $1 AND x.offer_id = o.id
    LEFT JOIN access_requests r ON r.affiliate_id = $1 AND r.offer_id = o.id AND r.latest";

/// A page of the catalogue, newest offers first. Both arms give places alone; what a page shows is read for its rows only.
pub fn catalogue(cx: &mut Cx<'_, '_>, filter: &OfferFilter) -> Result<Page<OfferRow>, Error> {
    let scope = OfferScope::of(cx)?;
    let from = keyset::fitting(filter.from.as_ref(), ORDER);
    let joins = if filter.standing.is_some() { JOINS } else { "" };
    let select = format!("SELECT o.created_at, o.id FROM offers o {joins}");
    let mut places = Vec::new();
    for arm in ["o.listed = TRUE AND CAST($1 AS BIGINT) > 0", UNLISTED] {
        let mut narrow = Narrow::to(arm, scope.affiliate());
        narrow_to(&mut narrow, filter);
        let sql = narrow.page(&select, ORDER, from);
        places.extend(cx.tx.query(&sql, &narrow.params(), |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    let key = |place: &(Timestamp, i64)| *place;
    let page = Page::cut(ORDER.name, from, keyset::merge(places, ORDER, from, key), key);
    if page.rows.is_empty() && from.is_some() {
        return catalogue(cx, &OfferFilter { from: None, ..filter.clone() });
    }
    let ids: Vec<i64> = page.rows.iter().map(|(_, id)| *id).collect();
    let mut rows = rows_of(cx, scope, &ids)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id.get()));
    add_lists(cx, &ids, &mut rows)?;
    Ok(Page { rows, next: page.next, previous: page.previous })
}

/// What a page shows of these offers.
fn rows_of(cx: &mut Cx<'_, '_>, scope: OfferScope, ids: &[i64]) -> Result<Vec<OfferRow>, Error> {
    let (now, mut narrow) = (cx.now, Narrow::default());
    narrow.bind(scope.affiliate());
    narrow.among("o.id", Some(ids), cx.tx.engine());
    let sql = format!(
        "SELECT o.id, o.title, o.advertiser, o.status, o.privacy, o.logo_key IS NOT NULL, o.logo_version,
                o.created_at, {STANDING}
         FROM offers o {JOINS} WHERE {}",
        narrow.sql()
    );
    Ok(cx.tx.query(&sql, &narrow.params(), |row| offer_row(row, now))?)
}

fn offer_row(row: &db::Row<'_>, now: Timestamp) -> Result<OfferRow, db::Error> {
    let (status, privacy): (OfferStatus, Privacy) = (row.get(3)?, row.get(4)?);
    let (logo, version): (bool, i64) = (row.get(5)?, row.get(6)?);
    let standing = standing_columns(row, 8)?;
    Ok(OfferRow {
        id: row.get(0)?,
        title: row.get(1)?,
        advertiser: row.get(2)?,
        status,
        privacy,
        logo: logo.then_some(version),
        created: row.get(7)?,
        standing: stands(privacy, status, standing, now),
        categories: Vec::new(),
        countries: Vec::new(),
        payouts: Vec::new(),
    })
}

/// What [`STANDING`] reads.
fn standing_columns(row: &db::Row<'_>, at: usize) -> Result<(Option<Access>, Option<Last>), db::Error> {
    let access = match (row.get(at)?, row.get(at + 1)?, row.get::<Option<String>>(at + 2)?) {
        (Some(state), Some(origin), Some(reason)) => Some(Access { state, origin, reason }),
        _ => None,
    };
    let last = match (row.get(at + 3)?, row.get(at + 4)?) {
        (Some(state), Some(ticket)) => Some(Last { state, ticket, reapply: row.get(at + 5)? }),
        _ => None,
    };
    Ok((access, last))
}

/// The filters, each from fixed fragments.
fn narrow_to(narrow: &mut Narrow, filter: &OfferFilter) {
    narrow_to_words(narrow, &filter.text);
    if !filter.category.trim().is_empty() {
        let n = narrow.bind(filter.category.trim().to_owned());
        narrow.and(&format!("o.id IN (SELECT c.offer_id FROM offer_categories c WHERE c.category = ${n})"));
    }
    if !filter.country.trim().is_empty() {
        let n = narrow.bind(filter.country.trim().to_uppercase());
        narrow.and(&taken("offer_countries", "country", n));
    }
    if !filter.source.trim().is_empty() {
        let n = narrow.bind(filter.source.trim().to_owned());
        narrow.and(&taken("offer_sources", "source", n));
    }
    narrow.equal("o.privacy", filter.privacy);
    if let Some(kind) = filter.standing {
        let condition = match kind {
            StandingKind::Access => {
                "(x.state = 'granted' OR (x.state IS NULL AND o.privacy = 'public' AND o.status = 'active'))"
                    .to_owned()
            }
            StandingKind::Removed => "x.state = 'removed'".to_owned(),
            StandingKind::NotRequested => {
                format!("{NO_ACCESS} AND (r.state IS NULL OR r.state IN ('withdrawn', 'approved'))")
            }
            StandingKind::Pending => format!("{NO_ACCESS} AND r.state = 'pending'"),
            StandingKind::NeedsInformation => format!("{NO_ACCESS} AND r.state = 'needs_information'"),
            StandingKind::Rejected => format!("{NO_ACCESS} AND r.state = 'rejected'"),
            StandingKind::Expired => format!("{NO_ACCESS} AND r.state = 'expired'"),
        };
        narrow.and(&condition);
    }
}

/// Where neither the offer nor a row gives access, or took it away.
const NO_ACCESS: &str = "x.state IS NULL AND NOT (o.privacy = 'public' AND o.status = 'active')";

/// Offers that name a thing as allowed, or that allow everything and do not name it as denied.
fn taken(table: &'static str, column: &'static str, n: usize) -> String {
    format!(
        "(o.id IN (SELECT l.offer_id FROM {table} l WHERE l.{column} = ${n} AND l.allowed)
          OR (NOT EXISTS (SELECT 1 FROM {table} l WHERE l.offer_id = o.id AND l.allowed)
              AND NOT EXISTS (SELECT 1 FROM {table} l WHERE l.offer_id = o.id AND l.{column} = ${n})))"
    )
}

/// Words of a search that are looked at.
const MOST_WORDS: usize = 8;

/// Only offers that have each of these words; a word may be the beginning of one.
pub(super) fn narrow_to_words(narrow: &mut Narrow, text: &str) {
    let words: Vec<String> = text::tokens(text).take(MOST_WORDS).collect();
    for word in words {
        let upto = format!("{word}\u{10ffff}");
        let (from, upto) = (narrow.bind(word), narrow.bind(upto));
        narrow.and(&format!(
            "o.id IN (SELECT w.offer_id FROM offer_words w WHERE w.word >= ${from} AND w.word < ${upto})"
        ));
    }
}

/// One of a row's lists.
type ListOf = fn(&mut OfferRow) -> &mut Vec<String>;

/// The categories of offers, in each one's order.
pub(crate) fn categories_of(cx: &mut Cx<'_, '_>, ids: &[i64]) -> Result<Vec<(OfferId, String)>, Error> {
    texts_of(cx, "SELECT offer_id, category FROM offer_categories WHERE {} ORDER BY place", ids)
}

/// A text of offers, each with its offer; `{}` in the statement stands for which ones.
fn texts_of(cx: &mut Cx<'_, '_>, sql: &str, ids: &[i64]) -> Result<Vec<(OfferId, String)>, Error> {
    let mut narrow = Narrow::default();
    narrow.among("offer_id", Some(ids), cx.tx.engine());
    let sql = sql.replace("{}", narrow.sql());
    Ok(cx.tx.query(&sql, &narrow.params(), |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// One query each for what a page's rows have several of.
fn add_lists(cx: &mut Cx<'_, '_>, ids: &[i64], rows: &mut [OfferRow]) -> Result<(), Error> {
    let countries = "SELECT offer_id, country FROM offer_countries WHERE allowed AND {} ORDER BY country";
    let payouts = "SELECT offer_id, line FROM offer_lines WHERE kind = 'payout' AND {} ORDER BY place";
    let lists: [(Vec<(OfferId, String)>, ListOf); 3] = [
        (categories_of(cx, ids)?, |row| &mut row.categories),
        (texts_of(cx, countries, ids)?, |row| &mut row.countries),
        (texts_of(cx, payouts, ids)?, |row| &mut row.payouts),
    ];
    for (found, list) in lists {
        for (id, text) in found {
            if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
                list(row).push(text);
            }
        }
    }
    Ok(())
}

/// An offer as an affiliate sees it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The offer. Its template is of no use to them.
    pub offer: Offer,
    /// How they stand to it.
    pub standing: Standing,
    /// Their own link, where they have access and there is one.
    pub link: Option<String>,
}

/// One offer for the acting affiliate. One that they may not see is not found.
pub fn offer(cx: &mut Cx<'_, '_>, id: OfferId) -> Result<Shown, Error> {
    let who = cx.affiliate()?;
    let (offer, standing) = visible(cx, &who, id)?;
    let open = matches!(standing, Standing::Access { .. });
    let link = (open && !offer.tracking_template.is_empty())
        .then(|| tracking::link(&offer.tracking_template, who.affiliate, id));
    Ok(Shown { offer, standing, link })
}

/// The offer and how the affiliate stands to it, if they may see it.
pub(crate) fn visible(
    cx: &mut Cx<'_, '_>,
    who: &AffiliateUser,
    id: OfferId,
) -> Result<(Offer, Standing), Error> {
    let offer = store::load(cx, id)?;
    let stored = access::stored(cx, who.affiliate, id)?;
    let last = requests::last(cx, who.affiliate, id)?;
    let standing = stands(offer.privacy, offer.status, (stored, last), cx.now);
    if shows(offer.privacy, offer.status, &standing) { Ok((offer, standing)) } else { Err(Error::NotFound) }
}

/// Whether an affiliate may see an offer, where nothing of it is needed.
pub(crate) fn is_visible(cx: &mut Cx<'_, '_>, affiliate: AffiliateId, id: OfferId) -> Result<bool, Error> {
    let now = cx.now;
    let sql = format!("SELECT o.status, o.privacy, {STANDING} FROM offers o {JOINS} WHERE o.id = $2");
    let found = cx.tx.query_opt(&sql, &[&affiliate, &id], |row| {
        let (status, privacy) = (row.get(0)?, row.get(1)?);
        Ok(shows(privacy, status, &stands(privacy, status, standing_columns(row, 2)?, now)))
    })?;
    Ok(found.unwrap_or(false))
}

/// How an affiliate stands to an offer of this privacy and status.
fn stands(
    privacy: Privacy,
    status: OfferStatus,
    (stored, last): (Option<Access>, Option<Last>),
    now: Timestamp,
) -> Standing {
    requests::standing(access::origin(privacy, status, stored.as_ref()), stored, last, now)
}

/// Whether an affiliate who stands so sees the offer.
fn shows(privacy: Privacy, status: OfferStatus, standing: &Standing) -> bool {
    let listed = status == OfferStatus::Active && privacy != Privacy::Private;
    // What they asked for stays in their view, or its ticket would lead nowhere.
    listed || !matches!(standing, Standing::NotRequested | Standing::Removed { .. })
}
