//! A stamp changes with whatever its page shows, and with nothing that its reader cannot see.

use db::Engine;
use desk::drafts::{self, Draft, Form};
use desk::news::{self, Then};
use desk::people::{self, Contact};
use desk::stamps;
use desk::tickets::{self, TicketId};
use desk::{Credential, Error};
use testkit::{Kit, Person};

async fn support(kit: &Kit, who: &Person, ticket: Option<TicketId>) -> u64 {
    kit.read(who, move |cx| stamps::of_support(cx, ticket)).await.expect("theirs")
}

async fn desk_ticket(kit: &Kit, who: &Person, ticket: TicketId) -> u64 {
    kit.read(who, move |cx| stamps::of_desk_ticket(cx, ticket)).await.expect("in scope")
}

async fn a_stamp_changes_with_what_is_shown(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let colleague = kit.colleague(&acme, "carl").await;
    let id = kit.open(&acme, "First").await;
    // The affiliate's list, the affiliate's ticket, the manager's ticket.
    let all = async || {
        [
            support(&kit, &acme, None).await,
            support(&kit, &acme, Some(id)).await,
            desk_ticket(&kit, &maria, id).await,
        ]
    };
    let mut last = all().await;
    assert_eq!(last, all().await, "nothing changed");
    let mut changed = async || {
        let now = all().await;
        let changed = [now[0] != last[0], now[1] != last[1], now[2] != last[2]];
        last = now;
        changed
    };
    kit.reply(&maria, id, "An answer.").await;
    assert_eq!(changed().await, [true, true, true], "an answer");
    kit.note(&maria, id, "Between us.").await;
    assert_eq!(changed().await, [false, false, true], "a note");
    let seen = kit.conversation(&acme, id).await.seen.expect("there is something new");
    kit.write(&acme, move |cx| tickets::mark_seen(cx, seen)).await.expect("marked");
    assert_eq!(changed().await[..2], [true, true], "reading");
    kit.close(&maria, id).await;
    assert_eq!(changed().await, [true, true, true], "closing");
    kit.open(&acme, "Second").await;
    assert_eq!(
        changed().await,
        [true, true, true],
        "another ticket stands in the list and beside the ticket"
    );
    let user = maria.user;
    let contact = Contact { kind: "Telegram".into(), value: "@maria".into() };
    let added = kit.write(&Credential::System, move |cx| people::add_user_contact(cx, user, &contact));
    added.await.expect("added");
    assert_eq!(changed().await, [true, true, true], "how the manager is reached");
    let save = async |who: &Person, form: Form, text: &str| {
        let draft = Draft { fields: vec![("body".into(), text.into())], ..Draft::default() };
        kit.pass(std::time::Duration::from_secs(1));
        kit.write(who, move |cx| drafts::save(cx, form, id.get(), &draft)).await.expect("saved");
    };
    save(&acme, Form::Comment, "half").await;
    assert_eq!(changed().await, [false, true, false], "one's own draft");
    save(&acme, Form::Comment, "half a").await;
    assert_eq!(changed().await, [false, true, false], "which is written on");
    save(&maria, Form::Note, "half").await;
    assert_eq!(changed().await, [false, false, true], "and theirs");
    let draft = kit.new_post("Not yet", "Text");
    kit.write(&maria, move |cx| news::create(cx, &draft, Then::Keep)).await.expect("written");
    assert_eq!(changed().await, [false, false, false], "a post that nobody sees yet");
    let post = kit.publish(&maria, "News").await;
    assert_eq!(changed().await, [true, true, false], "news");
    kit.write(&colleague, move |cx| news::mark_read(cx, post)).await.expect("marked");
    assert_eq!(changed().await, [false, false, false], "what a colleague has read");
    kit.pass(std::time::Duration::from_secs(1));
    for new in [true, false] {
        kit.write(&acme, move |cx| news::mark_read(cx, post)).await.expect("marked");
        assert_eq!(changed().await, [new, new, false], "what one has read oneself");
    }
    kit.write(&maria, move |cx| news::remove(cx, post)).await.expect("removed");
    assert_eq!(changed().await, [true, true, false], "a post that is gone");
    for _ in 0..10 {
        let ticket = kit.open(&acme, "Quick").await;
        kit.reply(&maria, ticket, "Quick.").await;
    }
    changed().await;
    for new in [true, false] {
        tickets::measure_answers(kit.app()).await.expect("measured");
        assert_eq!(changed().await, [new, new, false], "how soon answers come");
    }
    let other = kit.affiliate("other", Some(&maria)).await;
    kit.open(&other, "Of somebody else").await;
    assert_eq!(changed().await, [false, false, false], "somebody else's ticket");
}

async fn a_foreign_ticket_has_no_stamp(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", Some(&mark)).await;
    let id = kit.open(&acme, "Mine").await;
    refused!(kit.read(&other, move |cx| stamps::of_support(cx, Some(id))).await, Error::NotFound);
    refused!(kit.read(&mark, move |cx| stamps::of_desk_ticket(cx, id)).await, Error::NotFound);
    refused!(kit.read(&acme, move |cx| stamps::of_desk_ticket(cx, id)).await, Error::NotFound);
    refused!(kit.read(&maria, move |cx| stamps::of_support(cx, Some(id))).await, Error::NotFound);
}

testkit::both_engines!(a_stamp_changes_with_what_is_shown, a_foreign_ticket_has_no_stamp);
