//! What time does to requests, and what rules do.

use std::time::Duration;

use db::Engine;
use desk::Error;
use desk::error::Conflict;
use desk::offers::{self, OfferId, Origin, Privacy, RawOffer};
use desk::requests::{self, NewRule, RawRule, RequestState, Standing, Tended};
use desk::tickets::Event;
use testkit::offers::{approval, question, rejection};
use testkit::{Kit, Person};

use crate::support::notices;

const DAY: Duration = Duration::from_hours(24);

async fn standing(kit: &Kit, who: &Person, id: OfferId) -> Standing {
    kit.read(who, move |cx| offers::offer(cx, id)).await.expect("it is visible").standing
}

async fn who_stays_silent_is_reminded_and_then_it_expires(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let raw = RawOffer { answer_days: "6".into(), ..kit.raw_offer("Solar", Privacy::PreModeration) };
    let offer = kit.offer(&maria, &raw).await;
    let ticket = kit.request(&acme, offer).await;
    kit.decide(&maria, ticket, &question("Where?")).await;
    let mut tended = Vec::new();
    for _ in 0..7 {
        kit.pass(DAY);
        let done = kit.tend().await;
        assert_eq!(kit.tend().await, Tended::default(), "once is enough");
        tended.push((done.reminded, done.expired));
    }
    assert_eq!(tended, [(0, 0), (0, 0), (1, 0), (0, 0), (1, 0), (0, 1), (0, 0)]);
    assert_eq!(standing(&kit, &acme, offer).await, Standing::Expired { ticket });
    let events: Vec<Event> =
        kit.conversation(&acme, ticket).await.messages.iter().filter_map(|message| message.event).collect();
    assert_eq!(events, [Event::InformationWanted, Event::Reminded, Event::Reminded, Event::Expired]);
    let sent: Vec<String> = notices(&kit).await.into_iter().map(|(event, _)| event).collect();
    assert_eq!(sent[2..], ["request_expiring", "request_expiring", "request_expired"]);
    kit.request(&acme, offer).await;
    kit.verify().await;
}

async fn what_waits_for_us_never_expires_but_is_told_to_the_lead(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    let ticket = kit.request(&acme, offer).await;
    kit.pass(kit.app().settings().escalate_after);
    assert_eq!(kit.tend().await, Tended { escalated: 1, ..Tended::default() });
    kit.pass(7 * DAY);
    assert_eq!(kit.tend().await, Tended::default());
    let shown = kit.shown_request(&maria, ticket).await;
    assert_eq!((shown.state, shown.escalated), (RequestState::Pending, true));
    assert!(!kit.shown_request(&acme, ticket).await.escalated, "how long it lay is our own business");
    assert!(kit.conversation(&acme, ticket).await.messages.iter().all(|message| message.event.is_none()));
    assert_eq!(
        notices(&kit).await.last().map(|(event, user)| (event.as_str(), *user)),
        Some(("request_escalated", lead.user))
    );
    kit.decide(&maria, ticket, &approval()).await;
    kit.verify().await;
}

fn approve_vips() -> RawRule {
    RawRule { name: "Friends".into(), tags: "vip".into(), action: "approve".into(), ..RawRule::default() }
}

async fn a_rule_decides_by_itself_and_says_so_to_staff(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let boris = kit.manager("boris").await;
    let admin = kit.admin().await;
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    let vip = acme.affiliate_id();
    kit.sql(move |tx| {
        tx.execute("INSERT INTO affiliate_tags (affiliate_id, tag) VALUES ($1, 'vip')", &[&vip])
    })
    .await;
    kit.rule(&admin, &approve_vips()).await;
    let to_boris = RawRule {
        name: "To Boris".into(),
        action: "assign".into(),
        user: boris.user.to_string(),
        ..RawRule::default()
    };
    kit.rule(&admin, &to_boris).await;
    let strict = RawRule {
        name: "Nobody from there".into(),
        offers: offer.to_string(),
        countries: "US, DE, ES, FR, GB, CY".into(),
        action: "reject".into(),
        reason: "Not from your country".into(),
        days: "10".into(),
        ..RawRule::default()
    };
    kit.rule(&admin, &strict).await;
    let ticket = kit.request(&acme, offer).await;
    assert_eq!(standing(&kit, &acme, offer).await, Standing::Access { origin: Origin::Rule });
    let ours = kit.conversation(&lead, ticket).await;
    let lines: Vec<_> =
        ours.messages.iter().filter_map(|m| m.event.map(|event| (event, m.detail_staff.as_str()))).collect();
    assert_eq!(lines, [(Event::AssignedByRule, "To Boris"), (Event::Approved, "Friends")]);
    assert_eq!(ours.assignee.as_deref(), Some("boris"));
    assert!(!ours.answered, "a rule is not an answer by a manager");
    let theirs = kit.conversation(&acme, ticket).await;
    assert!(theirs.messages.iter().all(|message| message.detail_staff.is_empty()));
    assert_eq!(kit.shown_request(&lead, ticket).await.decided_by_rule, "Friends");
    assert_eq!(kit.count("SELECT COUNT(*) FROM audit_log WHERE action = 'request.rule'").await, 2);
    let country = other.affiliate_id();
    kit.sql(move |tx| tx.execute("UPDATE affiliates SET country = 'DE' WHERE id = $1", &[&country])).await;
    let second = kit.request(&other, offer).await;
    let shown = kit.shown_request(&other, second).await;
    assert_eq!((shown.state, shown.reason.as_str()), (RequestState::Rejected, "Not from your country"));
    kit.verify().await;
}

