//! "New": what the affiliate has not opened yet.

use db::Engine;
use desk::Error;
use desk::tickets::{self, MessageId, Seen};
use testkit::Kit;

async fn new_until_it_was_opened(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    assert_eq!(kit.conversation(&acme, id).await.seen, None);

    let answer = kit.reply(&maria, id, "On its way.").await;
    let page = kit.conversation(&acme, id).await;
    assert!(kit.list(&acme).await[0].new, "reading alone writes nothing");
    let seen = page.seen.expect("there is something to mark");
    assert_eq!(seen, Seen { ticket: id, after: MessageId::new(0), upto: answer });
    assert_eq!(kit.conversation(&maria, id).await.seen, None, "a manager's reading marks nothing");

    // Another answer comes between the page and its mark.
    let later = kit.reply(&maria, id, "It has left.").await;
    let mark = |who, seen| kit.write(who, move |cx| tickets::mark_seen(cx, seen));
    mark(&acme, seen).await.expect("marked");
    assert!(kit.list(&acme).await[0].new, "the later answer was not on the page");
    mark(&acme, Seen { upto: later, ..seen }).await.expect("marked");
    assert!(!kit.list(&acme).await[0].new);
    mark(&acme, seen).await.expect("a late mark is fine");
    assert!(!kit.list(&acme).await[0].new, "and takes nothing back");

    kit.note(&maria, id, "Between us.").await;
    assert!(!kit.list(&acme).await[0].new);
    kit.close(&maria, id).await;
    assert!(kit.list(&acme).await[0].new, "that it was closed is new");

    refused!(mark(&other, seen).await, Error::NotFound);
    refused!(mark(&maria, seen).await, Error::NotFound);
    kit.verify().await;
}

testkit::both_engines!(new_until_it_was_opened);
