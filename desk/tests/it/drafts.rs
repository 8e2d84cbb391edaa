//! What was typed and not sent.

use std::time::Duration;

use db::Engine;
use desk::drafts::{self, Draft, Form, Saved};
use desk::tickets::{self, NewMessage, TicketId};
use desk::{Credential, Error, SubmissionId, attachments, sweep};
use proptest::prelude::*;
use testkit::{Kit, Person, samples};

fn draft(text: &str) -> Draft {
    let fields = vec![("title".into(), "T".into()), ("body".into(), text.into())];
    Draft { fields, ..Draft::default() }
}

/// The same, typed into the form with this id.
fn typed_into(form: SubmissionId, text: &str) -> Draft {
    Draft { submission: Some(form), fields: vec![("body".into(), text.into())], files: vec![] }
}

async fn save(kit: &Kit, who: &Person, form: Form, subject: i64, draft: &Draft) -> Saved {
    let draft = draft.clone();
    kit.write(who, move |cx| drafts::save(cx, form, subject, &draft)).await.expect("saved")
}

async fn load(kit: &Kit, who: &Person, form: Form, subject: i64) -> Option<Draft> {
    kit.read(who, move |cx| drafts::load(cx, form, subject)).await.expect("read")
}

async fn a_draft_comes_back_to_its_form_and_its_person(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let bob = kit.colleague(&acme, "bob").await;
    let (one, two) = (kit.open(&acme, "One").await.get(), kit.open(&acme, "Two").await.get());
    save(&kit, &acme, Form::Comment, one, &draft("one\n\"two\"")).await;
    save(&kit, &acme, Form::Comment, two, &draft("another")).await;
    assert_eq!(load(&kit, &acme, Form::Comment, one).await, Some(draft("one\n\"two\"")));
    assert_eq!(load(&kit, &acme, Form::NewTicket, 0).await, None);
    assert_eq!(load(&kit, &bob, Form::Comment, one).await, None, "a colleague's draft is their own");

    save(&kit, &acme, Form::Comment, one, &draft("newer")).await;
    assert_eq!(load(&kit, &acme, Form::Comment, one).await, Some(draft("newer")));
    let blank = Draft { fields: vec![("body".into(), " \n".into())], ..Draft::default() };
    save(&kit, &acme, Form::Comment, one, &blank).await;
    assert_eq!(load(&kit, &acme, Form::Comment, one).await, None, "a blank one is none");
    kit.write(&acme, move |cx| drafts::discard(cx, Form::Comment, two)).await.expect("discarded");
    assert_eq!(kit.count("SELECT COUNT(*) FROM drafts").await, 0);
    let anonymous = kit.write(&Credential::Anonymous, |cx| drafts::discard(cx, Form::Comment, 2)).await;
    refused!(anonymous, Error::SignedOut);
}

async fn only_forms_that_one_may_send_have_drafts(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let mark = kit.manager("mark").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let rival = kit.affiliate("rival", Some(&maria)).await;
    let ticket = kit.open(&acme, "Mine").await.get();
    for (who, form, subject) in [
        (&rival, Form::Comment, ticket),
        (&acme, Form::Comment, 999),
        (&acme, Form::Reply, ticket),
        (&acme, Form::NewTicketFor, 0),
        (&acme, Form::NewTicket, 7),
        (&mark, Form::Reply, ticket),
        (&mark, Form::Note, ticket),
        (&maria, Form::Comment, ticket),
        (&maria, Form::NewTicket, 0),
        (&maria, Form::NewTicketFor, -1),
    ] {
        let saved = kit.write(who, move |cx| drafts::save(cx, form, subject, &draft("no"))).await;
        refused!(saved, Error::NotFound);
    }
    for (who, form, subject) in
        [(&acme, Form::Comment, ticket), (&maria, Form::Reply, ticket), (&maria, Form::NewTicketFor, 0)]
    {
        assert_eq!(save(&kit, who, form, subject, &draft("yes")).await, Saved::Kept);
    }
}

async fn a_page_of_one_person_saves_nothing_for_another(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let rival = kit.affiliate("rival", None).await;
    let writer = acme.user;
    let save = move |cx: &mut desk::Cx<'_, '_>| {
        drafts::save_typed(cx, writer, Form::NewTicket, 0, &draft("a secret"))
    };
    refused!(kit.write(&rival, save).await, Error::SignedOut);
    assert_eq!(kit.write(&acme, save).await.expect("saved"), Saved::Kept);
    let expired = rival.expired();
    let theirs =
        drafts::save_expired(kit.app(), &expired, Some(writer), Form::NewTicket, 0, draft("another secret"));
    assert_eq!(theirs.await.expect("tried"), None, "nor for the holder of an old cookie");
    assert_eq!(load(&kit, &rival, Form::NewTicket, 0).await, None);
    assert_eq!(load(&kit, &acme, Form::NewTicket, 0).await, Some(draft("a secret")));
}

