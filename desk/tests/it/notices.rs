//! The bell, and what a person chose to be told of.

use std::time::Duration;

use db::Engine;
use desk::outbox::{Channel, Notice, Topic};
use desk::tickets::TicketId;
use desk::{Credential, Error, notices, people, sweep};
use testkit::{Kit, Person};

async fn bell(kit: &Kit, who: &Person) -> i64 {
    kit.read(who, notices::unseen).await.expect("they may ask")
}

async fn listed(kit: &Kit, who: &Person) -> Vec<(Notice, TicketId, bool)> {
    let page = kit.read(who, |cx| notices::list(cx, None)).await.expect("they may ask");
    page.rows.iter().map(|row| (row.notice, row.ticket, row.new)).collect()
}

async fn saw(kit: &Kit, who: &Person, ticket: TicketId) {
    let upto = kit.conversation(who, ticket).await.messages.last().expect("a message").id;
    kit.write(who, move |cx| notices::saw_ticket(cx, ticket, upto)).await.expect("noted");
}

async fn a_bell_counts_until_the_thing_is_seen(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let bob = kit.colleague(&acme, "bob").await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let other = kit.open(&acme, "And this?").await;
    assert_eq!((bell(&kit, &maria).await, bell(&kit, &acme).await), (2, 0));
    let before = kit.conversation(&maria, ticket).await.messages.last().expect("a message").id;
    kit.comment(&acme, ticket, "Hello?").await;
    // The page that went out did not show the comment yet.
    kit.write(&maria, move |cx| notices::saw_ticket(cx, ticket, before)).await.expect("noted");
    assert_eq!(kit.read(&maria, move |cx| notices::unseen_on(cx, ticket)).await.expect("asked"), 1);
    assert_eq!(
        listed(&kit, &maria).await,
        [
            (Notice::AffiliateCommented, ticket, true),
            (Notice::TicketCreated, other, true),
            (Notice::TicketCreated, ticket, false),
        ]
    );
    kit.reply(&maria, ticket, "On its way.").await;
    assert_eq!((bell(&kit, &acme).await, bell(&kit, &bob).await), (1, 1));
    saw(&kit, &acme, ticket).await;
    assert_eq!((bell(&kit, &acme).await, bell(&kit, &bob).await), (0, 1), "each sees for themselves");
    kit.write(&maria, notices::mark_all_seen).await.expect("marked");
    assert_eq!(bell(&kit, &maria).await, 0);
    refused!(kit.read(&Credential::Anonymous, notices::unseen).await, Error::SignedOut);
    kit.pass(Duration::from_hours(24 * 91));
    sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(kit.count("SELECT COUNT(*) FROM notices").await, 0);
}

async fn nobody_is_told_of_what_they_may_not_see(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, otto) = (kit.manager("maria").await, kit.manager("otto").await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    kit.note(&maria, ticket, "For staff alone").await;
    assert_eq!((bell(&kit, &acme).await, bell(&kit, &otto).await), (0, 0));
    // The ticket goes to somebody else: the bell of who had it says no more than its count, and then nothing.
    let to = otto.user;
    kit.sql(move |tx| tx.execute("UPDATE tickets SET manager_id = $1, assignee_id = $1", &[&to])).await;
    assert_eq!(listed(&kit, &maria).await, []);
    kit.write(&maria, notices::forget_hidden).await.expect("tidied");
    assert_eq!(bell(&kit, &maria).await, 0);
    kit.write(&otto, notices::forget_hidden).await.expect("tidied");
    kit.comment(&acme, ticket, "Hello?").await;
    kit.write(&otto, notices::forget_hidden).await.expect("tidied");
    assert_eq!(bell(&kit, &otto).await, 1, "what they see stays");
}

