//! News: who reads them, who writes them, and what becomes of a form.

use std::time::Duration;

use axum::http::StatusCode;
use desk::news::PostId;
use testkit::{Engine, PASSWORD, Person, samples};

use crate::{Browser, Form, House, Page};

async fn house(engine: Engine) -> (House, Person, Person) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    house.kit.pass(Duration::from_hours(1));
    (house, maria, acme)
}

/// The count in the rail beside "News".
async fn count(browser: &Browser) -> String {
    browser.get("/support").await.is(StatusCode::OK).text_of(".rail a[href='/news'] .count")
}

/// Waits for the mark that is written behind a page.
async fn count_becomes(browser: &Browser, wanted: &str) -> bool {
    for _ in 0..200 {
        if count(browser).await == wanted {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    false
}

async fn opening_a_post_takes_it_off_the_count(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let browser = house.of(&acme);
    assert_eq!(count(&browser).await, "");
    assert_eq!(browser.get("/news").await.text_of(".empty h2"), "No news yet");
    let id = house.kit.publish(&maria, "Peru is open").await;
    house.kit.publish(&maria, "Chile is open").await;
    assert_eq!(count(&browser).await, "2");
    let list = browser.get("/news").await.is(StatusCode::OK);
    assert_eq!(list.text_of("title"), "(2) News · Northwind");
    assert_eq!(list.text_of("h1"), "News 2 new");
    assert_eq!(list.texts(".post.is-new .new"), ["New", "New"]);
    assert_eq!(list.texts(".post-link"), ["Chile is open", "Peru is open"]);
    assert_eq!(list.text_of(".post-text"), "Read this.");

    let path = format!("/news/{id}");
    for purpose in ["prefetch", "prefetch;prerender"] {
        let page = house.of(&acme).with("sec-purpose", purpose).get(&path).await.is(StatusCode::OK);
        assert_eq!(page.text_of(".rail .count"), "2", "nobody has looked yet");
    }
    browser.head(&path).await.is(StatusCode::OK);
    assert!(!count_becomes(&browser, "1").await, "neither a prefetch nor a HEAD reads it");
    let page = browser.get(&path).await.is(StatusCode::OK);
    assert_eq!(page.text_of("h1"), "Peru is open");
    assert_eq!(page.text_of(".prose strong"), "this");
    assert_eq!(page.text_of(".rail .count"), "1", "what is being read does not count any more");
    assert!(count_becomes(&browser, "1").await);
    assert_eq!(browser.get("/news").await.texts(".post.is-new .post-link"), ["Chile is open"]);

    let page = browser.post("/news/read", &[]).await;
    assert_eq!(browser.follow(&page).await.text_of(".flash"), "All news is marked as read.");
    assert_eq!(count(&browser).await, "");
    let page = browser.get("/news").await;
    assert_eq!((page.count(".new"), page.count("form[action='/news/read']")), (0, 0));
    house.kit.pass(Duration::from_mins(1));
    for number in 0..11 {
        house.kit.publish(&maria, &format!("Post {number}")).await;
    }
    assert!(count_becomes(&browser, "9+").await);
    assert_eq!(browser.get("/news").await.text_of("title"), "(9+) News · Northwind");
}

async fn the_latest_stand_beside_support(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    let browser = house.of(&acme);
    let pages = ["/support".to_owned(), "/support/new".into(), format!("/support/{ticket}")];
    for path in &pages {
        assert_eq!(browser.get(path).await.texts("aside h2"), ["Contact support"], "{path}");
    }
    for title in ["One", "Two", "Three", "Four"] {
        house.kit.pass(Duration::from_mins(1));
        house.kit.publish(&maria, title).await;
    }
    for path in &pages {
        let page = browser.get(path).await.is(StatusCode::OK);
        assert_eq!(page.texts("aside h2"), ["News", "Contact support"], "{path}");
        assert_eq!(page.texts("aside .news-links a"), ["Four", "Three", "Two"], "{path}");
        assert_eq!(page.count("aside .news-links .new"), 3, "{path}");
        assert_eq!(page.text_of("aside a[href='/news']"), "All news", "{path}");
        assert!(page.text_of("aside").contains("support@desk.test"), "{path}");
    }
    assert_eq!(
        house.of(&maria).get("/desk").await.texts(".rail a"),
        ["Tickets", "Requests", "Offers", "Affiliates", "News"]
    );
    assert_eq!(
        browser.get("/support").await.texts(".rail a span:first-of-type"),
        ["Offers", "Support", "News"]
    );
}

async fn every_route_and_role(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let lead = house.kit.lead().await;
    let id = house.kit.publish(&maria, "Published").await;
    let draft = written(&house, &maria, "Secret plans").await;
    let (ok, no) = (StatusCode::OK, StatusCode::NOT_FOUND);
    for (path, affiliate, staff) in [
        ("/news".to_owned(), ok, no),
        (format!("/news/{id}"), ok, no),
        (format!("/news/{draft}"), no, no),
        ("/desk/news".into(), no, ok),
        ("/desk/news/new".into(), no, ok),
        (format!("/desk/news/{id}"), no, ok),
        (format!("/desk/news/{draft}"), no, ok),
    ] {
        let page = house.of(&acme).get(&path).await.is(affiliate);
        assert!(!page.html().contains("Secret plans"), "{path}");
        for who in [&maria, &lead] {
            house.of(who).get(&path).await.is(staff);
        }
        let nobody = house.browser().get(&path).await;
        assert!(nobody.location().starts_with("/sign-in?next=%2F"), "{path}");
    }
    assert_eq!(house.of(&maria).post("/news/read", &[]).await.status, no);
    assert!(house.browser().post("/news/read", &[]).await.location().starts_with("/sign-in"));
    for (path, who) in [("/news/read", &acme), ("/desk/news/1/delete", &maria)] {
        let to = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        assert_eq!(house.of(who).get(path).await.location(), to, "a button's address leads back");
    }
    // What an affiliate sends is not found, and changes nothing.
    for path in [format!("/desk/news/{id}"), "/desk/news/new".into()] {
        let form = house.of(&maria).get(&path).await.form(&path);
        let form = form.set("title", "Theirs").set("text", "No.").add("do", "publish");
        house.of(&acme).submit(&form).await.is(no);
        assert_eq!(house.browser().submit(&form).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(house.of(&acme).post(&format!("/desk/news/{id}/delete"), &[]).await.status, no);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM news WHERE version = 1").await, 2);
    for id in ["0", "-1", "x", "01", "999", "9223372036854775808", "%00"] {
        for (who, path) in [(&acme, format!("/news/{id}")), (&maria, format!("/desk/news/{id}"))] {
            house.of(who).get(&path).await.is(no);
        }
        let form = house.of(&maria).get("/desk/news/new").await.form("/desk/news/new");
        let form = form.set("title", "T").set("text", "T").to(&format!("/desk/news/{id}"));
        house.of(&maria).submit(&form).await.is(no);
        assert_eq!(house.of(&maria).post(&format!("/desk/news/{id}/delete"), &[]).await.status, no, "{id}");
    }
}

/// A draft, through the form.
async fn written(house: &House, who: &Person, title: &str) -> PostId {
    let browser = house.of(who);
    let page = browser.submit(&new_form(&browser).await.set("title", title).set("text", "Not *yet*.")).await;
    let path = page.location();
    assert_eq!(browser.follow(&page).await.text_of(".flash"), "The post is saved.");
    path.rsplit('/').next().expect("an id").parse().expect("an id")
}

async fn new_form(browser: &Browser) -> Form {
    browser.get("/desk/news/new").await.is(StatusCode::OK).form("/desk/news/new")
}

/// The buttons of the form, by their names.
fn buttons(page: &Page) -> Vec<String> {
    page.texts("#post button")
}

async fn a_post_from_draft_to_bin(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let browser = house.of(&maria);
    assert_eq!(browser.get("/desk/news").await.text_of(".empty .button"), "New post");
    let id = written(&house, &maria, "Peru is open").await;
    let (path, read) = (format!("/desk/news/{id}"), format!("/news/{id}"));
    let row = browser.get("/desk/news").await;
    assert_eq!(row.texts("tbody .badge"), ["Draft"]);
    assert!(row.text_of("tbody tr").contains("maria"));

    let page = browser.get(&path).await;
    assert_eq!(buttons(&page), ["Save draft", "Publish", "Preview"]);
    assert_eq!(
        (page.text_of(".preview em"), page.text_of(".ticket-facts .badge")),
        ("yet".into(), "Draft".into())
    );
    let page = browser.submit(&page.form(&path).add("pinned", "1").add("do", "publish")).await;
    let page = browser.follow(&page).await;
    assert_eq!(
        (page.path.as_str(), page.text_of(".flash")),
        (path.as_str(), "The post is published.".into())
    );
    assert_eq!(buttons(&page), ["Save changes", "Preview", "Unpublish"]);
    assert_eq!(page.form(&path).get("pinned"), "1");
    assert_eq!(house.of(&acme).get(&read).await.is(StatusCode::OK).text_of(".pinned"), "Pinned");

    let form = page.form(&path).set("text", "Not any more.").add("do", "unpublish");
    let page = browser.submit(&form).await;
    let page = browser.follow(&page).await;
    assert!(page.text_of(".flash").starts_with("The post is a draft again."));
    assert_eq!(page.value("text"), "Not any more.");
    house.of(&acme).get(&read).await.is(StatusCode::NOT_FOUND);

    assert_eq!(page.text_of("#delete-post h2"), "Delete this post?");
    let page = browser.submit(&page.form(&format!("{path}/delete"))).await;
    assert_eq!(
        (page.location().as_str(), browser.follow(&page).await.text_of(".flash")),
        ("/desk/news", "The post is deleted.".into())
    );
    browser.get(&path).await.is(StatusCode::NOT_FOUND);
}

async fn a_form_that_is_wrong_or_only_looked_at_comes_back(engine: Engine) {
    let (house, maria, _) = house(engine).await;
    let browser = house.of(&maria);
    let form =
        new_form(&browser).await.set("title", "A <title>").set("text", "It is **bold**.").add("pinned", "1");
    let page = browser.submit(&form.clone().add("do", "preview")).await.is(StatusCode::OK);
    assert_eq!(page.text_of("#preview"), "Preview");
    assert_eq!(
        (page.text_of(".preview-title"), page.text_of(".preview strong")),
        ("A <title>".into(), "bold".into())
    );
    let again = page.form("/desk/news/new");
    assert_eq!(
        (again.get("title"), again.get("text"), again.get("pinned")),
        ("A <title>", "It is **bold**.", "1")
    );
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM news").await, 0, "looking stores no post");
    assert_eq!(browser.get("/desk/news/new").await.value("title"), "A <title>", "and loses nothing");

    let bad = form.clone().set("title", " ").set("text", &"x".repeat(10_001));
    let page = browser.submit(&bad).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.error_of("title"), "Enter a title.");
    assert_eq!(page.error_of("text"), "This has 10,001 characters; 10,000 is the most.");
    assert_eq!(page.attr("[autofocus]", "name").as_deref(), Some("title"));
    let page = browser.submit(&form.clone().set("text", "")).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.error_of("text"), "Write the text of the post.");

    // Sent twice it is one post; sent again with other content, it is shown again.
    let (one, two) = tokio::join!(browser.submit(&form), browser.submit(&form));
    assert_eq!(one.location(), two.location());
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM news").await, 1);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM drafts").await, 0);
    let page = browser.submit(&form.set("title", "Changed")).await.is(StatusCode::CONFLICT);
    assert!(page.text_of("form [role=alert]").starts_with("This form was sent before"));
    assert_eq!(page.value("title"), "Changed");
}

