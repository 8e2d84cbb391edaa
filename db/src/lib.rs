//! Two databases, SQLite and PostgreSQL, behind one transaction.

mod database;
mod error;
mod job;
mod location;
mod macros;
mod migrations;
mod postgres;
mod queue;
mod schema;
mod sqlite;
mod stats;
#[cfg(feature = "testing")]
pub mod testing;
mod threads;
mod tx;
mod value;

pub use database::Database;
pub use error::Error;
pub use location::{Location, Options};
pub use macros::{__private, NotAnId, UnknownText};
pub use migrations::Migrations;
pub use schema::{Schema, SchemaColumn};
pub use stats::Stats;
pub use tx::{Row, Tx};
pub use value::{Column, Param, Value};

/// One of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// The default: one file.
    Sqlite,
    /// When one machine is not enough.
    Postgres,
}

impl Engine {
    /// Takes the one that is meant for this engine. The two stand next to each other, so that neither is forgotten.
    pub fn pick<T>(self, sqlite: T, postgres: T) -> T {
        match self {
            Self::Sqlite => sqlite,
            Self::Postgres => postgres,
        }
    }
}
