//! What leaves the house: one row per person and channel, each sent by one courier at a time, until it is sent, given up,
//! or wanted by nobody.

use std::collections::HashMap;
use std::time::Duration;

use db::Engine;
use desk::outbox::{self, Channel, Claimed, MOST_ATTEMPTS, Notice, Outcome, State};
use desk::tickets::{self, Reply, TicketId};
use desk::{Credential, Error, news, sweep};
use testkit::{Kit, Person};

const SYSTEM: &Credential = &Credential::System;
const MINUTE: Duration = Duration::from_mins(1);

/// A desk that sends mail.
fn mailing(engine: Engine) -> Kit {
    Kit::with(engine, |settings| settings.channels = vec![Channel::Email])
}

async fn claim(kit: &Kit, owner: &'static str, most: i64) -> Vec<Claimed> {
    let due = kit.read(SYSTEM, |cx| outbox::is_due(cx, Channel::Email, &[])).await.expect("asked");
    let claimed = kit.write(SYSTEM, move |cx| outbox::claim(cx, Channel::Email, owner, most, &[])).await;
    let claimed = claimed.expect("claimed");
    assert_eq!(due, !claimed.is_empty(), "whoever asks first is told the truth");
    claimed
}

async fn begin(kit: &Kit, row: &Claimed, owner: &'static str) -> bool {
    let id = row.id;
    kit.write(SYSTEM, move |cx| outbox::begin(cx, id, owner)).await.expect("asked")
}

async fn finish(kit: &Kit, row: &Claimed, owner: &'static str, outcome: Outcome) -> bool {
    let id = row.id;
    kit.write(SYSTEM, move |cx| outbox::finish(cx, id, owner, &outcome, "250 2.0.0 Ok")).await.expect("asked")
}

/// Claims and tries the one row that there is.
async fn attempt(kit: &Kit, outcome: Outcome) -> Claimed {
    let rows = claim(kit, "one", 10).await;
    let [row] = &rows[..] else { panic!("one row: {rows:?}") };
    assert!(begin(kit, row, "one").await);
    assert!(finish(kit, row, "one", outcome).await);
    row.clone()
}

async fn states(kit: &Kit) -> Vec<(State, i64)> {
    let sql = "SELECT state, attempts FROM outbox ORDER BY id";
    kit.sql(move |tx| tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))).await
}

async fn outcomes(kit: &Kit) -> Vec<String> {
    kit.sql(|tx| tx.query("SELECT outcome FROM deliveries ORDER BY id", &[], |row| row.get(0))).await
}

async fn acme_of_maria(kit: &Kit) -> (Person, Person) {
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    (maria, acme)
}

async fn one_row_per_person_and_channel(engine: Engine) {
    let kit = mailing(engine);
    let (maria, acme) = acme_of_maria(&kit).await;
    let bob = kit.colleague(&acme, "bob").await;
    let gone = kit.colleague(&acme, "gone").await;
    kit.sql(move |tx| tx.execute("UPDATE users SET active = FALSE WHERE id = $1", &[&gone.user])).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let answer = kit.reply(&maria, ticket, "On its way.").await;
    let rows = claim(&kit, "one", 10).await;
    let told: Vec<_> = rows.iter().map(|row| (row.notice, row.user)).collect();
    assert_eq!(
        told,
        [
            (Notice::TicketCreated, Some(maria.user)),
            (Notice::ManagerAnswered, Some(acme.user)),
            (Notice::ManagerAnswered, Some(bob.user)),
        ]
    );
    assert_eq!((rows[1].ticket, rows[1].message), (Some(ticket), Some(answer)));
    let mut ids: Vec<_> = rows.iter().map(|row| row.stable_id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3, "each has a stable id of its own");
    kit.verify().await;
}

