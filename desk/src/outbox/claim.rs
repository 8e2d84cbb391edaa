//! Taking rows, and giving them back. Several couriers may do so at once: each row is held by one of them.

use std::time::Duration;

use db::Param;

use super::{Attempted, Channel, Notice, OutboxId, State};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::news::PostId;
use crate::people::{UserId, only_system};
use crate::tickets::{MessageId, TicketId};

/// How long a claim, and then an attempt, holds a row before another courier may think that this one died.
pub const LEASE: Duration = Duration::from_mins(3);

/// How long an attempt may take: well within its lease, so that nobody else begins while this one may still succeed.
pub const SEND_WITHIN: Duration = Duration::from_mins(1);

/// After so many attempts a row is given up: some nine hours of trying.
pub const MOST_ATTEMPTS: i64 = 15;

/// A delivery that this courier holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The delivery.
    pub id: OutboxId,
    /// How it leaves.
    pub channel: Channel,
    /// What it is about.
    pub notice: Notice,
    /// Whom it is for.
    pub user: Option<UserId>,
    /// The ticket.
    pub ticket: Option<TicketId>,
    /// The message on it.
    pub message: Option<MessageId>,
    /// The post, of news.
    pub post: Option<PostId>,
    /// Where it goes, where that is not simply the person.
    pub address: String,
    /// What it says, where that is not made when it leaves.
    pub payload: String,
    /// The same at every attempt, and of no other delivery.
    pub stable_id: String,
    /// Attempts before the one that is to come.
    pub attempts: i64,
    /// When it was caused.
    pub created: Timestamp,
    /// Past which time nobody wants it any more.
    pub expires: Timestamp,
}

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side has taken it.
    Sent,
    /// It did not go out, or nobody knows: it is tried again, at the earliest after what the other side asked for.
    Failed(Option<Duration>),
    /// The way as a whole does not work now, which says nothing of this delivery: it is tried again for as long as somebody
    /// wants it.
    Down,
    /// The other side will never take it.
    Refused,
    /// There was nothing to send, or nobody who may have it.
    Dropped,
}

/// What is due on a channel: `$1` is the channel and `$2` the moment. Of those with an ordering key, the first alone.
const DUE: &str = "o.state = 'waiting' AND o.channel = $1 AND o.run_at <= $2 AND o.lease_until <= $2
    AND o.expires_at > $2
    AND (o.ordering_key = '' OR NOT EXISTS (
        SELECT 1 FROM outbox e WHERE e.state = 'waiting' AND e.ordering_key <> '' AND e.channel = o.channel
            AND e.ordering_key = o.ordering_key AND e.id < o.id AND e.expires_at > $2))";

pub(super) const COLUMNS: &str =
    "id, channel, event, user_id, ticket_id, message_id, post_id, address, payload, stable_id,
    attempts, created_at, expires_at";

/// That a delivery does not go to one of these addresses; the first of them is parameter `$first`.
fn elsewhere(busy: &[String], first: usize) -> String {
    let fragments: Vec<String> =
        (first..first + busy.len()).map(|n| format!(" AND o.address <> ${n}")).collect();
    fragments.concat()
}

/// Whether there is something to claim on a channel, that does not go to an address which has enough already. It only
/// reads, so it may be asked often.
pub fn is_due(cx: &mut Cx<'_, '_>, channel: Channel, busy: &[String]) -> Result<bool, Error> {
    only_system(cx)?;
    let elsewhere = elsewhere(busy, 3);
    let sql = format!("SELECT o.id FROM outbox o WHERE {DUE}{elsewhere} ORDER BY o.run_at, o.id LIMIT 1");
    let mut params: Vec<&dyn Param> = vec![&channel, &cx.now];
    params.extend(busy.iter().map(|address| -> &dyn Param { address }));
    Ok(cx.tx.query_opt(&sql, &params, |row| row.get::<OutboxId>(0))?.is_some())
}

