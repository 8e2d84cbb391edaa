//! Theme, density and shortcuts: chosen in the menu of any page, kept with the person.

use axum::http::StatusCode;
use testkit::{Engine, Person};

use crate::{Browser, House, Page};

const PATH: &str = "/account/display";

fn looks(page: &Page) -> [Option<String>; 4] {
    let html = |name: &str| page.attr("html", name);
    let scheme = page.attr("meta[name=color-scheme]", "content");
    [html("data-theme"), html("data-density"), html("data-shortcuts"), scheme]
}

fn some(words: [&str; 4]) -> [Option<String>; 4] {
    words.map(|word| (!word.is_empty()).then(|| word.to_owned()))
}

async fn house(engine: Engine) -> (House, Person) {
    let house = House::new(engine);
    let acme = house.kit.affiliate("acme", None).await;
    (house, acme)
}

async fn each_choice_holds_on_every_page(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    assert_eq!(looks(&browser.get("/support").await), some(["", "", "", "light dark"]));
    for (name, value, then) in [
        ("theme", "dark", ["dark", "", "", "dark"]),
        ("density", "compact", ["dark", "compact", "", "dark"]),
        ("shortcuts", "false", ["dark", "compact", "false", "dark"]),
        ("theme", "light", ["light", "compact", "false", "light"]),
        ("shortcuts", "true", ["light", "compact", "", "light"]),
        ("theme", "system", ["", "compact", "", "light dark"]),
    ] {
        browser.post(PATH, &[(name, value)]).await.is(StatusCode::SEE_OTHER);
        for path in ["/support", "/account", "/nowhere"] {
            assert_eq!(looks(&browser.get(path).await), some(then), "{name} {value} on {path}");
        }
        let chosen = format!(".menu [name={name}][aria-pressed=true]");
        assert_eq!(browser.get("/support").await.attr(&chosen, "value").as_deref(), Some(value));
    }
    assert_eq!(looks(&house.of(&acme).get("/support").await), some(["", "compact", "", "light dark"]));
}

async fn it_leads_back_to_where_it_was_chosen(engine: Engine) {
    let (house, acme) = house(engine).await;
    let to = async |referer: &str| {
        let browser = house.of(&acme).with("referer", referer);
        browser.post(PATH, &[("theme", "dark")]).await.location()
    };
    assert_eq!(to("http://desk.test/support?status=opened&page=1").await, "/support?status=opened&page=1");
    for foreign in
        ["http://evil.test/support", "http://desk.test.evil.test/", "http://desk.test//evil.test/", "x"]
    {
        assert_eq!(to(foreign).await, "/account", "{foreign}");
    }
    assert_eq!(house.of(&acme).post(PATH, &[]).await.location(), "/account");
    assert_eq!(house.of(&acme).get(PATH).await.location(), "/account");
}

async fn what_is_no_choice_changes_nothing(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    for wrong in [("theme", "pink"), ("density", "\0"), ("shortcuts", "1")] {
        browser.post(PATH, &[wrong, ("theme", "dark")]).await.is(StatusCode::BAD_REQUEST);
    }
    assert_eq!(looks(&browser.get("/support").await), some(["", "", "", "light dark"]));
    assert!(house.browser().post(PATH, &[("theme", "dark")]).await.location().starts_with("/sign-in"));
}

async fn the_page_before_sign_in_is_as_it_was_last(engine: Engine) {
    let (house, acme) = house(engine).await;
    let sign_in = async |browser: &Browser, email: &str| {
        let fields = [("email", email), ("password", testkit::PASSWORD)];
        browser.post("/sign-in", &fields).await.is(StatusCode::SEE_OTHER);
    };
    house.of(&acme).post(PATH, &[("theme", "dark")]).await;
    let browser = house.browser();
    assert_eq!(looks(&browser.get("/sign-in").await), some(["", "", "", "light dark"]));
    sign_in(&browser, &acme.email).await;
    browser.post("/sign-out", &[]).await;
    assert_eq!(looks(&browser.get("/sign-in?out=1").await), some(["dark", "", "", "dark"]));
    assert_eq!(looks(&browser.get("/nowhere").await), some(["dark", "", "", "dark"]));
    // Somebody else's choice takes its place.
    let other = house.kit.affiliate("other", None).await;
    sign_in(&browser, &other.email).await;
    browser.post("/sign-out", &[]).await;
    assert_eq!(looks(&browser.get("/sign-in").await), some(["", "", "", "light dark"]));
}

testkit::both_engines!(each_choice_holds_on_every_page);
on_sqlite!(
    it_leads_back_to_where_it_was_chosen,
    what_is_no_choice_changes_nothing,
    the_page_before_sign_in_is_as_it_was_last,
);
