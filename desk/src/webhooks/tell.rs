//! Writing deliveries, in the transaction that causes them.

use serde_json::json;

use super::{Events, WebhookId};
use crate::cx::Cx;
use crate::error::Error;
use crate::outbox::{self, Channel, Entry, Notice};
use crate::people::AffiliateId;
use crate::tickets::{MessageId, Status, TicketId, TicketType};

/// Tells every webhook that is switched on and wants it, once, however many people hear of the same thing.
pub(crate) fn tell(
    cx: &mut Cx<'_, '_>,
    notice: Notice,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), Error> {
    let sql = "SELECT id, events FROM webhooks WHERE active = TRUE ORDER BY id";
    let all = cx.tx.query(sql, &[], |row| Ok((row.get::<WebhookId>(0)?, row.get::<String>(1)?)))?;
    let webhooks: Vec<_> =
        all.into_iter().filter(|(_, events)| Events::stored(events).hold(notice)).map(|(id, _)| id).collect();
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
    let from = if notice == Notice::TicketClosed { cx.now.plus(cx.settings().undo_within) } else { cx.now };
    for webhook in webhooks {
        let (address, ordering_key) = (webhook.to_string(), format!("{webhook}.{ticket}"));
        let entry = Entry {
            message: Some((ticket, message)),
            address: &address,
            ordering_key: &ordering_key,
            payload: &payload,
            stable_id: Some(format!("msg_{webhook}_{message}_{notice}")),
            from,
            ..Entry::of(cx, Channel::Webhook, notice)
        };
        outbox::add(cx, &entry)?;
    }
    Ok(())
}