async fn a_choice_holds_from_then_on(engine: Engine) {
    let kit = Kit::with(engine, |settings| settings.channels = vec![Channel::Email]);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let bob = kit.colleague(&acme, "bob").await;
    let chosen = kit.read(&acme, notices::preferences).await.expect("asked");
    assert_eq!(chosen.channels, [Channel::Panel, Channel::Email]);
    assert!(chosen.choices.iter().all(|choice| choice.wanted), "{chosen:?}");
    assert_eq!(chosen.choices.len(), 11, "six topics over two ways, less news in the panel");
    assert_eq!(kit.read(&maria, notices::preferences).await.expect("asked").choices.len(), 6);

    let wanted = [(Topic::Answers, Channel::Panel), (Topic::Closings, Channel::Email)];
    kit.write(&acme, move |cx| notices::save_preferences(cx, &wanted, true)).await.expect("saved");
    let chosen = kit.read(&acme, notices::preferences).await.expect("asked");
    let kept: Vec<_> =
        chosen.choices.iter().filter(|one| one.wanted).map(|one| (one.topic, one.channel)).collect();
    assert_eq!((kept.as_slice(), chosen.digest), (&wanted[..], true));

    let ticket = kit.open(&acme, "Where is my payment?").await;
    kit.reply(&maria, ticket, "On its way.").await;
    kit.close(&maria, ticket).await;
    let told = kit
        .sql(move |tx| {
            let sql = "SELECT 'panel', event, user_id FROM notices UNION ALL SELECT channel, event, user_id FROM outbox
                       ORDER BY 1, 2, 3";
            tx.query(sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<people::UserId>(2)?)))
        })
        .await;
    let of = |user: people::UserId| {
        let own = told.iter().filter(move |(.., who)| *who == user);
        own.map(|(way, event, _)| format!("{way} {event}")).collect::<Vec<_>>()
    };
    assert_eq!(of(acme.user), ["email ticket_closed", "panel manager_answered"]);
    assert_eq!(
        of(bob.user),
        ["email manager_answered", "email ticket_closed", "panel manager_answered", "panel ticket_closed"]
    );
    // Everything again, and no digest.
    let all: Vec<_> = chosen.choices.iter().map(|one| (one.topic, one.channel)).collect();
    kit.write(&acme, move |cx| notices::save_preferences(cx, &all, false)).await.expect("saved");
    let chosen = kit.read(&acme, notices::preferences).await.expect("asked");
    assert!(chosen.choices.iter().all(|choice| choice.wanted) && !chosen.digest);
}

async fn what_does_not_concern_a_role_cannot_be_chosen(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let wanted = [(Topic::News, Channel::Email), (Topic::Answers, Channel::Email)];
    kit.write(&maria, move |cx| notices::save_preferences(cx, &wanted, false)).await.expect("saved");
    let stored = "SELECT COUNT(*) FROM notice_preferences WHERE wanted = TRUE OR channel = 'email'";
    assert_eq!(kit.count(stored).await, 0, "there is no mail here, and no news for staff");
    refused!(kit.read(&Credential::System, notices::preferences).await, Error::SignedOut);
}

async fn a_digest_comes_in_the_morning_where_the_person_is(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    // Kiritimati is fourteen hours ahead: there it is 23:00 on 2 March.
    for (zone, hours) in [("UTC", 23), ("Pacific/Kiritimati", 9), ("America/New_York", 4)] {
        let zone = people::Preferences { locale: "en".into(), time_zone: zone.into() };
        kit.write(&maria, move |cx| people::save_preferences(cx, &zone, &["en"])).await.expect("saved");
        for digest in [false, true] {
            kit.write(&maria, move |cx| notices::save_preferences(cx, &[], digest)).await.expect("saved");
        }
        let at = kit.count("SELECT digest_at FROM users WHERE digest_at IS NOT NULL").await;
        assert_eq!(at, kit.now().plus(Duration::from_hours(hours)).get());
    }
}

testkit::both_engines!(
    a_bell_counts_until_the_thing_is_seen,
    a_choice_holds_from_then_on,
    a_digest_comes_in_the_morning_where_the_person_is,
    nobody_is_told_of_what_they_may_not_see,
    what_does_not_concern_a_role_cannot_be_chosen,
);
