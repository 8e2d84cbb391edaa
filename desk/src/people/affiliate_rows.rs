//! Affiliates as rows of a file: what a row would do, doing it, and writing one.

use super::affiliate_edit::{self, Affiliate};
use super::affiliates::{matching, narrow_to_meant};
use super::{AffiliateData, AffiliateFilter, AffiliateId, RawAffiliate};
use crate::cx::{Actor, Cx};
use crate::error::{Conflict, Error, FieldError};
use crate::keyset::Narrow;
use crate::transfer::{Cells, Planned, Target, changed, overlay};

/// Fields that always say something: an empty cell leaves them as they are.
const KEPT: [&str; 3] = ["status", "language", "time_zone"];

fn stored(cx: &mut Cx<'_, '_>, id: i64) -> Result<Option<Affiliate>, Error> {
    match affiliate_edit::load(cx, AffiliateId::new(id)) {
        Ok(affiliate) => Ok(Some(affiliate)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A row written over what is stored, or over nothing.
fn read(before: Option<&Affiliate>, cells: &Cells) -> Result<AffiliateData, Vec<FieldError>> {
    let mut raw = before.map_or_else(RawAffiliate::default, Affiliate::raw);
    overlay(&mut raw.fields(), cells, &KEPT);
    AffiliateData::parse(&raw)
}

/// What would become of a row.
pub(crate) fn plan_row(cx: &mut Cx<'_, '_>, name: &str, cells: &Cells) -> Result<Planned, Error> {
    let mut before = None;
    let target = Target::of(
        cx,
        cells,
        |cx, id| {
            before = stored(cx, id)?;
            Ok(before.is_some())
        },
        |cx, external| Ok(affiliate_edit::by_external_id(cx, external)?.map(AffiliateId::get)),
    )?;
    match target {
        Target::Nobody(fault) => return Ok(Planned::wrong(name, vec![fault])),
        Target::Stored(id) if before.is_none() => before = stored(cx, id)?,
        Target::Stored(_) | Target::New => {}
    }
    let new = match read(before.as_ref(), cells) {
        Ok(new) => new,
        Err(errors) => return Ok(Planned::invalid(name, errors)),
    };
    match affiliate_edit::check(cx, before.as_ref(), &new) {
        Ok(_) => {}
        Err(Error::Invalid(errors)) => return Ok(Planned::invalid(name, errors)),
        Err(error) => return Err(error),
    }
    let Some(before) = before else { return Ok(Planned::create(name)) };
    let changed = changed(before.raw().fields(), new.raw().fields());
    Ok(Planned::update(&new.name, (before.id.get(), before.revision), changed, 0))
}

/// Does what a row says. What it changes has to be at the revision that it was checked against.
pub(crate) fn apply_row(cx: &mut Cx<'_, '_>, cells: &Cells, target: Option<(i64, i64)>) -> Result<(), Error> {
    let before = target.map(|(id, _)| affiliate_edit::load(cx, AffiliateId::new(id))).transpose()?;
    if before.as_ref().map(|before| before.revision) != target.map(|(_, revision)| revision) {
        return Err(Conflict::Changed.into());
    }
    let new = read(before.as_ref(), cells).map_err(Error::Invalid)?;
    match before {
        Some(before) => affiliate_edit::change(cx, &before, &new),
        None => affiliate_edit::make(cx, &new).map(drop),
    }
}

/// Affiliates that a list shows to whoever acts, by their IDs, from one on. The desk itself sees all.
pub(crate) fn rows(
    cx: &mut Cx<'_, '_>,
    filter: &AffiliateFilter,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, RawAffiliate)>, Error> {
    let mut narrow = if *cx.actor() == Actor::System {
        Narrow::to("CAST($1 AS BIGINT) > 0", 1_i64)
    } else {
        let (condition, user) = super::staff_condition(cx)?;
        Narrow::to(condition, user)
    };
    let after = narrow.bind(after);
    narrow.and(&format!("a.id > ${after}"));
    if !filter.text.trim().is_empty() {
        narrow_to_meant(&mut narrow, "a.id", &matching(&filter.text));
    }
    narrow.equal("a.status", filter.status);
    let limit = narrow.bind(limit);
    let sql = format!("SELECT a.id FROM affiliates a WHERE {} ORDER BY a.id LIMIT ${limit}", narrow.sql());
    let ids: Vec<AffiliateId> = cx.tx.query(&sql, &narrow.params(), |row| row.get(0))?;
    ids.into_iter().map(|id| Ok((id.get(), affiliate_edit::load(cx, id)?.raw()))).collect()
}
