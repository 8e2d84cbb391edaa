//! What a transaction says is heard once it is committed, in every process that can hear it, and never otherwise.

use std::time::Duration;

use db::{Database, Engine, Error, Options, Signal, Signals};

use crate::support::{beside, items};

db::both_engines!(only_what_is_committed_is_heard, a_signal_is_short, what_is_said_twice_is_heard_once);

const SOON: Duration = Duration::from_secs(20);

/// The next thing that is said; a listener may be told first that it missed what came before it listened.
async fn heard(signals: &mut Signals) -> String {
    loop {
        match tokio::time::timeout(SOON, signals.next()).await.expect("something is said") {
            Some(Signal::Said(text)) => return text.to_string(),
            Some(Signal::Missed) => {}
            None => panic!("the database was closed"),
        }
    }
}

async fn until_missed(signals: &mut Signals) {
    while tokio::time::timeout(SOON, signals.next()).await.expect("it is told") != Some(Signal::Missed) {}
}

async fn say(database: &Database, text: &'static str, fails: bool) -> Result<(), Error> {
    database
        .write(move |tx| {
            tx.signal(text)?;
            if fails { Err(Error::NotFound) } else { Ok(()) }
        })
        .await
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn only_what_is_committed_is_heard(engine: Engine) {
    let scratch = items(engine);
    let database = scratch.database();
    runtime().block_on(async {
        let mut signals = database.signals().expect("it can be listened to");
        if engine == Engine::Postgres {
            until_missed(&mut signals).await;
        }
        say(database, "refused", true).await.expect_err("it fails");
        let panicked = database.write::<(), Error>(|tx| {
            tx.signal("panicked")?;
            panic!("on purpose")
        });
        panicked.await.expect_err("it panics");
        say(database, "first", false).await.expect("it is committed");
        let second = database.write::<_, Error>(|tx| {
            tx.execute("INSERT INTO item (name) VALUES ('x')", &[])?;
            tx.signal("second")?;
            tx.signal("third")
        });
        second.await.expect("it is committed");
        for expected in ["first", "second", "third"] {
            assert_eq!(heard(&mut signals).await, expected);
        }
    });
}

fn a_signal_is_short(engine: Engine) {
    let scratch = items(engine);
    let long = "x".repeat(7_001);
    scratch
        .database()
        .write_blocking(move |tx| tx.signal(&long))
        .expect_err("PostgreSQL takes no more, so SQLite does not either");
}

#[test]
fn another_process_hears_it_on_postgresql() {
    let scratch = items(Engine::Postgres);
    let other = Database::open(&Options::new(scratch.location().clone())).expect("a second one");
    runtime().block_on(async {
        let mut signals = other.signals().expect("it can be listened to");
        until_missed(&mut signals).await;
        say(scratch.database(), "over there", false).await.expect("it is committed");
        assert_eq!(heard(&mut signals).await, "over there");
    });
    other.close();
}

#[test]
fn who_loses_the_connection_is_told_and_hears_again() {
    let scratch = items(Engine::Postgres);
    runtime().block_on(async {
        let mut signals = scratch.database().signals().expect("it can be listened to");
        until_missed(&mut signals).await;
        beside(
            &scratch,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
        until_missed(&mut signals).await;
        say(scratch.database(), "again", false).await.expect("the writer connects again too");
        assert_eq!(heard(&mut signals).await, "again");
    });
}

fn what_is_said_twice_is_heard_once(engine: Engine) {
    let scratch = items(engine);
    let database = scratch.database();
    runtime().block_on(async {
        let mut signals = database.signals().expect("it can be listened to");
        if engine == Engine::Postgres {
            until_missed(&mut signals).await;
        }
        let said = database.write::<_, Error>(|tx| {
            for text in ["one", "two", "one", "it's {\"three\"}"] {
                tx.signal(text)?;
            }
            Ok(())
        });
        said.await.expect("it is committed");
        for wanted in ["one", "two", "it's {\"three\"}"] {
            assert_eq!(heard(&mut signals).await, wanted);
        }
    });
}

#[test]
fn who_is_too_slow_is_told() {
    let scratch = items(Engine::Sqlite);
    let database = scratch.database();
    runtime().block_on(async {
        let mut signals = database.signals().expect("it can be listened to");
        let many = database.write::<_, Error>(|tx| (0..5_000).try_for_each(|n| tx.signal(&n.to_string())));
        many.await.expect("it is committed");
        assert_eq!(signals.next().await, Some(Signal::Missed));
        assert_ne!(heard(&mut signals).await, "0", "the first ones are gone");
    });
}

/// Another process beside a SQLite desk: the command line, a mail server's pipe.
#[test]
fn what_another_process_writes_is_noticed_and_what_this_one_writes_is_not() {
    let scratch = items(Engine::Sqlite);
    let database = scratch.database();
    let other = Database::open(&Options::new(database.location().clone())).expect("opened");
    let insert = |database: &Database| {
        let written = database.write_blocking::<_, Error>(|tx| {
            tx.execute("INSERT INTO item (name) SELECT 'x' || COUNT(*) FROM item", &[])
        });
        written.expect("written");
    };
    runtime().block_on(async {
        // What came before anybody listened is nobody's business.
        insert(&other);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut signals = database.signals().expect("it can be listened to");
        let first = tokio::time::timeout(Duration::from_secs(2), signals.next()).await;
        assert!(first.is_err() || first == Ok(Some(Signal::Missed)), "{first:?}");
        for _ in 0..5 {
            insert(database);
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        let quiet = tokio::time::timeout(Duration::from_secs(1), signals.next()).await;
        assert!(quiet.is_err(), "its own writing is told by whoever writes: {quiet:?}");
        insert(&other);
        until_missed(&mut signals).await;
        let quiet = tokio::time::timeout(Duration::from_secs(1), signals.next()).await;
        assert!(quiet.is_err(), "and once: {quiet:?}");
    });
    other.close();
}
