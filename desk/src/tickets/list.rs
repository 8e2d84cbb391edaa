//! The affiliate's list: `/support`.

use super::{Status, TicketId, TicketScope, TicketType, search};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::keyset::{self, Order};
use crate::page::{Page, Place};
use crate::requests::RequestState;

/// What the list is narrowed to, and from where it is read.
#[derive(Clone, Debug, Default)]
pub struct ListFilter {
    /// Only tickets of this status.
    pub status: Option<Status>,
    /// Only tickets of this type.
    pub kind: Option<TicketType>,
    /// Only tickets with these words.
    pub text: String,
    /// The order.
    pub order: ListOrder,
    /// Where the page starts; one that belongs to another order is ignored.
    pub from: Option<Place>,
}

db::text_enum! {
    /// The orders of the list.
    #[derive(Default)]
    pub enum ListOrder {
        /// Last updated first.
        #[default]
        Updated = "-updated",
        /// Least recently updated first.
        UpdatedFirst = "updated",
        /// Newest first.
        Created = "-created",
        /// Oldest first.
        CreatedFirst = "created",
    }
}

impl ListOrder {
    fn order(self) -> Order {
        let (column, descending) = match self {
            Self::Updated => ("updated_at", true),
            Self::UpdatedFirst => ("updated_at", false),
            Self::Created => ("created_at", true),
            Self::CreatedFirst => ("created_at", false),
        };
        Order { name: self.as_str(), table: "t", column, descending }
    }
}

/// A row of the list.
#[derive(Clone, Debug)]
pub struct TicketRow {
    /// The ticket's number.
    pub id: TicketId,
    /// When it was created.
    pub created: Timestamp,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub kind: TicketType,
    /// Answers by the affiliate and by managers.
    pub answers: i64,
    /// Whether a manager has answered.
    pub answered: bool,
    /// Whether there is something that the affiliate has not opened.
    pub new: bool,
    /// Opened or closed.
    pub status: Status,
    /// The state of its access request, if it is of one.
    pub request: Option<RequestState>,
    /// When the last comment or decision came.
    pub updated: Timestamp,
}

const SELECT: &str = "
    SELECT t.id, t.created_at, t.title, t.type, t.affiliate_answers + t.manager_answers, t.first_answer_at,
           t.affiliate_newest > t.affiliate_seen, t.status, t.updated_at, t.request_state
    FROM tickets t";

/// A page of the acting affiliate's tickets.
pub fn list(cx: &mut Cx<'_, '_>, filter: &ListFilter) -> Result<Page<TicketRow>, Error> {
    cx.affiliate()?;
    let scope = TicketScope::of(cx)?;
    let order = filter.order.order();
    let from = keyset::fitting(filter.from.as_ref(), order);
    let found =
        if filter.text.trim().is_empty() { None } else { Some(search::matching(cx, &scope, &filter.text)?) };
    let engine = cx.tx.engine();
    let mut rows = Vec::new();
    for arm in scope.arms() {
        let mut narrow = arm.narrow();
        narrow.equal("t.status", filter.status);
        narrow.equal("t.type", filter.kind);
        narrow.among("t.id", found.as_deref(), engine);
        let sql = narrow.page(SELECT, order, from);
        rows.extend(cx.tx.query(&sql, &narrow.params(), ticket_row)?);
    }
    let key = |row: &TicketRow| {
        (if order.column == "created_at" { row.created } else { row.updated }, row.id.get())
    };
    let page = Page::cut(order.name, from, keyset::merge(rows, order, from, key), key);
    if page.rows.is_empty() && from.is_some() {
        // What stood there has moved; a page that says "nothing" and leads nowhere would be wrong.
        return list(cx, &ListFilter { from: None, ..filter.clone() });
    }
    Ok(page)
}

fn ticket_row(row: &db::Row<'_>) -> Result<TicketRow, db::Error> {
    Ok(TicketRow {
        id: row.get(0)?,
        created: row.get(1)?,
        title: row.get(2)?,
        kind: row.get(3)?,
        answers: row.get(4)?,
        answered: row.get::<Option<Timestamp>>(5)?.is_some(),
        new: row.get(6)?,
        status: row.get(7)?,
        updated: row.get(8)?,
        request: row.get(9)?,
    })
}
