//! Filters, orders and page tokens, real ones and made-up ones.

use std::time::Duration;

use axum::http::StatusCode;
use testkit::{Engine, Person};

use crate::{House, Page};

async fn house(engine: Engine, tickets: usize) -> (House, Person, Person) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    for number in 0..tickets {
        house.kit.open(&acme, &format!("Ticket {number}")).await;
        house.kit.pass(Duration::from_mins(1));
    }
    (house, maria, acme)
}

/// What nobody's link says. Each gives the first page, unfiltered by what makes no sense.
const NONSENSE: [&str; 22] = [
    "status=maybe",
    "status=",
    "status=opened&status=closed",
    "type=gossip",
    "sort=price",
    "sort=updated;drop",
    "page=",
    "page=2",
    "page=-1",
    "page=1.updated.x.0.0",
    "page=1.nonsense.a.0.0",
    "page=1.updated.a.99999999999999999999.1",
    "page=1.updated.a.9223372036854775807.9223372036854775807",
    "page=2.updated.a.0.0",
    "page=%00",
    "page=%FF%FE",
    "page[]=1&page=1.updated.a",
    "unknown=1",
    "waiting=godot",
    "queue=everything",
    "&&&=&=",
    "%FF=%FF",
];

fn numbers(page: &Page) -> Vec<String> {
    page.texts("td.c-id")
}

async fn nonsense_gives_the_first_page(engine: Engine) {
    let (house, maria, acme) = house(engine, 3).await;
    for (who, path) in [(&acme, "/support"), (&maria, "/desk")] {
        let browser = house.of(who);
        let first = numbers(&browser.get(path).await.is(StatusCode::OK));
        assert_eq!(first.len(), 3);
        for query in NONSENSE {
            // The first of two values counts, and that one is real.
            let page = browser.get(&format!("{path}?{query}")).await.is(StatusCode::OK);
            assert_eq!(numbers(&page), first, "{path}?{query}");
        }
    }
}

async fn searches_that_hold_anything(engine: Engine) {
    let (house, maria, acme) = house(engine, 2).await;
    let long = "x".repeat(50_000);
    for text in [
        "'",
        "\"",
        "%",
        "_",
        "*",
        "a AND",
        "NEAR(",
        "-",
        "\0",
        "\u{202e}",
        "''; DROP TABLE tickets",
        long.as_str(),
        "(((",
        "a:b",
        "\\",
        "^",
        "{x}",
        "привет & пока",
        "|",
    ] {
        let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let page = house.of(&acme).get(&format!("/support?q={encoded}")).await;
        assert_eq!(page.status, StatusCode::OK, "{text:.20}");
        for query in ["q", "affiliate"] {
            let page = house.of(&maria).get(&format!("/desk?queue=all&{query}={encoded}")).await;
            assert_eq!(page.status, StatusCode::OK, "{query}={text:.20}");
        }
    }
    let page = house.of(&acme).get("/support?q=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!page.html().contains("<script>alert"));
    assert_eq!(page.value("q"), "<script>alert(1)</script>");
    let page = house.of(&acme).get("/support?q=ticket+1").await;
    assert_eq!(page.texts("td.c-title"), ["Ticket 1"]);
}

async fn pages_lead_there_and_back(engine: Engine) {
    let (house, maria, acme) = house(engine, 60).await;
    for (who, path) in
        [(&acme, "/support"), (&maria, "/desk?queue=all"), (&acme, "/support?sort=-created&status=opened")]
    {
        let browser = house.of(who);
        let mut seen = Vec::new();
        let mut page = browser.get(path).await.is(StatusCode::OK);
        loop {
            seen.push(numbers(&page));
            let Some(next) = page.attr("a[rel=next]", "href") else { break };
            page = browser.get(&next).await.is(StatusCode::OK);
        }
        assert_eq!(seen.iter().map(Vec::len).collect::<Vec<_>>(), [25, 25, 10], "{path}");
        let mut all: Vec<String> = seen.concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 60, "{path}: every ticket once");
        // Back again, page by page.
        for expected in seen.iter().rev().skip(1) {
            let previous = page.attr("a[rel=prev]", "href").expect("a page before");
            page = browser.get(&previous).await.is(StatusCode::OK);
            assert_eq!(&numbers(&page), expected, "{path}");
        }
    }
    house.kit.verify().await;
}

async fn a_token_of_another_order_gives_the_first_page(engine: Engine) {
    let (house, maria, acme) = house(engine, 30).await;
    for (who, path) in [(&acme, "/support?"), (&maria, "/desk?queue=all&")] {
        let browser = house.of(who);
        let next = browser.get(&format!("{path}sort=-created")).await.attr("a[rel=next]", "href");
        let next = next.expect("a next page");
        let token = next.split("page=").nth(1).expect("a token").split('&').next().expect("a token");
        for sort in ["created", "-updated", "updated"] {
            let first = numbers(&browser.get(&format!("{path}sort={sort}")).await);
            let page = browser.get(&format!("{path}sort={sort}&page={token}")).await.is(StatusCode::OK);
            assert_eq!(numbers(&page), first, "{path} {sort}");
        }
    }
}

testkit::both_engines!(
    a_token_of_another_order_gives_the_first_page,
    nonsense_gives_the_first_page,
    searches_that_hold_anything,
    pages_lead_there_and_back
);