async fn any_text_can_be_a_draft(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    save(&kit, &acme, Form::NewTicket, 0, &draft("be\0fore\u{1}\u{202e}🦆")).await;
    assert_eq!(load(&kit, &acme, Form::NewTicket, 0).await, Some(draft("before\u{1}\u{202e}🦆")));
    let long = ["a", "b", "c", "d", "e", "f", "g", "n\0l"].map(|name| (name.to_owned(), "é".repeat(50_000)));
    save(&kit, &acme, Form::NewTicket, 0, &Draft { fields: long.to_vec(), ..Draft::default() }).await;
    let kept = load(&kit, &acme, Form::NewTicket, 0).await.expect("kept");
    let lengths = kept.fields.iter().map(|(_, text)| text.chars().count()).collect::<Vec<_>>();
    assert_eq!(
        lengths,
        [15_000, 15_000, 15_000, 15_000, 15_000, 5_000, 0],
        "the beginning of each, as far as there is room"
    );
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
        refused.files.push(kit.upload(&acme, "a.png", samples::PNG).await);
    }
    refused!(kit.write(&acme, move |cx| tickets::open(cx, &refused)).await, Error::Invalid(_));
    assert!(load(&kit, &acme, Form::NewTicket, 0).await.is_some(), "what was refused is still a draft");
    kit.verify().await;
}

async fn two_windows_of_one_form(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Hello?").await;
    let at = ticket.get();
    let (first, second) = (kit.fresh_submission(), kit.fresh_submission());
    let saved = |draft: Draft| {
        let (kit, acme) = (&kit, &acme);
        async move { save(kit, acme, Form::Comment, at, &draft).await }
    };
    assert_eq!(saved(typed_into(first, "one")).await, Saved::Kept);
    assert_eq!(saved(typed_into(first, "one more")).await, Saved::Kept, "the same window typed on");
    assert_eq!(saved(typed_into(second, "")).await, Saved::Kept);
    let kept = load(&kit, &acme, Form::Comment, at).await;
    assert_eq!(kept, Some(typed_into(first, "one more")), "an empty window takes nothing away");
    assert_eq!(saved(typed_into(second, "one more")).await, Saved::Kept, "nothing is lost by it");
    assert_eq!(saved(typed_into(first, "two")).await, Saved::Replaced, "the later one wins, and it is said");
    assert_eq!(load(&kit, &acme, Form::Comment, at).await, Some(typed_into(first, "two")));

    let other = NewMessage { submission: second, ..kit.new_message("Sent from the second window.") };
    kit.write(&acme, move |cx| tickets::comment(cx, ticket, &other)).await.expect("sent");
    let kept = load(&kit, &acme, Form::Comment, at).await;
    assert_eq!(kept, Some(typed_into(first, "two")), "what is typed in the first is not sent yet");
}

async fn a_draft_has_its_files(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let rival = kit.affiliate("rival", None).await;
    let theirs = kit.upload(&rival, "secret.png", samples::PNG).await;
    let mine = kit.upload(&acme, "a.png", samples::PNG).await;
    let gone = kit.upload(&acme, "b.png", samples::PNG).await;
    for (who, file) in [(&acme, &mine), (&acme, &gone), (&rival, &theirs)] {
        let file = file.clone();
        kit.write(who, move |cx| attachments::keep(cx, std::slice::from_ref(&file))).await.expect("kept");
    }
    let (own, removed) = (mine.staged, gone.staged);
    kit.write(&acme, move |cx| attachments::discard(cx, &[removed])).await.expect("removed");
    let files = vec![own, removed, theirs.staged, attachments::StagedId::new(999)];
    let form = kit.fresh_submission();
    save(&kit, &acme, Form::NewTicket, 0, &Draft { files, ..typed_into(form, "") }).await;
    let restored = kit.read(&acme, |cx| drafts::restore(cx, Form::NewTicket, 0)).await.expect("read");
    let restored = restored.expect("a file alone is a draft");
    assert_eq!(restored.draft.files, [own]);
    assert!(restored.files.len() == 1 && restored.gone);
    assert_eq!(restored.files[0].file.name.as_str(), "a.png");

    kit.write(&acme, |cx| drafts::discard(cx, Form::NewTicket, 0)).await.expect("discarded");
    let waiting = kit.read(&acme, move |cx| attachments::waiting(cx, &[own])).await.expect("read");
    assert!(waiting.is_empty(), "its files go with it");
    let others = theirs.staged;
    let waiting = kit.read(&rival, move |cx| attachments::waiting(cx, &[others])).await.expect("read");
    assert_eq!(waiting.len(), 1, "another's do not");
    kit.verify().await;
}

async fn a_draft_whose_files_have_gone_is_none(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let file = kit.upload(&acme, "a.png", samples::PNG).await;
    let staged = file.staged;
    kit.write(&acme, move |cx| attachments::keep(cx, std::slice::from_ref(&file))).await.expect("kept");
    let form = kit.fresh_submission();
    save(&kit, &acme, Form::NewTicket, 0, &Draft { files: vec![staged], ..typed_into(form, " ") }).await;
    kit.pass(Duration::from_hours(25));
    assert!(
        kit.read(&acme, |cx| drafts::restore(cx, Form::NewTicket, 0)).await.expect("read").is_none(),
        "nothing is left to be shown"
    );
}

