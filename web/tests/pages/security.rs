//! What every answer says to browsers, and what other sites cannot do.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use testkit::{Engine, Kit, Person, samples};

use crate::{Browser, House, Multipart, Page};

async fn house(engine: Engine) -> (House, Person, Person) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    (house, maria, acme)
}

/// Every page there is, good and bad, with text in it that would like to be markup.
async fn all_pages(house: &House, maria: &Person, acme: &Person) -> Vec<Page> {
    let evil = "<script>alert(1)</script><b style=\"x\" onclick=\"y\">";
    let browser = house.of(acme);
    let form = browser.get("/support/new").await.form("/support/new");
    let bad = form.clone().set("title", evil).set("period", evil).file("<b>x.pdf", b"");
    let good = form.set("type", "payments").set("title", evil).set("description", evil).set("period", evil);
    let good = good.file("a.png", samples::PNG);
    let mut pages = vec![browser.get("/support").await, browser.submit(&bad).await];
    let created = browser.submit(&good).await;
    let own = created.location();
    let desk = own.replace("/support/", "/desk/tickets/");
    pages.push(browser.follow(&created).await);
    let staff = house.of(maria);
    let form = staff.get(&desk).await.form(&format!("{desk}/note")).set("body", evil);
    staff.submit(&form).await.is(StatusCode::SEE_OTHER);
    let form = staff.get(&desk).await.form(&format!("{desk}/reply")).set("body", evil).add("close", "1");
    pages.push(staff.submit(&form).await);
    let empty = staff.get(&desk).await.form(&format!("{desk}/reply"));
    pages.push(staff.submit(&empty).await);
    for path in ["/support", "/support?q=%3Cb%3E", "/support/new", &own, "/account", "/nothing"] {
        pages.push(browser.get(path).await);
    }
    for path in [
        "/desk",
        "/desk?queue=all",
        "/desk?queue=shared",
        "/desk/new",
        &desk,
        &format!("{desk}?tab=note"),
        "/account",
    ] {
        pages.push(staff.get(path).await);
    }
    let nobody = house.browser();
    for path in ["/sign-in", "/sign-in?next=%22%3E%3Cb%3E", "/sign-in?ended=1&out=1", "/nothing", "/support"]
    {
        pages.push(nobody.get(path).await);
    }
    pages.push(nobody.post("/sign-in", &[("email", evil), ("password", "x")]).await);
    pages.push(nobody.send_form(&own, &Multipart::default().text("body", evil)).await);
    pages
}

async fn nothing_inline_on_any_page(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let mut drawn = 0;
    for page in all_pages(&house, &maria, &acme).await {
        if !page.header("content-type").starts_with("text/html") {
            continue;
        }
        drawn += 1;
        let dom = page.dom();
        for element in dom.tree.nodes().filter_map(scraper::ElementRef::wrap) {
            let (name, at) = (element.value().name(), &page.path);
            assert_ne!(name, "style", "{at}");
            assert_ne!(name, "b", "{at}: what was typed is text");
            if name == "script" {
                let src = element.value().attr("src").expect("no script stands in a page");
                assert!(src.starts_with("/assets/"), "{at}: {src}");
                assert!(element.text().all(|text| text.trim().is_empty()), "{at}");
            }
            for (attribute, value) in element.value().attrs() {
                assert_ne!(attribute, "style", "{at}");
                assert!(!attribute.starts_with("on"), "{at}: {attribute}");
                let address = matches!(attribute, "href" | "src" | "action" | "formaction");
                assert!(!address || !value.trim_start().to_lowercase().starts_with("javascript:"), "{at}");
            }
        }
    }
    assert!(drawn > 15, "{drawn} pages were looked at");
}

async fn every_answer_has_its_headers(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    for page in all_pages(&house, &maria, &acme).await {
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{}: {policy}",
            page.path
        );
        for word in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(word), "{}: {policy}", page.path);
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cache-control", "private, no-cache"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(page.header(name), value, "{} {name}", page.path);
        }
        assert!(!page.header("x-request-id").is_empty(), "{}", page.path);
    }
}