async fn of_two_who_edit_at_once_the_second_loses_nothing(engine: Engine) {
    let (house, maria, _) = house(engine).await;
    let lead = house.kit.lead().await;
    let id = house.kit.publish(&maria, "News").await;
    let path = format!("/desk/news/{id}");
    let (hers, lenas) = (house.of(&maria), house.of(&lead));
    let form = hers.get(&path).await.form(&path).set("text", "Maria's text.");
    let late = lenas.get(&path).await.form(&path).set("text", "Lena's text.");
    hers.submit(&form).await.is(StatusCode::SEE_OTHER);
    hers.submit(&form).await.is(StatusCode::SEE_OTHER);

    let page = lenas.submit(&late).await.is(StatusCode::CONFLICT);
    assert!(page.text_of("form [role=alert]").starts_with("Somebody else changed this post"));
    assert_eq!(page.value("text"), "Lena's text.");
    assert_eq!(page.texts(".preview .prose"), ["Maria's text.", "Lena's text."]);
    assert!(page.text_of(".ticket-facts").contains("Changed by maria"));
    // Come back later, she is told again; then hers takes its place.
    let page = lenas.get(&path).await.is(StatusCode::OK);
    assert!(page.text_of("form [role=alert]").starts_with("Somebody else changed this post"));
    lenas.submit(&page.form(&path)).await.is(StatusCode::SEE_OTHER);
    let page = hers.get(&path).await;
    assert_eq!((page.value("text"), page.count("form [role=alert]")), ("Lena's text.".into(), 0));
}

