//! Applying a file that was checked: all of it in one transaction.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::staging::{self, of_json};
use super::{Action, Cells, Failure, ImportId, State, Subject, report};
use crate::app::{App, Credential};
use crate::cx::{Actor, Cx};
use crate::error::{Conflict, Error};
use crate::jobs::{self, JobKind, Leased};
use crate::offers::{self, PublicAccess};
use crate::people::{self, Deputy, UserId};

/// How long a file may take; a hundred thousand rows take a fraction of it.
const PATIENCE: Duration = Duration::from_hours(1);

/// Rows that are held at once.
const BATCH: i64 = 200;

/// How often progress is noted for other processes.
const NOTED_EVERY: Duration = Duration::from_secs(1);

/// So many times a file that cannot be applied for reasons of the database's is tried again.
const MOST_TRIES: i64 = 5;

/// How far the files are that this process applies: the transaction that does it shows nothing before its end.
#[derive(Debug, Default)]
pub(crate) struct Progress(Mutex<HashMap<i64, Arc<AtomicI64>>>);

impl Progress {
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<i64, Arc<AtomicI64>>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many rows of a file are applied.
    pub(super) fn done(&self, id: ImportId) -> i64 {
        self.with(|files| files.get(&id.get()).map_or(0, |done| done.load(Ordering::Relaxed)))
    }
}

/// Says that a file is to be applied, and what becomes of those who would lose access by it. One that is being applied, or
/// is applied, stays as it is, so that a button pressed twice applies once. The desk itself then applies it
/// ([`apply`]); for a person, a job does.
pub fn start(cx: &mut Cx<'_, '_>, id: ImportId, keep: Option<PublicAccess>) -> Result<(), Error> {
    let import = report::find(cx, id)?;
    match import.state {
        State::Applying | State::Applied => return Ok(()),
        State::Checked if import.errors == 0 => {}
        State::Reading | State::Checked | State::Failed => return Err(Conflict::OtherState.into()),
    }
    if import.concerned > 0 && keep.is_none() {
        return Err(Conflict::ConcernsOthers.into());
    }
    cx.tx.execute(
        "UPDATE imports SET state = $1, public_access = $2 WHERE id = $3",
        &[&State::Applying, &keep.map_or("", PublicAccess::as_str), &id],
    )?;
    let sql =
        "INSERT INTO import_progress (import_id, done) VALUES ($1, 0) ON CONFLICT (import_id) DO NOTHING";
    cx.tx.execute(sql, &[&id])?;
    if cx.actor == Actor::System { Ok(()) } else { jobs::add(cx, JobKind::ApplyImport, &id.to_string()) }
}

/// Applies the file that a job names.
pub async fn run_job(app: &App, job: &Leased) -> Result<(), Error> {
    let Ok(id) = job.key.parse() else { return Err(Error::Damaged("key of a job".into())) };
    if job.attempts >= MOST_TRIES {
        return app.write(&Credential::System, move |cx| staging::fail(cx, id, Failure::Broken)).await;
    }
    apply(app, id, Some(job), |_| ()).await.map(drop)
}

/// Applies a file that is to be applied: all of it, or nothing and why. `told` hears how many rows are done.
pub async fn apply(
    app: &App,
    id: ImportId,
    job: Option<&Leased>,
    told: impl Fn(i64),
) -> Result<Option<Failure>, Error> {
    let done = Arc::new(AtomicI64::new(0));
    let at = Arc::new(AtomicI64::new(0));
    app.imports().with(|files| files.insert(id.get(), Arc::clone(&done)));
    let (counted, row) = (Arc::clone(&done), Arc::clone(&at));
    let work = app.write_within(PATIENCE, &Credential::System, move |cx| all_rows(cx, id, &counted, &row));
    let mut work = std::pin::pin!(work);
    let outcome = loop {
        tokio::select! {
            outcome = &mut work => break outcome,
            () = tokio::time::sleep(NOTED_EVERY) => {
                let done = done.load(Ordering::Relaxed);
                told(done);
                note(app, id, done, job).await;
            }
        }
    };
    app.imports().with(|files| files.remove(&id.get()));
    let number = at.load(Ordering::Relaxed);
    let failure = match outcome {
        Ok(()) => return Ok(None),
        Err(Error::Conflict(Conflict::ConcernsOthers)) => Failure::Concerns { number },
        Err(Error::Conflict(_) | Error::Invalid(_)) => Failure::Changed { number },
        // What it changes is gone, or who brought it is.
        Err(Error::NotFound) if number > 0 => Failure::Changed { number },
        Err(Error::NotFound) => Failure::NotAllowed,
        Err(error) => {
            // Without a job nobody will try again.
            if job.is_none() {
                app.write(&Credential::System, move |cx| staging::fail(cx, id, Failure::Broken)).await?;
            }
            return Err(error);
        }
    };
    app.write(&Credential::System, move |cx| staging::fail(cx, id, failure)).await?;
    Ok(Some(failure))
}

