//! What open pages hear. A change is a hint: that something changed, and for whom; never what. A page that hears of it
//! asks for its part again, with its own rights.
//!
//! A hint leaves with the transaction that made the change ([`db::Tx::signal`]) and reaches every process. A
//! [`Listener`] hears those that its person may know of, through the same scope as their lists, and ends with their
//! session.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use db::Signal;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{self, error::RecvError};

use crate::app::{App, Credential};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::people::{AffiliateId, UserId};
use crate::tickets::{TicketHint, TicketId, TicketScope};

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Hint {
    /// A ticket changed.
    Ticket(TicketHint),
    /// Sessions or rights of this person changed.
    Person(UserId),
    /// What is published changed.
    News,
    /// Offers changed.
    Offers,
    /// To which offers this affiliate has access changed.
    Access(AffiliateId),
    /// The bells of these people changed.
    Notices(Vec<UserId>),
}

/// Tells it to everybody who listens, once the transaction is committed.
pub(crate) fn tell(cx: &mut Cx<'_, '_>, hint: &Hint) -> Result<(), Error> {
    let text = serde_json::to_string(hint)
        .map_err(|error| Error::Damaged(format!("a hint cannot be written: {error}")))?;
    Ok(cx.tx.signal(&text)?)
}

/// How many people one hint names: a signal has a longest length.
const NAMED: usize = 200;

/// Tells something about people, in as many hints as it takes.
pub(crate) fn tell_people(
    cx: &mut Cx<'_, '_>,
    users: &[UserId],
    hint: impl Fn(Vec<UserId>) -> Hint,
) -> Result<(), Error> {
    users.chunks(NAMED).try_for_each(|users| tell(cx, &hint(users.to_vec())))
}

/// What a listener hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Something about this ticket changed.
    Ticket(TicketId),
    /// News were published, changed or withdrawn.
    News,
    /// Offers changed, or how the listener stands to them.
    Offers,
    /// The listener's bell changed.
    Notices,
    /// Something may have been missed: look at everything again.
    Missed,
    /// Nothing for a while; the session lives.
    Quiet,
    /// The session is over. There will be no more.
    Ended,
}

/// How often it is looked whether the session lives, where nothing says so: one that runs out by time. What the command line
/// does beside a SQLite desk is heard as something that may have been missed.
pub const LOOK: Duration = Duration::from_secs(15);

/// For how long what was told is remembered, for pages that were drawn a moment before they began to listen.
const REMEMBERED: Duration = Duration::from_mins(5);

/// How many hints are remembered at most.
const MOST_REMEMBERED: usize = 4096;

/// How far the clocks of several processes on one PostgreSQL may be apart: who drew the page may be another one.
const APART: Duration = Duration::from_secs(2);

/// How many hints a slow listener may be behind.
const BEHIND: usize = 1024;

/// Hears the database once for all listeners of this process.
pub(crate) struct Hub {
    told: broadcast::Sender<Told>,
    memory: Mutex<Memory>,
}

#[derive(Clone)]
enum Told {
    Hint(Timestamp, Arc<Hint>),
    Missed,
}

/// What was told lately.
#[derive(Default)]
struct Memory {
    /// Since when nothing is missing; none before anybody listens.
    since: Option<Timestamp>,
    hints: VecDeque<(Timestamp, Arc<Hint>)>,
}

impl Default for Hub {
    fn default() -> Self {
        Self { told: broadcast::channel(BEHIND).0, memory: Mutex::default() }
    }
}

impl Hub {
    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes and passes on what was heard at this moment.
    fn tell(&self, now: Timestamp, signal: &Signal) {
        let mut memory = self.memory();
        let told = match signal {
            Signal::Missed => {
                *memory = Memory { since: Some(now), hints: VecDeque::new() };
                Told::Missed
            }
            Signal::Said(text) => {
                // One of another version of this program says nothing to us.
                let Ok(hint) = serde_json::from_str(text) else { return };
                let hint = Arc::new(hint);
                memory.hints.push_back((now, Arc::clone(&hint)));
                memory.forget(now.minus(REMEMBERED));
                Told::Hint(now, hint)
            }
        };
        // Nobody listening is fine.
        drop(self.told.send(told));
    }
}

impl Memory {
    fn forget(&mut self, before: Timestamp) {
        while self.hints.len() > MOST_REMEMBERED || self.hints.front().is_some_and(|(at, _)| *at < before) {
            let forgotten = self.hints.pop_front().map(|(at, _)| at);
            self.since = self.since.max(forgotten);
        }
    }
}

