//! The manager's queue: whose tickets, in which order, narrowed to what.

use std::time::Duration;

use db::Engine;
use desk::Credential;
use desk::people;
use desk::tickets::{self, QueueFilter, QueueOrder, Shared, Status, TicketId, TicketType, WaitingOn};
use testkit::{Kit, Person};

const HOUR: Duration = Duration::from_hours(1);

async fn ids(kit: &Kit, who: &Person, filter: QueueFilter) -> Vec<TicketId> {
    kit.queue(who, filter).await.into_iter().map(|row| row.id).collect()
}

fn newest() -> QueueFilter {
    QueueFilter { order: QueueOrder::Created, ..QueueFilter::default() }
}

async fn open(kit: &Kit, who: &Person, kind: TicketType) -> TicketId {
    kit.pass(Duration::from_mins(1));
    let mut new = kit.new_ticket("Hello");
    new.kind = kind;
    kit.write(who, move |cx| tickets::open(cx, &new)).await.expect("opened")
}

async fn a_queue_holds_each_ticket_once(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark, lead) = (kit.manager("maria").await, kit.manager("mark").await, kit.lead().await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let beta = kit.affiliate("beta", Some(&mark)).await;
    let lone = kit.affiliate("lone", None).await;
    let (user, manager) = (maria.user, &maria);
    kit.write(&Credential::System, move |cx| people::route_type(cx, user, TicketType::Payments))
        .await
        .expect("routed");

    let mine = open(&kit, &acme, TicketType::Payments).await;
    let routed = open(&kit, &beta, TicketType::Payments).await;
    let his = open(&kit, &beta, TicketType::General).await;
    let taken = open(&kit, &lone, TicketType::Payments).await;
    kit.write(manager, move |cx| tickets::take(cx, taken)).await.expect("taken");
    let shared = open(&kit, &lone, TicketType::General).await;

    assert_eq!(ids(&kit, &maria, newest()).await, [taken, routed, mine], "by three ways, each once");
    assert_eq!(ids(&kit, &mark, newest()).await, [his, routed]);
    assert_eq!(ids(&kit, &lead, newest()).await, [shared, taken, his, routed, mine]);
    let nobodys = QueueFilter { shared: Shared::Yes, ..newest() };
    for who in [&maria, &mark, &lead] {
        assert_eq!(ids(&kit, who, nobodys.clone()).await, [shared]);
    }
    kit.verify().await;
}

async fn the_most_overdue_comes_first(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let day = open(&kit, &acme, TicketType::General).await;
    let eight = open(&kit, &acme, TicketType::Technical).await;
    let answered = open(&kit, &acme, TicketType::Technical).await;
    kit.reply(&maria, answered, "Done.").await;
    kit.pass(9 * HOUR);
    let late = open(&kit, &acme, TicketType::General).await;
    let rows = kit.queue(&maria, QueueFilter::default()).await;
    let order: Vec<_> = rows.iter().map(|row| row.id).collect();
    assert_eq!(order, [eight, day, late], "what waits on the affiliate is not due");
    assert!(rows[0].due.is_some_and(|due| due < kit.now()));
    assert!(rows.iter().all(|row| row.waiting_on == WaitingOn::Us));
}

async fn a_row_says_what_its_columns_say(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    kit.comment(&acme, id, "Hello?").await;
    kit.comment(&acme, id, "Hello??").await;
    kit.reply(&maria, id, "Here.").await;
    let affiliate = acme.affiliate_id();
    kit.sql(move |tx| {
        for tag in ["vip", "crypto"] {
            tx.execute(
                "INSERT INTO affiliate_tags (affiliate_id, tag) VALUES ($1, $2)",
                &[&affiliate, &tag],
            )?;
        }
        Ok(())
    })
    .await;
    let row = &kit.queue(&maria, newest()).await[0];
    assert_eq!((row.id, row.affiliate, row.affiliate_name.as_str()), (id, affiliate, "acme"));
    assert_eq!((row.tags.join(" ").as_str(), row.manager.as_deref()), ("crypto vip", Some("maria")));
    assert_eq!((row.theirs, row.ours, row.kind, row.status), (2, 1, TicketType::Payments, Status::Opened));
    assert_eq!((row.waiting_on, row.waiting_since, row.due), (WaitingOn::Affiliate, kit.now(), None));
}

async fn a_queue_is_narrowed(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("Éclair", Some(&maria)).await;
    let beta = kit.affiliate("beta", Some(&maria)).await;
    let general = open(&kit, &acme, TicketType::General).await;
    let payments = open(&kit, &acme, TicketType::Payments).await;
    let other = open(&kit, &beta, TicketType::General).await;
    kit.reply(&maria, general, "Done.").await;
    kit.close(&maria, other).await;
    let narrowed = async |change: fn(&mut QueueFilter)| {
        let mut filter = newest();
        change(&mut filter);
        ids(&kit, &maria, filter).await
    };
    assert_eq!(narrowed(|filter| filter.status = Some(Status::Closed)).await, [other]);
    assert_eq!(narrowed(|filter| filter.kind = Some(TicketType::General)).await, [other, general]);
    assert_eq!(narrowed(|filter| filter.waiting_on = Some(WaitingOn::Affiliate)).await, [general]);
    assert_eq!(narrowed(|filter| filter.affiliate = "eclair".into()).await, [payments, general]);
    assert_eq!(narrowed(|filter| filter.affiliate = "nobody".into()).await, []);
    assert_eq!(narrowed(|filter| filter.text = "done".into()).await, [general]);
    assert_eq!(narrowed(|filter| filter.text = "nothing of this".into()).await, []);
    let all = |filter: &mut QueueFilter| {
        filter.status = Some(Status::Opened);
        filter.kind = Some(TicketType::Payments);
        filter.waiting_on = Some(WaitingOn::Us);
        filter.affiliate = "Écl".into();
        filter.text = "hello".into();
        filter.order = QueueOrder::Due;
    };
    assert_eq!(narrowed(all).await, [payments]);
    let id = acme.affiliate_id();
    let by_number = QueueFilter { affiliate: format!("#{id}"), ..newest() };
    assert_eq!(ids(&kit, &maria, by_number).await, [payments, general]);
}

testkit::both_engines!(
    a_queue_holds_each_ticket_once,
    the_most_overdue_comes_first,
    a_row_says_what_its_columns_say,
    a_queue_is_narrowed,
);
