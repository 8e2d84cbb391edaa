//! The manager's queue: `/desk`.

use super::scope::Arm;
use super::{Status, TicketId, TicketScope, TicketType, WaitingOn, search};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::keyset::{self, Order};
use crate::page::{Page, Place};
use crate::people::{self, AffiliateId};
use crate::requests::RequestState;

/// What the queue is narrowed to, and from where it is read.
#[derive(Clone, Debug, Default)]
pub struct QueueFilter {
    /// One's own tickets, or those that nobody has yet.
    pub shared: Shared,
    /// Only tickets of this status.
    pub status: Option<Status>,
    /// Only tickets of this type.
    pub kind: Option<TicketType>,
    /// Only tickets that wait on them.
    pub waiting_on: Option<WaitingOn>,
    /// Only tickets of affiliates of this ID or name.
    pub affiliate: String,
    /// Only tickets with these words.
    pub text: String,
    /// The order.
    pub order: QueueOrder,
    /// Where the page starts; one that belongs to another order is ignored.
    pub from: Option<Place>,
}

/// Which of the two queues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shared {
    /// The portfolio, what is assigned to me, the types routed to me; all for a lead.
    #[default]
    No,
    /// Tickets of affiliates without a manager that nobody took.
    Yes,
}

db::text_enum! {
    /// The orders of the queue.
    #[derive(Default)]
    pub enum QueueOrder {
        /// Most overdue first; holds only tickets that wait on us.
        #[default]
        Due = "due",
        /// Last updated first.
        Updated = "-updated",
        /// Least recently updated first.
        UpdatedFirst = "updated",
        /// Newest first.
        Created = "-created",
        /// Oldest first.
        CreatedFirst = "created",
    }
}

impl QueueOrder {
    fn order(self) -> Order {
        let (column, descending) = match self {
            Self::Due => ("due_at", false),
            Self::Updated => ("updated_at", true),
            Self::UpdatedFirst => ("updated_at", false),
            Self::Created => ("created_at", true),
            Self::CreatedFirst => ("created_at", false),
        };
        Order { name: self.as_str(), table: "t", column, descending }
    }
}

/// A row of the queue.
#[derive(Clone, Debug)]
pub struct QueueRow {
    /// The ticket's number.
    pub id: TicketId,
    /// Whose ticket it is.
    pub affiliate: AffiliateId,
    /// The affiliate's name.
    pub affiliate_name: String,
    /// The affiliate's tags, sorted.
    pub tags: Vec<String>,
    /// Who looks after it: the assignee, or the portfolio's manager.
    pub manager: Option<String>,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub kind: TicketType,
    /// Opened or closed.
    pub status: Status,
    /// The state of its access request, if it is of one.
    pub request: Option<RequestState>,
    /// Whose turn it is.
    pub waiting_on: WaitingOn,
    /// Since when.
    pub waiting_since: Timestamp,
    /// Answers by managers.
    pub ours: i64,
    /// Answers by the affiliate.
    pub theirs: i64,
    /// When it was created.
    pub created: Timestamp,
    /// When the last comment or decision came.
    pub updated: Timestamp,
    /// Until when it should be answered, if it waits on us.
    pub due: Option<Timestamp>,
}

const SELECT: &str = "
    SELECT t.id, t.affiliate_id, a.name, COALESCE(w.name, m.name), t.title, t.type, t.status, t.waiting_on,
           t.waiting_since, t.manager_answers, t.affiliate_answers, t.created_at, t.updated_at, t.due_at,
           t.request_state
    FROM tickets t
    JOIN affiliates a ON a.id = t.affiliate_id
    LEFT JOIN users m ON m.id = t.manager_id
    LEFT JOIN users w ON w.id = t.assignee_id";

/// A page of the acting member of staff's queue.
pub fn queue(cx: &mut Cx<'_, '_>, filter: &QueueFilter) -> Result<Page<QueueRow>, Error> {
    cx.staff()?;
    let scope = TicketScope::of(cx)?;
    let order = filter.order.order();
    let from = keyset::fitting(filter.from.as_ref(), order);
    let text = filter.text.trim();
    let found = if text.is_empty() { None } else { Some(search::matching(cx, &scope, text)?) };
    let named = filter.affiliate.trim();
    let affiliate = (!named.is_empty()).then(|| people::matching(named));
    let engine = cx.tx.engine();
    let arms = if filter.shared == Shared::Yes { vec![Arm::Shared] } else { scope.arms() };
    let mut rows = Vec::new();
    for arm in arms {
        let mut narrow = arm.narrow();
        if filter.order == QueueOrder::Due {
            narrow.set("t.due_at");
        }
        narrow.equal("t.status", filter.status);
        narrow.equal("t.type", filter.kind);
        narrow.equal("t.waiting_on", filter.waiting_on);
        narrow.among("t.id", found.as_deref(), engine);
        if let Some(meant) = &affiliate {
            people::narrow_to_meant(&mut narrow, "t.affiliate_id", meant);
        }
        let sql = narrow.page(SELECT, order, from);
        rows.extend(cx.tx.query(&sql, &narrow.params(), queue_row)?);
    }
    let key = |row: &QueueRow| {
        let at = match order.column {
            "due_at" => row.due.unwrap_or(row.updated),
            "created_at" => row.created,
            _ => row.updated,
        };
        (at, row.id.get())
    };
    let mut page = Page::cut(order.name, from, keyset::merge(rows, order, from, key), key);
    if page.rows.is_empty() && from.is_some() {
        // What stood there was answered or taken; "nothing waits on us" would be wrong.
        return queue(cx, &QueueFilter { from: None, ..filter.clone() });
    }
    add_tags(cx, &mut page.rows)?;
    Ok(page)
}

fn queue_row(row: &db::Row<'_>) -> Result<QueueRow, db::Error> {
    Ok(QueueRow {
        id: row.get(0)?,
        affiliate: row.get(1)?,
        affiliate_name: row.get(2)?,
        tags: Vec::new(),
        manager: row.get(3)?,
        title: row.get(4)?,
        kind: row.get(5)?,
        status: row.get(6)?,
        waiting_on: row.get(7)?,
        waiting_since: row.get(8)?,
        ours: row.get(9)?,
        theirs: row.get(10)?,
        created: row.get(11)?,
        updated: row.get(12)?,
        due: row.get(13)?,
        request: row.get(14)?,
    })
}

/// One query for the tags of all rows.
fn add_tags(cx: &mut Cx<'_, '_>, rows: &mut [QueueRow]) -> Result<(), Error> {
    let ids: Vec<i64> = rows.iter().map(|row| row.affiliate.get()).collect();
    for (affiliate, tag) in people::tags_of(cx, &ids)? {
        for row in rows.iter_mut().filter(|row| row.affiliate == affiliate) {
            row.tags.push(tag.clone());
        }
    }
    Ok(())
}
