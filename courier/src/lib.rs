//! What is done in the background: the jobs loop, and the channels that carry notices ([`channels`]), which take their rows
//! from the outbox.
//!
//! A job is a row with a lease (`desk::jobs`), so any number of processes may run this loop: each job runs in one of
//! them at a time, and when a process dies its lease runs out and another takes over.

pub mod channels;
mod label;
pub mod mail;
pub mod mail_in;
mod markdown;
mod parts;
pub mod telegram;
pub mod webhook;

pub use label::notice_label;

use std::time::Duration;

use desk::jobs::{self, JobKind, Leased};
use desk::{App, Credential, Error, attachments, notices, requests, sweep, text, tickets, transfer};
use futures_util::future::join_all;
use tokio::sync::watch;

/// How long the loop sleeps when nothing is due. Somebody may be looking at a page that waits for what is to be done, and
/// to ask costs one small read; it serves any number of processes on either engine, which a bell in this one would not.
const IDLE: Duration = Duration::from_secs(1);

/// Runs due jobs until `stop` says so; a job that is running then is finished first. One that takes long keeps no other
/// waiting.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    let loops = jobs::loops(&app).iter().map(|kinds| run_kinds(&app, kinds, stop.clone()));
    join_all(loops).await;
}

/// Runs due jobs of these kinds, one after the other.
async fn run_kinds(app: &App, kinds: &'static [JobKind], mut stop: watch::Receiver<bool>) {
    let owner = owner(app);
    let mut noted = false;
    while !*stop.borrow() {
        // A database that is busy at the start must not mean that nothing is ever swept.
        let busy = match look(app, kinds, &owner, &mut noted).await {
            Ok(busy) => busy,
            Err(error) => {
                tracing::warn!(%error, "no job could be taken");
                false
            }
        };
        if !busy {
            tokio::select! {
                () = tokio::time::sleep(IDLE) => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }
}

/// Makes sure once that the recurring jobs are noted, then runs the next. Gives whether there was one.
async fn look(app: &App, kinds: &'static [JobKind], owner: &str, noted: &mut bool) -> Result<bool, Error> {
    if !*noted {
        app.write(&Credential::System, jobs::ensure).await?;
        *noted = true;
    }
    let due = app.read(&Credential::System, |cx| jobs::is_due(cx, kinds)).await?;
    if due { run_one(app, kinds, owner).await } else { Ok(false) }
}

/// Who holds a lease: a name of this process.
fn owner(app: &App) -> String {
    text::hex(&app.random().bytes::<8>())
}

/// Takes and runs the job of these kinds that is most overdue. Gives whether there was one.
pub async fn run_one(app: &App, kinds: &'static [JobKind], owner: &str) -> Result<bool, Error> {
    let name = owner.to_owned();
    let Some(job) = app.write(&Credential::System, move |cx| jobs::lease(cx, kinds, &name)).await? else {
        return Ok(false);
    };
    let outcome = work(app, &job).await;
    if let Err(error) = &outcome {
        tracing::warn!(job = %job.kind, attempts = job.attempts, %error, "a job failed and will be tried again");
    }
    let (name, failure) = (owner.to_owned(), outcome.err().map(|error| error.to_string()));
    app.write(&Credential::System, move |cx| jobs::finish(cx, &job, &name, failure.as_deref())).await?;
    Ok(true)
}

async fn work(app: &App, job: &Leased) -> Result<(), Error> {
    match job.kind {
        JobKind::SweepStagedFiles => {
            let files = sweep::staged_files(app).await?;
            tracing::debug!(files, "swept files that no message came for");
        }
        JobKind::SweepRows => {
            let rows = sweep::rows(app).await?;
            tracing::debug!(rows, "swept rows past their time");
        }
        JobKind::MeasureAnswers => tickets::measure_answers(app).await?,
        JobKind::TendRequests => {
            let tended = requests::tend(app).await?;
            tracing::debug!(?tended, "tended access requests");
        }
        JobKind::ApplyImport => transfer::run_job(app, job).await?,
        JobKind::SendDigests => {
            let digests = notices::send_digests(app).await?;
            tracing::debug!(digests, "noted daily digests");
        }
        JobKind::MakeThumbnail => attachments::make_thumbnail(app, job).await?,
    }
    Ok(())
}
