//! Where a database is, and how it is opened.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use crate::{Engine, Error};

/// Which database: `sqlite:PATH`, `postgres://…` or `postgresql://…`.
///
/// Printing it never shows a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Location(pub(crate) Place);

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Location {
    /// A SQLite file, which is made when it does not exist.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self(Place::Sqlite(path.into()))
    }

    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(':') || path.contains(['?', '\0']) {
                return Err(Error::Location(format!(
                    "{text:?} names no file; write sqlite:PATH, for example sqlite:affdesk.db"
                )));
            }
            return Ok(Self::sqlite(path));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            // Parsed here so that a mistake is found when the configuration is read.
            crate::postgres::Address::parse(text)?;
            return Ok(Self(Place::Postgres(text.to_owned())));
        }
        Err(Error::Location("a database address is sqlite:PATH, postgres://… or postgresql://…".to_owned()))
    }

    /// The whole address, with the password in it: for handing on, not for showing.
    pub fn reveal(&self) -> String {
        match &self.0 {
            Place::Sqlite(path) => format!("sqlite:{}", path.display()),
            Place::Postgres(url) => url.clone(),
        }
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match self.0 {
            Place::Sqlite(_) => Engine::Sqlite,
            Place::Postgres(_) => Engine::Postgres,
        }
    }
}

impl FromStr for Location {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Sqlite(_) => f.write_str(&self.reveal()),
            Place::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Cuts `user:password@` down to `user@`, and drops the query, where a password can be too.
fn without_password(url: &str) -> String {
    let url = url.split_once('?').map_or(url, |(before, _)| before);
    let Some((scheme, rest)) = url.split_once("://") else { return "postgres".to_owned() };
    match rest.rsplit_once('@') {
        None => format!("{scheme}://{rest}"),
        Some((user, rest)) => {
            let user = user.split_once(':').map_or(user, |(user, _)| user);
            format!("{scheme}://{user}@{rest}")
        }
    }
}

/// How a database is opened. [`Options::new`] gives sensible values for all but the place.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// Which database.
    pub location: Location,
    /// How many threads, each with a connection, run read jobs.
    pub readers: usize,
    /// How many threads, each with a connection, run write jobs on PostgreSQL. SQLite has one writer.
    pub writers: usize,
    /// How many jobs may wait, reads and writes each. One more is [`Error::Overloaded`].
    pub queue: usize,
    /// How many write jobs SQLite commits together at most.
    pub group: usize,
    /// How long a job may wait and run.
    pub deadline: Duration,
}

impl Options {
    /// The usual values.
    pub fn new(location: Location) -> Self {
        let cores = std::thread::available_parallelism().map_or(4, std::num::NonZero::get);
        Self {
            location,
            readers: cores.clamp(4, 16),
            writers: 4,
            queue: 1024,
            group: 128,
            deadline: Duration::from_secs(10),
        }
    }

    /// Refuses numbers with which nothing would ever run.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let named = [
            ("readers", self.readers),
            ("writers", self.writers),
            ("queue", self.queue),
            ("group", self.group),
        ];
        match named.iter().find(|(_, number)| *number == 0) {
            Some((name, _)) => Err(Error::Location(format!("{name} must be at least 1"))),
            None if self.deadline.is_zero() => {
                Err(Error::Location("the deadline must be longer than 0".to_owned()))
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_engine() {
        let engine = |text: &str| Location::parse(text).map(|location| location.engine());
        assert_eq!(engine("sqlite:a/b.db"), Ok(Engine::Sqlite));
        assert_eq!(Location::parse("sqlite:///a/b.db"), Ok(Location::sqlite("/a/b.db")));
        assert_eq!(engine("postgres://u@h/d"), Ok(Engine::Postgres));
        assert_eq!(engine("postgresql://h"), Ok(Engine::Postgres));
        for wrong in [
            "",
            "a.db",
            "mysql://h/d",
            "sqlite:",
            "sqlite::memory:",
            "sqlite:a?mode=ro",
            "postgres://h:port/",
        ] {
            assert!(matches!(engine(wrong), Err(Error::Location(_))), "{wrong:?}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        for secret in ["postgres://ann:s3cret@h:1/d", "postgres://ann:s3%40cr@et@h/d?password=s3cret"] {
            let location = Location::parse(secret).expect("an address");
            let shown = format!("{location} {location:?}");
            assert!(shown.starts_with("postgres://ann@h") && !shown.contains("s3"), "{shown}");
            assert_eq!(location.reveal(), secret);
        }
    }

    #[test]
    fn numbers_with_which_nothing_would_run_are_refused() {
        let mut options = Options::new(Location::sqlite("a.db"));
        assert_eq!(options.check(), Ok(()));
        options.queue = 0;
        assert_eq!(options.check(), Err(Error::Location("queue must be at least 1".to_owned())));
    }
}
