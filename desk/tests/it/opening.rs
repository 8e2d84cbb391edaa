//! Opening a ticket, once.

use std::time::Duration;

use db::Engine;
use desk::error::Conflict;
use desk::people::AffiliateId;
use desk::tickets::{
    self, Body, ExtraField, ListFilter, MessageKind, NewTicket, Side, Status, TicketType, Title, WaitingOn,
};
use desk::{Error, sweep};
use testkit::{Kit, submission};

use crate::support::{kept, notices};

const HOUR: Duration = Duration::from_hours(1);

async fn an_affiliate_opens_a_ticket(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let mut new = kit.new_ticket("Where is my payment?");
    new.fields = vec![(ExtraField::Amount, "120 €".to_owned()), (ExtraField::Period, "\"May\"".to_owned())];
    let id = kit.write(&acme, move |cx| tickets::open(cx, &new)).await.expect("opened");

    let row = &kit.list(&acme).await[0];
    assert_eq!((row.id, row.title.as_str(), row.kind), (id, "Where is my payment?", TicketType::Payments));
    assert_eq!((row.answers, row.answered, row.new, row.status), (0, false, false, Status::Opened));
    assert_eq!((row.created, row.updated), (kit.now(), kit.now()));

    let seen = kit.conversation(&acme, id).await;
    assert_eq!(
        seen.fields,
        [(ExtraField::Period, "\"May\"".to_owned()), (ExtraField::Amount, "120 €".to_owned())],
        "in the form's order"
    );
    assert_eq!((seen.manager.as_deref(), seen.waiting_on), (Some("maria"), WaitingOn::Us));
    assert_eq!((seen.waiting_since, seen.due), (kit.now(), Some(kit.now().plus(24 * HOUR))));
    assert_eq!(seen.messages.len(), 1);
    let message = &seen.messages[0];
    assert_eq!((message.kind, message.side), (MessageKind::Description, Side::Affiliate));
    assert_eq!((message.author, message.author_name.as_str()), (Some(acme.user), "acme"));
    assert_eq!(message.body, "Where is my payment? Please have a look.");

    assert_eq!(notices(&kit).await, [("ticket_created".to_owned(), maria.user)]);
    kit.verify().await;
}

async fn each_type_has_its_own_time_to_answer(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    for (kind, hours) in [(TicketType::General, 24), (TicketType::Payments, 24), (TicketType::Technical, 8)] {
        let mut new = kit.new_ticket("Hello");
        new.kind = kind;
        let id = kit.write(&acme, move |cx| tickets::open(cx, &new)).await.expect("opened");
        assert_eq!(kept(&kit, id).await.due, Some(kit.now().plus(hours * HOUR)), "{kind}");
    }
    assert_eq!(notices(&kit).await, [], "nobody in particular looks after them");
}

async fn staff_open_a_ticket_to_an_affiliate(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let bob = kit.colleague(&acme, "bob").await;
    let (to, new) = (acme.affiliate_id(), kit.new_ticket("Please confirm your bank"));
    let again = new.clone();
    let id = kit.write(&maria, move |cx| tickets::open_for(cx, to, &new)).await.expect("opened");
    let twice = kit.write(&maria, move |cx| tickets::open_for(cx, to, &again)).await;
    assert_eq!(twice.expect("the same sending"), id);

    let row = &kit.list(&acme).await[0];
    assert_eq!((row.new, row.answered, row.answers), (true, false, 0), "it is no answer");
    let seen = kit.conversation(&maria, id).await;
    assert_eq!(
        (seen.waiting_on, seen.due, seen.messages[0].side),
        (WaitingOn::Affiliate, None, Side::Manager)
    );
    let created = "ticket_created".to_owned();
    assert_eq!(notices(&kit).await, [(created.clone(), acme.user), (created, bob.user)]);

    let new = kit.new_ticket("Not mine");
    refused!(kit.write(&mark, move |cx| tickets::open_for(cx, to, &new)).await, Error::NotFound);
    let new = kit.new_ticket("Nobody");
    let nobody = AffiliateId::new(999);
    refused!(kit.write(&maria, move |cx| tickets::open_for(cx, nobody, &new)).await, Error::NotFound);
    let new = kit.new_ticket("As an affiliate");
    refused!(kit.write(&acme, move |cx| tickets::open_for(cx, to, &new)).await, Error::NotFound);

    let lone = kit.affiliate("lone", None).await;
    let (to, new) = (lone.affiliate_id(), kit.new_ticket("Welcome"));
    let id = kit.write(&mark, move |cx| tickets::open_for(cx, to, &new)).await.expect("opened");
    assert_eq!(
        kit.conversation(&mark, id).await.assignee.as_deref(),
        Some("mark"),
        "who writes has taken it"
    );
    kit.verify().await;
}

