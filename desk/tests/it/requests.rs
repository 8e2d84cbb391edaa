//! Access requests, from asking to the decision.

use std::time::Duration;

use db::Engine;
use desk::Error;
use desk::error::{Conflict, Problem};
use desk::offers::{self, ByHand, OfferId, Origin, Privacy, RawOffer};
use desk::requests::{
    self, Again, DecisionForm, NewRequest, RawDecision, RawRequest, Refusal, RequestState, Resubmission,
    Standing, StandingKind, Undecided,
};
use desk::tickets::{self, Event, MessageKind, Reply, Status, TicketId, TicketType};
use testkit::offers::{approval, question, rejection};
use testkit::{Kit, Person};

use crate::support::{kept, notices};

const DAY: Duration = Duration::from_hours(24);

async fn standing(kit: &Kit, who: &Person, id: OfferId) -> Standing {
    kit.read(who, move |cx| offers::offer(cx, id)).await.expect("it is visible").standing
}

async fn events(kit: &Kit, who: &Person, ticket: TicketId) -> Vec<Event> {
    kit.conversation(who, ticket).await.messages.iter().filter_map(|message| message.event).collect()
}

async fn state(kit: &Kit, who: &Person, ticket: TicketId) -> RequestState {
    kit.shown_request(who, ticket).await.state
}

async fn a_request_becomes_a_ticket_and_its_approval_gives_access(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar Loans").await;
    let ticket = kit.request(&acme, offer).await;
    let listed = &kit.list(&acme).await[0];
    assert_eq!(
        (listed.id, listed.kind, listed.title.as_str()),
        (ticket, TicketType::OfferRequest, "Solar Loans")
    );
    assert_eq!((listed.request, listed.answers, listed.answered), (Some(RequestState::Pending), 0, false));
    assert_eq!(standing(&kit, &acme, offer).await, Standing::Pending { ticket });
    kit.pass(Duration::from_hours(1));
    kit.decide(
        &maria,
        ticket,
        &RawDecision { note: "Welcome!".into(), internal: "Old friend".into(), ..approval() },
    )
    .await;
    assert_eq!(standing(&kit, &acme, offer).await, Standing::Access { origin: Origin::Request });
    let listed = &kit.list(&acme).await[0];
    assert_eq!((listed.status, listed.request), (Status::Closed, Some(RequestState::Approved)));
    assert_eq!((listed.answers, listed.answered, listed.new), (1, true, true), "a public note is an answer");
    assert_eq!(listed.updated, kit.now());
    assert_eq!(events(&kit, &acme, ticket).await, [Event::Approved]);
    let theirs = kit.conversation(&acme, ticket).await;
    assert!(theirs.messages.iter().all(|message| message.kind != MessageKind::Note));
    assert_eq!(kit.shown_request(&maria, ticket).await.decided_by.as_deref(), Some("maria"));
    assert_eq!(kit.shown_request(&acme, ticket).await.decided_by, None);
    let sent: Vec<String> = notices(&kit).await.into_iter().map(|(event, _)| event).collect();
    assert_eq!(sent, ["ticket_created", "request_approved"]);
    kit.verify().await;
}

async fn a_rejection_says_when_to_try_again(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let raw = RawOffer { reapply_days: "10".into(), ..kit.raw_offer("Solar", Privacy::PreModeration) };
    let offer = kit.offer(&maria, &raw).await;
    let ticket = kit.request(&acme, offer).await;
    kit.decide(&maria, ticket, &rejection("No traffic from there")).await;
    let until = kit.now().plus(10 * DAY);
    assert_eq!(standing(&kit, &acme, offer).await, Standing::Rejected { ticket, again: Again::From(until) });
    let shown = kit.shown_request(&acme, ticket).await;
    assert_eq!((shown.reason.as_str(), shown.again), ("No traffic from there", Again::From(until)));
    let event = kit.conversation(&acme, ticket).await.messages.pop().expect("an event");
    assert_eq!((event.event, event.detail.as_str()), (Some(Event::Rejected), "No traffic from there"));
    let again = kit.new_request(&acme, &[offer], "").await;
    let asked = kit.write(&acme, move |cx| requests::ask(cx, &again)).await.expect("it is an answer");
    assert_eq!(asked[0].refusal, Some(Refusal::Rejected(Again::From(until))));
    kit.pass(10 * DAY);
    let second = kit.request(&acme, offer).await;
    assert_ne!(second, ticket, "a new try is a new ticket");
    kit.decide(&maria, second, &RawDecision { again: "never".into(), ..rejection("No") }).await;
    assert_eq!(
        standing(&kit, &acme, offer).await,
        Standing::Rejected { ticket: second, again: Again::Never }
    );
    kit.pass(3 * DAY);
    let never = kit.new_request(&acme, &[offer], "").await;
    let asked = kit.write(&acme, move |cx| requests::ask(cx, &never)).await.expect("it is an answer");
    assert_eq!(asked[0].refusal, Some(Refusal::Rejected(Again::Never)));
    let listed = kit.list(&acme).await;
    assert_eq!(listed.len(), 2);
    kit.verify().await;
}

