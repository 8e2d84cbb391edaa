//! The one thread that writes. It commits in groups, because a commit costs an fsync and a job costs hardly anything:
//! it takes the jobs that wait, runs each in a savepoint, commits once, and only then answers them all.

use std::{
    collections::VecDeque,
    sync::Arc,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode};

use super::{Limit, from};
use crate::{
    Error, Tx,
    database::Shared,
    job::{Job, Ran},
    tx::On,
};

pub(super) struct Writer {
    connection: Connection,
    limit: Limit,
    most: usize,
    shared: Arc<Shared>,
}

type Jobs = VecDeque<Box<dyn Job>>;

/// A group that has run this long commits, so that one slow job does not hold up the answers of many.
const LONG: Duration = Duration::from_millis(50);

impl Writer {
    pub(super) fn new(mut connection: Connection, most: usize, shared: Arc<Shared>) -> Result<Self, Error> {
        let limit = Limit::install(&mut connection)?;
        Ok(Self { connection, limit, most, shared })
    }

    pub(super) fn run(self) {
        while let Some(mut jobs) = self.shared.writes.pop_group(self.most) {
            while !jobs.is_empty() {
                jobs = self.group(jobs);
            }
        }
        // Refreshes the planner's statistics where they are missing; no harm when it cannot.
        drop(self.connection.execute_batch("PRAGMA optimize"));
    }

    /// Runs and commits a group, and gives back what has to run in another one.
    fn group(&self, mut jobs: Jobs) -> Jobs {
        self.refuse_late(&mut jobs);
        let Some(first) = jobs.iter().map(|job| job.deadline()).min() else { return jobs };
        if let Err(error) = self.begin(first) {
            return self.refuse_for_lock(jobs, &error);
        }
        let begun = Instant::now();
        let mut ran: Vec<Box<dyn Job>> = Vec::with_capacity(jobs.len());
        let mut done = false;
        while let Some(mut job) = jobs.pop_front() {
            if !job.start() {
                continue;
            }
            match self.savepoint(&mut *job) {
                Ok(Ran::Done) => done = true,
                Ok(Ran::Refused | Ran::Failed(_)) => {}
                Err(error) => {
                    // SQLite ended the whole transaction (an interrupted write, a full disk). The others are innocent
                    // and have not been answered, so they run again without this one.
                    self.roll_back();
                    self.shared.counters.writes.add();
                    job.answer(error.map_or(Ok(()), Err));
                    let mut again: Jobs = ran.into();
                    again.append(&mut jobs);
                    again.iter().for_each(|_| self.shared.counters.retries.add());
                    return again;
                }
            }
            ran.push(job);
            if begun.elapsed() >= LONG {
                break;
            }
        }
        let outcome = if done { self.commit() } else { Ok(self.roll_back()) };
        for job in ran {
            self.shared.counters.writes.add();
            job.answer(outcome.clone());
        }
        jobs
    }

    /// Runs one job so that its failure takes nothing else with it. An error means that the transaction is gone; the
    /// job's own answer stands unless there is one inside.
    fn savepoint(&self, job: &mut dyn Job) -> Result<Ran, Option<Error>> {
        let deadline = job.deadline();
        self.statement("SAVEPOINT job").map_err(Some)?;
        let ran = self.limit.until(deadline, || job.run(Tx::new(On::Sqlite(&self.connection), deadline)));
        if matches!(ran, Ran::Failed(Error::Deadline)) {
            self.shared.counters.deadlines.add();
        }
        if self.connection.is_autocommit() {
            return Err(match ran {
                // It ended the transaction by its own hand.
                Ran::Done | Ran::Refused => Some(Error::misuse("a job must not end its transaction")),
                Ran::Failed(_) => None,
            });
        }
        if !matches!(ran, Ran::Done) {
            self.statement("ROLLBACK TO job").map_err(Some)?;
        }
        self.statement("RELEASE job").map_err(Some)?;
        Ok(ran)
    }

    /// Takes the write lock; another process (the command line) may have it for a moment.
    fn begin(&self, deadline: Instant) -> Result<(), Error> {
        let patience = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.connection.busy_timeout(patience).map_err(|error| from(&error))?;
        self.statement("BEGIN IMMEDIATE")
    }

    /// The lock was not to be had: those whose time is over are told so, the others try again.
    fn refuse_for_lock(&self, jobs: Jobs, error: &Error) -> Jobs {
        let now = Instant::now();
        let (late, rest): (Jobs, Jobs) =
            jobs.into_iter().partition(|job| *error != Error::Contention || job.deadline() <= now);
        for job in late {
            self.shared.counters.writes.add();
            job.answer(Err(error.clone()));
        }
        rest
    }

    fn refuse_late(&self, jobs: &mut Jobs) {
        let now = Instant::now();
        let (late, rest): (Jobs, Jobs) =
            std::mem::take(jobs).into_iter().partition(|job| job.deadline() <= now);
        *jobs = rest;
        for job in late {
            self.shared.counters.writes.add();
            self.shared.counters.deadlines.add();
            job.answer(Err(Error::Deadline));
        }
    }

    fn commit(&self) -> Result<(), Error> {
        let failed = match self.connection.prepare_cached("COMMIT").and_then(|mut it| it.raw_execute()) {
            Ok(_) => {
                self.shared.counters.groups.add();
                return Ok(());
            }
            Err(error) => error,
        };
        self.roll_back();
        tracing::error!(error = %failed, "a group cannot be committed");
        Err(match failed.sqlite_error_code() {
            // The log may or may not have reached the disk, and a crash now would decide it.
            Some(ErrorCode::SystemIoFailure) => Error::Unknown,
            _ => from(&failed),
        })
    }

    fn roll_back(&self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.statement("ROLLBACK")
        {
            tracing::error!(%error, "a group cannot be rolled back");
        }
    }

    fn statement(&self, sql: &str) -> Result<(), Error> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut it| it.raw_execute())
            .map_err(|error| from(&error))?;
        Ok(())
    }
}
