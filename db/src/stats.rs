//! Counters for the metrics page.

use std::sync::atomic::{AtomicU64, Ordering};

/// What a [`Database`](crate::Database) has done since it was opened, and what waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Read jobs that wait for a thread.
    pub waiting_reads: usize,
    /// Write jobs that wait for a thread.
    pub waiting_writes: usize,
    /// Read jobs answered.
    pub reads: u64,
    /// Write jobs answered.
    pub writes: u64,
    /// Transactions committed for write jobs. On SQLite one holds many jobs.
    pub groups: u64,
    /// Times a job was run again after another transaction or a lost connection got in its way.
    pub retries: u64,
    /// Connections made again after one was lost.
    pub reconnects: u64,
    /// Jobs refused because the queue was full.
    pub overloaded: u64,
    /// Jobs that ran out of time on a worker thread.
    pub deadlines: u64,
}

#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) reads: Counter,
    pub(crate) writes: Counter,
    pub(crate) groups: Counter,
    pub(crate) retries: Counter,
    pub(crate) reconnects: Counter,
    pub(crate) overloaded: Counter,
    pub(crate) deadlines: Counter,
}

/// A number that only grows.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    pub(crate) fn snapshot(&self, waiting_reads: usize, waiting_writes: usize) -> Stats {
        Stats {
            waiting_reads,
            waiting_writes,
            reads: self.reads.get(),
            writes: self.writes.get(),
            groups: self.groups.get(),
            retries: self.retries.get(),
            reconnects: self.reconnects.get(),
            overloaded: self.overloaded.get(),
            deadlines: self.deadlines.get(),
        }
    }
}
