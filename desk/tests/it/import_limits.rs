//! Long files: how far they are applied, how much is kept of them, and when they are forgotten.

use std::time::Duration;

use db::Engine;
use desk::Error;
use desk::error::Conflict;
use desk::transfer::{self, Importing, Subject, Wrong};
use testkit::{Kit, Who as _};

async fn progress_is_noted_beside_the_file_and_not_in_its_way(engine: Engine) {
    let kit = Kit::patient(engine);
    let maria = kit.manager("maria").await;
    let import = kit.bring(&maria, Subject::Offers, "title,countries\nOne,\nTwo,DE\n").await;
    let id = import.id;
    kit.write(&maria, move |cx| transfer::start(cx, id, None)).await.expect("it is ready");
    let before = kit.db().stats().retries;
    // Somebody keeps the second row from being stored until progress was noted.
    let hold = kit.sql(move |tx| {
        if engine == Engine::Postgres {
            tx.execute("LOCK TABLE offer_countries IN SHARE MODE", &[])?;
            std::thread::sleep(Duration::from_millis(2_500));
        }
        Ok(())
    });
    let apply = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        transfer::apply(kit.app(), id, None, |_| ()).await.expect("it can be tried")
    };
    let ((), failure) = tokio::join!(hold, apply);
    assert_eq!((failure, kit.count("SELECT COUNT(*) FROM offers").await), (None, 2));
    assert_eq!(kit.db().stats().retries, before, "no pass was for nothing");
    let noted = kit.count("SELECT done FROM import_progress").await;
    assert_eq!(noted, i64::from(engine == Engine::Postgres), "and progress was noted in between");
    kit.verify().await;
}

async fn what_others_write_does_not_begin_a_long_file_anew(engine: Engine) {
    let kit = Kit::patient(engine);
    let maria = kit.manager("maria").await;
    let import = kit.bring(&maria, Subject::Offers, "title,countries\nOne,\nTwo,DE\n").await;
    let id = import.id;
    kit.write(&maria, move |cx| transfer::start(cx, id, None)).await.expect("it is ready");
    // As it is some time after a start: the tables are known to be small.
    kit.sql(|tx| tx.execute("ANALYZE", &[])).await;
    let before = kit.db().stats().retries;
    let hold = kit.sql(move |tx| {
        if engine == Engine::Postgres {
            tx.execute("LOCK TABLE offer_countries IN SHARE MODE", &[])?;
            std::thread::sleep(Duration::from_millis(900));
        }
        Ok(())
    });
    let others = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        for _ in 0..3 {
            kit.sql(|tx| tx.execute("UPDATE stamps SET version = version + 1 WHERE name = 'news'", &[]))
                .await;
            kit.sql(|tx| tx.execute("UPDATE users SET version = version + 1 WHERE id = 1", &[])).await;
        }
    };
    let apply = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        transfer::apply(kit.app(), id, None, |_| ()).await.expect("it can be tried")
    };
    let ((), (), failure) = tokio::join!(hold, others, apply);
    assert_eq!((failure, kit.count("SELECT COUNT(*) FROM offers").await), (None, 2));
    assert_eq!(kit.db().stats().retries, before, "no pass was for nothing");
    kit.verify().await;
}

async fn of_a_file_that_does_not_come_in_whole_nothing_stays(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let begin = async || {
        let begun = Importing::begin(kit.app(), &maria.credential(), Subject::Offers, ("file", None)).await;
        begun.expect("she may")
    };
    let rows = format!("title\n{}", "Offer\n".repeat(2_500));
    let mut importing = begin().await;
    importing.take(rows.as_bytes()).await.expect("it is read");
    importing.abandon().await.expect("it is forgotten");
    assert_eq!(kit.count("SELECT COUNT(*) FROM imports").await, 0);
    assert_eq!(kit.count("SELECT COUNT(*) FROM import_rows").await, 0);
    // Newer ones push out one that still comes in.
    let (mut slow, mut ending) = (begin().await, begin().await);
    slow.take(rows.as_bytes()).await.expect("it is read");
    ending.take(b"title\nOffer\n").await.expect("it is read");
    for _ in 0..5 {
        kit.bring(&maria, Subject::Offers, "title\nOffer\n").await;
    }
    refused!(slow.take(rows.as_bytes()).await, Error::Conflict(Conflict::PushedOut));
    refused!(slow.finish().await, Error::Conflict(Conflict::PushedOut));
    refused!(ending.finish().await, Error::Conflict(Conflict::PushedOut));
    assert_eq!(kit.count("SELECT COUNT(*) FROM import_rows").await, 5);
    kit.verify().await;
}

async fn no_more_is_kept_of_what_is_wrong_than_somebody_reads(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let import = kit.bring(&maria, Subject::Offers, format!("title\nGood\n{}", "a,b\n".repeat(5_000))).await;
    assert_eq!((import.creates, import.errors), (1, 1_200));
    let rows = kit.report(&maria, &import).await;
    let last = rows.last().expect("there are rows");
    assert_eq!((rows.len(), last.number), (1_201, 1_202));
    assert_eq!(last.faults[0].wrong, Wrong::TooManyWrong { max: 1_000 });
    let keys: Vec<String> = (0..500).map(|n| format!("\"x{n}\":1")).collect();
    let import = kit.bring(&maria, Subject::Offers, format!("{{{}}}", keys.join(","))).await;
    assert_eq!((import.errors, kit.report(&maria, &import).await[0].faults.len()), (1, 20));
    kit.verify().await;
}

async fn files_are_forgotten_in_time(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let mut ids = Vec::new();
    for n in 0..7 {
        ids.push(kit.bring(&maria, Subject::Offers, format!("title\nOffer {n}\n")).await.id);
    }
    assert_eq!(kit.count("SELECT COUNT(*) FROM imports").await, 5, "one person has few files waiting");
    let oldest = ids[0];
    refused!(kit.read(&maria, move |cx| transfer::find(cx, oldest)).await, Error::NotFound);
    let last = ids[6];
    kit.write(&maria, move |cx| transfer::start(cx, last, None)).await.expect("it is ready");
    kit.pass(kit.app().settings().staged_lifetime * 2);
    desk::sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(kit.count("SELECT COUNT(*) FROM imports").await, 1, "one that is being applied stays");
    assert_eq!(kit.count("SELECT COUNT(*) FROM import_rows").await, 1);
    // A long one goes in several transactions, and is not there for anybody before.
    let rows = format!("title\n{}", "Offer\n".repeat(2_500));
    let long = kit.bring(&maria, Subject::Offers, rows).await.id;
    kit.pass(kit.app().settings().staged_lifetime * 3 / 2);
    refused!(kit.read(&maria, move |cx| transfer::find(cx, long)).await, Error::NotFound);
    let before = kit.db().stats().writes;
    desk::sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(
        kit.db().stats().writes - before,
        1 + 3 + 1,
        "the other rows, its rows, and one that is too old"
    );
    assert_eq!(kit.count("SELECT COUNT(*) FROM imports").await, 0);
    kit.verify().await;
}

testkit::both_engines!(
    progress_is_noted_beside_the_file_and_not_in_its_way,
    what_others_write_does_not_begin_a_long_file_anew,
    of_a_file_that_does_not_come_in_whole_nothing_stays,
    no_more_is_kept_of_what_is_wrong_than_somebody_reads,
    files_are_forgotten_in_time,
);
