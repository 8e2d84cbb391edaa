//! Files on their way in by themselves, as soon as they are picked.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use futures_util::StreamExt as _;
use testkit::{Engine, Person, samples};

use crate::{Browser, Form, House, Multipart, Page};

const MOST: usize = 5 * 1024 * 1024;
const GONE: &str = "A file that was here before is gone. Choose it again.";

async fn house(engine: Engine) -> (House, Person) {
    let house = House::new(engine);
    let acme = house.kit.affiliate("acme", None).await;
    (house, acme)
}

async fn upload(browser: &Browser, name: &str, bytes: &[u8]) -> Page {
    browser.send_form("/files", &Multipart::default().file(name, bytes)).await
}

fn json(page: &Page) -> serde_json::Value {
    assert_eq!(page.header("content-type"), "application/json");
    serde_json::from_slice(&page.bytes).expect("JSON")
}

/// The id that an upload was given.
pub(crate) fn id_of(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::OK, "{}", page.html());
    json(page)["id"].as_i64().expect("an id").to_string()
}

fn error_of(page: &Page) -> String {
    json(page)["error"].as_str().expect("a sentence").to_owned()
}

async fn filled(browser: &Browser) -> Form {
    let form = browser.get("/support/new").await.is(StatusCode::OK).form("/support/new");
    form.set("type", "general").set("title", "Files").set("description", "See them.")
}

async fn sent(browser: &Browser, form: &Form) -> Page {
    let answer = browser.submit(form).await;
    browser.follow(&answer).await.is(StatusCode::OK)
}

fn png(size: usize) -> Vec<u8> {
    let mut bytes = samples::PNG.to_vec();
    bytes.resize(size, 0);
    bytes
}

async fn files_that_came_in_go_with_the_form(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let taken = upload(&browser, "../shot\u{202e}.png", samples::PNG).await;
    assert_eq!(
        (json(&taken)["name"].as_str(), json(&taken)["size"].as_str()),
        (Some("shot.png"), Some("100 B"))
    );
    let mut form = filled(&browser).await.add("kept", &id_of(&taken));
    // The same file twice is two files, if somebody wants that.
    for name in ["b.jpg", "c.gif", "d.zip", "b.jpg"] {
        let bytes = match name.rsplit_once('.').expect("an ending").1 {
            "jpg" => samples::JPEG,
            "gif" => samples::GIF,
            _ => samples::ZIP,
        };
        form = form.add("kept", &id_of(&upload(&browser, name, bytes).await));
    }
    let page = sent(&browser, &form).await;
    let names = page.texts(".file-name");
    assert_eq!(names, ["shot.png", "b.jpg", "c.gif", "d.zip", "b.jpg"]);
    // Sent twice, it is one.
    browser.submit(&form).await.is(StatusCode::SEE_OTHER);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM tickets").await, 1);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 0);
    house.kit.verify().await;
}

async fn what_breaks_a_rule_is_said_at_once(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let long = format!("{}\u{202e}.pdf", "n".repeat(300));
    let large = png(MOST + 1);
    for (name, bytes, status, says) in [
        ("log.png", samples::ZIP, StatusCode::UNPROCESSABLE_ENTITY, "log.png is not really a .png file."),
        ("a.svg", b"<svg/>", StatusCode::UNPROCESSABLE_ENTITY, "a.svg cannot be attached."),
        ("a.png", b"", StatusCode::UNPROCESSABLE_ENTITY, "a.png is empty."),
        (&long, b"%PDF", StatusCode::UNPROCESSABLE_ENTITY, "nnnnnnnn"),
        (
            "big.png",
            &large,
            StatusCode::PAYLOAD_TOO_LARGE,
            "big.png is too large. A file may have 5 MB at most.",
        ),
    ] {
        let answer = upload(&browser, name, bytes).await.is(status);
        let error = error_of(&answer);
        assert!(error.starts_with(says) && !error.contains('\u{202e}'), "{error}");
    }
    id_of(&upload(&browser, "most.png", &png(MOST)).await);
    let name = format!("{}\u{202e}.png", "n".repeat(300));
    let taken = upload(&browser, &name, samples::PNG).await;
    let name = json(&taken)["name"].as_str().expect("a name").to_owned();
    assert!(name.chars().count() <= 120 && name.ends_with("n.png"), "{name}");
    // What is refused leaves neither bytes nor, once the sweeper came, a place for them.
    house.kit.pass(Duration::from_hours(2));
    desk::sweep::staged_files(house.kit.app()).await.expect("the sweeper runs");
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 2);
    house.kit.verify().await;
}

async fn one_file_at_a_time(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let two = Multipart::default().file("a.png", samples::PNG).file("b.png", samples::PNG);
    let none = Multipart::default().text("attachment", "not a file");
    let elsewhere = Multipart::default()
        .part(b"Content-Disposition: form-data; name=\"other\"; filename=\"a.png\"", samples::PNG);
    for form in [two, none, elsewhere, Multipart::default().file("", b"")] {
        let answer = browser.send_form("/files", &form).await.is(StatusCode::BAD_REQUEST);
        assert!(!error_of(&answer).is_empty());
    }
    let mixed = Multipart::default().file("a.png", samples::PNG).file("b.pdf", b"%PDF");
    browser.send_form("/files", &mixed).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files WHERE expires_at > 0").await, 0);
    let urlencoded = Some("application/x-www-form-urlencoded");
    let answer = browser.send(Method::POST, "/files", urlencoded, Body::from("attachment=x")).await;
    answer.is(StatusCode::BAD_REQUEST);
}

