//! SQLite: statements, values and errors. The threads are in the modules below.

mod connection;
mod reader;
mod writer;

use std::{path::Path, sync::Arc, thread::JoinHandle};

use rusqlite::{
    CachedStatement, Connection, ErrorCode, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use crate::{
    Error, Options, Param, Row, Value,
    database::Shared,
    threads,
    tx::{Each, RowOn},
};

pub(crate) use connection::{Limit, Role, open};

/// Opens the file and starts the writer and the readers.
pub(crate) fn start(
    path: &Path,
    options: &Options,
    shared: &Arc<Shared>,
) -> Result<Vec<JoinHandle<()>>, Error> {
    let mut work: Vec<threads::Work> = Vec::with_capacity(options.readers + 1);
    // The writer first: it makes the file and turns on the write-ahead log, which a reader cannot.
    let writer = writer::Writer::new(open(path, Role::Writer)?, options.group, Arc::clone(shared))?;
    work.push(("db-writer".to_owned(), Box::new(move || writer.run())));
    for number in 1..=options.readers {
        let reader = reader::Reader::new(open(path, Role::Reader)?, Arc::clone(shared))?;
        work.push((format!("db-reader-{number}"), Box::new(move || reader.run())));
    }
    threads::start(work, shared)
}

pub(crate) fn rows(
    connection: &Connection,
    sql: &str,
    params: &[&dyn Param],
    each: Each<'_>,
) -> Result<(), Error> {
    let mut statement = prepare(connection, sql, params)?;
    if statement.column_count() == 0 {
        return Err(Error::misuse("the statement returns no rows: use execute"));
    }
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().map_err(|error| from(&error))? {
        each(&Row(RowOn::Sqlite(row)))?;
    }
    Ok(())
}

pub(crate) fn execute(connection: &Connection, sql: &str, params: &[&dyn Param]) -> Result<u64, Error> {
    let mut statement = prepare(connection, sql, params)?;
    if statement.column_count() > 0 {
        return Err(Error::misuse("the statement returns rows: use query"));
    }
    let changed = statement.raw_execute().map_err(|error| from(&error))?;
    Ok(changed as u64)
}

/// Prepares and binds. `$7` is a *name* in SQLite, numbered by first appearance, so the number is read from the name.
fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    params: &[&dyn Param],
) -> Result<CachedStatement<'c>, Error> {
    let mut statement = connection.prepare_cached(sql).map_err(|error| from(&error))?;
    let count = statement.parameter_count();
    // Each name appears once in the list, so equal lengths and no number outside mean that all of them are used.
    if count != params.len() {
        return Err(Error::misuse(format!(
            "the statement has {count} parameters, {} were given",
            params.len()
        )));
    }
    for index in 1..=count {
        let number = statement
            .parameter_name(index)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|number| number.parse::<usize>().ok())
            .filter(|number| (1..=params.len()).contains(number))
            .ok_or_else(|| Error::misuse("parameters are $1, $2, … without a gap"))?;
        statement.raw_bind_parameter(index, params[number - 1].value()).map_err(|error| from(&error))?;
    }
    Ok(statement)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Integer(integer) => ValueRef::Integer(integer),
            Value::Bool(bool) => ValueRef::Integer(i64::from(bool)),
            Value::Real(real) => ValueRef::Real(real),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// The value at a position of a row.
pub(crate) fn value<'r>(row: &'r rusqlite::Row<'_>, index: usize) -> Result<Value<'r>, String> {
    match row.get_ref(index).map_err(|error| error.to_string())? {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(integer) => Ok(Value::Integer(integer)),
        ValueRef::Real(real) => Ok(Value::Real(real)),
        ValueRef::Text(text) => str::from_utf8(text).map(Value::Text).map_err(|error| error.to_string()),
        ValueRef::Blob(bytes) => Ok(Value::Blob(bytes)),
    }
}

/// Reads an error of the driver.
pub(crate) fn from(error: &rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(failure, message) = error else {
        return Error::misuse(error.to_string());
    };
    let message = message.clone().unwrap_or_else(|| failure.to_string());
    // "UNIQUE constraint failed: ticket.submission_id"
    let constraint = || message.split_once(": ").map_or(message.as_str(), |(_, name)| name).to_owned();
    match failure.code {
        ErrorCode::OperationInterrupted => Error::Deadline,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Contention,
        ErrorCode::ConstraintViolation => match failure.extended_code {
            rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
            | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            | rusqlite::ffi::SQLITE_CONSTRAINT_ROWID => Error::Conflict { constraint: constraint() },
            _ => Error::Constraint { constraint: constraint() },
        },
        ErrorCode::CannotOpen
        | ErrorCode::DatabaseCorrupt
        | ErrorCode::DiskFull
        | ErrorCode::NotADatabase
        | ErrorCode::OutOfMemory
        | ErrorCode::PermissionDenied
        | ErrorCode::SystemIoFailure => Error::Unavailable(message),
        _ => Error::Statement { code: failure.extended_code.to_string(), message },
    }
}
