//! Signing in and out.

use axum::http::StatusCode;
use desk::Settings;
use testkit::{Engine, Kit, PASSWORD, Person};

use crate::{Browser, House, Page};

async fn sign_in(browser: &Browser, email: &str, password: &str, next: &str) -> Page {
    browser.post("/sign-in", &[("email", email), ("password", password), ("next", next)]).await
}

async fn house() -> (House, Person) {
    let house = House::new(Engine::Sqlite);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    (house, acme)
}

#[test]
fn the_way_in_and_out() {
    testkit::run(async {
        let (house, acme) = house().await;
        let browser = house.browser();
        let asked = browser.get("/support/new?x=1").await;
        let page = browser.follow(&asked).await.is(StatusCode::OK);
        assert_eq!(page.text_of("h1"), "Sign in");
        assert_eq!(page.value("next"), "/support/new?x=1");
        let form = page.form("/sign-in").set("email", " ACME@example.test ").set("password", PASSWORD);
        let page = browser.submit(&form).await;
        assert_eq!(page.location(), "/support/new?x=1");
        browser.follow(&page).await.is(StatusCode::OK);
        // Who is signed in is sent on from the page.
        assert_eq!(browser.get("/sign-in?next=/account").await.location(), "/account");

        let token = browser.cookie(house.session_cookie()).expect("a session");
        let out = browser.post("/sign-out", &[]).await;
        assert_eq!(out.location(), "/sign-in?out=1");
        assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
        assert_eq!(browser.cookie(house.session_cookie()), None, "the cookie is gone");
        assert!(browser.follow(&out).await.text_of("main").contains("You are signed out."));
        // The session has ended, not only the cookie.
        browser.keep(house.session_cookie(), &token);
        assert!(browser.get("/support").await.location().starts_with("/sign-in"));
        // Signing out twice, or as nobody, is fine.
        assert_eq!(house.browser().post("/sign-out", &[]).await.location(), "/sign-in?out=1");
        drop(acme);
    });
}

#[test]
fn signing_in_is_always_a_new_session() {
    testkit::run(async {
        let (house, acme) = house().await;
        let browser = house.of(&acme);
        let page = sign_in(&browser, &acme.email, PASSWORD, "").await;
        assert_eq!(page.location(), "/support");
        let fresh = browser.cookie(house.session_cookie()).expect("a session");
        assert_ne!(fresh, acme.token.as_str());
        assert!(
            house.of(&acme).get("/support").await.location().starts_with("/sign-in"),
            "the old one has ended"
        );
        browser.get("/support").await.is(StatusCode::OK);
        // A session that somebody planted is not taken over.
        let planted = "a".repeat(64);
        let browser = house.browser();
        browser.keep(house.session_cookie(), &planted);
        sign_in(&browser, &acme.email, PASSWORD, "").await.is(StatusCode::SEE_OTHER);
        assert_ne!(browser.cookie(house.session_cookie()), Some(planted));
    });
}

#[test]
fn unknown_and_wrong_get_the_same_answer() {
    testkit::run(async {
        let (house, acme) = house().await;
        let unknown = sign_in(&house.browser(), "nobody@example.test", "whatever it is", "").await;
        let wrong = sign_in(&house.browser(), &acme.email, "whatever it is", "").await;
        let strange = sign_in(&house.browser(), "nobody\0@example.test", "whatever it is", "").await;
        for page in [&unknown, &wrong, &strange] {
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.text_of("[role=alert]").starts_with("Email and password do not match."));
            assert!(page.headers.get("set-cookie").is_none());
            assert_eq!(page.attr("[name=password]", "value"), None, "a password is never sent back");
        }
        assert_eq!(wrong.value("email"), acme.email, "what was typed is still there");
        let names = |page: &Page| page.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names(&unknown), names(&wrong));
        assert_eq!(
            unknown.html().replace("nobody@example.test", ""),
            wrong.html().replace(&acme.email, ""),
            "but for the address the two are the same"
        );
    });
}

