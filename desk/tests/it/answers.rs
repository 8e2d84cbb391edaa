//! Comments and replies: what they count, whose turn it is then, and until when.

use std::time::Duration;

use db::Engine;
use desk::error::Conflict;
use desk::tickets::{self, Event, MessageKind, Reply, Status, WaitingOn};
use desk::{Error, Timestamp};
use testkit::{Kit, START, submission};

use crate::support::{Kept, kept, notices};

const HOUR: Duration = Duration::from_hours(1);

fn at(hours: u32) -> Timestamp {
    START.plus(hours * HOUR)
}

fn row(theirs: i64, ours: i64, waiting_on: WaitingOn, since: u32, due: Option<u32>, status: Status) -> Kept {
    let (waiting_on, status) = (waiting_on.to_string(), status.to_string());
    Kept { theirs, ours, waiting_on, since: at(since), due: due.map(at), status }
}

async fn every_word_is_counted_and_changes_whose_turn_it_is(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    assert_eq!(kept(&kit, id).await, row(0, 0, WaitingOn::Us, 0, Some(24), Status::Opened));

    kit.pass(HOUR);
    kit.comment(&acme, id, "Hello?").await;
    let second = row(1, 0, WaitingOn::Us, 0, Some(24), Status::Opened);
    assert_eq!(kept(&kit, id).await, second, "a second question does not make the first one younger");

    kit.pass(HOUR);
    kit.note(&maria, id, "Ask finance.").await;
    assert_eq!(kept(&kit, id).await, second, "a note is between us");
    assert_eq!(kit.list(&acme).await[0].updated, at(1));

    kit.reply(&maria, id, "I am asking.").await;
    assert_eq!(kept(&kit, id).await, row(1, 1, WaitingOn::Affiliate, 2, None, Status::Opened));
    let listed = &kit.list(&acme).await[0];
    assert_eq!((listed.answers, listed.answered, listed.new, listed.updated), (2, true, true, at(2)));

    kit.pass(HOUR);
    kit.comment(&acme, id, "Thank you.").await;
    assert_eq!(kept(&kit, id).await, row(2, 1, WaitingOn::Us, 3, Some(27), Status::Opened));
    assert!(kit.list(&acme).await[0].answered, "the checkmark stays");

    let told: Vec<_> = notices(&kit).await.into_iter().map(|(event, _)| event).collect();
    assert_eq!(told, ["ticket_created", "affiliate_commented", "manager_answered", "affiliate_commented"]);
    kit.verify().await;
}

async fn a_comment_reopens_a_closed_ticket(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    kit.pass(HOUR);
    kit.close(&maria, id).await;
    assert_eq!(kept(&kit, id).await, row(0, 0, WaitingOn::Nobody, 1, None, Status::Closed));
    kit.pass(HOUR);
    kit.comment(&acme, id, "Not done.").await;
    assert_eq!(kept(&kit, id).await, row(1, 0, WaitingOn::Us, 2, Some(26), Status::Opened));
    let events: Vec<_> = kit.conversation(&acme, id).await.messages.iter().filter_map(|m| m.event).collect();
    assert_eq!(events, [Event::Closed, Event::ReopenedByComment]);
    kit.verify().await;
}

async fn where_comments_do_not_reopen_they_are_refused(engine: Engine) {
    let kit = Kit::with(engine, |settings| settings.reopen_on_comment = false);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    let sent = kit.new_message("Sent before it was closed.");
    let again = sent.clone();
    kit.write(&acme, move |cx| tickets::comment(cx, id, &sent)).await.expect("added");
    kit.close(&maria, id).await;
    let new = kit.new_message("Not done.");
    refused!(
        kit.write(&acme, move |cx| tickets::comment(cx, id, &new)).await,
        Error::Conflict(Conflict::TicketClosed)
    );
    kit.write(&acme, move |cx| tickets::comment(cx, id, &again)).await.expect("its first result again");
    assert_eq!(kept(&kit, id).await, row(1, 0, WaitingOn::Nobody, 0, None, Status::Closed));
    kit.verify().await;
}

async fn a_reply_on_a_closed_ticket_leaves_it_closed(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    kit.close(&maria, id).await;
    kit.pass(HOUR);
    kit.reply(&maria, id, "One more thing.").await;
    assert_eq!(kept(&kit, id).await, row(0, 1, WaitingOn::Nobody, 1, None, Status::Closed));
    assert!(kit.list(&acme).await[0].new);
    kit.verify().await;
}

async fn a_reply_can_close(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    let new = kit.new_message("Paid today.");
    let again = new.clone();
    let send =
        |new: tickets::NewMessage, then| kit.write(&maria, move |cx| tickets::reply(cx, id, &new, then));
    let first = send(new, Reply::AndClose).await.expect("sent");
    assert_eq!(send(again.clone(), Reply::AndClose).await.expect("the same"), first);
    refused!(send(again, Reply::Send).await, Error::Conflict(Conflict::FormReused));
    assert_eq!(kept(&kit, id).await, row(0, 1, WaitingOn::Nobody, 0, None, Status::Closed));
    let kinds: Vec<_> = kit.conversation(&acme, id).await.messages.iter().map(|m| m.kind).collect();
    assert_eq!(kinds, [MessageKind::Description, MessageKind::Comment, MessageKind::Event]);
    let told: Vec<_> = notices(&kit).await.into_iter().map(|(event, _)| event).collect();
    assert_eq!(told, ["ticket_created", "manager_answered_and_closed"], "one notice for both");
    kit.verify().await;
}

async fn a_comment_sent_twice_is_one(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let (one, two) = (kit.open(&acme, "One").await, kit.open(&acme, "Two").await);
    let mut new = kit.new_message("Hello?");
    new.submission = submission(1);
    let send = |to, new: &tickets::NewMessage| {
        let new = new.clone();
        kit.write(&acme, move |cx| tickets::comment(cx, to, &new))
    };
    let (first, second) = tokio::join!(send(one, &new), send(one, &new));
    assert_eq!(first.expect("added"), second.expect("added"));
    refused!(send(two, &new).await, Error::Conflict(Conflict::FormReused));
    assert_eq!((kept(&kit, one).await.theirs, kept(&kit, two).await.theirs), (1, 0));
    kit.verify().await;
}

async fn two_who_write_at_once_are_both_counted(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    for _ in 0..5 {
        tokio::join!(kit.comment(&acme, id, "Hello?"), kit.reply(&maria, id, "Here."));
    }
    let now = kept(&kit, id).await;
    assert_eq!((now.theirs, now.ours), (5, 5));
    kit.verify().await;
}

testkit::both_engines!(
    every_word_is_counted_and_changes_whose_turn_it_is,
    a_comment_reopens_a_closed_ticket,
    where_comments_do_not_reopen_they_are_refused,
    a_reply_on_a_closed_ticket_leaves_it_closed,
    a_reply_can_close,
    a_comment_sent_twice_is_one,
    two_who_write_at_once_are_both_counted,
);
