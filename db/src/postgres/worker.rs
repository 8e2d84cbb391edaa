//! A thread with a connection. It makes a lost connection anew, and runs a job again where that is certain to be right.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use super::{Address, Kind, Session, session::Commit};
use crate::{
    Error, Tx,
    database::Shared,
    job::{Job, Ran},
    tx::On,
};

pub(super) struct Worker {
    address: Arc<Address>,
    kind: Kind,
    shared: Arc<Shared>,
    session: Option<Session>,
    /// Whether there ever was a connection, so that the first one does not count as a reconnect.
    connected: bool,
}

/// What came of one attempt.
enum Attempt {
    /// Answer with the job's own result, or with an error instead.
    Answer(Result<(), Error>),
    /// Nothing was stored and another attempt may do better; the error is the answer if there is no time for one.
    Again(Error),
}

/// The first pause before another attempt.
const SHORT: Duration = Duration::from_millis(2);
/// The longest pause where transactions got into each other's way.
const CONTENDED: Duration = Duration::from_millis(200);
/// The longest pause while the server cannot be reached.
const DOWN: Duration = Duration::from_secs(2);

impl Worker {
    pub(super) fn new(address: Arc<Address>, kind: Kind, shared: Arc<Shared>) -> Self {
        Self { address, kind, shared, session: None, connected: false }
    }

    pub(super) fn run(mut self) {
        loop {
            let job = match self.kind {
                Kind::Read => self.shared.reads.pop(),
                Kind::Write => self.shared.writes.pop(),
            };
            let Some(job) = job else { return };
            if job.start() {
                self.answer(job);
            }
        }
    }

    fn answer(&mut self, mut job: Box<dyn Job>) {
        let deadline = job.deadline();
        let mut why = Error::Deadline;
        let mut pause = SHORT;
        let outcome = loop {
            if Instant::now() >= deadline {
                break Err(why);
            }
            match self.attempt(&mut *job) {
                Attempt::Answer(outcome) => break outcome,
                Attempt::Again(error) => why = error,
            }
            self.shared.counters.retries.add();
            let longest = if self.session.is_some() { CONTENDED } else { DOWN };
            let left = deadline.saturating_duration_since(Instant::now());
            thread::sleep(jittered(pause).min(left));
            pause = (pause * 2).min(longest);
        };
        if outcome == Err(Error::Deadline) {
            self.shared.counters.deadlines.add();
        }
        match self.kind {
            Kind::Read => self.shared.counters.reads.add(),
            Kind::Write => self.shared.counters.writes.add(),
        }
        job.answer(outcome);
    }

    fn attempt(&mut self, job: &mut dyn Job) -> Attempt {
        let deadline = job.deadline();
        let mut session = match self.session.take().map_or_else(|| self.connect(), Ok) {
            Ok(session) => session,
            Err(error) => return Attempt::Again(error),
        };
        if let Err(error) = session.begin(self.kind, job.is_alone(), deadline) {
            // The usual way to learn that the server was restarted meanwhile.
            return Attempt::Again(error);
        }
        match job.run(Tx::new(On::Postgres(&mut session), deadline)) {
            Ran::Done => self.commit(session),
            Ran::Refused => {
                self.roll_back(session);
                Attempt::Answer(Ok(()))
            }
            Ran::Failed(error) => {
                let again = session.is_stale() || matches!(error, Error::Contention | Error::Unavailable(_));
                if error == Error::Deadline {
                    self.shared.counters.deadlines.add();
                }
                self.roll_back(session);
                if again { Attempt::Again(error) } else { Attempt::Answer(Ok(())) }
            }
        }
    }

    fn commit(&mut self, mut session: Session) -> Attempt {
        if self.kind == Kind::Read {
            // There is nothing to lose, so how it ends makes no difference to the answer.
            self.roll_back(session);
            return Attempt::Answer(Ok(()));
        }
        match session.commit() {
            Commit::Done => {
                self.session = Some(session);
                self.shared.counters.groups.add();
                Attempt::Answer(Ok(()))
            }
            Commit::Refused(error) => {
                self.roll_back(session);
                match error {
                    Error::Contention | Error::Unavailable(_) => Attempt::Again(error),
                    error => Attempt::Answer(Err(error)),
                }
            }
            Commit::Unknown => {
                tracing::warn!("the connection was lost in COMMIT");
                Attempt::Answer(Err(Error::Unknown))
            }
        }
    }

    /// Ends the transaction and keeps the connection, if it still is one.
    fn roll_back(&mut self, mut session: Session) {
        if session.roll_back().is_ok() {
            self.session = Some(session);
        }
    }

    fn connect(&mut self) -> Result<Session, Error> {
        let session = Session::connect(&self.address)
            .inspect_err(|error| tracing::warn!(%error, "cannot connect to PostgreSQL"))?;
        if std::mem::replace(&mut self.connected, true) {
            self.shared.counters.reconnects.add();
        }
        Ok(session)
    }
}

/// Between half and the whole of it, so that those who met once do not meet again. Not a secret and in no result, so
/// the standard library's hash keys are random enough.
pub(super) fn jittered(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(Instant::now());
    pause / 2 + (pause / 2).mul_f64(f64::from(u32::try_from(random >> 32).unwrap_or(0)) / f64::from(u32::MAX))
}