/// Notes progress for other processes, and that this one holds its job still. On SQLite there are none, and nobody writes
/// while a file is applied.
async fn note(app: &App, id: ImportId, done: i64, job: Option<&Leased>) {
    if app.db().engine() == db::Engine::Sqlite {
        return;
    }
    if let Some(job) = job
        && let Err(error) = jobs::hold(app, job).await
    {
        tracing::debug!(%error, "it was not noted that an import goes on");
    }
    let noted = app.write(&Credential::System, move |cx| {
        // No more than this: the transaction that applies the file must have no reason to be run again for it.
        cx.tx.execute("UPDATE import_progress SET done = $1 WHERE import_id = $2", &[&done, &id])?;
        Ok(())
    });
    if let Err(error) = noted.await {
        tracing::debug!(%error, "the progress of an import was not noted");
    }
}

/// Applies all rows. It may run again from the beginning, so `done` and `at` say where it is and nothing else.
fn all_rows(cx: &mut Cx<'_, '_>, id: ImportId, done: &AtomicI64, at: &AtomicI64) -> Result<(), Error> {
    done.store(0, Ordering::Relaxed);
    at.store(0, Ordering::Relaxed);
    let (import, user) = report::load(cx, id)?;
    if import.state != State::Applying {
        return Ok(());
    }
    let who = deputy(cx, user)?;
    let now = cx.now;
    people::act_as(cx, &who, now, |cx| {
        staging::may_import(cx, import.subject)?;
        let mut after = 0;
        loop {
            let rows = to_apply(cx, id, after)?;
            let Some(last) = rows.last() else { break };
            after = last.number;
            for row in rows {
                at.store(row.number, Ordering::Relaxed);
                let cells: Cells = of_json(&row.cells)?;
                match import.subject {
                    Subject::Offers => offers::apply_row(cx, &cells, row.target, import.public_access)?,
                    Subject::Affiliates => people::apply_row(cx, &cells, row.target)?,
                }
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
        if import.subject == Subject::Offers { offers::tell_of_rows(cx) } else { Ok(()) }
    })?;
    let expires = cx.now.plus(cx.settings().staged_lifetime);
    cx.tx.execute(
        "UPDATE imports SET state = $1, expires_at = $2 WHERE id = $3",
        &[&State::Applied, &expires, &id],
    )?;
    Ok(())
}

/// In whose name a file is applied: who brought it, if they still may.
fn deputy(cx: &mut Cx<'_, '_>, user: Option<UserId>) -> Result<Deputy, Error> {
    match user {
        None => Ok(Deputy::desk()),
        Some(user) => Deputy::in_force(cx, user)?.ok_or(Error::NotFound),
    }
}

struct ToApply {
    number: i64,
    target: Option<(i64, i64)>,
    cells: String,
}

fn to_apply(cx: &mut Cx<'_, '_>, id: ImportId, after: i64) -> Result<Vec<ToApply>, Error> {
    Ok(cx.tx.query(
        "SELECT number, target, version, cells FROM import_rows
         WHERE import_id = $1 AND number > $2 AND (action = $3 OR action = $4) ORDER BY number LIMIT $5",
        &[&id, &after, &Action::Create, &Action::Update, &BATCH],
        |row| {
            let (target, version): (Option<i64>, i64) = (row.get(1)?, row.get(2)?);
            let target = target.map(|target| (target, version));
            Ok(ToApply { number: row.get(0)?, target, cells: row.get(3)? })
        },
    )?)
}
