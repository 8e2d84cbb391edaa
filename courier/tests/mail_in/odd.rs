//! What servers say now and then, and mails that cannot be taken: neither stops the others.

use testkit::Engine;

use super::mailbox::{Looking, until};
use super::scripted::{Scripted, as_asked, content};
use super::way::Place;

const GOOD: &str = "Message-ID: <good@x.example>\r\nFrom: ann@acme.example\r\nTo: support+REPLY@desk.example\r\n\r\nIt is there.\r\n";

/// A server tells of other mails in the middle of an answer, and repeats flags of the same one.
async fn what_is_said_of_other_mails_is_not_taken_for_this_one() {
    let place = Place::new(Engine::Sqlite).await;
    let raw = place.addressed(GOOD.as_bytes());
    let server = Scripted::start(1, move |uid, what| {
        let mut answer = b"* 9 FETCH (FLAGS (\\Seen))\r\n".to_vec();
        answer.extend(format!("* {uid} FETCH (UID {uid} FLAGS ())\r\n").bytes());
        answer.extend(as_asked(uid, what, &raw));
        answer.extend(b"* 9 FETCH (UID 900 FLAGS (\\Deleted))\r\n");
        answer.extend(content(900, "BODY[]", b"To: nobody@x.example\r\n\r\nanother\r\n"));
        Some(answer)
    })
    .await;
    let looking = Looking::start(&place, server.options());
    until("it is marked", async || server.seen() == [1]).await;
    looking.end().await;
    assert_eq!(place.outcomes().await, ["accepted"]);
    assert_eq!(place.written().await, ["It is there."]);
}

/// One without a size and one without content: they are no empty mails. They are tried again, noted, and left where they are;
/// the one behind them is taken meanwhile.
async fn an_answer_without_what_was_asked_for_is_none() {
    let place = Place::new(Engine::Sqlite).await;
    let raw = place.addressed(GOOD.as_bytes());
    let server = Scripted::start(4, move |uid, what| match (uid, what) {
        (1, "RFC822.SIZE") => Some(b"* 1 FETCH (UID 1 FLAGS ())\r\n".to_vec()),
        (2, "BODY.PEEK[]") => Some(b"* 2 FETCH (UID 2 BODY[] NIL)\r\n".to_vec()),
        // It is listed, and there is none.
        (3, _) => Some(Vec::new()),
        (uid, what) => Some(as_asked(uid, what, &raw)),
    })
    .await;
    let looking = Looking::start(&place, server.options());
    until("the good one is marked", async || server.seen() == [4]).await;
    until("all the others are noted", async || place.outcomes().await.len() == 4).await;
    let asked = server.asked(2);
    until("the mailbox is well", async || {
        place.kit.count("SELECT COUNT(*) FROM inlets WHERE failures = 0").await == 1
    })
    .await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    looking.end().await;
    assert_eq!(place.outcomes().await, ["accepted", "unreadable", "unreadable", "unreadable"]);
    assert_eq!((asked, server.asked(2)), (3, 3), "it is not tried for ever");
    assert_eq!(server.seen(), [4], "what nobody has read stays unread");
}

/// The connection breaks over the first mail, whenever it is fetched.
async fn a_mail_over_which_the_connection_breaks_comes_last() {
    let place = Place::new(Engine::Sqlite).await;
    let raw = place.addressed(GOOD.as_bytes());
    let server = Scripted::start(2, move |uid, what| (uid != 1).then(|| as_asked(uid, what, &raw))).await;
    let looking = Looking::start(&place, server.options());
    until("the other is marked", async || server.seen() == [2]).await;
    looking.end().await;
    assert_eq!(place.written().await, ["It is there."]);
}

/// A mail whose storing fails for itself: it is noted as one that cannot be read, marked, and not stored again.
async fn a_mail_that_cannot_be_stored_is_noted(engine: Engine) {
    let place = Place::new(engine).await;
    place
        .kit
        .sql(move |tx| {
            let refuse = match engine {
                Engine::Sqlite => {
                    "CREATE TRIGGER refuse BEFORE INSERT ON messages WHEN NEW.body LIKE '%boom%'
                     BEGIN SELECT RAISE(ABORT, 'refused'); END"
                }
                Engine::Postgres => {
                    "ALTER TABLE messages ADD CONSTRAINT refuse CHECK (body NOT LIKE '%boom%') NOT VALID"
                }
            };
            tx.execute(refuse, &[])
        })
        .await;
    let nul = GOOD.replace("good@", "nul@").replace("ann@acme", "ann\0@acme").replace("It is", "It\0 is");
    let boom = GOOD.replace("good@", "boom@").replace("It is", "boom is");
    let mails: Vec<Vec<u8>> =
        [&nul, &boom, GOOD].into_iter().map(|raw| place.addressed(raw.as_bytes())).collect();
    let server = Scripted::start(3, move |uid, what| {
        Some(as_asked(uid, what, &mails[usize::try_from(uid).expect("small") - 1]))
    })
    .await;
    let looking = Looking::start(&place, server.options());
    until("all are marked", async || server.seen() == [1, 2, 3]).await;
    looking.end().await;
    assert_eq!(place.outcomes().await, ["accepted", "unreadable", "accepted"]);
    assert_eq!(place.written().await, ["It\u{fffd} is there.", "It is there."]);
    assert_eq!(server.asked(2), 1);
    place.kit.verify().await;
}

/// The next process looks at once when one was stopped.
async fn a_mailbox_is_given_back() {
    let place = Place::new(Engine::Sqlite).await;
    let raw = place.addressed(GOOD.as_bytes());
    let server = Scripted::start(1, move |uid, what| Some(as_asked(uid, what, &raw))).await;
    let looking = Looking::start(&place, server.options());
    until("it is marked", async || server.seen() == [1]).await;
    looking.end().await;
    assert_eq!(place.kit.count("SELECT COUNT(*) FROM inlets WHERE lease_until > 0").await, 0);
}

testkit::both_engines!(a_mail_that_cannot_be_stored_is_noted);

mod on_sqlite {
    macro_rules! each {
        ($($name:ident),+ $(,)?) => {
            $(
                #[test]
                fn $name() {
                    testkit::run(super::$name());
                }
            )+
        };
    }

    each!(
        what_is_said_of_other_mails_is_not_taken_for_this_one,
        an_answer_without_what_was_asked_for_is_none,
        a_mail_over_which_the_connection_breaks_comes_last,
        a_mailbox_is_given_back,
    );
}
