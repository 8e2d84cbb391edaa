//! Answers by mail, as pages show them.

use desk::Credential;
use desk::inbound::{RefusedFile, WhyRefused};
use desk::mail_in::{self, Mail};
use desk::reply_address::ReplyAddress;
use testkit::{Engine, Kit};

use crate::House;

const BASE: &str = "support@desk.test";

async fn an_answer_by_mail_is_shown_with_what_was_quoted_folded(engine: Engine) {
    let kit = Kit::with(engine, |settings| settings.reply_address = Some(BASE.to_owned()));
    let house = House::on(kit, "http://desk.test");
    let kit = &house.kit;
    let maria = kit.manager("maria").await;
    let admin = kit.admin().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    let place = ReplyAddress { ticket, user: acme.user };
    let to = kit.read(&Credential::System, move |cx| place.on(cx, BASE)).await.expect("signed").expect("one");
    let mail = Mail {
        digest: [1; 32],
        sender: acme.email.clone(),
        recipients: vec![to.clone()],
        text: "It is <b>TX-1001</b>.".to_owned(),
        quoted: format!("On Friday <{to}> wrote:\n> <script>alert(1)</script>"),
        refused: vec![
            RefusedFile { name: "invoice.pdf".to_owned(), why: WhyRefused::Ending },
            RefusedFile { name: "<i>.gif".to_owned(), why: WhyRefused::Signature },
        ],
        ..Mail::default()
    };
    let taken = mail.clone();
    kit.write(&Credential::System, move |cx| mail_in::receive(cx, &taken, &[])).await.expect("taken");

    for (who, path) in [(&maria, format!("/desk/tickets/{ticket}")), (&acme, format!("/support/{ticket}"))] {
        let page = house.of(who).get(&path).await;
        let message = page.texts(".thread .message").pop().expect("a message");
        assert!(message.contains("It is <b>TX-1001</b>.") && message.contains("by e-mail"), "{message}");
        let folded = page.texts("details.quoted:not([open]) .prose");
        if who.user == acme.user {
            assert_eq!(folded.len(), 1, "one message quotes something");
            assert!(folded[0].contains("> <script>alert(1)</script>"), "{folded:?}");
        } else {
            assert_eq!(folded, Vec::<String>::new(), "what an affiliate quoted is for the affiliate");
        }
        let html = page.html();
        assert!(!html.contains(&to), "the signed address is on no page");
        let events = page.texts(".event span");
        let said = "invoice.pdf (not an allowed format), <i>.gif (not what its name says)";
        assert!(events.iter().any(|line| line.contains(said)), "{events:?}");
    }

    let forged = Mail { recipients: vec!["support+1-1-1-00@desk.test".to_owned()], ..mail };
    kit.write(&Credential::System, move |cx| mail_in::receive(cx, &forged, &[])).await.expect("noted");
    let log = house.of(&admin).get("/desk/settings/answers").await;
    let rows = log.texts(".table-answers tbody tr");
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains("Address made up") && rows[1].contains("On the ticket"), "{rows:?}");
    assert!(log.html().contains(&format!("/desk/tickets/{ticket}#message-")));

    let filtered = async |query: &str| {
        let page = house.of(&admin).get(&format!("/desk/settings/answers?{query}")).await;
        (page.texts(".table-answers tbody tr").len(), page)
    };
    for (query, expected) in [
        ("outcome=forged", 1),
        ("outcome=nonsense", 2),
        (&*format!("q=%23{ticket}"), 1),
        (&*format!("q={ticket}&outcome=forged"), 0),
        (&*format!("q={}", acme.email.to_uppercase().replace('@', "%40")), 2),
        ("q=nobody%40acme.example", 0),
        ("q=%00%27", 0),
        ("channel=mail&outcome=forged", 1),
        ("channel=telegram", 0),
        ("channel=nonsense", 2),
    ] {
        assert_eq!(filtered(query).await.0, expected, "{query}");
    }
    let (_, none) = filtered("q=nobody%40acme.example&outcome=forged").await;
    assert_eq!(none.value("q"), "nobody@acme.example", "what was looked for stays");
    assert_eq!(none.attr("select[name=outcome] option[selected]", "value").as_deref(), Some("forged"));
    assert!(none.html().contains("No answer matches"));

    let off = House::new(engine);
    let admin = off.kit.admin().await;
    assert!(off.of(&admin).get("/desk/settings/answers").await.html().contains("Mail is not taken"));
}

async fn a_webhook_is_made_tried_and_removed(engine: Engine) {
    let house = House::on(
        Kit::with(engine, |settings| settings.internal_hosts = vec!["127.0.0.1".into()]),
        "http://desk.test",
    );
    let admin = house.kit.admin().await;
    let browser = house.of(&admin);
    let path = "/desk/settings/webhooks";
    let wrong = browser.post(path, &[("name", "Mine"), ("url", "https://10.0.0.1/hook")]).await;
    let wrong = wrong.is(axum::http::StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.error_of("url").contains("private network"), "{}", wrong.error_of("url"));
    assert_eq!(
        (wrong.value("name"), wrong.value("url")),
        ("Mine".to_owned(), "https://10.0.0.1/hook".to_owned())
    );

    let made = browser.post(path, &[("name", "Mine"), ("url", "http://127.0.0.1:9/hook")]).await;
    let one = made.location();
    let page = browser.get(&one).await;
    let secret = page.attr("#secret", "value").unwrap_or_default();
    assert!(secret.starts_with("whsec_"), "{secret}");
    assert_eq!(page.count("[name=event][checked]"), page.count("[name=event]"));
    let none = browser.post(&one, &[("do", "choose")]).await.is(axum::http::StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.html().contains("Choose at least one."));
    let made_up = browser.post(&one, &[("do", "choose"), ("event", "nonsense")]).await;
    made_up.is(axum::http::StatusCode::BAD_REQUEST);
    let two = [("do", "choose"), ("event", "manager_answered"), ("event", "ticket_closed")];
    let chosen = browser.post(&one, &two).await;
    assert_eq!(browser.follow(&chosen).await.count("[name=event][checked]"), 2);
    for what in ["test", "rotate", "off", "on"] {
        browser.post(&one, &[("do", what)]).await.is(axum::http::StatusCode::SEE_OTHER);
    }
    browser.post(&one, &[("do", "nonsense")]).await.is(axum::http::StatusCode::NOT_FOUND);
    let page = browser.get(&one).await;
    assert!(
        page.attr("#secret", "value").unwrap_or_default() != secret
            && page.html().contains("The secret before still signs")
    );
    assert_eq!(page.count(".table-deliveries tbody tr"), 1);
    assert!(browser.get(path).await.html().contains("Mine"));
    let removed = browser.post(&one, &[("do", "delete")]).await;
    assert_eq!(removed.location(), path);
    browser.get(&one).await.is(axum::http::StatusCode::NOT_FOUND);
}

testkit::both_engines!(
    a_webhook_is_made_tried_and_removed,
    an_answer_by_mail_is_shown_with_what_was_quoted_folded
);
