//! What the command line does with users.

use db::Engine;
use desk::error::Conflict;
use desk::people::{
    self, AffiliateStatus, Contact, Density, Display, DisplayChange, NewAffiliate, NewUser, Preferences,
    SignIn, Theme,
};
use desk::{Credential, Error, FieldError, Problem, Role};
use testkit::{Kit, PASSWORD};

fn new_user(email: &str, role: Role) -> NewUser {
    NewUser {
        email: email.to_owned(),
        name: "Ann  Example".to_owned(),
        role,
        affiliate: None,
        locale: "en".to_owned(),
        time_zone: "UTC".to_owned(),
    }
}

fn sign_in(email: &str, password: &str) -> SignIn {
    SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        address: [192, 0, 2, 1].into(),
        user_agent: String::new(),
        previous: None,
    }
}

async fn a_user_is_made_once(engine: Engine) {
    let kit = Kit::new(engine);
    let add = |new: NewUser| kit.write(&Credential::System, move |cx| people::add_user(cx, &new, "$x"));
    let id = add(new_user("Ann@Example.test", Role::Lead)).await.expect("made");
    refused!(add(new_user(" ann@EXAMPLE.test", Role::Admin)).await, Error::Conflict(Conflict::EmailInUse));
    refused!(add(new_user("no address", Role::Lead)).await, Error::Invalid(_));
    refused!(
        add(NewUser { name: " ".into(), ..new_user("b@example.test", Role::Lead) }).await,
        Error::Invalid(_)
    );
    let found = kit.read(&Credential::System, |cx| people::user_by_email(cx, "ANN@example.test")).await;
    let found = found.expect("found");
    assert_eq!((found.id, found.role, found.active), (id, Role::Lead, true));
    assert_eq!((found.email.as_str(), found.name.as_str()), ("Ann@Example.test", "Ann Example"));
    refused!(
        kit.read(&Credential::System, |cx| people::user_by_email(cx, "eve@example.test")).await,
        Error::NotFound
    );
}

async fn users_are_listed_page_by_page(engine: Engine) {
    let kit = Kit::new(engine);
    let mut made = Vec::new();
    for name in ["ann", "bob", "cid"] {
        made.push(kit.manager(name).await.user);
    }
    let list = |after, limit| kit.read(&Credential::System, move |cx| people::list_users(cx, after, limit));
    let first = list(None, 2).await.expect("listed");
    let rest = list(Some(first[1].id), 2).await.expect("listed");
    let ids: Vec<_> = first.iter().chain(&rest).map(|user| user.id).collect();
    assert_eq!(ids, made);
}

async fn switching_somebody_off_ends_their_sessions(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    kit.write(&Credential::System, |cx| people::disable_user(cx, "maria@example.test")).await.expect("done");
    refused!(kit.read(&maria, |cx| cx.user()).await, Error::SignedOut);
    kit.read(&mark, |cx| cx.user()).await.expect("he is not concerned");
    refused!(people::sign_in(kit.app(), sign_in(&maria.email, PASSWORD)).await, Error::AccountOff);
    let row = kit.read(&Credential::System, |cx| people::user_by_email(cx, "maria@example.test")).await;
    assert!(!row.expect("found").active);
}

async fn a_password_set_by_hand_ends_the_sessions(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    refused!(people::set_password(kit.app(), &maria.email, "short").await, Error::Invalid(_));
    kit.read(&maria, |cx| cx.user()).await.expect("nothing changed");
    people::set_password(kit.app(), &maria.email, "another long one").await.expect("set");
    refused!(kit.read(&maria, |cx| cx.user()).await, Error::SignedOut);
    people::sign_in(kit.app(), sign_in(&maria.email, "another long one")).await.expect("signed in");
    refused!(people::set_password(kit.app(), "eve@example.test", "another long one").await, Error::NotFound);
}

async fn only_the_desk_itself_does_this(engine: Engine) {
    let kit = Kit::new(engine);
    let admin = kit.admin().await;
    let email = admin.email.clone();
    refused!(kit.write(&admin, move |cx| people::disable_user(cx, &email)).await, Error::NotFound);
    let new = new_user("b@example.test", Role::Admin);
    refused!(kit.write(&admin, move |cx| people::add_user(cx, &new, "$x")).await, Error::NotFound);
    let user = admin.user;
    refused!(kit.write(&admin, move |cx| people::end_all_of(cx, user)).await, Error::NotFound);
    refused!(kit.read(&admin, |cx| people::list_users(cx, None, 10)).await, Error::NotFound);
}