#[test]
fn empty_fields_get_their_sentences() {
    testkit::run(async {
        let (house, acme) = house().await;
        let page = sign_in(&house.browser(), " ", "", "/support").await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.error_of("email"), "Enter your email.");
        assert_eq!(page.error_of("password"), "Enter your password.");
        assert_eq!(page.value("next"), "/support");
        let page = sign_in(&house.browser(), &acme.email, "", "").await;
        assert_eq!(page.error_of("email"), "");
        assert_eq!(page.value("email"), acme.email);
    });
}

#[test]
fn a_switched_off_account_is_told_to_who_knows_its_password() {
    testkit::run(async {
        let (house, acme) = house().await;
        house.kit.sql(|tx| tx.execute("UPDATE users SET active = FALSE WHERE role = 'affiliate'", &[])).await;
        let page = sign_in(&house.browser(), &acme.email, PASSWORD, "").await.is(StatusCode::FORBIDDEN);
        assert!(page.text_of("[role=alert]").starts_with("This account is not active."));
        let page = sign_in(&house.browser(), &acme.email, "another password", "").await;
        assert!(page.text_of("[role=alert]").starts_with("Email and password do not match."));
        assert!(
            house.of(&acme).get("/support").await.location().starts_with("/sign-in"),
            "sessions end with it"
        );
    });
}

#[test]
fn no_other_site_follows_a_sign_in() {
    testkit::run(async {
        let (house, acme) = house().await;
        for bad in [
            "https://evil.test/",
            "//evil.test",
            "/\\evil.test",
            "\\/evil.test",
            "/\t/evil.test",
            "/a\r\nSet-Cookie: x=y",
            "javascript:alert(1)",
            "evil",
            "/sign-out",
            "http:evil.test",
            "/desk",
            "/desk/tickets/1",
        ] {
            let page = sign_in(&house.browser(), &acme.email, PASSWORD, bad).await;
            assert_eq!(page.location(), "/support", "{bad:?}");
            let shown = url::form_urlencoded::byte_serialize(bad.as_bytes()).collect::<String>();
            let page = house.of(&acme).get(&format!("/sign-in?next={shown}")).await;
            assert_eq!(page.location(), "/support", "{bad:?}, already signed in");
            let page = house.browser().get(&format!("/sign-in?next={shown}")).await.is(StatusCode::OK);
            assert!(page.value("next").is_empty() || page.value("next").starts_with("/desk"), "{bad:?}");
        }
        let page = sign_in(&house.browser(), &acme.email, PASSWORD, "/support?q=привет").await;
        assert_eq!(page.location(), "/support?q=%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82", "an address is ASCII");
    });
}

#[test]
fn cookies_say_what_they_must() {
    testkit::run(async {
        let cookie = |page: &Page| {
            let cookies = page.headers.get_all("set-cookie").iter();
            cookies.map(|value| value.to_str().expect("ASCII").to_owned()).collect::<Vec<_>>()
        };
        let kit = Kit::new(Engine::Sqlite);
        let acme = kit.affiliate("acme", None).await;
        let house = House::on(kit, "https://desk.test");
        let [secure] = &cookie(&sign_in(&house.browser(), &acme.email, PASSWORD, "").await)[..] else {
            panic!("one cookie")
        };
        assert!(secure.starts_with("__Host-affdesk="), "{secure}");
        for word in ["; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=7776000"] {
            assert!(secure.contains(word), "{secure} lacks {word}");
        }
        assert!(!secure.contains("Domain"), "{secure}");
        let out = cookie(&house.of(&acme).post("/sign-out", &[]).await);
        assert!(out[0].starts_with("__Host-affdesk=; Max-Age=0") && out[0].contains("; Secure"), "{out:?}");
        // Under the plain name nobody is signed in there.
        let browser = house.browser();
        browser.keep("affdesk", acme.token.as_str());
        assert!(browser.get("/support").await.location().starts_with("/sign-in"));

        let (house, acme) = self::house().await;
        let [plain] = &cookie(&sign_in(&house.browser(), &acme.email, PASSWORD, "").await)[..] else {
            panic!("one cookie")
        };
        assert!(plain.starts_with("affdesk=") && !plain.contains("Secure"), "{plain}");
        assert!(plain.contains("; HttpOnly") && plain.contains("; SameSite=Lax"), "{plain}");
    });
}

