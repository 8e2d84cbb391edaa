//! The connection that hears what transactions of all processes say.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use postgres::{Client, fallible_iterator::FallibleIterator as _};

use super::{Address, from, worker::jittered};
use crate::{Error, database::Shared, signal::Signal};

/// The channel; each database has its own.
pub(crate) const CHANNEL: &str = "affdesk";

/// How long it waits before it looks whether the database was closed.
const LOOK: Duration = Duration::from_millis(500);

/// How often it asks the server for a sign of life: a listener that only waits would not notice a lost network.
const PING: Duration = Duration::from_secs(15);

/// The pauses before a lost connection is made anew.
const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(2);

/// Listens until the database is closed.
pub(crate) fn run(address: &Address, shared: &Arc<Shared>) {
    let mut pause = SHORT;
    while !shared.is_closed() {
        let began = Instant::now();
        if let Err(error) = listen(address, shared) {
            tracing::warn!(%error, "not listening to PostgreSQL for changes");
        }
        pause = if began.elapsed() > LONG { SHORT } else { (pause * 2).min(LONG) };
        thread::sleep(jittered(pause));
    }
}

fn listen(address: &Address, shared: &Shared) -> Result<(), Error> {
    let mut client = address.connect()?;
    client.batch_execute(&format!("LISTEN {CHANNEL}")).map_err(|error| from(&error, true))?;
    // Whatever was said before that was not heard.
    shared.said.say(Signal::Missed);
    let mut heard = Instant::now();
    while !shared.is_closed() {
        while let Some(said) = next(&mut client)? {
            shared.said.say(Signal::Said(said.into()));
            heard = Instant::now();
        }
        if heard.elapsed() > PING {
            client.batch_execute("").map_err(|error| from(&error, true))?;
            heard = Instant::now();
        }
        if client.is_closed() {
            return Err(Error::Unavailable("the connection was lost".to_owned()));
        }
    }
    Ok(())
}

/// What was said, or nothing for a while.
fn next(client: &mut Client) -> Result<Option<String>, Error> {
    let mut notifications = client.notifications();
    let said = notifications.timeout_iter(LOOK).next().map_err(|error| from(&error, true))?;
    Ok(said.map(|said| said.payload().to_owned()))
}
