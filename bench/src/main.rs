//! How fast the use cases are, as ratios to an empty job in the same run: machines are shared and noisy, so a figure
//! without its neighbour says little. Never run by the tests.
//!
//! ```text
//! cargo run --release -p bench -- --tickets 100000
//! cargo run --release -p bench -- --tickets 100000 --database postgres://…
//! ```

mod seed;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use desk::tickets::{self, Body, ListFilter, NewTicket, QueueFilter, TicketType, Title};
use desk::{App, Clock, Credential, Error, Random, Settings, SubmissionId};

/// Measures use cases on a seeded database.
#[derive(Debug, Parser)]
struct Options {
    /// Tickets to seed, with four comments each.
    #[arg(long, default_value_t = 100_000)]
    tickets: u64,
    /// Where; a fresh SQLite file by default. A PostgreSQL database has to be empty.
    #[arg(long)]
    database: Option<String>,
    /// Requests at a time.
    #[arg(long, default_value_t = 64)]
    at_once: usize,
    /// Seconds per measurement.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let options = Options::parse();
    let directory = tempfile::tempdir()?;
    let location = match &options.database {
        Some(url) => db::Location::parse(url)?,
        None => db::Location::parse(&format!("sqlite:{}", directory.path().join("bench.db").display()))?,
    };
    let mut open = db::Options::new(location);
    open.deadline = Duration::from_mins(10);
    let app = tokio::task::spawn_blocking(move || -> Result<_, db::Error> {
        let database = db::Database::open(&open)?;
        database.migrate(&desk::migrations::all())?;
        Ok(database)
    });
    let store = files::Store::local(&directory.path().join("files"))?;
    let app = App::new(app.await??, store, Clock::System, Random::system(), Settings::default());

    let started = Instant::now();
    let people = seed::run(&app, options.tickets).await?;
    println!(
        "seeded {} tickets in {:.1} s on {:?}",
        options.tickets,
        started.elapsed().as_secs_f64(),
        app.db().engine()
    );

    let span = Duration::from_secs(options.seconds);
    let run = async |name: &str, base: Option<f64>, job: Job| {
        let measured = measure(&app, options.at_once, span, job).await;
        measured.print(name, base);
        measured.per_second
    };
    let (affiliate, manager) = (people.affiliate, people.manager);
    let empty = run(
        "an empty job (session looked up)",
        None,
        job(&affiliate, false, |cx| cx.affiliate().map(|_| ())),
    )
    .await;
    let list = |cx: &mut desk::Cx<'_, '_>| tickets::list(cx, &ListFilter::default()).map(|_| ());
    run("the affiliate's list", Some(empty), job(&affiliate, false, list)).await;
    let first = people.ticket;
    let page = move |cx: &mut desk::Cx<'_, '_>| tickets::conversation(cx, first).map(|_| ());
    run("a ticket with four comments", Some(empty), job(&affiliate, false, page)).await;
    let queue = |cx: &mut desk::Cx<'_, '_>| tickets::queue(cx, &QueueFilter::default()).map(|_| ());
    run("the manager's queue", Some(empty), job(&manager, false, queue)).await;
    let random = app.random().clone();
    let create = move |cx: &mut desk::Cx<'_, '_>| tickets::open(cx, &new_ticket(&random)).map(|_| ());
    run("a ticket created, durably", Some(empty), job(&affiliate, true, create)).await;
    Ok(())
}

fn new_ticket(random: &Random) -> NewTicket {
    NewTicket {
        kind: TicketType::General,
        title: Title::parse("Where is my payment?").expect("it is a title"),
        description: Body::parse("It was due on Monday and has not come.").expect("it is a text"),
        fields: Vec::new(),
        files: Vec::new(),
        submission: SubmissionId::new(random),
    }
}

type Use = dyn Fn(&mut desk::Cx<'_, '_>) -> Result<(), Error> + Send + Sync;

/// What is measured: as whom, whether it writes, and the use case.
#[derive(Clone)]
struct Job {
    who: Credential,
    writes: bool,
    run: Arc<Use>,
}

fn job(
    who: &Credential,
    writes: bool,
    run: impl Fn(&mut desk::Cx<'_, '_>) -> Result<(), Error> + Send + Sync + 'static,
) -> Job {
    Job { who: who.clone(), writes, run: Arc::new(run) }
}

struct Measured {
    per_second: f64,
    p99: Duration,
    errors: u64,
}

impl Measured {
    fn print(&self, name: &str, base: Option<f64>) {
        let ratio =
            base.map_or(String::new(), |base| format!("  {:>5.2} of the empty job", self.per_second / base));
        let (p99, errors) = (self.p99.as_secs_f64() * 1_000.0, self.errors);
        println!("{name:<36} {:>9.0}/s  p99 {p99:>7.2} ms  {errors} errors{ratio}", self.per_second);
    }
}

async fn measure(app: &App, at_once: usize, span: Duration, job: Job) -> Measured {
    let errors = Arc::new(AtomicU64::new(0));
    let started = Instant::now();
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..at_once {
        let (app, job, errors) = (app.clone(), job.clone(), Arc::clone(&errors));
        workers.spawn(async move {
            let mut times = Vec::new();
            while started.elapsed() < span {
                let (begun, run) = (Instant::now(), Arc::clone(&job.run));
                let done = if job.writes {
                    app.write(&job.who, move |cx| run(cx)).await
                } else {
                    app.read(&job.who, move |cx| run(cx)).await
                };
                match done {
                    Ok(()) => times.push(begun.elapsed()),
                    Err(_) => {
                        errors.fetch_add(1, Ordering::Relaxed);
                    }
                }
            }
            times
        });
    }
    let mut times: Vec<Duration> = workers.join_all().await.into_iter().flatten().collect();
    let seconds = started.elapsed().as_secs_f64();
    times.sort_unstable();
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    let done = u32::try_from(times.len()).unwrap_or(u32::MAX);
    Measured { per_second: f64::from(done) / seconds, p99, errors: errors.load(Ordering::Relaxed) }
}
