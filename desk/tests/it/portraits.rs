//! Pictures of people: who may have one, who may see it, and what is left of the one before.

use std::time::Duration;

use db::Engine;
use desk::people::{self, UserId};
use desk::{Error, FieldError, Problem, sweep, verify};
use files::{Format, Refusal};
use futures_util::TryStreamExt as _;
use testkit::{Kit, Person, Who as _, samples};

async fn set(kit: &Kit, who: &Person, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let file = kit.upload(who, name, bytes).await;
    people::set_portrait(kit.app(), &who.credential(), file).await
}

async fn sees(kit: &Kit, who: &Person, user: UserId) -> bool {
    match kit.read(who, move |cx| people::find_portrait(cx, user)).await {
        Ok(_) => true,
        Err(Error::NotFound) => false,
        Err(error) => panic!("{error}"),
    }
}

async fn stored(kit: &Kit) -> usize {
    kit.app().store().list().try_collect::<Vec<_>>().await.expect("listed").len()
}

async fn a_picture_is_made_small_and_replaced(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let me = maria.user;
    set(&kit, &maria, "me.png", &samples::png_of(900, 600)).await.expect("set");
    let first = kit.read(&maria, move |cx| people::find_portrait(cx, me)).await.expect("there");
    assert_eq!((first.format, first.version), (Format::Jpeg, 1));
    assert!(first.size < 40_000);
    kit.verify().await;
    set(&kit, &maria, "me.jpg", samples::JPEG).await.expect("set again");
    let second = kit.read(&maria, move |cx| people::find_portrait(cx, me)).await.expect("there");
    assert_eq!(second.version, 2);
    assert_ne!(second.key, first.key);
    kit.verify().await;
    // The uploads and the picture before wait for the sweeper, which takes them.
    sweep::staged_files(kit.app()).await.expect("swept");
    assert_eq!((stored(&kit).await, kit.count("SELECT COUNT(*) FROM staged_files").await), (1, 0));
    assert_eq!(verify::run(kit.app()).await.expect("verify can run").files, 1);

    kit.write(&maria, people::remove_portrait).await.expect("removed");
    kit.write(&maria, people::remove_portrait).await.expect("nothing more to remove");
    assert!(!sees(&kit, &maria, me).await);
    sweep::staged_files(kit.app()).await.expect("swept");
    assert_eq!(stored(&kit).await, 0);
    kit.pass(Duration::from_hours(2));
    kit.verify().await;
}

async fn what_is_no_picture_is_refused(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let me = maria.user;
    set(&kit, &maria, "me.png", samples::PNG).await.expect("set");
    let field = |problem| FieldError { field: "picture", problem };
    let formats = vec![Format::Jpeg, Format::Png];
    for (name, bytes) in [("me.gif", samples::GIF), ("me.zip", samples::ZIP)] {
        let refusal = Refusal::Ending { name: files::FileName::clean(name), allowed: formats.clone() };
        refused!(
            set(&kit, &maria, name, bytes).await,
            Error::Invalid(fields) if *fields == [field(Problem::File(refusal.clone()))]
        );
    }
    let cut = &samples::png_of(600, 600)[..300];
    refused!(
        set(&kit, &maria, "cut.png", cut).await,
        Error::Invalid(fields) if *fields == [field(Problem::Unreadable)]
    );
    assert_eq!(
        kit.read(&maria, move |cx| people::find_portrait(cx, me)).await.expect("the one before").version,
        1
    );
    let acme = kit.affiliate("acme", None).await;
    refused!(set(&kit, &acme, "me.png", samples::PNG).await, Error::NotFound);
    refused!(kit.write(&acme, people::remove_portrait).await, Error::NotFound);
    sweep::staged_files(kit.app()).await.expect("swept");
    assert_eq!(stored(&kit).await, 1);
    kit.verify().await;
}

async fn who_may_see_whom(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, boris, fiona) =
        (kit.manager("maria").await, kit.manager("boris").await, kit.manager("fiona").await);
    let lead = kit.lead().await;
    for who in [&maria, &boris, &fiona, &lead] {
        set(&kit, who, "me.png", samples::PNG).await.expect("set");
    }
    let (acme, rival) =
        (kit.affiliate("acme", Some(&maria)).await, kit.affiliate("rival", Some(&boris)).await);
    let stranger = kit.affiliate("stranger", None).await;
    let ticket = kit.open(&acme, "Where is my payment?").await;
    kit.reply(&lead, ticket, "I look into it.").await;
    let user = fiona.user;
    kit.sql(move |tx| {
        tx.execute("INSERT INTO type_routes (user_id, type) VALUES ($1, 'payments')", &[&user])
    })
    .await;
    kit.note(&fiona, ticket, "It is on hold.").await;
    for (who, wanted) in [
        (&acme, [true, false, false, true]),
        (&rival, [false, true, false, false]),
        (&stranger, [false; 4]),
        (&maria, [true; 4]),
        (&fiona, [true; 4]),
        (&lead, [true; 4]),
    ] {
        for (other, wanted) in [&maria, &boris, &fiona, &lead].into_iter().zip(wanted) {
            assert_eq!(sees(&kit, who, other.user).await, wanted, "{} sees {}", who.name, other.name);
        }
        assert!(!sees(&kit, who, acme.user).await, "she has none");
    }
    let user = maria.user;
    let nobody = kit.read(&desk::Credential::Anonymous, move |cx| people::find_portrait(cx, user)).await;
    refused!(nobody, Error::SignedOut);
    // It stands where they stand.
    let messages = kit.conversation(&acme, ticket).await.messages;
    assert_eq!(messages[0].portrait, None);
    assert_eq!(messages[1].portrait.map(|portrait| portrait.user), Some(lead.user));
    let card = kit.read(&acme, people::manager_card).await.expect("read").expect("maria");
    assert_eq!(card.portrait.map(|portrait| (portrait.user, portrait.version)), Some((maria.user, 1)));
}

testkit::both_engines!(a_picture_is_made_small_and_replaced, what_is_no_picture_is_refused, who_may_see_whom);
