//! PostgreSQL goes away: before, in and after a transaction.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use db::{Database, Engine, Error, Options, testing::Scratch};

use crate::{
    proxy::{Fault, Proxy},
    support::{beside, insert, items, names, write},
};

const KILL: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND pid <> pg_backend_pid()";

fn through(proxy: &Proxy, scratch: &Scratch, deadline: Duration) -> Database {
    let mut options = Options::new(proxy.location(scratch));
    (options.readers, options.writers) = (1, 1);
    options.deadline = deadline;
    Database::open(&options).expect("the proxy works")
}

#[test]
fn killed_idle_connections_are_made_anew() {
    let scratch = items(Engine::Postgres);
    let database = scratch.database();
    for name in ["one", "two", "three"] {
        insert(database, name).expect("the connection is made anew");
        assert_eq!(names(database).last().map(String::as_str), Some(name));
        beside(&scratch, KILL);
    }
    assert!(database.stats().reconnects >= 2, "{:?}", database.stats());
}

#[test]
fn a_connection_killed_in_a_job_runs_the_job_again() {
    let scratch = items(Engine::Postgres);
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    scratch
        .database()
        .write_blocking::<_, Error>(move |tx| {
            tx.execute("INSERT INTO item (name) VALUES ('once')", &[])?;
            if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                tx.query("SELECT pg_terminate_backend(pg_backend_pid())", &[], |_| Ok(()))?;
            }
            Ok(())
        })
        .expect("nothing was committed, so it can run again");
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    assert_eq!(names(scratch.database()), ["once"]);
}

/// A job that swallows the loss is not told that it was saved.
#[test]
fn a_swallowed_loss_runs_the_job_again() {
    let scratch = items(Engine::Postgres);
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    scratch
        .database()
        .write_blocking::<_, Error>(move |tx| {
            tx.execute("INSERT INTO item (name) VALUES ('once')", &[])?;
            if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                drop(tx.query("SELECT pg_terminate_backend(pg_backend_pid())", &[], |_| Ok(())));
            }
            Ok(())
        })
        .expect("it is run again");
    assert_eq!(names(scratch.database()), ["once"]);
}

fn lost_in_commit(fault: Fault) -> Vec<String> {
    let scratch = items(Engine::Postgres);
    let proxy = Proxy::before(&scratch);
    let database = through(&proxy, &scratch, Duration::from_secs(10));
    insert(&database, "before").expect("all is well");
    proxy.set(fault);
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let answer = database.write_blocking(move |tx| {
        counted.fetch_add(1, Ordering::Relaxed);
        tx.execute("INSERT INTO item (name) VALUES ('perhaps')", &[])
    });
    assert_eq!(answer, Err(Error::Unknown));
    assert_eq!(runs.load(Ordering::Relaxed), 1, "it must never run again");
    proxy.set(Fault::None);
    insert(&database, "after").expect("the connection is made anew");
    database.close();
    names(scratch.database())
}

#[test]
fn an_answer_lost_in_commit_is_unknown() {
    assert_eq!(lost_in_commit(Fault::LoseAnswer), ["before", "perhaps", "after"]);
}

#[test]
fn a_commit_lost_on_its_way_is_unknown() {
    assert_eq!(lost_in_commit(Fault::LoseCommit), ["before", "after"]);
}

#[test]
fn a_server_that_is_down_is_unavailable_until_it_is_back() {
    let scratch = items(Engine::Postgres);
    let proxy = Proxy::before(&scratch);
    let database = through(&proxy, &scratch, Duration::from_millis(600));
    insert(&database, "before").expect("all is well");
    proxy.set(Fault::Down);
    let asked = Instant::now();
    let answer = insert(&database, "never");
    assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    assert!(asked.elapsed() < Duration::from_secs(4), "after {:?}", asked.elapsed());
    assert!(Database::open(&Options::new(proxy.location(&scratch))).is_err(), "opening says so at once");
    proxy.set(Fault::None);
    insert(&database, "after").expect("it is back");
    database.close();
    assert_eq!(names(scratch.database()), ["before", "after"]);
}

#[test]
fn a_statement_that_a_migration_overtook_is_prepared_anew() {
    let scratch = items(Engine::Postgres);
    let database = scratch.database();
    let read = || {
        database.read_blocking::<_, Error>(|tx| {
            tx.query("SELECT * FROM item ORDER BY id", &[], |row| row.get::<i64>(0))
        })
    };
    insert(database, "one").expect("it is new");
    // Both readers prepare it.
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| read().expect("it is prepared"));
        }
    });
    write(database, "ALTER TABLE item ADD COLUMN colour TEXT").expect("the table is changed");
    for _ in 0..5 {
        assert_eq!(read().map(|rows| rows.len()), Ok(1));
    }
}
