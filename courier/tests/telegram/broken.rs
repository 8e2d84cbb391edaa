//! Telegram away, refusing, and answering nonsense.

use std::time::{Duration, Instant};

use courier::telegram::Api;
use courier::telegram::poll::{self, Bot};
use desk::inbound::Outcome;
use desk::telegram::{self, Received};
use serde_json::json;
use testkit::Engine;
use tokio::sync::watch;

use crate::server::TOKEN;
use crate::{ANN, House};

/// A linked affiliate, and a notice for them that waits.
async fn with_notice(engine: Engine) -> House {
    let house = House::new(engine).await;
    house.link(&house.acme, ANN).await;
    let ticket = house.kit.open(&house.acme, "One").await;
    house.send().await;
    house.kit.reply(&house.maria, ticket, "Hello.").await;
    house
}

async fn what_cannot_leave_waits_and_leaves_once(engine: Engine) {
    let house = with_notice(engine).await;
    let before = house.server.sent().len();
    house.server.instead_raw(502, "<html>Bad Gateway</html>");
    house.server.instead(500, "Internal Server Error", &json!({}));
    house.server.instead_raw(200, "{\"ok\":true}");
    for _ in 0..3 {
        assert_eq!(house.send().await, 1);
        assert_eq!(house.count("waiting").await, 1);
        house.kit.pass(Duration::from_hours(1));
    }
    // A token that is not good any more, and a server that is not there.
    assert_eq!(house.send_with(house.server.api_with("4242:BBE-abc_DEFghijklmnopqrstuvwxyz0123")).await, 1);
    house.kit.pass(Duration::from_hours(2));
    let nowhere = "http://127.0.0.1:1/".parse().expect("an address");
    let nowhere = Api::new(&nowhere, TOKEN.parse().expect("a token")).expect("a client");
    assert_eq!(house.send_with(nowhere).await, 1);
    let answers = house.kit.sql(|tx| {
        tx.query("SELECT answer FROM deliveries WHERE outcome = 'failed'", &[], |row| row.get::<String>(0))
    });
    let answers = answers.await;
    assert_eq!(answers.len(), 5);
    assert!(
        answers
            .iter()
            .all(|answer| !answer.is_empty() && !answer.contains("AAE-") && !answer.contains("BBE-")),
        "{answers:?}"
    );
    house.kit.pass(Duration::from_hours(2));
    assert_eq!((house.send().await, house.send().await), (1, 0));
    assert_eq!(house.server.sent().len(), before + 1);
}

async fn what_telegram_asks_for_is_waited_for(engine: Engine) {
    let house = with_notice(engine).await;
    house.server.instead(429, "Too Many Requests: retry after 600", &json!({ "retry_after": 600 }));
    assert_eq!(house.send().await, 1);
    house.kit.pass(Duration::from_mins(9));
    assert_eq!(house.send().await, 0);
    house.kit.pass(Duration::from_mins(2));
    assert_eq!(house.send().await, 1);
}

async fn a_bot_that_was_blocked_writes_no_more(engine: Engine) {
    let house = with_notice(engine).await;
    house.server.instead(403, "Forbidden: bot was blocked by the user", &json!({}));
    assert_eq!(house.send().await, 1);
    assert_eq!(house.kit.read(&house.acme, telegram::linked).await.expect("asked"), None);
    assert_eq!(
        (house.count("dead").await, house.count("dropped").await),
        (0, 1),
        "nobody here can mend that"
    );
    let ticket = house.kit.open(&house.acme, "Two").await;
    house.kit.reply(&house.maria, ticket, "Hello.").await;
    assert_eq!(house.send().await, 0);
}

async fn what_is_never_taken_stands_among_the_dead(engine: Engine) {
    let house = with_notice(engine).await;
    house.server.instead(400, "Bad Request: can't parse entities", &json!({}));
    assert_eq!(house.send().await, 1);
    assert_eq!(house.count("dead").await, 1);
    assert!(house.kit.read(&house.acme, telegram::linked).await.expect("asked").is_some());
}

async fn nonsense_is_passed_over(engine: Engine) {
    let house = with_notice(engine).await;
    house.send().await;
    let (_, question) = house.last_to(ANN);
    for update in [
        json!("nonsense"),
        json!({ "message": {} }),
        json!({ "update_id": 1100, "message": { "message_id": "seven" } }),
        json!({ "update_id": 1101, "edited_message": { "text": "no" } }),
        json!({ "update_id": 1102, "message": { "message_id": 9, "chat": { "id": -5, "type": "group" },
            "from": { "id": ANN, "is_bot": false }, "text": "In a group.", "reply_to_message": { "message_id": question } } }),
    ] {
        house.server.push(update);
    }
    house.server.number_from(1103);
    house.server.answer(ANN, question, "With a \0 in it.");
    let read = house.read().await;
    assert_eq!(read.last(), Some(&Received::Answer(Outcome::Accepted)), "{read:?}");
    assert_eq!(read.iter().filter(|received| **received != Received::Passed).count(), 1);
}

async fn a_server_that_numbers_nothing_is_no_bot_api(engine: Engine) {
    let house = House::new(engine).await;
    house.server.push(json!("nonsense"));
    let read = house.read_with(house.server.api()).await;
    assert!(read.as_ref().is_err_and(|error| error.contains("has no number")), "{read:?}");
}

async fn a_file_that_cannot_be_fetched_now_is_fetched_later(engine: Engine) {
    let house = with_notice(engine).await;
    house.send().await;
    let (_, question) = house.last_to(ANN);
    house.server.answer(ANN, question, "Words.");
    let wrong = house.read_with(house.server.api_with("4242:BBE-abc_DEFghijklmnopqrstuvwxyz0123")).await;
    assert_eq!(wrong, Err("401 Unauthorized".to_owned()));
    assert_eq!(house.read().await, [Received::Answer(Outcome::Accepted)], "nothing was lost meanwhile");
}

/// Two processes ask; one of them does, and a stop does not wait for the open question.
async fn one_process_asks_and_stops_at_once(engine: Engine) {
    let house = with_notice(engine).await;
    let (stop, stopped) = watch::channel(false);
    let app = house.kit.app();
    let running: Vec<_> = (0..2)
        .map(|_| tokio::spawn(poll::run(Bot::new(app.clone(), house.server.api()), stopped.clone())))
        .collect();
    while house.server.calls("getUpdates") < 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let username = house
        .kit
        .sql(|tx| tx.query_one("SELECT username FROM telegram_bots", &[], |row| row.get::<String>(0)));
    assert_eq!(username.await, "northwind_bot");
    assert_eq!(house.server.calls("getMe"), 2, "that of the test's own reading, and that of one of the two");
    let began = Instant::now();
    stop.send(true).expect("they listen");
    for one in running {
        one.await.expect("it ends");
    }
    assert!(began.elapsed() < Duration::from_secs(5));
}

testkit::both_engines!(
    what_cannot_leave_waits_and_leaves_once,
    what_telegram_asks_for_is_waited_for,
    a_bot_that_was_blocked_writes_no_more,
    what_is_never_taken_stands_among_the_dead,
    nonsense_is_passed_over,
    a_server_that_numbers_nothing_is_no_bot_api,
    a_file_that_cannot_be_fetched_now_is_fetched_later,
    one_process_asks_and_stops_at_once,
);