async fn limits_hold_however_files_came_in(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    // All at once, as a browser does it, and one more than a message may have.
    let names: Vec<String> = (1..=6).map(|number| format!("{number}.png")).collect();
    let uploads = names.iter().map(|name| upload(&browser, name, samples::PNG));
    let uploads = futures_util::future::join_all(uploads).await;
    let form = uploads.iter().fold(filled(&browser).await, |form, page| form.add("kept", &id_of(page)));
    let page = browser.submit(&form).await.is(StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(page.error_of("attachment"), "There are too many files. Attach 5 files at most.");
    assert_eq!(page.count("input[name=kept]"), 5);
    // Files of both kinds count together.
    let form = uploads[..5].iter().fold(filled(&browser).await, |form, page| form.add("kept", &id_of(page)));
    browser.submit(&form.file("7.png", samples::PNG)).await.is(StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM attachments").await, 0);
    house.kit.verify().await;
}

async fn nobody_fills_the_disk(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let mut last = None;
    for _ in 0..101 {
        last = Some(upload(&browser, "a.png", samples::PNG).await);
    }
    let answer = last.expect("an answer").is(StatusCode::TOO_MANY_REQUESTS);
    assert!(error_of(&answer).starts_with("Too many files wait to be sent."));
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 100);
}

async fn another_ones_files_are_out_of_reach(engine: Engine) {
    let (house, acme) = house(engine).await;
    let rival = house.kit.affiliate("rival", None).await;
    let (own, other) = (house.of(&acme), house.of(&rival));
    let id = id_of(&upload(&own, "secret.png", samples::PNG).await);
    for guess in [id.as_str(), "999999"] {
        let page = other.submit(&filled(&other).await.add("kept", guess)).await;
        let page = page.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.error_of("attachment"), GONE);
        assert!(!page.html().contains("secret.png"));
        // Throwing it away says the same whether it is there or not, and does nothing.
        other.post(&format!("/files/{guess}/discard"), &[]).await.is(StatusCode::NO_CONTENT);
    }
    for none in ["0", "x", "-1"] {
        other.post(&format!("/files/{none}/discard"), &[]).await.is(StatusCode::NOT_FOUND);
    }
    assert!(sent(&own, &filled(&own).await.add("kept", &id)).await.html().contains("secret.png"));
    house.kit.verify().await;
}

async fn a_file_that_was_removed_is_not_sent(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let id = id_of(&upload(&browser, "a.png", samples::PNG).await);
    let form = filled(&browser).await.add("kept", &id);
    browser.post(&format!("/files/{id}/discard"), &[]).await.is(StatusCode::NO_CONTENT);
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.error_of("attachment"), GONE);
    house.kit.pass(Duration::from_hours(2));
    desk::sweep::staged_files(house.kit.app()).await.expect("the sweeper runs");
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 0);
    house.kit.verify().await;
}

async fn a_connection_that_breaks_leaves_nothing(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let whole = Multipart::default().file("a.png", &png(100_000)).bytes();
    let pieces = [Ok(bytes::Bytes::from(whole[..50_000].to_vec())), Err(std::io::Error::other("cut"))];
    let body = Body::from_stream(futures_util::stream::iter(pieces).boxed());
    let answer = browser.send(Method::POST, "/files", Some(Multipart::TYPE), body).await;
    answer.is(StatusCode::BAD_REQUEST);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files WHERE name <> ''").await, 0);
    house.kit.pass(Duration::from_hours(2));
    desk::sweep::staged_files(house.kit.app()).await.expect("the sweeper runs");
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 0);
    house.kit.verify().await;
}

async fn without_a_session_nothing_is_stored(engine: Engine) {
    let (house, acme) = house(engine).await;
    for browser in [house.browser(), house.of(&acme)] {
        if browser.cookie("affdesk").is_some() {
            browser.post("/sign-out", &[]).await;
        }
        let answer = upload(&browser, "a.png", samples::PNG).await.is(StatusCode::UNAUTHORIZED);
        assert!(error_of(&answer).starts_with("You are signed out."));
        browser.post("/files/1/discard", &[]).await.is(StatusCode::SEE_OTHER);
    }
    let foreign = house.of(&acme).with("sec-fetch-site", "same-site");
    upload(&foreign, "a.png", samples::PNG).await.is(StatusCode::FORBIDDEN);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 0);
}

async fn when_storage_fails_it_is_said(engine: Engine) {
    let (house, acme) = house(engine).await;
    std::fs::remove_dir_all(house.kit.files()).expect("the directory can be removed");
    std::fs::write(house.kit.files(), "in the way").expect("a file can stand in its place");
    let answer = upload(&house.of(&acme), "a.png", samples::PNG).await.is(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(error_of(&answer), "Wait a few seconds, then try again.");
    std::fs::remove_file(house.kit.files()).expect("the file can be removed");
    std::fs::create_dir(house.kit.files()).expect("the directory can be made");
}

testkit::both_engines!(
    files_that_came_in_go_with_the_form,
    limits_hold_however_files_came_in,
    another_ones_files_are_out_of_reach,
    a_file_that_was_removed_is_not_sent,
);

on_sqlite!(
    what_breaks_a_rule_is_said_at_once,
    one_file_at_a_time,
    nobody_fills_the_disk,
    a_connection_that_breaks_leaves_nothing,
    without_a_session_nothing_is_stored,
    when_storage_fails_it_is_said,
);