async fn what_was_typed_survives_the_end_of_a_session(engine: Engine) {
    let (house, maria, _) = house(engine).await;
    let id = house.kit.publish(&maria, "News").await;
    for path in [format!("/desk/news/{id}"), "/desk/news/new".into()] {
        let browser = house.of(&Person { token: house.kit.session(maria.user).await, ..maria.clone() });
        let form = browser.get(&path).await.form(&path).set("title", "Mine").set("text", "Half a thought");
        house.kit.pass(Duration::from_hours(24 * 15));
        let page =
            browser.submit(&form.add("pinned", "1").add("do", "publish")).await.is(StatusCode::UNAUTHORIZED);
        let form = page.form("/sign-in").set("email", &maria.email).set("password", PASSWORD);
        let page = browser.submit(&form).await;
        let page = browser.follow(&page).await.is(StatusCode::OK);
        assert_eq!(page.path, path);
        assert_eq!(page.text_of("form [role=alert]"), "This is what you typed before and did not send.");
        let form = page.form(&path);
        assert_eq!(
            (form.get("title"), form.get("text"), form.get("pinned")),
            ("Mine", "Half a thought", "1")
        );
        browser.submit(&form).await.is(StatusCode::SEE_OTHER);
    }
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM news WHERE title = 'Mine' AND pinned").await, 2);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM drafts").await, 0);
}

