//! A desk of its own for one test.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use db::testing::Scratch;
use db::{Database, Engine, Tx};
use desk::{App, Clock, Cx, Error, Random, Settings, SubmissionId, Timestamp};
use tempfile::TempDir;

use crate::{Who, submission};

/// When every test begins: 2026-03-02T09:00:00Z, a Monday.
pub const START: Timestamp = Timestamp::new(1_772_442_000_000_000);

/// A desk on a fresh database, with a clock that the test moves. Dropping it removes everything.
pub struct Kit {
    app: App,
    /// Numbers given out: names, submissions.
    given: AtomicU64,
    scratch: Scratch,
    files: TempDir,
}

impl Kit {
    /// A desk with the usual settings.
    ///
    /// # Panics
    /// When the database or the directory cannot be made.
    pub fn new(engine: Engine) -> Self {
        Self::with(engine, |_| ())
    }

    /// A desk whose jobs may take minutes, for what is done in large jobs on a busy machine. As many as usual may write at
    /// once, where other desks of tests have few.
    ///
    /// # Panics
    /// When the database or the directory cannot be made.
    pub fn patient(engine: Engine) -> Self {
        let patience = |options: &mut db::Options| {
            (options.deadline, options.writers) = (Duration::from_mins(10), 4);
        };
        Self::on(Scratch::with(engine, Some(&desk::migrations::all()), patience), engine, |_| ())
    }

    /// A desk with other settings.
    ///
    /// # Panics
    /// When the database or the directory cannot be made.
    pub fn with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        Self::on(Scratch::migrated(engine, &desk::migrations::all()), engine, change)
    }

    fn on(scratch: Scratch, engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        let files = TempDir::with_prefix("affdesk-files-").expect("a temporary directory can be made");
        let store = files::Store::local(files.path()).expect("a file store can be made");
        let mut settings = Settings::default();
        change(&mut settings);
        let app =
            App::new(scratch.database().clone(), store, Clock::fixed(START), seeded(engine as u64), settings);
        Self { app, given: AtomicU64::new(1), scratch, files }
    }

    /// The application under test.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Its database, for what no use case says.
    pub fn db(&self) -> &Database {
        self.scratch.database()
    }

    /// The directory with its files.
    pub fn files(&self) -> &std::path::Path {
        self.files.path()
    }

    /// The time on the desk's clock.
    pub fn now(&self) -> Timestamp {
        self.app.clock().now()
    }

    /// Lets time pass.
    pub fn pass(&self, by: Duration) {
        self.app.clock().advance(by);
    }

    /// A number that this kit did not give before.
    pub(crate) fn number(&self) -> u64 {
        self.given.fetch_add(1, Ordering::Relaxed)
    }

    /// The id of a form that was not sent before.
    pub fn fresh_submission(&self) -> SubmissionId {
        // Far from the numbers that a test writes by hand.
        submission(1 << 32 | self.number())
    }

    /// Reads as somebody.
    pub async fn read<T: Send + 'static>(
        &self,
        who: &impl Who,
        job: impl Fn(&mut Cx<'_, '_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.app.read(&who.credential(), job).await
    }

    /// Writes as somebody.
    pub async fn write<T: Send + 'static>(
        &self,
        who: &impl Who,
        job: impl Fn(&mut Cx<'_, '_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.app.write(&who.credential(), job).await
    }

    /// Looks into or changes the tables behind the desk's back.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn sql<T: Send + 'static>(
        &self,
        job: impl Fn(&mut Tx<'_>) -> Result<T, db::Error> + Send + 'static,
    ) -> T {
        self.db().write(job).await.expect("the database does what the test says")
    }

    /// One number that a query without parameters gives.
    ///
    /// # Panics
    /// When the query is wrong.
    pub async fn count(&self, sql: &str) -> i64 {
        let sql = sql.to_owned();
        self.sql(move |tx| tx.query_one(&sql, &[], |row| row.get(0))).await
    }

    /// Checks that everything kept is as it is counted, and that every row and file has its other half: the end of
    /// most tests.
    ///
    /// # Panics
    /// With the findings, when there are any.
    pub async fn verify(&self) {
        let report = desk::verify::run(&self.app).await.expect("verify can run");
        assert!(report.findings.is_empty(), "verify found: {:#?}", report.findings);
    }
}

/// The same bytes in the same order, on every run (`SplitMix64`).
fn seeded(seed: u64) -> Random {
    let state = AtomicU64::new(seed);
    Random::from_fn(move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            let mut z = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    })
}
