//! What arrives.

use std::sync::Arc;
use std::time::Duration;

use desk::notices::{self, Links};
use desk::outbox::{self, Channel, State, Topic};
use desk::people::{self, LinkToken, TokenKind};
use desk::tickets::{self, Reply};
use desk::{Credential, Error};
use testkit::{Engine, Kit, Person};

use crate::server::{MailServer, header};
use crate::{mailer, mailer_to, mailing, rows, send};

async fn acme_of_maria(kit: &Kit) -> (Person, Person) {
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    (maria, acme)
}

async fn a_ticket_is_one_conversation(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (maria, acme) = acme_of_maria(&kit).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    kit.reply(&maria, ticket, "On its way. <b>Really</b>\n\nSee you").await;
    assert_eq!(send(&kit, &mailer(server.port)).await, 2);
    kit.pass(Duration::from_secs(1));
    kit.reply(&maria, ticket, "It has arrived.").await;
    kit.comment(&acme, ticket, "Thank you").await;
    assert_eq!(send(&kit, &mailer(server.port)).await, 2);
    assert_eq!(send(&kit, &mailer(server.port)).await, 0, "nothing twice");
    let mails = server.mails();
    let to = |who: &Person| {
        let address = format!("<{}>", who.email);
        mails.iter().filter(|mail| header(mail, "To").contains(&address)).collect::<Vec<_>>()
    };
    let (theirs, hers) = (to(&acme), to(&maria));
    assert_eq!((theirs.len(), hers.len(), mails.len()), (2, 2, 4));
    let [first, second] = [theirs[0], theirs[1]];
    assert_eq!(header(first, "Subject"), format!("[Northwind #{ticket}] Where is my payment?"));
    assert_eq!(header(first, "Subject"), header(second, "Subject"));
    let root = format!("<ticket-{ticket}@northwind.test>");
    assert_eq!((header(first, "In-Reply-To"), header(first, "References")), (root.clone(), root.clone()));
    let id = header(first, "Message-ID");
    assert_eq!(header(second, "In-Reply-To"), id);
    assert_eq!(header(second, "References"), format!("{root} {id}"));
    assert_eq!(header(first, "Auto-Submitted"), "auto-generated");
    assert_eq!(header(first, "X-Auto-Response-Suppress"), "All");
    assert_eq!(header(first, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let unsubscribe = header(first, "List-Unsubscribe");
    assert!(unsubscribe.starts_with("<https://desk.northwind.test/unsubscribe/"), "{unsubscribe}");
    assert!(header(first, "From").contains("<support@northwind.test>"));
    let reply_to = header(first, "Reply-To");
    assert!(reply_to.contains(&format!("answers+{ticket}-{}-", acme.user)), "{reply_to}");
    assert!(first.contains(&format!("https://desk.northwind.test/support/{ticket}#message-")), "{first}");
    assert!(hers[0].contains(&format!("https://desk.northwind.test/desk/tickets/{ticket}#message-")));
    // As text and as HTML, in which markup stays text.
    assert!(first.contains("On its way. <b>Really</b>"), "{first}");
    assert!(first.contains("On its way. &#60;b&#62;Really&#60;/b&#62;"), "{first}");
    assert!(rows(&kit).await.iter().all(|(state, attempts, _)| (*state, *attempts) == (State::Sent, 1)));
    let answers = "SELECT COUNT(*) FROM deliveries WHERE outcome = 'sent' AND answer LIKE '250%'";
    assert_eq!(kit.count(answers).await, 4, "what the server said is kept");
    kit.verify().await;
}

async fn several_couriers_send_each_mail_once(engine: Engine) {
    let (kit, server) = (Arc::new(mailing(engine)), MailServer::start().await);
    let (_, acme) = acme_of_maria(&kit).await;
    for number in 0..25 {
        kit.open(&acme, &format!("Ticket {number}")).await;
    }
    let couriers = ["one", "two", "three"].map(|name| {
        let (app, mailer) = (kit.app().clone(), mailer(server.port));
        tokio::spawn(async move { courier::channels::send_all(&app, mailer, name).await.expect("sent") })
    });
    for courier in couriers {
        courier.await.expect("it did not panic");
    }
    let mut ids: Vec<_> = server.mails().iter().map(|mail| header(mail, "Message-ID")).collect();
    assert_eq!(ids.len(), 25);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 25);
}

async fn what_may_not_be_seen_any_more_is_not_sent(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (maria, acme) = acme_of_maria(&kit).await;
    let bob = kit.colleague(&acme, "bob").await;
    let otto = kit.manager("otto").await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    kit.reply(&maria, ticket, "On its way.").await;
    // Between the cause and the mail: the ticket goes to somebody else, Bob leaves, and the affiliate wants no answers.
    let (to, gone) = (otto.user, bob.user);
    kit.sql(move |tx| {
        tx.execute("UPDATE tickets SET manager_id = $1, assignee_id = $1", &[&to])?;
        tx.execute("UPDATE users SET active = FALSE WHERE id = $1", &[&gone])
    })
    .await;
    kit.write(&acme, |cx| notices::save_preferences(cx, &[], false)).await.expect("saved");
    assert_eq!(send(&kit, &mailer(server.port)).await, 3);
    assert_eq!(server.mails(), [] as [String; 0]);
    assert!(rows(&kit).await.iter().all(|(state, ..)| *state == State::Dropped));
}

async fn an_unsubscribe_link_works_twice(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (maria, acme) = acme_of_maria(&kit).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    kit.reply(&maria, ticket, "On its way.").await;
    send(&kit, &mailer(server.port)).await;
    let mail = server.mails().into_iter().find(|mail| header(mail, "To").contains(&acme.email));
    let link = header(&mail.expect("it came"), "List-Unsubscribe");
    let token = link.trim_end_matches('>').rsplit('/').next().expect("a token").to_owned();
    for _ in 0..2 {
        let token = token.clone();
        let topic = kit.write(&Credential::Anonymous, move |cx| notices::unsubscribe(cx, &token)).await;
        assert_eq!(topic.expect("it is good"), Topic::Answers);
    }
    kit.reply(&maria, ticket, "It has arrived.").await;
    kit.close(&maria, ticket).await;
    kit.pass(Duration::from_mins(6));
    assert_eq!(send(&kit, &mailer(server.port)).await, 1, "the closing alone");
    let other = token.replace("answers", "closings");
    for bad in [other, token.replace(&acme.user.to_string(), "1"), "1-answers-00".into(), String::new()] {
        let wrong = kit.write(&Credential::Anonymous, move |cx| notices::unsubscribe(cx, &bad)).await;
        assert!(matches!(wrong, Err(Error::NotFound)), "{wrong:?}");
    }
}

async fn a_password_is_set_by_a_link_once(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (_, acme) = acme_of_maria(&kit).await;
    let here = std::net::IpAddr::from([192, 0, 2, 7]);
    let before = std::time::Instant::now();
    people::forgot_password(kit.app(), &acme.email.to_uppercase(), here).await.expect("noted");
    let known = before.elapsed();
    people::forgot_password(kit.app(), "nobody@example.test", here).await.expect("the same answer");
    let unknown = before.elapsed().checked_sub(known).expect("later");
    assert!(known.as_millis() >= 400 && unknown.as_millis() >= 400, "{known:?} {unknown:?}");
    assert_eq!(kit.count("SELECT COUNT(*) FROM outbox").await, 1);
    assert_eq!(kit.count("SELECT COUNT(*) FROM tokens").await, 0, "there is no link before it is sent");
    send(&kit, &mailer(server.port)).await;
    let mail = server.mails().remove(0);
    assert!(!mail.contains("List-Unsubscribe"), "what somebody asked for has nothing to unsubscribe from");
    let token = token_in(&mail, "/reset/");
    let text = token.as_str().to_owned();
    let stored =
        kit.sql(|tx| tx.query_one("SELECT hash FROM tokens", &[], |row| row.get::<Vec<u8>>(0))).await;
    assert!(stored.len() == 32 && !stored.windows(8).any(|part| text.as_bytes().starts_with(part)));

    let set =
        |password: &'static str| people::set_password_by_link(kit.app(), TokenKind::Reset, &token, password);
    assert!(matches!(set("short").await, Err(Error::Invalid(_))), "a bad password does not use it up");
    let wrong =
        people::set_password_by_link(kit.app(), TokenKind::Invitation, &token, "a new password").await;
    assert!(matches!(wrong, Err(Error::NotFound)), "it is for what it was made for");
    assert_eq!(set("a new password").await.expect("set"), acme.email);
    assert!(matches!(set("another password").await, Err(Error::NotFound)), "once");
    let ended = kit.read(&acme, |cx| cx.affiliate()).await;
    assert!(matches!(ended, Err(Error::SignedOut)), "every session is over");
}

async fn a_link_runs_out(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (_, acme) = acme_of_maria(&kit).await;
    let here = std::net::IpAddr::from([192, 0, 2, 7]);
    for _ in 0..5 {
        people::forgot_password(kit.app(), &acme.email, here).await.expect("noted");
    }
    assert_eq!(kit.count("SELECT COUNT(*) FROM outbox").await, 3, "nobody is flooded");
    kit.pass(Duration::from_mins(30));
    send(&kit, &mailer(server.port)).await;
    let token = token_in(&server.mails()[0], "/reset/");
    kit.pass(Duration::from_mins(31));
    let late = people::set_password_by_link(kit.app(), TokenKind::Reset, &token, "a new password").await;
    assert!(matches!(late, Err(Error::NotFound)), "it is good from when it was asked for: {late:?}");
}

async fn somebody_invited_comes_in(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (maria, acme) = acme_of_maria(&kit).await;
    let otto = kit.manager("otto").await;
    let new = people::Invitee {
        email: "zoë@acme.test".replace('ë', "e"),
        name: "Zoë".into(),
        role: desk::Role::Affiliate,
        affiliate: acme.affiliate,
    };
    let (again, foreign) = (new.clone(), new.clone());
    let user = kit.write(&maria, move |cx| people::invite_new(cx, &new)).await.expect("invited");
    let twice = kit.write(&maria, move |cx| people::invite_new(cx, &again)).await;
    assert!(matches!(twice, Err(Error::Invalid(_))), "{twice:?}");
    let wrong = kit.write(&otto, move |cx| people::invite_new(cx, &foreign)).await;
    assert!(matches!(wrong, Err(Error::NotFound)), "not of somebody else's portfolio: {wrong:?}");
    kit.write(&maria, move |cx| people::invite(cx, user)).await.expect("again");
    assert_eq!(send(&kit, &mailer(server.port)).await, 1, "the newest alone");
    let token = token_in(&server.mails()[0], "/invitation/");
    let set = people::set_password_by_link(kit.app(), TokenKind::Invitation, &token, "a new password").await;
    assert_eq!(set.expect("set"), "zoe@acme.test");
    let has_one = kit.write(&maria, move |cx| people::invite(cx, user)).await;
    assert!(matches!(has_one, Err(Error::Conflict(_))), "{has_one:?}");
}

async fn a_whole_import_is_invited(engine: Engine) {
    let kit = mailing(engine);
    let (maria, acme) = acme_of_maria(&kit).await;
    let affiliate = acme.affiliate_id();
    kit.sql(move |tx| {
        for n in 0..7 {
            let email = format!("user{n}@import.test");
            tx.execute(
                "INSERT INTO users (role, affiliate_id, email, email_folded, name, password_hash, locale, time_zone,
                                    created_at, news_upto) VALUES ('affiliate', $1, $2, $2, 'X', '', 'en', 'UTC', 0, 0)",
                &[&affiliate, &email],
            )?;
        }
        Ok(())
    })
    .await;
    let refused = kit.write(&maria, people::invite_all).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    assert_eq!(kit.write(SYSTEM, people::invite_all).await.expect("invited"), 7);
    assert_eq!(kit.write(SYSTEM, people::invite_all).await.expect("nobody is left"), 0);
}