async fn a_dry_run_shows_what_would_change_and_changes_nothing(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let admin = kit.admin().await;
    let offer = kit.moderated(&maria, "Solar").await;
    for number in 0..4 {
        let affiliate = kit.affiliate(&format!("acme{number}"), Some(&maria)).await;
        let id = affiliate.affiliate_id();
        if number < 3 {
            kit.sql(move |tx| {
                tx.execute("INSERT INTO affiliate_tags (affiliate_id, tag) VALUES ($1, 'vip')", &[&id])
            })
            .await;
        }
        let ticket = kit.request(&affiliate, offer).await;
        match number {
            0 => kit.decide(&maria, ticket, &approval()).await,
            1 => kit.decide(&maria, ticket, &rejection("No")).await,
            _ => {}
        }
    }
    let rule = NewRule::parse(&approve_vips()).expect("a rule");
    let run = kit.read(&admin, move |cx| requests::dry_run(cx, None, &rule)).await.expect("tried");
    assert_eq!((run.looked, run.taken), (4, 3));
    let states: Vec<_> = run.changes.iter().map(|row| (row.state, row.approves)).collect();
    assert_eq!(states, [(RequestState::Pending, Some(true)), (RequestState::Rejected, Some(true))]);
    let nothing = RawRule { tags: "nobody".into(), ..approve_vips() };
    let rule = NewRule::parse(&nothing).expect("a rule");
    let run = kit.read(&admin, move |cx| requests::dry_run(cx, None, &rule)).await.expect("tried");
    assert_eq!((run.looked, run.taken), (4, 0), "a rule that takes nothing is seen");
    assert_eq!(kit.count("SELECT COUNT(*) FROM rules").await, 0);
    // A rule above leaves nothing to one below it.
    kit.rule(
        &admin,
        &RawRule { action: "reject".into(), reason: "No".into(), tags: String::new(), ..approve_vips() },
    )
    .await;
    let rule = NewRule::parse(&approve_vips()).expect("a rule");
    let run = kit.read(&admin, move |cx| requests::dry_run(cx, None, &rule)).await.expect("tried");
    assert_eq!(run.taken, 0);
    // What waits shows what a rule would say.
    let listed =
        kit.read(&maria, |cx| requests::list(cx, &requests::RequestFilter::default())).await.expect("a list");
    assert!(listed.rows.iter().all(|row| row.hint == Some(("Friends".into(), false))));
}

async fn nobody_who_has_left_is_put_in_charge(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, boris) = (kit.manager("maria").await, kit.manager("boris").await);
    let admin = kit.admin().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let (solar, wind) = (kit.moderated(&maria, "Solar").await, kit.moderated(&maria, "Wind").await);
    let id = boris.user;
    let assign =
        RawRule { action: "assign".into(), user: id.to_string(), tags: String::new(), ..approve_vips() };
    kit.rule(&admin, &assign).await;
    let assigned = "SELECT COUNT(*) FROM tickets WHERE assignee_id IS NOT NULL";
    kit.request(&acme, solar).await;
    assert_eq!(kit.count(assigned).await, 1);
    let system = desk::Credential::System;
    kit.write(&system, |cx| desk::people::disable_user(cx, "boris@example.test")).await.expect("disabled");
    kit.request(&acme, wind).await;
    assert_eq!(kit.count(assigned).await, 1, "the second stays with the affiliate's manager");
    kit.verify().await;
}

