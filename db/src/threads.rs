//! Starting the worker threads, all or none.

use std::{
    sync::Arc,
    thread::{Builder, JoinHandle},
};

use crate::{Error, database::Shared};

/// A thread's name and what it does.
pub(crate) type Work = (String, Box<dyn FnOnce() + Send>);

pub(crate) fn start(work: Vec<Work>, shared: &Arc<Shared>) -> Result<Vec<JoinHandle<()>>, Error> {
    work.into_iter()
        .map(|(name, work)| Builder::new().name(name).spawn(work))
        .collect::<Result<_, _>>()
        .map_err(|error| {
            // Those that did start find a closed queue and end.
            shared.close();
            Error::Unavailable(format!("a thread cannot be started: {error}"))
        })
}

/// Runs something on a thread of its own and waits for it: the PostgreSQL driver has a runtime inside, which must not
/// be used on a thread that is in one already.
pub(crate) fn apart<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap_or(Err(Error::Panicked)))
}
