//! What is typed is kept while it is typed.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use testkit::{Engine, PASSWORD, Person, samples};

use crate::{Browser, Form, House, Multipart, Page};

const RESTORED: &str = "This is what you typed before and did not send.";
const SAVED: &str = "Draft saved";

async fn house(engine: Engine) -> (House, Person, Person) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    (house, maria, acme)
}

/// A form and where its draft goes, from the page.
async fn form(browser: &Browser, page: &str, action: &str) -> (Form, String) {
    let page = browser.get(page).await.is(StatusCode::OK);
    let draft = page.attr(&format!("form[action=\"{action}\"]"), "data-draft").expect("it has a draft");
    (page.form(action), draft)
}

async fn save(browser: &Browser, draft: &str, form: &Form) -> Page {
    browser.send_form(draft, &form.encoded()).await
}

async fn every_form_has_a_draft(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    let (own, desk) = (format!("/support/{ticket}"), format!("/desk/tickets/{ticket}"));
    for (who, page, action, field) in [
        (&acme, "/support/new", "/support/new", "title"),
        (&acme, &own, &own, "body"),
        (&maria, "/desk/new", "/desk/new", "title"),
        (&maria, &desk, &format!("{desk}/reply"), "body"),
        (&maria, &desk, &format!("{desk}/note"), "body"),
    ] {
        let (filled, draft) = form(&house.of(who), page, action).await;
        let filled = filled.set(field, "Half a thought");
        let answer = save(&house.of(who), &draft, &filled).await.is(StatusCode::OK);
        assert_eq!(answer.html(), SAVED, "{action}");
        assert!(answer.header("content-type").starts_with("text/plain"));
        // In another browser, later.
        let there = house.of(who).get(page).await.is(StatusCode::OK);
        assert_eq!(there.form(action).get(field), "Half a thought", "{action}");
        assert_eq!(there.form(action).get("submission"), filled.get("submission"), "it is the same form");
        let said = there.texts(&format!("form[action=\"{action}\"] [role=alert]"));
        assert!(said.contains(&RESTORED.to_owned()), "{action}: {said:?}");
        // Sent from there, it is gone, and a late word of the first browser does not bring it back.
        let rest = match field {
            "title" => there.form(action).set("type", "general").set("description", "All of it."),
            _ => there.form(action).set("body", "A whole thought."),
        };
        let to_acme = acme.affiliate_id().to_string();
        let rest = if action == "/desk/new" { rest.set("affiliate", &to_acme) } else { rest };
        house.of(who).submit(&rest).await.is(StatusCode::SEE_OTHER);
        let late = save(&house.of(who), &draft, &filled).await.is(StatusCode::CONFLICT);
        assert_eq!(late.html(), "Not saved as a draft: this form was sent already");
        let there = house.of(who).get(page).await.is(StatusCode::OK);
        assert_eq!(there.form(action).get(field), "", "{action}");
        assert_ne!(there.form(action).get("submission"), filled.get("submission"), "{action}");
    }
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM drafts").await, 0);
    house.kit.verify().await;
}

async fn a_draft_is_thrown_away(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let (filled, draft) = form(&browser, "/support/new", "/support/new").await;
    save(&browser, &draft, &filled.set("title", "No")).await.is(StatusCode::OK);
    let page = browser.get("/support/new").await;
    assert_eq!(page.text_of("button[form=discard-drafts-new_ticket-0]"), "Discard");
    let discard = page.attr("#discard-drafts-new_ticket-0", "action").expect("a form of its own");
    let answer = browser.post(&discard, &[]).await;
    let page = browser.follow(&answer).await.is(StatusCode::OK);
    assert_eq!(
        (page.path.as_str(), page.text_of(".flash-area")),
        ("/support/new", "The draft is discarded.".into())
    );
    assert_eq!((page.value("title"), page.count(".draft-restored")), (String::new(), 0));
    // What is there after an error page leads back.
    assert_eq!(browser.get(&discard).await.location(), "/support/new");
    assert_eq!(browser.get("/drafts/note/7").await.header("location"), "/desk/tickets/7?tab=note#compose");
}

