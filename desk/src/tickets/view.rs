//! One ticket, read whole: what its page shows.

use std::collections::HashMap;

use super::change::{Audience, changed};
use super::store::{self, fields_from_json};
use super::{
    Event, ExtraField, MessageId, MessageKind, Side, Status, TicketId, TicketScope, TicketType, Via,
    WaitingOn,
};
use crate::attachments::{self, AttachmentId, Thumbnail};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::people::{AffiliateId, Portrait, UserId};
use crate::requests::RequestState;

/// A ticket with its conversation, as far as the reader may see it.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// The ticket's number.
    pub id: TicketId,
    /// Whose ticket it is.
    pub affiliate: AffiliateId,
    /// The affiliate's name.
    pub affiliate_name: String,
    /// The manager of the affiliate's portfolio.
    pub manager: Option<String>,
    /// Who took or was given the ticket.
    pub assignee: Option<String>,
    /// Whether it stands in the shared queue, for anybody to take.
    pub shared: bool,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub kind: TicketType,
    /// The optional fields that were filled in.
    pub fields: Vec<(ExtraField, String)>,
    /// Opened or closed.
    pub status: Status,
    /// The state of its access request, if it is of one.
    pub request: Option<RequestState>,
    /// When it was created.
    pub created: Timestamp,
    /// When the last comment or decision came.
    pub updated: Timestamp,
    /// Whether a manager has answered.
    pub answered: bool,
    /// Whose turn it is.
    pub waiting_on: WaitingOn,
    /// Since when.
    pub waiting_since: Timestamp,
    /// Until when it should be answered, if it waits on us.
    pub due: Option<Timestamp>,
    /// Counts every change that staff can see.
    pub version: i64,
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// What to tell [`mark_seen`] once the page went out; none when there is nothing new.
    pub seen: Option<Seen>,
}

/// One message of a conversation.
#[derive(Clone, Debug)]
pub struct Message {
    /// The message.
    pub id: MessageId,
    /// What it is.
    pub kind: MessageKind,
    /// Which side it comes from.
    pub side: Side,
    /// Who wrote it.
    pub author: Option<UserId>,
    /// Their name, empty when they are gone or it was the system.
    pub author_name: String,
    /// Their picture, if they have one.
    pub portrait: Option<Portrait>,
    /// What is written; empty for an event.
    pub body: String,
    /// What was quoted below it, where it came by mail; for those of the side that wrote it. May be empty.
    pub quoted: String,
    /// How it came.
    pub via: Via,
    /// What happened, for an event.
    pub event: Option<Event>,
    /// What the event says beside that: a reason. May be empty.
    pub detail: String,
    /// What it says to staff alone: a rule's name. Empty for an affiliate.
    pub detail_staff: String,
    /// When.
    pub created: Timestamp,
    /// Its files.
    pub files: Vec<File>,
}

/// A file of a message.
#[derive(Clone, Debug)]
pub struct File {
    /// The file.
    pub id: AttachmentId,
    /// Its name, safe to show.
    pub name: String,
    /// Its format.
    pub format: files::Format,
    /// Bytes.
    pub size: u64,
    /// Width and height in pixels, of an image.
    pub dimensions: Option<(u32, u32)>,
    /// What stands on a page for it, of an image.
    pub thumbnail: Option<Thumbnail>,
}

/// That an affiliate has seen a ticket up to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The ticket.
    pub ticket: TicketId,
    /// The newest message that they had seen before.
    pub after: MessageId,
    /// The newest message that was on the page.
    pub upto: MessageId,
}

