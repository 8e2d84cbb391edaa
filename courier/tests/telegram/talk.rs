//! What people and the bot say to each other.

use std::time::Duration;

use desk::Error;
use desk::inbound::Outcome;
use desk::news::Then;
use desk::notices::{self, save_preferences};
use desk::outbox::{Channel, Topic};
use desk::telegram::{self, Linked, Received, Update};
use desk::tickets::Via;
use serde_json::json;
use testkit::samples::png_of;
use testkit::{Engine, Person};

use crate::{ANN, House, MARIA, SYSTEM};

const ACCEPTED: [Received; 1] = [Received::Answer(Outcome::Accepted)];

async fn linked(house: &House, who: &Person) -> Option<Linked> {
    house.kit.read(who, telegram::linked).await.expect("asked")
}

async fn a_code_links_one_chat_once(engine: Engine) {
    let house = House::new(engine).await;
    house.server.say(ANN, "Hello?");
    house.read().await;
    house.send().await;
    let (text, _) = house.last_to(ANN);
    assert!(
        text.contains("link Telegram in your account") && text.contains("https://desk.test/account#telegram"),
        "{text}"
    );

    let (former, code) = (house.code(&house.acme).await, house.code(&house.acme).await);
    let stored = house
        .kit
        .sql(|tx| tx.query("SELECT hash FROM telegram_codes", &[], |row| row.get::<Vec<u8>>(0)))
        .await;
    assert!(stored.len() == 1 && stored[0] != code.as_bytes(), "only its hash is kept");
    for (chat, sent, good) in [(ANN, &former, false), (ANN, &code, true), (777, &code, false)] {
        house.server.say(chat, &format!("/start {sent}"));
        house.read().await;
        house.send().await;
        let (text, _) = house.last_to(chat);
        assert_eq!(text.contains("is linked with the account of acme"), good, "{text}");
    }
    let link = linked(&house, &house.acme).await.expect("linked");
    assert_eq!((link.chat, link.name.as_str()), (ANN, "@person501"));
    let told = house
        .kit
        .count("SELECT COUNT(*) FROM outbox WHERE channel = 'email' AND event = 'telegram_linked'")
        .await;
    assert_eq!(told, 1, "whoever reads the account's mail is told");

    let late = house.code(&house.maria).await;
    house.kit.pass(Duration::from_mins(16));
    house.server.say(MARIA, &format!("/start {late}"));
    house.read().await;
    assert_eq!(linked(&house, &house.maria).await, None, "a code is good for a quarter of an hour");
    house.kit.verify().await;
}

async fn a_link_ends_on_either_side_and_a_chat_is_one_persons(engine: Engine) {
    let house = House::linked(engine).await;
    house.kit.write(&house.acme, telegram::unlink).await.expect("ended");
    house.send().await;
    assert!(house.last_to(ANN).0.contains("not linked"), "{:?}", house.last_to(ANN));
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Hello.").await;
    house.send().await;
    assert!(house.last_to(ANN).0.contains("not linked"), "nothing more comes");

    house.server.say(MARIA, "/stop");
    house.read().await;
    assert_eq!(linked(&house, &house.maria).await, None);

    let bob = house.kit.colleague(&house.acme, "bob").await;
    house.link(&house.acme, ANN).await;
    house.link(&bob, ANN).await;
    assert_eq!(linked(&house, &house.acme).await, None, "the chat is another's now");
    assert_eq!(linked(&house, &bob).await.map(|link| link.chat), Some(ANN));
}

async fn a_new_password_shuts_a_chat_out(engine: Engine) {
    let house = House::linked(engine).await;
    let code = house.code(&house.acme).await;
    let links = async || house.kit.count("SELECT COUNT(*) FROM telegram_links").await;
    assert_eq!(links().await, 2);
    desk::people::set_password(house.kit.app(), &house.acme.email, "another password").await.expect("set");
    assert_eq!(links().await, 1, "that of the manager is left");
    house.server.say(ANN, &format!("/start {code}"));
    house.read().await;
    assert_eq!(links().await, 1, "nor does a code from before let it in again");
}

