//! Who hears of what, and when a listener ends.

use std::time::Duration;

use db::Engine;
use desk::live::{Heard, LOOK, Listener};
use desk::people::{self, sign_out};
use desk::tickets::{self, TicketId, TicketType};
use desk::{Credential, Error};
use testkit::{Kit, Person, Who as _};

const SOON: Duration = Duration::from_secs(20);

/// A desk whose database can be heard already: on PostgreSQL that takes a connection of its own.
async fn heard_kit(engine: Engine) -> Kit {
    let kit = Kit::new(engine);
    if engine == Engine::Postgres {
        let mut signals = kit.db().signals().expect("it can be listened to");
        let connected = async { while signals.next().await != Some(db::Signal::Missed) {} };
        tokio::time::timeout(SOON, connected).await.expect("it connects");
    }
    kit
}

async fn listen(kit: &Kit, who: &Person) -> Listener {
    Listener::new(kit.app(), who.credential(), LOOK, Some(kit.now())).await.expect("they are signed in")
}

async fn next(listener: &mut Listener) -> Heard {
    loop {
        let heard = tokio::time::timeout(SOON, listener.next()).await.expect("something is heard");
        // Bells ring beside what they ring for; they have a test of their own.
        if heard != Heard::Notices {
            return heard;
        }
    }
}

/// A mark that everybody hears.
async fn mark(kit: &Kit) {
    kit.sql(|tx| tx.signal("\"News\"")).await;
}

/// The tickets that were heard of before the mark, each time.
async fn tickets_heard(listener: &mut Listener) -> Vec<TicketId> {
    let mut tickets = Vec::new();
    loop {
        match next(listener).await {
            Heard::Ticket(id) => tickets.push(id),
            Heard::News => return tickets,
            Heard::Missed | Heard::Quiet | Heard::Offers | Heard::Notices => {}
            Heard::Ended => panic!("the session lives"),
        }
    }
}

async fn each_hears_what_their_lists_hold(engine: Engine) {
    let kit = heard_kit(engine).await;
    let (maria, marco) = (kit.manager("maria").await, kit.manager("marco").await);
    let (finance, lead) = (kit.manager("fiona").await, kit.lead().await);
    let fiona = finance.user;
    let routed =
        kit.write(&Credential::System, move |cx| people::route_type(cx, fiona, TicketType::Payments));
    routed.await.expect("routed");
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", Some(&marco)).await;
    let nobodys = kit.affiliate("nobodys", None).await;
    let mut ears = Vec::new();
    for who in [&acme, &other, &nobodys, &maria, &marco, &finance, &lead] {
        ears.push(listen(&kit, who).await);
    }
    let heard = async |ears: &mut Vec<Listener>| {
        mark(&kit).await;
        let mut heard = Vec::new();
        for listener in ears {
            heard.push(tickets_heard(listener).await.len());
        }
        heard
    };
    // acme, other, nobodys; maria, marco, fiona (Payments), the lead.
    let id = kit.open(&acme, "Where is my payment?").await;
    assert_eq!(heard(&mut ears).await, [1, 0, 0, 1, 0, 1, 1], "opened");
    let answer = kit.reply(&maria, id, "On its way.").await;
    assert_eq!(heard(&mut ears).await, [1, 0, 0, 1, 0, 1, 1], "answered");
    kit.note(&maria, id, "Between us.").await;
    assert_eq!(heard(&mut ears).await, [0, 0, 0, 1, 0, 1, 1], "a note is none of the affiliate's business");
    let seen = kit.conversation(&acme, id).await.seen.expect("there is something new");
    assert_eq!(seen.upto, answer);
    let mark_seen = async || kit.write(&acme, move |cx| tickets::mark_seen(cx, seen)).await.expect("marked");
    mark_seen().await;
    assert_eq!(heard(&mut ears).await, [1, 0, 0, 0, 0, 0, 0], "what was read is their own business");
    mark_seen().await;
    assert_eq!(heard(&mut ears).await, [0, 0, 0, 0, 0, 0, 0], "nothing changed");
    kit.close(&maria, id).await;
    kit.close(&maria, id).await;
    assert_eq!(heard(&mut ears).await, [1, 0, 0, 1, 0, 1, 1], "closed, once");

    let shared = kit.write(&nobodys, {
        let mut new = kit.new_ticket("Who looks after me?");
        new.kind = TicketType::General;
        move |cx| tickets::open(cx, &new)
    });
    let shared = shared.await.expect("opened");
    assert_eq!(heard(&mut ears).await, [0, 0, 1, 1, 1, 1, 1], "the shared queue is everybody's");
    kit.write(&marco, move |cx| tickets::take(cx, shared)).await.expect("taken");
    assert_eq!(heard(&mut ears).await, [0, 0, 1, 1, 1, 1, 1], "that it is gone from there, too");
    kit.reply(&marco, shared, "I do.").await;
    assert_eq!(heard(&mut ears).await, [0, 0, 1, 0, 1, 0, 1], "from then on it is one manager's");
}

