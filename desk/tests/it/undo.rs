//! Undo after closing: what it restores, until when, and for whom.

use std::time::Duration;

use db::Engine;
use desk::Error;
use desk::error::Conflict;
use desk::tickets::{self, Event, MessageId, Reply, TicketId};
use testkit::{Kit, Person};

use crate::support::{kept, notices};

const MINUTE: Duration = Duration::from_mins(1);

/// The line of the last closing.
async fn closing(kit: &Kit, who: &Person, id: TicketId) -> MessageId {
    let page = kit.conversation(who, id).await;
    let mut closings = page.messages.iter().filter(|message| message.event == Some(Event::Closed));
    closings.next_back().expect("it was closed").id
}

async fn undo(kit: &Kit, who: &Person, id: TicketId, closing: MessageId) -> Result<(), Error> {
    kit.write(who, move |cx| tickets::undo_close(cx, id, closing)).await
}

async fn close_with_reply(kit: &Kit, who: &Person, id: TicketId) {
    let new = kit.new_message("That was it.");
    kit.write(who, move |cx| tickets::reply(cx, id, &new, Reply::AndClose)).await.expect("sent");
}

async fn everything_is_as_it_was(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    kit.pass(60 * MINUTE);
    kit.comment(&acme, id, "Hello?").await;
    let (before, told, listed) = (kept(&kit, id).await, notices(&kit).await, kit.list(&acme).await);
    let lines = kit.conversation(&maria, id).await.messages.len();
    kit.pass(60 * MINUTE);
    kit.close(&maria, id).await;
    assert!(kit.list(&acme).await[0].new, "the closing is news for the affiliate");
    let line = closing(&kit, &maria, id).await;
    kit.pass(4 * MINUTE);
    undo(&kit, &maria, id, line).await.expect("undone");
    assert_eq!(kept(&kit, id).await, before);
    assert_eq!(notices(&kit).await, told, "nobody is told of a closing that was undone");
    assert_eq!(kit.conversation(&maria, id).await.messages.len(), lines);
    let after = kit.list(&acme).await;
    assert_eq!((after[0].new, after[0].updated), (listed[0].new, listed[0].updated));
    assert_eq!(kit.count("SELECT COUNT(*) FROM closings").await, 0);
    kit.verify().await;
}

async fn a_reply_that_closed_stays(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    kit.pass(60 * MINUTE);
    close_with_reply(&kit, &maria, id).await;
    let line = closing(&kit, &maria, id).await;
    kit.pass(MINUTE);
    undo(&kit, &maria, id, line).await.expect("undone");
    let row = kept(&kit, id).await;
    assert_eq!((row.ours, row.status.as_str(), row.waiting_on.as_str()), (1, "opened", "affiliate"));
    assert_eq!((row.since, row.due), (kit.now().minus(MINUTE), None), "it waits since the reply");
    assert_eq!(notices(&kit).await.last(), Some(&("manager_answered".to_owned(), acme.user)));
    assert_eq!(notices(&kit).await.len(), 2);
    assert!(kit.list(&acme).await[0].new, "the reply is still news");
    kit.verify().await;
}

async fn twice_is_once(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    kit.close(&maria, id).await;
    let line = closing(&kit, &maria, id).await;
    let (one, two) = tokio::join!(undo(&kit, &maria, id, line), undo(&kit, &maria, id, line));
    one.expect("undone");
    two.expect("undone already, which is fine");
    let row = kept(&kit, id).await;
    undo(&kit, &maria, id, line).await.expect("the other tab is fine as well");
    assert_eq!(kept(&kit, id).await, row);
    kit.verify().await;
}

async fn an_old_button_undoes_nothing_newer(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    kit.close(&maria, id).await;
    let first = closing(&kit, &maria, id).await;
    undo(&kit, &maria, id, first).await.expect("undone");
    kit.close(&maria, id).await;
    let second = closing(&kit, &maria, id).await;
    refused!(undo(&kit, &maria, id, first).await, Error::Conflict(Conflict::TooLateToUndo));
    assert_eq!(kept(&kit, id).await.status, "closed");
    undo(&kit, &maria, id, second).await.expect("its own button does");
    kit.verify().await;
}