async fn what_can_never_be_taken_is_passed_over_and_said(engine: Engine) {
    let house = House::linked(engine).await;
    let update = Update { id: 5_000, chat: Some(ANN), message: 9, ..Update::default() };
    for expected in [Received::Answer(Outcome::Unreadable), Received::Passed] {
        let update = update.clone();
        let passed = house.kit.write(SYSTEM, move |cx| telegram::pass_over(cx, "4242", &update)).await;
        assert_eq!(passed.expect("noted"), expected);
    }
    house.send().await;
    assert!(house.last_to(ANN).0.contains("could not be put on the ticket"), "{:?}", house.last_to(ANN));
}

async fn notices_come_with_a_link_and_answers_become_comments(engine: Engine) {
    let house = House::linked(engine).await;
    let ticket = house.kit.open(&house.acme, "Where is <my> payment & why?").await;
    house.send().await;
    let (text, _) = house.last_to(MARIA);
    assert!(text.starts_with("<b>acme opened a ticket</b>"), "{text}");
    assert!(!text.contains("<my>") && text.contains("payment &#38; why?"), "{text}");
    assert!(text.contains(&format!("href=\"https://desk.test/desk/tickets/{ticket}#message-")), "{text}");
    assert_eq!(house.server.last_to(MARIA)["parse_mode"], "HTML");

    house.kit.reply(&house.maria, ticket, "Which transaction?").await;
    house.send().await;
    let (text, question) = house.last_to(ANN);
    assert!(text.contains("<blockquote>Which transaction?</blockquote>"), "{text}");
    assert!(
        text.contains(&format!("https://desk.test/support/{ticket}"))
            && text.contains("Reply to this message"),
        "{text}"
    );

    let asked = house.server.answer(ANN, question, "It is TX-1001.");
    assert_eq!(house.read().await, ACCEPTED);
    while house.send().await > 0 {}
    let sent = house.server.sent();
    let added =
        sent.iter().find(|message| message["chat_id"] == ANN && message["disable_notification"] == true);
    let added = added.expect("it is said that it arrived");
    assert_eq!(added["text"], format!("Added to ticket #{ticket}."));
    assert_eq!(added["reply_parameters"]["message_id"], asked);

    let comment =
        sent.iter().find(|message| message["text"].as_str().is_some_and(|text| text.contains("TX-1001")));
    let comment = comment.expect("the manager is told");
    assert_eq!(comment["chat_id"], MARIA);
    house.server.answer(MARIA, comment["message_id"].as_i64().expect("a number"), "Paid today.");
    assert_eq!(house.read().await, ACCEPTED);
    let said = house.said(ticket).await;
    let said: Vec<_> =
        said.iter().map(|(author, body, via)| (author.as_str(), body.as_str(), *via)).collect();
    assert_eq!(
        said[1..],
        [
            ("maria", "Which transaction?", Via::Page),
            ("acme", "It is TX-1001.", Via::Telegram),
            ("maria", "Paid today.", Via::Telegram),
        ]
    );
    house.kit.verify().await;
}

