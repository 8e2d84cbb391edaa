//! Opening a connection, and the deadline that interrupts it.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::from;
use crate::Error;

/// What a connection is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Writer,
    Reader,
    /// Foreign keys are off while tables are rebuilt, and checked at the end.
    Migration,
}

impl Role {
    /// KiB of pages that a connection keeps for itself. Readers have the system's cache below theirs, and there are many of
    /// them; the writer touches the same pages of its indexes again and again.
    fn cache_kib(self) -> i64 {
        match self {
            Self::Reader => 2_000,
            Self::Writer | Self::Migration => 8_000,
        }
    }
}

/// How long a statement waits for another process. The writer sets its own, by the deadlines of its jobs.
const BUSY: Duration = Duration::from_secs(5);

/// More than the application has.
const STATEMENTS: usize = 512;

pub(crate) fn open(path: &Path, role: Role) -> Result<Connection, Error> {
    // No URI: a file may be called `file:a?b`.
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connect = || {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        if role != Role::Reader {
            connection.pragma_update(None, "journal_mode", "wal")?;
            connection.pragma_update(None, "synchronous", "full")?;
            connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
        }
        connection.pragma_update(None, "foreign_keys", role != Role::Migration)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.pragma_update(None, "cache_size", -role.cache_kib())?;
        // LIKE minds case on PostgreSQL, so it does here.
        connection.pragma_update(None, "case_sensitive_like", true)?;
        // A misspelt column in double quotes is an error, as on PostgreSQL, and not a text.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        // A plan belongs to the text of a statement. Otherwise, once ANALYZE has run, each new value of a parameter has
        // the statement planned anew, which takes longer than running it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        if role == Role::Reader {
            connection.pragma_update(None, "query_only", true)?;
        }
        let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        Ok((connection, mode))
    };
    let (connection, mode) = connect().map_err(|error: rusqlite::Error| match from(&error) {
        Error::Unavailable(message) => Error::Unavailable(format!("{}: {message}", path.display())),
        other => other,
    })?;
    if mode != "wal" {
        // A network file system, most likely; readers and the writer would wait for each other.
        return Err(Error::Unavailable(format!(
            "{}: its file system has no shared memory, which the write-ahead log needs",
            path.display()
        )));
    }
    Ok(connection)
}

/// When the running statement is interrupted. SQLite asks between its instructions, so there is no thread that could
/// hit the next job by mistake.
pub(crate) struct Limit {
    base: Instant,
    /// Nanoseconds after `base`.
    at: Arc<AtomicU64>,
}

const NEVER: u64 = u64::MAX;

/// Rare enough to cost nothing, often enough for milliseconds.
const INSTRUCTIONS: i32 = 4096;

impl Limit {
    pub(crate) fn install(connection: &mut Connection) -> Result<Self, Error> {
        let base = Instant::now();
        let at = Arc::new(AtomicU64::new(NEVER));
        let seen = Arc::clone(&at);
        let passed = move || {
            let at = seen.load(Ordering::Relaxed);
            at != NEVER && base.elapsed() >= Duration::from_nanos(at)
        };
        connection.progress_handler(INSTRUCTIONS, Some(passed)).map_err(|error| from(&error))?;
        Ok(Self { base, at })
    }

    /// Runs something that is interrupted at the deadline.
    pub(crate) fn until<T>(&self, deadline: Instant, work: impl FnOnce() -> T) -> T {
        let nanos = deadline.saturating_duration_since(self.base).as_nanos();
        self.at.store(u64::try_from(nanos).unwrap_or(NEVER), Ordering::Relaxed);
        let result = work();
        self.at.store(NEVER, Ordering::Relaxed);
        result
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_is_planned_once_whatever_its_values_are() {
        let directory = tempfile::tempdir().expect("a directory");
        let connection = open(&directory.path().join("plans.db"), Role::Writer).expect("opened");
        let fill = "CREATE TABLE t (id INTEGER PRIMARY KEY, a BIGINT, b BIGINT);
                    CREATE INDEX t_a ON t (a, b);
                    WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 2000)
                    INSERT INTO t SELECT n, n % 7, n FROM s;
                    ANALYZE;";
        connection.execute_batch(fill).expect("filled");
        let sql = "SELECT id FROM t WHERE a = ?1 AND b > ?2 ORDER BY b LIMIT ?3";
        let mut statement = connection.prepare(sql).expect("prepared");
        for value in 0..7 {
            let rows = statement.query_map([value, 10 * value, 5], |row| row.get::<_, i64>(0)).expect("run");
            assert_eq!(rows.count(), 5);
        }
        assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
    }
}