async fn files_come_back_with_a_draft(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let file = browser.send_form("/files", &Multipart::default().file("a.png", samples::PNG)).await;
    let id = crate::uploads::id_of(&file);
    let (filled, draft) = form(&browser, "/support/new", "/support/new").await;
    save(&browser, &draft, &filled.add("kept", &id)).await.is(StatusCode::OK);
    let page = house.of(&acme).get("/support/new").await;
    assert_eq!(page.texts(".kept-name"), ["a.png"]);
    // One that was removed meanwhile, or waited too long, is missed.
    let other = browser.send_form("/files", &Multipart::default().file("b.png", samples::PNG)).await;
    let removed = crate::uploads::id_of(&other);
    let again = page.form("/support/new").add("kept", &removed).set("title", "With two");
    save(&browser, &draft, &again).await.is(StatusCode::OK);
    browser.post(&format!("/files/{removed}/discard"), &[]).await.is(StatusCode::NO_CONTENT);
    let page = house.of(&acme).get("/support/new").await;
    assert_eq!(
        (page.texts(".kept-name"), page.value("title")),
        (vec!["a.png".to_owned()], "With two".into())
    );
    assert_eq!(page.text_of("form [role=alert]"), "A file that was here before is gone. Choose it again.");
    let whole = page.form("/support/new").set("type", "general").set("title", "T").set("description", "D");
    let answer = browser.submit(&whole).await;
    assert!(browser.follow(&answer).await.html().contains("a.png"));
    house.kit.verify().await;
}

async fn two_windows(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let (one, draft) = form(&browser, "/support/new", "/support/new").await;
    let (two, _) = form(&browser, "/support/new", "/support/new").await;
    assert_eq!(save(&browser, &draft, &one.clone().set("title", "One")).await.html(), SAVED);
    let replaced = save(&browser, &draft, &two.set("title", "Two")).await.is(StatusCode::OK);
    assert_eq!(replaced.html(), "Draft saved, in the place of one that you typed in another window");
    assert_eq!(browser.get("/support/new").await.value("title"), "Two");
}

async fn nobody_finds_another_ones_text(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let rival = house.kit.affiliate("rival", None).await;
    let (filled, draft) = form(&house.of(&acme), "/support/new", "/support/new").await;
    let secret = filled.set("title", "A secret");
    // The page is still open, and somebody else has signed in since.
    for who in [&rival, &maria] {
        let answer = save(&house.of(who), &draft, &secret).await.is(StatusCode::UNAUTHORIZED);
        assert!(answer.html().starts_with("You are signed out."), "{}", answer.html());
    }
    save(&house.browser(), &draft, &secret).await.is(StatusCode::UNAUTHORIZED);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM drafts").await, 0);
    // Nor is a draft kept for what is not theirs, or does not exist.
    let ticket = house.kit.open(&acme, "Mine").await;
    let by = rival.user;
    for path in [
        format!("/drafts/comment/{ticket}?by={by}"),
        format!("/drafts/reply/{ticket}?by={by}"),
        format!("/drafts/comment/999?by={by}"),
        format!("/drafts/nothing/0?by={by}"),
        format!("/drafts/comment/x?by={by}"),
    ] {
        save(&house.of(&rival), &path, &secret).await.is(StatusCode::NOT_FOUND);
    }
    save(&house.of(&rival), "/drafts/new_ticket/0", &secret).await.is(StatusCode::BAD_REQUEST);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM drafts").await, 0);
}

async fn a_session_that_ran_out_still_keeps_it(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let rival = house.kit.affiliate("rival", None).await;
    let browser = house.of(&acme);
    let (filled, draft) = form(&browser, "/support/new", "/support/new").await;
    house.kit.pass(Duration::from_hours(24 * 15));
    let answer = save(&browser, &draft, &filled.clone().set("title", "Late")).await;
    let answer = answer.is(StatusCode::UNAUTHORIZED);
    assert_eq!(answer.html(), "You are signed out. The draft is saved; you sign in again when you send it.");
    // With the old cookie of somebody else it is not.
    let other = save(&house.of(&rival), &draft, &filled.clone().set("title", "Not mine")).await;
    assert!(other.is(StatusCode::UNAUTHORIZED).html().contains("stays on this page"));
    // Ended on purpose, the cookie is good for nothing.
    let ended = house.browser();
    ended.keep("affdesk", house.kit.session(acme.user).await.as_str());
    ended.post("/sign-out", &[]).await;
    let answer = save(&ended, &draft, &filled.set("title", "Signed out")).await;
    assert!(answer.is(StatusCode::UNAUTHORIZED).html().contains("stays on this page"));

    let back = house.browser();
    back.post("/sign-in", &[("email", &acme.email), ("password", PASSWORD)]).await;
    assert_eq!(back.get("/support/new").await.value("title"), "Late");
    let back = house.browser();
    back.post("/sign-in", &[("email", &rival.email), ("password", PASSWORD)]).await;
    assert_eq!(back.get("/support/new").await.value("title"), "");
}