async fn who_is_asked_for_more_answers_on_the_same_ticket(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let set = kit.question_set(&lead, "Usual", "short *: Where?\nmany: What? | Ads | Mail").await;
    let raw = RawOffer { question_set: set.to_string(), ..kit.raw_offer("Solar", Privacy::PreModeration) };
    let offer = kit.offer(&maria, &raw).await;
    let form = kit.read(&acme, move |cx| requests::ask_form(cx, &[offer])).await.expect("the form");
    let asked = requests::fingerprint(&form.questions);
    let answers = |place: &str| vec![vec![place.to_owned()], vec!["Mail".to_owned()]];
    let request = RawRequest {
        offers: vec![(offer, None)],
        asked: asked.clone(),
        answers: answers("Blog"),
        comment: String::new(),
    };
    let new = NewRequest::parse(request.clone(), kit.fresh_submission()).expect("a request");
    let ticket =
        kit.write(&acme, move |cx| requests::ask(cx, &new)).await.expect("asked")[0].ticket.expect("made");
    kit.decide(&maria, ticket, &question("Which blog?")).await;
    assert_eq!(kept(&kit, ticket).await.waiting_on, "affiliate");
    assert_eq!(standing(&kit, &acme, offer).await, Standing::NeedsInformation { ticket });
    // The questions of the offer may change; those of the request stay.
    kit.change_offer(&maria, offer, |raw| raw.question_set = String::new()).await;
    let again =
        RawRequest { answers: answers("Blog at example.org"), comment: "See there".into(), ..request };
    let wrong =
        Resubmission::parse(RawRequest { answers: answers(""), ..again.clone() }, kit.fresh_submission());
    let wrong = wrong.expect("it is read later");
    refused!(
        kit.write(&acme, move |cx| requests::resubmit(cx, ticket, &wrong)).await,
        Error::Invalid(errors) if errors[0].field == "answer-1" && errors[0].problem == Problem::Required
    );
    let mended = Resubmission::parse(again, kit.fresh_submission()).expect("a resubmission");
    for _ in 0..2 {
        let mended = mended.clone();
        kit.write(&acme, move |cx| requests::resubmit(cx, ticket, &mended))
            .await
            .expect("sent, once or twice");
    }
    let shown = kit.shown_request(&maria, ticket).await;
    assert_eq!((shown.state, shown.attempts.len()), (RequestState::Pending, 2));
    assert_eq!(shown.attempts[0].answers[0].given, ["Blog"]);
    assert_eq!(shown.attempts[1].answers[0].given, ["Blog at example.org"]);
    assert_eq!(kept(&kit, ticket).await.theirs, 1);
    // A plain comment does the same.
    kit.decide(&maria, ticket, &question("And your traffic?")).await;
    kit.comment(&acme, ticket, "A thousand a day.").await;
    assert_eq!(state(&kit, &maria, ticket).await, RequestState::Pending);
    assert_eq!(
        events(&kit, &acme, ticket).await,
        [Event::InformationWanted, Event::Resubmitted, Event::InformationWanted, Event::Resubmitted]
    );
    kit.decide(&maria, ticket, &approval()).await;
    kit.verify().await;
}

