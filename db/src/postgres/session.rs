//! A connection with its prepared statements, and the transaction on it.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use postgres::{Client, Statement, error::SqlState, fallible_iterator::FallibleIterator, types::ToSql};

use super::{Address, from};
use crate::{
    Error, Param, Row,
    tx::{Each, RowOn},
};

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    Write,
}

pub(crate) struct Session {
    client: Client,
    statements: HashMap<Box<str>, Statement>,
    /// When the server interrupts a statement that starts now, less the time since the limit was set.
    limit: Option<(Instant, Duration)>,
    /// A statement no longer fits its tables: they were changed by a migration. It is prepared anew in the next run.
    stale: bool,
}

/// How a COMMIT ended.
pub(crate) enum Commit {
    Done,
    /// It is certain that nothing was stored.
    Refused(Error),
    Unknown,
}

/// More than the application has; when it is reached, all are prepared anew.
const STATEMENTS: usize = 512;

/// How much longer than its deadline a statement may run, in exchange for setting the limit once per transaction.
const SLACK: Duration = Duration::from_millis(100);

/// Every session means the same, whatever the server's or the role's settings are. A commit that does not wait for
/// the disk is the one setting that would break a promise; a stronger one is left alone.
const SETTINGS: &str = "
    SET TIME ZONE 'UTC';
    SET standard_conforming_strings = on;
    SET client_min_messages = warning;
    SET idle_in_transaction_session_timeout = '60s';
    SET jit = off;
    SELECT set_config('synchronous_commit', 'on', false)
     WHERE current_setting('synchronous_commit') = 'off';
";

/// Who reads a table from end to end has read every row that others write meanwhile, and one of them is run again for it.
/// Small tables are read like that unless it is forbidden; with an index only what is wanted is read.
const BY_INDEX: &str = "; SET LOCAL enable_seqscan = off";

/// A plan that was made while a table was small must not be kept for one that grows by this very job.
const LONG: &str = "; SET LOCAL plan_cache_mode = force_custom_plan";

impl Session {
    pub(crate) fn connect(address: &Address) -> Result<Self, Error> {
        let mut client = address.connect()?;
        client.batch_execute(SETTINGS).map_err(|error| from(&error, false))?;
        let encoding: String = client
            .query_one("SHOW server_encoding", &[])
            .and_then(|row| row.try_get(0))
            .map_err(|error| from(&error, false))?;
        if encoding != "UTF8" {
            return Err(Error::Location(format!("the database's encoding is {encoding}, it must be UTF8")));
        }
        Ok(Self { client, statements: HashMap::new(), limit: None, stale: false })
    }

    pub(crate) fn begin(&mut self, kind: Kind, alone: bool, deadline: Instant) -> Result<(), Error> {
        if std::mem::take(&mut self.stale) {
            self.statements.clear();
        }
        let begin = match kind {
            Kind::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Kind::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        };
        let by_index = if kind == Kind::Write { BY_INDEX } else { "" };
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now);
        // One round trip.
        let long = if alone { LONG } else { "" };
        let sql = format!("{begin}; SET LOCAL statement_timeout = {}{by_index}{long}", millis(left));
        self.client.batch_execute(&sql).map_err(|error| self.read(&error))?;
        self.limit = Some((now, left));
        Ok(())
    }

    pub(crate) fn commit(&mut self) -> Commit {
        if self.client.is_closed() {
            // Known before anything was sent.
            return Commit::Refused(Error::Unavailable("the connection was lost".to_owned()));
        }
        let Err(error) = self.client.batch_execute("COMMIT") else { return Commit::Done };
        match error.code() {
            // The server answered, so it knows what it did. Classes 08 and 57 tell of its own end, which can come
            // before or after the commit; an interrupt (57014) is before.
            Some(code) if *code == SqlState::QUERY_CANCELED => Commit::Refused(Error::Deadline),
            Some(code) if !code.code().starts_with("08") && !code.code().starts_with("57") => {
                Commit::Refused(from(&error, false))
            }
            _ => Commit::Unknown,
        }
    }

    pub(crate) fn roll_back(&mut self) -> Result<(), Error> {
        self.client.batch_execute("ROLLBACK").map_err(|error| from(&error, true))
    }

    /// Whether the last failure was a statement that a migration overtook, so that the job may run again.
    pub(crate) fn is_stale(&self) -> bool {
        self.stale
    }

    pub(crate) fn rows(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        deadline: Instant,
        each: Each<'_>,
    ) -> Result<(), Error> {
        let statement = self.prepare(sql, params, deadline)?;
        if statement.columns().is_empty() {
            return Err(Error::misuse("the statement returns no rows: use execute"));
        }
        let values = params.iter().map(|param| param.value());
        let result = self.client.query_raw(&statement, values).map(|mut rows| {
            loop {
                match rows.next() {
                    Ok(Some(row)) => each(&Row(RowOn::Postgres(&row)))?,
                    Ok(None) => return Ok(Ok(())),
                    Err(error) => return Ok(Err(error)),
                }
            }
        });
        match result {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Err(error)) => Err(error),
            Ok(Ok(Err(error))) | Err(error) => Err(self.read(&error)),
        }
    }

    pub(crate) fn execute(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        deadline: Instant,
    ) -> Result<u64, Error> {
        let statement = self.prepare(sql, params, deadline)?;
        if !statement.columns().is_empty() {
            return Err(Error::misuse("the statement returns rows: use query"));
        }
        let values: Vec<_> = params.iter().map(|param| param.value()).collect();
        let values: Vec<_> = values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        self.client.execute(&statement, &values).map_err(|error| self.read(&error))
    }

    fn prepare(&mut self, sql: &str, params: &[&dyn Param], deadline: Instant) -> Result<Statement, Error> {
        self.set_limit(deadline)?;
        let statement = if let Some(statement) = self.statements.get(sql) {
            statement.clone()
        } else {
            let statement = self.client.prepare(sql).map_err(|error| self.read(&error))?;
            if self.statements.len() >= STATEMENTS {
                self.statements.clear();
            }
            self.statements.insert(sql.into(), statement.clone());
            statement
        };
        let count = statement.params().len();
        if count != params.len() {
            return Err(Error::misuse(format!(
                "the statement has {count} parameters, {} were given",
                params.len()
            )));
        }
        Ok(statement)
    }

    /// The server counts from the start of each statement, the deadline from the start of the job: sets the limit
    /// again once the two are far apart.
    fn set_limit(&mut self, deadline: Instant) -> Result<(), Error> {
        let now = Instant::now();
        if self.limit.is_some_and(|(_, limit)| now + limit <= deadline + SLACK) {
            return Ok(());
        }
        let left = deadline.saturating_duration_since(now);
        let sql = format!("SET LOCAL statement_timeout = {}", millis(left));
        self.client.batch_execute(&sql).map_err(|error| self.read(&error))?;
        self.limit = Some((now, left));
        Ok(())
    }

    fn read(&mut self, error: &postgres::Error) -> Error {
        // "cached plan must not change result type", or the statement is not known any more.
        if let Some(db) = error.as_db_error()
            && (*db.code() == SqlState::INVALID_SQL_STATEMENT_NAME
                || *db.code() == SqlState::FEATURE_NOT_SUPPORTED && db.message().contains("cached plan"))
        {
            self.stale = true;
        }
        from(error, self.client.is_closed())
    }
}

/// For `statement_timeout`, where 0 means for ever. Rounded up: nothing is interrupted early.
fn millis(duration: Duration) -> i32 {
    i32::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX).max(1)
}
