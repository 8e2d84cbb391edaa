//! affdesk: the command line, and what ties the floors of the house together.

mod cli;
mod config;
mod demo;
mod failure;
mod listen;
mod logging;
mod mail;
mod outbox;
mod run_demo;
mod serve;
mod transfer;
mod user;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use desk::{App, Clock, Random};

use cli::{Cli, Command, ConfigCommand};
use config::Config;
use failure::Failure;
use serve::{Couriers, Stopping};

/// Threads for what waits for a disk: enough to keep one busy, and few enough that their memory stays small. Work on
/// pictures and passwords has turns of its own.
const BLOCKING: usize = 8;

/// Gives memory back that many threads took and left again; the system's own allocator keeps it for each of them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime =
        match tokio::runtime::Builder::new_multi_thread().max_blocking_threads(BLOCKING).enable_all().build()
        {
            Ok(runtime) => runtime,
            Err(error) => {
                eprintln!("affdesk: threads cannot be started: {error}");
                return ExitCode::FAILURE;
            }
        };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("affdesk: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let mut flags = cli.set;
    if let Command::Serve { listen: Some(listen) } = &cli.command {
        flags.push(("listen".into(), listen.to_string()));
    }
    let load = || Config::load(cli.config.as_deref(), &flags, std::env::vars_os());
    match cli.command {
        Command::Demo(demo) => run_demo::run(demo).await?,
        Command::Serve { .. } => serve_with(&load()?).await?,
        Command::Migrate => migrate(&load()?).await?,
        Command::User(command) => user::run(&open(&load()?).await?, command).await?,
        Command::Import(args) => return transfer::import(&open(&load()?).await?, args).await,
        Command::Export(args) => transfer::export(&open(&load()?).await?, args).await?,
        Command::Outbox(command) => outbox::run(&open(&load()?).await?, command).await?,
        Command::Mail(cli::Mail::Address { ticket, email }) => {
            mail::address(&open(&load()?).await?, ticket, &email).await?;
        }
        Command::Mail(cli::Mail::Receive(receive)) => {
            return Ok(mail::receive(load, receive).await);
        }
        Command::Verify => return verify(&load()?).await,
        Command::Config(ConfigCommand::Print) => print!("{}", load()?.render()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Long enough for a proxy that asks `/readyz` once a second to notice.
const NOTICE: Duration = Duration::from_millis(1_500);

/// The application of a configuration, as a command needs it.
async fn open(config: &Config) -> Result<App, Failure> {
    logging::start(config.log());
    serve::open(config.db_options()?, config.store()?, Clock::System, config.settings()).await
}

async fn serve_with(config: &Config) -> Result<(), Failure> {
    let app = open(config).await?;
    let listener = serve::bind(config.listen()).await?;
    tracing::info!(address = %listener.local_addr().map_err(|error| Failure::new(error.to_string()))?, "listening");
    let stopping = Stopping { notice: NOTICE, deadline: config.shutdown_deadline() };
    let telegram = config.telegram()?.map(|api| (api, config.look()));
    let couriers = Couriers { mailbox: config.mailbox(), ours: config.ours(), telegram };
    serve::serve(app, config.site(), config.mailer()?, listener, couriers, stopping).await
}

async fn migrate(config: &Config) -> Result<(), Failure> {
    logging::start(config.log());
    let database = serve::open_database(config.db_options()?).await?;
    println!("The database is up to date.");
    database.close();
    Ok(())
}

/// Exit code 1 when something is wrong, so that a timer can watch it.
async fn verify(config: &Config) -> Result<ExitCode, Failure> {
    logging::start(config.log());
    let options = config.db_options()?;
    if let Some(path) = options.location.reveal().strip_prefix("sqlite:")
        && !Path::new(path).exists()
    {
        return Err(Failure::new(format!("there is no database at {path}")));
    }
    let database = tokio::task::spawn_blocking(move || {
        let database = db::Database::open(&options)?;
        let missing = database.pending_migrations(&desk::migrations::all())?;
        Ok::<_, db::Error>((database, missing))
    });
    let (database, missing) = database.await.map_err(|error| Failure::new(error.to_string()))??;
    if !missing.is_empty() {
        return Err(Failure::new("the database is not up to date; run `affdesk migrate` first"));
    }
    let app = App::new(database, config.store()?, Clock::System, Random::system(), config.settings());
    let report = desk::verify::run(&app).await?;
    for finding in &report.findings {
        println!("{finding}");
    }
    println!(
        "Looked at {} tickets and {} files; {} findings.",
        report.tickets,
        report.files,
        report.findings.len()
    );
    Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
