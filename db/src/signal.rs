//! What one transaction says to whoever listens: a short text that goes out when it has been committed, and never
//! otherwise. PostgreSQL carries it to every process (NOTIFY). On SQLite it stays in this one, and a change that another
//! process made (the command line) is noticed by looking: that something was missed is then all there is to say.

use std::sync::Arc;

use tokio::sync::broadcast;

/// How many signals a slow listener may be behind before it is told that it missed some.
const BEHIND: usize = 4096;

/// The most bytes of a signal; PostgreSQL takes a little more.
pub(crate) const LONGEST: usize = 7_000;

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signal {
    /// A committed transaction said this.
    Said(Arc<str>),
    /// Some may have been missed: the listener was too slow, the connection to the server was made (anew), or another
    /// process has written to the file.
    Missed,
}

/// Hears every signal from now on. Dropping it stops listening.
#[derive(Debug)]
pub struct Signals(broadcast::Receiver<Signal>);

impl Signals {
    /// The next signal; none when the database was closed.
    pub async fn next(&mut self) -> Option<Signal> {
        match self.0.recv().await {
            Ok(signal) => Some(signal),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Signal::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// The way from those who say something to those who listen.
pub(crate) struct Exchange(broadcast::Sender<Signal>);

impl Default for Exchange {
    fn default() -> Self {
        Self(broadcast::channel(BEHIND).0)
    }
}

impl Exchange {
    pub(crate) fn listen(&self) -> Signals {
        Signals(self.0.subscribe())
    }

    /// Whether there is somebody to hear it.
    pub(crate) fn is_heard(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// Nobody listening is fine.
    pub(crate) fn say(&self, signal: Signal) {
        drop(self.0.send(signal));
    }
}