/// Leases up to `most` deliveries of a channel, the longest due first, none to an address which has enough already. What
/// nobody wants any more is dropped.
pub fn claim(
    cx: &mut Cx<'_, '_>,
    channel: Channel,
    owner: &str,
    most: i64,
    busy: &[String],
) -> Result<Vec<Claimed>, Error> {
    only_system(cx)?;
    drop_stale(cx)?;
    let elsewhere = elsewhere(busy, 6);
    // SQLite has one writer. On PostgreSQL couriers pass over what another one is about to take.
    let skip = cx.tx.engine().pick("", "FOR UPDATE SKIP LOCKED");
    let sql = format!(
        "UPDATE outbox SET lease_until = $3, lease_owner = $4
         WHERE id IN (SELECT o.id FROM outbox o WHERE {DUE}{elsewhere} ORDER BY o.run_at, o.id LIMIT $5 {skip})
         RETURNING {COLUMNS}, run_at"
    );
    let until = cx.now.plus(LEASE);
    let mut params: Vec<&dyn Param> = vec![&channel, &cx.now, &until, &owner, &most];
    params.extend(busy.iter().map(|address| -> &dyn Param { address }));
    let mut rows = cx.tx.query(&sql, &params, |row| Ok((row.get::<Timestamp>(13)?, claimed(row)?)))?;
    // Rows come back in no order.
    rows.sort_by_key(|(run_at, row)| (*run_at, row.id));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

pub(super) fn claimed(row: &db::Row<'_>) -> Result<Claimed, db::Error> {
    Ok(Claimed {
        id: row.get(0)?,
        channel: row.get(1)?,
        notice: row.get(2)?,
        user: row.get(3)?,
        ticket: row.get(4)?,
        message: row.get(5)?,
        post: row.get(6)?,
        address: row.get(7)?,
        payload: row.get(8)?,
        stable_id: row.get(9)?,
        attempts: row.get(10)?,
        created: row.get(11)?,
        expires: row.get(12)?,
    })
}

/// Notes an attempt, and holds the row for as long as it may take: to be committed before the first byte leaves. Says
/// whether the row is still this courier's to send; if not, nothing is done.
pub fn begin(cx: &mut Cx<'_, '_>, id: OutboxId, owner: &str) -> Result<bool, Error> {
    only_system(cx)?;
    let held = cx.tx.execute(
        "UPDATE outbox SET lease_until = $1, attempts = attempts + 1
         WHERE id = $2 AND lease_owner = $3 AND lease_until > $4 AND state = 'waiting'",
        &[&cx.now.plus(LEASE), &id, &owner, &cx.now],
    )?;
    if held == 0 {
        return Ok(false);
    }
    // An attempt that was never finished was of a courier that died.
    cx.tx.execute(
        "UPDATE deliveries SET outcome = $1, ended_at = $2 WHERE outbox_id = $3 AND outcome = 'begun'",
        &[&Attempted::Unknown, &cx.now, &id],
    )?;
    cx.tx.execute(
        "INSERT INTO deliveries (outbox_id, began_at, outcome, answer) VALUES ($1, $2, $3, '')",
        &[&id, &cx.now, &Attempted::Begun],
    )?;
    Ok(true)
}

/// Says how an attempt went, with the other side's answer. Gives whether that counted: a row that another courier holds by
/// now is that one's to finish, unless it is known to have gone out.
pub fn finish(
    cx: &mut Cx<'_, '_>,
    id: OutboxId,
    owner: &str,
    outcome: &Outcome,
    answer: &str,
) -> Result<bool, Error> {
    only_system(cx)?;
    let answer: String = answer.chars().filter(|c| !c.is_control()).take(500).collect();
    let sql = "SELECT attempts FROM outbox
               WHERE id = $1 AND (lease_owner = $2 OR CAST($3 AS BOOLEAN)) AND state = 'waiting'";
    let sent = *outcome == Outcome::Sent;
    let Some(attempts) = cx.tx.query_opt(sql, &[&id, &owner, &sent], |row| row.get::<i64>(0))? else {
        return Ok(false);
    };
    note_end(cx, id, outcome, &answer)?;
    let (state, run_at) = match outcome {
        Outcome::Sent => (State::Sent, None),
        Outcome::Dropped => (State::Dropped, None),
        Outcome::Refused => (State::Dead, None),
        Outcome::Failed(_) if attempts >= MOST_ATTEMPTS => (State::Dead, None),
        Outcome::Failed(_) | Outcome::Down => {
            let asked =
                if let Outcome::Failed(asked) = outcome { asked.unwrap_or_default() } else { Duration::ZERO };
            let wait = jittered(backoff(attempts), cx.random().bytes()).max(asked);
            (State::Waiting, Some(cx.now.plus(wait)))
        }
    };
    let error = if state == State::Sent { "" } else { answer.as_str() };
    let finished = if state == State::Waiting { None } else { Some(cx.now) };
    cx.tx.execute(
        "UPDATE outbox SET state = $1, run_at = COALESCE(CAST($2 AS BIGINT), run_at), lease_until = 0,
                lease_owner = '', last_error = $3, finished_at = $4
         WHERE id = $5",
        &[&state, &run_at, &error, &finished, &id],
    )?;
    Ok(true)
}

/// Notes what the other side calls what it took, in the transaction that says so.
pub fn known_as(cx: &mut Cx<'_, '_>, id: OutboxId, receipt: &str) -> Result<(), Error> {
    only_system(cx)?;
    cx.tx.execute("UPDATE outbox SET receipt = $1 WHERE id = $2", &[&receipt, &id])?;
    Ok(())
}

fn note_end(cx: &mut Cx<'_, '_>, id: OutboxId, outcome: &Outcome, answer: &str) -> Result<(), Error> {
    let attempted = match outcome {
        Outcome::Sent => Attempted::Sent,
        Outcome::Failed(_) | Outcome::Down => Attempted::Failed,
        Outcome::Refused => Attempted::Refused,
        // Nothing was tried, so there is no attempt to show.
        Outcome::Dropped => {
            let sql = "DELETE FROM deliveries WHERE outbox_id = $1 AND outcome = 'begun'";
            cx.tx.execute(sql, &[&id])?;
            return Ok(());
        }
    };
    cx.tx.execute(
        "UPDATE deliveries SET outcome = $1, ended_at = $2, answer = $3 WHERE outbox_id = $4 AND outcome = 'begun'",
        &[&attempted, &cx.now, &answer, &id],
    )?;
    Ok(())
}

/// Takes out of the way what nobody wants any more. What was tried in vain stands among the dead, for somebody to see.
pub(super) fn drop_stale(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    Ok(cx.tx.execute(
        "UPDATE outbox SET state = CASE WHEN attempts > 0 THEN 'dead' ELSE 'dropped' END, finished_at = $1,
                lease_until = 0, lease_owner = ''
         WHERE state = 'waiting' AND expires_at <= $1 AND lease_until <= $1",
        &[&cx.now],
    )?)
}

/// After failures the next attempt waits: half a minute, doubled each time, at most an hour.
fn backoff(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 8) - 1).unwrap_or(7);
    Duration::from_secs((30 << doublings).min(60 * 60))
}

/// Between three and five quarters of a wait, so that what failed together is not tried together.
fn jittered(wait: Duration, random: [u8; 2]) -> Duration {
    wait * 3 / 4 + wait / 2 * u32::from(u16::from_be_bytes(random)) / u32::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_wait_longer_and_longer_up_to_an_hour() {
        let waits: Vec<u64> = (1..=10).map(|attempts| backoff(attempts).as_secs()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        let all: Duration = (1..MOST_ATTEMPTS).map(backoff).sum();
        assert!(all > Duration::from_hours(7) && all < Duration::from_hours(10), "{all:?}");
    }

    #[test]
    fn jitter_keeps_a_wait_about_as_long_as_it_is() {
        let minute = Duration::from_mins(1);
        assert_eq!(jittered(minute, [0, 0]), Duration::from_secs(45));
        assert_eq!(jittered(minute, [255, 255]), Duration::from_secs(75));
        assert!(jittered(Duration::from_hours(1), [255, 255]) <= Duration::from_mins(75));
    }

    #[test]
    fn an_attempt_ends_well_within_its_lease() {
        assert!(SEND_WITHIN * 2 < LEASE);
    }
}
