//! What the links in mails lead to, who may invite, and who sees what was sent.

use axum::http::StatusCode;
use courier::mail::{Look, Mailer, Sender, Transport};
use desk::outbox::Channel;
use testkit::{Engine, Kit, Person};

use crate::{Browser, House};

async fn house(engine: Engine) -> (House, Person, Person) {
    let kit = Kit::with(engine, |settings| settings.channels = vec![Channel::Email]);
    let house = House::on(kit, "http://desk.test");
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    (house, maria, acme)
}

/// Sends what is due, as the demo does, and gives the text of the last mail.
async fn sent(house: &House) -> String {
    let look = Look {
        public_url: "http://desk.test".parse().expect("an address"),
        programme: "Northwind".into(),
        colour: None,
    };
    let sender = Sender { from: "support@desk.test".parse().expect("an address"), look };
    let mailer = Mailer::new(sender, Transport::Shown);
    courier::channels::send_all(house.kit.app(), mailer, "test").await.expect("sent");
    let sql = "SELECT plain FROM shown_mails ORDER BY outbox_id DESC LIMIT 1";
    house.kit.sql(move |tx| tx.query_one(sql, &[], |row| row.get(0))).await
}

/// The path of the link that holds this.
fn link(mail: &str, path: &str) -> String {
    let at = mail.find(path).unwrap_or_else(|| panic!("no {path} in {mail}"));
    mail[at..].split_whitespace().next().expect("a link").to_owned()
}

fn keeps_its_address(page: &crate::Page) {
    assert_eq!(page.header("referrer-policy"), "strict-origin");
    assert_eq!(page.header("cache-control"), "no-store");
}

async fn a_forgotten_password_is_set_again(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let stranger = house.browser();
    let sign_in = stranger.get("/sign-in").await;
    assert_eq!(sign_in.text_of("a[href='/reset']"), "Forgot your password?");
    stranger.get("/reset").await.is(StatusCode::OK);
    let wrong = stranger.post("/reset", &[("email", "nonsense")]).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.value("email"), "nonsense");
    let known = stranger.post("/reset", &[("email", &acme.email)]).await.is(StatusCode::OK);
    let unknown = stranger.post("/reset", &[("email", "nobody@example.test")]).await.is(StatusCode::OK);
    assert_eq!(known.bytes, unknown.bytes, "the same to the byte");
    let path = link(&sent(&house).await, "/reset/");
    let page = stranger.get(&path).await.is(StatusCode::OK);
    keeps_its_address(&page);
    assert!(page.text_of("p.muted").contains(&acme.email));
    let short = stranger.post(&path, &[("new_password", "short")]).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_ne!(short.error_of("new_password"), "");
    let set = stranger.post(&path, &[("new_password", "a new password")]).await.is(StatusCode::SEE_OTHER);
    assert_eq!(
        stranger.follow(&set).await.text_of(".compose-note"),
        "Your password is set. Sign in with it."
    );
    for gone in
        [path.as_str(), "/reset/nonsense", "/invitation/00", "/confirm/00", "/unsubscribe/1-answers-00"]
    {
        let page = stranger.get(gone).await.is(StatusCode::NOT_FOUND);
        assert_eq!(page.text_of("h1"), "This link is not good any more", "{gone}");
        keeps_its_address(&page);
        stranger.post(gone, &[("new_password", "another password")]).await.is(StatusCode::NOT_FOUND);
    }
    let fields = [("email", acme.email.as_str()), ("password", "a new password")];
    stranger.post("/sign-in", &fields).await.is(StatusCode::SEE_OTHER);
}

async fn one_click_unsubscribes_without_cookies(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    house.kit.reply(&maria, ticket, "On its way.").await;
    let path = link(&sent(&house).await, "/unsubscribe/");
    let page = house.browser().get(&path).await.is(StatusCode::OK);
    keeps_its_address(&page);
    assert_eq!(page.text_of("button"), "Unsubscribe");
    let wanted = "SELECT COUNT(*) FROM notice_preferences WHERE wanted = FALSE";
    assert_eq!(house.kit.count(wanted).await, 0, "to look at it does nothing");
    for _ in 0..2 {
        // As a mail program sends it, from wherever it is.
        let program =
            house.browser().with("origin", "https://mail.example").with("sec-fetch-site", "cross-site");
        let done = program.post(&path, &[("List-Unsubscribe", "One-Click")]).await.is(StatusCode::OK);
        assert_eq!(done.text_of("h1"), "You are unsubscribed");
    }
    assert_eq!(house.kit.count(wanted).await, 1);
    let other = house.browser().with("sec-fetch-site", "cross-site");
    other.post("/reset", &[("email", "a@b.test")]).await.is(StatusCode::FORBIDDEN);
}