const SYSTEM: &Credential = &Credential::System;

async fn a_new_address_is_confirmed(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (maria, acme) = acme_of_maria(&kit).await;
    let who = Credential::Session(acme.token.clone());
    let change = |to: &'static str, password| people::change_email(kit.app(), &who, to, password);
    assert!(matches!(change("new@acme.test", "wrong").await, Err(Error::Invalid(_))));
    assert!(matches!(change("nonsense", testkit::PASSWORD).await, Err(Error::Invalid(_))));
    change("New@Acme.test", testkit::PASSWORD).await.expect("noted");
    send(&kit, &mailer(server.port)).await;
    let mail = server.mails().remove(0);
    assert!(header(&mail, "To").contains("<New@Acme.test>"), "it goes to the new address");
    assert_eq!(kit.count("SELECT COUNT(*) FROM users WHERE email = 'New@Acme.test'").await, 0, "not yet");
    let token = token_in(&mail, "/confirm/");
    let (one, two) = (token.clone(), token);
    kit.write(&Credential::Anonymous, move |cx| people::confirm_email(cx, &one)).await.expect("confirmed");
    assert_eq!(kit.count("SELECT COUNT(*) FROM users WHERE email_folded = 'new@acme.test'").await, 1);
    let again = kit.write(&Credential::Anonymous, move |cx| people::confirm_email(cx, &two)).await;
    assert!(matches!(again, Err(Error::NotFound)), "once");
    drop(maria);
}

