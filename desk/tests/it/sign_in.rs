//! Signing in and out, and changing the password.

use std::net::IpAddr;
use std::time::Duration;

use db::Engine;
use desk::people::{self, MAX_PASSWORD, MIN_PASSWORD, SignIn, SignedIn};
use desk::{Credential, Error, FieldError, Problem, Role};
use testkit::{Kit, PASSWORD, Person, Who as _};

fn form(email: &str, password: &str) -> SignIn {
    SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        address: IpAddr::from([192, 0, 2, 7]),
        user_agent: "Firefox\u{7}".to_owned(),
        previous: None,
    }
}

async fn sign_in(kit: &Kit, email: &str, password: &str) -> Result<SignedIn, Error> {
    people::sign_in(kit.app(), form(email, password)).await
}

async fn works(kit: &Kit, who: &Credential) -> bool {
    match kit.read(who, |cx| cx.user()).await {
        Ok(_) => true,
        Err(Error::SignedOut) => false,
        Err(other) => panic!("{other}"),
    }
}

async fn the_right_password_signs_in(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let manager = sign_in(&kit, " Maria@Example.TEST ", PASSWORD).await.expect("signed in");
    assert_eq!(manager.role, Role::Manager);
    let affiliate = sign_in(&kit, "acme@example.test", PASSWORD).await.expect("signed in");
    assert_eq!(affiliate.role, Role::Affiliate);
    let user = kit.read(&Credential::Session(affiliate.token), |cx| cx.affiliate()).await.expect("signed in");
    assert_eq!((user.user, Some(user.affiliate)), (acme.user, acme.affiliate));
    let listed = kit.read(&Credential::Session(manager.token), people::list_sessions).await.expect("listed");
    assert_eq!(listed.len(), 2);
    assert!(listed[0].current && !listed[1].current, "the newest first: {listed:?}");
    assert_eq!((listed[0].user_agent.as_str(), listed[0].address.as_str()), ("Firefox", "192.0.2.7"));
}

async fn wrong_and_unknown_get_the_same_answer(engine: Engine) {
    let kit = Kit::new(engine);
    kit.manager("maria").await;
    let long = "x".repeat(MAX_PASSWORD + 1);
    for (email, password) in [
        ("maria@example.test", "not her password"),
        ("maria@example.test", ""),
        ("maria@example.test", long.as_str()),
        ("nobody@example.test", PASSWORD),
        ("maria@example.test\0", PASSWORD),
        ("", ""),
    ] {
        refused!(sign_in(&kit, email, password).await, Error::WrongPassword);
    }
    assert_eq!(kit.count("SELECT COUNT(*) FROM sessions").await, 1, "only the one that she had");
}

/// Blocks an affiliate, as an admin does.
async fn block(kit: &Kit, who: &Person) {
    let affiliate = who.affiliate_id();
    kit.sql(move |tx| tx.execute("UPDATE affiliates SET status = 'blocked' WHERE id = $1", &[&affiliate]))
        .await;
}

async fn a_blocked_affiliate_is_told_so_only_with_the_password(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    assert!(works(&kit, &acme.credential()).await);
    block(&kit, &acme).await;
    assert!(!works(&kit, &acme.credential()).await, "the session it had is over too");
    refused!(sign_in(&kit, &acme.email, "not the password").await, Error::WrongPassword);
    refused!(sign_in(&kit, &acme.email, PASSWORD).await, Error::AccountOff);
}

async fn guessing_is_slowed_down(engine: Engine) {
    let kit = Kit::with(engine, |settings| {
        settings.throttle.account_burst = 2;
        settings.throttle.account_interval = Duration::from_hours(1);
    });
    kit.manager("maria").await;
    kit.manager("mark").await;
    for _ in 0..2 {
        refused!(sign_in(&kit, "maria@example.test", "guess").await, Error::WrongPassword);
    }
    refused!(
        sign_in(&kit, "MARIA@example.test", PASSWORD).await,
        Error::Throttled(wait) if *wait > Duration::from_mins(50)
    );
    sign_in(&kit, "mark@example.test", PASSWORD).await.expect("another account is free");
}

async fn signing_in_ends_the_session_that_the_browser_had(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let new = SignIn { previous: Some(maria.token.clone()), ..form(&maria.email, PASSWORD) };
    let new = people::sign_in(kit.app(), new).await.expect("signed in");
    assert!(!works(&kit, &maria.credential()).await);
    assert!(works(&kit, &Credential::Session(new.token.clone())).await);
    people::sign_out(kit.app(), new.token.clone()).await.expect("signed out");
    assert!(!works(&kit, &Credential::Session(new.token.clone())).await);
    people::sign_out(kit.app(), new.token).await.expect("twice is fine");
}

async fn a_new_password_ends_the_other_sessions(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let elsewhere = Credential::Session(kit.session(maria.user).await);
    let who = maria.credential();
    let change = |current, new| people::change_password(kit.app(), &who, current, new);

    let wrong = FieldError { field: "current_password", problem: Problem::Wrong };
    refused!(change("not it at all", "a new long password").await, Error::Invalid(fields) if *fields == [wrong]);
    let short = FieldError { field: "new_password", problem: Problem::TooShort { min: MIN_PASSWORD } };
    refused!(change(PASSWORD, "short").await, Error::Invalid(fields) if *fields == [short]);
    assert!(works(&kit, &elsewhere).await, "nothing was changed so far");

    change(PASSWORD, "a new long password").await.expect("changed");
    assert!(works(&kit, &who).await && !works(&kit, &elsewhere).await);
    refused!(sign_in(&kit, &maria.email, PASSWORD).await, Error::WrongPassword);
    sign_in(&kit, &maria.email, "a new long password").await.expect("signed in");
    refused!(
        people::change_password(kit.app(), &Credential::Anonymous, PASSWORD, "a new long password").await,
        Error::SignedOut
    );
}

testkit::both_engines!(
    the_right_password_signs_in,
    wrong_and_unknown_get_the_same_answer,
    a_blocked_affiliate_is_told_so_only_with_the_password,
    guessing_is_slowed_down,
    signing_in_ends_the_session_that_the_browser_had,
    a_new_password_ends_the_other_sessions,
);