async fn a_channel_switched_on_later_sends_nothing_stale(engine: Engine) {
    let kit = Kit::new(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    kit.open(&acme, "Where is my payment?").await;
    assert_eq!(kit.count("SELECT COUNT(*) FROM outbox").await, 0, "no channel, no row");
    assert_eq!(kit.count("SELECT COUNT(*) FROM notices").await, 1, "the bell is always there");

    let kit = mailing(engine);
    let (maria, acme) = acme_of_maria(&kit).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    kit.pass(Duration::from_hours(72));
    let fresh = kit.open(&acme, "And this one?").await;
    let rows = claim(&kit, "one", 10).await;
    assert_eq!(rows.iter().map(|row| row.ticket).collect::<Vec<_>>(), [Some(fresh)]);
    assert_eq!(states(&kit).await, [(State::Dropped, 0), (State::Waiting, 0)]);
    let admin = kit.admin().await;
    let first = rows[0].id.get() - 1;
    assert_eq!(kit.count(&format!("SELECT ticket_id FROM outbox WHERE id = {first}")).await, ticket.get());
    let dropped = kit.read(&admin, |cx| outbox::list(cx, &outbox::Filter::default())).await.expect("listed");
    assert_eq!(dropped.rows.last().map(|row| row.state), Some(State::Dropped), "it is seen");
    drop(maria);
}

async fn a_failure_waits_longer_each_time_and_ends_among_the_dead(engine: Engine) {
    let kit = Kit::with(engine, |settings| {
        settings.channels = vec![Channel::Email];
        settings.notice_lifetime = Duration::from_hours(24 * 7);
    });
    let (_, acme) = acme_of_maria(&kit).await;
    kit.open(&acme, "Where is my payment?").await;
    let first = attempt(&kit, Outcome::Failed(None)).await;
    assert!(claim(&kit, "one", 10).await.is_empty(), "not at once");
    kit.pass(Duration::from_secs(22));
    assert!(claim(&kit, "one", 10).await.is_empty(), "not before three quarters of half a minute");
    for number in 2..=MOST_ATTEMPTS {
        kit.pass(75 * MINUTE);
        let again = attempt(&kit, Outcome::Failed(None)).await;
        assert_eq!((&again.stable_id, again.attempts), (&first.stable_id, number - 1));
    }
    assert_eq!(states(&kit).await, [(State::Dead, MOST_ATTEMPTS)]);
    kit.pass(75 * MINUTE);
    assert!(claim(&kit, "one", 10).await.is_empty(), "it is given up");

    let (admin, id) = (kit.admin().await, first.id);
    assert_eq!(kit.read(&admin, |cx| outbox::counts(cx, 100)).await.expect("counted"), (1, 0));
    kit.write(&admin, move |cx| outbox::redrive(cx, id)).await.expect("it is tried again");
    kit.write(&admin, move |cx| outbox::redrive(cx, id)).await.expect("twice is once");
    let again = attempt(&kit, Outcome::Sent).await;
    assert_eq!(again.stable_id, first.stable_id, "the other side may have it already");
    refused!(
        kit.write(&admin, move |cx| outbox::redrive(cx, id)).await,
        Error::Conflict(desk::error::Conflict::OtherState)
    );
    let (_, attempts, _) = kit.read(&admin, move |cx| outbox::delivery(cx, id)).await.expect("seen");
    assert_eq!(attempts.len(), usize::try_from(MOST_ATTEMPTS + 1).expect("few"), "every attempt is noted");
    assert_eq!(attempts.last().map(|last| last.answer.as_str()), Some("250 2.0.0 Ok"));
    assert_eq!(kit.count("SELECT COUNT(*) FROM audit_log WHERE action = 'outbox.redrive'").await, 1);
}

async fn what_the_other_side_asks_for_is_waited_for(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    kit.open(&acme, "Where is my payment?").await;
    attempt(&kit, Outcome::Failed(Some(10 * MINUTE))).await;
    kit.pass(9 * MINUTE);
    assert!(claim(&kit, "one", 10).await.is_empty());
    kit.pass(MINUTE);
    assert_eq!(claim(&kit, "one", 10).await.len(), 1);
}

async fn a_refusal_is_not_tried_again(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    kit.open(&acme, "Where is my payment?").await;
    attempt(&kit, Outcome::Refused).await;
    kit.pass(75 * MINUTE);
    assert!(claim(&kit, "one", 10).await.is_empty());
    assert_eq!(
        (states(&kit).await, outcomes(&kit).await),
        (vec![(State::Dead, 1)], vec!["refused".to_owned()])
    );
    let lead = kit.lead().await;
    refused!(kit.write(&lead, outbox::redrive_all).await, Error::NotFound);
    refused!(kit.write(&acme, outbox::redrive_all).await, Error::NotFound);
    assert_eq!(kit.write(SYSTEM, outbox::redrive_all).await.expect("by hand"), 1);
    attempt(&kit, Outcome::Dropped).await;
    assert_eq!(states(&kit).await, [(State::Dropped, 1)]);
    assert_eq!(outcomes(&kit).await, ["refused"], "nothing was tried, so there is no attempt to show");
}

async fn a_courier_that_died_loses_its_rows(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    kit.open(&acme, "One").await;
    kit.open(&acme, "Two").await;
    let held = claim(&kit, "one", 10).await;
    assert!(begin(&kit, &held[0], "one").await, "it dies here: the first may have gone out, the second not");
    assert!(claim(&kit, "two", 10).await.is_empty());
    kit.pass(outbox::LEASE + MINUTE);
    let taken = claim(&kit, "two", 10).await;
    assert_eq!(taken.iter().map(|row| row.attempts).collect::<Vec<_>>(), [1, 0]);
    assert!(!begin(&kit, &held[1], "one").await, "who comes back too late sends nothing");
    for row in &taken {
        assert!(begin(&kit, row, "two").await);
    }
    assert_eq!(outcomes(&kit).await, ["unknown", "begun", "begun"]);
    assert!(!finish(&kit, &held[0], "one", Outcome::Failed(None)).await, "a failure is the holder's to say");
    assert!(finish(&kit, &held[0], "one", Outcome::Sent).await, "that it went out counts whoever says it");
    assert!(!finish(&kit, &taken[0], "two", Outcome::Failed(None)).await, "so it is not sent again");
    assert!(finish(&kit, &taken[1], "two", Outcome::Sent).await);
    assert_eq!(states(&kit).await, [(State::Sent, 2), (State::Sent, 1)]);
}

async fn a_way_that_is_down_kills_nothing_that_somebody_wants(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    kit.open(&acme, "One").await;
    for _ in 0..2 * MOST_ATTEMPTS {
        attempt(&kit, Outcome::Down).await;
        kit.pass(Duration::from_mins(76));
    }
    assert_eq!(states(&kit).await, [(State::Waiting, 2 * MOST_ATTEMPTS)]);
    kit.pass(Duration::from_hours(72));
    assert!(claim(&kit, "one", 10).await.is_empty());
    sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(states(&kit).await[0].0, State::Dead, "past its time it is there to be seen");
}

async fn what_goes_to_a_busy_address_waits(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    for title in ["One", "Two", "Three"] {
        kit.open(&acme, title).await;
    }
    kit.sql(|tx| {
        tx.execute("UPDATE outbox SET address = CASE id WHEN 1 THEN 'a' WHEN 2 THEN 'b' ELSE '' END", &[])
    })
    .await;
    let busy = vec!["a".to_owned(), String::new()];
    let (asked, again) = (busy.clone(), busy.clone());
    assert!(kit.read(SYSTEM, move |cx| outbox::is_due(cx, Channel::Email, &asked)).await.expect("asked"));
    let rows = kit.write(SYSTEM, move |cx| outbox::claim(cx, Channel::Email, "one", 10, &busy)).await;
    assert_eq!(rows.expect("claimed").iter().map(|row| row.address.as_str()).collect::<Vec<_>>(), ["b"]);
    assert!(!kit.read(SYSTEM, move |cx| outbox::is_due(cx, Channel::Email, &again)).await.expect("asked"));
    assert_eq!(claim(&kit, "two", 10).await.len(), 2);
}

async fn news_that_were_taken_back_reach_who_was_not_told(engine: Engine) {
    let kit = mailing(engine);
    let (maria, acme) = acme_of_maria(&kit).await;
    let bob = kit.colleague(&acme, "bob").await;
    let new = kit.new_post("A post", "Read this.");
    let post = kit.write(&maria, move |cx| news::create(cx, &new, news::Then::Publish)).await.expect("kept");
    // One is told; the other's turn comes while the post is taken back.
    let rows = claim(&kit, "one", 10).await;
    assert_eq!(rows.iter().map(|row| row.user).collect::<Vec<_>>(), [Some(acme.user), Some(bob.user)]);
    for (row, outcome) in rows.iter().zip([Outcome::Sent, Outcome::Dropped]) {
        assert!(begin(&kit, row, "one").await && finish(&kit, row, "one", outcome).await);
    }
    for (version, then) in [(1, news::Then::Unpublish), (2, news::Then::Publish)] {
        let new = kit.new_post("A post", "Read this.");
        kit.write(&maria, move |cx| news::save(cx, post, version, &new, then)).await.expect("saved");
    }
    let told: Vec<_> = claim(&kit, "one", 10).await.iter().map(|row| row.user).collect();
    assert_eq!(told, [Some(bob.user)]);
}

async fn the_leads_are_told_where_nobody_is_left(engine: Engine) {
    let kit = mailing(engine);
    let (maria, acme) = acme_of_maria(&kit).await;
    let lead = kit.lead().await;
    let otto = kit.manager("otto").await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let told = async |kit: &Kit| -> Vec<Option<desk::people::UserId>> {
        kit.sql(|tx| tx.query("SELECT user_id FROM outbox ORDER BY id DESC LIMIT 1", &[], |row| row.get(0)))
            .await
    };
    let to = otto.user;
    kit.sql(move |tx| tx.execute("UPDATE tickets SET assignee_id = $1", &[&to])).await;
    kit.comment(&acme, ticket, "Hello?").await;
    assert_eq!(told(&kit).await, [Some(otto.user)]);
    let leave = async |who: &Person| {
        let email = who.email.clone();
        kit.write(SYSTEM, move |cx| desk::people::disable_user(cx, &email)).await.expect("disabled");
    };
    leave(&otto).await;
    kit.comment(&acme, ticket, "Anybody?").await;
    assert_eq!(told(&kit).await, [Some(maria.user)], "the portfolio's manager is still here");
    leave(&maria).await;
    kit.comment(&acme, ticket, "Anybody at all?").await;
    assert_eq!(told(&kit).await, [Some(lead.user)]);
}

async fn what_is_over_is_not_sent_again_by_hand(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    let admin = kit.admin().await;
    kit.open(&acme, "One").await;
    attempt(&kit, Outcome::Refused).await;
    desk::people::forgot_password(kit.app(), &acme.email, [192, 0, 2, 7].into()).await.expect("noted");
    let link = attempt(&kit, Outcome::Refused).await.id;
    refused!(kit.write(&admin, move |cx| outbox::redrive(cx, link)).await, Error::Conflict(_));
    assert_eq!(kit.write(&admin, outbox::redrive_all).await.expect("sent again"), 1);
    assert_eq!(claim(&kit, "one", 10).await[0].notice, Notice::TicketCreated);
}

async fn rows_of_one_key_go_one_after_the_other(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    for title in ["One", "Two", "Three"] {
        kit.open(&acme, title).await;
    }
    kit.sql(|tx| tx.execute("UPDATE outbox SET ordering_key = 'a' WHERE id < 3", &[])).await;
    let ids = |rows: &[Claimed]| rows.iter().map(|row| row.id.get()).collect::<Vec<_>>();
    let rows = claim(&kit, "one", 10).await;
    assert_eq!(ids(&rows), [1, 3], "the second waits for the first, and the third for nobody");
    assert!(claim(&kit, "two", 10).await.is_empty(), "even while the first is being sent");
    assert!(begin(&kit, &rows[0], "one").await && finish(&kit, &rows[0], "one", Outcome::Failed(None)).await);
    assert!(claim(&kit, "two", 10).await.is_empty(), "a failure does not let it overtake");
    kit.pass(MINUTE);
    let rows = claim(&kit, "two", 10).await;
    assert_eq!(ids(&rows), [1]);
    assert!(begin(&kit, &rows[0], "two").await && finish(&kit, &rows[0], "two", Outcome::Sent).await);
    assert_eq!(ids(&claim(&kit, "two", 10).await), [2]);
}

async fn several_couriers_send_each_row_once(engine: Engine) {
    let kit = std::sync::Arc::new(mailing(engine));
    let (_, acme) = acme_of_maria(&kit).await;
    for number in 0..30 {
        kit.open(&acme, &format!("Ticket {number}")).await;
    }
    let couriers = ["one", "two", "three", "four"].map(|owner| {
        let kit = std::sync::Arc::clone(&kit);
        tokio::spawn(async move {
            let mut sent = Vec::new();
            loop {
                let rows =
                    kit.write(SYSTEM, move |cx| outbox::claim(cx, Channel::Email, owner, 3, &[])).await;
                let rows = rows.expect("claimed");
                if rows.is_empty() {
                    return sent;
                }
                for row in rows {
                    assert!(begin(&kit, &row, owner).await);
                    sent.push(row.id);
                    assert!(finish(&kit, &row, owner, Outcome::Sent).await);
                }
            }
        })
    });
    let mut times = HashMap::new();
    for courier in couriers {
        for id in courier.await.expect("it did not panic") {
            *times.entry(id).or_insert(0) += 1;
        }
    }
    // A courier that found all rows held by others stopped; what they hold is sent by them.
    assert_eq!((times.len(), times.values().max()), (30, Some(&1)));
    assert_eq!(kit.count("SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND attempts = 1").await, 30);
    assert_eq!(kit.count("SELECT COUNT(*) FROM deliveries WHERE outcome = 'sent'").await, 30);
}

async fn a_closing_leaves_when_it_can_no_longer_be_undone(engine: Engine) {
    let kit = mailing(engine);
    let (maria, acme) = acme_of_maria(&kit).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    attempt(&kit, Outcome::Sent).await;
    kit.close(&maria, ticket).await;
    assert!(claim(&kit, "one", 10).await.is_empty());
    kit.pass(5 * MINUTE);
    assert_eq!(attempt(&kit, Outcome::Sent).await.notice, Notice::TicketClosed);

    let other = kit.open(&acme, "And this?").await;
    attempt(&kit, Outcome::Sent).await;
    let new = kit.new_message("That was it.");
    kit.write(&maria, move |cx| tickets::reply(cx, other, &new, Reply::AndClose)).await.expect("sent");
    let line = kit.conversation(&maria, other).await.messages.last().expect("the line").id;
    kit.write(&maria, move |cx| tickets::undo_close(cx, other, line)).await.expect("undone");
    assert_eq!(
        attempt(&kit, Outcome::Sent).await.notice,
        Notice::ManagerAnswered,
        "the reply is left to tell"
    );
}

async fn news_go_to_affiliates_once(engine: Engine) {
    let kit = mailing(engine);
    let (maria, acme) = acme_of_maria(&kit).await;
    let blocked = kit.affiliate("blocked", None).await.affiliate_id();
    kit.sql(move |tx| tx.execute("UPDATE affiliates SET status = 'blocked' WHERE id = $1", &[&blocked]))
        .await;
    let new = kit.new_post("A draft", "Not yet.");
    let draft = kit.write(&maria, move |cx| news::create(cx, &new, news::Then::Keep)).await.expect("kept");
    assert_eq!(states(&kit).await, []);
    for (version, then) in [(1, news::Then::Publish), (2, news::Then::Unpublish), (3, news::Then::Publish)] {
        let new = kit.new_post("A post", "Read this.");
        kit.write(&maria, move |cx| news::save(cx, draft, version, &new, then)).await.expect("saved");
    }
    let rows = claim(&kit, "one", 10).await;
    let told: Vec<_> = rows.iter().map(|row| (row.notice, row.user, row.post)).collect();
    assert_eq!(told, [(Notice::NewsPublished, Some(acme.user), Some(draft))]);
    assert_eq!(kit.count("SELECT COUNT(*) FROM notices").await, 0, "the panel counts news by itself");
}

async fn staff_see_on_a_ticket_what_became_of_its_messages(engine: Engine) {
    let kit = mailing(engine);
    let (maria, acme) = acme_of_maria(&kit).await;
    let other = kit.manager("otto").await;
    let ticket: TicketId = kit.open(&acme, "Where is my payment?").await;
    attempt(&kit, Outcome::Sent).await;
    let answer = kit.reply(&maria, ticket, "On its way.").await;
    attempt(&kit, Outcome::Refused).await;
    let seen = kit.read(&maria, move |cx| outbox::of_ticket(cx, ticket)).await.expect("seen");
    let seen: Vec<_> =
        seen.iter().map(|(message, row)| (*message, row.address.as_str(), row.state)).collect();
    assert_eq!(seen.last(), Some(&(answer, "acme@example.test", State::Dead)));
    refused!(kit.read(&other, move |cx| outbox::of_ticket(cx, ticket)).await, Error::NotFound);
    refused!(kit.read(&acme, move |cx| outbox::of_ticket(cx, ticket)).await, Error::NotFound);
}

async fn what_is_long_over_is_forgotten(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    kit.open(&acme, "One").await;
    attempt(&kit, Outcome::Sent).await;
    kit.open(&acme, "Two").await;
    kit.pass(Duration::from_hours(24 * 89));
    sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(states(&kit).await, [(State::Sent, 1), (State::Dropped, 0)]);
    kit.pass(Duration::from_hours(48));
    sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(states(&kit).await, [(State::Dropped, 0)]);
    assert_eq!(outcomes(&kit).await, [] as [String; 0], "its attempts go with it");
}

testkit::both_engines!(
    a_channel_switched_on_later_sends_nothing_stale,
    a_closing_leaves_when_it_can_no_longer_be_undone,
    a_courier_that_died_loses_its_rows,
    a_failure_waits_longer_each_time_and_ends_among_the_dead,
    a_refusal_is_not_tried_again,
    news_go_to_affiliates_once,
    one_row_per_person_and_channel,
    rows_of_one_key_go_one_after_the_other,
    several_couriers_send_each_row_once,
    staff_see_on_a_ticket_what_became_of_its_messages,
    what_is_long_over_is_forgotten,
    what_the_other_side_asks_for_is_waited_for,
    a_way_that_is_down_kills_nothing_that_somebody_wants,
    what_goes_to_a_busy_address_waits,
    news_that_were_taken_back_reach_who_was_not_told,
    the_leads_are_told_where_nobody_is_left,
    what_is_over_is_not_sent_again_by_hand,
);
