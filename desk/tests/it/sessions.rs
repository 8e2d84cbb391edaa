//! How sessions end, and what is left of one that has.

use std::time::Duration;

use db::Engine;
use desk::drafts::{self, Draft, Form, Saved};
use desk::people::{self, SessionRow};
use desk::tickets::{self, TicketId};
use desk::{Credential, Error, sweep};
use testkit::{Kit, Person, Who};

const DAY: Duration = Duration::from_hours(24);

async fn works(kit: &Kit, who: &impl Who) -> bool {
    kit.read(who, |cx| cx.user()).await.is_ok()
}

async fn sessions(kit: &Kit, who: &Person) -> Vec<SessionRow> {
    kit.read(who, people::list_sessions).await.expect("listed")
}

async fn save(kit: &Kit, who: &Credential, ticket: TicketId) -> bool {
    let draft = Draft { fields: vec![("body".into(), "half a thought".into())], ..Draft::default() };
    let saved = drafts::save_expired(kit.app(), who, None, Form::Comment, ticket.get(), draft).await;
    saved.expect("tried") == Some(Saved::Kept)
}

async fn silence_ends_a_session_and_use_keeps_it(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let mark = kit.manager("mark").await;
    kit.pass(13 * DAY);
    assert!(works(&kit, &maria).await);
    kit.write(&maria, people::touch).await.expect("touched");
    kit.pass(2 * DAY);
    assert!(works(&kit, &maria).await && !works(&kit, &mark).await);
    assert_eq!(sessions(&kit, &maria).await.len(), 1);
    kit.pass(12 * DAY);
    assert!(!works(&kit, &maria).await, "at fourteen days to the microsecond");
    refused!(kit.write(&maria, people::touch).await, Error::SignedOut);
}

async fn a_session_ends_however_much_it_is_used(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    for _ in 0..8 {
        kit.pass(10 * DAY);
        kit.write(&maria, people::touch).await.expect("touched");
    }
    kit.pass(10 * DAY);
    assert!(!works(&kit, &maria).await, "at ninety days");
}

async fn one_ends_ones_own_sessions_alone(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let (second, third) = (kit.session(maria.user).await, kit.session(maria.user).await);
    let (second, third) = (Credential::Session(second), Credential::Session(third));
    let all = sessions(&kit, &maria).await;
    assert_eq!(all.len(), 3);
    let (marks, seconds) = (sessions(&kit, &mark).await[0].id, all[1].id);
    refused!(kit.write(&maria, move |cx| people::revoke(cx, marks)).await, Error::NotFound);
    assert!(works(&kit, &mark).await);
    kit.write(&maria, move |cx| people::revoke(cx, seconds)).await.expect("revoked");
    refused!(kit.write(&maria, move |cx| people::revoke(cx, seconds)).await, Error::NotFound);
    assert!(!works(&kit, &second).await && works(&kit, &third).await);
    assert_eq!(kit.write(&maria, people::revoke_others).await.expect("revoked"), 1);
    assert!(works(&kit, &maria).await && !works(&kit, &third).await && works(&kit, &mark).await);
    refused!(kit.write(&Credential::Anonymous, people::revoke_others).await, Error::SignedOut);
}

async fn a_session_that_ran_out_can_save_a_draft_and_nothing_else(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Hello?").await;
    kit.pass(15 * DAY);
    let expired = acme.expired();
    assert!(save(&kit, &expired, ticket).await);
    assert!(!save(&kit, &expired, TicketId::new(99)).await, "there is no such ticket");
    refused!(kit.read(&expired, move |cx| tickets::conversation(cx, ticket)).await, Error::SignedOut);
    let new = kit.new_message("From beyond.");
    refused!(kit.write(&expired, move |cx| tickets::comment(cx, ticket, &new)).await, Error::SignedOut);
    refused!(
        kit.read(&expired, move |cx| drafts::load(cx, Form::Comment, ticket.get())).await,
        Error::SignedOut
    );

    let back = Credential::Session(kit.session(acme.user).await);
    let draft = kit.read(&back, move |cx| drafts::load(cx, Form::Comment, ticket.get())).await.expect("read");
    assert_eq!(draft.expect("kept").get("body"), Some("half a thought"));
    kit.verify().await;
}

async fn a_session_that_was_ended_saves_nothing(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Hello?").await;
    let other = kit.session(acme.user).await;
    kit.write(&Credential::Session(other), people::revoke_others).await.expect("revoked");
    assert!(!save(&kit, &acme.expired(), ticket).await, "it was revoked");
    let made_up = Credential::Expired("0123456789abcdef".repeat(4).parse().expect("shaped like one"));
    assert!(!save(&kit, &made_up, ticket).await, "there is no such session");
    assert!(!save(&kit, &acme.credential(), ticket).await, "only an expired cookie says who it was");
    assert_eq!(kit.count("SELECT COUNT(*) FROM drafts").await, 0);

    let beta = kit.affiliate("beta", None).await;
    let theirs = kit.open(&beta, "Hello?").await;
    kit.pass(121 * DAY);
    assert!(!save(&kit, &beta.expired(), theirs).await, "longer ago than drafts are kept");
}

async fn sessions_are_forgotten_when_they_can_no_longer_matter(engine: Engine) {
    let kit = Kit::new(engine);
    kit.manager("maria").await;
    kit.pass(119 * DAY);
    assert_eq!(sweep::rows(kit.app()).await.expect("swept"), 0);
    kit.pass(2 * DAY);
    assert_eq!(sweep::rows(kit.app()).await.expect("swept"), 1);
    assert_eq!(kit.count("SELECT COUNT(*) FROM sessions").await, 0);
}

testkit::both_engines!(
    silence_ends_a_session_and_use_keeps_it,
    a_session_ends_however_much_it_is_used,
    one_ends_ones_own_sessions_alone,
    a_session_that_ran_out_can_save_a_draft_and_nothing_else,
    a_session_that_was_ended_saves_nothing,
    sessions_are_forgotten_when_they_can_no_longer_matter,
);
