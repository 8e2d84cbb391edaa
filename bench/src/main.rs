//! How fast affdesk is. Seeds databases, starts the release binary on each, asks it over HTTP on many connections, and
//! writes what it found. Figures of a shared machine say little by themselves, so pages are measured in turns with a
//! constant page of their size from the same process, and what is compared is the ratio.
//!
//! `scripts/bench` builds what is needed and starts it; `scripts/bench --help` says what can be chosen.

mod decisions;
mod http;
mod load;
mod machine;
mod measure;
mod postgres;
mod report;
mod results;
mod seed;
mod server;
mod view;
mod visit;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{Parser, ValueEnum};
use db::Location;

use machine::Machine;
use postgres::Postgres;
use results::Outcome;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures affdesk on seeded databases.
#[derive(Debug, Parser)]
#[command(name = "scripts/bench")]
struct Options {
    /// Sizes of the databases: tickets, with four comments each.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    tickets: Vec<u64>,
    /// Engines.
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    engines: Vec<Engine>,
    /// Seconds of one turn.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Turns of each request.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Connections, each of which asks again as soon as it has its answer.
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Measure only what has one of these in its name, e.g. `list,ticket`.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Keep seeded databases in this directory, and use those that are there. They are copied for each run.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Write the report to this file.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Only seed, and check what was seeded with `affdesk verify`.
    #[arg(long)]
    seed_only: bool,
    /// The program to measure, built with the feature `bench`; by default the one beside this one.
    #[arg(long, value_name = "FILE")]
    affdesk: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
}

impl Options {
    fn affdesk(&self) -> PathBuf {
        let beside =
            || std::env::current_exe().map_or_else(|_| "affdesk".into(), |own| own.with_file_name("affdesk"));
        self.affdesk.clone().unwrap_or_else(beside)
    }
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<(), Failure> {
    let machine = Machine::read();
    let scratch;
    let root = if let Some(keep) = &options.keep {
        fs::create_dir_all(keep)?;
        keep.canonicalize()?
    } else {
        scratch = tempfile::TempDir::with_prefix("affdesk-bench-")?;
        // The user who runs PostgreSQL has to get at its own directory in it.
        fs::set_permissions(scratch.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        scratch.path().to_path_buf()
    };
    let mut outcomes: Vec<Outcome> = Vec::new();
    for engine in &options.engines {
        let postgres = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Postgres::start(&root.join("postgres"))?),
        };
        for tickets in &options.tickets {
            println!("{} tickets on {engine:?}", report::grouped(*tickets));
            let outcome = one(options, &root, postgres.as_ref(), *tickets)?;
            outcomes.extend(outcome);
            if let Some(file) = &options.write {
                fs::write(file, report::markdown(options, &machine, &outcomes))?;
            }
        }
    }
    if !outcomes.is_empty() {
        println!("\n{}", report::targets(&outcomes));
    }
    Ok(())
}

/// Seeds, if it is not there yet, and measures a copy.
fn one(
    options: &Options,
    root: &Path,
    postgres: Option<&Postgres>,
    tickets: u64,
) -> Result<Option<Outcome>, Failure> {
    let files = root.join(format!("files-{tickets}"));
    let run = tempfile::TempDir::with_prefix_in("run-", root)?;
    let (source, copy) = match postgres {
        None => seeded_file(root, tickets, &files)?,
        Some(server) => seeded_database(server, tickets, &files)?,
    };
    if options.seed_only {
        verify(options, &source.reveal(), &files)?;
        return Ok(None);
    }
    let database = copy(run.path())?;
    let facts = seed::facts(&Location::parse(&database)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    let mut outcome =
        runtime.block_on(local.run_until(measure::run(options, &database, &facts, run.path())))?;
    outcome.tickets = tickets;
    outcome.engine = postgres.map_or_else(
        || format!("SQLite {}", sqlite_version()),
        |server| format!("PostgreSQL {}", server.version),
    );
    if let Some(server) = postgres {
        server.run("postgres", "DROP DATABASE run WITH (FORCE)")?;
    }
    Ok(Some(outcome))
}

/// Makes a copy that may be changed, and says its address.
type Copy<'a> = Box<dyn Fn(&Path) -> Result<String, Failure> + 'a>;

fn seeded_file(root: &Path, tickets: u64, files: &Path) -> Result<(Location, Copy<'static>), Failure> {
    let kept = root.join(format!("sqlite-{tickets}.db"));
    if !kept.exists() {
        // Under its name once it is whole.
        let unfinished = root.join(format!("sqlite-{tickets}.unfinished"));
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{end}", unfinished.display()));
        }
        seed::run(&Location::sqlite(&unfinished), files, tickets)?;
        fs::rename(unfinished, &kept)?;
    }
    let location = Location::sqlite(&kept);
    let copy = move |directory: &Path| {
        let own = directory.join("affdesk.db");
        fs::copy(&kept, &own)?;
        fs::File::open(&own)?.sync_all()?;
        Ok(format!("sqlite:{}", own.display()))
    };
    Ok((location, Box::new(copy)))
}

fn seeded_database<'a>(
    server: &'a Postgres,
    tickets: u64,
    files: &Path,
) -> Result<(Location, Copy<'a>), Failure> {
    let kept = format!("bench_{tickets}");
    if !server.has(&kept)? {
        server.run("postgres", "DROP DATABASE IF EXISTS unfinished WITH (FORCE)")?;
        server.run("postgres", "CREATE DATABASE unfinished")?;
        seed::run(&Location::parse(&server.url("unfinished"))?, files, tickets)?;
        // What the server would do by itself some minutes later, while it is measured.
        server.run("unfinished", "VACUUM (FREEZE, ANALYZE)")?;
        server.run("postgres", &format!("ALTER DATABASE unfinished RENAME TO {kept}"))?;
    }
    let location = Location::parse(&server.url(&kept))?;
    let copy = move |_: &Path| {
        server.run("postgres", "DROP DATABASE IF EXISTS run WITH (FORCE)")?;
        server.run("postgres", &format!("CREATE DATABASE run TEMPLATE {kept} STRATEGY FILE_COPY"))?;
        server.run("run", "CHECKPOINT")?;
        Ok(server.url("run"))
    };
    Ok((location, Box::new(copy)))
}

/// Asks the program itself whether its counters agree with what was seeded.
fn verify(options: &Options, database: &str, files: &Path) -> Result<(), Failure> {
    let mut command = Command::new(options.affdesk());
    command.arg("verify").args(["--set", &format!("database.url={database}")]);
    command.args(["--set", &format!("files.dir={}", files.display())]);
    let status = command.env("AFFDESK_LOG_FILTER", "warn").status()?;
    if status.success() { Ok(()) } else { Err("what was seeded does not agree with itself".into()) }
}

fn sqlite_version() -> String {
    let database = tempfile::tempdir().ok().and_then(|directory| {
        let options = db::Options::new(Location::sqlite(directory.path().join("version.db")));
        let database = db::Database::open(&options).ok()?;
        let version = database
            .read_blocking(|tx| tx.query_one("SELECT sqlite_version()", &[], |row| row.get::<String>(0)));
        database.close();
        version.ok()
    });
    database.unwrap_or_default()
}
