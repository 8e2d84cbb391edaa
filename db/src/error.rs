//! What can go wrong, once for both engines.

/// Why a statement, a transaction or a database did not do what it was asked.
///
/// The same mistake gives the same variant on both engines. An error that a method of [`Tx`](crate::Tx) returned
/// poisons the transaction (except [`Error::NotFound`]): a job that swallows it fails all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The queue was full when the job came. Nothing ran.
    #[error("the database has too much to do right now")]
    Overloaded,
    /// The deadline passed while the job waited or ran. Nothing was stored.
    #[error("the database did not answer in time")]
    Deadline,
    /// The connection was lost, or the disk failed, while the transaction was being committed: it may be stored or not.
    #[error("the connection was lost while saving, so it is not known whether the change was saved")]
    Unknown,
    /// The database cannot be reached. Nothing was stored.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// Other transactions changed the same rows again and again until the deadline, or another process held
    /// the database. Nothing was stored.
    #[error("other changes to the same data kept getting in the way")]
    Contention,
    /// The database is being closed and takes no more jobs.
    #[error("the database is closed")]
    Closed,
    /// A text to be stored contains U+0000, which PostgreSQL cannot store; it is refused on both engines.
    #[error("a text contains the character U+0000, which cannot be stored")]
    NulInText,
    /// A number to be stored is NaN, which SQLite would turn into NULL; it is refused on both engines.
    #[error("a number is not a number (NaN), which cannot be stored")]
    NotANumber,
    /// A row with the same unique value exists. Where this is expected, use `ON CONFLICT … RETURNING` instead.
    #[error("a row with the same unique value exists ({constraint})")]
    Conflict {
        /// The engine's name for it: the constraint on PostgreSQL, `table.column` (or the index) on SQLite.
        constraint: String,
    },
    /// A foreign key, a check or a NOT NULL refused the row.
    #[error("a rule of the database refused the row ({constraint})")]
    Constraint {
        /// The engine's name for it, as far as it tells.
        constraint: String,
    },
    /// `query_one` found no row. The only error that leaves the transaction usable.
    #[error("there is no such row")]
    NotFound,
    /// `query_one` or `query_opt` found more than one row.
    #[error("there is more than one such row")]
    TooManyRows,
    /// A column does not hold what the code reads from it.
    #[error("column {column} cannot be read: {message}")]
    Decode {
        /// Its position, from 0.
        column: usize,
        /// What was expected and what was there.
        message: String,
    },
    /// An earlier statement of this transaction failed, so no further one is run.
    #[error("an earlier statement of the transaction failed")]
    Poisoned,
    /// The job panicked. Nothing was stored.
    #[error("the work inside the transaction failed unexpectedly")]
    Panicked,
    /// The statement is wrong: its text, its parameters, or a write in a read job.
    #[error("a statement failed ({code}): {message}")]
    Statement {
        /// SQLSTATE on PostgreSQL, the extended result code on SQLite, empty when this crate refused it.
        code: String,
        /// The engine's own words.
        message: String,
    },
    /// An address of a database that cannot be used, as one sentence.
    #[error("{0}")]
    Location(String),
    /// The migrations could not be applied.
    #[error("the database could not be migrated: {0}")]
    Migration(String),
}

impl Error {
    /// Worth trying again in a moment, and certainly not stored (a 503 with Retry-After).
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Overloaded | Self::Deadline | Self::Unavailable(_) | Self::Contention | Self::Closed
        )
    }

    /// The change may be stored or not; it must not be repeated blindly.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The queue was full.
    pub fn is_overloaded(&self) -> bool {
        matches!(self, Self::Overloaded)
    }

    /// Time ran out.
    pub fn is_deadline(&self) -> bool {
        matches!(self, Self::Deadline)
    }

    /// `query_one` found nothing.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound)
    }

    /// A unique value exists already.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }

    /// A statement that this crate refuses itself.
    pub(crate) fn misuse(message: impl Into<String>) -> Self {
        Self::Statement { code: String::new(), message: message.into() }
    }
}
