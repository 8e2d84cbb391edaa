//! The transaction that a job gets, and its rows.

use std::time::Instant;

use crate::{Column, Engine, Error, Param, postgres, signal, sqlite};

/// A transaction on one of the two engines.
///
/// A job neither begins nor ends it: it returns `Ok` and the transaction is committed, or `Err` and it is rolled back.
/// After a statement failed every further one is [`Error::Poisoned`] and the transaction is rolled back whatever
/// the job returns, because PostgreSQL would not store anything of it either.
pub struct Tx<'c> {
    on: On<'c>,
    deadline: Instant,
    failed: Option<Error>,
    /// What is said once it is committed, each once.
    signals: Vec<String>,
    #[cfg(feature = "testing")]
    plans: Option<Vec<crate::testing::Plan>>,
}

/// The connection below.
pub(crate) enum On<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut postgres::Session),
}

/// What is done with each row; a `dyn` so that the engines' code is compiled once and not per query.
pub(crate) type Each<'e> = &'e mut dyn FnMut(&Row<'_>) -> Result<(), Error>;

impl<'c> Tx<'c> {
    pub(crate) fn new(on: On<'c>, deadline: Instant) -> Self {
        Self {
            on,
            deadline,
            failed: None,
            signals: Vec::new(),
            #[cfg(feature = "testing")]
            plans: None,
        }
    }

    /// Which engine this is, for the few queries whose text differs ([`Engine::pick`]).
    pub fn engine(&self) -> Engine {
        match self.on {
            On::Sqlite(_) => Engine::Sqlite,
            On::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows, each turned into a `T`.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        mut map: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.rows(sql, params, &mut |row| {
            rows.push(map(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The one row, or [`Error::NotFound`], which leaves the transaction usable.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        map: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.query_opt(sql, params, map)?.ok_or(Error::NotFound)
    }

    /// The one row, if there is one.
    pub fn query_opt<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        mut map: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let mut found = None;
        self.rows(sql, params, &mut |row| match found {
            None => {
                found = Some(map(row)?);
                Ok(())
            }
            Some(_) => Err(Error::TooManyRows),
        })?;
        Ok(found)
    }

    /// Runs a statement that returns no rows, and says how many rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[&dyn Param]) -> Result<u64, Error> {
        let deadline = self.deadline;
        self.guarded(sql, params, |on| match on {
            On::Sqlite(connection) => sqlite::execute(connection, sql, params),
            On::Postgres(session) => session.execute(sql, params, deadline),
        })
    }

    /// Says something short to those who listen, once this transaction is committed; see [`Database::signals`](
    /// crate::Database::signals). In a transaction that only reads nobody hears it.
    pub fn signal(&mut self, text: &str) -> Result<(), Error> {
        if text.len() > signal::LONGEST {
            return Err(Error::misuse(format!("a signal has {} bytes at most", signal::LONGEST)));
        }
        if !self.signals.iter().any(|said| said == text) {
            self.signals.push(text.to_owned());
        }
        Ok(())
    }

    /// Leaves what is to be said to PostgreSQL, all of it in one statement; it says so after the commit.
    fn leave_signals(&mut self) -> Result<(), Error> {
        let signals = std::mem::take(&mut self.signals);
        if signals.is_empty() {
            return Ok(());
        }
        let sql = "SELECT CAST(pg_notify($1, said) AS TEXT)
                   FROM json_array_elements_text(CAST(CAST($2 AS TEXT) AS JSON)) AS said";
        let list = serde_json::Value::from(signals).to_string();
        self.query(sql, &[&postgres::CHANNEL, &list], |_| Ok(())).map(drop)
    }

    fn rows(&mut self, sql: &str, params: &[&dyn Param], each: Each<'_>) -> Result<(), Error> {
        #[cfg(feature = "testing")]
        self.note_plan(sql, params)?;
        let deadline = self.deadline;
        self.guarded(sql, params, |on| match on {
            On::Sqlite(connection) => sqlite::rows(connection, sql, params, each),
            On::Postgres(session) => session.rows(sql, params, deadline, each),
        })
    }

    /// From now on notes how the engine would run each query, for [`Tx::plans`]. PostgreSQL sorts a few rows even where
    /// an index has them in order; that is switched off, so that a sort in a plan means that there is no such index.
    #[cfg(feature = "testing")]
    pub fn explain(&mut self) {
        self.plans = Some(Vec::new());
    }

    /// How the engine would run the queries since [`Tx::explain`].
    #[cfg(feature = "testing")]
    pub fn plans(&mut self) -> Vec<crate::testing::Plan> {
        self.plans.take().unwrap_or_default()
    }

    #[cfg(feature = "testing")]
    fn note_plan(&mut self, sql: &str, params: &[&dyn Param]) -> Result<(), Error> {
        let Some(mut plans) = self.plans.take() else { return Ok(()) };
        if self.engine() == Engine::Postgres && plans.is_empty() {
            for setting in ["enable_sort", "enable_incremental_sort"] {
                let off = "SELECT set_config($1, 'off', TRUE)";
                self.query(off, &[&setting], |row| row.get::<String>(0))?;
            }
        }
        let (explain, column) = self.engine().pick(("EXPLAIN QUERY PLAN", 3), ("EXPLAIN", 0));
        let steps = self.query(&format!("{explain} {sql}"), params, |row| row.get::<String>(column))?;
        plans.push(crate::testing::Plan { sql: sql.to_owned(), steps });
        self.plans = Some(plans);
        Ok(())
    }

    /// Runs a statement unless one failed before, and remembers when it fails.
    fn guarded<T>(
        &mut self,
        sql: &str,
        params: &[&dyn Param],
        statement: impl FnOnce(&mut On<'c>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.failed.is_some() {
            return Err(Error::Poisoned);
        }
        let result = if Instant::now() >= self.deadline {
            Err(Error::Deadline)
        } else {
            check(sql, params).and_then(|()| statement(&mut self.on))
        };
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    /// The error that poisoned it, or what is left to say for SQLite's writer. The job's own error type is not ours to look
    /// into, so this is what decides whether a job is run again. What a job `refused` to do is not told to anybody.
    pub(crate) fn end(mut self, refused: bool) -> Result<Vec<String>, Error> {
        if self.failed.is_none() && !refused && self.engine() == Engine::Postgres {
            // When it fails that is remembered like any other statement's failure.
            let _ = self.leave_signals();
        }
        self.failed.map_or(Ok(self.signals), Err)
    }
}

/// Refuses, on both engines, what only one of them would, and a job that ends the transaction by its own hand: on
/// SQLite it would end that of the other jobs in its group too.
fn check(sql: &str, params: &[&dyn Param]) -> Result<(), Error> {
    const CONTROL: [&str; 8] =
        ["ABORT", "BEGIN", "COMMIT", "END", "RELEASE", "ROLLBACK", "SAVEPOINT", "START"];
    let sql = sql.trim_start();
    let word = sql.find(|c: char| !c.is_ascii_alphabetic()).map_or(sql, |end| &sql[..end]);
    if CONTROL.iter().any(|control| control.eq_ignore_ascii_case(word)) {
        return Err(Error::misuse("a job neither begins nor ends its transaction"));
    }
    params.iter().try_for_each(|param| param.value().check())
}

/// A row, read by position from 0.
pub struct Row<'r>(pub(crate) RowOn<'r>);

pub(crate) enum RowOn<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r ::postgres::Row),
}

impl Row<'_> {
    /// The value at a position, as what the caller wants it to be.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, Error> {
        match self.0 {
            RowOn::Sqlite(row) => sqlite::value(row, index).and_then(T::from_value),
            RowOn::Postgres(row) => postgres::value(row, index).and_then(T::from_value),
        }
        .map_err(|message| Error::Decode { column: index, message })
    }
}