async fn pages_of_both_lists_lead_on_and_back(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    for number in 0..30 {
        house.kit.publish(&maria, &format!("Post {number}")).await;
    }
    for (who, path, link) in [(&acme, "/news", ".post-link"), (&maria, "/desk/news", ".row-link")] {
        let browser = house.of(who);
        let first = browser.get(path).await;
        assert_eq!(first.count(link), 25);
        let next = first.attr("[rel=next]", "href").expect("there is more");
        let second = browser.get(&next).await;
        assert_eq!(second.texts(link).last().map(String::as_str), Some("Post 0"));
        let back = second.attr("[rel=prev]", "href").expect("there is a way back");
        assert_eq!(browser.get(&back).await.texts(link), first.texts(link));
    }
}

async fn how_soon_answers_come(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let kit = &house.kit;
    let mut ticket = kit.open(&acme, "Number 0").await;
    let browser = house.of(&acme);
    assert_eq!(browser.get("/support/new").await.count(".answer-times"), 0);
    for number in 1..=10 {
        kit.pass(Duration::from_mins(150));
        kit.reply(&maria, ticket, "An answer.").await;
        ticket = kit.open(&acme, &format!("Number {number}")).await;
    }
    desk::tickets::measure_answers(kit.app()).await.expect("measured");
    let page = browser.get("/support/new").await;
    assert_eq!(page.texts(".answer-times li"), ["Payments: Usually answers within 3 hours"]);
    assert_eq!(page.attr("#type", "aria-describedby").as_deref(), Some("answer-times"));
    let page = browser.get(&format!("/support/{ticket}")).await;
    assert_eq!(page.text_of(".answer-time"), "Usually answers within 3 hours");
    assert_eq!(
        house.of(&maria).get("/desk/new").await.count(".answer-times"),
        0,
        "it is ourselves who answer"
    );
    // The form says it again when it comes back.
    let form = browser.get("/support/new").await.form("/support/new").set("type", "payments");
    let page = browser.submit(&form.file("a.png", samples::PNG)).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.count(".answer-payments"), 1);
}

testkit::both_engines!(
    opening_a_post_takes_it_off_the_count,
    the_latest_stand_beside_support,
    every_route_and_role,
    a_post_from_draft_to_bin,
    a_form_that_is_wrong_or_only_looked_at_comes_back,
    of_two_who_edit_at_once_the_second_loses_nothing,
    what_was_typed_survives_the_end_of_a_session,
    pages_of_both_lists_lead_on_and_back,
    how_soon_answers_come,
);
