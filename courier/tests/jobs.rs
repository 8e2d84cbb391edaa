//! The jobs loop does its jobs, survives one that fails, and stops when it is told to.

use std::time::Duration;

use db::Engine;
use desk::Credential;
use desk::jobs::{self, JobKind};
use desk::transfer::{self, State, Subject};
use testkit::Kit;
use tokio::sync::watch;

db::both_engines!(
    a_file_that_no_message_came_for_is_swept,
    a_failed_job_is_tried_again,
    the_loop_stops_when_told,
    a_long_file_keeps_no_other_job_waiting
);

fn a_file_that_no_message_came_for_is_swept(engine: Engine) {
    testkit::run(async {
        let kit = Kit::new(engine);
        let ann = kit.affiliate("acme", None).await;
        kit.upload(&ann, "shot.png", testkit::samples::PNG).await;
        kit.write(&Credential::System, jobs::ensure).await.expect("ensured");
        while courier::run_one(kit.app(), JobKind::ALL, "one").await.expect("run") {}
        assert_eq!(kit.count("SELECT COUNT(*) FROM staged_files").await, 1, "it may still be sent");

        kit.pass(Duration::from_hours(26));
        while courier::run_one(kit.app(), JobKind::ALL, "one").await.expect("run") {}
        assert_eq!(kit.count("SELECT COUNT(*) FROM staged_files").await, 0);
        assert_eq!(stored(&kit), 0, "its bytes are gone as well");
        assert_eq!(kit.count("SELECT COUNT(*) FROM jobs WHERE attempts > 0").await, 0);
        kit.verify().await;
    });
}

/// Files below the store's directory.
fn stored(kit: &Kit) -> usize {
    let mut open = vec![kit.files().to_path_buf()];
    let mut files = 0;
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).expect("the store is there").flatten() {
            if entry.path().is_dir() { open.push(entry.path()) } else { files += 1 }
        }
    }
    files
}

fn a_failed_job_is_tried_again(engine: Engine) {
    testkit::run(async {
        let kit = Kit::new(engine);
        let ann = kit.affiliate("acme", None).await;
        kit.upload(&ann, "shot.png", testkit::samples::PNG).await;
        kit.write(&Credential::System, jobs::ensure).await.expect("ensured");
        kit.sql(|tx| tx.execute("UPDATE staged_files SET storage_key = 'nonsense', expires_at = 0", &[]))
            .await;
        while courier::run_one(kit.app(), JobKind::ALL, "one")
            .await
            .expect("a job's failure is not the loop's")
        {}
        let failed = "SELECT COUNT(*) FROM jobs WHERE attempts = 1 AND last_error <> '' AND lease_owner = ''";
        assert_eq!(kit.count(failed).await, 1);
        assert!(
            !courier::run_one(kit.app(), JobKind::ALL, "one").await.expect("asked"),
            "not before a minute has passed"
        );
        kit.pass(Duration::from_secs(61));
        assert!(courier::run_one(kit.app(), JobKind::ALL, "one").await.expect("asked"));
        assert_eq!(kit.count("SELECT COUNT(*) FROM jobs WHERE attempts = 2").await, 1);
    });
}

fn the_loop_stops_when_told(engine: Engine) {
    testkit::run(async {
        let kit = Kit::new(engine);
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn(courier::run(kit.app().clone(), stopped));
        while kit.count("SELECT COUNT(*) FROM jobs WHERE run_at > 0 AND lease_until = 0").await < 2 {
            tokio::task::yield_now().await;
        }
        stop.send(true).expect("the loop listens");
        tokio::time::timeout(Duration::from_secs(10), running)
            .await
            .expect("it stops")
            .expect("it did not panic");
    });
}

fn a_long_file_keeps_no_other_job_waiting(engine: Engine) {
    testkit::run(async {
        let kit = Kit::patient(engine);
        let maria = kit.manager("maria").await;
        let import = kit.bring(&maria, Subject::Offers, "title,countries\nOne,DE\n").await.id;
        kit.write(&maria, move |cx| transfer::start(cx, import, None)).await.expect("it is ready");
        let state = || async { kit.import(&maria, import).await.state };
        let (stop, stopped) = watch::channel(false);
        let mut jobs = None;
        let hold = kit.sql(move |tx| {
            if engine == Engine::Postgres {
                tx.execute("LOCK TABLE offer_countries IN SHARE MODE", &[])?;
                std::thread::sleep(Duration::from_millis(2_500));
            }
            Ok(())
        });
        let look = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            jobs = Some(tokio::spawn(courier::run(kit.app().clone(), stopped)));
            let waiting =
                "SELECT COUNT(*) FROM jobs WHERE kind <> 'apply_import' AND run_at <= 1772442000000000";
            let begun = "SELECT COUNT(*) FROM jobs WHERE kind <> 'apply_import'";
            while kit.count(begun).await == 0 || kit.count(waiting).await > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            if engine == Engine::Postgres {
                assert_eq!(state().await, State::Applying, "the others are done before it");
            }
        };
        tokio::join!(hold, look);
        while state().await != State::Applied {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send(true).expect("the loop listens");
        jobs.expect("it runs").await.expect("it did not panic");
        kit.verify().await;
    });
}