async fn questions_are_answered_as_they_are_asked(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let set = kit.question_set(&lead, "Usual", "one *: Model? | CPA | CPL").await;
    let raw = RawOffer {
        question_set: set.to_string(),
        terms: "Be nice.".into(),
        ..kit.raw_offer("Solar", Privacy::PreModeration)
    };
    let offer = kit.offer(&maria, &raw).await;
    let form = kit.read(&acme, move |cx| requests::ask_form(cx, &[offer])).await.expect("the form");
    let asked = requests::fingerprint(&form.questions);
    let send = |terms, asked: &str, model: &str| {
        let raw = RawRequest {
            offers: vec![(offer, terms)],
            asked: asked.into(),
            answers: vec![vec![model.into()]],
            comment: String::new(),
        };
        let new = NewRequest::parse(raw, kit.fresh_submission()).expect("a request");
        kit.write(&acme, move |cx| requests::ask(cx, &new))
    };
    refused!(send(None, &asked, "CPA").await, Error::Invalid(errors) if errors[0].field == "terms" && errors[0].problem == Problem::Required);
    refused!(send(Some(0), &asked, "CPA").await, Error::Invalid(errors) if errors[0].problem == Problem::Outdated);
    refused!(send(Some(1), &asked, "").await, Error::Invalid(errors) if errors[0].field == "answer-1");
    refused!(send(Some(1), &asked, "CPM").await, Error::Invalid(errors) if errors[0].problem == Problem::Unknown);
    refused!(send(Some(1), "other", "CPA").await, Error::Conflict(Conflict::Changed));
    assert_eq!(kit.count("SELECT COUNT(*) FROM tickets").await, 0, "nothing is half done");
    let ticket = send(Some(1), &asked, "CPL").await.expect("asked")[0].ticket.expect("made");
    assert_eq!(kit.shown_request(&maria, ticket).await.attempts[0].terms_version, 1);
    // What was answered once is filled in the next time.
    let other = kit.offer(&maria, &RawOffer { title: "Other".into(), ..raw }).await;
    let form = kit.read(&acme, move |cx| requests::ask_form(cx, &[other])).await.expect("the form");
    assert_eq!(form.earlier, [["CPL"]]);
}

async fn what_cannot_be_asked_for_is_said(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let public = kit.offer(&maria, &kit.raw_offer("Public", Privacy::Public)).await;
    let private = kit.offer(&maria, &kit.raw_offer("Private", Privacy::Private)).await;
    let moderated = kit.moderated(&maria, "Moderated").await;
    let removed = kit.moderated(&maria, "Removed").await;
    let (to, gone) = (acme.affiliate_id(), ByHand::Remove { reason: String::new() });
    kit.write(&maria, move |cx| offers::by_hand(cx, to, removed, &gone)).await.expect("removed");
    kit.request(&acme, moderated).await;
    let refusal = async |id: OfferId| {
        let new = kit.new_request(&acme, &[id], "").await;
        kit.write(&acme, move |cx| requests::ask(cx, &new)).await.map(|asked| asked[0].refusal)
    };
    assert_eq!(refusal(public).await.expect("said"), Some(Refusal::HasAccess));
    assert_eq!(refusal(moderated).await.expect("said"), Some(Refusal::Asked), "one that lives is enough");
    assert_eq!(refusal(removed).await.expect("said"), Some(Refusal::Removed));
    refused!(refusal(private).await, Error::NotFound);
    refused!(refusal(OfferId::new(999)).await, Error::NotFound);
    kit.change_offer(&maria, moderated, |raw| raw.status = "paused".into()).await;
    assert_eq!(refusal(moderated).await.expect("said"), Some(Refusal::Asked));
    assert_eq!(kit.count("SELECT COUNT(*) FROM access_requests").await, 1);
    kit.verify().await;
}

async fn several_are_asked_for_at_once(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let one = kit.question_set(&lead, "One", "short: Shared?\nshort: Only one?").await;
    let two = kit.question_set(&lead, "Two", "short: Shared?\nshort: Only two?").await;
    let raw = |title: &str, set: desk::requests::QuestionSetId| RawOffer {
        question_set: set.to_string(),
        ..kit.raw_offer(title, Privacy::PreModeration)
    };
    let first = kit.offer(&maria, &raw("First", one)).await;
    let second = kit.offer(&maria, &RawOffer { terms: "Be nice.".into(), ..raw("Second", two) }).await;
    let third = kit.offer(&maria, &RawOffer { terms: "Read me.".into(), ..raw("Third", two) }).await;
    let open = kit.offer(&maria, &kit.raw_offer("Open", Privacy::Public)).await;
    let ids = [first, second, third, open, first];
    let form = kit.read(&acme, move |cx| requests::ask_form(cx, &ids)).await.expect("the form");
    assert_eq!(form.questions.len(), 3, "a shared question is asked once");
    let raw = RawRequest {
        offers: vec![
            (first, None),
            (second, Some(1)),
            (third, None),
            (open, None),
            (OfferId::new(999), None),
        ],
        asked: requests::fingerprint(&form.questions),
        answers: vec![vec!["a".into()], vec!["b".into()], vec!["c".into()]],
        comment: "Please".into(),
    };
    let new = NewRequest::parse(raw, kit.fresh_submission()).expect("a request");
    let twice = new.clone();
    let asked = kit.write(&acme, move |cx| requests::ask(cx, &new)).await.expect("asked");
    let refusals: Vec<_> = asked.iter().map(|one| one.refusal).collect();
    assert_eq!(
        refusals,
        [None, None, Some(Refusal::Terms), Some(Refusal::HasAccess), Some(Refusal::Unknown)]
    );
    let again = kit.write(&acme, move |cx| requests::ask(cx, &twice)).await.expect("the same again");
    assert_eq!(again, asked);
    assert_eq!(kit.list(&acme).await.len(), 2);
    let answers = kit.shown_request(&maria, asked[1].ticket.expect("made")).await.attempts.remove(0).answers;
    let texts: Vec<_> =
        answers.iter().map(|answer| (answer.question.text.as_str(), answer.given[0].as_str())).collect();
    assert_eq!(texts, [("Shared?", "a"), ("Only two?", "c")]);
    kit.verify().await;
}

