//! Background work: one process at a time, again after a failure, on and on.

use std::time::Duration;

use db::Engine;
use desk::jobs::{self, JobKind, Leased};
use desk::tickets::{self, NewTicket};
use desk::{Credential, Error};
use testkit::{Kit, samples};

const MINUTE: Duration = Duration::from_mins(1);

/// A microsecond less.
fn almost(span: Duration) -> Duration {
    span.saturating_sub(Duration::from_micros(1))
}

async fn ensure(kit: &Kit) {
    kit.write(&Credential::System, jobs::ensure).await.expect("ensured");
}

async fn lease(kit: &Kit, owner: &'static str) -> Option<Leased> {
    kit.write(&Credential::System, move |cx| jobs::lease(cx, JobKind::ALL, owner)).await.expect("asked")
}

async fn finish(kit: &Kit, job: &Leased, owner: &'static str, failure: Option<&'static str>) {
    let job = job.clone();
    kit.write(&Credential::System, move |cx| jobs::finish(cx, &job, owner, failure)).await.expect("finished");
}

/// Leaves the two sweeps alone, of which the tests speak: what else there is comes in a hundred years.
async fn others_are_done(kit: &Kit) {
    kit.sql(|tx| {
        tx.execute(
            "UPDATE jobs SET run_at = 9000000000000000000 WHERE kind NOT LIKE 'sweep!_%' ESCAPE '!'",
            &[],
        )
    })
    .await;
}

async fn every_job_comes_again(engine: Engine) {
    let kit = Kit::new(engine);
    assert_eq!(lease(&kit, "a").await, None);
    ensure(&kit).await;
    ensure(&kit).await;
    let recurring = JobKind::ALL.iter().filter(|kind| kind.every().is_some()).count();
    assert_eq!(kit.count("SELECT COUNT(*) FROM jobs").await, i64::try_from(recurring).expect("few"));
    others_are_done(&kit).await;
    let (first, second) = (lease(&kit, "a").await.expect("due"), lease(&kit, "a").await.expect("due"));
    assert_eq!([first.kind, second.kind], [JobKind::SweepStagedFiles, JobKind::SweepRows]);
    assert_eq!(lease(&kit, "a").await, None, "both are being done");
    finish(&kit, &first, "a", None).await;
    finish(&kit, &second, "a", None).await;
    kit.pass(almost(10 * MINUTE));
    assert_eq!(lease(&kit, "a").await, None);
    kit.pass(Duration::from_micros(1));
    let again = lease(&kit, "b").await.expect("due again");
    assert_eq!((again.id, again.attempts), (first.id, 0));
    ensure(&kit).await;
    assert_eq!(lease(&kit, "b").await, None, "a restart changes nothing");
}

async fn of_two_processes_one_has_it(engine: Engine) {
    let kit = Kit::new(engine);
    ensure(&kit).await;
    others_are_done(&kit).await;
    for _ in 0..5 {
        let (a, b) = tokio::join!(lease(&kit, "a"), lease(&kit, "b"));
        let (a, b) = (a.expect("two are due"), b.expect("two are due"));
        assert_ne!(a.id, b.id);
        assert_eq!((lease(&kit, "a").await, lease(&kit, "b").await), (None, None));
        finish(&kit, &a, "a", None).await;
        finish(&kit, &b, "b", None).await;
        kit.pass(61 * MINUTE);
    }
}

async fn a_process_that_dies_loses_its_job(engine: Engine) {
    let kit = Kit::new(engine);
    ensure(&kit).await;
    others_are_done(&kit).await;
    let (dead, other) = (lease(&kit, "dead").await.expect("due"), lease(&kit, "dead").await.expect("due"));
    kit.pass(5 * MINUTE);
    let taken = lease(&kit, "alive").await.expect("its lease is over");
    assert_eq!(taken.id, dead.id);
    assert_eq!((taken.attempts, taken.lost), (1, true), "a run that never came back counts");
    finish(&kit, &dead, "dead", Some("late")).await;
    let holders = "SELECT COUNT(*) FROM jobs WHERE lease_owner = 'alive' AND last_error = ''";
    assert_eq!(kit.count(holders).await, 1, "it was not dead but slow; it is not its job any more");
    // The same process may lose a lease and get another one.
    let next = lease(&kit, "dead").await.expect("the other one, too");
    assert_eq!(next.id, other.id);
    finish(&kit, &other, "dead", Some("late")).await;
    assert_eq!(kit.count("SELECT COUNT(*) FROM jobs WHERE last_error <> ''").await, 0);
    finish(&kit, &taken, "alive", None).await;
    finish(&kit, &next, "dead", None).await;
    let recurring = JobKind::ALL.iter().filter(|kind| kind.every().is_some()).count();
    let idle = kit.count("SELECT COUNT(*) FROM jobs WHERE lease_owner = '' AND attempts = 0").await;
    assert_eq!(usize::try_from(idle), Ok(recurring));
}

