//! A job has so much time, waiting and running, and not more.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use db::{Engine, Error, Tx};

use crate::support::{hold, insert, items_with, names, until_waiting};

db::both_engines! {
    a_running_read_is_interrupted, a_running_write_is_interrupted, many_short_statements_are_interrupted,
    waiting_counts, an_interrupted_job_does_not_hurt_the_next,
}

const DEADLINE: Duration = Duration::from_millis(400);
/// Far above the deadline and far below what the statements would take.
const SOON: Duration = Duration::from_secs(5);

/// A statement that takes a minute or more.
fn endless(tx: &mut Tx<'_>) -> Result<i64, Error> {
    let sql = tx.engine().pick(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000)
         SELECT COUNT(*) FROM n",
        "SELECT CAST(1 AS BIGINT) FROM pg_sleep(60)",
    );
    tx.query_one(sql, &[], |row| row.get(0))
}

fn a_running_read_is_interrupted(engine: Engine) {
    let scratch = items_with(engine, |options| options.deadline = DEADLINE);
    let asked = Instant::now();
    assert_eq!(scratch.database().read_blocking(endless), Err(Error::Deadline));
    assert!(asked.elapsed() >= DEADLINE && asked.elapsed() < SOON, "after {:?}", asked.elapsed());
    assert_eq!(scratch.database().stats().deadlines, 1);
}

fn a_running_write_is_interrupted(engine: Engine) {
    let scratch = items_with(engine, |options| options.deadline = DEADLINE);
    let database = scratch.database();
    let asked = Instant::now();
    let answer = database.write_blocking(|tx| {
        tx.execute("INSERT INTO item (name) VALUES ('half')", &[])?;
        endless(tx)
    });
    assert_eq!(answer, Err(Error::Deadline));
    assert!(asked.elapsed() < SOON, "after {:?}", asked.elapsed());
    assert_eq!(names(database), [""; 0]);
}

fn many_short_statements_are_interrupted(engine: Engine) {
    let scratch = items_with(engine, |options| options.deadline = DEADLINE);
    let asked = Instant::now();
    let answer = scratch.database().read_blocking::<i64, Error>(|tx| {
        loop {
            let sql = tx.engine().pick("SELECT 1", "SELECT CAST(1 AS BIGINT) FROM pg_sleep(0.03)");
            tx.query_one(sql, &[], |row| row.get::<i64>(0))?;
        }
    });
    assert_eq!(answer, Err(Error::Deadline));
    assert!(asked.elapsed() >= DEADLINE && asked.elapsed() < SOON, "after {:?}", asked.elapsed());
}

fn waiting_counts(engine: Engine) {
    let scratch = items_with(engine, |options| {
        options.writers = 1;
        options.deadline = DEADLINE;
    });
    let database = scratch.database();
    let held = hold(database);
    let asked = Instant::now();
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let answer = database.write_blocking::<_, Error>(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        Ok(())
    });
    assert_eq!(answer, Err(Error::Deadline));
    assert!(asked.elapsed() >= DEADLINE && asked.elapsed() < SOON, "after {:?}", asked.elapsed());
    // The one that held the writer ran no statement after its deadline, so it is none the worse.
    held.go().expect("it only slept");
    insert(database, "next").expect("the writer is free");
    assert_eq!(runs.load(Ordering::Relaxed), 0, "it was answered, so it must not run any more");
}

fn an_interrupted_job_does_not_hurt_the_next(engine: Engine) {
    let scratch = items_with(engine, |options| {
        (options.readers, options.writers) = (1, 1);
        options.deadline = DEADLINE;
    });
    let database = scratch.database();
    for round in 0..3 {
        assert_eq!(database.read_blocking(endless), Err(Error::Deadline));
        assert_eq!(database.write_blocking(endless), Err(Error::Deadline));
        insert(database, &round.to_string()).expect("the connection is as good as before");
        assert_eq!(names(database).len(), round + 1);
    }
}

/// SQLite rolls the whole transaction back when it interrupts a write, and with it the jobs that came before in the
/// group: they run again without the culprit.
#[test]
fn an_interrupted_write_takes_nobody_with_it() {
    let scratch = items_with(Engine::Sqlite, |options| options.deadline = Duration::from_secs(2));
    let database = scratch.database();
    let held = hold(database);
    let send = |name: &'static str| {
        let database = database.clone();
        thread::spawn(move || insert(&database, name))
    };
    let before = send("before");
    until_waiting(database, 1);
    let slow = database.clone();
    let slow = thread::spawn(move || {
        slow.write_blocking::<_, Error>(|tx| {
            tx.execute(
                "INSERT INTO item (name) WITH RECURSIVE n (i) AS
                 (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT i FROM n",
                &[],
            )
        })
    });
    until_waiting(database, 2);
    // Younger than the slow one, so that it has time left afterwards.
    thread::sleep(Duration::from_secs(1));
    let after = send("after");
    until_waiting(database, 3);
    held.go().expect("it only slept");
    assert_eq!(slow.join().expect("no panic"), Err(Error::Deadline));
    assert_eq!(after.join().expect("no panic"), Ok(1));
    // The first is as old as the slow one, but not to blame for anything.
    assert_eq!(before.join().expect("no panic"), Ok(1));
    assert_eq!(names(database), ["before", "after"]);
}
