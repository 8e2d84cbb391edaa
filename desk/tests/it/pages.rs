//! Keyset pages: every row once, forwards and backwards, even where all rows have the same time.

use std::time::Duration;

use db::Engine;
use desk::page::{PAGE_ROWS, Page, Place, Way};
use desk::tickets::{self, ListFilter, ListOrder, QueueFilter, QueueOrder, Shared, TicketId, WaitingOn};
use desk::{Error, Timestamp};
use testkit::{Kit, Person};

const TICKETS: usize = 60;

/// Sixty tickets; the first forty at one moment, the rest at another.
async fn many(kit: &Kit, who: &Person) {
    for number in 0..TICKETS {
        if number == 40 {
            kit.pass(Duration::from_hours(1));
        }
        kit.open(who, &format!("Ticket {number}")).await;
    }
}

/// Reads on until there is no next page, and back until there is none before; both walks must give the same pages.
pub(crate) async fn walk<T: Clone + std::fmt::Debug + PartialEq>(
    name: &str,
    page: impl AsyncFn(Option<Place>) -> Page<T>,
) -> Vec<T> {
    let mut there: Vec<Vec<T>> = Vec::new();
    let mut from = None;
    let mut last = loop {
        let read = page(from).await;
        there.push(read.rows.clone());
        assert_eq!(read.previous.is_some(), there.len() > 1, "{name}: only the first page has none before");
        match read.next.clone() {
            Some(next) => from = Some(next),
            None => break read,
        }
    };
    let mut back = vec![last.rows.clone()];
    while let Some(previous) = last.previous.clone() {
        last = page(Some(previous)).await;
        back.push(last.rows.clone());
    }
    back.reverse();
    assert_eq!(there, back, "{name}: the way back");
    assert!(there[..there.len() - 1].iter().all(|rows| rows.len() == PAGE_ROWS), "{name}: full pages");
    there.concat()
}

/// Every ticket, by ascending or descending number, which is the order of creation here.
fn all(descending: bool) -> Vec<TicketId> {
    let mut ids: Vec<_> = (1..=TICKETS).map(|id| TicketId::new(i64::try_from(id).expect("small"))).collect();
    if descending {
        ids.reverse();
    }
    ids
}

async fn the_list_in_every_order(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    many(&kit, &acme).await;
    for order in ListOrder::ALL {
        let page = async |from| {
            let filter = ListFilter { order: *order, from, ..ListFilter::default() };
            let page = kit.read(&acme, move |cx| tickets::list(cx, &filter)).await.expect("listed");
            page.map(|row| row.id)
        };
        let descending = order.as_str().starts_with('-');
        assert_eq!(walk(order.as_str(), page).await, all(descending), "{order}");
    }
}

async fn the_queue_in_every_order_and_by_every_way(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, lead) = (kit.manager("maria").await, kit.lead().await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    many(&kit, &acme).await;
    // Every third is also assigned to her and of a type that is routed to her: she has it by three ways.
    let user = maria.user;
    kit.write(&desk::Credential::System, move |cx| {
        desk::people::route_type(cx, user, tickets::TicketType::Payments)
    })
    .await
    .expect("routed");
    kit.sql(move |tx| tx.execute("UPDATE tickets SET assignee_id = $1 WHERE id % 3 = 0", &[&user])).await;
    for who in [&maria, &lead] {
        for order in QueueOrder::ALL {
            let page = async |from| {
                let filter = QueueFilter { order: *order, from, ..QueueFilter::default() };
                let page = kit.read(who, move |cx| tickets::queue(cx, &filter)).await.expect("listed");
                page.map(|row| row.id)
            };
            let descending = order.as_str().starts_with('-');
            assert_eq!(walk(order.as_str(), page).await, all(descending), "{} {order}", who.name);
        }
    }
}

async fn the_shared_queue_in_every_order(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, lone) = (kit.manager("maria").await, kit.affiliate("lone", None).await);
    many(&kit, &lone).await;
    for order in QueueOrder::ALL {
        let page = async |from| {
            let filter = QueueFilter { shared: Shared::Yes, order: *order, from, ..QueueFilter::default() };
            let page = kit.read(&maria, move |cx| tickets::queue(cx, &filter)).await.expect("listed");
            page.map(|row| row.id)
        };
        let descending = order.as_str().starts_with('-');
        assert_eq!(walk(order.as_str(), page).await, all(descending), "{order}");
    }
}

async fn a_made_up_place_is_harmless(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", Some(&maria)).await;
    many(&kit, &acme).await;
    let theirs = kit.open(&other, "Not acme's").await;
    let list = |from: Place| {
        let filter = ListFilter { from: Some(from), ..ListFilter::default() };
        kit.read(&acme, move |cx| tickets::list(cx, &filter))
    };
    let place = |order: &str, way, at, id| Place { order: order.into(), way, at: Timestamp::new(at), id };
    let first = kit.list(&acme).await;
    for order in ["created", "due", "updated", "'; DROP TABLE tickets", ""] {
        let page = list(place(order, Way::After, 0, 1)).await.expect("listed");
        assert_eq!(page.rows[0].id, first[0].id, "{order:?} is not this order, so it is the first page");
        assert!(page.previous.is_none());
    }
    for (at, id) in [(i64::MAX, i64::MAX), (i64::MIN, i64::MIN), (0, -1), (kit.now().get(), theirs.get())] {
        for way in [Way::After, Way::Before] {
            let page: Result<_, Error> = list(place("-updated", way, at, id)).await;
            let page = page.expect("listed");
            assert!(page.rows.iter().all(|row| row.id != theirs), "a place gives no rights");
            assert!(!page.rows.is_empty(), "a place with nothing behind it gives the first page");
        }
    }
}

async fn the_page_whose_tickets_were_all_answered_is_the_first(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    for number in 0..=PAGE_ROWS {
        kit.open(&acme, &format!("Ticket {number}")).await;
    }
    let page = async |from| {
        let filter = QueueFilter { waiting_on: Some(WaitingOn::Us), from, ..QueueFilter::default() };
        kit.read(&maria, move |cx| tickets::queue(cx, &filter)).await.expect("listed")
    };
    let second = page(None).await.next;
    let last = page(second.clone()).await.rows[0].id;
    kit.reply(&maria, last, "Paid.").await;
    let now = page(second).await;
    assert_eq!((now.rows.len(), now.previous, now.next), (PAGE_ROWS, None, None));
}

testkit::both_engines!(
    the_page_whose_tickets_were_all_answered_is_the_first,
    the_list_in_every_order,
    the_queue_in_every_order_and_by_every_way,
    the_shared_queue_in_every_order,
    a_made_up_place_is_harmless,
);
