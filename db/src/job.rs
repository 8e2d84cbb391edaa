//! A closure on its way to a worker thread, and its answer on the way back.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

use crate::{Error, Tx};

/// How one run of a job ended.
pub(crate) enum Ran {
    /// It returned `Ok` and no statement failed: commit.
    Done,
    /// It failed by itself: roll back, and its error is the answer.
    Refused,
    /// A statement failed, or it panicked: roll back. The error decides whether it is run again.
    Failed(Error),
}

/// What a job does to the data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    Read,
    Write,
    /// It writes so much that nothing else shares its transaction.
    WriteAlone,
}

/// What a worker knows of a job. It may run it several times; it answers once.
pub(crate) trait Job: Send {
    /// Takes the job, unless its caller is gone.
    fn start(&self) -> bool;
    fn deadline(&self) -> Instant;
    /// Whether nothing else may share its transaction.
    fn is_alone(&self) -> bool;
    fn run(&mut self, tx: Tx<'_>) -> Ran;
    /// What the last run says, once it is committed.
    fn signals(&mut self) -> Vec<String>;
    /// Answers with what the last run returned, or with an error instead of it.
    fn answer(self: Box<Self>, outcome: Result<(), Error>);
}

const WAITING: u8 = 0;
const STARTED: u8 = 1;
const ABANDONED: u8 = 2;

/// Shared by the caller and the worker: who was first, the start or the end of the caller's patience.
#[derive(Default)]
struct Turn(AtomicU8);

impl Turn {
    fn take(&self, wanted: u8) -> bool {
        match self.0.compare_exchange(WAITING, wanted, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => true,
            Err(now) => now == wanted,
        }
    }
}

enum Reply<R> {
    Async(oneshot::Sender<R>),
    Blocking(mpsc::SyncSender<R>),
}

struct Closure<F, T, E> {
    work: F,
    result: Option<Result<T, E>>,
    signals: Vec<String>,
    reply: Reply<Result<T, E>>,
    turn: Arc<Turn>,
    deadline: Instant,
    does: Does,
}

impl<F, T, E> Job for Closure<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    E: From<Error> + Send,
    T: Send,
{
    fn start(&self) -> bool {
        self.turn.take(STARTED)
    }

    fn deadline(&self) -> Instant {
        self.deadline
    }

    fn is_alone(&self) -> bool {
        self.does == Does::WriteAlone
    }

    fn run(&mut self, mut tx: Tx<'_>) -> Ran {
        // Whatever the closure left half done is inside the transaction, which is rolled back.
        let Ok(result) = catch_unwind(AssertUnwindSafe(|| (self.work)(&mut tx))) else {
            self.result = None;
            self.signals.clear();
            return Ran::Failed(Error::Panicked);
        };
        let refused = result.is_err();
        let end = tx.end(refused);
        self.result = Some(result);
        self.signals.clear();
        match end {
            // A job that swallowed the error must not look like a success.
            Err(error) => {
                if !refused {
                    self.result = Some(Err(E::from(error.clone())));
                }
                Ran::Failed(error)
            }
            Ok(_) if refused => Ran::Refused,
            Ok(signals) => {
                self.signals = signals;
                Ran::Done
            }
        }
    }

    fn signals(&mut self) -> Vec<String> {
        std::mem::take(&mut self.signals)
    }

    fn answer(self: Box<Self>, outcome: Result<(), Error>) {
        let result = match (outcome, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(E::from(Error::Panicked)),
            (Err(error), _) => Err(E::from(error)),
        };
        // The caller may be gone; then nobody needs the answer.
        match self.reply {
            Reply::Async(reply) => drop(reply.send(result)),
            Reply::Blocking(reply) => drop(reply.send(result)),
        }
    }
}

/// How much longer than its deadline a job that has started may take to say so: a statement is interrupted at the
/// deadline, but a rollback or a lost network takes its time.
const GRACE: Duration = Duration::from_secs(5);

/// The caller's end. Dropping it takes back a job that has not started.
pub(crate) struct Waiting<R> {
    receiver: R,
    turn: Arc<Turn>,
    deadline: Instant,
    write: bool,
}

impl<R> Drop for Waiting<R> {
    fn drop(&mut self) {
        self.turn.take(ABANDONED);
    }
}

impl<R> Waiting<R> {
    /// What it means when no answer came.
    fn silence(&self) -> Error {
        if self.turn.take(ABANDONED) {
            // It never started: the database was closed before its turn.
            Error::Closed
        } else if self.write {
            Error::Unknown
        } else {
            Error::Deadline
        }
    }
}

type Answer<T, E> = oneshot::Receiver<Result<T, E>>;
type BlockingAnswer<T, E> = mpsc::Receiver<Result<T, E>>;

/// A job whose answer is awaited.
pub(crate) fn awaited<T, E>(
    work: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    deadline: Instant,
    does: Does,
) -> (Box<dyn Job>, Waiting<Answer<T, E>>)
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (reply, receiver) = oneshot::channel();
    let turn = Arc::<Turn>::default();
    let reply = Reply::Async(reply);
    let job =
        Closure { work, result: None, signals: Vec::new(), reply, turn: Arc::clone(&turn), deadline, does };
    (Box::new(job), Waiting { receiver, turn, deadline, write: does != Does::Read })
}

/// A job whose answer is waited for on this thread.
pub(crate) fn blocking<T, E>(
    work: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    deadline: Instant,
    does: Does,
) -> (Box<dyn Job>, Waiting<BlockingAnswer<T, E>>)
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (reply, receiver) = mpsc::sync_channel(1);
    let turn = Arc::<Turn>::default();
    let reply = Reply::Blocking(reply);
    let job =
        Closure { work, result: None, signals: Vec::new(), reply, turn: Arc::clone(&turn), deadline, does };
    (Box::new(job), Waiting { receiver, turn, deadline, write: does != Does::Read })
}

impl<T, E: From<Error>> Waiting<Answer<T, E>> {
    pub(crate) async fn answer(mut self) -> Result<T, E> {
        let deadline = self.deadline.into();
        let mut answer = tokio::time::timeout_at(deadline, &mut self.receiver).await;
        if answer.is_err() {
            if self.turn.take(ABANDONED) {
                return Err(E::from(Error::Deadline));
            }
            answer = tokio::time::timeout_at(deadline + GRACE, &mut self.receiver).await;
        }
        match answer {
            Ok(Ok(result)) => result,
            Ok(Err(_)) | Err(_) => Err(E::from(self.silence())),
        }
    }
}

impl<T, E: From<Error>> Waiting<BlockingAnswer<T, E>> {
    pub(crate) fn answer(self) -> Result<T, E> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let mut answer = self.receiver.recv_timeout(left);
        if matches!(answer, Err(mpsc::RecvTimeoutError::Timeout)) {
            if self.turn.take(ABANDONED) {
                return Err(E::from(Error::Deadline));
            }
            answer = self.receiver.recv_timeout(GRACE);
        }
        answer.unwrap_or_else(|_| Err(E::from(self.silence())))
    }
}
