//! Closing, reopening, taking.

use std::time::Duration;

use db::Engine;
use desk::Error;
use desk::error::Conflict;
use desk::tickets::{self, Event, QueueFilter, QueueOrder, Reply, Shared};
use testkit::{Kit, Person};

use crate::support::{kept, notices};

async fn closing_twice_is_closing_once(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    let created = kit.now();
    kit.pass(Duration::from_hours(1));
    kit.close(&maria, id).await;
    kit.close(&maria, id).await;
    let shown = kit.conversation(&acme, id).await;
    let events: Vec<_> = shown.messages.iter().filter_map(|message| message.event).collect();
    assert_eq!(events, [Event::Closed]);
    assert_eq!(shown.updated, created, "closing is neither a comment nor a decision");
    assert_eq!(notices(&kit).await.last(), Some(&("ticket_closed".to_owned(), acme.user)));
    assert_eq!(notices(&kit).await.len(), 2);

    kit.pass(Duration::from_hours(1));
    for _ in 0..2 {
        kit.write(&maria, move |cx| tickets::reopen(cx, id)).await.expect("reopened");
    }
    let row = kept(&kit, id).await;
    assert_eq!((row.status.as_str(), row.waiting_on.as_str(), row.since), ("opened", "us", kit.now()));
    assert_eq!(row.due, Some(kit.now().plus(Duration::from_hours(24))));
    let shown = kit.conversation(&acme, id).await;
    let events: Vec<_> = shown.messages.iter().filter_map(|message| message.event).collect();
    assert_eq!(events, [Event::Closed, Event::Reopened]);
    kit.verify().await;
}

async fn shared(kit: &Kit, who: &Person) -> usize {
    let filter = QueueFilter { shared: Shared::Yes, order: QueueOrder::Updated, ..QueueFilter::default() };
    kit.queue(who, filter).await.len()
}

async fn own(kit: &Kit, who: &Person) -> usize {
    kit.queue(who, QueueFilter { order: QueueOrder::Updated, ..QueueFilter::default() }).await.len()
}

async fn who_takes_it_first_has_it(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let acme = kit.affiliate("acme", None).await;
    let take = |who, id| kit.write(who, move |cx| tickets::take(cx, id));
    for _ in 0..5 {
        let id = kit.open(&acme, "Anybody there?").await;
        assert_eq!((shared(&kit, &maria).await, shared(&kit, &mark).await), (1, 1));
        let (hers, his) = tokio::join!(take(&maria, id), take(&mark, id));
        let (winner, loser, lost) = match (hers, his) {
            (Ok(()), lost) => (&maria, &mark, lost),
            (lost, Ok(())) => (&mark, &maria, lost),
            (hers, his) => panic!("nobody has it: {hers:?}, {his:?}"),
        };
        refused!(lost, Error::Conflict(Conflict::Taken));
        take(winner, id).await.expect("one's own again is fine");
        assert_eq!(kit.conversation(winner, id).await.assignee.as_deref(), Some(winner.name.as_str()));
        assert_eq!((shared(&kit, winner).await, shared(&kit, loser).await), (0, 0));
        refused!(kit.read(loser, move |cx| tickets::conversation(cx, id)).await, Error::NotFound);
    }
    assert_eq!(own(&kit, &maria).await + own(&kit, &mark).await, 5);
    kit.verify().await;
}

async fn only_the_shared_queue_is_there_to_take(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Hello").await;
    let take = |who, id| kit.write(who, move |cx| tickets::take(cx, id));
    refused!(take(&mark, id).await, Error::NotFound);
    refused!(take(&maria, id).await, Error::Conflict(Conflict::Taken));
    refused!(take(&lead, id).await, Error::Conflict(Conflict::Taken));
    refused!(take(&acme, id).await, Error::NotFound);
    refused!(take(&mark, tickets::TicketId::new(999)).await, Error::NotFound);
    kit.verify().await;
}

async fn who_answers_from_the_shared_queue_has_taken_it(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let acme = kit.affiliate("acme", None).await;
    let id = kit.open(&acme, "Anybody there?").await;
    kit.reply(&maria, id, "I am.").await;
    assert_eq!(kit.conversation(&maria, id).await.assignee.as_deref(), Some("maria"));
    let new = kit.new_message("Me too.");
    refused!(kit.write(&mark, move |cx| tickets::reply(cx, id, &new, Reply::Send)).await, Error::NotFound);
    kit.comment(&acme, id, "Good.").await;
    assert_eq!(notices(&kit).await.last(), Some(&("affiliate_commented".to_owned(), maria.user)));
    kit.verify().await;
}

testkit::both_engines!(
    closing_twice_is_closing_once,
    who_takes_it_first_has_it,
    only_the_shared_queue_is_there_to_take,
    who_answers_from_the_shared_queue_has_taken_it,
);
