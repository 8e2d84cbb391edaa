//! The bell: who it rings for, and when it is quiet.

use axum::http::StatusCode;
use desk::outbox::Channel;
use testkit::{Engine, Kit, Person};

use crate::{Browser, House};

async fn house(engine: Engine) -> (House, Person, Person) {
    let kit = Kit::with(engine, |settings| settings.channels = vec![Channel::Email]);
    let house = House::on(kit, "http://desk.test");
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    (house, maria, acme)
}

async fn bell(browser: &Browser, path: &str) -> String {
    browser.get(path).await.is(StatusCode::OK).text_of(".bell .count")
}

async fn bell_becomes(browser: &Browser, wanted: &str) -> bool {
    for _ in 0..200 {
        if bell(browser, "/account").await == wanted {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    false
}

async fn it_counts_what_was_not_seen(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let (hers, theirs) = (house.of(&maria), house.of(&acme));
    let quiet = theirs.get("/notices").await.is(StatusCode::OK);
    assert_eq!(
        (quiet.text_of("title"), quiet.text_of(".empty h2")),
        ("Notices · Northwind".into(), "Nothing to tell yet".into())
    );
    let first = house.kit.open(&acme, "Where is my payment?").await;
    let second = house.kit.open(&acme, "And this?").await;
    let page = hers.get("/desk").await;
    assert_eq!(page.text_of("title"), "(2) Tickets · Northwind");
    assert_eq!(page.text_of(".bell"), "Notices2, 2 unread");

    let path = format!("/desk/tickets/{first}");
    house.of(&maria).with("sec-purpose", "prefetch").get(&path).await.is(StatusCode::OK);
    hers.head(&path).await.is(StatusCode::OK);
    assert!(!bell_becomes(&hers, "1").await, "nobody has looked yet");
    assert_eq!(bell(&hers, &path).await, "1", "who looks at it is not told of it");
    assert!(bell_becomes(&hers, "1").await, "it was seen");

    let list = hers.get("/notices").await.is(StatusCode::OK);
    assert_eq!(list.texts(".post h2"), ["And this?", "Where is my payment?"]);
    assert_eq!(list.texts(".post.is-new h2"), ["And this?"]);
    let href = list.attr(".post-link", "href").expect("a link");
    assert!(href.starts_with(&format!("/desk/tickets/{second}#message-")), "{href}");
    let seen = hers.post("/notices/seen", &[]).await;
    assert_eq!(hers.follow(&seen).await.text_of(".flash"), "Everything is marked as read.");
    assert_eq!(bell(&hers, "/account").await, "");

    house.kit.reply(&maria, first, "On its way.").await;
    assert_eq!(bell(&theirs, "/support").await, "1");
    assert_eq!(bell(&theirs, &format!("/support/{first}")).await, "");
    assert!(bell_becomes(&theirs, "").await);
    house.browser().get("/notices").await.is(StatusCode::SEE_OTHER);
}

async fn it_is_part_of_what_a_page_is(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    let other = house.kit.open(&acme, "And this?").await;
    let path = format!("/support/{other}");
    let page = house.of(&acme).get(&path).await.is(StatusCode::OK);
    let tag = page.header("etag").to_owned();
    let again = house.of(&acme).with("if-none-match", &tag).get(&path).await;
    again.is(StatusCode::NOT_MODIFIED);
    house.kit.reply(&maria, ticket, "On its way.").await;
    let again = house.of(&acme).with("if-none-match", &tag).get(&path).await.is(StatusCode::OK);
    assert_eq!(again.text_of(".bell .count"), "1");
}

async fn what_is_told_can_be_chosen(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let browser = house.of(&acme);
    let page = browser.get("/account").await.is(StatusCode::OK);
    assert_eq!(page.texts(".told thead th"), ["About", "In the panel", "E-mail"]);
    assert_eq!(page.count(".told input[checked]"), 11);
    let mut form = page.form("/account/notices");
    form.fields.retain(|(_, value)| value != "answers.panel" && value != "answers.email");
    form.fields.push(("digest".into(), "1".into()));
    let saved = browser.submit(&form).await;
    let page = browser.follow(&saved).await;
    assert_eq!(page.text_of(".flash"), "Saved. You are told what you chose.");
    assert_eq!(page.count(".told input[checked]"), 9);
    assert_eq!(page.count("input[name=digest][checked]"), 1);
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    house.kit.reply(&maria, ticket, "On its way.").await;
    assert_eq!(bell(&browser, "/support").await, "");
    for made_up in ["answers", "answers.pigeon", "weather.email", ""] {
        browser.post("/account/notices", &[("told", made_up)]).await.is(StatusCode::BAD_REQUEST);
    }
    let hers = house.of(&maria).get("/account").await.texts(".told tbody th");
    assert_eq!(hers, ["New tickets", "Answers and comments", "Access requests"]);
}

testkit::both_engines!(it_counts_what_was_not_seen, what_is_told_can_be_chosen);
on_sqlite!(it_is_part_of_what_a_page_is);
