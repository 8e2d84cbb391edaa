//! What became of deliveries: for who looks after them, and for staff on a ticket.

use super::claim::{COLUMNS, Claimed, claimed};
use super::{Attempted, Channel, Notice, OutboxId, State};
use crate::audit;
use crate::clock::Timestamp;
use crate::cx::{Actor, Cx};
use crate::error::{Conflict, Error};
use crate::keyset::{Narrow, Order, fitting};
use crate::page::{Page, Place};
use crate::tickets::{self, MessageId, TicketId};

/// A delivery in a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The delivery.
    pub id: OutboxId,
    /// How it leaves.
    pub channel: Channel,
    /// What it is about.
    pub notice: Notice,
    /// The name of whom it is for.
    pub name: String,
    /// Where it goes.
    pub address: String,
    /// The ticket, if it is about one.
    pub ticket: Option<TicketId>,
    /// Where it stands.
    pub state: State,
    /// When it was caused.
    pub created: Timestamp,
    /// When it is tried next, while it waits.
    pub next: Timestamp,
    /// When it ended.
    pub finished: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: i64,
    /// What the other side said last, when it was not sent.
    pub error: String,
}

impl Row {
    /// Whether it can be sent again by hand.
    pub fn may_go_again(&self) -> bool {
        matches!(self.state, State::Dead | State::Dropped) && self.notice.keeps()
    }
}

/// One attempt.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// When it began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How it went.
    pub outcome: Attempted,
    /// What the other side said.
    pub answer: String,
}

/// Which deliveries to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those that stand there.
    pub state: Option<State>,
    /// Those that leave so.
    pub channel: Option<Channel>,
    /// From where on.
    pub from: Option<Place>,
}

const CREATED: Order = Order { name: "created", table: "o", column: "created_at", descending: true };

const SELECT: &str =
    "SELECT o.id, o.channel, o.event, COALESCE(u.name, w.name), COALESCE(w.url, o.address), u.email, o.ticket_id, o.state,
    o.created_at, o.run_at, o.finished_at, o.attempts, o.last_error
    FROM outbox o LEFT JOIN users u ON u.id = o.user_id
    LEFT JOIN webhooks w ON o.channel = 'webhook' AND o.address = CAST(w.id AS TEXT)";

fn row(row: &db::Row<'_>) -> Result<Row, db::Error> {
    let (own, person): (String, Option<String>) = (row.get(4)?, row.get(5)?);
    Ok(Row {
        id: row.get(0)?,
        channel: row.get(1)?,
        notice: row.get(2)?,
        name: row.get::<Option<String>>(3)?.unwrap_or_default(),
        address: if own.is_empty() { person.unwrap_or_default() } else { own },
        ticket: row.get(6)?,
        state: row.get(7)?,
        created: row.get(8)?,
        next: row.get(9)?,
        finished: row.get(10)?,
        attempts: row.get(11)?,
        error: row.get(12)?,
    })
}

/// Admins on the pages, and the command line.
fn may_look(cx: &Cx<'_, '_>) -> Result<(), Error> {
    if *cx.actor() == Actor::System { Ok(()) } else { cx.admin().map(drop) }
}

/// A page of deliveries, newest first.
pub fn list(cx: &mut Cx<'_, '_>, filter: &Filter) -> Result<Page<Row>, Error> {
    may_look(cx)?;
    let from = fitting(filter.from.as_ref(), CREATED);
    let mut narrow = Narrow::default();
    narrow.equal("o.state", filter.state);
    narrow.equal("o.channel", filter.channel);
    let sql = narrow.page(SELECT, CREATED, from);
    let rows = cx.tx.query(&sql, &narrow.params(), row)?;
    if rows.is_empty() && from.is_some() {
        return list(cx, &Filter { from: None, ..filter.clone() });
    }
    Ok(Page::cut(CREATED.name, from, rows, |row| (row.created, row.id.get())))
}

/// How many are dead, and how many wait; no further than to this number.
pub fn counts(cx: &mut Cx<'_, '_>, most: i64) -> Result<(i64, i64), Error> {
    may_look(cx)?;
    let mut count = |state: State| {
        let sql = "SELECT COUNT(*) FROM (SELECT id FROM outbox WHERE state = $1 LIMIT $2) AS counted";
        cx.tx.query_one(sql, &[&state, &most], |row| row.get::<i64>(0))
    };
    Ok((count(State::Dead)?, count(State::Waiting)?))
}

