//! The one thread that writes. It commits in groups, because a commit costs an fsync and a job costs hardly anything:
//! it takes the jobs that wait, runs each in a savepoint, commits once, and only then answers them all.

use std::{
    collections::VecDeque,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode};

use super::{Limit, from};
use crate::{
    Error, Tx,
    database::Shared,
    job::{Job, Ran},
    signal::Signal,
    tx::On,
};

pub(super) struct Writer {
    connection: Connection,
    limit: Limit,
    most: usize,
    shared: Arc<Shared>,
}

/// A job and until when it may run, which is its own deadline unless it had to run again for another's fault.
struct Turn {
    job: Box<dyn Job>,
    deadline: Instant,
}

type Turns = VecDeque<Turn>;

/// How much time a job gets to run again when another one in its group ended their transaction. It came before that
/// one, so its own deadline is over; it is not its fault, and its caller waits a little longer for such answers.
const AGAIN: Duration = Duration::from_secs(1);

/// How often the thread wakes when there is nothing to write, and at most how often it looks whether another process has
/// written, while somebody listens.
const LOOK: Duration = Duration::from_millis(500);

/// A group that has run this long commits, so that one slow job does not hold up the answers of many.
const LONG: Duration = Duration::from_millis(50);

impl Writer {
    pub(super) fn new(mut connection: Connection, most: usize, shared: Arc<Shared>) -> Result<Self, Error> {
        let limit = Limit::install(&mut connection)?;
        Ok(Self { connection, limit, most, shared })
    }

    pub(super) fn run(self) {
        let mut others = self.others();
        let mut looked = Instant::now();
        while let Some(jobs) = self.shared.writes.pop_group(self.most, LOOK) {
            if looked.elapsed() >= LOOK && self.shared.said.is_heard() {
                let now = self.others();
                if now != others {
                    self.shared.said.say(Signal::Missed);
                }
                (others, looked) = (now, Instant::now());
            }
            let mut turns: Turns =
                jobs.into_iter().map(|job| Turn { deadline: job.deadline(), job }).collect();
            while !turns.is_empty() {
                turns = self.group(turns);
            }
        }
        // Refreshes the planner's statistics where they are missing; no harm when it cannot.
        drop(self.connection.execute_batch("PRAGMA optimize"));
    }

    /// A number that changes when another connection commits, and never when this one does. The others of this process only
    /// read, so it is another process that wrote: the command line, mostly. To read it costs a look at the file's first page.
    /// None when it cannot be read just now.
    fn others(&self) -> Option<i64> {
        self.connection.pragma_query_value(None, "data_version", |row| row.get(0)).ok()
    }

    /// Runs and commits a group, and gives back what has to run in another one.
    fn group(&self, turns: Turns) -> Turns {
        let mut turns = self.refuse(turns, &Error::Deadline);
        let Some(first) = turns.iter().map(|turn| turn.deadline).min() else { return turns };
        if let Err(error) = self.begin(first) {
            // SQLite waits for the lock by itself, but there are cases in which it gives up at once.
            thread::sleep(Duration::from_millis(1));
            return self.refuse(turns, &error);
        }
        let begun = Instant::now();
        let mut ran: Vec<Turn> = Vec::with_capacity(turns.len());
        let mut done = false;
        while let Some(mut turn) = turns.pop_front() {
            let alone = turn.job.is_alone();
            if alone && !ran.is_empty() {
                turns.push_front(turn);
                break;
            }
            if !turn.job.start() {
                continue;
            }
            match self.savepoint(&mut turn) {
                Ok(Ran::Done) => done = true,
                Ok(Ran::Refused | Ran::Failed(_)) => {}
                Err(outcome) => {
                    // SQLite ended the whole transaction (an interrupted write, a full disk). The others are innocent
                    // and have not been answered, so they run again without this one.
                    self.roll_back();
                    self.answer(turn, outcome);
                    return self.again(ran, turns);
                }
            }
            ran.push(turn);
            if alone || begun.elapsed() >= LONG {
                break;
            }
        }
        let outcome = if done {
            self.commit()
        } else {
            self.roll_back();
            Ok(())
        };
        for mut turn in ran {
            if outcome.is_ok() {
                for said in turn.job.signals() {
                    self.shared.said.say(Signal::Said(said.into()));
                }
            }
            self.answer(turn, outcome.clone());
        }
        turns
    }

    /// Those that ran, with a little more time, and then those that did not come to it.
    fn again(&self, ran: Vec<Turn>, mut rest: Turns) -> Turns {
        let until = Instant::now() + AGAIN;
        let mut turns: Turns = ran
            .into_iter()
            .map(|turn| {
                self.shared.counters.retries.add();
                Turn { deadline: turn.deadline.max(until), job: turn.job }
            })
            .collect();
        turns.append(&mut rest);
        turns
    }

    /// Runs one job so that its failure takes nothing else with it: in a savepoint, or by itself. SQLite keeps in memory what
    /// a savepoint would take back, and walks all of that after each statement, so a job that changes ten thousand rows
    /// would take minutes in one. An error means that the transaction is gone, and
    /// carries what to answer.
    fn savepoint(&self, turn: &mut Turn) -> Result<Ran, Result<(), Error>> {
        let Turn { job, deadline } = turn;
        let alone = job.is_alone();
        if !alone {
            self.statement("SAVEPOINT job").map_err(Err)?;
        }
        let ran = self.limit.until(*deadline, || job.run(Tx::new(On::Sqlite(&self.connection), *deadline)));
        if matches!(ran, Ran::Failed(Error::Deadline)) {
            self.shared.counters.deadlines.add();
        }
        if self.connection.is_autocommit() {
            // Only a failed statement does that, so the job has the error to answer with.
            let known = matches!(ran, Ran::Failed(_));
            return Err(if known { Ok(()) } else { Err(Error::misuse("the transaction was ended")) });
        }
        if !alone {
            if !matches!(ran, Ran::Done) {
                self.statement("ROLLBACK TO job").map_err(Err)?;
            }
            self.statement("RELEASE job").map_err(Err)?;
        }
        Ok(ran)
    }

    /// Takes the write lock; another process (the command line) may have it for a moment.
    fn begin(&self, deadline: Instant) -> Result<(), Error> {
        let patience = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.connection.busy_timeout(patience).map_err(|error| from(&error))?;
        self.statement("BEGIN IMMEDIATE")
    }

    /// Answers with an error those it concerns and gives back the others. Being late, or not getting the lock, concerns
    /// those whose time is over; any other error concerns all.
    fn refuse(&self, turns: Turns, error: &Error) -> Turns {
        let now = Instant::now();
        let waits = matches!(error, Error::Deadline | Error::Contention);
        let (refused, rest): (Turns, Turns) =
            turns.into_iter().partition(|turn| !waits || turn.deadline <= now);
        for turn in refused {
            if *error == Error::Deadline {
                self.shared.counters.deadlines.add();
            }
            self.answer(turn, Err(error.clone()));
        }
        rest
    }

    fn answer(&self, turn: Turn, outcome: Result<(), Error>) {
        self.shared.counters.writes.add();
        turn.job.answer(outcome);
    }

    fn commit(&self) -> Result<(), Error> {
        let committed = self.connection.prepare_cached("COMMIT").and_then(|mut it| it.raw_execute());
        let Err(failed) = committed else {
            self.shared.counters.groups.add();
            return Ok(());
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
