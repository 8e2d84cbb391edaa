//! The door to every use case: authenticates, opens a transaction, runs the job, commits.

use std::sync::{Arc, Weak};
use std::time::Duration;

use db::{Database, Tx};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::clock::Clock;
use crate::cx::{Actor, Cx};
use crate::error::Error;
use crate::live::Hub;
use crate::offers::KeptChoices;
use crate::people::{Passwords, SessionToken, Throttles, sessions};
use crate::random::Random;
use crate::settings::Settings;
use crate::transfer;

/// On whose behalf a job runs; turned into an [`Actor`] inside the job's own transaction.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Nobody: what the sign-in page may do.
    Anonymous,
    /// The holder of a session's cookie.
    Session(SessionToken),
    /// The holder of a cookie whose session has run out. Good for one thing: saving a draft for its user.
    Expired(SessionToken),
    /// The desk itself: jobs and the command line.
    System,
}

/// The application: a database, a clock, randomness and settings. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

/// What every context can reach.
pub(crate) struct Inner {
    pub(crate) db: Database,
    pub(crate) store: files::Store,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) settings: Settings,
    pub(crate) passwords: Passwords,
    pub(crate) throttles: Throttles,
    pub(crate) hub: Arc<Hub>,
    pub(crate) choices: KeptChoices,
    pub(crate) imports: transfer::Progress,
    /// Whose turn it is to work on a picture.
    pictures: Arc<Semaphore>,
}

impl App {
    /// Puts the parts together. The database's migrations have to be applied already.
    pub fn new(db: Database, store: files::Store, clock: Clock, random: Random, settings: Settings) -> Self {
        let passwords = Passwords::new(&random);
        let throttles = Throttles::new(&settings.throttle);
        Self {
            inner: Arc::new(Inner {
                db,
                store,
                clock,
                random,
                settings,
                passwords,
                throttles,
                hub: Arc::default(),
                choices: KeptChoices::default(),
                imports: transfer::Progress::default(),
                pictures: Arc::new(Semaphore::new(1)),
            }),
        }
    }

    /// Runs `job` in a read-only transaction as `who`. The session is looked up in the same transaction.
    pub async fn read<T: Send + 'static>(
        &self,
        who: &Credential,
        job: impl Fn(&mut Cx<'_, '_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (who, inner) = (who.clone(), Arc::clone(&self.inner));
        self.inner.db.read(move |tx| inner.run(tx, &who, &job)).await
    }

    /// Runs `job` in a read-write transaction as `who`. When it answers success, everything it wrote is durable;
    /// when it answers an error, nothing was written. The job may run more than once, so it touches nothing but `cx`.
    pub async fn write<T: Send + 'static>(
        &self,
        who: &Credential,
        job: impl Fn(&mut Cx<'_, '_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (who, inner) = (who.clone(), Arc::clone(&self.inner));
        self.inner.db.write(move |tx| inner.run(tx, &who, &job)).await
    }

    /// The same for the rare job that is long: it may take `patience`, and on SQLite nobody else writes meanwhile.
    pub(crate) async fn write_within<T: Send + 'static>(
        &self,
        patience: Duration,
        who: &Credential,
        job: impl Fn(&mut Cx<'_, '_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (who, inner) = (who.clone(), Arc::clone(&self.inner));
        self.inner.db.write_within(patience, move |tx| inner.run(tx, &who, &job)).await
    }

    /// The database below, for readiness, metrics and shutdown.
    pub fn db(&self) -> &Database {
        &self.inner.db
    }

    /// The file store below.
    pub fn store(&self) -> &files::Store {
        &self.inner.store
    }

    /// The clock in use.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The randomness in use.
    pub fn random(&self) -> &Random {
        &self.inner.random
    }

    /// The settings in force.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.inner.hub
    }

    pub(crate) fn imports(&self) -> &transfer::Progress {
        &self.inner.imports
    }

    /// For the task that outlives no application.
    pub(crate) fn hub_shared(&self) -> Weak<Hub> {
        Arc::downgrade(&self.inner.hub)
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.inner.passwords
    }

    pub(crate) fn throttles(&self) -> &Throttles {
        &self.inner.throttles
    }

    /// Waits for one's turn to work on a picture.
    pub(crate) async fn picture_turn(&self) -> Result<OwnedSemaphorePermit, Error> {
        let pictures = Arc::clone(&self.inner.pictures);
        // It is never closed; if it were, nobody's turn would come.
        pictures.acquire_owned().await.map_err(|_| Error::NotFound)
    }
}

impl Inner {
    fn run<T>(
        &self,
        tx: &mut Tx<'_>,
        who: &Credential,
        job: &impl Fn(&mut Cx<'_, '_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let now = self.clock.now();
        let actor = match who {
            Credential::Anonymous | Credential::Expired(_) => Actor::Anonymous,
            Credential::System => Actor::System,
            Credential::Session(token) => sessions::authenticate(tx, token, now, &self.settings)?,
        };
        job(&mut Cx { tx, actor, now, app: self })
    }
}
