//! Undo after closing, as a form of the page that says what was done.

use std::time::Duration;

use axum::http::StatusCode;
use testkit::Engine;

use crate::House;

async fn closing_is_undone_by_its_button(engine: Engine) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    let id = house.kit.open(&acme, "Where is my payment?").await;
    let (path, undo) = (format!("/desk/tickets/{id}"), format!("/desk/tickets/{id}/undo-close"));
    let browser = house.of(&maria);

    let closed = browser.post(&format!("{path}/close"), &[]).await;
    let page = browser.follow(&closed).await.is(StatusCode::OK);
    assert_eq!(page.text_of(".flash p"), "The ticket is closed.");
    let form = page.form(&undo);
    assert_eq!(page.count(&format!("form[action=\"{path}/reopen\"]")), 1);
    assert_eq!(browser.get(&path).await.count(".flash"), 0, "it is said and offered once");

    for _ in 0..2 {
        let undone = browser.submit(&form).await;
        let page = browser.follow(&undone).await;
        assert_eq!(page.text_of(".flash-done p"), "The ticket is open again, as it was before.");
        assert_eq!(page.count(&format!("form[action=\"{path}/close\"]")), 1);
        assert_eq!(page.count(".thread .event"), 0);
    }
    assert_eq!(browser.get(&undo).await.location(), path);
    house.kit.verify().await;
}

async fn too_late_is_said_on_the_ticket(engine: Engine) {
    let house = House::new(engine);
    let (maria, lead) = (house.kit.manager("maria").await, house.kit.lead().await);
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    let id = house.kit.open(&acme, "Where is my payment?").await;
    let path = format!("/desk/tickets/{id}");
    let browser = house.of(&maria);
    let reply =
        browser.get(&path).await.form(&format!("{path}/reply")).set("body", "Done.").add("close", "1");
    let page = browser.follow(&browser.submit(&reply).await).await;
    assert_eq!(page.text_of(".flash p"), "Your reply is sent and the ticket is closed.");
    let form = page.form(&format!("{path}/undo-close"));
    house.kit.reply(&lead, id, "One more thing.").await;
    let page = browser.follow(&browser.submit(&form).await).await.is(StatusCode::OK);
    assert!(page.text_of(".flash-failed p").starts_with("This can no longer be undone"), "{}", page.html());
    assert_eq!(page.count(&format!("form[action=\"{path}/reopen\"]")), 1);

    house.kit.pass(Duration::from_mins(1));
    let undo = format!("{path}/undo-close");
    browser.post(&undo, &[("closing", "x")]).await.is(StatusCode::BAD_REQUEST);
    browser.post(&undo, &[]).await.is(StatusCode::BAD_REQUEST);
    let closing = form.get("closing");
    house.of(&acme).post(&undo, &[("closing", closing)]).await.is(StatusCode::NOT_FOUND);
    house
        .of(&maria)
        .post("/desk/tickets/999/undo-close", &[("closing", closing)])
        .await
        .is(StatusCode::NOT_FOUND);
}

testkit::both_engines!(closing_is_undone_by_its_button, too_late_is_said_on_the_ticket);