async fn rules_are_the_admins(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let lead = kit.lead().await;
    let admin = kit.admin().await;
    let id = kit.rule(&admin, &approve_vips()).await;
    for who in [&maria, &lead] {
        refused!(kit.read(who, requests::rules).await, Error::NotFound);
        refused!(kit.write(who, move |cx| requests::remove_rule(cx, id)).await, Error::NotFound);
    }
    let unknown = NewRule::parse(&RawRule { offers: "999".into(), ..approve_vips() }).expect("a rule");
    refused!(
        kit.write(&admin, move |cx| requests::change_rule(cx, None, &unknown)).await,
        Error::Invalid(errors) if errors[0].field == "offers"
    );
    let second = kit.rule(&admin, &RawRule { name: "Second".into(), ..approve_vips() }).await;
    kit.write(&admin, move |cx| requests::move_rule(cx, second, true)).await.expect("moved");
    kit.write(&admin, move |cx| requests::move_rule(cx, second, true)).await.expect("it stays at the top");
    let names = |rules: Vec<requests::Rule>| rules.into_iter().map(|rule| rule.name).collect::<Vec<_>>();
    assert_eq!(names(kit.read(&admin, requests::rules).await.expect("rules")), ["Second", "Friends"]);
    let new = NewRule::parse(&approve_vips()).expect("a rule");
    let stale = new.clone();
    kit.write(&admin, move |cx| requests::change_rule(cx, Some((id, 1)), &new)).await.expect("changed");
    refused!(
        kit.write(&admin, move |cx| requests::change_rule(cx, Some((id, 1)), &stale)).await,
        Error::Conflict(Conflict::Changed)
    );
    kit.write(&admin, move |cx| requests::remove_rule(cx, id)).await.expect("removed");
    refused!(kit.read(&admin, move |cx| requests::rule(cx, id)).await, Error::NotFound);
}

async fn reasons_and_questions_are_the_leads(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let lead = kit.lead().await;
    refused!(kit.write(&maria, |cx| requests::save_reasons(cx, "No")).await, Error::NotFound);
    kit.write(&lead, |cx| requests::save_reasons(cx, " Wrong country \n\nNo site\nNo site"))
        .await
        .expect("saved");
    assert_eq!(kit.read(&maria, requests::reasons).await.expect("read"), ["Wrong country", "No site"]);
    let set = kit.question_set(&lead, "Usual", "short: Where?").await;
    let same = requests::NewSet::parse("usual", "short: Who?").expect("a set");
    refused!(
        kit.write(&lead, move |cx| requests::save_set(cx, None, &same)).await,
        Error::Invalid(errors) if errors[0].field == "name"
    );
    let new = requests::NewSet::parse("Usual", "short: Who?").expect("a set");
    let stale = new.clone();
    kit.write(&lead, move |cx| requests::save_set(cx, Some((set, 1)), &new)).await.expect("changed");
    refused!(
        kit.write(&lead, move |cx| requests::save_set(cx, Some((set, 1)), &stale)).await,
        Error::Conflict(Conflict::Changed)
    );
    assert_eq!(
        kit.read(&maria, move |cx| requests::set(cx, set)).await.expect("read").questions[0].text,
        "Who?"
    );
    assert_eq!(kit.read(&maria, requests::sets).await.expect("read").len(), 1);

    // Removed, its offers ask nothing; what was answered stays.
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    kit.change_offer(&maria, offer, |raw| raw.question_set = set.to_string()).await;
    let form = kit.read(&acme, move |cx| requests::ask_form(cx, &[offer])).await.expect("a form");
    assert_eq!((form.questions.len(), form.questions[0].text.as_str()), (1, "Who?"));
    refused!(kit.write(&maria, move |cx| requests::remove_set(cx, set, 2)).await, Error::NotFound);
    refused!(
        kit.write(&lead, move |cx| requests::remove_set(cx, set, 1)).await,
        Error::Conflict(Conflict::Changed)
    );
    assert_eq!(kit.read(&lead, move |cx| requests::set(cx, set)).await.expect("there").offers, 1);
    kit.write(&lead, move |cx| requests::remove_set(cx, set, 2)).await.expect("removed");
    let form = kit.read(&acme, move |cx| requests::ask_form(cx, &[offer])).await.expect("a form");
    assert_eq!(form.questions.len(), 0);
    let request = kit.request(&acme, offer).await;
    assert!(request.get() > 0, "it can be asked for without");
    refused!(kit.write(&lead, move |cx| requests::remove_set(cx, set, 2)).await, Error::NotFound);
    kit.verify().await;
}

testkit::both_engines!(
    who_stays_silent_is_reminded_and_then_it_expires,
    what_waits_for_us_never_expires_but_is_told_to_the_lead,
    a_rule_decides_by_itself_and_says_so_to_staff,
    a_dry_run_shows_what_would_change_and_changes_nothing,
    nobody_who_has_left_is_put_in_charge,
    rules_are_the_admins,
    reasons_and_questions_are_the_leads,
);
