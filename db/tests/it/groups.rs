//! Jobs beside each other: in one group on SQLite, on several connections on PostgreSQL.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use db::{Database, Engine, Error, Tx};

use crate::support::{hold, insert, items, items_with, names, until_waiting, write};

db::both_engines! {
    a_failing_and_a_panicking_job_roll_back_alone, a_swallowed_error_fails_the_job,
    a_full_queue_is_an_error_at_once, read_modify_write_loses_nothing, transactions_are_serializable,
    a_long_job_succeeds_or_fails_by_itself, closing_finishes_what_waits, a_dropped_future_takes_its_job_back, an_answer_means_that_others_see_it,
}

/// The job's own error, of which `db` knows nothing.
#[derive(Debug, PartialEq)]
enum Mine {
    Refused,
    Db(Error),
}

impl From<Error> for Mine {
    fn from(error: Error) -> Self {
        Self::Db(error)
    }
}

type Job = fn(&mut Tx<'_>) -> Result<(), Mine>;

/// Sends the jobs while the writer is busy, so that SQLite commits them as one group.
fn together(database: &Database, jobs: Vec<Job>) -> Vec<Result<(), Mine>> {
    let held = hold(database);
    let mut threads = Vec::new();
    for (index, job) in jobs.into_iter().enumerate() {
        let sender = database.clone();
        threads.push(thread::spawn(move || sender.write_blocking(job)));
        // One after another, so that the order is known.
        until_waiting(database, index + 1);
    }
    held.go().expect("the first job succeeds");
    threads.into_iter().map(|thread| thread.join().expect("no panic reaches the caller")).collect()
}

fn add(tx: &mut Tx<'_>, name: &str) -> Result<(), Mine> {
    tx.execute("INSERT INTO item (name) VALUES ($1)", &[&name])?;
    Ok(())
}

fn a_failing_and_a_panicking_job_roll_back_alone(engine: Engine) {
    let scratch = items_with(engine, |options| options.writers = 1);
    let database = scratch.database();
    let answers = together(
        database,
        vec![
            |tx| add(tx, "first"),
            |tx| {
                add(tx, "refused")?;
                Err(Mine::Refused)
            },
            |tx| {
                add(tx, "panicked")?;
                // As a panic, without its message.
                std::panic::resume_unwind(Box::new("on purpose"));
            },
            |tx| {
                add(tx, "conflicting")?;
                add(tx, "first")
            },
            |tx| add(tx, "last"),
        ],
    );
    assert_eq!(names(database), ["first", "last"]);
    assert_eq!(answers[0], Ok(()));
    assert_eq!(answers[1], Err(Mine::Refused));
    assert_eq!(answers[2], Err(Mine::Db(Error::Panicked)));
    assert!(matches!(&answers[3], Err(Mine::Db(error)) if error.is_conflict()), "{:?}", answers[3]);
    assert_eq!(answers[4], Ok(()));
}

fn a_long_job_succeeds_or_fails_by_itself(engine: Engine) {
    let scratch = items_with(engine, |options| options.writers = 1);
    let database = scratch.database();
    let jobs: [(Job, bool); 6] = [
        (|tx| add(tx, "first"), false),
        (
            |tx| {
                add(tx, "refused")?;
                Err(Mine::Refused)
            },
            true,
        ),
        (|tx| add(tx, "between"), false),
        (|tx| add(tx, "long"), true),
        (|tx| add(tx, "long"), true),
        (|tx| add(tx, "last"), false),
    ];
    let held = hold(database);
    let mut threads = Vec::new();
    for (index, (job, long)) in jobs.into_iter().enumerate() {
        let sender = database.clone();
        threads.push(thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
            let patience = Duration::from_secs(30);
            runtime.expect("a runtime").block_on(async {
                if long { sender.write_within(patience, job).await } else { sender.write(job).await }
            })
        }));
        until_waiting(database, index + 1);
    }
    held.go().expect("the job before them succeeds");
    let answers: Vec<_> = threads.into_iter().map(|thread| thread.join().expect("it answers")).collect();
    assert_eq!(names(database), ["first", "between", "long", "last"]);
    assert_eq!((&answers[0], &answers[1], &answers[2]), (&Ok(()), &Err(Mine::Refused), &Ok(())));
    assert!(matches!(&answers[4], Err(Mine::Db(error)) if error.is_conflict()), "{:?}", answers[4]);
    assert_eq!((&answers[3], &answers[5]), (&Ok(()), &Ok(())));
}

