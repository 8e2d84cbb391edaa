//! The command palette and the page of keys: what they offer to whom.

use axum::http::StatusCode;
use testkit::Engine;

use crate::House;

async fn it_finds_what_the_person_may_see(engine: Engine) {
    let house = House::new(engine);
    let (maria, mark) = (house.kit.manager("maria").await, house.kit.manager("mark").await);
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    let id = house.kit.open(&acme, "Postback <again>").await;
    let labels = async |who, q: &str| {
        let page = house.of(who).get(&format!("/palette?q={q}")).await.is(StatusCode::OK);
        page.texts("[role=option] > span")
    };
    assert_eq!(labels(&acme, "postback").await, ["Postback <again>"]);
    assert_eq!(labels(&maria, "acme").await, ["acme"], "an affiliate is found by its name");
    assert_eq!(labels(&acme, "acme").await, [] as [&str; 0], "affiliates find no affiliates");
    assert_eq!(labels(&mark, "postback").await, [] as [&str; 0]);
    assert_eq!(labels(&mark, "acme").await, [] as [&str; 0]);
    assert_eq!(labels(&acme, "theme").await, ["Theme: System", "Theme: Light", "Theme: Dark"]);
    assert_eq!(labels(&acme, "DARK%20the").await, ["Theme: Dark"]);
    assert_eq!(labels(&acme, "%00%FF").await.first().map(String::as_str), Some("Offers"));
    let all = labels(&acme, "").await;
    assert!(all.contains(&"Create ticket".to_owned()) && all.contains(&"Sign out".to_owned()), "{all:?}");

    let page = house.of(&maria).get("/palette?q=postback").await;
    assert_eq!(page.attr("[role=option]", "href"), Some(format!("/desk/tickets/{id}")));
    assert_eq!(page.text_of("[role=option] small"), format!("#{id} · acme"));
    let page = house.of(&acme).get("/palette?q=postback").await;
    assert_eq!(page.attr("[role=option]", "href"), Some(format!("/support/{id}")));
    assert_eq!(page.text_of("[role=option] small"), format!("#{id}"));
    let offer = house.kit.moderated(&maria, "Solar Loans").await;
    house.kit.offer(&maria, &house.kit.raw_offer("Solar Secret", desk::offers::Privacy::Private)).await;
    assert_eq!(labels(&acme, "solar").await, ["Solar Loans"], "an offer that is theirs to see");
    assert_eq!(labels(&maria, "solar").await, ["Solar Secret", "Solar Loans"]);
    let page = house.of(&acme).get("/palette?q=solar").await;
    assert_eq!(page.attr("[role=option]", "href"), Some(format!("/offers/{offer}")));
    let none = house.of(&acme).get("/palette?q=zzzz").await;
    assert_eq!(none.text_of(".palette-none"), "Nothing fits. Try fewer letters, or a ticket's number.");
    assert!(house.browser().get("/palette").await.location().starts_with("/sign-in"));
}

async fn the_keys_are_those_of_the_panel(engine: Engine) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    let theirs = house.of(&acme).get("/keys").await.is(StatusCode::OK).texts("dt");
    let ours = house.of(&maria).get("/keys").await.is(StatusCode::OK).texts("dt");
    assert!(
        theirs.contains(&"Comment".to_owned()) && !theirs.contains(&"Close ticket".to_owned()),
        "{theirs:?}"
    );
    assert!(
        ours.contains(&"Internal note".to_owned()) && ours.contains(&"Close ticket".to_owned()),
        "{ours:?}"
    );
    house.of(&acme).post("/account/display", &[("shortcuts", "false")]).await;
    assert!(house.of(&acme).get("/keys").await.text_of("main").contains("Single keys are turned off"));
    assert!(house.browser().get("/keys").await.location().starts_with("/sign-in"));
}

async fn links_may_be_fetched_ahead_and_offline_names_nobody(engine: Engine) {
    let house = House::new(engine);
    let acme = house.kit.affiliate("acme", None).await;
    let browser = house.of(&acme);
    let rules = browser.get("/support").await.header("speculation-rules").trim_matches('"').to_owned();
    let rules = browser.get(&rules).await.is(StatusCode::OK);
    assert_eq!(rules.header("content-type"), "application/speculationrules+json");
    let parsed: serde_json::Value = serde_json::from_slice(&rules.bytes).expect("the rules are JSON");
    assert_eq!(parsed["prefetch"][0]["eagerness"], "moderate");

    let offline = browser.get("/offline").await.is(StatusCode::OK).html();
    assert!(!offline.contains("acme"), "what is kept names nobody");
    let worker = browser.get("/sw.js").await.is(StatusCode::OK);
    assert_eq!(worker.header("cache-control"), "private, no-cache");
    assert!(worker.html().starts_with("const version = \"offline-"), "{}", worker.html());
    assert_eq!(worker.html(), house.of(&acme).get("/sw.js").await.html(), "it changes with its page alone");
}

testkit::both_engines!(it_finds_what_the_person_may_see);
on_sqlite!(the_keys_are_those_of_the_panel, links_may_be_fetched_ahead_and_offline_names_nobody);
