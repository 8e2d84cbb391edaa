//! Making and editing affiliates: who may change what, and what follows.

use db::Engine;
use desk::error::{Conflict, Problem};
use desk::people::{self, AffiliateData, AffiliateId, RawAffiliate, SentAffiliate};
use desk::tickets;
use desk::{Error, FieldError};
use testkit::{Kit, Person};

fn raw(name: &str) -> RawAffiliate {
    RawAffiliate { name: name.into(), ..RawAffiliate::default() }
}

fn sent(kit: &Kit, raw: &RawAffiliate, revision: i64) -> SentAffiliate {
    let data = AffiliateData::parse(raw).expect("an affiliate");
    SentAffiliate { data, revision, submission: kit.fresh_submission() }
}

async fn make(kit: &Kit, who: &Person, raw: &RawAffiliate) -> Result<AffiliateId, Error> {
    let sent = sent(kit, raw, 0);
    kit.write(who, move |cx| people::create_affiliate(cx, &sent)).await
}

async fn stored(kit: &Kit, who: &Person, id: AffiliateId) -> (RawAffiliate, i64) {
    let found = kit.read(who, move |cx| people::edit_affiliate(cx, id)).await.expect("it is theirs");
    (found.raw(), found.revision)
}

async fn change(
    kit: &Kit,
    who: &Person,
    id: AffiliateId,
    change: impl FnOnce(&mut RawAffiliate),
) -> Result<(), Error> {
    let (mut raw, revision) = stored(kit, who, id).await;
    change(&mut raw);
    let sent = sent(kit, &raw, revision);
    kit.write(who, move |cx| people::save_affiliate(cx, id, &sent)).await
}

async fn leads_make_affiliates(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let (lead, acme) = (kit.lead().await, kit.affiliate("acme", Some(&maria)).await);
    let full = RawAffiliate {
        external_id: "A-1".into(),
        status: "on_moderation".into(),
        manager: "MARIA@example.test".into(),
        country: "de".into(),
        language: "de".into(),
        time_zone: "Europe/Berlin".into(),
        tags: "vip, big".into(),
        contacts: "Telegram; @klick".into(),
        ..raw("Klick Media")
    };
    let id = make(&kit, &lead, &full).await.expect("a lead may");
    let (back, revision) = stored(&kit, &maria, id).await;
    assert_eq!(revision, 1);
    let expected = RawAffiliate {
        manager: "maria@example.test".into(),
        country: "DE".into(),
        tags: "big, vip".into(),
        ..full.clone()
    };
    assert_eq!(back, expected);
    for who in [&maria, &acme] {
        refused!(make(&kit, who, &raw("Mine")).await, Error::NotFound);
    }
    // What only the database knows is said beside its field.
    let bad = RawAffiliate { manager: "acme@example.test".into(), ..full };
    let in_use = FieldError { field: "external_id", problem: Problem::InUse };
    let nobody = FieldError { field: "manager", problem: Problem::Unknown };
    refused!(make(&kit, &lead, &bad).await, Error::Invalid(errors) if *errors == [in_use.clone(), nobody.clone()]);
    assert_eq!(kit.count("SELECT COUNT(*) FROM audit_log WHERE action = 'affiliate.create'").await, 1);
    // The same form sent twice makes one.
    let again = sent(&kit, &raw("Once"), 0);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let again = again.clone();
        ids.push(kit.write(&lead, move |cx| people::create_affiliate(cx, &again)).await.expect("made"));
    }
    assert_eq!(ids[0], ids[1]);
    kit.verify().await;
}

async fn a_manager_changes_some_of_what_is_theirs(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, boris) = (kit.manager("maria").await, kit.manager("boris").await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = acme.affiliate_id();
    change(&kit, &maria, id, |raw| {
        raw.name = "Acme GmbH".into();
        raw.contacts = "Skype; acme".into();
    })
    .await
    .expect("it is theirs");
    let (after, revision) = stored(&kit, &maria, id).await;
    assert_eq!((after.name.as_str(), after.contacts.as_str(), revision), ("Acme GmbH", "Skype; acme", 2));
    let sent = sent(&kit, &after, revision);
    for other in [&boris, &acme] {
        let sent = sent.clone();
        let saved = kit.write(other, move |cx| people::save_affiliate(cx, id, &sent)).await;
        refused!(saved, Error::NotFound);
        refused!(kit.read(other, move |cx| people::edit_affiliate(cx, id)).await, Error::NotFound);
    }
    let grab = change(&kit, &maria, id, |raw| {
        raw.status = "blocked".into();
        raw.manager = String::new();
        raw.external_id = "X".into();
    });
    grab.await.expect("what is theirs to change is saved");
    let (stayed, revision) = stored(&kit, &maria, id).await;
    assert_eq!(stayed, after, "and the rest stays as it is stored");
    // Two at once: the second is told.
    let late = self::sent(&kit, &after, revision);
    change(&kit, &maria, id, |raw| raw.country = "AT".into()).await.expect("it is theirs");
    let saved = kit.write(&maria, move |cx| people::save_affiliate(cx, id, &late)).await;
    refused!(saved, Error::Conflict(Conflict::Changed));
    // A comment on a ticket is no change of the affiliate's data.
    let (raw, revision) = stored(&kit, &maria, id).await;
    kit.open(&acme, "Where is my payment?").await;
    let sent = self::sent(&kit, &raw, revision);
    kit.write(&maria, move |cx| people::save_affiliate(cx, id, &sent)).await.expect("nobody changed it");
    kit.verify().await;
}

async fn tickets_follow_to_another_manager_and_who_is_blocked_is_out(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, boris) = (kit.manager("maria").await, kit.manager("boris").await);
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = acme.affiliate_id();
    let (open, closed) = (kit.open(&acme, "Open").await, kit.open(&acme, "Closed").await);
    kit.close(&maria, closed).await;
    change(&kit, &lead, id, |raw| raw.manager = "boris@example.test".into()).await.expect("a lead may");
    for ticket in [open, closed] {
        kit.conversation(&boris, ticket).await;
        refused!(kit.read(&maria, move |cx| tickets::conversation(cx, ticket)).await, Error::NotFound);
    }
    kit.verify().await;
    change(&kit, &lead, id, |raw| raw.status = "blocked".into()).await.expect("a lead may");
    refused!(kit.read(&acme, |cx| cx.user()).await, Error::SignedOut);
    change(&kit, &lead, id, |raw| raw.status = "active".into()).await.expect("a lead may");
    refused!(kit.read(&acme, |cx| cx.user()).await, Error::SignedOut);
    // Whoever left keeps their portfolio until it is given to another, and cannot get more.
    kit.write(&kit.desk(), |cx| people::disable_user(cx, "boris@example.test")).await.expect("disabled");
    change(&kit, &lead, id, |raw| raw.country = "AT".into()).await.expect("a lead may");
    let other = RawAffiliate { manager: "boris@example.test".into(), ..raw("Other") };
    refused!(make(&kit, &lead, &other).await, Error::Invalid(_));
    kit.verify().await;
}

testkit::both_engines!(
    leads_make_affiliates,
    a_manager_changes_some_of_what_is_theirs,
    tickets_follow_to_another_manager_and_who_is_blocked_is_out,
);
