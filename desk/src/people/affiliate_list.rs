//! `/desk/affiliates`: the affiliates that a member of staff looks after.

use super::affiliates::{matching, narrow_to_meant, staff_condition};
use super::{AffiliateId, AffiliateStatus};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::keyset::{self, Narrow, Order};
use crate::page::{Page, Place};

/// What the list is narrowed to, and from where it is read.
#[derive(Clone, Debug, Default)]
pub struct AffiliateFilter {
    /// Only of this ID, or with this in the name.
    pub text: String,
    /// Only of this status.
    pub status: Option<AffiliateStatus>,
    /// Where the page starts.
    pub from: Option<Place>,
}

/// An affiliate in the list.
#[derive(Clone, Debug)]
pub struct AffiliateRow {
    /// The affiliate.
    pub id: AffiliateId,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub status: AffiliateStatus,
    /// Code of ISO 3166; may be empty.
    pub country: String,
    /// The manager's name, if it has one.
    pub manager: Option<String>,
    /// Tags, sorted.
    pub tags: Vec<String>,
    /// Since when.
    pub created: Timestamp,
}

const ORDER: Order = Order { name: "created", table: "a", column: "created_at", descending: true };

/// A page of the affiliates that the acting member of staff may write to, newest first.
pub fn affiliates(cx: &mut Cx<'_, '_>, filter: &AffiliateFilter) -> Result<Page<AffiliateRow>, Error> {
    let (condition, user) = staff_condition(cx)?;
    let from = keyset::fitting(filter.from.as_ref(), ORDER);
    let mut narrow = Narrow::to(condition, user);
    if !filter.text.trim().is_empty() {
        narrow_to_meant(&mut narrow, "a.id", &matching(&filter.text));
    }
    narrow.equal("a.status", filter.status);
    let sql = narrow.page(
        "SELECT a.id, a.name, a.status, a.country, m.name, a.created_at
         FROM affiliates a LEFT JOIN users m ON m.id = a.manager_id",
        ORDER,
        from,
    );
    let rows = cx.tx.query(&sql, &narrow.params(), |row| {
        Ok(AffiliateRow {
            id: row.get(0)?,
            name: row.get(1)?,
            status: row.get(2)?,
            country: row.get(3)?,
            manager: row.get(4)?,
            tags: Vec::new(),
            created: row.get(5)?,
        })
    })?;
    let mut page = Page::cut(ORDER.name, from, rows, |row| (row.created, row.id.get()));
    if page.rows.is_empty() && from.is_some() {
        return affiliates(cx, &AffiliateFilter { from: None, ..filter.clone() });
    }
    let ids: Vec<i64> = page.rows.iter().map(|row| row.id.get()).collect();
    for (id, tag) in tags_of(cx, &ids)? {
        if let Some(row) = page.rows.iter_mut().find(|row| row.id == id) {
            row.tags.push(tag);
        }
    }
    Ok(page)
}

/// The tags of several affiliates, sorted.
pub(crate) fn tags_of(cx: &mut Cx<'_, '_>, ids: &[i64]) -> Result<Vec<(AffiliateId, String)>, Error> {
    let mut narrow = Narrow::default();
    narrow.among("affiliate_id", Some(ids), cx.tx.engine());
    let sql = format!("SELECT affiliate_id, tag FROM affiliate_tags WHERE {} ORDER BY tag", narrow.sql());
    Ok(cx.tx.query(&sql, &narrow.params(), |row| Ok((row.get(0)?, row.get(1)?)))?)
}
