//! Background work as rows: a job is leased, done, and put back for its next time. Several processes may run; each job
//! runs in one of them at a time, and a process that dies loses its lease to another.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::app::{App, Credential};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::people::only_system;

db::id! {
    /// A job.
    pub JobId
}

db::text_enum! {
    /// What there is to do.
    pub enum JobKind {
        /// Delete files that no message came for.
        SweepStagedFiles = "sweep_staged_files",
        /// Forget sessions, drafts, submissions and notices past their time.
        SweepRows = "sweep_rows",
        /// Measure how soon tickets are answered.
        MeasureAnswers = "measure_answers",
        /// Remind of, let expire and escalate access requests.
        TendRequests = "tend_requests",
        /// Note the daily digests that are due.
        SendDigests = "send_digests",
        /// Make the small picture of one attachment, which the job's key names.
        MakeThumbnail = "make_thumbnail",
        /// Apply the file that the job's key names.
        ApplyImport = "apply_import",
    }
}

impl JobKind {
    /// How long after one run the next is due; none when it is done once.
    pub fn every(self) -> Option<Duration> {
        match self {
            Self::SweepStagedFiles => Some(Duration::from_mins(10)),
            Self::SweepRows => Some(Duration::from_hours(1)),
            Self::TendRequests => Some(Duration::from_mins(5)),
            Self::MeasureAnswers | Self::SendDigests => Some(Duration::from_mins(15)),
            Self::MakeThumbnail | Self::ApplyImport => None,
        }
    }
}

/// Kinds whose run may take an hour.
const LONG: &[JobKind] = &[JobKind::ApplyImport];

/// All others.
const SHORT: &[JobKind] = &[
    JobKind::SweepStagedFiles,
    JobKind::SweepRows,
    JobKind::MeasureAnswers,
    JobKind::TendRequests,
    JobKind::SendDigests,
    JobKind::MakeThumbnail,
];

/// The kinds of each loop that a process runs: those that take long keep no other waiting. On SQLite nobody else writes
/// while a file is applied, so another job could be begun and not be finished: there one comes after the other.
pub fn loops(app: &App) -> &'static [&'static [JobKind]] {
    match app.db().engine() {
        db::Engine::Sqlite => &[JobKind::ALL],
        db::Engine::Postgres => &[SHORT, LONG],
    }
}

/// How long a run may take before another process may think that this one died.
const LEASE: Duration = Duration::from_mins(5);

/// A job that this process holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leased {
    /// The job.
    pub id: JobId,
    /// What to do.
    pub kind: JobKind,
    /// To what; empty for a recurring job.
    pub key: String,
    /// Runs that failed in a row before this one.
    pub attempts: i64,
    /// Whether the last of them never came back: its process died, perhaps of this very job.
    pub lost: bool,
    until: Until,
    owner: String,
}

/// The end of a lease, by which its holder is known; a long run moves it on.
#[derive(Clone, Debug)]
struct Until(Arc<AtomicI64>);

impl Until {
    fn get(&self) -> Timestamp {
        Timestamp::new(self.0.load(Ordering::Relaxed))
    }
}

impl PartialEq for Until {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for Until {}

/// After failures the next run waits: a minute, doubled each time, at most an hour.
fn backoff(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(0, 6)).unwrap_or(6);
    Duration::from_secs((60 << doublings).min(60 * 60))
}

/// Makes sure that every recurring job has its row. Called at start.
pub fn ensure(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    only_system(cx)?;
    for kind in JobKind::ALL.iter().filter(|kind| kind.every().is_some()) {
        add(cx, *kind, "")?;
    }
    Ok(())
}

/// Notes a job, in the transaction that makes it necessary. One that is noted already stays as it is.
pub(crate) fn add(cx: &mut Cx<'_, '_>, kind: JobKind, key: &str) -> Result<(), Error> {
    cx.tx.execute(
        "INSERT INTO jobs (kind, job_key, run_at, lease_until, lease_owner, attempts, last_error)
         VALUES ($1, $2, $3, 0, '', 0, '') ON CONFLICT (kind, job_key) DO NOTHING",
        &[&kind, &key, &cx.now],
    )?;
    Ok(())
}

/// What is due of some kinds at a moment. A kind of another version is left to a process that knows it.
fn due(kinds: &[JobKind]) -> String {
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
    format!("run_at <= $1 AND lease_until <= $1 AND kind IN ({})", kinds.join(", "))
}