/// Hears what the holder of a session may know of.
pub struct Listener {
    app: App,
    who: Credential,
    /// Told before it began to listen, and not on its page yet.
    earlier: VecDeque<Told>,
    told: broadcast::Receiver<Told>,
    ears: Ears,
    look: Duration,
    /// The moment of what was heard last.
    at: Timestamp,
}

/// Whose ears they are, and how far they reach.
struct Ears {
    user: UserId,
    scope: TicketScope,
}

impl Ears {
    fn of(cx: &mut Cx<'_, '_>) -> Result<Self, Error> {
        Ok(Self { user: cx.user()?, scope: TicketScope::of(cx)? })
    }
}

impl Listener {
    /// Listens as the holder of a session, and looks every `look` whether it lives; usually [`LOOK`]. `since` is the moment
    /// of the page that listens: what changed after that is heard first. Without it, or when it is too long ago, that
    /// something may have been missed is heard first.
    pub async fn new(
        app: &App,
        who: Credential,
        look: Duration,
        since: Option<Timestamp>,
    ) -> Result<Self, Error> {
        // First the ears, then the look at who it is: nothing falls between.
        start(app)?;
        let slack = app.db().engine().pick(Duration::ZERO, APART);
        let (told, earlier) = {
            let memory = app.hub().memory();
            let known = since.filter(|since| memory.since.is_some_and(|covered| covered <= *since));
            let earlier = known.map_or_else(
                || VecDeque::from([Told::Missed]),
                |since| {
                    let later = memory.hints.iter().filter(|(at, _)| *at >= since.minus(slack));
                    later.map(|(at, hint)| Told::Hint(*at, Arc::clone(hint))).collect()
                },
            );
            (app.hub().told.subscribe(), earlier)
        };
        let ears = app.read(&who, Ears::of).await?;
        Ok(Self { app: app.clone(), who, earlier, told, ears, look, at: app.clock().now() })
    }

    /// Whose ears they are.
    pub fn user(&self) -> UserId {
        self.ears.user
    }

    /// The moment of what was heard last; who listens again later says it as `since`.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// What there is to hear next. May be dropped while it waits.
    pub async fn next(&mut self) -> Heard {
        loop {
            let told = match self.earlier.pop_front() {
                Some(told) => told,
                None => match tokio::time::timeout(self.look, self.told.recv()).await {
                    Ok(Ok(told)) => told,
                    Ok(Err(RecvError::Lagged(_))) => Told::Missed,
                    Ok(Err(RecvError::Closed)) => return Heard::Ended,
                    Err(_) => return self.unless_over(Heard::Quiet).await,
                },
            };
            let Told::Hint(at, hint) = told else { return self.unless_over(Heard::Missed).await };
            self.at = at;
            match hint.as_ref() {
                Hint::Ticket(hint) if self.ears.scope.hears(hint) => return Heard::Ticket(hint.id),
                Hint::News => return Heard::News,
                Hint::Offers => return Heard::Offers,
                Hint::Access(affiliate) if self.ears.scope.hears_of(*affiliate) => return Heard::Offers,
                Hint::Person(user) if *user == self.ears.user => {
                    return self.unless_over(Heard::Missed).await;
                }
                Hint::Notices(users) if users.contains(&self.ears.user) => return Heard::Notices,
                Hint::Ticket(_) | Hint::Person(_) | Hint::Access(_) | Hint::Notices(_) => {}
            }
        }
    }

    /// Looks whether the session lives still, and what its holder may hear now.
    async fn unless_over(&mut self, heard: Heard) -> Heard {
        match self.app.read(&self.who, Ears::of).await {
            Ok(ears) => {
                self.ears = ears;
                heard
            }
            Err(Error::SignedOut) => Heard::Ended,
            // A database that is away says nothing about the session. What is fetched asks for it again.
            Err(_) => heard,
        }
    }
}

/// Begins to hear the database, at the first listener.
fn start(app: &App) -> Result<(), Error> {
    let mut memory = app.hub().memory();
    if memory.since.is_some() {
        return Ok(());
    }
    let mut signals = app.db().signals()?;
    memory.since = Some(app.clock().now());
    drop(memory);
    let (hub, clock) = (app.hub_shared(), app.clock().clone());
    tokio::spawn(async move {
        while let Some(signal) = signals.next().await {
            let Some(hub) = hub.upgrade() else { return };
            hub.tell(clock.now(), &signal);
        }
    });
    Ok(())
}
