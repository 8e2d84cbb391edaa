//! Peers that misbehave: nothing is lost, and nothing is sent twice without cause.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use desk::outbox::{self, State};
use testkit::{Engine, Kit, Person};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::server::{MailServer, free_port, header};
use crate::{mailer, mailing, rows, send};

/// What a peer does with a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Hangs up when it is asked to take the text.
    DropsBeforeData,
    /// Takes the text, and hangs up instead of saying so.
    DropsAfterData,
    /// Knows nobody of this name.
    RefusesBob,
    /// Has no room just now.
    Defers,
    /// Lets nobody sign in.
    RefusesUs,
}

/// A peer, and the mails that it has taken the text of.
struct Peer {
    port: u16,
    taken: Arc<AtomicUsize>,
}

impl Peer {
    async fn new(manner: Manner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let counted = Arc::clone(&counted);
                // Whoever is on the other side may hang up at any moment.
                tokio::spawn(async move { drop(talk(stream, manner, &counted).await) });
            }
        });
        Self { port, taken }
    }

    fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }
}

async fn talk(stream: TcpStream, manner: Manner, taken: &AtomicUsize) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 peer.test\r\n").await?;
    let mut texting = false;
    while let Some(line) = lines.next_line().await? {
        if texting {
            if line == "." {
                taken.fetch_add(1, Ordering::SeqCst);
                if manner == Manner::DropsAfterData {
                    return Ok(());
                }
                texting = false;
                write.write_all(b"250 taken\r\n").await?;
            }
            continue;
        }
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer: &[u8] = match word.as_str() {
            "EHLO" => b"250-peer.test\r\n250 8BITMIME\r\n",
            "MAIL" if manner == Manner::RefusesUs => b"530 5.7.0 authentication required\r\n",
            "RCPT" if manner == Manner::RefusesBob && line.contains("bob@") => {
                b"550 5.1.1 no such mailbox\r\n"
            }
            "RCPT" if manner == Manner::Defers => b"452 4.2.2 mailbox full\r\n",
            "DATA" if manner == Manner::DropsBeforeData => return Ok(()),
            "DATA" => {
                texting = true;
                b"354 go on\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 fine\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}

/// An affiliate with a second user, Bob, and an answer for both.
async fn two_to_tell(kit: &Kit) -> (Person, Person) {
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", None).await;
    let bob = kit.colleague(&acme, "bob").await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    kit.reply(&maria, ticket, "On its way.").await;
    (acme, bob)
}

async fn a_server_that_is_down_costs_one_attempt(engine: Engine) {
    let kit = mailing(engine);
    two_to_tell(&kit).await;
    let nobody = mailer(free_port());
    assert_eq!(send(&kit, &nobody).await, 1);
    let states: Vec<_> = rows(&kit).await.into_iter().map(|(state, attempts, _)| (state, attempts)).collect();
    assert_eq!(states, [(State::Waiting, 1), (State::Waiting, 0)], "the second was not even taken");
    assert!(rows(&kit).await[0].2.to_lowercase().contains("connect"), "{:?}", rows(&kit).await);
    let server = MailServer::start().await;
    kit.pass(Duration::from_mins(2));
    send(&kit, &mailer(server.port)).await;
    assert_eq!(server.mails().len(), 2, "nothing is lost");
    assert!(rows(&kit).await.iter().all(|(state, ..)| *state == State::Sent));
}

async fn one_refused_recipient_is_theirs_alone(engine: Engine) {
    let kit = mailing(engine);
    two_to_tell(&kit).await;
    let peer = Peer::new(Manner::RefusesBob).await;
    assert_eq!(send(&kit, &mailer(peer.port)).await, 2);
    let rows = rows(&kit).await;
    assert_eq!((rows[0].0, rows[1].0, peer.taken()), (State::Sent, State::Dead, 1));
    assert!(rows[1].2.contains("no such mailbox"), "what the server said is there to read: {rows:?}");
}

async fn dropping_before_the_text_repeats_nothing(engine: Engine) {
    let kit = mailing(engine);
    two_to_tell(&kit).await;
    let peer = Peer::new(Manner::DropsBeforeData).await;
    send(&kit, &mailer(peer.port)).await;
    assert_eq!(peer.taken(), 0);
    assert!(rows(&kit).await.iter().all(|(state, ..)| *state == State::Waiting), "{:?}", rows(&kit).await);
    let server = MailServer::start().await;
    kit.pass(Duration::from_mins(2));
    send(&kit, &mailer(server.port)).await;
    assert_eq!(server.mails().len(), 2);
}

async fn dropping_after_the_text_repeats_with_the_same_id(engine: Engine) {
    let kit = mailing(engine);
    two_to_tell(&kit).await;
    let before: Vec<String> = stable(&kit).await;
    let peer = Peer::new(Manner::DropsAfterData).await;
    send(&kit, &mailer(peer.port)).await;
    assert_eq!(peer.taken(), 1, "the first alone was tried, and its answer was lost");
    kit.pass(Duration::from_mins(2));
    let server = MailServer::start().await;
    send(&kit, &mailer(server.port)).await;
    let mut ids: Vec<String> = server.mails().iter().map(|mail| header(mail, "Message-ID")).collect();
    ids.sort();
    let mut wanted: Vec<String> = before.iter().map(|id| format!("<{id}@northwind.test>")).collect();
    wanted.sort();
    assert_eq!(ids, wanted, "the other side can tell that it has one of them already");
    let attempts = "SELECT COUNT(*) FROM deliveries";
    assert_eq!(kit.count(attempts).await, 3, "each attempt was noted");
}

async fn a_full_mailbox_is_tried_again_and_holds_up_nobody(engine: Engine) {
    let kit = mailing(engine);
    two_to_tell(&kit).await;
    let peer = Peer::new(Manner::Defers).await;
    assert_eq!(send(&kit, &mailer(peer.port)).await, 2);
    let states: Vec<_> = rows(&kit).await.into_iter().map(|(state, attempts, _)| (state, attempts)).collect();
    assert_eq!(states, [(State::Waiting, 1), (State::Waiting, 1)], "each for itself");
}

async fn a_server_that_does_not_want_us_kills_no_mail(engine: Engine) {
    let kit = mailing(engine);
    two_to_tell(&kit).await;
    let peer = Peer::new(Manner::RefusesUs).await;
    send(&kit, &mailer(peer.port)).await;
    let states: Vec<_> = rows(&kit).await.into_iter().map(|(state, attempts, _)| (state, attempts)).collect();
    assert_eq!(
        states,
        [(State::Waiting, 1), (State::Waiting, 0)],
        "a wrong password is mended, and then it goes on"
    );
    for _ in 0..30 {
        kit.pass(Duration::from_mins(80));
        send(&kit, &mailer(peer.port)).await;
    }
    let server = MailServer::start().await;
    kit.pass(Duration::from_mins(80));
    send(&kit, &mailer(server.port)).await;
    assert_eq!(server.mails().len(), 2, "even a day and a half later");
}

async fn an_attempt_is_noted_before_the_first_byte(engine: Engine) {
    let kit = mailing(engine);
    two_to_tell(&kit).await;
    // A peer that never says anything: while it is being waited for, the attempt is there to read.
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    let app = kit.app().clone();
    let sending =
        tokio::spawn(async move { courier::channels::send_all(&app, mailer(port), "slow").await.map(drop) });
    let (_silent, _) = listener.accept().await.expect("it connects");
    assert_eq!(kit.count("SELECT COUNT(*) FROM deliveries WHERE outcome = 'begun'").await, 1);
    assert_eq!(kit.count("SELECT attempts FROM outbox WHERE lease_owner = 'slow' AND attempts > 0").await, 1);
    sending.abort();
    // That courier is gone. Another one takes over once its lease is over, and notes that nobody knows.
    kit.pass(outbox::LEASE);
    let server = MailServer::start().await;
    send(&kit, &mailer(server.port)).await;
    assert_eq!(server.mails().len(), 2);
    assert_eq!(kit.count("SELECT COUNT(*) FROM deliveries WHERE outcome = 'unknown'").await, 1);
}

async fn stable(kit: &Kit) -> Vec<String> {
    kit.sql(|tx| tx.query("SELECT stable_id FROM outbox ORDER BY id", &[], |row| row.get(0))).await
}

testkit::both_engines!(
    a_full_mailbox_is_tried_again_and_holds_up_nobody,
    a_server_that_does_not_want_us_kills_no_mail,
    a_server_that_is_down_costs_one_attempt,
    an_attempt_is_noted_before_the_first_byte,
    dropping_after_the_text_repeats_with_the_same_id,
    dropping_before_the_text_repeats_nothing,
    one_refused_recipient_is_theirs_alone,
);