/// Whether a job of these kinds is due. It only reads, so it may be asked often.
pub fn is_due(cx: &mut Cx<'_, '_>, kinds: &[JobKind]) -> Result<bool, Error> {
    only_system(cx)?;
    let sql = format!("SELECT id FROM jobs WHERE {} ORDER BY run_at LIMIT 1", due(kinds));
    Ok(cx.tx.query_opt(&sql, &[&cx.now], |row| row.get::<JobId>(0))?.is_some())
}

/// Leases the job of these kinds that is most overdue, if one is due.
pub fn lease(cx: &mut Cx<'_, '_>, kinds: &[JobKind], owner: &str) -> Result<Option<Leased>, Error> {
    only_system(cx)?;
    let sql = format!(
        "SELECT id, kind, job_key, attempts, lease_until FROM jobs WHERE {} ORDER BY run_at, id LIMIT 1",
        due(kinds)
    );
    let until = cx.now.plus(LEASE);
    let job = cx.tx.query_opt(&sql, &[&cx.now], |row| {
        // A lease that nobody gave back was of a run that never ended.
        let lost = row.get::<i64>(4)? > 0;
        let attempts = row.get::<i64>(3)? + i64::from(lost);
        let (until, owner) = (Until(Arc::new(AtomicI64::new(until.get()))), owner.to_owned());
        Ok(Leased { id: row.get(0)?, kind: row.get(1)?, key: row.get(2)?, attempts, lost, until, owner })
    })?;
    let Some(job) = job else { return Ok(None) };
    // Writes are serializable: of two processes that chose the same row, one is run again and sees the lease.
    let sql = "UPDATE jobs SET lease_until = $1, lease_owner = $2, attempts = $3 WHERE id = $4";
    cx.tx.execute(sql, &[&until, &owner, &job.attempts, &job.id])?;
    Ok(Some(job))
}

/// Says that a long run goes on, so that no other process thinks that this one died. One whose lease was lost stays with
/// its new holder.
pub(crate) async fn hold(app: &App, job: &Leased) -> Result<(), Error> {
    let held = job.clone();
    let until = app.write(&Credential::System, move |cx| {
        let until = cx.now.plus(LEASE);
        let sql = "UPDATE jobs SET lease_until = $1 WHERE id = $2 AND lease_owner = $3 AND lease_until = $4";
        let held = cx.tx.execute(sql, &[&until, &held.id, &held.owner, &held.until.get()])?;
        Ok((held > 0).then_some(until))
    });
    if let Some(until) = until.await? {
        job.until.0.store(until.get(), Ordering::Relaxed);
    }
    Ok(())
}

/// Puts a job back: on success for its next time, on failure for another try. One that is done for good goes; one whose
/// lease was lost stays with its new holder.
pub fn finish(cx: &mut Cx<'_, '_>, job: &Leased, owner: &str, failure: Option<&str>) -> Result<(), Error> {
    only_system(cx)?;
    let (wait, attempts) = match (failure, job.kind.every()) {
        (None, Some(every)) => (every, 0),
        (None, None) => {
            let sql = "DELETE FROM jobs WHERE id = $1 AND lease_owner = $2 AND lease_until = $3";
            cx.tx.execute(sql, &[&job.id, &owner, &job.until.get()])?;
            return Ok(());
        }
        (Some(_), _) => (backoff(job.attempts), job.attempts + 1),
    };
    let error: String = failure.unwrap_or("").chars().filter(|c| *c != '\0').take(500).collect();
    cx.tx.execute(
        "UPDATE jobs SET run_at = $1, lease_until = 0, lease_owner = '', attempts = $2, last_error = $3
         WHERE id = $4 AND lease_owner = $5 AND lease_until = $6",
        &[&cx.now.plus(wait), &attempts, &error, &job.id, &owner, &job.until.get()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_in_one_loop() {
        for kind in JobKind::ALL {
            assert_ne!(SHORT.contains(kind), LONG.contains(kind), "{kind}");
        }
    }

    #[test]
    fn failures_wait_longer_and_longer_up_to_an_hour() {
        let waits: Vec<u64> = (0..9).map(|attempts| backoff(attempts).as_secs()).collect();
        assert_eq!(waits, [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    }
}