async fn how_the_pages_look_is_kept(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let shown = |who| kit.read(who, |cx| Ok(cx.actor().person().expect("signed in").display));
    let change = |change| kit.write(&maria, move |cx| people::change_display(cx, change));
    assert_eq!(shown(&maria).await.expect("read"), Display::default());
    change(DisplayChange { theme: Some(Theme::Dark), ..DisplayChange::default() }).await.expect("saved");
    let compact =
        DisplayChange { density: Some(Density::Compact), shortcuts: Some(false), ..DisplayChange::default() };
    let now = change(compact).await.expect("saved");
    let all = Display { theme: Theme::Dark, density: Density::Compact, shortcuts: false };
    assert_eq!((now, shown(&maria).await.expect("read")), (all, all), "what was not changed stays");
    assert_eq!(shown(&mark).await.expect("read"), Display::default(), "it is one's own");
    refused!(
        kit.write(&Credential::Anonymous, move |cx| people::change_display(cx, compact)).await,
        Error::SignedOut
    );
    let signed_in = people::sign_in(kit.app(), sign_in(&maria.email, PASSWORD)).await.expect("signed in");
    assert_eq!(signed_in.theme, Theme::Dark);
}

async fn language_and_time_zone_are_kept(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let save = |locale: &str, zone: &str| {
        let new = Preferences { locale: locale.to_owned(), time_zone: zone.to_owned() };
        kit.write(&maria, move |cx| people::save_preferences(cx, &new, &["en", "es"]))
    };
    save("es", "Europe/Madrid").await.expect("saved");
    let kept = kit.read(&maria, people::preferences).await.expect("read");
    assert_eq!((kept.locale.as_str(), kept.time_zone.as_str()), ("es", "Europe/Madrid"));
    for (locale, zone, field) in [("xx", "UTC", "locale"), ("en", "Mars/Olympus", "time_zone")] {
        let unknown = FieldError { field, problem: Problem::Unknown };
        refused!(save(locale, zone).await, Error::Invalid(fields) if *fields == [unknown]);
    }
}

async fn cards_and_choices_show_who_is_who(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let (manager, marks) = (maria.user, mark.user);
    let contact = |kind: &str, value: &str| Contact { kind: kind.to_owned(), value: value.to_owned() };
    let telegram = contact("Telegram", "@maria");
    let new = NewAffiliate {
        name: "Éclair Média".to_owned(),
        status: AffiliateStatus::Active,
        manager: Some(manager),
        country: "FR".to_owned(),
        locale: "en".to_owned(),
        time_zone: "Europe/Paris".to_owned(),
        tags: vec!["vip".into(), "crypto".into(), "vip".into()],
        contacts: vec![contact("Skype", "eclair")],
    };
    let (theirs, other) = kit
        .write(&Credential::System, move |cx| {
            people::add_user_contact(cx, manager, &telegram)?;
            let theirs = people::add_affiliate(cx, &new)?;
            let other = NewAffiliate { manager: Some(marks), name: "Other 100%".into(), ..new.clone() };
            Ok((theirs, people::add_affiliate(cx, &other)?))
        })
        .await
        .expect("made");
    let card = kit.read(&maria, move |cx| people::affiliate_card(cx, theirs)).await.expect("read");
    assert_eq!((card.tags.join(" ").as_str(), card.manager.as_deref()), ("crypto vip", Some("maria")));
    assert_eq!(card.contacts, [contact("Skype", "eclair")]);

    let acme = kit.affiliate("acme", Some(&maria)).await;
    let shown = kit.read(&acme, people::manager_card).await.expect("read").expect("she is there");
    assert_eq!((shown.name.as_str(), shown.contacts), ("maria", vec![contact("Telegram", "@maria")]));
    let lone = kit.affiliate("lone", None).await;
    assert!(kit.read(&lone, people::manager_card).await.expect("read").is_none());
    refused!(kit.read(&acme, move |cx| people::affiliate_card(cx, theirs)).await, Error::NotFound);

    let choices = async |who: &testkit::Person, text: &'static str| -> Vec<String> {
        let found = kit.read(who, move |cx| people::choices(cx, text, 10)).await.expect("read");
        found.into_iter().map(|choice| choice.name).collect()
    };
    assert_eq!(choices(&maria, "").await, ["acme", "Éclair Média", "lone"]);
    assert_eq!(choices(&maria, "ECLAIR").await, ["Éclair Média"]);
    assert_eq!(choices(&maria, "media").await, ["Éclair Média"]);
    assert_eq!(choices(&maria, "100%").await, Vec::<String>::new(), "it is in mark's portfolio");
    assert_eq!(choices(&mark, "0%").await, ["Other 100%"]);
    assert_eq!(choices(&mark, "%").await, ["Other 100%"], "a percent sign is itself");
    let lead = kit.lead().await;
    assert_eq!(choices(&lead, "").await, ["acme", "Éclair Média", "lone", "Other 100%"]);
    let id: &'static str = Box::leak(other.to_string().into_boxed_str());
    assert_eq!(choices(&lead, id).await, ["Other 100%"]);
    assert_eq!(choices(&lead, "\0nothing'").await, Vec::<String>::new());
    refused!(kit.read(&acme, |cx| people::choices(cx, "", 10)).await, Error::NotFound);
}

testkit::both_engines!(
    a_user_is_made_once,
    users_are_listed_page_by_page,
    switching_somebody_off_ends_their_sessions,
    a_password_set_by_hand_ends_the_sessions,
    only_the_desk_itself_does_this,
    how_the_pages_look_is_kept,
    language_and_time_zone_are_kept,
    cards_and_choices_show_who_is_who,
);