async fn a_new_password_ends_every_link(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (_, acme) = acme_of_maria(&kit).await;
    let who = Credential::Session(acme.token.clone());
    let change = async |to: &str| people::change_email(kit.app(), &who, to, testkit::PASSWORD).await;
    // Somebody who knows the password wants the account at an address of theirs; one mail is on its way, one is late.
    change("thief@elsewhere.test").await.expect("noted");
    send(&kit, &mailer(server.port)).await;
    let token = token_in(&server.mails()[0], "/confirm/");
    kit.sql(|tx| tx.execute("UPDATE outbox SET state = 'waiting', finished_at = NULL, attempts = 1", &[]))
        .await;
    people::change_password(kit.app(), &who, testkit::PASSWORD, "a new password").await.expect("changed");
    let changed = kit.write(&Credential::Anonymous, move |cx| people::confirm_email(cx, &token)).await;
    assert!(matches!(changed, Err(Error::NotFound)), "{changed:?}");
    kit.pass(Duration::from_hours(1));
    assert_eq!(send(&kit, &mailer(server.port)).await, 0, "and no other link comes");

    // The same where the password is set by a link, and by the command line.
    for by_hand in [false, true] {
        kit.sql(|tx| tx.execute("DELETE FROM outbox", &[])).await;
        let email = acme.email.clone();
        let hash = people::set_password(kit.app(), &email, testkit::PASSWORD);
        hash.await.expect("set");
        let user = acme.user;
        kit.sql(move |tx| {
            tx.execute(
                "INSERT INTO tokens (kind, user_id, hash, address, created_at, expires_at)
                 VALUES ('confirmation', $1, $2, 'thief@elsewhere.test', 0, 9000000000000000000)",
                &[&user, &vec![u8::from(by_hand); 32]],
            )
        })
        .await;
        if by_hand {
            people::set_password(kit.app(), &email, "another password").await.expect("set");
        } else {
            people::forgot_password(kit.app(), &email, [192, 0, 2, 7].into()).await.expect("noted");
            send(&kit, &mailer(server.port)).await;
            let mails = server.mails();
            let reset = mails.iter().find(|mail| mail.contains("/reset/")).expect("it came");
            let token = token_in(reset, "/reset/");
            people::set_password_by_link(kit.app(), TokenKind::Reset, &token, "another password")
                .await
                .expect("set");
        }
        assert_eq!(kit.count("SELECT COUNT(*) FROM tokens WHERE used_at IS NULL").await, 0);
    }
}