fn a_swallowed_error_fails_the_job(engine: Engine) {
    let scratch = items(engine);
    let database = scratch.database();
    insert(database, "taken").expect("it is the first");
    let answer = database.write_blocking::<_, Error>(|tx| {
        tx.execute("INSERT INTO item (name) VALUES ('before')", &[])?;
        let swallowed = tx.execute("INSERT INTO item (name) VALUES ('taken')", &[]);
        assert!(swallowed.is_err_and(|error| error.is_conflict()));
        // PostgreSQL takes nothing after an error, so SQLite does not either.
        assert_eq!(tx.execute("INSERT INTO item (name) VALUES ('after')", &[]), Err(Error::Poisoned));
        Ok(())
    });
    assert!(matches!(&answer, Err(error) if error.is_conflict()), "{answer:?}");
    assert_eq!(names(database), ["taken"]);
}

fn a_full_queue_is_an_error_at_once(engine: Engine) {
    let scratch = items_with(engine, |options| (options.writers, options.queue) = (1, 2));
    let database = scratch.database();
    let held = hold(database);
    let waiting: Vec<_> = ["one", "two"]
        .map(|name| {
            let database = database.clone();
            thread::spawn(move || insert(&database, name))
        })
        .into();
    until_waiting(database, 2);
    let asked = Instant::now();
    assert_eq!(insert(database, "three"), Err(Error::Overloaded));
    assert!(asked.elapsed() < Duration::from_secs(1), "it waited {:?}", asked.elapsed());
    assert_eq!(database.stats().overloaded, 1);
    held.go().expect("it was only slow");
    for thread in waiting {
        thread.join().expect("no panic").expect("those that fitted are done");
    }
    assert_eq!(names(database).len(), 2);
}

fn read_modify_write_loses_nothing(engine: Engine) {
    const THREADS: usize = 8;
    const TIMES: usize = 20;
    let scratch = items_with(engine, |options| options.writers = 4);
    let database = scratch.database();
    insert(database, "counter").expect("it is the first");
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..TIMES {
                    database
                        .write_blocking::<_, Error>(|tx| {
                            let amount: i64 =
                                tx.query_one("SELECT amount FROM item", &[], |row| row.get(0))?;
                            tx.execute("UPDATE item SET amount = $1", &[&(amount + 1)])
                        })
                        .expect("it is run again until it works");
                }
            });
        }
    });
    let amount = database
        .read_blocking::<i64, Error>(|tx| tx.query_one("SELECT amount FROM item", &[], |row| row.get(0)))
        .expect("it is there");
    assert_eq!(amount, i64::try_from(THREADS * TIMES).expect("a small number"));
}

/// Each of two rows may be taken to 0 only while the other is not: the classic that snapshots alone get wrong.
fn transactions_are_serializable(engine: Engine) {
    let scratch = items_with(engine, |options| options.writers = 2);
    let database = scratch.database();
    for _ in 0..10 {
        write(database, "DELETE FROM item").expect("the table is there");
        write(database, "INSERT INTO item (name, amount) VALUES ('a', 1), ('b', 1)").expect("they are new");
        thread::scope(|scope| {
            for name in ["a", "b"] {
                scope.spawn(move || {
                    database.write_blocking::<_, Error>(move |tx| {
                        let sum: i64 =
                            tx.query_one("SELECT CAST(SUM(amount) AS BIGINT) FROM item", &[], |row| {
                                row.get(0)
                            })?;
                        if sum == 2 {
                            tx.execute("UPDATE item SET amount = 0 WHERE name = $1", &[&name])?;
                        }
                        Ok(())
                    })
                });
            }
        });
        let sum = database
            .read_blocking::<i64, Error>(|tx| {
                tx.query_one("SELECT CAST(SUM(amount) AS BIGINT) FROM item", &[], |row| row.get(0))
            })
            .expect("they are there");
        assert_eq!(sum, 1);
    }
}

