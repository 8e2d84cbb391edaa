//! Asking for a time on many connections at once: each waits for its answer and asks again.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::http::Connection;

/// What one connection asks for next, written into the buffer; says which status is right.
pub(crate) type Ask = Box<dyn FnMut(&mut Vec<u8>) -> u16 + Send>;

/// What came of one turn, or of several together.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Turn {
    pub(crate) answers: u64,
    pub(crate) errors: u64,
    pub(crate) seconds: f64,
    /// What the first error was.
    pub(crate) complaint: Option<String>,
    /// Seconds of processor that the server used.
    pub(crate) server_seconds: f64,
    /// Bytes of all bodies.
    pub(crate) bytes: u64,
    /// Microseconds that each answer took.
    #[serde(skip)]
    times: Vec<u32>,
}

impl Turn {
    /// Of one answer after the other, on one connection.
    pub(crate) fn of_times(times: &[Duration]) -> Self {
        Self {
            answers: times.len() as u64,
            seconds: times.iter().sum::<Duration>().as_secs_f64(),
            times: times.iter().map(|time| u32::try_from(time.as_micros()).unwrap_or(u32::MAX)).collect(),
            ..Self::default()
        }
    }

    /// Adds what another turn gave.
    pub(crate) fn add(&mut self, other: Self) {
        self.answers += other.answers;
        self.errors += other.errors;
        self.seconds += other.seconds;
        self.server_seconds += other.server_seconds;
        self.bytes += other.bytes;
        self.complaint = self.complaint.take().or(other.complaint);
        self.times.extend(other.times);
    }

    pub(crate) fn per_second(&self) -> f64 {
        if self.seconds > 0.0 { as_float(self.answers) / self.seconds } else { 0.0 }
    }

    /// Milliseconds that this share of all answers took at most.
    pub(crate) fn percentile(&mut self, percent: usize) -> f64 {
        let rank = (self.times.len() * percent / 100).min(self.times.len().saturating_sub(1));
        if self.times.is_empty() {
            return 0.0;
        }
        let (_, time, _) = self.times.select_nth_unstable(rank);
        f64::from(*time) / 1_000.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few minutes are far below 2^53")]
pub(crate) fn as_float(count: u64) -> f64 {
    count as f64
}

/// Opens connections that are kept through all turns.
pub(crate) async fn connect(to: SocketAddr, count: usize) -> Result<Vec<Connection>, Failure> {
    let mut connections = Vec::with_capacity(count);
    for _ in 0..count {
        connections.push(Connection::open(to).await?);
    }
    Ok(connections)
}

/// Asks on every connection for `span`, and gives the connections back. A connection that breaks is an error and is
/// opened anew.
pub(crate) async fn drive(
    to: SocketAddr,
    connections: Vec<Connection>,
    span: Duration,
    asks: Vec<Ask>,
) -> Result<(Turn, Vec<Connection>), Failure> {
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for (connection, ask) in connections.into_iter().zip(asks) {
        tasks.spawn(one(to, connection, started, span, ask));
    }
    let mut turn = Turn::default();
    let mut back = Vec::new();
    while let Some(done) = tasks.join_next().await {
        let (part, connection) = done??;
        turn.add(part);
        back.push(connection);
    }
    turn.seconds = started.elapsed().as_secs_f64();
    Ok((turn, back))
}

async fn one(
    to: SocketAddr,
    mut connection: Connection,
    started: Instant,
    span: Duration,
    mut ask: Ask,
) -> std::io::Result<(Turn, Connection)> {
    let mut turn = Turn::default();
    let mut request = Vec::new();
    let mut begun = Instant::now();
    while begun.duration_since(started) < span {
        request.clear();
        let right = ask(&mut request);
        match connection.ask(&request).await {
            Ok(seen) if seen.status == right => {
                turn.answers += 1;
                turn.bytes += seen.body as u64;
                turn.times.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
            }
            Ok(seen) => {
                turn.errors += 1;
                turn.complaint.get_or_insert_with(|| format!("status {} and not {right}", seen.status));
            }
            Err(error) => {
                turn.errors += 1;
                turn.complaint.get_or_insert_with(|| error.to_string());
                connection = Connection::open(to).await?;
            }
        }
        begun = Instant::now();
    }
    Ok((turn, connection))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_all_turns() {
        let turn =
            |times: Vec<u32>| Turn { answers: times.len() as u64, seconds: 1.0, times, ..Turn::default() };
        let mut all = turn((1..=50).map(|ms| ms * 1_000).collect());
        all.add(turn((51..=100).rev().map(|ms| ms * 1_000).collect()));
        assert!((all.per_second() - 50.0).abs() < 1e-9);
        assert!((all.percentile(50) - 51.0).abs() < 1e-9 && (all.percentile(99) - 100.0).abs() < 1e-9);
        assert!(Turn::default().percentile(99).abs() < 1e-9);
    }
}
