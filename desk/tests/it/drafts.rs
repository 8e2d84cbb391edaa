//! What was typed and not sent.

use std::time::Duration;

use db::Engine;
use desk::drafts::{self, Draft, Form};
use desk::{Credential, Error, sweep, tickets};
use testkit::{Kit, Person};

fn draft(text: &str) -> Draft {
    Draft { fields: vec![("title".into(), "T".into()), ("body".into(), text.into())] }
}

async fn save(kit: &Kit, who: &Person, form: Form, subject: i64, draft: &Draft) {
    let draft = draft.clone();
    kit.write(who, move |cx| drafts::save(cx, form, subject, &draft)).await.expect("saved");
}

async fn load(kit: &Kit, who: &Person, form: Form, subject: i64) -> Option<Draft> {
    kit.read(who, move |cx| drafts::load(cx, form, subject)).await.expect("read")
}

async fn a_draft_comes_back_to_its_form_and_its_person(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let bob = kit.colleague(&acme, "bob").await;
    save(&kit, &acme, Form::Comment, 1, &draft("one\n\"two\"")).await;
    save(&kit, &acme, Form::Comment, 2, &draft("another")).await;
    assert_eq!(load(&kit, &acme, Form::Comment, 1).await, Some(draft("one\n\"two\"")));
    assert_eq!(load(&kit, &acme, Form::NewTicket, 0).await, None);
    assert_eq!(load(&kit, &bob, Form::Comment, 1).await, None, "a colleague's draft is their own");

    save(&kit, &acme, Form::Comment, 1, &draft("newer")).await;
    assert_eq!(load(&kit, &acme, Form::Comment, 1).await, Some(draft("newer")));
    let blank = Draft { fields: vec![("body".into(), " \n".into())] };
    save(&kit, &acme, Form::Comment, 1, &blank).await;
    assert_eq!(load(&kit, &acme, Form::Comment, 1).await, None, "a blank one is none");
    kit.write(&acme, |cx| drafts::discard(cx, Form::Comment, 2)).await.expect("discarded");
    assert_eq!(kit.count("SELECT COUNT(*) FROM drafts").await, 0);
    let anonymous = kit.write(&Credential::Anonymous, |cx| drafts::discard(cx, Form::Comment, 2)).await;
    refused!(anonymous, Error::SignedOut);
}

async fn any_text_can_be_a_draft(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    save(&kit, &acme, Form::NewTicket, 0, &draft("be\0fore\u{1}\u{202e}🦆")).await;
    assert_eq!(load(&kit, &acme, Form::NewTicket, 0).await, Some(draft("before\u{1}\u{202e}🦆")));
    let long = ["a", "b", "c", "d"].map(|name| (name.to_owned(), "é".repeat(50_000)));
    save(&kit, &acme, Form::NewTicket, 0, &Draft { fields: long.to_vec() }).await;
    let kept = load(&kit, &acme, Form::NewTicket, 0).await.expect("kept");
    let lengths = kept.fields.iter().map(|(_, text)| text.chars().count()).collect::<Vec<_>>();
    assert_eq!(lengths, [15_000, 15_000, 10_000, 0], "the beginning of each, as far as there is room");
}

async fn what_was_sent_is_no_draft_any_more(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    save(&kit, &acme, Form::NewTicket, 0, &draft("t")).await;
    let id = kit.open(&acme, "Sent").await;
    let other = kit.open(&acme, "Other").await;
    for ticket in [id, other] {
        save(&kit, &acme, Form::Comment, ticket.get(), &draft("c")).await;
        save(&kit, &maria, Form::Reply, ticket.get(), &draft("r")).await;
        save(&kit, &maria, Form::Note, ticket.get(), &draft("n")).await;
    }
    assert_eq!(load(&kit, &acme, Form::NewTicket, 0).await, None);
    kit.comment(&acme, id, "Sent.").await;
    kit.reply(&maria, id, "Sent.").await;
    assert_eq!(load(&kit, &maria, Form::Note, id.get()).await, Some(draft("n")), "the note was not sent");
    kit.note(&maria, id, "Sent.").await;
    assert_eq!(kit.count("SELECT COUNT(*) FROM drafts").await, 3, "those of the other ticket");

    save(&kit, &acme, Form::NewTicket, 0, &draft("another")).await;
    let mut refused = kit.new_ticket("Too many files");
    for _ in 0..6 {
        refused.files.push(kit.upload(&acme, "a.png", testkit::samples::PNG).await);
    }
    refused!(kit.write(&acme, move |cx| tickets::open(cx, &refused)).await, Error::Invalid(_));
    assert!(load(&kit, &acme, Form::NewTicket, 0).await.is_some(), "what was refused is still a draft");
    kit.verify().await;
}

async fn old_drafts_are_forgotten(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    save(&kit, &acme, Form::NewTicket, 0, &draft("old")).await;
    kit.pass(Duration::from_hours(20 * 24));
    let again = Credential::Session(kit.session(acme.user).await);
    let newer = draft("newer");
    kit.write(&again, move |cx| drafts::save(cx, Form::Comment, 1, &newer)).await.expect("saved");
    kit.pass(Duration::from_hours(11 * 24));
    sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(kit.count("SELECT COUNT(*) FROM drafts WHERE form = 'comment'").await, 1);
    assert_eq!(kit.count("SELECT COUNT(*) FROM drafts").await, 1);
}

testkit::both_engines!(
    a_draft_comes_back_to_its_form_and_its_person,
    any_text_can_be_a_draft,
    what_was_sent_is_no_draft_any_more,
    old_drafts_are_forgotten,
);
