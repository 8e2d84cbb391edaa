//! Logos of offers: who may set one, who sees it, and what is left of the one before.

use db::Engine;
use desk::offers::{self, OfferId, Privacy};
use desk::{Error, FieldError, Problem, sweep};
use files::Format;
use futures_util::TryStreamExt as _;
use testkit::{Kit, Person, Who as _, samples};

async fn set(kit: &Kit, who: &Person, id: OfferId, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let file = kit.upload(who, name, bytes).await;
    offers::set_logo(kit.app(), &who.credential(), id, file).await
}

async fn a_logo_keeps_its_shape_and_is_replaced(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.moderated(&maria, "Solar").await;
    let shown = |kit: &Kit, who: &Person| {
        let (app, who) = (kit.app().clone(), who.credential());
        async move { app.read(&who, move |cx| offers::find_logo(cx, id)).await }
    };
    refused!(shown(&kit, &acme).await, Error::NotFound);
    set(&kit, &maria, id, "logo.png", &samples::png_of(900, 300)).await.expect("set");
    let first = shown(&kit, &acme).await.expect("there");
    assert_eq!((first.format, first.version), (Format::Jpeg, 1));
    let bytes = kit.app().store().read(&first.key, None).await.expect("read");
    let bytes: Vec<u8> = bytes
        .try_fold(Vec::new(), |mut all, part| async move {
            all.extend_from_slice(&part);
            Ok(all)
        })
        .await
        .expect("read whole");
    let sides = files::picture::thumbnail(Format::Jpeg, &bytes).expect("a picture").sides;
    assert_eq!(sides, (192, 64), "not cut");
    let row = kit.read(&acme, |cx| offers::catalogue(cx, &offers::OfferFilter::default())).await;
    assert_eq!(row.expect("listed").rows[0].logo, Some(1));
    kit.verify().await;

    set(&kit, &maria, id, "logo.jpg", samples::JPEG).await.expect("set again");
    assert_eq!(shown(&kit, &maria).await.expect("there").version, 2);
    let cut = &samples::png_of(600, 600)[..300];
    let unreadable = FieldError { field: "picture", problem: Problem::Unreadable };
    refused!(set(&kit, &maria, id, "cut.png", cut).await, Error::Invalid(fields) if *fields == [unreadable.clone()]);
    refused!(set(&kit, &maria, id, "logo.gif", samples::GIF).await, Error::Invalid(_));
    sweep::staged_files(kit.app()).await.expect("swept");
    assert_eq!(kit.app().store().list().try_collect::<Vec<_>>().await.expect("listed").len(), 1);
    kit.verify().await;

    kit.write(&maria, move |cx| offers::remove_logo(cx, id)).await.expect("removed");
    refused!(shown(&kit, &acme).await, Error::NotFound);
    sweep::staged_files(kit.app()).await.expect("swept");
    kit.verify().await;
}

async fn a_logo_is_seen_with_its_offer_and_set_by_staff(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let private = kit.offer(&maria, &kit.raw_offer("Private", Privacy::Private)).await;
    set(&kit, &maria, private, "logo.png", samples::PNG).await.expect("set");
    refused!(kit.read(&acme, move |cx| offers::find_logo(cx, private)).await, Error::NotFound);
    let nobody = desk::Credential::Anonymous;
    refused!(kit.read(&nobody, move |cx| offers::find_logo(cx, private)).await, Error::SignedOut);
    refused!(set(&kit, &acme, private, "logo.png", samples::PNG).await, Error::NotFound);
    refused!(kit.write(&acme, move |cx| offers::remove_logo(cx, private)).await, Error::NotFound);
    refused!(set(&kit, &maria, OfferId::new(999), "logo.png", samples::PNG).await, Error::NotFound);
    let by_hand = kit.write(&maria, {
        let affiliate = acme.affiliate_id();
        move |cx| offers::by_hand(cx, affiliate, private, &offers::ByHand::Grant)
    });
    by_hand.await.expect("granted");
    kit.read(&acme, move |cx| offers::find_logo(cx, private)).await.expect("seen with access");
    sweep::staged_files(kit.app()).await.expect("swept");
    kit.verify().await;
}

testkit::both_engines!(
    a_logo_keeps_its_shape_and_is_replaced,
    a_logo_is_seen_with_its_offer_and_set_by_staff
);