/// One delivery, with its attempts and with what it is made from.
pub fn delivery(cx: &mut Cx<'_, '_>, id: OutboxId) -> Result<(Row, Vec<Delivery>, Claimed), Error> {
    may_look(cx)?;
    let sql = format!("{SELECT} WHERE o.id = $1");
    let found = cx.tx.query_opt(&sql, &[&id], row)?.ok_or(Error::NotFound)?;
    let sql = format!("SELECT {COLUMNS} FROM outbox WHERE id = $1");
    let made_from = cx.tx.query_one(&sql, &[&id], claimed)?;
    Ok((found, deliveries(cx, id)?, made_from))
}

/// The attempts of a delivery, oldest first.
pub fn deliveries(cx: &mut Cx<'_, '_>, id: OutboxId) -> Result<Vec<Delivery>, Error> {
    may_look(cx)?;
    let sql = "SELECT began_at, ended_at, outcome, answer FROM deliveries WHERE outbox_id = $1 ORDER BY id";
    Ok(cx.tx.query(sql, &[&id], |row| {
        Ok(Delivery { began: row.get(0)?, ended: row.get(1)?, outcome: row.get(2)?, answer: row.get(3)? })
    })?)
}

/// The most deliveries that a ticket's page knows of.
const MOST_OF_TICKET: i64 = 500;

/// What became of what was sent to people about a ticket, by message, for staff who see the ticket. What other programs
/// are told, and answer, is for admins.
pub fn of_ticket(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<Vec<(MessageId, Row)>, Error> {
    cx.staff()?;
    tickets::visible(cx, id)?;
    let sql = format!("{SELECT} WHERE o.ticket_id = $1 AND o.channel <> $3 ORDER BY o.id DESC LIMIT $2")
        .replacen(" FROM outbox", ", o.message_id FROM outbox", 1);
    let mut rows = cx.tx.query(&sql, &[&id, &MOST_OF_TICKET, &Channel::Webhook], |found| {
        Ok((found.get::<Option<MessageId>>(13)?, row(found)?))
    })?;
    rows.reverse();
    Ok(rows.into_iter().filter_map(|(message, row)| Some((message?, row))).collect())
}

/// Sends again what was given up or dropped, with the same stable id.
pub fn redrive(cx: &mut Cx<'_, '_>, id: OutboxId) -> Result<(), Error> {
    may_look(cx)?;
    let sql = format!("{SELECT} WHERE o.id = $1");
    let found = cx.tx.query_opt(&sql, &[&id], row)?.ok_or(Error::NotFound)?;
    // A second click, or somebody else's.
    if found.state == State::Waiting {
        return Ok(());
    }
    if !found.may_go_again() {
        return Err(Conflict::OtherState.into());
    }
    set_waiting(cx, "id = $3", id.get())?;
    audit::note(cx, "outbox.redrive", ("outbox", id.get()), &serde_json::Value::Null)
}

/// Sends again everything that was given up and can be told late. Gives how much that is.
pub fn redrive_all(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    may_look(cx)?;
    let count = set_waiting(cx, "state = 'dead' AND id > $3", 0)?;
    if count > 0 {
        audit::note(cx, "outbox.redrive_all", ("outbox", 0), &serde_json::json!({ "deliveries": count }))?;
    }
    Ok(count)
}

fn set_waiting(cx: &mut Cx<'_, '_>, which: &str, param: i64) -> Result<u64, Error> {
    // Whoever sends it again wants it, however old it is.
    let until = cx.now.plus(cx.settings().notice_lifetime);
    let fleeting: Vec<String> =
        Notice::ALL.iter().filter(|notice| !notice.keeps()).map(|notice| format!("'{notice}'")).collect();
    let fleeting = fleeting.join(", ");
    let sql = format!(
        "UPDATE outbox SET state = 'waiting', run_at = $1, attempts = 0, finished_at = NULL, lease_until = 0,
                lease_owner = '', expires_at = CASE WHEN expires_at > $2 THEN expires_at ELSE $2 END
         WHERE {which} AND event NOT IN ({fleeting})"
    );
    Ok(cx.tx.execute(&sql, &[&cx.now, &until, &param])?)
}
