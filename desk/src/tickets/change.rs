//! That a ticket changed: its versions go up, and open pages hear of it.

use serde::{Deserialize, Serialize};

use super::store::Ticket;
use super::{TicketId, TicketType};
use crate::cx::Cx;
use crate::error::Error;
use crate::live::{self, Hint};
use crate::people::{AffiliateId, UserId};
use crate::stamps;

/// Who can see a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Audience {
    /// Both sides.
    Both,
    /// Staff alone: a note, who works on it.
    Staff,
    /// The affiliate alone: what they have read.
    Affiliate,
}

/// A change, as it is told to those who may care. It says where to look and nothing of what is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TicketHint {
    pub(crate) id: TicketId,
    pub(crate) audience: Audience,
    pub(crate) affiliate: AffiliateId,
    pub(crate) kind: TicketType,
    /// Whose portfolio or desk it is on, or was on until now.
    pub(crate) staff: Vec<UserId>,
    /// Whether it is in the shared queue, or was until now.
    pub(crate) shared: bool,
}

/// Notes a change of a ticket in the transaction that makes it. `before` is the ticket as it was.
pub(crate) fn changed(
    cx: &mut Cx<'_, '_>,
    id: TicketId,
    before: Option<&Ticket>,
    audience: Audience,
) -> Result<(), Error> {
    let (mut hint, now) = cx.tx.query_one(
        "UPDATE tickets SET version = version + 1 WHERE id = $1 RETURNING affiliate_id, type, manager_id, assignee_id",
        &[&id],
        |row| {
            let hint = TicketHint {
                id,
                audience,
                affiliate: row.get(0)?,
                kind: row.get(1)?,
                staff: Vec::new(),
                shared: false,
            };
            Ok((hint, [row.get::<Option<UserId>>(2)?, row.get(3)?]))
        },
    )?;
    let was = before.map(|ticket| [ticket.manager, ticket.assignee]);
    for holders in was.into_iter().chain([now]) {
        hint.shared |= holders == [None, None];
        hint.staff.extend(holders.into_iter().flatten());
    }
    hint.staff.sort_unstable();
    hint.staff.dedup();
    if audience != Audience::Staff {
        stamps::bump_affiliate(cx, hint.affiliate)?;
    }
    live::tell(cx, &Hint::Ticket(hint))
}
