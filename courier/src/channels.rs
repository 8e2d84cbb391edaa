//! Sending what waits in the outbox, whatever the channel: claim, note the attempt, send, note how it went.

use std::time::Duration;

use desk::outbox::{self, Channel, Claimed, Outcome, SEND_WITHIN};
use desk::{App, Credential, Cx, Error};
use tokio::sync::watch;

use crate::IDLE;

/// Rows that are claimed at a time. All of them have to be begun within a lease.
const AT_ONCE: i64 = 10;

/// The longest rest after the other side could not be reached.
const LONGEST_REST: Duration = Duration::from_mins(1);

/// A channel: what a row says, and how it leaves.
pub trait Post: Send + Sync + 'static {
    /// What is ready to leave.
    type Ready: Send + 'static;

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
    /// Whether it is the channel that fails and not this row: then the others wait as well.
    pub channel_down: bool,
}

impl Attempt {
    /// That a row went so.
    pub fn of(outcome: Outcome, answer: String) -> Self {
        Self { outcome, answer, channel_down: false }
    }
}

/// Sends what waits on a channel until `stop` says so; what is being sent then is finished first.
pub async fn run<P: Post>(app: App, post: P, mut stop: watch::Receiver<bool>) {
    let owner = crate::owner(&app);
    let mut rest = IDLE;
    while !*stop.borrow() {
        let sent = match send_some(&app, &post, &owner, &stop).await {
            Ok(sent) => sent,
            Err(error) => {
                tracing::warn!(channel = %post.channel(), %error, "the outbox could not be read");
                Sent { some: false, down: true }
            }
        };
        rest = if sent.down { (rest * 2).min(LONGEST_REST) } else { IDLE };
        if !sent.some || sent.down {
            tokio::select! {
                () = tokio::time::sleep(rest) => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }
}

/// Sends everything that is due on a channel now, for tests and the command line. Gives how many rows were tried.
pub async fn send_all<P: Post>(app: &App, post: &P, owner: &str) -> Result<usize, Error> {
    let (_never, stop) = watch::channel(false);
    let mut tried = 0;
    loop {
        let rows = claim(app, post.channel(), owner).await?;
        if rows.is_empty() {
            return Ok(tried);
        }
        tried += rows.len();
        if send_rows(app, post, owner, rows, &stop).await? {
            return Ok(tried);
        }
    }
}

struct Sent {
    some: bool,
    down: bool,
}

async fn send_some<P: Post>(
    app: &App,
    post: &P,
    owner: &str,
    stop: &watch::Receiver<bool>,
) -> Result<Sent, Error> {
    let channel = post.channel();
    if !app.read(&Credential::System, move |cx| outbox::is_due(cx, channel)).await? {
        return Ok(Sent { some: false, down: false });
    }
    let rows = claim(app, channel, owner).await?;
    let some = !rows.is_empty();
    Ok(Sent { some, down: send_rows(app, post, owner, rows, stop).await? })
}

async fn claim(app: &App, channel: Channel, owner: &str) -> Result<Vec<Claimed>, Error> {
    let owner = owner.to_owned();
    app.write(&Credential::System, move |cx| outbox::claim(cx, channel, &owner, AT_ONCE)).await
}

/// Sends rows one after the other. Gives whether the channel is down; what was not begun then is given back.
async fn send_rows<P: Post>(
    app: &App,
    post: &P,
    owner: &str,
    rows: Vec<Claimed>,
    stop: &watch::Receiver<bool>,
) -> Result<bool, Error> {
    let mut rows = rows.into_iter();
    let mut down = false;
    while !down && !*stop.borrow() {
        let Some(row) = rows.next() else { return Ok(false) };
        down = send_one(app, post, owner, &row).await?;
    }
    let left: Vec<_> = rows.map(|row| row.id).collect();
    if !left.is_empty() {
        let owner = owner.to_owned();
        app.write(&Credential::System, move |cx| outbox::release(cx, &left, &owner)).await?;
    }
    Ok(down)
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

async fn send_one<P: Post>(app: &App, post: &P, owner: &str, row: &Claimed) -> Result<bool, Error> {
    let (name, claimed) = (owner.to_owned(), row.clone());
    let begun = app.write(&Credential::System, move |cx| {
        if !outbox::begin(cx, claimed.id, &name)? {
            return Ok(Begun::Lost);
        }
        Ok(P::prepare(cx, &claimed)?.map_or(Begun::Nothing, Begun::Ready))
    });
    let attempt = match begun.await? {
        Begun::Lost => return Ok(false),
        Begun::Nothing => {
            Attempt::of(Outcome::Dropped, "nobody wants it, or may have it, any more".to_owned())
        }
        Begun::Ready(ready) => match tokio::time::timeout(SEND_WITHIN, post.send(app, row, ready)).await {
            Ok(attempt) => attempt,
            Err(_) => Attempt {
                channel_down: true,
                ..Attempt::of(Outcome::Failed(None), "the other side did not answer in time".to_owned())
            },
        },
    };
    tracing::debug!(id = %row.id, channel = %row.channel, outcome = ?attempt.outcome, "tried a delivery");
    if !matches!(attempt.outcome, Outcome::Sent | Outcome::Dropped) {
        tracing::warn!(id = %row.id, channel = %row.channel, answer = %attempt.answer, "a delivery failed");
    }
    let (name, id, down) = (owner.to_owned(), row.id, attempt.channel_down);
    let finish = move |cx: &mut Cx<'_, '_>| outbox::finish(cx, id, &name, &attempt.outcome, &attempt.answer);
    app.write(&Credential::System, finish).await?;
    Ok(down)
}