async fn a_request_is_taken_back(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    let ticket = kit.request(&acme, offer).await;
    let before = kit.new_decision(&maria, ticket, &approval()).await;
    refused!(kit.write(&other, move |cx| requests::withdraw(cx, ticket)).await, Error::NotFound);
    refused!(kit.write(&maria, move |cx| requests::withdraw(cx, ticket)).await, Error::NotFound);
    for _ in 0..2 {
        kit.write(&acme, move |cx| requests::withdraw(cx, ticket)).await.expect("taken back, once or twice");
    }
    assert_eq!(events(&kit, &maria, ticket).await, [Event::Withdrawn]);
    assert_eq!(standing(&kit, &acme, offer).await, Standing::NotRequested);
    refused!(
        kit.write(&maria, move |cx| requests::decide(cx, ticket, &before)).await,
        Error::Conflict(Conflict::Decided)
    );
    kit.request(&acme, offer).await;
    kit.verify().await;
}

async fn two_who_decide_at_once_make_one_decision(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    for _ in 0..5 {
        let ticket = kit.request(&acme, offer).await;
        let yes = kit.new_decision(&maria, ticket, &approval()).await;
        let no =
            kit.new_decision(&lead, ticket, &RawDecision { again: "now".into(), ..rejection("No") }).await;
        let (one, two) = tokio::join!(
            kit.write(&maria, {
                let yes = yes.clone();
                move |cx| requests::decide(cx, ticket, &yes)
            }),
            kit.write(&lead, move |cx| requests::decide(cx, ticket, &no)),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        for lost in [&one, &two].into_iter().filter_map(|result| result.as_ref().err()) {
            assert!(matches!(lost, Error::Conflict(Conflict::Decided)), "{lost:?}");
        }
        assert_eq!(events(&kit, &maria, ticket).await.len(), 1);
        if one.is_ok() {
            // A double click is the same decision.
            kit.write(&maria, move |cx| requests::decide(cx, ticket, &yes)).await.expect("it was theirs");
            assert_eq!(standing(&kit, &acme, offer).await.kind(), StandingKind::Access);
            kit.verify().await;
            return;
        }
        assert_eq!(standing(&kit, &acme, offer).await.kind(), StandingKind::Rejected);
    }
}

async fn who_looked_at_an_older_version_is_told(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    let ticket = kit.request(&acme, offer).await;
    let early = kit.new_decision(&maria, ticket, &rejection("No")).await;
    kit.decide(&maria, ticket, &question("Where?")).await;
    kit.comment(&acme, ticket, "Here.").await;
    refused!(
        kit.write(&maria, move |cx| requests::decide(cx, ticket, &early)).await,
        Error::Conflict(Conflict::Changed)
    );
    let ask = kit.new_decision(&maria, ticket, &question("More?")).await;
    kit.write(&maria, move |cx| requests::decide(cx, ticket, &ask)).await.expect("asked");
    let ask = kit.new_decision(&maria, ticket, &question("And more?")).await;
    refused!(
        kit.write(&maria, move |cx| requests::decide(cx, ticket, &ask)).await,
        Error::Conflict(Conflict::OtherState)
    );
}

async fn rejecting_takes_nothing_away(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    let ticket = kit.request(&acme, offer).await;
    let to = acme.affiliate_id();
    kit.write(&maria, move |cx| offers::by_hand(cx, to, offer, &ByHand::Grant)).await.expect("granted");
    kit.decide(&maria, ticket, &rejection("Not through this")).await;
    assert_eq!(standing(&kit, &acme, offer).await, Standing::Access { origin: Origin::Manual });
    kit.verify().await;
}

async fn an_undecided_ticket_is_not_closed(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    let ticket = kit.request(&acme, offer).await;
    refused!(
        kit.write(&maria, move |cx| tickets::close(cx, ticket)).await,
        Error::Conflict(Conflict::RequestUndecided)
    );
    let new = kit.new_message("Bye");
    refused!(
        kit.write(&maria, move |cx| tickets::reply(cx, ticket, &new, Reply::AndClose)).await,
        Error::Conflict(Conflict::RequestUndecided)
    );
    assert_eq!(kit.conversation(&maria, ticket).await.messages.len(), 1, "nothing of it was written");
    kit.decide(&maria, ticket, &approval()).await;
    kit.comment(&acme, ticket, "Thank you!").await;
    assert_eq!(kit.list(&acme).await[0].status, Status::Opened, "a word after the decision opens it again");
    kit.close(&maria, ticket).await;
    kit.verify().await;
}

async fn strangers_decide_nothing(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let boris = kit.manager("boris").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    let ticket = kit.request(&acme, offer).await;
    for who in [&boris, &acme] {
        let new = kit.decision_on(1, &approval());
        refused!(kit.write(who, move |cx| requests::decide(cx, ticket, &new)).await, Error::NotFound);
    }
    refused!(kit.read(&boris, move |cx| requests::of_ticket(cx, ticket)).await, Error::NotFound);
    let shown =
        kit.read(&boris, |cx| requests::list(cx, &requests::RequestFilter::default())).await.expect("a list");
    assert_eq!(shown.rows.len(), 0);
    let groups = kit.read(&boris, requests::by_offer).await.expect("a list");
    assert_eq!(groups.len(), 0);
    let shown =
        kit.read(&maria, |cx| requests::list(cx, &requests::RequestFilter::default())).await.expect("a list");
    assert_eq!((shown.rows.len(), shown.rows[0].comment.as_str()), (1, "Please."));
    assert_eq!(kit.read(&maria, requests::by_offer).await.expect("a list")[0].pending, 1);
}

async fn many_are_decided_at_once_each_with_its_result(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let boris = kit.manager("boris").await;
    let offer = kit.moderated(&maria, "Solar").await;
    let mut which = Vec::new();
    for number in 0..6 {
        let manager = if number == 5 { &boris } else { &maria };
        let affiliate = kit.affiliate(&format!("acme{number}"), Some(manager)).await;
        which.push((kit.request(&affiliate, offer).await, 1));
    }
    let (gone, changed) = (which[1].0, which[2].0);
    kit.decide(&maria, gone, &rejection("No")).await;
    kit.decide(&maria, changed, &question("Where?")).await;
    which.push((TicketId::new(999), 1));
    which.push(which[0]);
    let form = DecisionForm::parse(&approval()).expect("a decision");
    let submission = kit.fresh_submission();
    let decide = || {
        let (which, form) = (which.clone(), form.clone());
        kit.write(&maria, move |cx| requests::decide_many(cx, &which, &form, submission))
    };
    let results = decide().await.expect("decided");
    let undecided: Vec<_> = results.iter().map(|(_, undecided)| *undecided).collect();
    assert_eq!(
        undecided,
        [
            None,
            Some(Undecided::Decided),
            Some(Undecided::Changed),
            None,
            None,
            Some(Undecided::Unknown),
            Some(Undecided::Unknown)
        ]
    );
    assert_eq!(decide().await.expect("the same again"), results);
    assert_eq!(kit.count("SELECT COUNT(*) FROM access_requests WHERE state = 'approved'").await, 3);
    kit.verify().await;
}

testkit::both_engines!(
    a_request_becomes_a_ticket_and_its_approval_gives_access,
    a_rejection_says_when_to_try_again,
    who_is_asked_for_more_answers_on_the_same_ticket,
    questions_are_answered_as_they_are_asked,
    what_cannot_be_asked_for_is_said,
    several_are_asked_for_at_once,
    a_request_is_taken_back,
    two_who_decide_at_once_make_one_decision,
    who_looked_at_an_older_version_is_told,
    rejecting_takes_nothing_away,
    an_undecided_ticket_is_not_closed,
    strangers_decide_nothing,
    many_are_decided_at_once_each_with_its_result,
);
