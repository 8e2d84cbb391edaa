//! What staff do with offers: find, write, change.

use serde_json::json;

use super::access;
use super::catalogue::narrow_to_words;
use super::store::{self, Offer};
use super::{NewOffer, OfferId, OfferStatus, Privacy, SentOffer};
use crate::audit;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::drafts::{self, Form};
use crate::error::{Conflict, Error};
use crate::keyset::{self, Narrow, Order};
use crate::page::{Page, Place};
use crate::people;
use crate::submissions::{self, Content};

/// What the staff's list is narrowed to, and from where it is read.
#[derive(Clone, Debug, Default)]
pub struct DeskOfferFilter {
    /// Only offers with words that begin like this.
    pub text: String,
    /// Only of this status.
    pub status: Option<OfferStatus>,
    /// Only of this privacy.
    pub privacy: Option<Privacy>,
    /// Where the page starts.
    pub from: Option<Place>,
}

/// An offer in the staff's list.
#[derive(Clone, Debug)]
pub struct DeskOfferRow {
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
    /// Requests that wait for us, of all affiliates.
    pub pending: i64,
    /// When it was last changed.
    pub updated: Timestamp,
    /// When it was made.
    pub created: Timestamp,
}

const ORDER: Order = Order { name: "created", table: "o", column: "created_at", descending: true };

/// A page of all offers, newest first.
pub fn all(cx: &mut Cx<'_, '_>, filter: &DeskOfferFilter) -> Result<Page<DeskOfferRow>, Error> {
    cx.staff()?;
    let from = keyset::fitting(filter.from.as_ref(), ORDER);
    let mut narrow = Narrow::default();
    narrow_to_words(&mut narrow, &filter.text);
    narrow.equal("o.status", filter.status);
    narrow.equal("o.privacy", filter.privacy);
    let sql = narrow.page(
        "SELECT o.id, o.title, o.advertiser, o.status, o.privacy,
                (SELECT COUNT(*) FROM access_requests r WHERE r.offer_id = o.id AND r.state = 'pending'), o.updated_at,
                o.created_at
         FROM offers o",
        ORDER,
        from,
    );
    let rows = cx.tx.query(&sql, &narrow.params(), |row| {
        Ok(DeskOfferRow {
            id: row.get(0)?,
            title: row.get(1)?,
            advertiser: row.get(2)?,
            status: row.get(3)?,
            privacy: row.get(4)?,
            pending: row.get(5)?,
            updated: row.get(6)?,
            created: row.get(7)?,
        })
    })?;
    if rows.is_empty() && from.is_some() {
        return all(cx, &DeskOfferFilter { from: None, ..filter.clone() });
    }
    Ok(Page::cut(ORDER.name, from, rows, |row| (row.created, row.id.get())))
}

/// An offer, to be edited.
pub fn edit(cx: &mut Cx<'_, '_>, id: OfferId) -> Result<Offer, Error> {
    cx.staff()?;
    store::load(cx, id)
}

/// Whether there is such an offer for the acting member of staff: asked before its form is read.
pub fn find(cx: &mut Cx<'_, '_>, id: OfferId) -> Result<(), Error> {
    cx.staff()?;
    store::exists(cx, id)
}

/// A form about offers led to its offer.
fn content(form: &str, id: OfferId, sent: &SentOffer, keep: Option<PublicAccess>) -> Content {
    Content::of(form)
        .with(id.to_string())
        .with(sent.version.to_string())
        .with(keep.map_or("", PublicAccess::as_str))
        .with(format!("{:?}", sent.offer))
}

/// Writes a new offer.
pub fn create(cx: &mut Cx<'_, '_>, sent: &SentOffer) -> Result<OfferId, Error> {
    cx.staff()?;
    let none = OfferId::new(0);
    let id = submissions::once_kept(cx, sent.submission, content("offer", none, sent, None), |cx| {
        store::tell(cx)?;
        make(cx, &sent.offer)
    })?;
    drafts::sent(cx, Form::Offer, 0, sent.submission)?;
    Ok(id)
}

/// Stores a new offer, and notes who made it.
pub(super) fn make(cx: &mut Cx<'_, '_>, new: &NewOffer) -> Result<OfferId, Error> {
    let id = store::insert(cx, new)?;
    note(cx, "offer.create", id, new)?;
    Ok(id)
}

fn note(cx: &mut Cx<'_, '_>, action: &'static str, id: OfferId, new: &NewOffer) -> Result<(), Error> {
    let data = json!({ "title": new.title, "status": new.status.as_str(), "privacy": new.privacy.as_str() });
    audit::note(cx, action, ("offer", id.get()), &data)
}

db::text_enum! {
    /// What becomes of those who may run an offer because it is public, when it is public no more.
    pub enum PublicAccess {
        /// They keep it.
        Keep = "keep",
        /// They lose it.
        End = "end",
    }
}

/// Whom a change of an offer's privacy concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concerned {
    /// How many affiliates would lose access that they have because the offer is public; [`MOST_LOSING`] stands for more.
    pub losing: i64,
    /// Some of them, by name: of those that the acting member of staff looks after.
    pub names: Vec<String>,
    /// How many requests wait for a decision.
    pub pending: i64,
}