#[test]
fn too_many_attempts_have_to_wait() {
    testkit::run(async {
        let kit = Kit::with(Engine::Sqlite, |settings: &mut Settings| settings.throttle.account_burst = 2);
        let acme = kit.affiliate("acme", None).await;
        let house = House::on(kit, "http://desk.test");
        for _ in 0..2 {
            sign_in(&house.browser(), &acme.email, "wrong password", "")
                .await
                .is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        // The right password does not help, and the spelling of the address makes no other account.
        for email in [acme.email.clone(), acme.email.to_uppercase(), format!(" {} ", acme.email)] {
            let page =
                sign_in(&house.browser(), &email, PASSWORD, "").await.is(StatusCode::TOO_MANY_REQUESTS);
            assert_eq!(page.text_of("[role=alert]"), "There were too many attempts. Try again in 1 minute.");
            let wait: u64 = page.header("retry-after").parse().expect("seconds");
            assert!((1..=20).contains(&wait), "{wait}");
            assert_eq!(page.value("email").trim(), email.trim());
        }
        // Somebody who is not there waits as well, so that waiting tells nothing.
        for _ in 0..2 {
            sign_in(&house.browser(), "nobody@example.test", "x", "")
                .await
                .is(StatusCode::UNPROCESSABLE_ENTITY);
        }
        sign_in(&house.browser(), "nobody@example.test", "x", "").await.is(StatusCode::TOO_MANY_REQUESTS);
    });
}

#[test]
fn a_new_password_ends_the_other_sessions() {
    testkit::run(async {
        let (house, acme) = house().await;
        let other = house.browser();
        sign_in(&other, &acme.email, PASSWORD, "").await.is(StatusCode::SEE_OTHER);
        let browser = house.of(&acme);
        let form = browser.get("/account").await.form("/account/password");
        let wrong = form.clone().set("current_password", "wrong").set("new_password", "another long secret");
        let page = browser.submit(&wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.error_of("current_password"), "This is not your current password.");
        let short = form.clone().set("current_password", PASSWORD).set("new_password", "short");
        let page = browser.submit(&short).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.error_of("new_password").starts_with("Use at least"));
        let long = form.clone().set("current_password", PASSWORD).set("new_password", &"x".repeat(100_000));
        let page = browser.submit(&long).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.error_of("new_password").starts_with("This is too long."));
        other.get("/support").await.is(StatusCode::OK);
        let right = form.set("current_password", PASSWORD).set("new_password", "another long secret");
        let page = browser.submit(&right).await;
        assert_eq!(page.location(), "/account");
        assert!(browser.follow(&page).await.text_of("main").contains("Your password is changed."));
        assert!(other.get("/support").await.location().starts_with("/sign-in"));
        sign_in(&house.browser(), &acme.email, "another long secret", "").await.is(StatusCode::SEE_OTHER);
    });
}

#[test]
fn preferences_take_what_is_on_the_list() {
    testkit::run(async {
        let (house, acme) = house().await;
        let browser = house.of(&acme);
        for (name, value) in [
            ("time_zone", "Mars/Olympus"),
            ("time_zone", ""),
            ("time_zone", "a\0b"),
            ("locale", "xx"),
            ("locale", ""),
        ] {
            let form = browser.get("/account").await.form("/account/preferences").set(name, value);
            let page = browser.submit(&form).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(
                page.error_of(name),
                "This is not on the list. Choose another one.",
                "{name} {value:?}"
            );
        }
        let form = browser.get("/account").await.form("/account/preferences").set("time_zone", "Asia/Tokyo");
        let page = browser.submit(&form).await;
        let page = browser.follow(&page).await.is(StatusCode::OK);
        assert_eq!(page.value("time_zone"), "Asia/Tokyo");
        assert!(page.text_of("main").contains("Your preferences are saved."));
        assert!(
            !browser.get("/account").await.text_of("main").contains("Your preferences are saved."),
            "said once"
        );
    });
}
