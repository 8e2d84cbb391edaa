//! Notices that have to leave: rows written in the transaction that causes them, each with the time past which nobody
//! wants it any more. Who actually sends them is the courier's business.

use crate::cx::Cx;
use crate::error::Error;
use crate::people::{AffiliateId, UserId};
use crate::tickets::{MessageId, TicketId};

db::text_enum! {
    /// What a notice is about.
    pub enum Notice {
        /// A ticket was opened by the other side.
        TicketCreated = "ticket_created",
        /// The affiliate commented.
        AffiliateCommented = "affiliate_commented",
        /// A manager answered.
        ManagerAnswered = "manager_answered",
        /// A manager answered and closed the ticket.
        ManagerAnsweredAndClosed = "manager_answered_and_closed",
        /// A manager closed the ticket.
        TicketClosed = "ticket_closed",
        /// An access request was approved.
        RequestApproved = "request_approved",
        /// An access request was rejected.
        RequestRejected = "request_rejected",
        /// A manager wants to know more about a request.
        InformationWanted = "information_wanted",
        /// The affiliate answered what the manager wanted to know.
        InformationGiven = "information_given",
        /// A request will expire if the affiliate stays silent.
        RequestExpiring = "request_expiring",
        /// A request expired.
        RequestExpired = "request_expired",
        /// The affiliate took a request back.
        RequestWithdrawn = "request_withdrawn",
        /// Nobody decided a request for too long.
        RequestEscalated = "request_escalated",
    }
}

/// A notice to whoever looks after the ticket: the assignee, else the portfolio's manager. In the shared queue it is
/// nobody in particular, and then the queue itself is the notice.
pub(crate) fn to_staff(
    cx: &mut Cx<'_, '_>,
    notice: Notice,
    manager: Option<UserId>,
    assignee: Option<UserId>,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), Error> {
    let Some(user) = assignee.or(manager) else { return Ok(()) };
    let expires = cx.now.plus(cx.settings().notice_lifetime);
    cx.tx.execute(
        "INSERT INTO outbox (event, user_id, ticket_id, message_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[&notice, &user, &ticket, &message, &cx.now, &expires],
    )?;
    Ok(())
}

/// A notice to every active user of the affiliate.
pub(crate) fn to_affiliate(
    cx: &mut Cx<'_, '_>,
    notice: Notice,
    affiliate: AffiliateId,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), Error> {
    let expires = cx.now.plus(cx.settings().notice_lifetime);
    cx.tx.execute(
        "INSERT INTO outbox (event, user_id, ticket_id, message_id, created_at, expires_at)
         SELECT CAST($1 AS TEXT), u.id, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT)
         FROM users u WHERE u.affiliate_id = $6 AND u.active = TRUE",
        &[&notice, &ticket, &message, &cx.now, &expires, &affiliate],
    )?;
    Ok(())
}

/// A notice to every lead and admin.
pub(crate) fn to_leads(
    cx: &mut Cx<'_, '_>,
    notice: Notice,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), Error> {
    let expires = cx.now.plus(cx.settings().notice_lifetime);
    cx.tx.execute(
        "INSERT INTO outbox (event, user_id, ticket_id, message_id, created_at, expires_at)
         SELECT CAST($1 AS TEXT), u.id, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT)
         FROM users u WHERE u.role IN ('lead', 'admin') AND u.active = TRUE",
        &[&notice, &ticket, &message, &cx.now, &expires],
    )?;
    Ok(())
}

/// A closing was undone: what is still here of its notice was not sent. Of a reply that closed, the reply is left to be
/// told.
pub(crate) fn closing_undone(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    closing: MessageId,
    reply: Option<MessageId>,
) -> Result<(), Error> {
    cx.tx.execute(
        "DELETE FROM outbox WHERE ticket_id = $1 AND message_id = $2 AND event = $3",
        &[&ticket, &closing, &Notice::TicketClosed],
    )?;
    if let Some(reply) = reply {
        cx.tx.execute(
            "UPDATE outbox SET event = $1 WHERE ticket_id = $2 AND message_id = $3 AND event = $4",
            &[&Notice::ManagerAnswered, &ticket, &reply, &Notice::ManagerAnsweredAndClosed],
        )?;
    }
    Ok(())
}

/// Forgets notices past their time.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    Ok(cx.tx.execute("DELETE FROM outbox WHERE expires_at < $1", &[&cx.now])?)
}
