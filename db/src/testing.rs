//! Fresh databases for tests, on both engines.
//!
//! SQLite gets a file in a directory of its own. PostgreSQL gets a database of its own on the server that
//! `AFFDESK_TEST_POSTGRES` names (a superuser, or a role with `CREATEDB`); without it a test fails and is not skipped.
//! With migrations, both are copies of a template that is made once and found again by other test processes.

use std::{
    fs,
    hash::{BuildHasher, DefaultHasher, Hash, Hasher, RandomState},
    path::PathBuf,
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use ::postgres::{Client, NoTls};
use tempfile::TempDir;

use crate::{Database, Engine, Location, Migrations, Options, threads::apart};

/// Both of them, for a loop.
pub const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// Makes two tests of each function that takes an [`Engine`]: `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! both_engines {
    ($($name:ident),+ $(,)?) => {
        $(
            mod $name {
                #[test]
                fn sqlite() {
                    super::$name($crate::Engine::Sqlite);
                }

                #[test]
                fn postgres() {
                    super::$name($crate::Engine::Postgres);
                }
            }
        )+
    };
}

/// How an engine would run a query, as [`Tx::explain`](crate::Tx::explain) notes it.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The query.
    pub sql: String,
    /// The engine's own words, a step each.
    pub steps: Vec<String>,
}

/// A database that is dropped at the end of the test.
#[derive(Debug)]
pub struct Scratch {
    database: Database,
    place: Place,
}

#[derive(Debug)]
enum Place {
    File(#[expect(dead_code, reason = "removes the directory when it is dropped")] TempDir),
    Server { url: String, name: String },
}

impl Scratch {
    /// An empty database.
    ///
    /// # Panics
    /// When it cannot be made, with a sentence that says why. So do the others here.
    pub fn empty(engine: Engine) -> Self {
        Self::with(engine, None, |_| ())
    }

    /// A database with these migrations applied, by copying a template.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn migrated(engine: Engine, migrations: &Migrations) -> Self {
        Self::with(engine, Some(migrations), |_| ())
    }

    /// A database opened with other options.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn with(engine: Engine, migrations: Option<&Migrations>, change: impl FnOnce(&mut Options)) -> Self {
        let (location, place) = match engine {
            Engine::Sqlite => file(migrations),
            Engine::Postgres => server(migrations),
        };
        let mut options = Options::new(location);
        (options.readers, options.writers) = (2, 2);
        options.deadline = Duration::from_secs(30);
        change(&mut options);
        let database = open(&options);
        Self { database, place }
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Where it is, to open it once more.
    pub fn location(&self) -> &Location {
        self.database.location()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.database.close();
        if let Place::Server { url, name } = &self.place {
            // Panicking here would hide why the test failed.
            let dropped = apart(|| {
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                Ok(Client::connect(url, NoTls).and_then(|mut client| client.batch_execute(&sql)))
            });
            if let Ok(Err(error)) = dropped {
                eprintln!("the database {name} was left behind: {error}");
            }
        }
    }
}

/// The server for tests.
///
/// # Panics
/// When `AFFDESK_TEST_POSTGRES` is not set.
pub fn postgres_url() -> String {
    std::env::var("AFFDESK_TEST_POSTGRES").expect(
        "AFFDESK_TEST_POSTGRES is not set: it must be the postgres:// address of a server where tests may make \
         databases, because every storage test runs on both engines",
    )
}

/// The address of another database on the server for tests.
fn sibling(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let scheme = base.find("://").map_or(0, |at| at + 3);
    let host = base[scheme..].find('/').map_or(base, |at| &base[..scheme + at]);
    query.map_or_else(|| format!("{host}/{name}"), |query| format!("{host}/{name}?{query}"))
}

fn open(options: &Options) -> Database {
    Database::open(options)
        .unwrap_or_else(|error| panic!("the test database {} cannot be opened: {error}", options.location))
}

fn file(migrations: Option<&Migrations>) -> (Location, Place) {
    let directory = TempDir::with_prefix("affdesk-test-").expect("a temporary directory can be made");
    let path = directory.path().join("test.db");
    if let Some(migrations) = migrations {
        fs::copy(file_template(migrations), &path).expect("the template can be copied");
    }
    (Location::sqlite(path), Place::File(directory))
}

