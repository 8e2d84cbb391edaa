//! The bell: what a person has been told in the panel, and what of it they have seen.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::keyset::{Order, fitting};
use crate::live::{self, Hint};
use crate::outbox::Notice;
use crate::page::{Page, Place};
use crate::people::{UserId, only_system};
use crate::tickets::{MessageId, TicketId, TicketScope, TicketType};

/// Notices are counted up to here; a bell does not say more.
pub const MOST_COUNTED: i64 = 100;

/// How long a bell remembers.
const REMEMBERED: Duration = Duration::from_hours(24 * 90);

/// A notice in the list.
#[derive(Clone, Debug)]
pub struct NoticeRow {
    /// What happened.
    pub notice: Notice,
    /// The ticket that it happened to.
    pub ticket: TicketId,
    /// The ticket's title.
    pub title: String,
    /// What the ticket is about.
    pub kind: TicketType,
    /// The message that it is about.
    pub message: MessageId,
    /// Who did it; empty when they are gone or it was the system.
    pub author: String,
    /// When.
    pub created: Timestamp,
    /// Whether the person has not seen it yet.
    pub new: bool,
    id: i64,
}

const CREATED: Order = Order { name: "created", table: "n", column: "created_at", descending: true };

/// How many notices the acting person has not seen, at most [`MOST_COUNTED`].
pub fn unseen(cx: &mut Cx<'_, '_>) -> Result<i64, Error> {
    let user = cx.user()?;
    let sql = "SELECT COUNT(*) FROM (
                   SELECT n.id FROM notices n WHERE n.user_id = $1 AND n.seen_at IS NULL LIMIT $2) AS counted";
    Ok(cx.tx.query_one(sql, &[&user, &MOST_COUNTED], |row| row.get(0))?)
}

/// How many of them are about one ticket, which the acting person looks at: these they see now.
pub fn unseen_on(cx: &mut Cx<'_, '_>, ticket: TicketId) -> Result<i64, Error> {
    let user = cx.user()?;
    let sql = "SELECT COUNT(*) FROM (SELECT n.id FROM notices n
                   WHERE n.user_id = $1 AND n.ticket_id = $2 AND n.seen_at IS NULL LIMIT $3) AS counted";
    Ok(cx.tx.query_one(sql, &[&user, &ticket, &MOST_COUNTED], |row| row.get(0))?)
}

/// A page of the acting person's notices, newest first. One about a ticket that they may no longer see is left out.
pub fn list(cx: &mut Cx<'_, '_>, from: Option<&Place>) -> Result<Page<NoticeRow>, Error> {
    page(cx, from, false)
}

/// The newest that the acting person has not seen.
pub(super) fn newest_unseen(cx: &mut Cx<'_, '_>) -> Result<Page<NoticeRow>, Error> {
    page(cx, None, true)
}

fn page(cx: &mut Cx<'_, '_>, from: Option<&Place>, unseen: bool) -> Result<Page<NoticeRow>, Error> {
    let user = cx.user()?;
    let from = fitting(from, CREATED);
    let mut narrow = TicketScope::of(cx)?.narrow();
    narrow.equal("n.user_id", Some(user));
    if unseen {
        narrow.and("n.seen_at IS NULL");
    }
    let sql = narrow.page(
        "SELECT n.id, n.event, n.ticket_id, t.title, t.type, n.message_id, a.name, n.created_at, n.seen_at
         FROM notices n JOIN tickets t ON t.id = n.ticket_id
         LEFT JOIN messages g ON g.id = n.message_id LEFT JOIN users a ON a.id = g.author_id",
        CREATED,
        from,
    );
    let rows = cx.tx.query(&sql, &narrow.params(), |row| {
        Ok(NoticeRow {
            id: row.get(0)?,
            notice: row.get(1)?,
            ticket: row.get(2)?,
            title: row.get(3)?,
            kind: row.get(4)?,
            message: row.get(5)?,
            author: row.get::<Option<String>>(6)?.unwrap_or_default(),
            created: row.get(7)?,
            new: row.get::<Option<Timestamp>>(8)?.is_none(),
        })
    })?;
    if rows.is_empty() && from.is_some() {
        return page(cx, None, unseen);
    }
    Ok(Page::cut(CREATED.name, from, rows, |row| (row.created, row.id)))
}

/// Notes that the acting person has seen what there is about a ticket up to a message. Called after the page went out;
/// never for a prefetch.
pub fn saw_ticket(cx: &mut Cx<'_, '_>, ticket: TicketId, upto: MessageId) -> Result<(), Error> {
    let user = cx.user()?;
    let seen = cx.tx.execute(
        "UPDATE notices SET seen_at = $1
         WHERE user_id = $2 AND ticket_id = $3 AND message_id <= $4 AND seen_at IS NULL",
        &[&cx.now, &user, &ticket, &upto],
    )?;
    tell(cx, user, seen)
}

/// Marks everything as seen.
pub fn mark_all_seen(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    let user = cx.user()?;
    let sql = "UPDATE notices SET seen_at = $1 WHERE user_id = $2 AND seen_at IS NULL";
    let seen = cx.tx.execute(sql, &[&cx.now, &user])?;
    tell(cx, user, seen)
}

/// Marks as seen what the acting person may no longer see, so that no bell rings for nothing.
pub fn forget_hidden(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    let user = cx.user()?;
    let (condition, owner) = TicketScope::of(cx)?.condition();
    let sql = format!(
        "UPDATE notices SET seen_at = $2 WHERE user_id = $3 AND seen_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.id = notices.ticket_id AND {condition})"
    );
    let seen = cx.tx.execute(&sql, &[&owner, &cx.now, &user])?;
    tell(cx, user, seen)
}

/// What happened before a moment rings no bell any more: for an import or the demo, which write history.
pub fn settle_history(cx: &mut Cx<'_, '_>, before: Timestamp) -> Result<(), Error> {
    only_system(cx)?;
    let sql = "UPDATE notices SET seen_at = created_at WHERE seen_at IS NULL AND created_at < $1";
    cx.tx.execute(sql, &[&before])?;
    Ok(())
}

/// The person's other pages count fewer now.
fn tell(cx: &mut Cx<'_, '_>, user: UserId, seen: u64) -> Result<(), Error> {
    if seen == 0 { Ok(()) } else { live::tell(cx, &Hint::Notices(vec![user])) }
}

/// Forgets what is long ago.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let before = cx.now.minus(REMEMBERED);
    Ok(cx.tx.execute("DELETE FROM notices WHERE created_at < $1", &[&before])?)
}