async fn news_and_closings_are_told_too_as_they_were_chosen(engine: Engine) {
    let house = House::linked(engine).await;
    let post = house.kit.new_post("Double rates", "All of December.");
    house
        .kit
        .write(&house.maria, move |cx| desk::news::create(cx, &post, Then::Publish))
        .await
        .expect("published");
    house.send().await;
    let (text, number) = house.last_to(ANN);
    assert!(text.contains("Double rates") && text.contains("https://desk.test/news/"), "{text}");
    house.server.answer(ANN, number, "Great!");
    assert_eq!(house.read().await, [Received::Answer(Outcome::NotAnAnswer)]);
    house.send().await;
    assert!(house.last_to(ANN).0.contains("Which ticket is it for?"), "{:?}", house.last_to(ANN));

    let chosen = house.kit.read(&house.acme, notices::preferences).await.expect("read");
    assert!(chosen.channels.contains(&Channel::Telegram));
    let wanted = [(Topic::Closings, Channel::Telegram)];
    house.kit.write(&house.acme, move |cx| save_preferences(cx, &wanted, false)).await.expect("saved");
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Not told.").await;
    house.kit.close(&house.maria, ticket).await;
    house.kit.pass(Duration::from_mins(6));
    while house.send().await > 0 {}
    let to_ann: Vec<String> = house
        .server
        .sent()
        .iter()
        .filter(|message| message["chat_id"] == ANN)
        .map(|message| message["text"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(
        to_ann.iter().all(|text| !text.contains("Not told."))
            && to_ann.last().is_some_and(|text| text.contains("is closed")),
        "{to_ann:?}"
    );

    let nobody = house.kit.colleague(&house.acme, "bob").await;
    let chosen = house.kit.read(&nobody, notices::preferences).await.expect("read");
    assert!(!chosen.channels.contains(&Channel::Telegram), "who has no chat has nothing to choose");
}

async fn pictures_come_along_under_the_tickets_rules(engine: Engine) {
    let house = House::linked(engine).await;
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Show me.").await;
    house.send().await;
    let (_, question) = house.last_to(ANN);
    let to = json!({ "message_id": question });
    house.server.keep_file("small", &png_of(2, 2));
    house.server.keep_file("shot", &png_of(40, 30));
    house.server.keep_file("liar", b"MZ this is a program");
    let photo = json!([
        { "file_id": "small", "file_size": 10 },
        { "file_id": "shot", "file_size": 900 },
    ]);
    // Telegram makes JPEGs of photos; one that is called so and is a PNG is refused like in a form.
    for (more, outcome) in [
        (
            json!({ "document": { "file_id": "shot", "file_name": "screen.png", "file_size": 900 }, "caption": "Here." }),
            Outcome::Accepted,
        ),
        (json!({ "document": { "file_id": "shot", "file_name": "again.png" } }), Outcome::Accepted),
        (json!({ "photo": photo, "caption": "A photo that is none." }), Outcome::Accepted),
        (
            json!({ "document": { "file_id": "liar", "file_name": "x.png" }, "caption": "A lie." }),
            Outcome::Accepted,
        ),
        (
            json!({ "document": { "file_id": "shot", "file_name": "x.exe" }, "caption": "A program." }),
            Outcome::Accepted,
        ),
        (
            json!({ "document": { "file_id": "huge", "file_name": "x.zip", "file_size": 5 * 1024 * 1024 + 1 }, "caption": "Too much." }),
            Outcome::Accepted,
        ),
        (
            json!({ "document": { "file_id": "lost", "file_name": "x.zip" }, "caption": "Not there." }),
            Outcome::Accepted,
        ),
        (json!({ "voice": { "file_id": "shot" } }), Outcome::Empty),
        (json!({ "sticker": { "file_id": "shot" } }), Outcome::Empty),
    ] {
        let mut more = more;
        more["reply_to_message"] = to.clone();
        house.server.write(ANN, &more);
        assert_eq!(house.read().await, [Received::Answer(outcome)], "{more}");
    }
    let conversation = house.kit.conversation(&house.maria, ticket).await;
    let files: Vec<_> = conversation
        .messages
        .iter()
        .flat_map(|message| &message.files)
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(files, ["screen.png", "again.png"]);
    let lines: Vec<_> = conversation
        .messages
        .iter()
        .filter(|message| message.event.is_some())
        .map(|message| message.detail.clone())
        .collect();
    for why in ["signature", "ending", "too_large", "unavailable"] {
        assert!(lines.iter().any(|line| line.contains(why)), "{why}: {lines:?}");
    }
    assert_eq!(
        conversation.messages.iter().filter(|message| message.body == "again.png").count(),
        1,
        "files alone are called by their names"
    );
    house.kit.verify().await;
}

/// Telegram tells of every picture of an album by itself, and not of all at once.
async fn an_album_is_one_answer(engine: Engine) {
    let house = House::linked(engine).await;
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Show me.").await;
    house.send().await;
    let (_, question) = house.last_to(ANN);
    house.server.keep_file("shot", &png_of(40, 30));
    let album = |album: &str, pictures: std::ops::RangeInclusive<i32>, caption: &str| {
        for number in pictures {
            house.server.write(
                ANN,
                &json!({
                    "document": { "file_id": "shot", "file_name": format!("{number}.png") }, "media_group_id": album,
                    "caption": if number == 1 { caption } else { "" }, "reply_to_message": { "message_id": question },
                }),
            );
        }
    };
    house.server.answer(ANN, question, "First words.");
    album("7001", 1..=3, "All three.");
    house.server.hold_back(2);
    let answer = Received::Answer(Outcome::Accepted);
    assert_eq!(house.read().await, [answer, answer]);
    // With the words of whom it comes from, not more than a message may have.
    album("7002", 1..=6, "");
    assert_eq!(house.read().await, [answer]);
    let conversation = house.kit.conversation(&house.maria, ticket).await;
    let said: Vec<_> = conversation
        .messages
        .iter()
        .filter(|message| message.via == Via::Telegram)
        .map(|message| (message.body.as_str(), message.files.len()))
        .collect();
    let names = "1.png\n2.png\n3.png\n4.png\n5.png";
    assert_eq!(said, [("First words.", 0), ("All three.", 3), (names, 5)]);
    let refused =
        conversation.messages.iter().filter_map(|message| message.event.is_some().then_some(&message.detail));
    assert!(refused.clone().any(|line| line.contains("6.png") && line.contains("too_many")));
    assert_eq!(house.send().await, 3 + 3, "it is said once of each, and the manager is told once of each");
    assert!(house.server.waiting().is_empty(), "all of it was got past");
    house.kit.verify().await;
}

async fn what_is_not_theirs_to_write_is_refused_and_said(engine: Engine) {
    let house = House::with(engine, |settings| settings.reopen_on_comment = false).await;
    house.link(&house.acme, ANN).await;
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Hello.").await;
    while house.send().await > 0 {}
    let (_, question) = house.last_to(ANN);
    let expect = async |chat: i64, text: &str, received: Received, said: &str| {
        house.server.answer(chat, question, text);
        assert_eq!(house.read().await, [received], "{said}");
        house.send().await;
        assert!(house.last_to(chat).0.contains(said), "{said}: {:?}", house.last_to(chat));
    };
    let answer = |outcome| Received::Answer(outcome);
    expect(ANN, &"x".repeat(10_001), answer(Outcome::TooLong), "longer than 10,000").await;
    expect(ANN, "  ", answer(Outcome::Empty), "nothing in it").await;
    expect(ANN, "/help", Received::Command, "reply to its message").await;
    // The number of a message says nothing in another chat.
    let eve = house.kit.affiliate("eve", Some(&house.maria)).await;
    house.link(&eve, 666).await;
    expect(666, "Let me in.", answer(Outcome::NotAnAnswer), "Which ticket").await;
    house.kit.close(&house.maria, ticket).await;
    expect(ANN, "But…", answer(Outcome::Closed), "The ticket is closed").await;

    // A colleague who takes the chat over may not answer what was sent to somebody else.
    let bob = house.kit.colleague(&house.acme, "bob").await;
    house.link(&bob, ANN).await;
    house.send().await;
    expect(ANN, "I am Bob.", answer(Outcome::NotAnAnswer), "Which ticket").await;
    house.link(&house.acme, ANN).await;
    house.send().await;

    house.kit.sql(|tx| tx.execute("UPDATE affiliates SET status = 'blocked' WHERE name = 'acme'", &[])).await;
    expect(ANN, "Still me.", answer(Outcome::NoAccess), "no longer write").await;
    assert!(
        !house.last_to(ANN).0.contains("/support/"),
        "of a ticket that is not theirs they are told nothing"
    );
    assert_eq!(house.said(ticket).await.len(), 2, "nothing of it is on the ticket");
    let log = house.kit.count("SELECT COUNT(*) FROM inbound_log WHERE via = 'telegram'").await;
    assert_eq!(log, 6);
}

async fn so_many_are_taken_within_an_hour(engine: Engine) {
    let house = House::with(engine, |settings| settings.mail_in.per_hour = 2).await;
    house.link(&house.acme, ANN).await;
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Hello.").await;
    while house.send().await > 0 {}
    let (_, question) = house.last_to(ANN);
    let mut outcomes = Vec::new();
    for n in 0..3 {
        house.server.answer(ANN, question, &format!("Answer {n}"));
        outcomes.extend(house.read().await);
    }
    let expected = [Outcome::Accepted, Outcome::Accepted, Outcome::TooMany].map(Received::Answer);
    assert_eq!(outcomes, expected);
    // A stranger who writes and writes is answered a few times.
    for _ in 0..12 {
        house.server.say(999, "Hello?");
    }
    house.read().await;
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM outbox WHERE address = '999'").await, 5);
}

/// The newest message in a chat is the bot's own, and people answer what is newest.
async fn what_the_bot_said_of_a_ticket_is_answered_like_a_notice(engine: Engine) {
    let house = House::linked(engine).await;
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Hello.").await;
    house.send().await;
    let (_, question) = house.last_to(ANN);
    house.server.answer(ANN, question, "First.");
    house.read().await;
    house.send().await;
    let (text, added) = house.last_to(ANN);
    assert!(text.contains("Added to ticket"), "{text}");
    house.server.answer(ANN, added, "And second.");
    assert_eq!(house.read().await, ACCEPTED);
    house.server.answer(ANN, question, &"x".repeat(10_001));
    house.read().await;
    house.send().await;
    house.server.answer(ANN, house.last_to(ANN).1, "Shorter.");
    assert_eq!(house.read().await, ACCEPTED);
    let said: Vec<_> = house.said(ticket).await.into_iter().map(|(_, body, _)| body).collect();
    assert_eq!(said[2..], ["First.", "And second.", "Shorter."]);

    // What it says of nothing in particular leads nowhere.
    house.server.say(ANN, "/help");
    house.read().await;
    house.send().await;
    house.server.answer(ANN, house.last_to(ANN).1, "Thanks.");
    assert_eq!(house.read().await, [Received::Answer(Outcome::NotAnAnswer)]);
}

/// Each bot has numbers of its own for what is said in a chat with it.
async fn another_bots_messages_are_not_this_ones(engine: Engine) {
    let house = House::linked(engine).await;
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Hello.").await;
    house.send().await;
    let (_, question) = house.last_to(ANN);
    let update = Update {
        id: 1,
        chat: Some(ANN),
        message: 90,
        text: "Of the new bot's own words.".to_owned(),
        answers: Some(question),
        ..Update::default()
    };
    let received = house.kit.write(SYSTEM, move |cx| telegram::receive(cx, "5555", &update, &[])).await;
    assert_eq!(received.expect("decided"), Received::Answer(Outcome::NotAnAnswer));
    assert_eq!(house.said(ticket).await.len(), 2);
}

async fn each_message_is_taken_once(engine: Engine) {
    let house = House::linked(engine).await;
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Hello.").await;
    house.send().await;
    let (_, question) = house.last_to(ANN);
    house.server.answer(ANN, question, "Once.");
    let update = house.server.waiting().pop().expect("it waits");
    assert_eq!(house.read().await, ACCEPTED);
    // Telegram was told, but did not hear it.
    house.server.push(update.clone());
    assert_eq!(house.read().await, [], "it is not even told again what was asked beyond");
    let stale = house.kit.sql(|tx| tx.execute("UPDATE telegram_bots SET next_update = 0", &[]));
    stale.await;
    house.server.push(update);
    house.read().await;
    assert_eq!(house.said(ticket).await.iter().filter(|(_, body, _)| body == "Once.").count(), 1);

    // After a week of silence the numbers begin anew, below.
    house.kit.pass(Duration::from_hours(24 * 8));
    house.server.number_from(7);
    house.server.answer(ANN, question, "A week later.");
    assert_eq!(house.read().await, ACCEPTED);
    assert_eq!(house.read().await, []);
}

async fn there_is_no_code_without_a_bot(engine: Engine) {
    let house = House::with(engine, |settings| settings.channels = vec![]).await;
    let refused = house.kit.write(&house.acme, |cx| telegram::code(cx).map(drop)).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    assert!(house.kit.read(&house.acme, telegram::bot).await.is_err(), "how it fares is for admins");
    assert!(house.kit.read(SYSTEM, |cx| telegram::next_update(cx, "4242")).await.is_ok());
}

testkit::both_engines!(
    a_new_password_shuts_a_chat_out,
    what_can_never_be_taken_is_passed_over_and_said,
    a_code_links_one_chat_once,
    a_link_ends_on_either_side_and_a_chat_is_one_persons,
    notices_come_with_a_link_and_answers_become_comments,
    news_and_closings_are_told_too_as_they_were_chosen,
    pictures_come_along_under_the_tickets_rules,
    an_album_is_one_answer,
    what_the_bot_said_of_a_ticket_is_answered_like_a_notice,
    another_bots_messages_are_not_this_ones,
    what_is_not_theirs_to_write_is_refused_and_said,
    so_many_are_taken_within_an_hour,
    each_message_is_taken_once,
    there_is_no_code_without_a_bot,
);
