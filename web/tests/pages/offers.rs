//! Offers and requests: who gets which page, and what a form says.

use axum::http::StatusCode;
use desk::offers::{Privacy, RawOffer};
use testkit::{Engine, Person, samples};

use crate::{House, Multipart};

const OK: StatusCode = StatusCode::OK;
const NO: StatusCode = StatusCode::NOT_FOUND;

async fn form(house: &House, who: &Person, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let submission = house.kit.fresh_submission().to_string();
    let form =
        fields.iter().fold(Multipart::default().text("submission", submission), |form, (name, value)| {
            form.text(name, *value)
        });
    let page = house.of(who).send_form(path, &form).await;
    (page.status, if page.status == StatusCode::SEE_OTHER { page.location() } else { page.html() })
}

async fn pages_are_for_those_whose_they_are(engine: Engine) {
    let house = House::new(engine);
    let kit = &house.kit;
    let (maria, foreign) = (kit.manager("maria").await, kit.manager("boris").await);
    let (lead, admin) = (kit.lead().await, kit.admin().await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let rival = kit.affiliate("rival", Some(&foreign)).await;
    let offer = kit.moderated(&maria, "Solar").await;
    let private = kit.offer(&maria, &kit.raw_offer("Hidden", Privacy::Private)).await;
    let set = kit.question_set(&lead, "Usual", "short: Where?").await;
    let rule = desk::requests::RawRule {
        name: "All".into(),
        tags: "none".into(),
        action: "approve".into(),
        ..Default::default()
    };
    let rule = kit.rule(&admin, &rule).await;
    let ticket = kit.request(&acme, offer).await;
    let whose = acme.affiliate_id();
    let all = [&acme, &rival, &maria, &foreign, &lead, &admin];
    for (path, wanted) in [
        ("/offers".to_owned(), [OK, OK, NO, NO, NO, NO]),
        (format!("/offers/{offer}"), [OK, OK, NO, NO, NO, NO]),
        (format!("/offers/{private}"), [NO; 6]),
        (format!("/offers/request?offer={offer}"), [OK, OK, NO, NO, NO, NO]),
        (format!("/support/{ticket}"), [OK, NO, NO, NO, NO, NO]),
        (format!("/support/{ticket}/request"), [StatusCode::SEE_OTHER, NO, NO, NO, NO, NO]),
        (format!("/desk/tickets/{ticket}"), [NO, NO, OK, NO, OK, OK]),
        ("/desk/requests".to_owned(), [NO, NO, OK, OK, OK, OK]),
        ("/desk/offers".to_owned(), [NO, NO, OK, OK, OK, OK]),
        ("/desk/offers/new".to_owned(), [NO, NO, OK, OK, OK, OK]),
        (format!("/desk/offers/{offer}"), [NO, NO, OK, OK, OK, OK]),
        ("/desk/affiliates".to_owned(), [NO, NO, OK, OK, OK, OK]),
        (format!("/desk/affiliates/{whose}"), [NO, NO, OK, NO, OK, OK]),
        ("/desk/settings".to_owned(), [NO, NO, NO, NO, OK, OK]),
        ("/desk/settings/reasons".to_owned(), [NO, NO, NO, NO, OK, OK]),
        ("/desk/settings/questions".to_owned(), [NO, NO, NO, NO, OK, OK]),
        (format!("/desk/settings/questions/{set}"), [NO, NO, NO, NO, OK, OK]),
        ("/desk/settings/rules".to_owned(), [NO, NO, NO, NO, NO, OK]),
        ("/desk/settings/webhooks".to_owned(), [NO, NO, NO, NO, NO, OK]),
        ("/desk/settings/webhooks/1".to_owned(), [NO; 6]),
        ("/desk/settings/answers".to_owned(), [NO, NO, NO, NO, NO, OK]),
        ("/desk/settings/rules/new".to_owned(), [NO, NO, NO, NO, NO, OK]),
        (format!("/desk/settings/rules/{rule}"), [NO, NO, NO, NO, NO, OK]),
    ] {
        for (who, wanted) in all.iter().zip(wanted) {
            let page = house.of(who).get(&path).await;
            assert_eq!(page.status, wanted, "{} {path}", who.name);
            let hides = !page.html().contains("Hidden") || path.starts_with("/desk/offers");
            assert!(hides, "{} {path} names a private offer", who.name);
        }
        let nobody = house.browser().get(&path).await;
        assert!(nobody.location().starts_with("/sign-in"), "{path}");
    }
    // What strangers send changes nothing.
    for who in [&rival, &foreign] {
        for path in [format!("/support/{ticket}/withdraw"), format!("/desk/settings/rules/{rule}/delete")] {
            assert_eq!(house.of(who).post(&path, &[]).await.status, NO, "{} {path}", who.name);
        }
        for (path, fields) in [
            (format!("/desk/offers/{offer}/access"), vec![("affiliate", "acme"), ("do", "remove")]),
            (format!("/desk/affiliates/{whose}/access"), vec![("offer", "1"), ("do", "remove")]),
        ] {
            let status = house.of(who).post(&path, &fields).await.status;
            assert!(
                [NO, StatusCode::UNPROCESSABLE_ENTITY].contains(&status),
                "{} {path}: {status}",
                who.name
            );
        }
        let path = format!("/desk/tickets/{ticket}/decide");
        assert_eq!(form(&house, who, &path, &[("decision", "approve"), ("version", "1")]).await.0, NO);
    }
    assert_eq!(kit.count("SELECT COUNT(*) FROM access_requests WHERE state = 'pending'").await, 1);
    assert_eq!(kit.count("SELECT COUNT(*) FROM offer_access").await, 0);
    kit.verify().await;
}

async fn a_form_of_an_offer_says_what_is_wrong_and_loses_nothing(engine: Engine) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let long = "x".repeat(121);
    let fields = [
        ("title", long.as_str()),
        ("payouts", "35 USD\nmuch"),
        ("countries", "DE, Narnia"),
        ("tracking_template", "https://go.example/{who}"),
        ("hold_days", "soon"),
        ("description", "Kept."),
        ("version", "0"),
    ];
    let (status, html) = form(&house, &maria, "/desk/offers/new", &fields).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "121",
        "Line 2 cannot be read.",
        "“Narnia” is not the code of a country.",
        "Nothing stands for “who”.",
        "Enter a whole number from 0 to 3,650.",
        "Kept.",
    ] {
        assert!(html.contains(said), "{said}");
    }
    let again = house.of(&maria).get("/desk/offers/new").await.is(OK);
    assert!(again.html().contains("Narnia"), "the draft is there");
    let (status, to) =
        form(&house, &maria, "/desk/offers/new", &[("title", "Solar"), ("version", "0")]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/desk/offers/1"));
}