/// Whether the acting person may see a ticket: asked before its form is read.
pub fn visible(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<(), Error> {
    let scope = TicketScope::of(cx)?;
    store::load(cx, &scope, id)?;
    Ok(())
}

/// The most messages that a page shows; a conversation that is longer shows the newest.
pub(super) const MOST_MESSAGES: i64 = 500;

/// Reads a ticket for the acting person. An affiliate sees neither notes nor the staff's own events.
pub fn conversation(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<Conversation, Error> {
    let scope = TicketScope::of(cx)?;
    let ticket = store::load(cx, &scope, id)?;
    let (mut conversation, fields, newest, seen) = cx.tx.query_one(
        "SELECT a.name, m.name, w.name, t.title, t.fields, t.created_at, t.updated_at, t.first_answer_at, t.version,
                t.affiliate_newest, t.affiliate_seen
         FROM tickets t
         JOIN affiliates a ON a.id = t.affiliate_id
         LEFT JOIN users m ON m.id = t.manager_id
         LEFT JOIN users w ON w.id = t.assignee_id
         WHERE t.id = $1",
        &[&id],
        |row| {
            let conversation = Conversation {
                id,
                affiliate: ticket.affiliate,
                affiliate_name: row.get(0)?,
                manager: row.get(1)?,
                assignee: row.get(2)?,
                shared: ticket.manager.is_none() && ticket.assignee.is_none(),
                title: row.get(3)?,
                kind: ticket.kind,
                fields: Vec::new(),
                status: ticket.status,
                request: ticket.request,
                created: row.get(5)?,
                updated: row.get(6)?,
                answered: row.get::<Option<Timestamp>>(7)?.is_some(),
                waiting_on: ticket.waiting_on,
                waiting_since: ticket.waiting_since,
                due: ticket.due,
                version: row.get(8)?,
                messages: Vec::new(),
                seen: None,
            };
            Ok((conversation, row.get::<String>(4)?, row.get::<i64>(9)?, row.get::<i64>(10)?))
        },
    )?;
    conversation.fields = fields_from_json(&fields)?;
    conversation.messages = messages(cx, &scope, id)?;
    if scope.is_affiliate() && newest > seen {
        conversation.seen =
            Some(Seen { ticket: id, after: MessageId::new(seen), upto: MessageId::new(newest) });
    }
    Ok(conversation)
}

fn messages(cx: &mut Cx<'_, '_>, scope: &TicketScope, id: TicketId) -> Result<Vec<Message>, Error> {
    // Notes do not even count among the newest that an affiliate sees.
    let for_staff = !scope.is_affiliate();
    let visible = if scope.is_affiliate() { " AND g.kind <> 'note'" } else { "" };
    let sql = format!(
        "SELECT g.id, g.kind, g.side, g.author_id, u.name, g.body, g.created_at,
                u.picture_key IS NOT NULL, u.picture_version, g.detail, g.detail_staff, g.quoted, g.via
         FROM messages g LEFT JOIN users u ON u.id = g.author_id
         WHERE g.ticket_id = $1{visible} ORDER BY g.id DESC LIMIT $2"
    );
    let mut messages = cx.tx.query(&sql, &[&id, &MOST_MESSAGES], |row| {
        let (kind, body): (MessageKind, String) = (row.get(1)?, row.get(5)?);
        let author: Option<UserId> = row.get(3)?;
        let version: Option<i64> = row.get(8)?;
        let there: bool = row.get(7)?;
        let portrait = author.zip(version).and_then(|(author, version)| Portrait::of(author, there, version));
        let event = if kind == MessageKind::Event { body.parse().ok() } else { None };
        let side: Side = row.get(2)?;
        // What a mail carried along may be a conversation with colleagues.
        let is_own_side = (side == Side::Affiliate) != for_staff;
        Ok(Message {
            id: row.get(0)?,
            kind,
            side,
            author,
            author_name: row.get::<Option<String>>(4)?.unwrap_or_default(),
            portrait,
            body: if kind == MessageKind::Event { String::new() } else { body },
            event,
            detail: row.get(9)?,
            detail_staff: if for_staff { row.get(10)? } else { String::new() },
            quoted: if is_own_side { row.get(11)? } else { String::new() },
            via: row.get(12)?,
            created: row.get(6)?,
            files: Vec::new(),
        })
    })?;
    messages.reverse();
    if scope.is_affiliate() {
        messages.retain(|message| match message.kind {
            MessageKind::Note => false,
            MessageKind::Event => message.event.is_some_and(Event::is_public),
            MessageKind::Description | MessageKind::Comment => true,
        });
    }
    let mut files: HashMap<MessageId, Vec<File>> = HashMap::new();
    for (message, file) in attachments::of_ticket(cx, scope, id)? {
        files.entry(message).or_default().push(file);
    }
    for message in &mut messages {
        message.files = files.remove(&message.id).unwrap_or_default();
    }
    Ok(messages)
}

/// Notes that the affiliate has seen the ticket. Called after the page went out; never for a prefetch.
pub fn mark_seen(cx: &mut Cx<'_, '_>, seen: Seen) -> Result<(), Error> {
    cx.affiliate()?;
    let scope = TicketScope::of(cx)?;
    let ticket = store::load(cx, &scope, seen.ticket)?;
    let sql = "UPDATE tickets SET affiliate_seen = $1 WHERE id = $2 AND affiliate_seen < $1";
    if cx.tx.execute(sql, &[&seen.upto, &seen.ticket])? == 0 {
        return Ok(());
    }
    changed(cx, seen.ticket, Some(&ticket), Audience::Affiliate)
}

/// Another ticket of the same affiliate, for the side panel.
#[derive(Clone, Debug)]
pub struct OtherTicket {
    /// The ticket.
    pub id: TicketId,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub kind: TicketType,
    /// Opened or closed.
    pub status: Status,
    /// When the last comment or decision came.
    pub updated: Timestamp,
}

/// The affiliate's latest other tickets that the acting member of staff may see.
pub fn other_tickets(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    but: TicketId,
) -> Result<Vec<OtherTicket>, Error> {
    cx.staff()?;
    let (condition, owner) = TicketScope::of(cx)?.condition();
    let sql = format!(
        "SELECT t.id, t.title, t.status, t.updated_at, t.type FROM tickets t
         WHERE {condition} AND t.affiliate_id = $2 AND t.id <> $3 ORDER BY t.updated_at DESC, t.id DESC LIMIT 6"
    );
    Ok(cx.tx.query(&sql, &[&owner, &affiliate, &but], |row| {
        Ok(OtherTicket {
            id: row.get(0)?,
            title: row.get(1)?,
            status: row.get(2)?,
            updated: row.get(3)?,
            kind: row.get(4)?,
        })
    })?)
}