async fn nobody_mails_the_world_through_us(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    let who = Credential::Session(acme.token.clone());
    for n in 0..5 {
        let to = format!("stranger{n}@elsewhere.test");
        people::change_email(kit.app(), &who, &to, testkit::PASSWORD).await.expect("noted");
    }
    let more = people::change_email(kit.app(), &who, "one@more.test", testkit::PASSWORD).await;
    assert!(matches!(more, Err(Error::Throttled(_))), "{more:?}");
    assert_eq!(kit.count("SELECT COUNT(*) FROM outbox WHERE state = 'waiting'").await, 1, "the newest alone");
    kit.pass(Duration::from_hours(25));
    people::change_email(kit.app(), &who, "one@more.test", testkit::PASSWORD).await.expect("another day");
}

async fn a_ticket_that_was_opened_again_is_not_told_closed(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (maria, acme) = acme_of_maria(&kit).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    send(&kit, &mailer(server.port)).await;
    kit.close(&maria, ticket).await;
    kit.comment(&acme, ticket, "It is not.").await;
    kit.pass(Duration::from_mins(6));
    send(&kit, &mailer(server.port)).await;
    let to_acme = |mail: &&String| header(mail, "To").contains("acme@");
    assert_eq!(server.mails().iter().filter(to_acme).count(), 0, "{:?}", server.mails());
    // A reply that closed is still a reply.
    let new = kit.new_message("That was it.");
    kit.write(&maria, move |cx| tickets::reply(cx, ticket, &new, Reply::AndClose)).await.expect("sent");
    kit.comment(&acme, ticket, "No.").await;
    send(&kit, &mailer(server.port)).await;
    let mails = server.mails();
    let mail = mails.iter().find(to_acme).expect("it came");
    assert!(mail.contains("That was it.") && !mail.contains("closed"), "{mail}");
}