async fn an_offer_that_there_is_not_is_called_so(engine: Engine) {
    let house = House::new(engine);
    let (maria, admin) = (house.kit.manager("maria").await, house.kit.admin().await);
    let acme = house.kit.affiliate("acme", Some(&maria)).await.affiliate_id();
    let typed = [("offer", "999"), ("do", "give")];
    let page = house.of(&maria).post(&format!("/desk/affiliates/{acme}/access"), &typed).await;
    let html = page.is(StatusCode::UNPROCESSABLE_ENTITY).html();
    assert!(html.contains("No offer has this ID.") && html.contains("999"));
    let typed = [("name", "All"), ("offers", "Solar"), ("action", "approve")];
    let page = house.of(&admin).post("/desk/settings/rules/new", &typed).await;
    let html = page.is(StatusCode::UNPROCESSABLE_ENTITY).html();
    assert!(
        html.contains("Enter the IDs of existing offers, with commas between.") && html.contains("Solar")
    );
}

async fn an_offer_gets_its_logo(engine: Engine) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    let id = house.kit.moderated(&maria, "Solar").await;
    let (page, action) = (format!("/desk/offers/{id}"), format!("/desk/offers/{id}/logo"));
    let browser = house.of(&maria);
    let refused = browser.send_form(&action, &Multipart::default().file("logo.gif", samples::GIF)).await;
    assert!(refused.is(StatusCode::UNPROCESSABLE_ENTITY).error_of("attachment").contains("logo.gif"));
    let nothing = browser.send_form(&action, &Multipart::default()).await;
    assert_eq!(nothing.is(StatusCode::UNPROCESSABLE_ENTITY).error_of("attachment"), "Choose a picture.");
    let form = Multipart::default().file("logo.png", &samples::png_of(300, 200));
    assert_eq!(browser.send_form(&action, &form).await.location(), page);
    let address = format!("/offers/{id}/logo?v=1");
    for who in [&maria, &acme] {
        let logo = house.of(who).get(&address).await.is(StatusCode::OK);
        assert_eq!(logo.headers["content-type"], "image/jpeg");
        assert!(logo.headers["cache-control"].to_str().is_ok_and(|value| value.contains("immutable")));
    }
    assert_eq!(house.of(&acme).get("/offers").await.count(&format!("img[src='{address}']")), 1);
    assert_eq!(house.of(&acme).send_form(&action, &form).await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get(&page).await.count("#remove-picture"), 1);
    assert_eq!(browser.post(&format!("{action}/remove"), &[]).await.location(), page);
    assert_eq!(house.of(&acme).get(&address).await.status, StatusCode::NOT_FOUND);
    house.kit.verify().await;
}