async fn a_refused_form_keeps_its_id(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let (filled, draft) = form(&browser, "/support/new", "/support/new").await;
    let bad = filled.set("description", "Without a title");
    let page = browser.submit(&bad).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    let mended = page.form("/support/new").set("title", "T").set("type", "general");
    assert_eq!(mended.get("submission"), bad.get("submission"));
    assert_eq!(page.count(".draft-restored"), 0, "it was typed just now");
    browser.submit(&mended).await.is(StatusCode::SEE_OTHER);
    save(&browser, &draft, &bad).await.is(StatusCode::CONFLICT);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM drafts").await, 0);
    // Sent once more with something wrong, it is another form, and its text is kept.
    let page = browser.submit(&bad).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_ne!(page.form("/support/new").get("submission"), bad.get("submission"));
    assert_eq!(browser.get("/support/new").await.value("description"), "Without a title");
}

async fn a_ticket_to_another_affiliate_is_another_draft(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let other = house.kit.affiliate("other", Some(&maria)).await;
    let browser = house.of(&maria);
    let (to_acme, to_other) = (acme.affiliate_id().to_string(), other.affiliate_id().to_string());
    let (filled, draft) = form(&browser, &format!("/desk/new?affiliate={to_acme}"), "/desk/new").await;
    assert_eq!(filled.get("affiliate"), to_acme);
    save(&browser, &draft, &filled.set("title", "To acme")).await.is(StatusCode::OK);
    let page = browser.get(&format!("/desk/new?affiliate={to_other}")).await;
    assert_eq!((page.value("affiliate"), page.value("title")), (to_other, String::new()));
    for path in ["/desk/new".to_owned(), format!("/desk/new?affiliate={to_acme}")] {
        let page = browser.get(&path).await;
        assert_eq!((page.value("affiliate"), page.value("title")), (to_acme.clone(), "To acme".into()));
    }
}

async fn what_is_no_draft_is_refused(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let (_, draft) = form(&browser, "/support/new", "/support/new").await;
    let urlencoded = Some("application/x-www-form-urlencoded");
    for (kind, body) in [
        (urlencoded, "title=T".to_owned()),
        (None, String::new()),
        (Some(Multipart::TYPE), "--tested\r\nnonsense".into()),
        (Some(Multipart::TYPE), "x".repeat(2 * 1024 * 1024)),
    ] {
        let answer = browser.send(Method::POST, &draft, kind, body.into()).await;
        answer.is(StatusCode::BAD_REQUEST);
    }
    // A file that came along is not stored, and too long a text keeps its beginning.
    let long = Multipart::default().text("title", "é".repeat(60_000)).file("a.png", samples::PNG);
    browser.send_form(&draft, &long).await.is(StatusCode::OK);
    assert_eq!(browser.get("/support/new").await.value("title").chars().count(), 15_000);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 0);
    // From another site it is refused like everything.
    let foreign = house.of(&acme).with("sec-fetch-site", "cross-site");
    foreign.send_form(&draft, &long).await.is(StatusCode::FORBIDDEN);
}

async fn a_script_is_told_where_to_go(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let (filled, _) = form(&house.of(&acme), "/support/new", "/support/new").await;
    let script = house.of(&acme).with("x-requested-with", "script");
    let whole = filled.set("type", "general").set("title", "T").set("description", "D");
    let answer = script.submit(&whole).await.is(StatusCode::NO_CONTENT);
    let to = answer.header("x-location").to_owned();
    assert!(to.starts_with("/support/") && answer.headers.get("location").is_none(), "{to}");
    assert_eq!(script.get(&to).await.text_of(".flash-area"), "The ticket is created.");
    // What is to be mended comes as it does to everybody.
    let page = script.submit(&whole.set("title", "")).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.error_of("title"), "Enter a title.");
}

testkit::both_engines!(
    every_form_has_a_draft,
    a_draft_is_thrown_away,
    files_come_back_with_a_draft,
    two_windows,
    nobody_finds_another_ones_text,
    a_session_that_ran_out_still_keeps_it,
    a_refused_form_keeps_its_id,
);

on_sqlite!(
    a_ticket_to_another_affiliate_is_another_draft,
    what_is_no_draft_is_refused,
    a_script_is_told_where_to_go,
);
