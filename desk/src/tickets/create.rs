//! Opening a ticket, from either side.

use super::change::{Audience, changed};
use super::store::{Written, fields_to_json, write};
use super::{MessageId, MessageKind, NewTicket, Side, Status, TicketId, TicketType, WaitingOn};
use crate::attachments::Incoming;
use crate::cx::Cx;
use crate::error::Error;
use crate::outbox::{self, Notice};
use crate::people::{self, AffiliateId, UserId};
use crate::requests::RequestState;
use crate::submissions::{self, Content, TicketOutcome};
use crate::{drafts, drafts::Form};

/// An affiliate opens a ticket to their manager.
pub fn open(cx: &mut Cx<'_, '_>, new: &NewTicket) -> Result<TicketId, Error> {
    let who = cx.affiliate()?;
    let made = submissions::once(cx, new.submission, content("support", who.affiliate, new), |cx| {
        let manager = people::manager_of(cx, who.affiliate)?;
        insert(cx, who.affiliate, manager, Side::Affiliate, new)
    })?;
    drafts::sent(cx, Form::NewTicket, 0, new.submission)?;
    Ok(made.ticket)
}

/// A member of staff opens a ticket to an affiliate that they look after.
pub fn open_for(cx: &mut Cx<'_, '_>, affiliate: AffiliateId, new: &NewTicket) -> Result<TicketId, Error> {
    cx.staff()?;
    let manager = people::visible_affiliate(cx, affiliate)?;
    let made = submissions::once(cx, new.submission, content("desk", affiliate, new), |cx| {
        insert(cx, affiliate, manager, Side::Manager, new)
    })?;
    drafts::sent(cx, Form::NewTicketFor, 0, new.submission)?;
    Ok(made.ticket)
}

fn content(form: &str, affiliate: AffiliateId, new: &NewTicket) -> Content {
    let content = Content::of(form)
        .with(affiliate.to_string())
        .with(new.kind.as_str())
        .with(new.title.as_str())
        .with(new.description.as_str())
        .with(fields_to_json(&new.fields));
    new.files.iter().fold(content, |content, file| content.with(file.digest()))
}

/// A ticket's first rows.
struct Opening<'a> {
    affiliate: AffiliateId,
    manager: Option<UserId>,
    side: Side,
    kind: TicketType,
    title: &'a str,
    fields: String,
    description: &'a str,
    files: &'a [Incoming],
    request: Option<RequestState>,
}

fn insert(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    manager: Option<UserId>,
    side: Side,
    new: &NewTicket,
) -> Result<TicketOutcome, Error> {
    let opening = Opening {
        affiliate,
        manager,
        side,
        kind: new.kind,
        title: new.title.as_str(),
        fields: fields_to_json(&new.fields),
        description: new.description.as_str(),
        files: &new.files,
        request: None,
    };
    let (ticket, message) = put(cx, &opening)?;
    changed(cx, ticket, None, Audience::Both)?;
    Ok(TicketOutcome { ticket, message })
}

/// The ticket of an access request by the acting affiliate; telling open pages is the caller's. A request without a comment
/// has an empty description.
pub(crate) fn open_request(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    offer: &str,
    comment: &str,
) -> Result<(TicketId, MessageId), Error> {
    let manager = people::manager_of(cx, affiliate)?;
    let opening = Opening {
        affiliate,
        manager,
        side: Side::Affiliate,
        kind: TicketType::OfferRequest,
        title: offer,
        fields: fields_to_json(&[]),
        description: comment,
        files: &[],
        request: Some(RequestState::Pending),
    };
    put(cx, &opening)
}

fn put(cx: &mut Cx<'_, '_>, new: &Opening<'_>) -> Result<(TicketId, MessageId), Error> {
    let author = cx.user()?;
    let Opening { affiliate, manager, .. } = *new;
    let from_affiliate = new.side == Side::Affiliate;
    let waiting_on = if from_affiliate { WaitingOn::Us } else { WaitingOn::Affiliate };
    let due = from_affiliate.then(|| cx.now.plus(cx.settings().answer_within.of(new.kind)));
    // Who writes to an affiliate of nobody's takes the ticket, or the answer would land in the shared queue.
    let assignee = (!from_affiliate && manager.is_none()).then_some(author);
    let ticket: TicketId = cx.tx.query_one(
        "INSERT INTO tickets (affiliate_id, manager_id, assignee_id, type, title, fields, status, created_by, created_at,
                              updated_at, affiliate_answers, manager_answers, affiliate_newest, affiliate_seen,
                              waiting_on, waiting_since, due_at, version, request_state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 0, 0, 0, 0, $10, $9, $11, 0, $12) RETURNING id",
        &[
            &affiliate, &manager, &assignee, &new.kind, &new.title, &new.fields, &Status::Opened, &author, &cx.now,
            &waiting_on, &due, &new.request,
        ],
        |row| row.get(0),
    )?;
    let written = Written {
        ticket,
        affiliate,
        kind: MessageKind::Description,
        side: new.side,
        body: new.description,
        title: new.title,
        files: new.files,
    };
    let message = write(cx, &written)?;
    if from_affiliate {
        outbox::to_staff(cx, Notice::TicketCreated, manager, assignee, ticket, message)?;
    } else {
        super::newest_for_affiliate(cx, ticket, message)?;
        outbox::to_affiliate(cx, Notice::TicketCreated, affiliate, ticket, message)?;
    }
    Ok((ticket, message))
}
