//! Answers that come by mail: whose they are, what becomes of them, and that nothing else does.

use std::time::Duration;

use db::Engine;
use desk::inbound::{self, LogFilter, Outcome, RefusedFile, WhyRefused};
use desk::mail_in::{self, Automatic, Mail, Receipt, Trouble};
use desk::reply_address::{LIFETIME_DAYS, ReplyAddress};
use desk::tickets::{Event, MessageKind, Side, Status, TicketId, Via, WaitingOn};
use desk::{Credential, Error, Settings};
use testkit::{Kit, Person};

const BASE: &str = "support@desk.example";

fn house(engine: Engine) -> Kit {
    Kit::with(engine, with_mail)
}

fn with_mail(settings: &mut Settings) {
    settings.reply_address = Some(BASE.to_owned());
    settings.channels = vec![desk::outbox::Channel::Email];
}

/// The address that a notice to this person about this ticket carries.
async fn address(kit: &Kit, who: &Person, ticket: TicketId) -> String {
    let place = ReplyAddress { ticket, user: who.user };
    let made = kit.read(&Credential::System, move |cx| place.on(cx, BASE)).await;
    made.expect("signed").expect("an address")
}

fn mail(number: u8, from: &Person, to: &str, text: &str) -> Mail {
    Mail {
        digest: [number; 32],
        sender: from.email.clone(),
        recipients: vec![BASE.to_owned(), to.to_owned()],
        text: text.to_owned(),
        ..Mail::default()
    }
}

async fn receive(kit: &Kit, mail: Mail) -> Receipt {
    kit.write(&Credential::System, move |cx| mail_in::receive(cx, &mail, &[])).await.expect("it is decided")
}

async fn outcome(kit: &Kit, mail: Mail) -> Outcome {
    receive(kit, mail).await.outcome
}

