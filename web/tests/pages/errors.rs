//! Pages of errors: of the house, in HTML, with a title, for everybody.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use testkit::{Engine, Person};

use crate::{House, Page};

async fn house() -> (House, Person, Person) {
    let house = House::new(Engine::Sqlite);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    (house, maria, acme)
}

#[track_caller]
fn is_of_the_house(page: &Page, title: &str) {
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{}", page.path);
    assert_eq!(page.text_of("h1"), title, "{}", page.path);
    assert_eq!(page.text_of("title"), format!("{title} · Northwind"));
    assert_eq!(page.attr("html", "lang").as_deref(), Some("en"));
    assert!(page.count("main a[href]") > 0, "there is a way on");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
}

#[test]
fn no_such_page() {
    testkit::run(async {
        let (house, maria, acme) = house().await;
        for path in [
            "/nothing",
            "/support/1/2",
            "/desk/tickets",
            "/files/",
            "/SUPPORT",
            "/%FF",
            "/..%2f",
            "/support/%FF",
            "/.env",
        ] {
            for (who, menu) in [(None, false), (Some(&acme), true), (Some(&maria), true)] {
                let browser = who.map_or_else(|| house.browser(), |who| house.of(who));
                let page = browser.get(path).await.is(StatusCode::NOT_FOUND);
                is_of_the_house(&page, "There is nothing here");
                assert_eq!(page.count("nav") > 0, menu, "{path}: the frame of who is signed in");
            }
        }
    });
}

#[test]
fn no_such_method() {
    testkit::run(async {
        let (house, _, acme) = house().await;
        for (method, path, allowed) in [
            (Method::POST, "/support", "GET,HEAD"),
            (Method::DELETE, "/support/new", "GET,HEAD,POST"),
            (Method::GET, "/sign-out", "POST"),
            (Method::GET, "/files", "POST"),
            (Method::PUT, "/files/1", "GET,HEAD"),
            (Method::TRACE, "/", "GET,HEAD"),
            (Method::OPTIONS, "/account", "GET,HEAD"),
        ] {
            for browser in [house.browser(), house.of(&acme)] {
                let page = browser.send(method.clone(), path, None, Body::empty()).await;
                let page = page.is(StatusCode::METHOD_NOT_ALLOWED);
                is_of_the_house(&page, "There is nothing here");
                assert_eq!(page.header("allow"), allowed, "{method} {path}");
            }
        }
        let (browser, made_up) = (house.browser(), Method::from_bytes(b"MADEUP").expect("a token"));
        browser.send(made_up, "/", None, Body::empty()).await.is(StatusCode::METHOD_NOT_ALLOWED);
    });
}

#[test]
fn from_another_site() {
    testkit::run(async {
        let (house, _, acme) = house().await;
        for who in [None, Some(&acme)] {
            let browser = who.map_or_else(|| house.browser(), |who| house.of(who));
            let page = browser.with("sec-fetch-site", "cross-site").post("/sign-out", &[]).await;
            let page = page.is(StatusCode::FORBIDDEN);
            is_of_the_house(&page, "This form came from another site");
        }
    });
}

#[test]
fn too_late_and_too_large() {
    testkit::run(async {
        let (house, maria, acme) = house().await;
        let ticket = house.kit.open(&house.kit.affiliate("lonely", None).await, "Hello?").await;
        let take = format!("/desk/tickets/{ticket}/take");
        assert_eq!(house.of(&maria).post(&take, &[]).await.status, StatusCode::SEE_OTHER);
        let page = house.of(&house.kit.manager("boris").await).post(&take, &[]).await;
        is_of_the_house(&page.is(StatusCode::CONFLICT), "Somebody was faster");
        let large = "x".repeat(1_200 * 1024);
        for browser in [house.browser(), house.of(&acme)] {
            let page = browser.post("/account/password", &[("new_password", &large)]).await;
            is_of_the_house(&page.is(StatusCode::PAYLOAD_TOO_LARGE), "This is too large to send");
        }
    });
}

#[test]
fn too_many_tries_at_a_password() {
    testkit::run(async {
        let kit = testkit::Kit::with(Engine::Sqlite, |settings| settings.throttle.account_burst = 1);
        let acme = kit.affiliate("acme", None).await;
        let house = House::on(kit, "http://desk.test");
        let fields = [("current_password", "wrong"), ("new_password", "another long secret")];
        house.of(&acme).post("/account/password", &fields).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let page = house.of(&acme).post("/account/password", &fields).await.is(StatusCode::TOO_MANY_REQUESTS);
        is_of_the_house(&page, "Too many requests");
        let wait: u64 = page.header("retry-after").parse().expect("seconds");
        assert!((1..=20).contains(&wait), "{wait}");
    });
}

async fn the_database_is_away(engine: Engine) {
    let house = House::new(engine);
    let acme = house.kit.affiliate("acme", None).await;
    let form = house.of(&acme).get("/support/new").await.form("/support/new");
    let form = form.set("type", "general").set("title", "Hello").set("description", "There.");
    house.browser().get("/readyz").await.is(StatusCode::OK);
    house.kit.db().close();
    for browser in [house.of(&acme), house.browser()] {
        for path in ["/support", "/support/new", "/account", "/files/1", "/"] {
            let page = browser.get(path).await.is(StatusCode::SERVICE_UNAVAILABLE);
            is_of_the_house(&page, "The service is busy");
            assert_eq!(page.header("retry-after"), "2");
        }
        let page = browser.submit(&form).await.is(StatusCode::SERVICE_UNAVAILABLE);
        is_of_the_house(&page, "The service is busy");
        let number = page.header("x-request-id");
        assert!(page.text_of("main").contains(number), "the page gives the number that the log has");
    }
    house.browser().get("/readyz").await.is(StatusCode::SERVICE_UNAVAILABLE);
    house.browser().get("/healthz").await.is(StatusCode::OK);
    house.browser().get("/metrics").await.is(StatusCode::OK);
}

#[test]
fn stopping() {
    testkit::run(async {
        let (house, ..) = house().await;
        house.browser().get("/readyz").await.is(StatusCode::OK);
        house.web.set_ready(false);
        house.browser().get("/readyz").await.is(StatusCode::SERVICE_UNAVAILABLE);
        house.browser().get("/healthz").await.is(StatusCode::OK);
    });
}

testkit::both_engines!(the_database_is_away);

/// The page that `bench` compares with is in no release.
#[test]
#[cfg(not(feature = "bench"))]
fn no_constant_page() {
    testkit::run(async {
        let (house, _, acme) = house().await;
        let page = house.of(&acme).get("/_constant/100").await.is(StatusCode::NOT_FOUND);
        is_of_the_house(&page, "There is nothing here");
    });
}

#[test]
#[cfg(feature = "bench")]
fn a_constant_page_of_any_size() {
    testkit::run(async {
        let (house, ..) = house().await;
        for bytes in [0, 100, 40_000] {
            let page = house.browser().get(&format!("/_constant/{bytes}")).await.is(StatusCode::OK);
            assert_eq!(page.bytes.len(), bytes);
            assert!(!page.header("content-security-policy").is_empty(), "it passes what every page passes");
        }
    });
}

/// The gallery is for those who work on the look: whoever runs a release has nothing of it.
async fn the_gallery_is_there_in_debug_builds_alone(engine: Engine) {
    let house = House::new(engine);
    let page = house.browser().get("/_gallery").await;
    assert_eq!(page.status == StatusCode::OK, cfg!(debug_assertions));
    let page = house.browser().get("/_gallery/no-such-page").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

on_sqlite!(the_gallery_is_there_in_debug_builds_alone);