impl Concerned {
    /// Whether the manager has to say what becomes of them.
    pub fn needs_choice(&self) -> bool {
        self.losing > 0
    }
}

/// So many who would lose access are counted: the offers of a file may be many, and the affiliates, too.
pub const MOST_LOSING: i64 = 1_000;

/// Names that are shown.
const NAMES: i64 = 10;

/// Whom it would concern if an offer had this privacy from now on.
pub fn concerned(cx: &mut Cx<'_, '_>, id: OfferId, privacy: Privacy) -> Result<Concerned, Error> {
    cx.staff()?;
    let offer = store::load(cx, id)?;
    if offer.privacy == privacy {
        return Ok(Concerned::default());
    }
    let mut concerned =
        Concerned { losing: losing(cx, &offer, privacy, MOST_LOSING)?, ..Concerned::default() };
    if concerned.losing > 0 {
        // Names are shown of those whom the manager knows; how many there are, of all.
        let (theirs, user) = people::staff_condition(cx)?;
        let through = LOSING.replace("$1", "$2");
        let sql = format!("SELECT a.name {through} AND {theirs} ORDER BY a.name_folded, a.id LIMIT $3");
        concerned.names = cx.tx.query(&sql, &[&user, &id, &NAMES], |row| row.get(0))?;
    }
    let sql = "SELECT COUNT(*) FROM access_requests WHERE offer_id = $1 AND state IN ('pending', 'needs_information')";
    concerned.pending = cx.tx.query_one(sql, &[&id], |row| row.get(0))?;
    Ok(concerned)
}

/// Those who may run the offer `$1` because it is public.
const LOSING: &str = "FROM affiliates a WHERE a.status = 'active' AND NOT EXISTS (
    SELECT 1 FROM offer_access x WHERE x.affiliate_id = a.id AND x.offer_id = $1)";

/// How many affiliates would lose access by another privacy, of whom `most` are counted.
pub(super) fn losing(cx: &mut Cx<'_, '_>, offer: &Offer, privacy: Privacy, most: i64) -> Result<i64, Error> {
    if offer.privacy != Privacy::Public || privacy == Privacy::Public || offer.status != OfferStatus::Active {
        return Ok(0);
    }
    let sql = format!("SELECT COUNT(*) FROM (SELECT a.id {LOSING} LIMIT $2) counted");
    Ok(cx.tx.query_one(&sql, &[&offer.id, &most], |row| row.get(0))?)
}

/// Saves an offer. When it is not at the version that was changed any more, somebody else changed it meanwhile, and nothing
/// is done. A change of privacy that would take access away needs to be told what becomes of it.
pub fn save(
    cx: &mut Cx<'_, '_>,
    id: OfferId,
    sent: &SentOffer,
    keep: Option<PublicAccess>,
) -> Result<(), Error> {
    cx.staff()?;
    submissions::once_kept(cx, sent.submission, content("offer-edit", id, sent, keep), |cx| {
        let before = store::load(cx, id)?;
        if before.version != sent.version {
            return Err(Conflict::Changed.into());
        }
        store::tell(cx)?;
        change(cx, &before, &sent.offer, keep)?;
        Ok(id)
    })?;
    drafts::sent(cx, Form::Offer, id.get(), sent.submission)
}

/// Stores a changed offer, and notes who changed it. What becomes of those who would lose access has to be said.
pub(super) fn change(
    cx: &mut Cx<'_, '_>,
    before: &Offer,
    new: &NewOffer,
    keep: Option<PublicAccess>,
) -> Result<(), Error> {
    match keep {
        None if losing(cx, before, new.privacy, 1)? > 0 => return Err(Conflict::ConcernsOthers.into()),
        Some(PublicAccess::Keep) if losing(cx, before, new.privacy, 1)? > 0 => {
            access::keep_public(cx, before.id)?;
        }
        Some(PublicAccess::End) => {
            let losing = losing(cx, before, new.privacy, MOST_LOSING)?;
            if losing > 0 {
                let data = json!({ "affiliates": losing, "or_more": losing == MOST_LOSING });
                audit::note(cx, "access.end_public", ("offer", before.id.get()), &data)?;
            }
        }
        None | Some(PublicAccess::Keep) => {}
    }
    store::update(cx, before, new)?;
    note(cx, "offer.change", before.id, new)
}

/// How many days a request for information about an offer may stay without an answer.
pub(crate) fn answer_days(cx: &mut Cx<'_, '_>, id: OfferId) -> Result<i64, Error> {
    Ok(cx.tx.query_one("SELECT answer_days FROM offers WHERE id = $1", &[&id], |row| row.get(0))?)
}

/// After how many days a rejected affiliate may try again; none: never.
pub(crate) fn reapply_days(cx: &mut Cx<'_, '_>, id: OfferId) -> Result<Option<i64>, Error> {
    Ok(cx.tx.query_one("SELECT reapply_days FROM offers WHERE id = $1", &[&id], |row| row.get(0))?)
}
