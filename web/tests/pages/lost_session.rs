//! The session ends while somebody types.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use futures_util::StreamExt as _;
use testkit::{Engine, PASSWORD, Person, samples};

use crate::{Browser, Form, House, Multipart, Page};

const RESTORED: &str = "This is what you typed before and did not send.";

async fn house(engine: Engine) -> (House, Person, Person) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    (house, maria, acme)
}

async fn typed(browser: &Browser) -> Form {
    let form = browser.get("/support/new").await.is(StatusCode::OK).form("/support/new");
    let form = form.set("type", "payments").set("title", "A \"long\" <story>").set("period", "May");
    form.set("description", "Told\nover \u{1f600} hours.").file("a.png", samples::PNG)
}

/// The sign-in page that answers, and what it says.
fn asked_to_sign_in(page: Page) -> Page {
    let page = page.is(StatusCode::UNAUTHORIZED);
    assert_eq!(page.text_of("h1"), "Sign in");
    assert!(page.text_of("main").contains("what you typed is kept"));
    page
}

async fn sign_in(browser: &Browser, page: &Page, who: &Person) -> Page {
    let form = page.form("/sign-in").set("email", &who.email).set("password", PASSWORD);
    let page = browser.submit(&form).await;
    browser.follow(&page).await.is(StatusCode::OK)
}

fn everything_is_back(page: &Page) {
    assert_eq!(page.path, "/support/new");
    assert_eq!(page.value("title"), "A \"long\" <story>");
    assert_eq!(page.value("description").replace("\r\n", "\n"), "Told\nover \u{1f600} hours.");
    assert_eq!(page.value("type"), "payments");
    assert_eq!(page.value("period"), "May");
    assert_eq!(page.text_of("form [role=alert]"), RESTORED);
}

async fn a_session_that_ran_out_saves_a_draft(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = typed(&browser).await;
    house.kit.pass(Duration::from_hours(24 * 15));
    let page = asked_to_sign_in(browser.submit(&form).await);
    assert_eq!(page.count("input[name=carry]"), 0, "the desk knows whose text it is, and keeps it");
    assert!(!page.html().contains("story"), "who sits there now may be somebody else");
    let page = sign_in(&browser, &page, &acme).await;
    everything_is_back(&page);
    // Sent, the draft is gone.
    let page = browser.submit(&page.form("/support/new")).await;
    browser.follow(&page).await.is(StatusCode::OK);
    assert_eq!(browser.get("/support/new").await.value("title"), "");
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM drafts").await, 0);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 0, "nobody's file is taken");
    house.kit.verify().await;
}

/// A form whose sender's session runs out after so many of its bytes.
async fn sent_slowly(house: &House, who: &Person, path: &str, form: &Form, after: usize) -> Page {
    let bytes = Bytes::from(form.encoded().bytes());
    let (first, rest) = (bytes.slice(..after), bytes.slice(after..));
    let app = house.kit.app().clone();
    let later = futures_util::stream::once(async move {
        // What came first has been taken by then.
        tokio::time::sleep(Duration::from_millis(30)).await;
        app.clock().advance(Duration::from_hours(24 * 15));
        Ok(rest)
    });
    let first = futures_util::stream::iter([Ok::<_, std::io::Error>(first)]);
    let body = Body::from_stream(first.chain(later));
    house.of(who).send(Method::POST, path, Some(Multipart::TYPE), body).await
}

async fn a_session_that_runs_out_while_the_form_is_sent(engine: Engine) {
    let (house, _, mut acme) = house(engine).await;
    let form = typed(&house.of(&acme)).await;
    let whole = form.encoded().bytes().len();
    // Before any file has come, and after all have.
    for after in [200, whole - 5] {
        acme.token = house.kit.session(acme.user).await;
        let page = asked_to_sign_in(sent_slowly(&house, &acme, "/support/new", &form, after).await);
        assert_eq!(page.count("input[name=carry]"), 0, "it ran out, so it is known whose it was");
        let page = sign_in(&house.browser(), &page, &acme).await;
        everything_is_back(&page);
    }
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM tickets").await, 0);
    house.kit.pass(Duration::from_hours(48));
    desk::sweep::staged_files(house.kit.app()).await.expect("the sweeper runs");
    house.kit.verify().await;
}

async fn a_session_that_runs_out_while_a_wrong_form_is_sent(engine: Engine) {
    let (house, mut maria, mut acme) = house(engine).await;
    let own = typed(&house.of(&acme)).await.set("title", "");
    let to = house.of(&maria).get("/desk/new").await.form("/desk/new");
    let to = to.set("affiliate", "acme").set("description", "Told\nover \u{1f600} hours.");
    for (who, path, form) in [(&mut acme, "/support/new", own), (&mut maria, "/desk/new", to)] {
        who.token = house.kit.session(who.user).await;
        let end = form.encoded().bytes().len() - 5;
        let page = asked_to_sign_in(sent_slowly(&house, who, path, &form, end).await);
        let page = sign_in(&house.browser(), &page, who).await;
        assert_eq!(page.path, path);
        assert_eq!(page.value("description").replace("\r\n", "\n"), "Told\nover \u{1f600} hours.");
    }
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM tickets").await, 0);
}

