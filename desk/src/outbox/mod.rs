//! Notices that have to leave: rows written in the transaction that causes them, one per person and channel, each with
//! the time past which nobody wants it any more.
//!
//! The courier takes them: [`claim`] leases rows of a channel, [`begin`] notes the attempt before the first byte leaves,
//! [`finish`] says how it went. None of them knows what a channel is; what a row says is made by whoever sends it.
//!
//! A row goes out at least once, and again only where the answer of the other side was lost: its stable id is the same at
//! every attempt.

mod claim;
mod log;
mod tell;
mod types;

pub use claim::{
    Claimed, LEASE, MOST_ATTEMPTS, Outcome, SEND_WITHIN, begin, claim, finish, is_due, known_as,
};
pub use log::{Delivery, Filter, Row, counts, deliveries, delivery, list, of_ticket, redrive, redrive_all};
pub(crate) use tell::{Entry, add};
pub(crate) use tell::{closing_undone, drop_waiting, news, to_affiliate, to_leads, to_staff};
pub use types::{Attempted, Channel, Notice, OutboxId, State, Topic};

use std::time::Duration;

use crate::cx::Cx;
use crate::error::Error;

/// How long it is remembered what became of a delivery.
const REMEMBERED: Duration = Duration::from_hours(24 * 90);

/// Forgets what was delivered, dropped or given up long ago.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    claim::drop_stale(cx)?;
    let before = cx.now.minus(REMEMBERED);
    Ok(cx.tx.execute("DELETE FROM outbox WHERE finished_at < $1", &[&before])?)
}
