//! What reading a page changes: the mark "seen", once it has gone out.

use std::time::Duration;

use axum::http::StatusCode;
use desk::tickets::TicketId;
use testkit::{Engine, Person};

use crate::{Browser, House};

async fn house(engine: Engine) -> (House, Person, TicketId) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    house.kit.reply(&maria, ticket, "On its way.").await;
    (house, acme, ticket)
}

/// Whether the list still marks the ticket. The mark is written behind the page, so it is waited for.
async fn is_new(browser: &Browser) -> bool {
    for _ in 0..100 {
        if browser.get("/support").await.count("tr.is-new") == 0 {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    true
}

async fn opening_a_ticket_marks_it_seen(engine: Engine) {
    let (house, acme, ticket) = house(engine).await;
    let browser = house.of(&acme);
    let path = format!("/support/{ticket}");
    let row = browser.get("/support").await;
    assert_eq!(row.text_of("tr.is-new .new"), "New");
    assert_eq!(row.attr("tr .answered", "aria-label").as_deref(), Some("Answered by your manager"));
    assert!(is_new(&browser).await, "a list marks nothing");
    for purpose in ["prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"] {
        house.of(&acme).with("sec-purpose", purpose).get(&path).await.is(StatusCode::OK);
    }
    assert!(is_new(&browser).await, "a prefetch marks nothing");
    browser.head(&path).await.is(StatusCode::OK);
    assert!(is_new(&browser).await, "neither does a HEAD");
    let page = browser.get(&path).await.is(StatusCode::OK);
    assert!(page.html().contains("On its way."));
    assert!(!is_new(&browser).await, "the page itself does");
    assert_eq!(
        browser.get("/support").await.attr("tr .answered", "role").as_deref(),
        Some("img"),
        "the checkmark stays"
    );
    house.kit.verify().await;
}

async fn a_prefetch_keeps_what_is_to_be_said(engine: Engine) {
    let (house, acme, ticket) = house(engine).await;
    let browser = house.of(&acme);
    browser.keep("affdesk-flash", "commented");
    let ahead = house.of(&acme).with("sec-purpose", "prefetch").with("cookie", "affdesk-flash=commented");
    for path in ["/support".to_owned(), format!("/support/{ticket}"), "/account".into()] {
        let page = ahead.get(&path).await.is(StatusCode::OK);
        assert_eq!(page.count(".flash"), 0, "{path}");
        assert_eq!(page.headers.get("set-cookie"), None, "{path}");
    }
    assert_eq!(browser.get("/support").await.text_of(".flash p"), "Your comment is added.");
    assert_eq!(browser.get("/support").await.count(".flash"), 0);
}

async fn staff_mark_nothing_for_the_affiliate(engine: Engine) {
    let (house, acme, ticket) = house(engine).await;
    let lead = house.kit.lead().await;
    house.of(&lead).get(&format!("/desk/tickets/{ticket}")).await.is(StatusCode::OK);
    assert!(is_new(&house.of(&acme)).await);
}

async fn the_head_of_every_page(engine: Engine) {
    let (house, acme, ticket) = house(engine).await;
    for path in [
        "/support".to_owned(),
        "/support/new".into(),
        format!("/support/{ticket}"),
        "/account".into(),
        "/sign-in".into(),
    ] {
        let browser = if path == "/sign-in" { house.browser() } else { house.of(&acme) };
        let page = browser.head(&path).await.is(StatusCode::OK);
        assert!(page.bytes.is_empty(), "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
    }
    let page = house.browser().head("/support").await;
    assert_eq!(page.location(), "/sign-in?next=%2Fsupport");
    assert_eq!(house.of(&acme).head("/nothing").await.status, StatusCode::NOT_FOUND);
}

async fn a_page_is_one_read(engine: Engine) {
    let (house, acme, ticket) = house(engine).await;
    let lead = house.kit.lead().await;
    let new = house.kit.upload(&acme, "a.png", testkit::samples::PNG).await;
    let mut message = house.kit.new_message("With a file.");
    message.files.push(new);
    house
        .kit
        .write(&acme, move |cx| desk::tickets::comment(cx, ticket, &message))
        .await
        .expect("it is added");
    let post = house.kit.publish(&lead, "News").await;
    let file = house.kit.count("SELECT MAX(id) FROM attachments").await;
    for (who, path) in [
        (&acme, "/support".to_owned()),
        (&acme, "/support?q=payment&status=opened".into()),
        (&acme, "/support/new".into()),
        (&acme, format!("/support/{ticket}")),
        (&acme, "/news".into()),
        (&acme, format!("/news/{post}")),
        (&acme, "/account".into()),
        (&acme, format!("/files/{file}")),
        (&acme, "/palette?q=payment".into()),
        (&lead, "/palette?q=acme".into()),
        (&lead, "/keys".into()),
        (&lead, "/desk".into()),
        (&lead, "/desk?queue=all&affiliate=acme&q=payment".into()),
        (&lead, "/desk/new?affiliate=1".into()),
        (&lead, format!("/desk/tickets/{ticket}")),
        (&lead, "/desk/news".into()),
        (&lead, "/desk/news/new".into()),
        (&lead, format!("/desk/news/{post}")),
    ] {
        let before = house.kit.db().stats().reads;
        house.of(who).get(&path).await.is(StatusCode::OK);
        assert_eq!(house.kit.db().stats().reads - before, 1, "{path}");
    }
}

async fn a_session_in_use_stays(engine: Engine) {
    let (house, acme, _) = house(engine).await;
    let browser = house.of(&acme);
    // Ten days apart, three times: longer than the idle time of a session that is never noted as used.
    for _ in 0..3 {
        house.kit.pass(Duration::from_hours(240));
        browser.get("/support").await.is(StatusCode::OK);
        let now = house.kit.now();
        for _ in 0..200 {
            if house.kit.count("SELECT MAX(last_seen_at) FROM sessions").await == now.get() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    house.kit.pass(Duration::from_hours(24 * 15));
    assert_eq!(browser.get("/support").await.location(), "/sign-in?next=%2Fsupport&ended=1");
}

testkit::both_engines!(
    opening_a_ticket_marks_it_seen,
    staff_mark_nothing_for_the_affiliate,
    a_page_is_one_read,
    a_session_in_use_stays,
);
on_sqlite!(the_head_of_every_page, a_prefetch_keeps_what_is_to_be_said);