/// The migrated file, made under another name first, so that nobody copies half of it.
fn file_template(migrations: &Migrations) -> PathBuf {
    let name = format!("affdesk-template-{:016x}.db", fingerprint(migrations, Engine::Sqlite));
    let template = std::env::temp_dir().join(name);
    if !template.exists() {
        let directory = TempDir::with_prefix("affdesk-template-").expect("a temporary directory can be made");
        let path = directory.path().join("template.db");
        migrate(Location::sqlite(&path), migrations);
        fs::rename(&path, &template).expect("the template can be renamed");
    }
    template
}

fn server(migrations: Option<&Migrations>) -> (Location, Place) {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let url = postgres_url();
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    // Process ids come back; the hash keys do not.
    let random = RandomState::new().hash_one(number) >> 32;
    let name = format!("affdesk_test_{}_{number}_{random:08x}", process::id());
    let template = migrations.map(|migrations| server_template(&url, migrations));
    let template = template.as_deref().unwrap_or("template0");
    on_server(&url, &format!("CREATE DATABASE {name} TEMPLATE {template}"));
    let location = Location::parse(&sibling(&url, &name)).expect("an address on the same server");
    (location, Place::Server { url, name })
}

/// The migrated database, made under another name first, so that nobody copies half of it.
fn server_template(url: &str, migrations: &Migrations) -> String {
    let name = format!("affdesk_template_{:016x}", fingerprint(migrations, Engine::Postgres));
    let made = apart(|| {
        let run = |client: &mut Client| -> Result<(), ::postgres::Error> {
            // One process makes it; the others wait here and find it.
            client.batch_execute("SELECT pg_advisory_lock(8241)")?;
            let exists = "SELECT 1 FROM pg_database WHERE datname = $1";
            if client.query_opt(exists, &[&name])?.is_none() {
                let half = format!("{name}_half");
                client.batch_execute(&format!("DROP DATABASE IF EXISTS {half} WITH (FORCE)"))?;
                client.batch_execute(&format!("CREATE DATABASE {half} TEMPLATE template0"))?;
                let location = Location::parse(&sibling(url, &half)).expect("an address on the same server");
                migrate(location, migrations);
                client.batch_execute(&format!("ALTER DATABASE {half} RENAME TO {name}"))?;
            }
            client.batch_execute("SELECT pg_advisory_unlock(8241)")
        };
        Ok(Client::connect(url, NoTls).and_then(|mut client| run(&mut client)))
    });
    match made {
        Ok(Ok(())) => name,
        Ok(Err(error)) => panic!("the template database {name} cannot be made: {error:?}"),
        Err(error) => panic!("the template database {name} cannot be made: {error}"),
    }
}

fn migrate(location: Location, migrations: &Migrations) {
    let database = open(&Options::new(location));
    database.migrate(migrations).unwrap_or_else(|error| panic!("{error}"));
    // The last connection to close puts the log into the file.
    database.close();
}

/// Runs one statement on the server for tests, outside a transaction.
///
/// # Panics
/// When it fails.
pub fn on_server(url: &str, sql: &str) {
    let ran = apart(|| Ok(Client::connect(url, NoTls).and_then(|mut client| client.batch_execute(sql))));
    match ran {
        Ok(Ok(())) => (),
        Ok(Err(error)) => panic!("the server for tests, AFFDESK_TEST_POSTGRES, refused {sql:?}: {error:?}"),
        Err(error) => panic!("{sql:?} failed on the server for tests: {error}"),
    }
}

/// Other migrations, another template.
fn fingerprint(migrations: &Migrations, engine: Engine) -> u64 {
    let mut hasher = DefaultHasher::new();
    let runner = engine.pick(migrations.sqlite, migrations.postgres)();
    for migration in runner.get_migrations() {
        (migration.version(), migration.name(), migration.checksum()).hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_on_the_same_server() {
        assert_eq!(
            sibling("postgres://a:b@h:1/x?sslmode=disable", "y"),
            "postgres://a:b@h:1/y?sslmode=disable"
        );
        assert_eq!(sibling("postgres://a@h", "y"), "postgres://a@h/y");
    }
}
