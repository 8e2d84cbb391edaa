//! Offers as rows of a file: what a row would do, doing it, and writing one.

use super::catalogue::narrow_to_words;
use super::manage::{self, DeskOfferFilter, PublicAccess};
use super::store::{self, Offer};
use super::{NewOffer, OfferId, RawOffer};
use crate::cx::Cx;
use crate::error::{Conflict, Error, FieldError};
use crate::keyset::Narrow;
use crate::transfer::{Cells, Planned, Target, changed, overlay};

/// Fields that always say something: an empty cell leaves them as they are.
const KEPT: [&str; 3] = ["status", "privacy", "answer_days"];

fn target(cx: &mut Cx<'_, '_>, cells: &Cells) -> Result<Target, Error> {
    let by_id = |cx: &mut Cx<'_, '_>, id| match store::exists(cx, OfferId::new(id)) {
        Ok(()) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    };
    Target::of(cx, cells, by_id, |cx, external| Ok(store::by_external_id(cx, external)?.map(OfferId::get)))
}

/// A row written over what is stored, or over nothing.
fn read(before: Option<&Offer>, cells: &Cells) -> Result<NewOffer, Vec<FieldError>> {
    let mut raw = before.map_or_else(RawOffer::default, Offer::raw);
    overlay(&mut raw.fields(), cells, &KEPT);
    NewOffer::parse(&raw)
}

/// What would become of a row.
pub(crate) fn plan_row(cx: &mut Cx<'_, '_>, name: &str, cells: &Cells) -> Result<Planned, Error> {
    let before = match target(cx, cells)? {
        Target::Nobody(fault) => return Ok(Planned::wrong(name, vec![fault])),
        Target::Stored(id) => Some(store::load(cx, OfferId::new(id))?),
        Target::New => None,
    };
    let new = match read(before.as_ref(), cells) {
        Ok(new) => new,
        Err(errors) => return Ok(Planned::invalid(name, errors)),
    };
    match store::check(cx, before.as_ref().map(|before| before.id), &new) {
        Ok(()) => {}
        Err(Error::Invalid(errors)) => return Ok(Planned::invalid(name, errors)),
        Err(error) => return Err(error),
    }
    let Some(before) = before else { return Ok(Planned::create(name)) };
    let changed = changed(before.raw().fields(), new.raw().fields());
    let concerned = manage::losing(cx, &before, new.privacy, manage::MOST_LOSING)?;
    Ok(Planned::update(&new.title, (before.id.get(), before.version), changed, concerned))
}

/// Does what a row says. What it changes has to be at the version that it was checked against.
pub(crate) fn apply_row(
    cx: &mut Cx<'_, '_>,
    cells: &Cells,
    target: Option<(i64, i64)>,
    keep: Option<PublicAccess>,
) -> Result<(), Error> {
    let before = target.map(|(id, _)| store::load(cx, OfferId::new(id))).transpose()?;
    if before.as_ref().map(|before| before.version) != target.map(|(_, version)| version) {
        return Err(Conflict::Changed.into());
    }
    let new = read(before.as_ref(), cells).map_err(Error::Invalid)?;
    match before {
        Some(before) => manage::change(cx, &before, &new, keep),
        None => manage::make(cx, &new).map(drop),
    }
}

/// Says that the catalogue looks different, once for all rows.
pub(crate) fn tell_of_rows(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    store::tell(cx)
}

/// Offers that a list shows, by their IDs, from one on; whoever asks.
pub(crate) fn rows(
    cx: &mut Cx<'_, '_>,
    filter: &DeskOfferFilter,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, RawOffer)>, Error> {
    let mut narrow = Narrow::to("o.id > $1", after);
    narrow_to_words(&mut narrow, &filter.text);
    narrow.equal("o.status", filter.status);
    narrow.equal("o.privacy", filter.privacy);
    let limit = narrow.bind(limit);
    let sql = format!("SELECT o.id FROM offers o WHERE {} ORDER BY o.id LIMIT ${limit}", narrow.sql());
    let ids: Vec<OfferId> = cx.tx.query(&sql, &narrow.params(), |row| row.get(0))?;
    ids.into_iter().map(|id| Ok((id.get(), store::load(cx, id)?.raw()))).collect()
}
