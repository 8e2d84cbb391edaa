//! Sending what waits in the outbox, whatever the channel: claim, note the attempt, send, note how it went.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use desk::outbox::{self, Channel, Claimed, LEASE, Outcome, SEND_WITHIN};
use desk::{App, Credential, Cx, Error};
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio::time::Instant;

use crate::IDLE;

/// The longest rest after the other side could not be reached.
const LONGEST_REST: Duration = Duration::from_mins(1);

/// How long it is tried to note how an attempt went, while the database is away: within what is left of the lease, so that
/// nobody repeats meanwhile what has gone out.
const NOTE_WITHIN: Duration = LEASE.saturating_sub(SEND_WITHIN.saturating_mul(2));

/// A channel: what a row says, and how it leaves.
pub trait Post: Send + Sync + 'static {
    /// What is ready to leave.
    type Ready: Send + 'static;

    /// How many leave at once.
    const AT_ONCE: usize;

    /// How many of them may go to one address of the channel's, so that one which hangs does not hold up the others.
    const AT_ONE_ADDRESS: usize;

    /// Whose rows it takes.
    fn channel(&self) -> Channel;

    /// Reads what a row says, in the transaction that notes the attempt. None when there is nothing to send, or nobody
    /// who may have it.
    fn prepare(cx: &mut Cx<'_, '_>, row: &Claimed) -> Result<Option<Self::Ready>, Error>;

    /// Sends it. It is cut off after [`SEND_WITHIN`].
    fn send(&self, app: &App, row: &Claimed, ready: Self::Ready) -> impl Future<Output = Attempt> + Send;
}

/// How sending went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// For the row.
    pub outcome: Outcome,
    /// What the other side said.
    pub answer: String,
    /// What the other side calls what it took; empty where it calls it nothing.
    pub receipt: String,
}

impl Attempt {
    /// That a row went so.
    pub fn of(outcome: Outcome, answer: impl Into<String>) -> Self {
        Self { outcome, answer: answer.into(), receipt: String::new() }
    }
}

/// Sends what waits on a channel until `stop` says so; what is being sent then is finished first.
pub async fn run<P: Post>(app: App, post: P, mut stop: watch::Receiver<bool>) {
    let mut sending = Sending::new(app, post, None);
    let (mut rest, mut look_at) = (IDLE, Instant::now());
    while !*stop.borrow() || !sending.under_way.is_empty() {
        let may_look = !*stop.borrow() && sending.has_room();
        tokio::select! {
            Some(ended) = sending.ended() => {
                rest = if ended == Ended::Down { (rest * 2).min(LONGEST_REST) } else { IDLE };
                look_at = if ended == Ended::Down { Instant::now() + rest } else { Instant::now() };
            }
            () = tokio::time::sleep_until(look_at), if may_look => match sending.begin().await {
                Ok(0) => look_at = Instant::now() + IDLE,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(channel = %sending.post.channel(), %error, "the outbox could not be read");
                    rest = (rest * 2).min(LONGEST_REST);
                    look_at = Instant::now() + rest;
                }
            },
            changed = stop.changed(), if !*stop.borrow() => if changed.is_err() { return },
        }
    }
}

/// Sends everything that is due on a channel now, for tests and the command line. Gives how many rows were tried.
pub async fn send_all<P: Post>(app: &App, post: P, owner: &str) -> Result<usize, Error> {
    let mut sending = Sending::new(app.clone(), post, Some(owner.to_owned()));
    let (mut tried, mut down) = (0, false);
    loop {
        tried += if down { 0 } else { sending.begin().await? };
        match sending.ended().await {
            Some(ended) => down |= ended == Ended::Down,
            None => return Ok(tried),
        }
    }
}

/// How one delivery ended, for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// The next may go.
    Done,
    /// The next would fail as well.
    Down,
}

/// What is under way on a channel.
struct Sending<P> {
    app: App,
    post: Arc<P>,
    owner: String,
    under_way: JoinSet<Ended>,
    /// Where each of them goes.
    addresses: HashMap<Id, String>,
}

impl<P: Post> Sending<P> {
    fn new(app: App, post: P, owner: Option<String>) -> Self {
        let owner = owner.unwrap_or_else(|| crate::owner(&app));
        Self { app, post: Arc::new(post), owner, under_way: JoinSet::new(), addresses: HashMap::new() }
    }

    fn has_room(&self) -> bool {
        self.under_way.len() < P::AT_ONCE
    }

    /// The addresses to which nothing more may go now.
    fn busy(&self) -> Vec<String> {
        let mut counts: HashMap<&String, usize> = HashMap::new();
        for address in self.addresses.values() {
            *counts.entry(address).or_default() += 1;
        }
        counts.retain(|_, count| *count >= P::AT_ONE_ADDRESS);
        counts.into_keys().cloned().collect()
    }