async fn a_digest_looks_beyond_what_was_seen(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (maria, acme) = acme_of_maria(&kit).await;
    kit.write(&acme, |cx| notices::save_preferences(cx, &[(Topic::Answers, Channel::Panel)], true))
        .await
        .expect("saved");
    for n in 0..30 {
        let ticket = kit.open(&acme, &format!("Ticket {n}")).await;
        kit.reply(&maria, ticket, "On its way.").await;
    }
    kit.sql(|tx| {
        tx.execute("UPDATE notices SET seen_at = 1 WHERE event = 'manager_answered' AND id > 4", &[])
    })
    .await;
    kit.pass(Duration::from_hours(24));
    assert_eq!(notices::send_digests(kit.app()).await.expect("looked"), 1);
    send(&kit, &mailer(server.port)).await;
    let mails = server.mails();
    let mail = mails.iter().find(|mail| header(mail, "Subject").starts_with("What is new")).expect("it came");
    assert!(mail.contains("Ticket 0") && !mail.contains("Ticket 29"), "{mail}");
}

async fn a_digest_says_what_was_not_seen(engine: Engine) {
    let (kit, server) = (mailing(engine), MailServer::start().await);
    let (maria, acme) = acme_of_maria(&kit).await;
    kit.write(&acme, |cx| notices::save_preferences(cx, &[(Topic::Answers, Channel::Panel)], true))
        .await
        .expect("saved");
    let ticket = kit.open(&acme, "Where is my payment?").await;
    send(&kit, &mailer(server.port)).await;
    kit.reply(&maria, ticket, "On its way.").await;
    assert_eq!(notices::send_digests(kit.app()).await.expect("looked"), 0, "not before the morning");
    kit.pass(Duration::from_hours(24));
    assert_eq!(notices::send_digests(kit.app()).await.expect("looked"), 1);
    assert_eq!(notices::send_digests(kit.app()).await.expect("looked"), 0, "once a day");
    send(&kit, &mailer(server.port)).await;
    let mail = server.mails().pop().expect("it came");
    assert_eq!(header(&mail, "Subject"), "What is new at Northwind");
    assert!(mail.contains(&format!("New answer: #{ticket} Where is my payment?")), "{mail}");
    kit.write(&acme, notices::mark_all_seen).await.expect("seen");
    kit.pass(Duration::from_hours(24));
    assert_eq!(notices::send_digests(kit.app()).await.expect("looked"), 0, "nothing to say");
}

