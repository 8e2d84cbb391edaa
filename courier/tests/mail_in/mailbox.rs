//! A mailbox on a real server, and what can happen to it.

use std::time::{Duration, Instant};

use courier::mail_in::imap::{self, Done, Options};
use courier::mail_in::{Envelope, take};
use desk::inbound::Inlet;
use desk::mail_in::mailbox;
use testkit::{Engine, Person};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::dovecot::{Dovecot, PASSWORD};
use super::way::Place;

const SOON: Duration = Duration::from_secs(30);

/// Somebody who looks into the mailbox until told to stop.
pub(crate) struct Looking {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Looking {
    pub(crate) fn start(place: &Place, options: Options) -> Self {
        let (stop, stopped) = watch::channel(false);
        Self { stop, task: tokio::spawn(imap::run(place.intake(), options, stopped)) }
    }

    pub(crate) async fn end(self) {
        self.stop.send(true).expect("it listens");
        tokio::time::timeout(SOON, self.task).await.expect("it stops").expect("it did not panic");
    }
}

pub(crate) async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < SOON, "it never came to it that {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn a_mail_is_marked_once_its_answer_is_stored(engine: Engine) {
    let (place, server) = (Place::new(engine).await, Dovecot::start());
    server.deliver(&place.mail("gmail-en"));
    server.deliver(&place.mail("auto-outlook"));
    let looking = Looking::start(&place, server.options("INBOX", Done::Seen));
    until("both are marked", async || server.seen() == 2).await;
    server.deliver(&place.mail("iphone-ru"));
    until("the third is, too", async || server.seen() == 3).await;
    looking.end().await;
    assert_eq!(
        place.written().await,
        ["Hi Maria,\n\nit is TX-1001. The amount was 120 EUR.", "Всё получил, спасибо!"]
    );
    assert_eq!(place.outcomes().await, ["accepted", "automatic", "accepted"]);
    place.kit.verify().await;
}

async fn state(place: &Place, admin: &Person) -> Inlet {
    place.kit.read(admin, mailbox).await.expect("read").expect("there is one")
}

/// Somebody who may see how the mailbox fares, which the settings name.
async fn place_with(server: &Dovecot, folder: &str) -> (Place, Person) {
    let name = server.options(folder, Done::Seen).name();
    let place = Place::with(Engine::Sqlite, move |settings| settings.mail_in.mailbox = Some(name)).await;
    let admin = place.kit.admin().await;
    (place, admin)
}

/// The database cannot store it: the mail stays as it was, and is taken once it can.
async fn nothing_is_marked_that_is_not_stored() {
    let server = Dovecot::start();
    let (place, admin) = place_with(&server, "INBOX").await;
    place.kit.sql(|tx| tx.execute("ALTER TABLE inbound_log RENAME TO inbound_log_away", &[])).await;
    server.deliver(&place.mail("gmail-en"));
    let looking = Looking::start(&place, server.options("INBOX", Done::Seen));
    until("the failure is known", async || state(&place, &admin).await.failures >= 2).await;
    assert_eq!((server.seen(), server.mails(".").len()), (0, 1));
    assert!(state(&place, &admin).await.error.starts_with("mails cannot be stored now"));
    assert!(place.written().await.is_empty(), "half of it is stored");
    place.kit.sql(|tx| tx.execute("ALTER TABLE inbound_log_away RENAME TO inbound_log", &[])).await;
    until("it is marked", async || server.seen() == 1).await;
    until("all is well again", async || state(&place, &admin).await.failures == 0).await;
    looking.end().await;
    assert_eq!(place.written().await.len(), 1);
    place.kit.verify().await;
}

/// A process died between storing and marking.
async fn what_was_stored_and_not_marked_is_not_stored_twice() {
    let (place, server) = (Place::new(Engine::Sqlite).await, Dovecot::start());
    take(&place.intake(), place.mail("gmail-en"), &Envelope::default()).await.expect("decided");
    server.deliver(&place.mail("gmail-en"));
    let looking = Looking::start(&place, server.options("INBOX", Done::Seen));
    until("it is marked", async || server.seen() == 1).await;
    looking.end().await;
    assert_eq!(place.written().await.len(), 1);
    assert_eq!(place.outcomes().await, ["accepted", "duplicate"]);
}

async fn a_mailbox_that_vanishes_is_waited_for() {
    let server = Dovecot::start();
    let (place, admin) = place_with(&server, "Answers").await;
    let looking = Looking::start(&place, server.options("Answers", Done::Seen));
    until("the failure is known", async || state(&place, &admin).await.failures >= 1).await;
    assert!(
        state(&place, &admin).await.error.starts_with("the mailbox is not there"),
        "{:?}",
        state(&place, &admin).await
    );
    server.folder("Answers", true);
    until("it is read", async || state(&place, &admin).await.looked.is_some()).await;
    server.folder("Answers", false);
    until("the failure is known", async || state(&place, &admin).await.failures >= 1).await;
    server.folder("Answers", true);
    until("it is read again", async || state(&place, &admin).await.failures == 0).await;
    looking.end().await;
}

