//! Migrations: one folder per engine, the same versions in both, run under a lock.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use refinery::{Migration, Runner};

use crate::{
    Database, Error,
    location::Place,
    postgres::Address,
    sqlite::{self, Role},
    threads::apart,
};

/// The application's migrations, made by refinery at compile time:
///
/// ```ignore
/// mod sqlite { refinery::embed_migrations!("migrations/sqlite"); }
/// mod postgres { refinery::embed_migrations!("migrations/postgres"); }
/// pub const MIGRATIONS: db::Migrations =
///     db::Migrations { sqlite: sqlite::migrations::runner, postgres: postgres::migrations::runner };
/// ```
///
/// A migration is one transaction. On SQLite foreign keys are off while it runs, so that a table can be rebuilt, and
/// are checked when all are done. Append-only once released: a changed or a missing one is an error.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// Those for SQLite.
    pub sqlite: fn() -> Runner,
    /// Those for PostgreSQL.
    pub postgres: fn() -> Runner,
}

/// Where refinery keeps what was applied.
pub(crate) const TABLE: &str = "refinery_schema_history";

/// How long one process waits for another to finish migrating.
const PATIENCE: Duration = Duration::from_mins(10);

/// "affdesk" as a number: whose lock it is among the advisory locks of a database.
const LOCK: i64 = 0x61_66_66_64_65_73_6b;

impl Database {
    /// Applies what is missing and names it. Two processes may do this at once: the second waits and finds nothing.
    pub fn migrate(&self, migrations: &Migrations) -> Result<Vec<String>, Error> {
        match &self.location().0 {
            Place::Sqlite(path) => {
                let _lock = lock_file(path)?;
                let mut connection = sqlite::open(path, Role::Migration)?;
                connection.set_transaction_behavior(rusqlite::TransactionBehavior::Immediate);
                let report = (migrations.sqlite)().run(&mut connection).map_err(|error| failed(&error))?;
                // It reads every row that points to another: only after something was done to them.
                if !report.applied_migrations().is_empty() {
                    check_foreign_keys(&connection)?;
                }
                Ok(names(report.applied_migrations()))
            }
            Place::Postgres(url) => apart(|| {
                let mut client = Address::parse(url)?.connect()?;
                // The lock ends with the connection, whatever happens.
                client
                    .batch_execute(&format!(
                        "SET lock_timeout = {}; SELECT pg_advisory_lock({LOCK})",
                        PATIENCE.as_millis()
                    ))
                    .map_err(|error| Error::Migration(error.to_string()))?;
                let report = (migrations.postgres)().run(&mut client).map_err(|error| failed(&error))?;
                Ok(names(report.applied_migrations()))
            }),
        }
    }

    /// Names the migrations that are not applied yet, in their order.
    pub fn pending_migrations(&self, migrations: &Migrations) -> Result<Vec<String>, Error> {
        let applied = self.read_blocking(|tx| {
            let exists = tx.engine().pick(
                "SELECT COUNT(*) > 0 FROM sqlite_schema WHERE name = $1",
                "SELECT COUNT(*) > 0 FROM information_schema.tables
                  WHERE table_schema = current_schema() AND table_name = CAST($1 AS TEXT)",
            );
            if tx.query_one(exists, &[&TABLE], |row| row.get::<bool>(0))? {
                tx.query("SELECT version FROM refinery_schema_history", &[], |row| row.get::<i64>(0))
            } else {
                Ok(Vec::new())
            }
        })?;
        let runner = self.engine().pick(migrations.sqlite, migrations.postgres)();
        let mut all = runner.get_migrations().clone();
        all.retain(|migration| !applied.contains(&i64::from(migration.version())));
        all.sort_by_key(Migration::version);
        Ok(names(&all))
    }
}

fn names(migrations: &[Migration]) -> Vec<String> {
    migrations.iter().map(ToString::to_string).collect()
}

/// The message with what the engine said, which refinery keeps one level down.
fn failed(error: &refinery::Error) -> Error {
    let source = std::error::Error::source(error).map(|source| match source.source() {
        Some(inner) => format!(": {source}: {inner}"),
        None => format!(": {source}"),
    });
    Error::Migration(format!("{error}{}", source.unwrap_or_default()))
}

/// A file next to the database, locked for as long as it is open: refinery runs transactions of its own, so the
/// database itself cannot be the lock.
fn lock_file(database: &Path) -> Result<File, Error> {
    let mut path = database.as_os_str().to_owned();
    path.push("-migrate");
    let path = PathBuf::from(path);
    let failed = |error: &dyn std::fmt::Display| Error::Migration(format!("{}: {error}", path.display()));
    let file = File::create(&path).map_err(|error| failed(&error))?;
    let until = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < until => {
                thread::sleep(Duration::from_millis(20));
            }
            Err(TryLockError::WouldBlock) => return Err(failed(&"another process is migrating")),
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
    }
}

/// With foreign keys off a migration can leave a row that points nowhere; that is better known now than later.
fn check_foreign_keys(connection: &rusqlite::Connection) -> Result<(), Error> {
    let mut check = connection.prepare("PRAGMA foreign_key_check").map_err(|error| sqlite::from(&error))?;
    let first =
        check.query_map([], |row| row.get::<_, String>(0)).map_err(|error| sqlite::from(&error))?.next();
    match first {
        None => Ok(()),
        Some(table) => Err(Error::Migration(format!(
            "a row of {} points to a row that does not exist",
            table.unwrap_or_default()
        ))),
    }
}
