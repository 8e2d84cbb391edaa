//! What open pages hear. A change is a hint: that something changed, and for whom; never what. A page that hears of it
//! asks for its part again, with its own rights.
//!
//! A hint leaves with the transaction that made the change ([`db::Tx::signal`]) and reaches every process. A
//! [`Listener`] hears those that its person may know of, through the same scope as their lists, and ends with their
//! session.

use std::time::Duration;

use db::{Signal, Signals};
use serde::{Deserialize, Serialize};

use crate::app::{App, Credential};
use crate::cx::Cx;
use crate::error::Error;
use crate::people::UserId;
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
}

/// Tells it to everybody who listens, once the transaction is committed.
pub(crate) fn tell(cx: &mut Cx<'_, '_>, hint: &Hint) -> Result<(), Error> {
    let text = serde_json::to_string(hint)
        .map_err(|error| Error::Damaged(format!("a hint cannot be written: {error}")))?;
    Ok(cx.tx.signal(&text)?)
}

/// What a listener hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Something about this ticket changed.
    Ticket(TicketId),
    /// News were published, changed or withdrawn.
    News,
    /// Something may have been missed: look at everything again.
    Missed,
    /// Nothing for a while; the session lives.
    Quiet,
    /// The session is over. There will be no more.
    Ended,
}

/// How often it is looked whether the session lives, where nothing says so: one that runs out by time, or is ended by the
/// command line beside a SQLite desk.
pub const LOOK: Duration = Duration::from_secs(15);

/// Hears what the holder of a session may know of.
pub struct Listener {
    app: App,
    who: Credential,
    signals: Signals,
    ears: Ears,
    look: Duration,
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
    /// Listens as the holder of a session, and looks every `look` whether it lives; usually [`LOOK`].
    pub async fn new(app: &App, who: Credential, look: Duration) -> Result<Self, Error> {
        // First the ears, then the look at who it is: nothing falls between.
        let signals = app.db().signals()?;
        let ears = app.read(&who, Ears::of).await?;
        Ok(Self { app: app.clone(), who, signals, ears, look })
    }

    /// What there is to hear next. May be dropped while it waits.
    pub async fn next(&mut self) -> Heard {
        loop {
            let Ok(signal) = tokio::time::timeout(self.look, self.signals.next()).await else {
                return if self.lives().await { Heard::Quiet } else { Heard::Ended };
            };
            let text = match signal {
                Some(Signal::Said(text)) => text,
                Some(Signal::Missed) => return if self.lives().await { Heard::Missed } else { Heard::Ended },
                None => return Heard::Ended,
            };
            // One of another version of this program says nothing to us.
            let Ok(hint) = serde_json::from_str::<Hint>(&text) else { continue };
            match hint {
                Hint::Ticket(hint) if self.ears.scope.hears(&hint) => return Heard::Ticket(hint.id),
                Hint::News => return Heard::News,
                Hint::Person(user) if user == self.ears.user => {
                    return if self.lives().await { Heard::Missed } else { Heard::Ended };
                }
                Hint::Ticket(_) | Hint::Person(_) => {}
            }
        }
    }

    /// Whether the session lives still; learns what its holder may hear now.
    async fn lives(&mut self) -> bool {
        match self.app.read(&self.who, Ears::of).await {
            Ok(ears) => {
                self.ears = ears;
                true
            }
            Err(Error::SignedOut) => false,
            // A database that is away says nothing about the session. What is fetched asks for it again.
            Err(_) => true,
        }
    }
}