async fn who_looks_at_a_letter_is_not_let_in(engine: Engine) {
    let kit = mailing(engine);
    let (_, acme) = acme_of_maria(&kit).await;
    let admin = kit.admin().await;
    people::forgot_password(kit.app(), &acme.email, [192, 0, 2, 7].into()).await.expect("noted");
    let id = outbox::OutboxId::new(kit.count("SELECT id FROM outbox").await);
    let letter = kit
        .read(&admin, move |cx| {
            let (_, _, row) = outbox::delivery(cx, id)?;
            notices::letter(cx, &row, Links::Masked)
        })
        .await;
    let mail = mailer(1).mail(&letter.expect("seen").expect("there is one"));
    assert!(mail.plain.contains("https://desk.northwind.test/reset/%E2%80%A6"), "{}", mail.plain);
    assert_eq!(kit.count("SELECT COUNT(*) FROM tokens").await, 0);
    let real = kit
        .write(&admin, move |cx| {
            let (_, _, row) = outbox::delivery(cx, id)?;
            notices::letter(cx, &row, Links::Real)
        })
        .await;
    assert!(matches!(real, Err(Error::NotFound)), "only what sends it makes links");
}

/// The token in a link of a mail.
fn token_in(mail: &str, path: &str) -> LinkToken {
    let at = mail.find(path).unwrap_or_else(|| panic!("no link in:\n{mail}"));
    mail[at + path.len()..][..64].parse().expect("a token")
}

#[test]
fn tls_is_required_and_checked() {
    testkit::run(async {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
        let directory = tempfile::tempdir().expect("a temporary directory can be made");
        let (certificate, key) = (directory.path().join("cert.pem"), directory.path().join("key.pem"));
        std::fs::write(&certificate, made.cert.pem()).expect("written");
        std::fs::write(&key, made.signing_key.serialize_pem()).expect("written");
        let paths = [&certificate, &key].map(|path| path.to_str().expect("a path").to_owned());
        let starttls = MailServer::with(&["--tlscert", &paths[0], "--tlskey", &paths[1]]).await;
        let plain = MailServer::start().await;
        let kit = mailing(Engine::Sqlite);
        let (_, acme) = acme_of_maria(&kit).await;
        kit.open(&acme, "Where is my payment?").await;
        let to = |port: u16| format!("smtp://localhost:{port}");
        let roots = made.cert.pem().into_bytes();
        // A server without TLS, and one that nobody vouches for, get nothing.
        for (port, roots) in [(plain.port, Some(roots.clone())), (starttls.port, None)] {
            assert_eq!(send(&kit, &mailer_to(&to(port), courier::mail::Tls::Required, roots)).await, 1);
            kit.pass(Duration::from_mins(5));
        }
        assert_eq!(rows(&kit).await[0].0, State::Waiting);
        assert!(plain.mails().is_empty() && starttls.mails().is_empty());
        let good = mailer_to(&to(starttls.port), courier::mail::Tls::Required, Some(roots));
        assert_eq!(send(&kit, &good).await, 1);
        assert_eq!(
            (rows(&kit).await[0].0, starttls.mails().len()),
            (State::Sent, 1),
            "{:?}",
            rows(&kit).await
        );
    });
}

testkit::both_engines!(
    a_digest_looks_beyond_what_was_seen,
    a_digest_says_what_was_not_seen,
    a_new_password_ends_every_link,
    a_ticket_that_was_opened_again_is_not_told_closed,
    nobody_mails_the_world_through_us,
    a_link_runs_out,
    a_new_address_is_confirmed,
    a_password_is_set_by_a_link_once,
    a_ticket_is_one_conversation,
    a_whole_import_is_invited,
    an_unsubscribe_link_works_twice,
    several_couriers_send_each_mail_once,
    somebody_invited_comes_in,
    what_may_not_be_seen_any_more_is_not_sent,
    who_looks_at_a_letter_is_not_let_in,
);
