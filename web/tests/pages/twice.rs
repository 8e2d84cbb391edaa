//! The same form sent twice: a double click, a retry, the back button.

use axum::http::StatusCode;
use testkit::{Engine, Person, samples};

use crate::{Browser, Form, House};

async fn house(engine: Engine) -> (House, Person, Person) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    (house, maria, acme)
}

async fn filled(browser: &Browser) -> Form {
    let form = browser.get("/support/new").await.is(StatusCode::OK).form("/support/new");
    form.set("type", "general").set("title", "Once").set("description", "Please.")
}

const REUSED: &str =
    "This form was sent before with other content. Look at the text below, then send it again.";

async fn the_same_content_is_the_same_ticket(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = filled(&browser).await.file("a.png", samples::PNG);
    let (first, second) = tokio::join!(browser.submit(&form), browser.submit(&form));
    assert_eq!(first.location(), second.location(), "a double click");
    assert_eq!(browser.submit(&form).await.location(), first.location(), "a retry");
    // Typed the same by a browser that writes other line ends.
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM tickets").await, 1);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM attachments").await, 1);
    house.kit.verify().await;
}

async fn a_kept_file_does_not_make_it_another(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = filled(&browser).await.set("title", "").file("a.png", samples::PNG);
    let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    let form = page.form("/support/new").set("title", "Once");
    let first = browser.submit(&form).await.location();
    assert_eq!(browser.submit(&form).await.location(), first);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM tickets").await, 1);
    // Changed after the back button: the text is there, the file has gone with the first.
    let page = browser.submit(&form.set("title", "Twice")).await.is(StatusCode::CONFLICT);
    assert_eq!(page.value("title"), "Twice");
    house.kit.verify().await;
}

async fn other_content_is_shown_again(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = filled(&browser).await;
    browser.submit(&form).await.is(StatusCode::SEE_OTHER);
    let changed =
        form.clone().set("title", "Another").set("description", "Another text.").file("b.png", samples::PNG);
    let page = browser.submit(&changed).await.is(StatusCode::CONFLICT);
    assert_eq!(page.text_of("form [role=alert]"), REUSED);
    assert_eq!(page.value("title"), "Another");
    assert_eq!(page.value("description"), "Another text.");
    assert_eq!(page.texts(".kept-name"), ["b.png"]);
    let fresh = page.form("/support/new");
    assert_ne!(fresh.get("submission"), form.get("submission"));
    // Sent again as it stands there, it is a second ticket, on purpose.
    browser.submit(&fresh).await.is(StatusCode::SEE_OTHER);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM tickets").await, 2);
    house.kit.verify().await;
}

async fn comments_replies_and_notes(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    let (own, desk) = (format!("/support/{ticket}"), format!("/desk/tickets/{ticket}"));
    let (reply, note) = (format!("{desk}/reply"), format!("{desk}/note"));
    for (who, page, action) in [(&acme, &own, &own), (&maria, &desk, &reply), (&maria, &desk, &note)] {
        let browser = house.of(who);
        let form = browser.get(page).await.form(action).set("body", "Only once.").file("a.png", samples::PNG);
        let (first, second) = tokio::join!(browser.submit(&form), browser.submit(&form));
        assert_eq!(first.header("location"), second.header("location"), "{action}");
        assert!(first.header("location").contains("#message-"), "{action}");
        let page = browser.submit(&form.set("body", "Another text.")).await.is(StatusCode::CONFLICT);
        assert_eq!(page.form(action).get("body"), "Another text.", "{action}");
        assert!(page.texts("form [role=alert]").iter().any(|text| text == REUSED), "{action}");
    }
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM messages WHERE body = 'Only once.'").await, 3);
    house.kit.verify().await;
}

async fn a_submission_is_its_senders_own(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let rival = house.kit.affiliate("rival", None).await;
    let form = filled(&house.of(&acme)).await;
    let first = house.of(&acme).submit(&form).await.location();
    let other = house.of(&rival).submit(&form).await.location();
    assert_ne!(first, other, "another's id of a form says nothing about theirs");
    // Without a proper id every sending is its own.
    for id in ["", "x", "0", &"f".repeat(1000)] {
        let form = form.clone().set("submission", id);
        house.of(&acme).submit(&form).await.is(StatusCode::SEE_OTHER);
    }
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM tickets").await, 6);
}

testkit::both_engines!(
    the_same_content_is_the_same_ticket,
    a_kept_file_does_not_make_it_another,
    other_content_is_shown_again,
    comments_replies_and_notes,
    a_submission_is_its_senders_own,
);