async fn people_are_invited(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let (admin, otto) = (house.kit.admin().await, house.kit.manager("otto").await);
    let (hers, theirs) = (house.of(&maria), house.of(&admin));
    let affiliate = format!("/desk/affiliates/{}", acme.affiliate_id());
    let team = format!("{affiliate}/team");
    let page = hers.get(&affiliate).await.is(StatusCode::OK);
    assert_eq!(page.texts(".table-team .two-sub"), ["acme@example.test"]);
    let bad = hers.post(&team, &[("name", "Zoe"), ("email", &acme.email)]).await;
    let bad = bad.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.value("name"), "Zoe", "nothing that was typed is lost");
    assert_ne!(bad.error_of("email"), "");
    let fields = [("name", "Zoe"), ("email", "zoe@acme.test")];
    let done = hers.post(&team, &fields).await.is(StatusCode::SEE_OTHER);
    assert_eq!(hers.follow(&done).await.text_of(".flash"), "The invitation is on its way.");
    let path = link(&sent(&house).await, "/invitation/");
    let user = house.kit.count("SELECT MAX(id) FROM users").await.to_string();
    for (who, status) in [(&otto, StatusCode::NOT_FOUND), (&acme, StatusCode::NOT_FOUND)] {
        house.of(who).post(&team, &fields).await.is(status);
        house.of(who).post(&team, &[("user", &user)]).await.is(status);
        house.of(who).get("/desk/settings/people").await.is(StatusCode::NOT_FOUND);
        house.of(who).post("/desk/settings/people/all", &[]).await.is(StatusCode::NOT_FOUND);
    }
    house.browser().post(&path, &[("new_password", "a new password")]).await.is(StatusCode::SEE_OTHER);
    let page = hers.get(&affiliate).await;
    assert_eq!(page.count(".table-team button"), 0, "who has come is not invited again");

    theirs.get("/desk/settings/people").await.is(StatusCode::OK);
    let fields = [("name", "Max"), ("email", "max@northwind.test"), ("role", "lead")];
    theirs.post("/desk/settings/people", &fields).await.is(StatusCode::SEE_OTHER);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM users WHERE role = 'lead'").await, 1);
    for role in ["affiliate", "emperor", ""] {
        let fields = [("name", "Max"), ("email", "m@northwind.test"), ("role", role)];
        theirs.post("/desk/settings/people", &fields).await.is(StatusCode::BAD_REQUEST);
    }
    theirs.post("/desk/settings/people/all", &[]).await.is(StatusCode::SEE_OTHER);
}

async fn admins_see_what_was_sent(engine: Engine) {
    let (house, maria, acme) = house(engine).await;
    let (admin, lead) = (house.kit.admin().await, house.kit.lead().await);
    let ticket = house.kit.open(&acme, "Where is my <payment>?").await;
    house.kit.reply(&maria, ticket, "On its way.").await;
    let theirs = house.of(&admin);
    let id = house.kit.count("SELECT MAX(id) FROM outbox").await;
    let path = format!("/desk/settings/deliveries/{id}");
    // Before it was sent it is drawn as it would look now.
    let page = theirs.get(&path).await.is(StatusCode::OK);
    assert!(page.header("content-security-policy").ends_with("frame-src 'self'"));
    assert_eq!(page.text_of("section h2[dir]"), format!("[Northwind #{ticket}] Where is my <payment>?"));
    sent(&house).await;
    house
        .kit
        .sql(move |tx| tx.execute("UPDATE outbox SET state = 'dead', finished_at = 1 WHERE id = $1", &[&id]))
        .await;
    let list = theirs.get("/desk/settings/deliveries?state=dead").await.is(StatusCode::OK);
    assert_eq!(list.texts(".table-deliveries .row-link"), ["New answer"]);
    assert_eq!(list.text_of("form[action$='again'] button"), "Send 1 again");
    theirs.get("/desk/settings/deliveries?state=nonsense&channel=pigeon&page=x").await.is(StatusCode::OK);
    let mail = theirs.get(&format!("{path}/mail")).await.is(StatusCode::OK);
    assert!(mail.header("content-security-policy").contains("sandbox"));
    assert!(mail.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(mail.html().contains("Where is my &#60;payment&#62;?"), "{}", mail.html());
    let again = theirs.post(&format!("{path}/again"), &[]).await.is(StatusCode::SEE_OTHER);
    assert_eq!(theirs.follow(&again).await.text_of(".flash"), "It is tried again.");
    theirs.post("/desk/settings/deliveries/again", &[]).await.is(StatusCode::SEE_OTHER);
    theirs.get("/desk/settings/deliveries/999999").await.is(StatusCode::NOT_FOUND);
    for who in [&lead, &maria, &acme] {
        let browser: Browser = house.of(who);
        for path in ["/desk/settings/deliveries", &path, &format!("{path}/mail")] {
            browser.get(path).await.is(StatusCode::NOT_FOUND);
        }
        browser.post(&format!("{path}/again"), &[]).await.is(StatusCode::NOT_FOUND);
        browser.post("/desk/settings/deliveries/again", &[]).await.is(StatusCode::NOT_FOUND);
    }
}

async fn an_address_is_changed_by_a_link(engine: Engine) {
    let (house, _, acme) = house(engine).await;
    let browser = house.of(&acme);
    let fields = [("new_email", "new@acme.test"), ("email_password", "wrong")];
    let bad = browser.post("/account/email", &fields).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.value("new_email"), "new@acme.test");
    let fields = [("new_email", "new@acme.test"), ("email_password", testkit::PASSWORD)];
    browser.post("/account/email", &fields).await.is(StatusCode::SEE_OTHER);
    let path = link(&sent(&house).await, "/confirm/");
    let page = house.browser().get(&path).await.is(StatusCode::OK);
    keeps_its_address(&page);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM users WHERE email = 'new@acme.test'").await, 0);
    let done = house.browser().post(&path, &[]).await.is(StatusCode::OK);
    assert_eq!(done.text_of("h1"), "Your address is confirmed");
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM users WHERE email = 'new@acme.test'").await, 1);
}

testkit::both_engines!(
    a_forgotten_password_is_set_again,
    admins_see_what_was_sent,
    an_address_is_changed_by_a_link,
    one_click_unsubscribes_without_cookies,
    people_are_invited,
);
