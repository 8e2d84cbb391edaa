//! Writing deliveries, in the transaction that causes them.

use serde_json::json;

use super::WebhookId;
use crate::cx::Cx;
use crate::error::Error;
use crate::outbox::{Channel, Notice};
use crate::people::AffiliateId;
use crate::tickets::{MessageId, Status, TicketId, TicketType};

/// Tells every webhook that is switched on, once, however many people hear of the same thing.
pub(crate) fn tell(
    cx: &mut Cx<'_, '_>,
    notice: Notice,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), Error> {
    let sql = "SELECT id FROM webhooks WHERE active = TRUE ORDER BY id";
    let webhooks = cx.tx.query(sql, &[], |row| row.get::<WebhookId>(0))?;
    if webhooks.is_empty() {
        return Ok(());
    }
    let (affiliate, kind, status) = cx.tx.query_one(
        "SELECT affiliate_id, type, status FROM tickets WHERE id = $1",
        &[&ticket],
        |row| Ok((row.get::<AffiliateId>(0)?, row.get::<TicketType>(1)?, row.get::<Status>(2)?)),
    )?;
    let payload = json!({
        "timestamp": cx.now.to_jiff().to_string(),
        "data": {
            "ticket": ticket.get(),
            "ticket_type": kind.as_str(),
            "ticket_status": status.as_str(),
            "affiliate": affiliate.get(),
            "message": message.get(),
        },
    });
    let payload = payload.to_string();
    // A closing may be undone for a while, and what was sent cannot.
    let run_at = if notice == Notice::TicketClosed { cx.now.plus(cx.settings().undo_within) } else { cx.now };
    let expires = cx.now.plus(cx.settings().notice_lifetime);
    for webhook in webhooks {
        let stable = format!("msg_{webhook}_{message}_{notice}");
        cx.tx.execute(
            "INSERT INTO outbox (channel, event, ticket_id, message_id, address, ordering_key, payload, stable_id, state,
                                 created_at, expires_at, run_at, attempts, lease_until, lease_owner, last_error)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10, $11, 0, 0, '', '')
             ON CONFLICT (stable_id) DO NOTHING",
            &[
                &Channel::Webhook,
                &notice,
                &ticket,
                &message,
                &webhook.to_string(),
                &format!("{webhook}.{ticket}"),
                &payload,
                &stable,
                &cx.now,
                &expires,
                &run_at,
            ],
        )?;
    }
    Ok(())
}
