//! Background work as rows: a job is leased, done, and put back for its next time. Several processes may run; each job
//! runs in one of them at a time, and a process that dies loses its lease to another.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::cx::{Actor, Cx};
use crate::error::Error;

db::id! {
    /// A job.
    pub JobId
}

db::text_enum! {
    /// What there is to do, again and again.
    pub enum JobKind {
        /// Delete files that no message came for.
        SweepStagedFiles = "sweep_staged_files",
        /// Forget sessions, drafts, submissions and notices past their time.
        SweepRows = "sweep_rows",
        /// Measure how soon tickets are answered.
        MeasureAnswers = "measure_answers",
    }
}

impl JobKind {
    /// How long after one run the next is due.
    pub fn every(self) -> Duration {
        match self {
            Self::SweepStagedFiles => Duration::from_mins(10),
            Self::SweepRows => Duration::from_hours(1),
            Self::MeasureAnswers => Duration::from_mins(15),
        }
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
    /// Runs that failed in a row before this one.
    pub attempts: i64,
    until: Timestamp,
}

/// After failures the next run waits: a minute, doubled each time, at most an hour.
fn backoff(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.clamp(0, 6)).unwrap_or(6);
    Duration::from_secs((60 << doublings).min(60 * 60))
}

/// Makes sure that every recurring job has its row. Called at start.
pub fn ensure(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    only_system(cx)?;
    for kind in JobKind::ALL {
        cx.tx.execute(
            "INSERT INTO jobs (kind, job_key, run_at, lease_until, lease_owner, attempts, last_error)
             VALUES ($1, '', $2, 0, '', 0, '') ON CONFLICT (kind, job_key) DO NOTHING",
            &[kind, &cx.now],
        )?;
    }
    Ok(())
}

/// Leases the job that is most overdue, if one is due.
pub fn lease(cx: &mut Cx<'_, '_>, owner: &str) -> Result<Option<Leased>, Error> {
    only_system(cx)?;
    // A kind of another version is left to a process that knows it.
    let known: Vec<String> = JobKind::ALL.iter().map(|kind| format!("'{kind}'")).collect();
    let sql = format!(
        "SELECT id, kind, attempts FROM jobs
         WHERE run_at <= $1 AND lease_until <= $1 AND kind IN ({}) ORDER BY run_at, id LIMIT 1",
        known.join(", ")
    );
    let due = cx.tx.query_opt(&sql, &[&cx.now], |row| {
        Ok((row.get::<JobId>(0)?, row.get::<JobKind>(1)?, row.get::<i64>(2)?))
    })?;
    let Some((id, kind, attempts)) = due else { return Ok(None) };
    let until = cx.now.plus(LEASE);
    // Writes are serializable: of two processes that chose the same row, one is run again and sees the lease.
    let sql = "UPDATE jobs SET lease_until = $1, lease_owner = $2 WHERE id = $3";
    cx.tx.execute(sql, &[&until, &owner, &id])?;
    Ok(Some(Leased { id, kind, attempts, until }))
}

/// Puts a job back: on success for its next time, on failure for another try. One whose lease was lost stays with its
/// new holder.
pub fn finish(cx: &mut Cx<'_, '_>, job: &Leased, owner: &str, failure: Option<&str>) -> Result<(), Error> {
    only_system(cx)?;
    let (wait, attempts) = match failure {
        None => (job.kind.every(), 0),
        Some(_) => (backoff(job.attempts), job.attempts + 1),
    };
    let error: String = failure.unwrap_or("").chars().filter(|c| *c != '\0').take(500).collect();
    cx.tx.execute(
        "UPDATE jobs SET run_at = $1, lease_until = 0, lease_owner = '', attempts = $2, last_error = $3
         WHERE id = $4 AND lease_owner = $5 AND lease_until = $6",
        &[&cx.now.plus(wait), &attempts, &error, &job.id, &owner, &job.until],
    )?;
    Ok(())
}

fn only_system(cx: &Cx<'_, '_>) -> Result<(), Error> {
    if cx.actor == Actor::System { Ok(()) } else { Err(Error::NotFound) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_wait_longer_and_longer_up_to_an_hour() {
        let waits: Vec<u64> = (0..9).map(|attempts| backoff(attempts).as_secs()).collect();
        assert_eq!(waits, [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    }
}
