//! What a parameter and a column hold, in the six kinds that both engines share.

use crate::Error;

/// A value on its way into a statement or out of a row.
///
/// There is no time, no JSON and no UUID on purpose: SQLite has none of them, so they are stored as integers and texts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'v> {
    /// SQL NULL.
    Null,
    /// `BIGINT` on PostgreSQL, `INTEGER` on SQLite.
    Integer(i64),
    /// `BOOLEAN` on PostgreSQL; SQLite knows only the integers 0 and 1.
    Bool(bool),
    /// `DOUBLE PRECISION` on PostgreSQL, `REAL` on SQLite.
    Real(f64),
    /// `TEXT`.
    Text(&'v str),
    /// `BYTEA` on PostgreSQL, `BLOB` on SQLite.
    Blob(&'v [u8]),
}

impl Value<'_> {
    /// What it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Integer(_) => "an integer",
            Self::Bool(_) => "a boolean",
            Self::Real(_) => "a real number",
            Self::Text(_) => "a text",
            Self::Blob(_) => "bytes",
        }
    }

    /// Refuses what one of the engines cannot store, so that neither does.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Text(text) if text.as_bytes().contains(&0) => Err(Error::NulInText),
            Self::Real(real) if real.is_nan() => Err(Error::NotANumber),
            _ => Ok(()),
        }
    }
}

/// Anything that can be bound to a `$1`.
///
/// A newtype implements it by handing on what it wraps; [`id!`](crate::id), [`integer!`](crate::integer),
/// [`text!`](crate::text) and [`text_enum!`](crate::text_enum) write that for you.
pub trait Param {
    /// The value to bind.
    fn value(&self) -> Value<'_>;
}

impl Param for i64 {
    fn value(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

impl Param for bool {
    fn value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

impl Param for f64 {
    fn value(&self) -> Value<'_> {
        Value::Real(*self)
    }
}

impl Param for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<const N: usize> Param for [u8; N] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Param for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<P: Param> Param for Option<P> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Param::value)
    }
}

impl<P: Param + ?Sized> Param for &P {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<P: Param + ?Sized> Param for Box<P> {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

/// Several integers in one parameter, so that the text of the statement is the same for any number of them.
///
/// It is bound as a JSON text, which each engine takes apart in its own way:
///
/// ```
/// # let engine = db::Engine::Sqlite;
/// let sql = engine.pick(
///     "SELECT title FROM ticket WHERE id IN (SELECT value FROM json_each($1))",
///     "SELECT title FROM ticket WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text($1))",
/// );
/// let ids: db::List = [3, 5].into_iter().collect();
/// # let params: &[&dyn db::Param] = &[&ids];
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List(String);

impl FromIterator<i64> for List {
    fn from_iter<I: IntoIterator<Item = i64>>(numbers: I) -> Self {
        let numbers: Vec<_> = numbers.into_iter().map(|number| number.to_string()).collect();
        Self(format!("[{}]", numbers.join(",")))
    }
}

impl Param for List {
    fn value(&self) -> Value<'_> {
        Value::Text(&self.0)
    }
}

/// A type that can be read from a column.
pub trait Column: Sized {
    /// Reads it, or says in a few words why it cannot.
    fn from_value(value: Value<'_>) -> Result<Self, String>;
}

fn unexpected<T>(wanted: &str, value: Value<'_>) -> Result<T, String> {
    Err(format!("expected {wanted}, found {}", value.kind()))
}

impl Column for i64 {
    fn from_value(value: Value<'_>) -> Result<Self, String> {
        match value {
            Value::Integer(integer) => Ok(integer),
            other => unexpected("an integer", other),
        }
    }
}

impl Column for bool {
    fn from_value(value: Value<'_>) -> Result<Self, String> {
        match value {
            Value::Bool(bool) => Ok(bool),
            Value::Integer(0) => Ok(false),
            Value::Integer(1) => Ok(true),
            other => unexpected("a boolean", other),
        }
    }
}

impl Column for f64 {
    fn from_value(value: Value<'_>) -> Result<Self, String> {
        match value {
            Value::Real(real) => Ok(real),
            other => unexpected("a real number", other),
        }
    }
}

impl Column for String {
    fn from_value(value: Value<'_>) -> Result<Self, String> {
        match value {
            Value::Text(text) => Ok(text.to_owned()),
            other => unexpected("a text", other),
        }
    }
}

impl Column for Vec<u8> {
    fn from_value(value: Value<'_>) -> Result<Self, String> {
        match value {
            Value::Blob(bytes) => Ok(bytes.to_owned()),
            other => unexpected("bytes", other),
        }
    }
}

impl<C: Column> Column for Option<C> {
    fn from_value(value: Value<'_>) -> Result<Self, String> {
        match value {
            Value::Null => Ok(None),
            other => C::from_value(other).map(Some),
        }
    }
}