async fn two_who_edit_an_offer_lose_nothing(engine: Engine) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let offer = house.kit.moderated(&maria, "Solar").await;
    let path = format!("/desk/offers/{offer}");
    let first = form(&house, &maria, &path, &[("title", "Mine"), ("version", "1")]).await;
    assert_eq!(first.0, StatusCode::SEE_OTHER);
    let (status, html) = form(&house, &maria, &path, &[("title", "Theirs"), ("version", "1")]).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(html.contains("Somebody else has changed this offer meanwhile") && html.contains("Theirs"));
}

async fn a_request_form_with_other_questions_says_so(engine: Engine) {
    let house = House::new(engine);
    let kit = &house.kit;
    let (maria, lead) = (kit.manager("maria").await, kit.lead().await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let set = kit.question_set(&lead, "Usual", "short *: Where?").await;
    let raw = RawOffer { question_set: set.to_string(), ..kit.raw_offer("Solar", Privacy::PreModeration) };
    let offer = kit.offer(&maria, &raw).await;
    let path = format!("/offers/{offer}");
    let fields = [("asked", "0000000000000000"), ("answer-1", "Blog"), ("comment", "Please")];
    let (status, html) = form(&house, &acme, &path, &fields).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(html.contains("The questions have changed since the form was shown") && html.contains("Please"));
    let asked = house.of(&acme).get(&path).await.is(OK).attr("[name=asked]", "value").expect("it is there");
    let (status, html) = form(&house, &acme, &path, &[("asked", &asked), ("answer-1", "")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("answer-1-error"));
    let (status, to) = form(&house, &acme, &path, &[("asked", &asked), ("answer-1", "Blog")]).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/support/1"));
    let card = house.of(&acme).get("/support/1").await.is(OK).text_of(".request-card");
    assert!(card.contains("Pending") && card.contains("Blog"), "{card}");
}

testkit::both_engines!(
    pages_are_for_those_whose_they_are,
    a_form_of_an_offer_says_what_is_wrong_and_loses_nothing,
    an_offer_that_there_is_not_is_called_so,
    an_offer_gets_its_logo,
    two_who_edit_an_offer_lose_nothing,
    a_request_form_with_other_questions_says_so,
);