async fn what_is_done_once_goes(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let new = NewTicket {
        files: vec![kit.upload(&acme, "shot.png", samples::PNG).await],
        ..kit.new_ticket("With a picture")
    };
    kit.write(&acme, move |cx| tickets::open(cx, &new)).await.expect("opened");
    let due = || kit.read(&Credential::System, |cx| jobs::is_due(cx, JobKind::ALL));
    assert!(due().await.expect("asked"));
    let job = lease(&kit, "a").await.expect("due");
    assert_eq!((job.kind, job.key.as_str()), (JobKind::MakeThumbnail, "1"));
    assert!(!due().await.expect("asked"), "somebody has it");
    finish(&kit, &job, "a", Some("the disk is full")).await;
    assert!(!due().await.expect("asked"), "later");
    kit.pass(MINUTE);
    let again = lease(&kit, "b").await.expect("due again");
    assert_eq!((again.id, again.attempts, again.lost), (job.id, 1, false));
    finish(&kit, &job, "a", None).await;
    assert_eq!(kit.count("SELECT COUNT(*) FROM jobs").await, 1, "it is b's by now");
    finish(&kit, &again, "b", None).await;
    assert_eq!(kit.count("SELECT COUNT(*) FROM jobs").await, 0);
}

async fn a_failure_is_tried_again_later_and_later(engine: Engine) {
    let kit = Kit::new(engine);
    ensure(&kit).await;
    others_are_done(&kit).await;
    let rows = lease(&kit, "a").await.expect("due");
    let mut job = lease(&kit, "a").await.expect("due");
    for (attempt, minutes) in [(0, 1), (1, 2), (2, 4), (3, 8)] {
        assert_eq!(job.attempts, attempt);
        finish(&kit, &job, "a", Some("the disk\0is full")).await;
        kit.pass(almost(minutes * MINUTE));
        // The first job's lease is kept alive so that only this one can come.
        kit.sql(|tx| {
            tx.execute(
                "UPDATE jobs SET lease_until = 9000000000000000000 WHERE kind = 'sweep_staged_files'",
                &[],
            )
        })
        .await;
        assert_eq!(lease(&kit, "a").await, None);
        kit.pass(Duration::from_micros(1));
        job = lease(&kit, "a").await.expect("due again");
    }
    assert_ne!(rows.id, job.id);
    let said =
        kit.sql(|tx| tx.query_one("SELECT MAX(last_error) FROM jobs", &[], |row| row.get::<String>(0))).await;
    assert_eq!(said, "the diskis full");
    finish(&kit, &job, "a", None).await;
    assert_eq!(kit.count("SELECT MAX(attempts) FROM jobs").await, 0, "a success forgets the failures");
}

async fn jobs_are_the_desks_own(engine: Engine) {
    let kit = Kit::new(engine);
    let admin = kit.admin().await;
    refused!(kit.write(&admin, jobs::ensure).await, Error::NotFound);
    refused!(kit.read(&admin, |cx| jobs::is_due(cx, JobKind::ALL)).await, Error::NotFound);
    refused!(kit.write(&admin, |cx| jobs::lease(cx, JobKind::ALL, "a")).await, Error::NotFound);
}

async fn a_kind_of_another_version_is_in_nobodys_way(engine: Engine) {
    let kit = Kit::new(engine);
    kit.sql(|tx| {
        tx.execute(
            "INSERT INTO jobs (kind, job_key, run_at, lease_until, lease_owner, attempts, last_error)
             VALUES ('from_the_future', '', 0, 0, '', 0, '')",
            &[],
        )
    })
    .await;
    ensure(&kit).await;
    others_are_done(&kit).await;
    assert!(lease(&kit, "a").await.is_some());
    assert!(lease(&kit, "a").await.is_some());
    assert_eq!(lease(&kit, "a").await, None);
}

testkit::both_engines!(
    every_job_comes_again,
    what_is_done_once_goes,
    of_two_processes_one_has_it,
    a_process_that_dies_loses_its_job,
    a_failure_is_tried_again_later_and_later,
    jobs_are_the_desks_own,
    a_kind_of_another_version_is_in_nobodys_way,
);