async fn another_site_can_send_nothing(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    let foreign: [&[(&'static str, &str)]; 6] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://desk.test")],
        &[("origin", "http://evil.test")],
        &[("origin", "null")],
        &[("origin", "https://desk.test")],
    ];
    let from = |who: &Person, headers: &[(&'static str, &str)]| -> Browser {
        headers.iter().fold(house.of(who), |browser, (name, value)| browser.with(name, value))
    };
    for headers in foreign {
        for (who, path) in [
            (&acme, "/sign-in".to_owned()),
            (&acme, "/sign-out".into()),
            (&acme, "/support/new".into()),
            (&acme, format!("/support/{ticket}")),
            (&acme, "/account/preferences".into()),
            (&acme, "/account/password".into()),
            (&acme, "/account/sessions/end".into()),
            (&maria, "/desk/new".into()),
            (&maria, format!("/desk/tickets/{ticket}/reply")),
            (&maria, format!("/desk/tickets/{ticket}/note")),
            (&maria, format!("/desk/tickets/{ticket}/close")),
            (&maria, format!("/desk/tickets/{ticket}/reopen")),
            (&maria, format!("/desk/tickets/{ticket}/take")),
        ] {
            let form =
                Multipart::default().text("type", "general").text("title", "x").text("description", "x");
            let page = from(who, headers).send_form(&path, &form.text("body", "x")).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?} {path}");
        }
        // A link from elsewhere is welcome.
        from(&acme, headers).get(&format!("/support/{ticket}")).await.is(StatusCode::OK);
    }
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM messages").await, 1);
    house.of(&acme).get("/support").await.is(StatusCode::OK);
    for headers in [
        &[("sec-fetch-site", "same-origin")][..],
        &[("sec-fetch-site", "none")],
        &[("origin", "http://desk.test")],
        &[],
    ] {
        let form = Multipart::default().text("body", "From here.");
        let page = from(&acme, headers).send_form(&format!("/support/{ticket}"), &form).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
    house.kit.verify().await;
}

async fn the_origin_is_the_public_address(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let house = House::on(kit, "https://desk.test:8443/");
    for (origin, status) in [
        ("https://desk.test:8443", StatusCode::SEE_OTHER),
        ("https://desk.test", StatusCode::FORBIDDEN),
        ("http://desk.test:8443", StatusCode::FORBIDDEN),
        ("https://evil.desk.test:8443", StatusCode::FORBIDDEN),
    ] {
        let page =
            house.of(&acme).with("origin", origin).with("host", "evil.test").post("/sign-out", &[]).await;
        assert_eq!(page.status, status, "{origin}");
    }
}

async fn strange_cookies_are_nobodys(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let token = acme.token.as_str();
    for value in [
        "",
        "x",
        "0",
        &token[1..],
        &format!("{token}0"),
        &token.to_uppercase().replace('0', "A"),
        &"f".repeat(64),
        &"x".repeat(8_000),
    ] {
        let cookie = format!("affdesk={value}");
        let page = house.browser().with("cookie", &cookie).get("/support").await;
        assert!(page.location().starts_with("/sign-in"), "{value}");
    }
    let page =
        house.browser().with("cookie", "affdesk-flash=<script>; affdesk-flash=created").get("/sign-in").await;
    assert_eq!(page.status, StatusCode::OK);
    let browser = house.of(&acme).with("user-agent", "<b>").with("accept-language", "xx;q=nonsense, *");
    browser.get("/support").await.is(StatusCode::OK);
}

async fn the_programmes_colour_is_a_stylesheet(engine: Engine) {
    let (house, ..) = house(engine).await;
    let page = house.browser().get("/sign-in").await;
    assert_eq!(page.count("link[href='/brand.css']"), 1);
    let css = house.browser().get("/brand.css").await.is(StatusCode::OK);
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
    assert!(css.html().contains("--accent:#0a7d55"));
    let page = house.browser().send(Method::GET, "/assets/nothing.js", None, Body::empty()).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    for src in
        house.browser().get("/sign-in").await.dom().select(&crate::css("script[src], link[rel=stylesheet]"))
    {
        let path = src.value().attr("src").or_else(|| src.value().attr("href")).expect("an address");
        let asset = house.browser().get(path).await.is(StatusCode::OK);
        assert_eq!(asset.header("x-content-type-options"), "nosniff");
    }
}

testkit::both_engines!(another_site_can_send_nothing);
on_sqlite!(
    nothing_inline_on_any_page,
    every_answer_has_its_headers,
    the_origin_is_the_public_address,
    strange_cookies_are_nobodys,
    the_programmes_colour_is_a_stylesheet,
);