async fn without_a_known_session_the_text_is_carried(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let ended = house.kit.session(acme.user).await;
    let browser = house.browser();
    browser.keep(house.session_cookie(), ended.as_str());
    browser.post("/sign-out", &[]).await;
    for cookie in [ended.as_str().to_owned(), "f".repeat(64), "made up".into(), String::new()] {
        let form = typed(&house.of(&acme)).await;
        let browser = house.browser();
        browser.keep(house.session_cookie(), &cookie);
        let page = asked_to_sign_in(browser.submit(&form).await);
        assert_eq!(page.count("input[name=carry]"), 1, "{cookie:?}");
        assert_eq!(house.kit.count("SELECT COUNT(*) FROM drafts").await, 0, "{cookie:?}: nobody's");
        // A mistyped password on the way loses nothing either.
        let wrong = page.form("/sign-in").set("email", &acme.email).set("password", "wrong");
        let page = browser.submit(&wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let page = sign_in(&browser, &page, &acme).await;
        everything_is_back(&page);
        let page = browser.submit(&page.form("/support/new")).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
    }
    house.kit.verify().await;
}

async fn the_longest_text_is_carried(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let form = typed(&house.of(&acme)).await.set("description", &"\u{1f600}".repeat(10_000));
    let form = form.set("title", &"\u{1f600}".repeat(140));
    let browser = house.browser();
    let page = asked_to_sign_in(browser.submit(&form).await);
    let page = sign_in(&browser, &page, &acme).await;
    assert_eq!(page.value("description"), "\u{1f600}".repeat(10_000));
    // What is far beyond any limit keeps its beginning, and signing in works.
    let mut form = typed(&house.of(&acme)).await;
    for name in ["description", "title", "period", "amount"] {
        form = form.set(name, &"\u{1f600}".repeat(100_000));
    }
    let browser = house.browser();
    let page = asked_to_sign_in(browser.submit(&form).await);
    let page = sign_in(&browser, &page, &acme).await;
    assert!(page.value("description").starts_with(&"\u{1f600}".repeat(1_000)));
}

async fn comments_replies_and_notes_come_back(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    let (own, desk) = (format!("/support/{ticket}"), format!("/desk/tickets/{ticket}"));
    let (reply, note) = (format!("{desk}/reply"), format!("{desk}/note"));
    for (who, page, action) in [(&acme, &own, &own), (&maria, &desk, &reply), (&maria, &desk, &note)] {
        let form = house.of(who).get(page).await.form(action).set("body", "Half a thought");
        let browser = house.browser();
        let answer = asked_to_sign_in(browser.submit(&form).await);
        let back = sign_in(&browser, &answer, who).await;
        assert_eq!(back.form(action).get("body"), "Half a thought", "{action}");
        let note_open = back.attr("#tab-note", "aria-selected");
        assert_eq!(note_open.is_some_and(|open| open == "true"), *action == note, "{action}");
    }
    house.kit.verify().await;
}

async fn somebody_else_signs_in_instead(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let rival = house.kit.affiliate("rival", None).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    let browser = house.of(&acme);
    let form = browser.get(&format!("/support/{ticket}")).await.form(&format!("/support/{ticket}"));
    house.kit.pass(Duration::from_hours(24 * 15));
    let page = asked_to_sign_in(browser.submit(&form.set("body", "A secret thought")).await);
    // An affiliate of another's gets their own "not found", the manager their own panel; neither gets the text.
    let sign = page.form("/sign-in").set("email", &rival.email).set("password", PASSWORD);
    let answer = browser.submit(&sign).await;
    let answer = browser.follow(&answer).await.is(StatusCode::NOT_FOUND);
    assert!(!answer.html().contains("secret"));
    let other = house.browser();
    let sign = page.form("/sign-in").set("email", &maria.email).set("password", PASSWORD);
    assert_eq!(other.submit(&sign).await.location(), "/desk");
    // A carry that was made up or spoilt does no harm.
    for carry in [
        "x",
        "{}",
        "{\"form\":\"Reply\",\"subject\":1}",
        "{\"form\":\"nope\",\"subject\":0,\"draft\":{\"fields\":[]}}",
    ] {
        let browser = house.browser();
        let fields = [("email", rival.email.as_str()), ("password", PASSWORD), ("carry", carry)];
        assert_eq!(browser.post("/sign-in", &fields).await.location(), "/support", "{carry}");
    }
}

async fn a_draft_is_the_writers_own(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let colleague = house.kit.colleague(&acme, "carl").await;
    let browser = house.of(&acme);
    let form = typed(&browser).await.set("type", "");
    browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    // A validation error left a draft, for the one who typed it, in any browser.
    let page = house.of(&acme).get("/support/new").await;
    assert_eq!(page.value("title"), "A \"long\" <story>");
    assert_eq!(page.text_of("form [role=alert]"), RESTORED);
    assert_eq!(house.of(&colleague).get("/support/new").await.value("title"), "");
}

testkit::both_engines!(
    a_session_that_ran_out_saves_a_draft,
    a_session_that_runs_out_while_the_form_is_sent,
    a_session_that_runs_out_while_a_wrong_form_is_sent,
    without_a_known_session_the_text_is_carried,
    the_longest_text_is_carried,
    comments_replies_and_notes_come_back,
    somebody_else_signs_in_instead,
    a_draft_is_the_writers_own,
);