async fn old_drafts_are_forgotten(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Hello?").await.get();
    save(&kit, &acme, Form::NewTicket, 0, &draft("old")).await;
    kit.pass(Duration::from_hours(20 * 24));
    let again = Credential::Session(kit.session(acme.user).await);
    let newer = draft("newer");
    kit.write(&again, move |cx| drafts::save(cx, Form::Comment, ticket, &newer)).await.expect("saved");
    kit.pass(Duration::from_hours(11 * 24));
    sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(kit.count("SELECT COUNT(*) FROM drafts WHERE form = 'comment'").await, 1);
    assert_eq!(kit.count("SELECT COUNT(*) FROM drafts").await, 1);
}

/// Both at once: one of them comes first, and either way nothing of what was sent is left.
async fn a_draft_and_its_sending_at_once(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Hello?").await;
    for round in 0..10 {
        let new = kit.new_message(&format!("Round {round}"));
        let late = typed_into(new.submission, "Roun");
        let sending = kit.write(&acme, move |cx| tickets::comment(cx, ticket, &new));
        let saving = kit.write(&acme, move |cx| drafts::save(cx, Form::Comment, ticket.get(), &late));
        let (sent, kept) = tokio::join!(sending, saving);
        sent.expect("sent");
        kept.expect("answered");
        assert_eq!(load(&kit, &acme, Form::Comment, ticket.get()).await, None, "round {round}");
    }
    kit.verify().await;
}

testkit::both_engines!(
    a_draft_comes_back_to_its_form_and_its_person,
    only_forms_that_one_may_send_have_drafts,
    a_page_of_one_person_saves_nothing_for_another,
    any_text_can_be_a_draft,
    what_was_sent_is_no_draft_any_more,
    two_windows_of_one_form,
    a_draft_has_its_files,
    a_draft_whose_files_have_gone_is_none,
    old_drafts_are_forgotten,
    a_draft_and_its_sending_at_once,
);

/// What one window does.
#[derive(Clone, Copy, Debug)]
enum Act {
    Type,
    Erase,
    Send,
    Discard,
}

fn acts() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        4 => Just(Act::Type),
        1 => Just(Act::Erase),
        3 => Just(Act::Send),
        1 => Just(Act::Discard),
    ];
    prop::collection::vec((0..3_usize, act), 1..14)
}

/// Three windows of one form, whose drafts and sendings arrive in any order: the draft is what was typed last into a
/// form that was not sent, and never into one that was.
async fn in_any_order(engine: Engine, acts: &[(usize, Act)]) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket: TicketId = kit.open(&acme, "Hello?").await;
    let windows = [kit.fresh_submission(), kit.fresh_submission(), kit.fresh_submission()];
    let mut was_sent = [false; 3];
    let mut expected: Option<Draft> = None;
    for (step, (window, act)) in acts.iter().enumerate() {
        let id = windows[*window];
        match act {
            Act::Type | Act::Erase => {
                let text = if matches!(act, Act::Type) { format!("step {step}") } else { String::new() };
                let typed = typed_into(id, &text);
                let saved = save(&kit, &acme, Form::Comment, ticket.get(), &typed).await;
                assert_eq!(saved == Saved::Sent, was_sent[*window]);
                let own = expected.as_ref().is_none_or(|old| old.submission == Some(id));
                if !was_sent[*window] && !text.is_empty() {
                    assert_eq!(saved == Saved::Replaced, !own);
                    expected = Some(typed);
                } else if !was_sent[*window] && own {
                    expected = None;
                }
            }
            Act::Send => {
                let new = NewMessage { submission: id, ..kit.new_message("The same from each window.") };
                kit.write(&acme, move |cx| tickets::comment(cx, ticket, &new)).await.expect("sent");
                was_sent[*window] = true;
                expected = expected.filter(|old| old.submission != Some(id));
            }
            Act::Discard => {
                let at = ticket.get();
                kit.write(&acme, move |cx| drafts::discard(cx, Form::Comment, at)).await.expect("discarded");
                expected = None;
            }
        }
        assert_eq!(load(&kit, &acme, Form::Comment, ticket.get()).await, expected, "after step {step}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn drafts_and_sendings_in_any_order(acts in acts()) {
        testkit::run(in_any_order(Engine::Sqlite, &acts));
    }
}

/// A few orders that matter, on the other engine: each kit there is a database of its own.
#[test]
fn drafts_and_sendings_in_the_orders_that_matter() {
    use Act::{Discard, Erase, Send, Type};
    for acts in [
        &[(0, Type), (0, Send), (0, Type), (1, Type)][..],
        &[(0, Send), (0, Type), (0, Erase)],
        &[(0, Type), (1, Type), (0, Send), (0, Type), (1, Send), (1, Type)],
        &[(0, Type), (1, Erase), (1, Send), (0, Discard), (0, Type)],
    ] {
        testkit::run(in_any_order(Engine::Postgres, acts));
    }
}