fn closing_finishes_what_waits(engine: Engine) {
    let scratch = items_with(engine, |options| options.writers = 1);
    let database = scratch.database();
    let held = hold(database);
    let waiting: Vec<_> = (0..5)
        .map(|number| {
            let database = database.clone();
            thread::spawn(move || insert(&database, &number.to_string()))
        })
        .collect();
    until_waiting(database, 5);
    let closing = database.clone();
    let closing = thread::spawn(move || closing.close());
    held.go().expect("it had started");
    closing.join().expect("closing does not panic");
    for thread in waiting {
        assert_eq!(thread.join().expect("no panic"), Ok(1));
    }
    assert_eq!(insert(database, "late"), Err(Error::Closed));
    let again = Database::open(&db::Options::new(scratch.location().clone())).expect("it opens again");
    assert_eq!(names(&again).len(), 5);
    again.close();
}

fn a_dropped_future_takes_its_job_back(engine: Engine) {
    let scratch = items_with(engine, |options| options.writers = 1);
    let database = scratch.database();
    let held = hold(database);
    let runs = Arc::new(AtomicUsize::new(0));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        let counted = Arc::clone(&runs);
        let job = database.write::<_, Error>(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        let waited = tokio::time::timeout(Duration::from_millis(20), job).await;
        assert!(waited.is_err(), "the writer was busy");
    });
    held.go().expect("it was only slow");
    // A job behind it in the queue has run, so its turn has passed.
    insert(database, "next").expect("the writer is free");
    assert_eq!(runs.load(Ordering::Relaxed), 0);
}

fn an_answer_means_that_others_see_it(engine: Engine) {
    let scratch = items(engine);
    let other = Database::open(&db::Options::new(scratch.location().clone())).expect("it opens twice");
    for number in 1..=20 {
        insert(scratch.database(), &number.to_string()).expect("it is new");
        assert_eq!(names(&other).len(), number);
    }
    other.close();
}

#[test]
fn what_waits_is_committed_together() {
    const JOBS: usize = 60;
    let scratch = items(Engine::Sqlite);
    let database = scratch.database();
    let before = database.stats();
    let held = hold(database);
    thread::scope(|scope| {
        for number in 0..JOBS {
            scope.spawn(move || insert(database, &number.to_string()).expect("it is new"));
        }
        until_waiting(database, JOBS);
        held.go().expect("it was only slow");
    });
    let after = database.stats();
    assert_eq!(after.writes - before.writes, JOBS as u64 + 1);
    // One, unless the machine is so busy that a group takes too long and is cut.
    assert!(after.groups - before.groups < 20, "{after:?}");
}

/// The rows that refer to nothing are found only at COMMIT, which is why there must be no deferred constraints: on
/// SQLite the whole group is refused, and nobody is told that it was saved.
#[test]
fn a_failed_commit_fails_the_group() {
    let scratch = items(Engine::Sqlite);
    let database = scratch.database();
    write(
        database,
        "CREATE TABLE deferred (item_id INTEGER REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED) STRICT",
    )
    .expect("the table is made");
    let answers = together(
        database,
        vec![|tx| add(tx, "innocent"), |tx| {
            tx.execute("INSERT INTO deferred (item_id) VALUES (77)", &[])?;
            Ok(())
        }],
    );
    for answer in answers {
        assert!(matches!(answer, Err(Mine::Db(Error::Constraint { .. }))), "{answer:?}");
    }
    assert_eq!(names(database), [""; 0]);
    insert(database, "next").expect("the writer goes on");
}