async fn a_listener_ends_with_its_session(engine: Engine) {
    let kit = heard_kit(engine).await;
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let second = Person { token: kit.session(acme.user).await, ..acme.clone() };
    let (mut first_ears, mut second_ears) = (listen(&kit, &acme).await, listen(&kit, &second).await);
    let mut marias = listen(&kit, &maria).await;

    sign_out(kit.app(), acme.token.clone()).await.expect("signed out");
    assert_eq!(next(&mut first_ears).await, Heard::Ended, "at once");
    assert_eq!(next(&mut second_ears).await, Heard::Missed, "the other one lives and looks again");
    mark(&kit).await;
    assert_eq!(tickets_heard(&mut marias).await, []);
    refused!(Listener::new(kit.app(), acme.credential(), LOOK, None).await.map(drop), Error::SignedOut);

    let email = acme.email.clone();
    kit.write(&Credential::System, move |cx| people::disable_user(cx, &email)).await.expect("disabled");
    assert!(ends(&mut second_ears).await, "what somebody else does to it counts as well");
}

/// Whether the listener ends before it hears anything of a ticket.
async fn ends(listener: &mut Listener) -> bool {
    loop {
        match next(listener).await {
            Heard::Ended => return true,
            Heard::Ticket(_) => return false,
            Heard::News | Heard::Offers | Heard::Notices | Heard::Missed | Heard::Quiet => {}
        }
    }
}

async fn a_session_that_nobody_ended_is_found_out(engine: Engine) {
    let kit = heard_kit(engine).await;
    let maria = kit.manager("maria").await;
    let soon = Duration::from_millis(30);
    let mut ears = Listener::new(kit.app(), maria.credential(), soon, None).await.expect("signed in");
    while next(&mut ears).await != Heard::Quiet {}
    kit.pass(Duration::from_hours(24 * 15));
    assert!(ends(&mut ears).await, "it ran out by time, and nothing said so");
}

async fn new_rights_are_learned(engine: Engine) {
    let kit = heard_kit(engine).await;
    let (maria, marco) = (kit.manager("maria").await, kit.manager("marco").await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let mut ears = listen(&kit, &marco).await;
    let id = kit.open(&acme, "Where is my payment?").await;
    mark(&kit).await;
    assert_eq!(tickets_heard(&mut ears).await, []);
    let user = marco.user;
    let routed = kit.write(&Credential::System, move |cx| people::route_type(cx, user, TicketType::Payments));
    routed.await.expect("routed");
    while next(&mut ears).await != Heard::Missed {}
    kit.comment(&acme, id, "Hello?").await;
    mark(&kit).await;
    assert_eq!(tickets_heard(&mut ears).await, [id]);
}

async fn what_changed_since_the_page_was_drawn_is_heard(engine: Engine) {
    let kit = heard_kit(engine).await;
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let since =
        async |moment| Listener::new(kit.app(), maria.credential(), LOOK, moment).await.expect("signed in");
    let first = next(&mut since(Some(kit.now().minus(SOON))).await).await;
    assert_eq!(first, Heard::Missed, "nobody listened then");
    // Longer than processes' clocks may be apart.
    kit.pass(SOON);
    let before = kit.now();
    let mut ears = listen(&kit, &maria).await;
    kit.pass(SOON);
    let id = kit.open(&acme, "Where is my payment?").await;
    assert_eq!(next(&mut ears).await, Heard::Ticket(id));
    assert_eq!(ears.at(), kit.now());
    assert_eq!(next(&mut since(Some(before)).await).await, Heard::Ticket(id), "told again to an older page");
    kit.pass(SOON);
    mark(&kit).await;
    assert_eq!(next(&mut ears).await, Heard::News);
    assert_eq!(next(&mut since(Some(kit.now())).await).await, Heard::News, "and not to one drawn since");
    assert_eq!(next(&mut since(None).await).await, Heard::Missed);
    kit.pass(Duration::from_hours(1));
    mark(&kit).await;
    assert_eq!(next(&mut ears).await, Heard::News);
    assert_eq!(next(&mut since(Some(before)).await).await, Heard::Missed, "that is too long ago to be known");
}

async fn what_is_not_committed_is_not_heard(engine: Engine) {
    let kit = heard_kit(engine).await;
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let mut ears = listen(&kit, &maria).await;
    let new = kit.new_ticket("Never");
    let failed = kit.write(&acme, move |cx| {
        tickets::open(cx, &new)?;
        Err::<(), _>(Error::NotFound)
    });
    failed.await.expect_err("on purpose");
    mark(&kit).await;
    assert_eq!(tickets_heard(&mut ears).await, []);
}

testkit::both_engines!(
    each_hears_what_their_lists_hold,
    a_listener_ends_with_its_session,
    a_session_that_nobody_ended_is_found_out,
    new_rights_are_learned,
    what_changed_since_the_page_was_drawn_is_heard,
    what_is_not_committed_is_not_heard,
);