    /// Claims as much as there is room for, and begins with it. Gives how much that is.
    async fn begin(&mut self) -> Result<usize, Error> {
        let mut begun = 0;
        while self.has_room() {
            let (channel, owner, busy) = (self.post.channel(), self.owner.clone(), self.busy());
            let asked = busy.clone();
            let is_due = move |cx: &mut Cx<'_, '_>| outbox::is_due(cx, channel, &asked);
            if !self.app.read(&Credential::System, is_due).await? {
                break;
            }
            // No more at a time than may all go to one address.
            let most = P::AT_ONE_ADDRESS.min(P::AT_ONCE - self.under_way.len());
            let most = i64::try_from(most).unwrap_or(1);
            let claim = move |cx: &mut Cx<'_, '_>| outbox::claim(cx, channel, &owner, most, &busy);
            let rows = self.app.write(&Credential::System, claim).await?;
            if rows.is_empty() {
                break;
            }
            begun += rows.len();
            for row in rows {
                let address = row.address.clone();
                let (app, post, owner) = (self.app.clone(), Arc::clone(&self.post), self.owner.clone());
                let task = self.under_way.spawn(async move {
                    send_one(&app, &*post, &owner, &row).await.unwrap_or_else(|error| {
                        // Its lease runs out, and it is tried again.
                        tracing::warn!(id = %row.id, channel = %row.channel, %error, "a delivery could not be noted");
                        Ended::Down
                    })
                });
                self.addresses.insert(task.id(), address);
            }
        }
        Ok(begun)
    }

    /// Waits for the next that ends; none when nothing is under way.
    async fn ended(&mut self) -> Option<Ended> {
        let (id, ended) = match self.under_way.join_next_with_id().await? {
            Ok(done) => done,
            Err(error) => {
                tracing::error!(channel = %self.post.channel(), %error, "a delivery ended badly");
                (error.id(), Ended::Down)
            }
        };
        self.addresses.remove(&id);
        Some(ended)
    }
}

/// What became of the wish to begin.
enum Begun<R> {
    /// Somebody else holds the row by now.
    Lost,
    /// There is nothing to send.
    Nothing,
    /// This.
    Ready(R),
}

async fn send_one<P: Post>(app: &App, post: &P, owner: &str, row: &Claimed) -> Result<Ended, Error> {
    let (name, claimed) = (owner.to_owned(), row.clone());
    let begun = app.write(&Credential::System, move |cx| {
        if !outbox::begin(cx, claimed.id, &name)? {
            return Ok(Begun::Lost);
        }
        Ok(P::prepare(cx, &claimed)?.map_or(Begun::Nothing, Begun::Ready))
    });
    let attempt = match begun.await {
        Ok(Begun::Lost) => return Ok(Ended::Done),
        Ok(Begun::Nothing) => Attempt::of(Outcome::Dropped, "nobody wants it, or may have it, any more"),
        Ok(Begun::Ready(ready)) => {
            let sent = tokio::time::timeout(SEND_WITHIN, post.send(app, row, ready));
            let late = || Attempt::of(Outcome::Down, "the other side did not answer in time");
            sent.await.unwrap_or_else(|_| late())
        }
        Err(Error::Db(error)) if error.is_temporary() => return Err(Error::Db(error)),
        // What cannot be read now may be for ever: it counts, so that it ends among the dead and holds up nobody.
        Err(error) => {
            let (name, id) = (owner.to_owned(), row.id);
            let counted = app.write(&Credential::System, move |cx| outbox::begin(cx, id, &name));
            if !counted.await? {
                return Ok(Ended::Done);
            }
            tracing::error!(id = %row.id, channel = %row.channel, %error, "a delivery cannot be read");
            Attempt::of(Outcome::Failed(None), error.to_string())
        }
    };
    // What the other side said may name people, and stands on the delivery's page.
    if matches!(attempt.outcome, Outcome::Sent | Outcome::Dropped) {
        tracing::debug!(id = %row.id, channel = %row.channel, outcome = ?attempt.outcome, "a delivery ended");
    } else {
        tracing::warn!(id = %row.id, channel = %row.channel, outcome = ?attempt.outcome, "a delivery failed");
    }
    let ended = if attempt.outcome == Outcome::Down { Ended::Down } else { Ended::Done };
    note(app, owner, row, attempt).await?;
    Ok(ended)
}

/// Notes how an attempt went, again and again while the database is away.
async fn note(app: &App, owner: &str, row: &Claimed, attempt: Attempt) -> Result<(), Error> {
    let until = Instant::now() + NOTE_WITHIN;
    loop {
        let (name, id, attempt) = (owner.to_owned(), row.id, attempt.clone());
        let finish = move |cx: &mut Cx<'_, '_>| {
            let noted = outbox::finish(cx, id, &name, &attempt.outcome, &attempt.answer)?;
            // What went out can be answered, whoever holds the row by now.
            if !attempt.receipt.is_empty() {
                outbox::known_as(cx, id, &attempt.receipt)?;
            }
            Ok(noted)
        };
        match app.write(&Credential::System, finish).await {
            Err(Error::Db(error))
                if (error.is_temporary() || error.is_unknown()) && Instant::now() < until =>
            {
                tokio::time::sleep(IDLE).await;
            }
            ended => return ended.map(drop),
        }
    }
}
