//! PostgreSQL: values and errors. Connections and threads are in the modules below.

mod address;
mod listener;
mod session;
mod worker;

use std::{error::Error as _, io, sync::Arc, thread::JoinHandle};

use postgres::{
    error::SqlState,
    types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};

use crate::{Error, Options, Value, database::Shared, threads};

pub(crate) use address::Address;
pub(crate) use listener::CHANNEL;
pub(crate) use session::{Kind, Session};

/// Makes a first connection, then starts the readers and the writers.
pub(crate) fn start(
    url: &str,
    options: &Options,
    shared: &Arc<Shared>,
) -> Result<Vec<JoinHandle<()>>, Error> {
    let address = Arc::new(Address::parse(url)?);
    threads::apart(|| Session::connect(&address).map(drop))?;
    let mut work: Vec<threads::Work> = Vec::with_capacity(options.readers + options.writers);
    for (kind, name, count) in
        [(Kind::Read, "reader", options.readers), (Kind::Write, "writer", options.writers)]
    {
        for number in 1..=count {
            let worker = worker::Worker::new(Arc::clone(&address), kind, Arc::clone(shared));
            work.push((format!("db-{name}-{number}"), Box::new(move || worker.run())));
        }
    }
    threads::start(work, shared)
}

/// Starts to listen to what transactions say, until the database is closed.
pub(crate) fn listen(url: &str, shared: &Arc<Shared>) -> Result<(), Error> {
    let (address, shared) = (Address::parse(url)?, Arc::clone(shared));
    let name = "db-listener".to_owned();
    // Not waited for at the end: it may be inside a connection attempt, and holds nothing that could be lost.
    let started = std::thread::Builder::new().name(name).spawn(move || listener::run(&address, &shared));
    started.map(drop).map_err(|error| Error::Unavailable(format!("a thread cannot be started: {error}")))
}

/// PostgreSQL says what type each parameter has; a value that does not fit it is an error and is never converted.
impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (*self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Integer(integer), &Type::INT8) => integer.to_sql(ty, out),
            (Value::Integer(integer), &Type::INT4) => i32::try_from(integer)?.to_sql(ty, out),
            (Value::Integer(integer), &Type::INT2) => i16::try_from(integer)?.to_sql(ty, out),
            (Value::Bool(bool), &Type::BOOL) => bool.to_sql(ty, out),
            (Value::Real(real), &Type::FLOAT8) => real.to_sql(ty, out),
            (Value::Text(text), &(Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON)) => {
                out.extend_from_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            (Value::Blob(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            _ => Err(format!("{} was given for a parameter of type {ty}", self.kind()).into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Which value fits which type is decided above, where the value is known.
        true
    }

    to_sql_checked!();
}

/// A column as one of the six kinds.
struct Cell<'a>(Value<'a>);

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(match *ty {
            Type::INT8 => Value::Integer(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Integer(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Blob(raw),
            _ => Value::Text(<&str>::from_sql(ty, raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT8 | Type::INT4 | Type::INT2 | Type::BOOL | Type::FLOAT8 | Type::BYTEA)
            || <&str as FromSql<'_>>::accepts(ty)
    }
}

/// The value at a position of a row.
pub(crate) fn value(row: &postgres::Row, index: usize) -> Result<Value<'_>, String> {
    row.try_get::<_, Cell<'_>>(index).map(|cell| cell.0).map_err(|error| {
        let kind = row.columns().get(index).map_or("missing", |column| column.type_().name());
        // "cannot convert between …" names the type of this crate, which helps nobody.
        format!(
            "a column of type {kind} is not supported, CAST it to BIGINT, DOUBLE PRECISION or TEXT ({error})"
        )
    })
}

/// Reads an error of the driver. `lost` says that the connection is gone, which not every such error tells.
fn from(error: &postgres::Error, lost: bool) -> Error {
    let Some(db) = error.as_db_error() else {
        let down =
            lost || error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<io::Error>);
        let message = with_source(error);
        return if down { Error::Unavailable(message) } else { Error::misuse(message) };
    };
    let code = db.code();
    let constraint = || db.constraint().or(db.column()).unwrap_or_else(|| db.message()).to_owned();
    match code.code().split_at_checked(2).map_or("", |(class, _)| class) {
        _ if *code == SqlState::T_R_SERIALIZATION_FAILURE
            || *code == SqlState::T_R_DEADLOCK_DETECTED
            || *code == SqlState::LOCK_NOT_AVAILABLE =>
        {
            Error::Contention
        }
        _ if *code == SqlState::QUERY_CANCELED => Error::Deadline,
        _ if *code == SqlState::UNIQUE_VIOLATION => Error::Conflict { constraint: constraint() },
        "23" => Error::Constraint { constraint: constraint() },
        // Connection trouble, a full disk or too many connections, the server going down, an error of its files.
        "08" | "53" | "57" | "58" => Error::Unavailable(db.message().to_owned()),
        _ => Error::Statement { code: code.code().to_owned(), message: db.message().to_owned() },
    }
}

/// The driver's messages are short; what is behind them says more.
fn with_source(error: &postgres::Error) -> String {
    match error.source() {
        Some(source) if !error.to_string().contains(&source.to_string()) => format!("{error}: {source}"),
        _ => error.to_string(),
    }
}