async fn an_answer_becomes_a_comment_or_a_reply(engine: Engine) {
    let kit = house(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;

    let to = address(&kit, &maria, ticket).await;
    let answer = Mail {
        quoted: format!(
            "On Monday <{to}> wrote:\n> hello\n> https://desk.example/unsubscribe/1-answers-0123456789abcdef0123"
        ),
        ..mail(1, &maria, &to, "It left today.")
    };
    let receipt = receive(&kit, answer).await;
    assert_eq!((receipt.outcome, receipt.ticket), (Outcome::Accepted, Some(ticket)));
    let seen = kit.conversation(&acme, ticket).await;
    let last = seen.messages.last().expect("a message");
    assert_eq!(Some(last.id), receipt.message);
    assert_eq!((last.kind, last.side, last.author), (MessageKind::Comment, Side::Manager, Some(maria.user)));
    assert_eq!((last.body.as_str(), last.via), ("It left today.", Via::Mail));
    assert_eq!(last.quoted, "", "what staff quoted is for staff");
    let colleague = kit.conversation(&kit.lead().await, ticket).await;
    assert_eq!(
        colleague.messages.last().expect("a message").quoted,
        "On Monday <support@desk.example> wrote:\n> hello\n> https://desk.example/unsubscribe/…",
        "nobody learns the signed address, or how to unsubscribe another"
    );
    assert!(seen.answered && seen.waiting_on == WaitingOn::Affiliate);

    let to = address(&kit, &acme, ticket).await;
    let answer = Mail {
        quoted: "x".repeat(20_000),
        ..mail(2, &acme, &to.to_uppercase(), "It has arrived, thank you.")
    };
    let receipt = receive(&kit, answer).await;
    assert_eq!(receipt.outcome, Outcome::Accepted);
    let seen = kit.conversation(&maria, ticket).await;
    let last = seen.messages.last().expect("a message");
    assert_eq!((last.side, last.author, last.quoted.as_str()), (Side::Affiliate, Some(acme.user), ""));
    assert_eq!(seen.waiting_on, WaitingOn::Us);
    let own = kit.conversation(&acme, ticket).await;
    assert_eq!(own.messages.last().expect("a message").quoted.len(), 10_000);
    kit.verify().await;
}

async fn what_came_before_is_dropped_whatever_it_says_now(engine: Engine) {
    let kit = house(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let other = kit.open(&acme, "And the other one?").await;
    let to = address(&kit, &acme, ticket).await;
    assert_eq!(outcome(&kit, mail(1, &acme, &to, "Once.")).await, Outcome::Accepted);
    assert_eq!(outcome(&kit, mail(1, &acme, &to, "Once.")).await, Outcome::Duplicate);
    assert_eq!(outcome(&kit, mail(1, &acme, &to, "Twice.")).await, Outcome::Duplicate);
    let elsewhere = address(&kit, &acme, other).await;
    assert_eq!(outcome(&kit, mail(1, &acme, &elsewhere, "Once.")).await, Outcome::Accepted, "to two tickets");
    assert_eq!(kit.count("SELECT COUNT(*) FROM messages WHERE kind = 'comment'").await, 2);

    // Nobody can use up the name of a mail that is yet to come.
    assert_eq!(outcome(&kit, mail(2, &acme, "support+1-1-1-00@desk.example", "x")).await, Outcome::Forged);
    assert_eq!(outcome(&kit, mail(2, &acme, &to, "Mine.")).await, Outcome::Accepted);
    kit.verify().await;
}

async fn addresses_that_are_not_this_persons_are_refused(engine: Engine) {
    let kit = house(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let rival = kit.affiliate("rival", None).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let to = address(&kit, &acme, ticket).await;

    let forged = to.replacen(&format!("-{}-", acme.user), &format!("-{}-", maria.user), 1);
    assert_eq!(outcome(&kit, mail(1, &maria, &forged, "I am Maria.")).await, Outcome::Forged);
    assert_eq!(outcome(&kit, mail(2, &acme, BASE, "Hello?")).await, Outcome::NotAnAnswer);
    assert_eq!(outcome(&kit, mail(3, &rival, &to, "I found this address.")).await, Outcome::Foreign);
    let from = |number, sender: &str| Mail { sender: sender.to_owned(), ..mail(number, &acme, &to, "Me.") };
    let tagged = acme.email.replacen('@', "+private@", 1);
    for (number, sender) in (40..).zip(["ann.private@mail.example", "", &tagged]) {
        assert_eq!(outcome(&kit, from(number, sender)).await, Outcome::Foreign, "{sender}");
    }
    let told = "SELECT COUNT(*) FROM inbound_log WHERE outcome = 'foreign' AND told = TRUE";
    assert_eq!(kit.count(told).await, 1, "whose address it is is told, once");
    assert_eq!(outcome(&kit, from(4, &acme.email.to_uppercase())).await, Outcome::Accepted);
    // Signed for a ticket that this person never saw.
    let foreign = address(&kit, &rival, ticket).await;
    assert_eq!(outcome(&kit, mail(5, &rival, &foreign, "Let me in.")).await, Outcome::NoAccess);

    kit.pass(Duration::from_hours(24 * (LIFETIME_DAYS.unsigned_abs() + 1)));
    let late = receive(&kit, mail(6, &acme, &to, "Much later.")).await;
    assert_eq!((late.outcome, late.ticket, late.message), (Outcome::Expired, Some(ticket), None));
    assert_eq!(kit.count("SELECT COUNT(*) FROM messages WHERE kind = 'comment'").await, 1);
}

async fn who_lost_access_writes_nothing(engine: Engine) {
    let kit = house(engine);
    let maria = kit.manager("maria").await;
    let noah = kit.manager("noah").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let ann = kit.colleague(&acme, "ann").await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let (to_maria, to_acme, to_ann) = (
        address(&kit, &maria, ticket).await,
        address(&kit, &acme, ticket).await,
        address(&kit, &ann, ticket).await,
    );

    let (affiliate, new) = (acme.affiliate_id(), noah.user);
    kit.sql(move |tx| {
        tx.execute("UPDATE affiliates SET manager_id = $1 WHERE id = $2", &[&new, &affiliate])?;
        tx.execute("UPDATE tickets SET manager_id = $1 WHERE affiliate_id = $2", &[&new, &affiliate])
    })
    .await;
    assert_eq!(outcome(&kit, mail(1, &maria, &to_maria, "Still me?")).await, Outcome::NoAccess);

    let email = ann.email.clone();
    kit.write(&Credential::System, move |cx| desk::people::disable_user(cx, &email)).await.expect("disabled");
    assert_eq!(outcome(&kit, mail(2, &ann, &to_ann, "Still me?")).await, Outcome::NoAccess);

    kit.sql(move |tx| tx.execute("UPDATE affiliates SET status = 'blocked' WHERE id = $1", &[&affiliate]))
        .await;
    assert_eq!(outcome(&kit, mail(3, &acme, &to_acme, "Still us?")).await, Outcome::NoAccess);
    assert_eq!(kit.count("SELECT COUNT(*) FROM messages WHERE kind = 'comment'").await, 0);
}

async fn machines_are_neither_taken_nor_told(engine: Engine) {
    let kit = house(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let to = address(&kit, &acme, ticket).await;
    let kinds = [
        (Automatic::Reply, Outcome::Automatic),
        (Automatic::Bounce, Outcome::Bounce),
        (Automatic::Bulk, Outcome::Bulk),
        (Automatic::Own, Outcome::Own),
    ];
    for (number, (automatic, expected)) in (1..).zip(kinds) {
        let from_machine = Mail { automatic: Some(automatic), ..mail(number, &acme, &to, "I am away.") };
        assert_eq!(
            receive(&kit, from_machine).await,
            Receipt { outcome: expected, ticket: Some(ticket), message: None }
        );
    }
    // Even one whose address is too old, or that is too large.
    kit.pass(Duration::from_hours(24 * (LIFETIME_DAYS.unsigned_abs() + 1)));
    let late = Mail {
        automatic: Some(Automatic::Reply),
        trouble: Some(Trouble::TooLarge),
        ..mail(9, &acme, &to, "")
    };
    assert_eq!(outcome(&kit, late).await, Outcome::Automatic);
    assert_eq!(kit.count("SELECT COUNT(*) FROM inbound_log WHERE told = TRUE").await, 0);
}

/// Two machines that answer each other without saying so in their headers: the desk takes a few, tells once, and is
/// silent then.
async fn a_loop_of_two_machines_ends(engine: Engine) {
    let kit = house(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let to = address(&kit, &acme, ticket).await;
    let most = kit.app().settings().mail_in.per_hour;
    let mut outcomes = Vec::new();
    for number in 1..=u8::try_from(most + 20).expect("few") {
        outcomes.push(outcome(&kit, mail(number, &acme, &to, "Thank you for your message.")).await);
        kit.pass(Duration::from_secs(10));
    }
    let count = |of| outcomes.iter().filter(|outcome| **outcome == of).count();
    assert_eq!((count(Outcome::Accepted), count(Outcome::TooMany)), (most as usize, 20));
    assert_eq!(kit.count("SELECT COUNT(*) FROM inbound_log WHERE told = TRUE").await, 1, "told once");

    kit.pass(Duration::from_mins(61));
    assert_eq!(outcome(&kit, mail(200, &acme, &to, "A person again.")).await, Outcome::Accepted);
    kit.verify().await;
}

async fn what_others_send_uses_up_nobodys_answers(engine: Engine) {
    let kit = Kit::with(engine, |settings| {
        with_mail(settings);
        settings.mail_in.per_hour = 3;
    });
    let acme = kit.affiliate("acme", None).await;
    let rival = kit.affiliate("rival", None).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let to = address(&kit, &acme, ticket).await;
    for number in 1..=10 {
        assert_eq!(outcome(&kit, mail(number, &rival, &to, "Me too.")).await, Outcome::Foreign);
    }
    assert_eq!(outcome(&kit, mail(20, &acme, &to, "Still here.")).await, Outcome::Accepted);
}

async fn what_cannot_be_taken_is_told_once_a_day(engine: Engine) {
    let kit = Kit::with(engine, |settings| {
        with_mail(settings);
        settings.reopen_on_comment = false;
    });
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let to = address(&kit, &acme, ticket).await;
    let long = "x".repeat(10_001);
    let cases = [
        (mail(1, &acme, &to, " \n"), Outcome::Empty),
        (mail(2, &acme, &to, &long), Outcome::TooLong),
        (Mail { trouble: Some(Trouble::TooLarge), ..mail(3, &acme, &to, "") }, Outcome::TooLarge),
        (Mail { trouble: Some(Trouble::Unreadable), ..mail(4, &acme, &to, "") }, Outcome::Unreadable),
    ];
    for (mail, expected) in cases {
        assert_eq!(outcome(&kit, mail).await, expected);
    }
    kit.close(&maria, ticket).await;
    assert_eq!(outcome(&kit, mail(5, &acme, &to, "One more thing.")).await, Outcome::Closed);
    let told = "SELECT COUNT(*) FROM inbound_log WHERE told = TRUE";
    assert_eq!(kit.count(told).await, 1);
    kit.pass(Duration::from_hours(25));
    assert_eq!(outcome(&kit, mail(6, &acme, &to, "Really.")).await, Outcome::Closed);
    assert_eq!(kit.count(told).await, 2);
    assert_eq!(kit.conversation(&acme, ticket).await.status, Status::Closed);
    assert_eq!(kit.count("SELECT COUNT(*) FROM messages WHERE kind = 'comment'").await, 0);
    kit.verify().await;
}

async fn files_are_kept_and_those_refused_are_named(engine: Engine) {
    let kit = house(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let to = address(&kit, &acme, ticket).await;
    let refused = vec![RefusedFile { name: "invoice.pdf".to_owned(), why: WhyRefused::Ending }];
    let alone = Mail { refused: refused.clone(), ..mail(1, &acme, &to, "") };
    let file = kit.upload(&acme, "shot.png", testkit::samples::PNG).await;
    let made =
        kit.write(&Credential::System, move |cx| mail_in::receive(cx, &alone, std::slice::from_ref(&file)));
    assert_eq!(made.await.expect("decided").outcome, Outcome::Accepted);
    let seen = kit.conversation(&maria, ticket).await;
    let [.., message, line] = &seen.messages[..] else { panic!("two messages") };
    assert_eq!((message.body.as_str(), message.files.len()), ("shot.png", 1), "files alone are named");
    assert_eq!((line.event, line.author), (Some(Event::FilesRefused), Some(acme.user)));
    assert_eq!(inbound::refused_files(&line.detail), refused);
    assert_eq!(inbound::refused_files("nonsense"), []);
    kit.verify().await;
}

async fn admins_alone_read_what_became_of_mails(engine: Engine) {
    let kit = house(engine);
    let (admin, lead) = (kit.admin().await, kit.lead().await);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let to = address(&kit, &acme, ticket).await;
    for number in 1..=30 {
        receive(&kit, mail(number, &acme, &to, "More.")).await;
        kit.pass(Duration::from_mins(3));
    }
    receive(&kit, mail(31, &acme, "support+1-1-1-00@desk.example", "More.")).await;
    let first = kit.read(&admin, |cx| inbound::log(cx, &LogFilter::default())).await.expect("read");
    assert_eq!(first.rows.len(), 25);
    assert_eq!(
        (first.rows[0].outcome, first.rows[0].ticket, first.rows[0].user.clone()),
        (Outcome::Forged, None, None)
    );
    assert_eq!((first.rows[1].outcome, first.rows[1].ticket), (Outcome::Accepted, Some(ticket)));
    assert_eq!(first.rows[1].user.as_deref(), Some("acme"));
    let next = LogFilter { from: first.next.clone(), ..LogFilter::default() };
    let second = kit.read(&admin, move |cx| inbound::log(cx, &next)).await.expect("read");
    assert_eq!(second.rows.len(), 6);
    for who in [lead.token.clone(), acme.token.clone()] {
        let refused = kit.read(&Credential::Session(who), |cx| inbound::log(cx, &LogFilter::default())).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
    for who in [admin.token, acme.token] {
        let mail = mail(40, &lead, &to, "Not the desk itself.");
        let refused = kit.write(&Credential::Session(who), move |cx| mail_in::receive(cx, &mail, &[])).await;
        assert!(matches!(refused, Err(Error::NotFound)), "mail is brought by the desk itself");
    }

    kit.pass(Duration::from_hours(24 * (LIFETIME_DAYS.unsigned_abs() + 1)));
    desk::sweep::rows(kit.app()).await.expect("swept");
    assert_eq!(
        kit.count("SELECT (SELECT COUNT(*) FROM inbound_log) + (SELECT COUNT(*) FROM mail_seen)").await,
        0
    );
}

async fn the_log_is_narrowed(engine: Engine) {
    let kit = house(engine);
    let admin = kit.admin().await;
    let acme = kit.affiliate("acme", None).await;
    let rival = kit.affiliate("rival", None).await;
    let (one, two) = (kit.open(&acme, "One").await, kit.open(&acme, "Two").await);
    let (to_one, to_two) = (address(&kit, &acme, one).await, address(&kit, &acme, two).await);
    for number in 1..=28 {
        receive(&kit, mail(number, &acme, &to_one, "More.")).await;
        kit.pass(Duration::from_mins(3));
    }
    receive(&kit, mail(50, &acme, &to_two, "Elsewhere.")).await;
    receive(&kit, mail(51, &rival, &to_two, "Mine?")).await;
    receive(&kit, mail(52, &rival, BASE, "Hello?")).await;
    let list = async |filter: LogFilter| {
        let page = kit.read(&admin, move |cx| inbound::log(cx, &filter)).await.expect("read");
        (page.rows.into_iter().map(|row| (row.outcome, row.ticket)).collect::<Vec<_>>(), page.next)
    };
    let of_sender =
        LogFilter { sender: Some(format!(" {}", rival.email.to_uppercase())), ..LogFilter::default() };
    assert_eq!(list(of_sender).await.0, [(Outcome::NotAnAnswer, None), (Outcome::Foreign, Some(two))]);
    let of_ticket = LogFilter { ticket: Some(two), ..LogFilter::default() };
    assert_eq!(
        list(of_ticket.clone()).await.0,
        [(Outcome::Foreign, Some(two)), (Outcome::Accepted, Some(two))]
    );
    let both = LogFilter { outcome: Some(Outcome::Accepted), ..of_ticket };
    assert_eq!(list(both.clone()).await.0, [(Outcome::Accepted, Some(two))]);
    let none = LogFilter { sender: Some(rival.email.clone()), ..both };
    assert_eq!(list(none).await.0, []);

    let by_telegram = LogFilter { via: Some(Via::Telegram), ..LogFilter::default() };
    assert_eq!(list(by_telegram).await.0, []);
    let by_mail =
        LogFilter { via: Some(Via::Mail), outcome: Some(Outcome::NotAnAnswer), ..LogFilter::default() };
    assert_eq!(list(by_mail).await.0, [(Outcome::NotAnAnswer, None)]);
    let taken = LogFilter { outcome: Some(Outcome::Accepted), ..LogFilter::default() };
    let (first, next) = list(taken.clone()).await;
    assert_eq!(first.len(), 25);
    let (second, _) = list(LogFilter { from: next, ..taken.clone() }).await;
    assert_eq!(second, vec![(Outcome::Accepted, Some(one)); 4]);
}

async fn one_process_looks_into_the_mailbox_at_a_time(engine: Engine) {
    let kit = Kit::with(engine, |settings| settings.mail_in.mailbox = Some("imaps://a@b/INBOX".to_owned()));
    let admin = kit.admin().await;
    let minute = Duration::from_mins(1);
    let lease = async |owner: &'static str| {
        kit.write(&Credential::System, move |cx| inbound::lease(cx, "imaps://a@b/INBOX", owner, minute)).await
    };
    let state = async || kit.read(&admin, mail_in::mailbox).await.expect("read").expect("one is configured");
    assert_eq!((state().await.looked, state().await.failures), (None, 0));
    assert!(lease("one").await.expect("asked"));
    assert!(!lease("two").await.expect("asked"));
    assert!(lease("one").await.expect("asked"), "and keeps it");
    kit.pass(minute);
    assert!(lease("two").await.expect("asked"), "one has died");

    let give_back = async |owner: &'static str| {
        kit.write(&Credential::System, move |cx| inbound::give_back(cx, "imaps://a@b/INBOX", owner)).await
    };
    give_back("one").await.expect("asked");
    assert!(!lease("one").await.expect("asked"), "it was not the first one's to give back");
    give_back("two").await.expect("asked");
    assert!(lease("one").await.expect("asked"), "at once");

    let looked = async || {
        kit.write(&Credential::System, |cx| inbound::looked(cx, "imaps://a@b/INBOX")).await.expect("noted");
    };
    let failed = async || {
        kit.write(&Credential::System, |cx| inbound::failed(cx, "imaps://a@b/INBOX", "no such\nmailbox"))
            .await
    };
    assert_eq!((failed().await.expect("noted"), failed().await.expect("noted")), (1, 2));
    assert_eq!((state().await.failures, state().await.error), (2, "no suchmailbox".to_owned()));
    looked().await;
    assert_eq!((state().await.failures, state().await.looked), (0, Some(kit.now())));
}

/// What is known by its headers alone is noted, and never called empty because nothing else of it was read.
async fn what_was_not_read_is_never_called_empty(engine: Engine) {
    let kit = house(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let to = address(&kit, &acme, ticket).await;
    let refuse =
        async |mail: Mail| kit.write(&Credential::System, move |cx| mail_in::refuse(cx, &mail)).await;
    let taken = refuse(mail(1, &acme, &to, "")).await;
    assert!(
        matches!(taken, Err(Error::Conflict(desk::error::Conflict::Changed))),
        "it would be taken: whoever brought it comes again, {taken:?}"
    );
    assert_eq!(refuse(mail(2, &acme, BASE, "")).await.expect("noted").outcome, Outcome::NotAnAnswer);
    let nothing = Mail { trouble: Some(Trouble::Unreadable), ..Mail::default() };
    assert_eq!(refuse(nothing).await.expect("noted").outcome, Outcome::Unreadable);
    assert_eq!(outcome(&kit, mail(1, &acme, &to, "Hello.")).await, Outcome::Accepted);
}

testkit::both_engines!(
    an_answer_becomes_a_comment_or_a_reply,
    what_came_before_is_dropped_whatever_it_says_now,
    addresses_that_are_not_this_persons_are_refused,
    who_lost_access_writes_nothing,
    machines_are_neither_taken_nor_told,
    a_loop_of_two_machines_ends,
    what_others_send_uses_up_nobodys_answers,
    what_cannot_be_taken_is_told_once_a_day,
    files_are_kept_and_those_refused_are_named,
    admins_alone_read_what_became_of_mails,
    the_log_is_narrowed,
    one_process_looks_into_the_mailbox_at_a_time,
    what_was_not_read_is_never_called_empty
);
