//! Two databases, SQLite and PostgreSQL, behind one transaction.
//!
//! SQLite is the default and PostgreSQL is for when one machine is not enough. What is above this crate writes one SQL
//! text and one row mapping for both, in synchronous functions over a [`Tx`], and does not know which one it runs on.
//!
//! # A query
//!
//! ```
//! use db::{Error, Tx};
//!
//! db::id! {
//!     /// Which note.
//!     pub NoteId
//! }
//!
//! pub struct Note {
//!     pub id: NoteId,
//!     pub body: String,
//! }
//!
//! pub fn add(tx: &mut Tx<'_>, body: &str) -> Result<NoteId, Error> {
//!     tx.query_one("INSERT INTO note (body) VALUES ($1) RETURNING id", &[&body], |row| row.get(0))
//! }
//!
//! pub fn list(tx: &mut Tx<'_>, after: NoteId, count: i64) -> Result<Vec<Note>, Error> {
//!     tx.query("SELECT id, body FROM note WHERE id > $1 ORDER BY id LIMIT $2", &[&after, &count], |row| {
//!         Ok(Note { id: row.get(0)?, body: row.get(1)? })
//!     })
//! }
//!
//! # fn main() -> Result<(), Error> {
//! # let scratch = db::testing::Scratch::empty(db::Engine::Sqlite);
//! # let database = scratch.database();
//! # database.write_blocking(|tx| {
//! #     tx.execute("CREATE TABLE note (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL) STRICT", &[])
//! # })?;
//! let id = database.write_blocking(|tx| add(tx, "Paid twice"))?;
//! let notes = database.read_blocking(|tx| list(tx, NoteId::new(0), 10))?;
//! assert_eq!((notes[0].id, notes[0].body.as_str()), (id, "Paid twice"));
//! # Ok(())
//! # }
//! ```
//!
//! [`Database::write`] and [`Database::read`] are the same from async code.
//!
//! # What a job may do
//!
//! A job is a closure over a transaction. It runs on a thread of the [`Database`], perhaps **more than once**: when
//! PostgreSQL asks for it, when a connection was lost, or when another job of its group broke SQLite's transaction. So
//! it is `Fn`, it takes what it needs by value, and it touches nothing but its transaction: no file, no mail, no
//! other job. What has to happen afterwards is a row, which somebody else picks up.
//!
//! - `Ok` means committed and synced to the disk. `Err` means that nothing of it was stored, except
//!   [`Error::Unknown`]: the connection was lost in COMMIT, and nobody knows.
//! - **After a failed statement nothing more runs** and the transaction is rolled back, even if the job returns `Ok`.
//!   PostgreSQL works that way, so SQLite does too. Expect a conflict with `ON CONFLICT … DO … RETURNING` and
//!   [`Tx::query_opt`], not with an error. Finding no row ([`Error::NotFound`]) is not a failure.
//! - **Transactions are serializable**: think of them as running one after another. No `FOR UPDATE`, no isolation
//!   level, no `BEGIN` (refused).
//! - A read job sees one moment, from its first query on, and cannot write.
//! - A job that fails or panics rolls back alone, though SQLite commits many jobs at once.
//! - The deadline covers waiting and running, and interrupts the statement that runs. A full queue is
//!   [`Error::Overloaded`] at once.
//!
//! # What a transaction says
//!
//! [`Tx::signal`] says a short text to whoever listens ([`Database::signals`]), in every process on PostgreSQL and in this
//! one on SQLite, once the transaction is committed. It is a hint to look again and never the news itself: a listener
//! may miss some, and is told so ([`Signal::Missed`]).
//!
//! # One text for both engines
//!
//! | | write | because |
//! |---|---|---|
//! | parameters | `$1`, `$2`, …, without a gap; one may be used twice | `?` and `:name` are refused |
//! | a parameter alone | `CAST($1 AS BIGINT)` in a SELECT list or between two parameters | PostgreSQL takes its type from what stands next to it |
//! | integers | `BIGINT` / `INTEGER`, in Rust always `i64` | SQLite has one size |
//! | sums | `CAST(SUM(x) AS BIGINT)` | PostgreSQL sums to `NUMERIC`, which is not read |
//! | booleans | a column of its own or a comparison; `WHERE active`, `SET active = $1` | SQLite has integers: never `active = 1` |
//! | times | integers ([`integer!`]), computed in Rust | `now()` differs, and tests fix the clock |
//! | real numbers | `DOUBLE PRECISION` / `REAL` columns; no NaN | SQLite stores NaN as NULL |
//! | texts | no U+0000 ([`Error::NulInText`]) | PostgreSQL cannot store it |
//! | comparing texts | `COLLATE "C"` on every text column of the PostgreSQL migrations | bytes are what SQLite compares |
//! | ignoring case | a second column, folded in Rust; `LIKE` minds case on both | `lower()` of SQLite knows only ASCII |
//! | `LIKE` | always with `ESCAPE '\'` | only PostgreSQL has a default |
//! | names | `"quoted"` is a name, `'quoted'` a text | SQLite's leniency is turned off |
//! | NULLs in order | `ORDER BY x IS NULL, x` or `NULLS LAST` | each puts them at another end |
//! | limits | `LIMIT $1` | both know it |
//! | new rows | `INSERT … RETURNING id` with [`Tx::query_one`] | there is no last id to ask for |
//! | upserts | `ON CONFLICT (columns) DO UPDATE SET … = excluded.…` | both know it; after `INSERT … SELECT`, SQLite needs a `WHERE true` |
//! | optional filters | texts put together from `&'static str` parts | `$1 IS NULL OR x = $1` ruins the plan |
//! | several ids | [`List`] | arrays exist on one of them |
//! | JSON, UUIDs, enums | texts ([`text!`], [`text_enum!`]) | |
//!
//! Where the engines cannot say the same (full-text search, a list), the two texts stand next to each other:
//!
//! ```
//! # fn found(tx: &mut db::Tx<'_>, words: &str) -> Result<Vec<i64>, db::Error> {
//! let sql = tx.engine().pick(
//!     "SELECT rowid FROM note_words WHERE note_words MATCH $1",
//!     "SELECT id FROM note WHERE to_tsvector('simple', body) @@ plainto_tsquery('simple', $1)",
//! );
//! tx.query(sql, &[&words], |row| row.get(0))
//! # }
//! ```
//!
//! A statement is prepared once per connection and found by its text, so a text is never made of values.
//!
//! # Tables
//!
//! Two folders of [`Migrations`] with the same versions; a test compares [`Database::schema`] of both.
//!
//! | SQLite (`STRICT` tables) | PostgreSQL |
//! |---|---|
//! | `id INTEGER PRIMARY KEY AUTOINCREMENT` | `id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY` |
//! | `INTEGER` | `BIGINT`; `BOOLEAN` for what is read as `bool` |
//! | `REAL`, `TEXT`, `BLOB` | `DOUBLE PRECISION`, `TEXT COLLATE "C"`, `BYTEA` |
//!
//! No deferred constraints: one is found only at COMMIT, and on SQLite that fails its whole group. Rows that belong to
//! another go with it by `ON DELETE CASCADE` in the table, not by statements that somebody forgets.
//!
//! # Tests
//!
//! Every storage test runs on both engines: the feature `testing` has `testing::Scratch`, a fresh database on either,
//! and `both_engines!`. A hot query has a test of its plan (`EXPLAIN QUERY PLAN` and `EXPLAIN`).
//!
//! # Inside
//!
//! `tx` and `value` are what a query sees; `database`, `job` and `queue` are the way to the threads; `sqlite/writer`
//! holds the group commit, and `postgres/worker` the decision what may run again. Why it is made like this is in
//! `docs/architecture.md`.

mod database;
mod error;
mod job;
mod location;
mod macros;
mod migrations;
mod postgres;
mod queue;
mod schema;
mod signal;
mod sqlite;
mod stats;
#[cfg(feature = "testing")]
pub mod testing;
mod threads;
pub mod tls;
mod tx;
mod value;

pub use database::Database;
pub use error::Error;
pub use location::{Location, Options};
pub use macros::{__private, NotAnId, UnknownText};
pub use migrations::Migrations;
pub use schema::{Schema, SchemaColumn};
pub use signal::{Signal, Signals};
pub use stats::Stats;
pub use tx::{Row, Tx};
pub use value::{Column, List, Param, Value};

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
