//! The worker threads and the way to them.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::{
    Engine, Error, Location, Options, Signals, Stats, Tx,
    job::{self, Does, Job},
    location::Place,
    postgres,
    queue::{Queue, Refused},
    signal::Exchange,
    sqlite,
    stats::Counters,
};

/// A database and its worker threads. Clones share them.
///
/// A job is a closure over a [`Tx`]. It may be run more than once (after a serialization failure, a deadlock or a lost
/// connection), so it is `Fn` and touches nothing but its transaction. A job must not wait for another job.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    location: Location,
    deadline: Duration,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Whether somebody listens already; only PostgreSQL needs a connection for it.
    listening: AtomicBool,
}

/// What the workers see.
pub(crate) struct Shared {
    pub(crate) reads: Queue<Box<dyn Job>>,
    pub(crate) writes: Queue<Box<dyn Job>>,
    pub(crate) counters: Counters,
    pub(crate) said: Exchange,
    closed: AtomicBool,
}

impl Database {
    /// Opens the database, making the file of a SQLite one when there is none, and starts the threads.
    ///
    /// It waits for a first connection, so an address that does not work is an error here and not at the first page.
    pub fn open(options: &Options) -> Result<Self, Error> {
        options.check()?;
        let shared = Arc::new(Shared {
            reads: Queue::new(options.queue),
            writes: Queue::new(options.queue),
            counters: Counters::default(),
            said: Exchange::default(),
            closed: AtomicBool::new(false),
        });
        let threads = match &options.location.0 {
            Place::Sqlite(path) => sqlite::start(path, options, &shared),
            Place::Postgres(url) => postgres::start(url, options, &shared),
        }?;
        let inner = Inner {
            shared,
            location: options.location.clone(),
            deadline: options.deadline,
            threads: Mutex::new(threads),
            listening: AtomicBool::new(false),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Runs a job that only reads, on one unchanging view of the data.
    pub async fn read<T, E>(&self, job: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, waiting) = job::awaited(job, self.deadline(), Does::Read);
        self.send(&self.inner.shared.reads, job)?;
        waiting.answer().await
    }

    /// Runs a job that writes. `Ok` means that it is committed and on the disk.
    pub async fn write<T, E>(
        &self,
        job: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, waiting) = job::awaited(job, self.deadline(), Does::Write);
        self.send(&self.inner.shared.writes, job)?;
        waiting.answer().await
    }

    /// The same for the rare job that is long: it may wait and run for `patience`, whatever the usual deadline. On SQLite
    /// nobody else writes meanwhile.
    pub async fn write_within<T, E>(
        &self,
        patience: Duration,
        job: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, waiting) = job::awaited(job, Instant::now() + patience, Does::WriteAlone);
        self.send(&self.inner.shared.writes, job)?;
        waiting.answer().await
    }

    /// [`read`](Self::read) for the command line: waits on this thread.
    pub fn read_blocking<T, E>(
        &self,
        job: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, waiting) = job::blocking(job, self.deadline(), Does::Read);
        self.send(&self.inner.shared.reads, job)?;
        waiting.answer()
    }

    /// [`write`](Self::write) for the command line: waits on this thread.
    pub fn write_blocking<T, E>(
        &self,
        job: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, waiting) = job::blocking(job, self.deadline(), Does::Write);
        self.send(&self.inner.shared.writes, job)?;
        waiting.answer()
    }

    /// Hears what committed transactions say from now on ([`Tx::signal`]).
    pub fn signals(&self) -> Result<Signals, Error> {
        let inner = &self.inner;
        let signals = inner.shared.said.listen();
        if let Place::Postgres(url) = &inner.location.0
            && !inner.listening.swap(true, Ordering::Relaxed)
        {
            postgres::listen(url, &inner.shared)
                .inspect_err(|_| inner.listening.store(false, Ordering::Relaxed))?;
        }
        Ok(signals)
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        self.inner.location.engine()
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.inner.location
    }

    /// What it has done, and what waits.
    pub fn stats(&self) -> Stats {
        let shared = &self.inner.shared;
        shared.counters.snapshot(shared.reads.len(), shared.writes.len())
    }

    /// Takes no more jobs, finishes those that wait, and waits for the threads to end. From async code, call it where
    /// blocking is allowed.
    pub fn close(&self) {
        self.inner.shared.close();
        let threads = std::mem::take(&mut *self.inner.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A worker that panicked has said so on its own.
            drop(thread.join());
        }
    }

    fn deadline(&self) -> Instant {
        Instant::now() + self.inner.deadline
    }

    fn send<E: From<Error>>(&self, queue: &Queue<Box<dyn Job>>, job: Box<dyn Job>) -> Result<(), E> {
        queue.push(job).map_err(|refused| {
            E::from(match refused {
                Refused::Full => {
                    self.inner.shared.counters.overloaded.add();
                    Error::Overloaded
                }
                Refused::Closed => Error::Closed,
            })
        })
    }
}

impl Shared {
    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.reads.close();
        self.writes.close();
    }
}

impl Drop for Inner {
    /// The last clone is gone, so nobody can send a job; the threads finish and end by themselves.
    fn drop(&mut self) {
        self.shared.close();
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("location", &self.inner.location).finish_non_exhaustive()
    }
}