async fn what_happened_since_is_in_the_way(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, lead) = (kit.manager("maria").await, kit.lead().await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    for what in ["answered", "noted", "commented", "reopened", "closed again", "late", "somebody else"] {
        let id = kit.open(&acme, "Where is my payment?").await;
        kit.close(&maria, id).await;
        let line = closing(&kit, &maria, id).await;
        let who = if what == "somebody else" { &lead } else { &maria };
        match what {
            "answered" => drop(kit.reply(&lead, id, "One more thing.").await),
            "noted" => drop(kit.note(&lead, id, "Why?").await),
            "commented" => drop(kit.comment(&acme, id, "Not done.").await),
            "reopened" | "closed again" => {
                kit.write(&lead, move |cx| tickets::reopen(cx, id)).await.expect("reopened");
                if what == "closed again" {
                    kit.close(&lead, id).await;
                }
            }
            "late" => kit.pass(5 * MINUTE),
            _ => {}
        }
        let before = kept(&kit, id).await;
        refused!(undo(&kit, who, id, line).await, Error::Conflict(Conflict::TooLateToUndo));
        assert_eq!(kept(&kit, id).await, before, "{what}: nothing changed");
    }
    kit.verify().await;
}

async fn the_affiliate_may_have_read_it(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    kit.close(&maria, id).await;
    let seen = kit.conversation(&acme, id).await.seen.expect("there is something new");
    kit.write(&acme, move |cx| tickets::mark_seen(cx, seen)).await.expect("seen");
    let line = closing(&kit, &maria, id).await;
    undo(&kit, &maria, id, line).await.expect("reading is nothing that happens on a ticket");
    assert!(!kit.list(&acme).await[0].new);
    kit.reply(&maria, id, "Still on it.").await;
    assert!(kit.list(&acme).await[0].new, "what comes next is new again");
    kit.verify().await;
}

async fn it_is_for_those_who_may_see_the_ticket(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    kit.close(&maria, id).await;
    let line = closing(&kit, &maria, id).await;
    refused!(undo(&kit, &mark, id, line).await, Error::NotFound);
    refused!(undo(&kit, &acme, id, line).await, Error::NotFound);
    refused!(undo(&kit, &maria, TicketId::new(999), line).await, Error::NotFound);
    let anonymous = desk::Credential::Anonymous;
    refused!(kit.write(&anonymous, move |cx| tickets::undo_close(cx, id, line)).await, Error::SignedOut);
    assert_eq!(kept(&kit, id).await.status, "closed");
}

async fn the_page_offers_it_to_who_closed_while_it_lasts(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, lead) = (kit.manager("maria").await, kit.lead().await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    let offered = async |who: &Person| {
        let offer = kit.read(who, move |cx| {
            let page = tickets::conversation(cx, id)?;
            Ok(tickets::closing_to_undo(cx, &page.messages))
        });
        offer.await.expect("read")
    };
    assert_eq!(offered(&maria).await, None);
    kit.close(&maria, id).await;
    assert_eq!(offered(&maria).await, Some(closing(&kit, &maria, id).await));
    assert_eq!((offered(&lead).await, offered(&acme).await), (None, None));
    kit.pass(5 * MINUTE);
    assert_eq!(offered(&maria).await, None);
    desk::sweep::rows(kit.app()).await.expect("swept");
    kit.pass(MINUTE);
    desk::sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(kit.count("SELECT COUNT(*) FROM closings").await, 0);
}

testkit::both_engines!(
    everything_is_as_it_was,
    a_reply_that_closed_stays,
    twice_is_once,
    an_old_button_undoes_nothing_newer,
    what_happened_since_is_in_the_way,
    the_affiliate_may_have_read_it,
    it_is_for_those_who_may_see_the_ticket,
    the_page_offers_it_to_who_closed_while_it_lasts,
);