async fn the_same_form_twice_is_one_ticket(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let bob = kit.colleague(&acme, "bob").await;
    let mut new = kit.new_ticket("Once");
    new.submission = submission(1);
    let open = |who, new: &NewTicket| {
        let new = new.clone();
        kit.write(who, move |cx| tickets::open(cx, &new))
    };
    let first = open(&acme, &new).await.expect("opened");
    kit.pass(HOUR);
    assert_eq!(open(&acme, &new).await.expect("the same"), first);
    assert_eq!(kit.list(&acme).await.len(), 1);
    assert_eq!(kit.count("SELECT COUNT(*) FROM messages").await, 1);
    assert_eq!(notices(&kit).await.len(), 1);

    let changes: [fn(&mut NewTicket); 4] = [
        |new| new.title = Title::parse("Twice").expect("a title"),
        |new| new.description = Body::parse("Other words").expect("a text"),
        |new| new.kind = TicketType::General,
        |new| new.fields.push((ExtraField::Amount, "1".into())),
    ];
    for change in changes {
        let mut other = new.clone();
        change(&mut other);
        refused!(open(&acme, &other).await, Error::Conflict(Conflict::FormReused));
    }
    assert_eq!(kit.list(&acme).await.len(), 1);
    assert_ne!(open(&bob, &new).await.expect("another person's forms are their own"), first);

    kit.pass(8 * 24 * HOUR);
    sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(kit.count("SELECT COUNT(*) FROM submissions").await, 0);
    kit.verify().await;
}

async fn the_same_form_twice_at_once_is_one_ticket(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    for round in 0..5 {
        let mut new = kit.new_ticket("At once");
        new.submission = submission(round);
        let send = || {
            let new = new.clone();
            kit.write(&acme, move |cx| tickets::open(cx, &new))
        };
        let (one, two, three) = tokio::join!(send(), send(), send());
        let (one, two, three) = (one.expect("opened"), two.expect("opened"), three.expect("opened"));
        assert_eq!((one, one), (two, three));
    }
    assert_eq!(kit.list(&acme).await.len(), 5);
    assert_eq!(kit.count("SELECT COUNT(*) FROM messages").await, 5);
    kit.verify().await;
}

async fn a_list_is_narrowed(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let done = kit.open(&acme, "Done").await;
    kit.close(&maria, done).await;
    let open = kit.open(&acme, "Open").await;
    let mut new = kit.new_ticket("Technical");
    new.kind = TicketType::Technical;
    let technical = kit.write(&acme, move |cx| tickets::open(cx, &new)).await.expect("opened");
    let ids = async |filter: ListFilter| -> Vec<_> {
        let page = kit.read(&acme, move |cx| tickets::list(cx, &filter)).await.expect("listed");
        page.rows.into_iter().map(|row| row.id).collect()
    };
    assert_eq!(ids(ListFilter::default()).await, [technical, open, done]);
    assert_eq!(ids(ListFilter { status: Some(Status::Closed), ..Default::default() }).await, [done]);
    assert_eq!(
        ids(ListFilter { kind: Some(TicketType::Payments), ..Default::default() }).await,
        [open, done]
    );
    let both = ListFilter {
        status: Some(Status::Opened),
        kind: Some(TicketType::Payments),
        text: "have a look".into(),
        ..Default::default()
    };
    assert_eq!(ids(both).await, [open]);
}

testkit::both_engines!(
    an_affiliate_opens_a_ticket,
    each_type_has_its_own_time_to_answer,
    staff_open_a_ticket_to_an_affiliate,
    the_same_form_twice_is_one_ticket,
    the_same_form_twice_at_once_is_one_ticket,
    a_list_is_narrowed,
);