async fn a_server_that_goes_away_is_waited_for() {
    let mut server = Dovecot::start();
    let (place, admin) = place_with(&server, "INBOX").await;
    let looking = Looking::start(&place, server.options("INBOX", Done::Seen));
    until("it is read", async || state(&place, &admin).await.looked.is_some()).await;
    server.stop();
    until("the failure is known", async || state(&place, &admin).await.failures >= 1).await;
    server.deliver(&place.mail("gmail-en"));
    server.run();
    until("it is marked", async || server.seen() == 1).await;
    looking.end().await;
    assert_eq!(place.written().await.len(), 1);
}

/// A restored backup: the server numbers its mails anew.
async fn a_mailbox_that_is_numbered_anew_gives_nothing_twice() {
    let server = Dovecot::start();
    let (place, _) = place_with(&server, "INBOX").await;
    server.deliver(&place.mail("gmail-en"));
    let looking = Looking::start(&place, server.options("INBOX", Done::Seen));
    until("it is marked", async || server.seen() == 1).await;
    // Dovecot's numbers are seconds.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    server.forget_numbers();
    server.deliver(&place.mail("iphone-ru"));
    until("the next is marked", async || server.seen() == 2).await;
    looking.end().await;
    assert_eq!(place.outcomes().await, ["accepted", "accepted"]);
}

async fn taken_mails_can_be_moved_or_deleted() {
    let (place, server) = (Place::new(Engine::Sqlite).await, Dovecot::start());
    server.deliver(&place.mail("gmail-en"));
    let looking = Looking::start(&place, server.options("INBOX", Done::Move("Taken".to_owned())));
    until("it is moved", async || server.mails(".Taken").len() == 1).await;
    looking.end().await;
    assert_eq!(server.mails("."), Vec::<String>::new());
    server.deliver(&place.mail("iphone-ru"));
    // Another process now; the first one gave its turn back when it was stopped.
    let looking = Looking::start(&place, server.options("INBOX", Done::Delete));
    until("it is deleted", async || server.mails(".").is_empty()).await;
    looking.end().await;
    assert_eq!(place.outcomes().await, ["accepted", "accepted"]);
}

async fn a_mail_of_thirty_megabytes_is_not_fetched() {
    let (place, server) = (Place::new(Engine::Sqlite).await, Dovecot::start());
    let mut raw = place.mail("headers-only");
    raw.extend(
        std::iter::repeat_n(b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n", 500_000)
            .flatten(),
    );
    assert!(raw.len() > 30_000_000);
    server.deliver(&raw);
    server.deliver(&place.mail("gmail-en"));
    let looking = Looking::start(&place, server.options("INBOX", Done::Seen));
    until("both are marked", async || server.seen() == 2).await;
    looking.end().await;
    assert_eq!(place.outcomes().await, ["too_large", "accepted"]);
    assert_eq!(place.kit.count("SELECT COUNT(*) FROM inbound_log WHERE told = TRUE").await, 1);
}

async fn a_server_that_cannot_be_trusted_learns_no_password() {
    let server = Dovecot::start();
    let (place, admin) = place_with(&server, "INBOX").await;
    let unknown = Options { authorities: None, ..server.options("INBOX", Done::Seen) };
    let looking = Looking::start(&place, unknown);
    until("the failure is known", async || state(&place, &admin).await.failures >= 1).await;
    looking.end().await;
    assert!(state(&place, &admin).await.error.contains("certificate"), "{:?}", state(&place, &admin).await);

    let wrong = Options { password: format!("{PASSWORD}-not"), ..server.options("INBOX", Done::Seen) };
    let looking = Looking::start(&place, wrong);
    until("it is another one", async || !state(&place, &admin).await.error.contains("certificate")).await;
    looking.end().await;
    let said = state(&place, &admin).await.error;
    assert!(said.contains("Authentication failed") && !said.contains(PASSWORD), "{said}");
}

async fn two_processes_take_turns() {
    let (place, server) = (Place::new(Engine::Sqlite).await, Dovecot::start());
    let one = Looking::start(&place, server.options("INBOX", Done::Seen));
    let two = Looking::start(&place, server.options("INBOX", Done::Seen));
    for name in ["gmail-en", "gmail-ru", "gmail-es", "outlook-en", "yahoo-en"] {
        server.deliver(&place.mail(name));
    }
    until("all are marked", async || server.seen() == 5).await;
    one.end().await;
    two.end().await;
    assert_eq!(place.outcomes().await, ["accepted"; 5]);
}

testkit::both_engines!(a_mail_is_marked_once_its_answer_is_stored);

macro_rules! on_sqlite {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[test]
                fn $name() {
                    testkit::run(super::$name());
                }
            )+
        }
    };
}

on_sqlite!(
    nothing_is_marked_that_is_not_stored,
    what_was_stored_and_not_marked_is_not_stored_twice,
    a_mailbox_that_vanishes_is_waited_for,
    a_server_that_goes_away_is_waited_for,
    a_mailbox_that_is_numbered_anew_gives_nothing_twice,
    taken_mails_can_be_moved_or_deleted,
    a_mail_of_thirty_megabytes_is_not_fetched,
    a_server_that_cannot_be_trusted_learns_no_password,
    two_processes_take_turns,
);
