//! Linking Telegram on the account page.

use axum::http::StatusCode;
use desk::Credential;
use desk::outbox::Channel;
use desk::telegram::{self, Update};
use testkit::{Engine, Kit};

use crate::House;

async fn a_chat_is_linked_and_unlinked(engine: Engine) {
    let kit = Kit::with(engine, |settings| {
        settings.channels = vec![Channel::Telegram];
        settings.telegram_bot = Some("4242".to_owned());
    });
    let house = House::on(kit, "http://desk.test");
    let acme = house.kit.affiliate("acme", None).await;
    let theirs = house.of(&acme);
    let page = theirs.get("/account").await.is(StatusCode::OK);
    assert_eq!(page.text_of("[data-live=telegram] button"), "Link Telegram");
    assert!(!page.texts(".told th").contains(&"Telegram".to_owned()), "nothing to choose yet");

    // Before Telegram was asked what the bot is called there is a code all the same.
    let page = theirs.post("/account/telegram", &[]).await.is(StatusCode::OK);
    assert_eq!(page.text_of("[data-live=telegram-linked] .label"), "Send this to the programme’s bot:");
    house
        .kit
        .write(&Credential::System, |cx| telegram::known_as(cx, "4242", "northwind_bot"))
        .await
        .expect("noted");
    let page = theirs.post("/account/telegram", &[]).await.is(StatusCode::OK);
    let command = page.attr("#telegram-code", "value").expect("a command");
    let code = command.strip_prefix("/start ").expect("a command").to_owned();
    assert_eq!(code.len(), 32);
    let href = page.attr("[data-live=telegram-linked] a.button", "href").expect("a link");
    assert_eq!(href, format!("https://t.me/northwind_bot?start={code}"));
    assert!(!theirs.get("/account").await.html().contains(&code), "it is shown once");

    let update = Update {
        id: 1,
        chat: Some(501),
        message: 1,
        name: "<b>@ann</b>".to_owned(),
        text: command.clone(),
        ..Update::default()
    };
    let taken =
        house.kit.write(&Credential::System, move |cx| telegram::receive(cx, "4242", &update, &[])).await;
    taken.expect("linked");
    let page = theirs.get("/account").await.is(StatusCode::OK);
    assert!(page.text_of("[data-live=telegram-linked]").contains("Linked with <b>@ann</b>"));
    assert!(page.texts(".told th").contains(&"Telegram".to_owned()));

    let done = theirs.post("/account/telegram/unlink", &[]).await;
    assert_eq!(theirs.follow(&done).await.text_of(".flash"), "Telegram is unlinked.");
    theirs.post("/account/telegram/unlink", &[]).await.is(StatusCode::SEE_OTHER);
    for path in ["/account/telegram", "/account/telegram/unlink"] {
        house.browser().post(path, &[]).await.is(StatusCode::SEE_OTHER);
    }
}

async fn where_there_is_no_bot_nothing_is_said_of_one(engine: Engine) {
    let house = House::on(Kit::new(engine), "http://desk.test");
    let acme = house.kit.affiliate("acme", None).await;
    let theirs = house.of(&acme);
    assert!(!theirs.get("/account").await.html().contains("elegram"));
    theirs.post("/account/telegram", &[]).await.is(StatusCode::NOT_FOUND);
}

on_sqlite!(a_chat_is_linked_and_unlinked, where_there_is_no_bot_nothing_is_said_of_one);
