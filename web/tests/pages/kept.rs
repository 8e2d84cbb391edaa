//! Good files stay with a form that was refused.

use std::time::Duration;

use axum::http::StatusCode;
use testkit::{Engine, Person, samples};

use crate::{Browser, House, Page};

async fn house(engine: Engine) -> (House, Person) {
    let house = House::new(engine);
    let acme = house.kit.affiliate("acme", None).await;
    (house, acme)
}

/// A form that was sent without a title, with these files.
async fn refused(browser: &Browser, files: &[(&str, &[u8])]) -> Page {
    let form = browser.get("/support/new").await.form("/support/new");
    let form = form.set("type", "general").set("description", "See the file.");
    let form = files.iter().fold(form, |form, (name, bytes)| form.file(name, bytes));
    browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY)
}

async fn a_kept_file_is_sent_with_the_next_try(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let page =
        refused(&browser, &[("a.png", samples::PNG), ("bad.pdf", b"%PDF"), ("b.zip", samples::ZIP)]).await;
    assert_eq!(page.texts(".kept-name"), ["a.png", "b.zip"]);
    // Refused again, the files are still there, with one more.
    let form = page.form("/support/new").file("c.gif", samples::GIF);
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.texts(".kept-name"), ["a.png", "b.zip", "c.gif"]);
    // One is taken away; the others come with the ticket, in their order.
    let mut form = page.form("/support/new").set("title", "Files");
    let second = form.fields.iter().filter(|(name, _)| name == "kept").nth(1).cloned().expect("a kept file");
    form.fields.retain(|field| *field != second);
    let page = browser.submit(&form).await;
    let page = browser.follow(&page).await.is(StatusCode::OK);
    let files = page.texts("a[href^='/files/']").join(" ");
    assert!(files.contains("a.png") && files.contains("c.gif") && !files.contains("b.zip"), "{files}");
    let dom = page.dom();
    for link in dom.select(&crate::css("a[href^='/files/']")) {
        let href = link.value().attr("href").expect("a link");
        assert!(!browser.get(href).await.is(StatusCode::OK).bytes.is_empty());
    }
    house.kit.verify().await;
    house.kit.pass(Duration::from_hours(48));
    desk::sweep::staged_files(house.kit.app()).await.expect("the sweeper runs");
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 0);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM attachments").await, 2);
    house.kit.verify().await;
}

async fn kept_files_count(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let names = ["1.png", "2.png", "3.png", "4.png", "5.png"];
    let page = refused(&browser, &names.map(|name| (name, samples::PNG))).await;
    let form = page.form("/support/new").set("title", "Files").file("6.png", samples::PNG);
    let page = browser.submit(&form).await.is(StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(page.error_of("attachment"), "There are too many files. Attach 5 files at most.");
    assert_eq!(page.texts(".kept-name"), names);
    let page = browser.submit(&page.form("/support/new")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

async fn somebody_elses_file_cannot_be_taken(engine: Engine) {
    let (house, acme) = house(engine).await;
    let rival = house.kit.affiliate("rival", None).await;
    let page = refused(&house.of(&acme), &[("secret.png", samples::PNG)]).await;
    let theirs = page.form("/support/new").get("kept").to_owned();
    let browser = house.of(&rival);
    for id in [theirs.as_str(), "999999", "9223372036854775807"] {
        let form = browser.get("/support/new").await.form("/support/new").add("kept", id);
        let form = form.set("type", "general").set("title", "Mine").set("description", "Give me that.");
        let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.error_of("attachment"), "A file that was here before is gone. Choose it again.");
        assert!(!page.html().contains("secret.png"));
        assert_eq!(page.count("input[name=kept]"), 0);
        assert_eq!(page.value("title"), "Mine");
    }
    // What is no id at all is nothing.
    for id in ["", "x", "-1", "99999999999999999999"] {
        let form = browser.get("/support/new").await.form("/support/new").add("kept", id);
        let form = form.set("type", "general").set("title", "Mine").set("description", "Give me that.");
        assert_eq!(browser.submit(&form).await.status, StatusCode::SEE_OTHER, "{id}");
    }
    // Its owner still has it.
    let page = house.of(&acme).submit(&page.form("/support/new").set("title", "Files")).await;
    assert!(house.of(&acme).follow(&page).await.html().contains("secret.png"));
    house.kit.verify().await;
}

async fn a_file_named_twice_is_one(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = refused(&browser, &[("a.png", samples::PNG)]).await.form("/support/new").set("title", "Files");
    let id = form.get("kept").to_owned();
    let page = browser.submit(&form.add("kept", &id)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM attachments").await, 1);
}

async fn a_file_that_waited_too_long_is_asked_for_again(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = refused(&browser, &[("a.png", samples::PNG)]).await.form("/support/new").set("title", "Files");
    house.kit.pass(Duration::from_hours(25));
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.error_of("attachment"), "A file that was here before is gone. Choose it again.");
    assert_eq!(page.value("title"), "Files");
    let page = browser.submit(&page.form("/support/new").file("a.png", samples::PNG)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

testkit::both_engines!(
    a_kept_file_is_sent_with_the_next_try,
    kept_files_count,
    somebody_elses_file_cannot_be_taken,
    a_file_named_twice_is_one,
    a_file_that_waited_too_long_is_asked_for_again,
);
