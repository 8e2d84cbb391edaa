//! The rows of a ticket: loading within a scope, writing messages, keeping the counters.

use serde_json::{Map, Value};

use super::search;
use super::{
    Event, ExtraField, MessageId, MessageKind, NewMessage, Side, Status, TicketId, TicketScope, TicketType,
    Via, WaitingOn,
};
use crate::attachments::{self, Incoming};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::people::{AffiliateId, UserId};
use crate::requests::RequestState;
use crate::text;

/// A ticket's row, as far as rules need it.
#[derive(Clone, Debug)]
pub(crate) struct Ticket {
    pub(crate) id: TicketId,
    pub(crate) affiliate: AffiliateId,
    pub(crate) manager: Option<UserId>,
    pub(crate) assignee: Option<UserId>,
    pub(crate) kind: TicketType,
    pub(crate) status: Status,
    /// The state of its access request, if it is of one.
    pub(crate) request: Option<RequestState>,
    pub(crate) waiting_on: WaitingOn,
    pub(crate) waiting_since: Timestamp,
    pub(crate) due: Option<Timestamp>,
}

const SELECT: &str =
    "SELECT t.id, t.affiliate_id, t.manager_id, t.assignee_id, t.type, t.status, t.waiting_on, t.waiting_since,
            t.due_at, t.request_state
     FROM tickets t";

fn ticket(row: &db::Row<'_>) -> Result<Ticket, db::Error> {
    Ok(Ticket {
        id: row.get(0)?,
        affiliate: row.get(1)?,
        manager: row.get(2)?,
        assignee: row.get(3)?,
        kind: row.get(4)?,
        status: row.get(5)?,
        waiting_on: row.get(6)?,
        waiting_since: row.get(7)?,
        due: row.get(8)?,
        request: row.get(9)?,
    })
}

/// The ticket, if the scope holds it.
pub(crate) fn load(cx: &mut Cx<'_, '_>, scope: &TicketScope, id: TicketId) -> Result<Ticket, Error> {
    let (condition, owner) = scope.condition();
    let sql = format!("{SELECT} WHERE {condition} AND t.id = $2");
    cx.tx.query_opt(&sql, &[&owner, &id], ticket)?.ok_or(Error::NotFound)
}

/// The open tickets of an affiliate, whoever asks.
pub(super) fn open_of(cx: &mut Cx<'_, '_>, affiliate: AffiliateId) -> Result<Vec<Ticket>, Error> {
    let sql = format!("{SELECT} WHERE t.affiliate_id = $1 AND t.status = 'opened' ORDER BY t.id");
    Ok(cx.tx.query(&sql, &[&affiliate], ticket)?)
}

/// A message to be stored.
pub(crate) struct Written<'a> {
    pub(crate) ticket: TicketId,
    pub(crate) affiliate: AffiliateId,
    pub(crate) kind: MessageKind,
    pub(crate) side: Side,
    pub(crate) body: &'a str,
    /// Words to be found besides the body: the title, for a description.
    pub(crate) title: &'a str,
    pub(crate) files: &'a [Incoming],
}

/// Stores a message with its files and its words for the search.
pub(crate) fn write(cx: &mut Cx<'_, '_>, message: &Written<'_>) -> Result<MessageId, Error> {
    let author = cx.actor().user();
    let id: MessageId = cx.tx.query_one(
        "INSERT INTO messages (ticket_id, kind, side, author_id, body, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        &[&message.ticket, &message.kind, &message.side, &author, &message.body, &cx.now],
        |row| row.get(0),
    )?;
    attachments::claim(cx, id, message.files)?;
    search::index(cx, id, message)?;
    Ok(id)
}

/// Stores an event line by the acting person.
pub(crate) fn write_event(cx: &mut Cx<'_, '_>, ticket: &Ticket, event: Event) -> Result<MessageId, Error> {
    let by = cx.actor().user();
    write_line(cx, ticket.id, &Line { by, ..Line::of(event) })
}

/// An event line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) event: Event,
    /// Who did it; nobody for a rule or the clock.
    pub(crate) by: Option<UserId>,
    /// What it says beside its key, to both sides.
    pub(crate) detail: &'a str,
    /// The same, to staff alone.
    pub(crate) detail_staff: &'a str,
}

impl Line<'_> {
    /// A line that nobody wrote and that says nothing beside its key.
    pub(crate) fn of(event: Event) -> Self {
        Self { event, by: None, detail: "", detail_staff: "" }
    }
}

/// Stores an event line.
pub(crate) fn write_line(cx: &mut Cx<'_, '_>, ticket: TicketId, line: &Line<'_>) -> Result<MessageId, Error> {
    let Line { event, by, detail, detail_staff } = line;
    Ok(cx.tx.query_one(
        "INSERT INTO messages (ticket_id, kind, side, author_id, body, created_at, detail, detail_staff)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        &[&ticket, &MessageKind::Event, &Side::System, by, &event.as_str(), &cx.now, detail, detail_staff],
        |row| row.get(0),
    )?)
}

/// Stores what somebody wrote on an existing ticket.
pub(crate) fn write_on(
    cx: &mut Cx<'_, '_>,
    ticket: &Ticket,
    kind: MessageKind,
    side: Side,
    new: &NewMessage,
) -> Result<MessageId, Error> {
    let body = new.body.as_str();
    let message = Written {
        ticket: ticket.id,
        affiliate: ticket.affiliate,
        kind,
        side,
        body,
        title: "",
        files: &new.files,
    };
    write(cx, &message)
}

/// The most characters of quoted text that are kept: the rest of a long exchange stands on the ticket already.
const QUOTED_MAX: usize = 10_000;

/// Notes how a message came, and what was quoted below it.
pub(crate) fn came_by(cx: &mut Cx<'_, '_>, id: MessageId, via: Via, quoted: &str) -> Result<(), Error> {
    let start: String = quoted.chars().filter(|c| *c != '\0').take(QUOTED_MAX).collect();
    let quoted = text::paragraphs(&start, 0, usize::MAX).unwrap_or_default();
    cx.tx.execute("UPDATE messages SET via = $1, quoted = $2 WHERE id = $3", &[&via, &quoted, &id])?;
    Ok(())
}

/// Type-specific fields as they are stored: a JSON object.
pub(crate) fn fields_to_json(fields: &[(ExtraField, String)]) -> String {
    let map: Map<String, Value> =
        fields.iter().map(|(field, text)| (field.as_str().to_owned(), Value::String(text.clone()))).collect();
    Value::Object(map).to_string()
}

/// Type-specific fields as they were stored, in the order of the form.
pub(crate) fn fields_from_json(json: &str) -> Result<Vec<(ExtraField, String)>, Error> {
    let map: Map<String, Value> =
        serde_json::from_str(json).map_err(|error| Error::Damaged(format!("fields of a ticket: {error}")))?;
    let text = |field: &ExtraField| map.get(field.as_str()).and_then(Value::as_str).map(str::to_owned);
    Ok(ExtraField::ALL.iter().filter_map(|field| text(field).map(|text| (*field, text))).collect())
}
