//! Offers: who sees which, how they stand to it, what a change does to them.

use db::Engine;
use desk::Error;
use desk::error::Conflict;
use desk::offers::{
    self, ByHand, DeskOfferFilter, OfferFilter, OfferId, Origin, Privacy, PublicAccess, RawOffer,
};
use desk::requests::{Standing, StandingKind};
use testkit::offers::{approval, rejection};
use testkit::{Kit, Person};

async fn titles(kit: &Kit, who: &Person, filter: OfferFilter) -> Vec<String> {
    let page =
        kit.read(who, move |cx| offers::catalogue(cx, &filter)).await.expect("the catalogue can be read");
    page.rows.into_iter().map(|row| row.title).collect()
}

async fn standing(kit: &Kit, who: &Person, id: OfferId) -> Standing {
    kit.read(who, move |cx| offers::offer(cx, id)).await.expect("it is visible").standing
}

async fn by_hand(kit: &Kit, who: &Person, to: &Person, id: OfferId, what: ByHand) -> Result<(), Error> {
    let affiliate = to.affiliate_id();
    kit.write(who, move |cx| offers::by_hand(cx, affiliate, id, &what)).await
}

fn removal() -> ByHand {
    ByHand::Remove { reason: "Fraud".into() }
}

async fn an_affiliate_sees_what_is_theirs_to_see(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", Some(&maria)).await;
    let open = kit.offer(&maria, &kit.raw_offer("Open", Privacy::Public)).await;
    let moderated = kit.moderated(&maria, "Moderated").await;
    let private = kit.offer(&maria, &kit.raw_offer("Private", Privacy::Private)).await;
    let paused = RawOffer { status: "paused".into(), ..kit.raw_offer("Paused", Privacy::PreModeration) };
    let paused = kit.offer(&maria, &paused).await;
    assert_eq!(titles(&kit, &acme, OfferFilter::default()).await, ["Moderated", "Open"]);
    for hidden in [private, paused, OfferId::new(999)] {
        refused!(kit.read(&acme, move |cx| offers::offer(cx, hidden)).await, Error::NotFound);
    }
    for id in [private, paused] {
        by_hand(&kit, &maria, &acme, id, ByHand::Grant).await.expect("granted");
    }
    assert_eq!(titles(&kit, &acme, OfferFilter::default()).await, ["Paused", "Private", "Moderated", "Open"]);
    assert_eq!(titles(&kit, &other, OfferFilter::default()).await, ["Moderated", "Open"]);
    assert_eq!(standing(&kit, &acme, open).await, Standing::Access { origin: Origin::Public });
    assert_eq!(standing(&kit, &acme, moderated).await, Standing::NotRequested);
    assert_eq!(standing(&kit, &acme, paused).await, Standing::Access { origin: Origin::Manual });
    let listed = kit.read(&maria, |cx| offers::all(cx, &DeskOfferFilter::default())).await.expect("listed");
    assert_eq!(listed.rows.len(), 4, "staff see all");
    refused!(kit.read(&acme, |cx| offers::all(cx, &DeskOfferFilter::default())).await, Error::NotFound);
    refused!(kit.read(&maria, |cx| offers::catalogue(cx, &OfferFilter::default())).await, Error::NotFound);
    kit.verify().await;
}

async fn the_catalogue_is_narrowed(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let raw = |title: &str| kit.raw_offer(title, Privacy::PreModeration);
    let solar = RawOffer {
        advertiser: "Sunny Bank".into(),
        categories: "Finance, Solar".into(),
        countries: "DE, AT".into(),
        sources_denied: "Incent".into(),
        ..raw("Solar Loans")
    };
    let solar = kit.offer(&maria, &solar).await;
    let game = RawOffer {
        categories: "Games".into(),
        countries_denied: "DE".into(),
        sources: "Facebook".into(),
        privacy: "public".into(),
        ..raw("Kingdom Game")
    };
    kit.offer(&maria, &game).await;
    let hidden = RawOffer { categories: "Secret".into(), privacy: "private".into(), ..raw("Hidden") };
    kit.offer(&maria, &hidden).await;
    let text = |text: &str| OfferFilter { text: text.into(), ..OfferFilter::default() };
    for (words, found) in [
        ("sol", vec!["Solar Loans"]),
        ("sunny ba", vec!["Solar Loans"]),
        ("game solar", vec![]),
        ("hidden", vec![]),
        ("kingdom", vec!["Kingdom Game"]),
        ("", vec!["Kingdom Game", "Solar Loans"]),
    ] {
        assert_eq!(titles(&kit, &acme, text(words)).await, found, "{words}");
    }
    let none = OfferFilter::default;
    assert_eq!(
        titles(&kit, &acme, OfferFilter { category: "Finance".into(), ..none() }).await,
        ["Solar Loans"]
    );
    assert_eq!(titles(&kit, &acme, OfferFilter { country: "de".into(), ..none() }).await, ["Solar Loans"]);
    assert_eq!(titles(&kit, &acme, OfferFilter { country: "FR".into(), ..none() }).await, ["Kingdom Game"]);
    assert_eq!(
        titles(&kit, &acme, OfferFilter { source: "Facebook".into(), ..none() }).await,
        ["Kingdom Game", "Solar Loans"]
    );
    assert_eq!(titles(&kit, &acme, OfferFilter { source: "Incent".into(), ..none() }).await, [""; 0]);
    assert_eq!(
        titles(&kit, &acme, OfferFilter { privacy: Some(Privacy::Public), ..none() }).await,
        ["Kingdom Game"]
    );
    let stands = |kind| OfferFilter { standing: Some(kind), ..none() };
    assert_eq!(titles(&kit, &acme, stands(StandingKind::Access)).await, ["Kingdom Game"]);
    assert_eq!(titles(&kit, &acme, stands(StandingKind::NotRequested)).await, ["Solar Loans"]);
    let ticket = kit.request(&acme, solar).await;
    assert_eq!(titles(&kit, &acme, stands(StandingKind::Pending)).await, ["Solar Loans"]);
    kit.decide(&maria, ticket, &rejection("No")).await;
    assert_eq!(titles(&kit, &acme, stands(StandingKind::Rejected)).await, ["Solar Loans"]);
    assert_eq!(titles(&kit, &acme, stands(StandingKind::NotRequested)).await, [""; 0]);
    let choices = kit.read(&acme, offers::filter_choices).await.expect("choices");
    assert_eq!(choices.categories, ["Finance", "Games", "Solar"], "nothing of what is hidden");
    assert_eq!(choices.sources, ["Facebook", "Incent"]);
    assert_eq!(kit.read(&maria, offers::filter_choices).await.expect("choices").categories.len(), 4);
    kit.change_offer(&maria, solar, |raw| raw.categories = "Loans".into()).await;
    let choices = kit.read(&acme, offers::filter_choices).await.expect("choices");
    assert_eq!(choices.categories, ["Games", "Loans"], "what is kept between requests follows a change");
}

async fn pages_hold_every_offer_once(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let mut private = Vec::new();
    for number in 0..60 {
        let privacy = if number % 3 == 0 { Privacy::Private } else { Privacy::PreModeration };
        let id = kit.offer(&maria, &kit.raw_offer(&format!("Offer {number}"), privacy)).await;
        if number % 3 == 0 && number % 2 == 0 {
            by_hand(&kit, &maria, &acme, id, ByHand::Grant).await.expect("granted");
            private.push(id);
        }
    }
    let mut seen = Vec::new();
    let mut from = None;
    loop {
        let filter = OfferFilter { from: from.clone(), ..OfferFilter::default() };
        let page = kit.read(&acme, move |cx| offers::catalogue(cx, &filter)).await.expect("a page");
        seen.extend(page.rows.iter().map(|row| row.id));
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    let mut sorted = seen.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!(seen, sorted, "newest first");
    assert_eq!(seen.len(), 40 + private.len());
}

async fn access_is_given_and_taken_by_hand(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let boris = kit.manager("boris").await;
    let lead = kit.lead().await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let raw = RawOffer {
        tracking_template: "https://go.example/?a={affiliate_id}".into(),
        ..kit.raw_offer("Open", Privacy::Public)
    };
    let open = kit.offer(&maria, &raw).await;
    let link = async || kit.read(&acme, move |cx| offers::offer(cx, open)).await.expect("visible").link;
    let own = format!("https://go.example/?a={}", acme.affiliate_id());
    assert_eq!(link().await, Some(own.clone()));
    refused!(by_hand(&kit, &boris, &acme, open, removal()).await, Error::NotFound);
    refused!(by_hand(&kit, &acme, &acme, open, ByHand::Grant).await, Error::NotFound);
    by_hand(&kit, &maria, &acme, open, removal()).await.expect("removed");
    by_hand(&kit, &maria, &acme, open, removal()).await.expect("again is fine");
    assert_eq!(standing(&kit, &acme, open).await, Standing::Removed { reason: "Fraud".into() });
    assert_eq!(link().await, None);
    by_hand(&kit, &lead, &acme, open, ByHand::Grant).await.expect("restored");
    assert_eq!(link().await, Some(own));
    assert_eq!(kit.count("SELECT COUNT(*) FROM audit_log WHERE action LIKE 'access.%' ESCAPE '!'").await, 2);
    let rows = kit.read(&maria, move |cx| offers::of_offer(cx, open)).await.expect("rows");
    assert_eq!((rows.len(), rows[0].changed_by.as_deref()), (1, Some("lena")));
    assert_eq!(kit.read(&boris, move |cx| offers::of_offer(cx, open)).await.expect("rows").len(), 0);
    let of = acme.affiliate_id();
    refused!(kit.read(&boris, move |cx| offers::of_affiliate(cx, of)).await, Error::NotFound);
    kit.verify().await;
}

async fn a_change_of_privacy_asks_what_becomes_of_people(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let other = kit.affiliate("other", None).await;
    let boris = kit.manager("boris").await;
    kit.affiliate("strangers", Some(&boris)).await;
    let open = kit.offer(&maria, &kit.raw_offer("Open", Privacy::Public)).await;
    by_hand(&kit, &maria, &other, open, removal()).await.expect("removed");
    let concerned =
        kit.read(&maria, move |cx| offers::concerned(cx, open, Privacy::Private)).await.expect("known");
    assert_eq!((concerned.losing, concerned.names), (2, vec!["acme".to_owned()]), "no stranger is named");
    kit.sql(|tx| {
        for n in 0..offers::MOST_LOSING {
            let sql =
                "INSERT INTO affiliates (name, name_folded, status, country, locale, time_zone, created_at)
                       VALUES ($1, $1, 'active', '', 'en', 'UTC', 1)";
            tx.execute(sql, &[&format!("many {n}")])?;
        }
        Ok(())
    })
    .await;
    let many =
        kit.read(&maria, move |cx| offers::concerned(cx, open, Privacy::Private)).await.expect("known");
    assert_eq!(many.losing, offers::MOST_LOSING, "no more are counted");
    let sent = kit.sent_offer(&kit.raw_offer("Open", Privacy::PreModeration), 1);
    let save = |keep| {
        let sent = desk::offers::SentOffer { submission: kit.fresh_submission(), ..sent.clone() };
        kit.write(&maria, move |cx| offers::save(cx, open, &sent, keep))
    };
    refused!(save(None).await, Error::Conflict(Conflict::ConcernsOthers));
    assert_eq!(standing(&kit, &acme, open).await, Standing::Access { origin: Origin::Public });
    save(Some(PublicAccess::Keep)).await.expect("saved");
    assert_eq!(standing(&kit, &acme, open).await, Standing::Access { origin: Origin::Public });
    assert_eq!(standing(&kit, &other, open).await.kind(), StandingKind::Removed);
    refused!(save(Some(PublicAccess::Keep)).await, Error::Conflict(Conflict::Changed));
    kit.verify().await;
}

async fn terms_have_versions(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let raw = RawOffer { terms: "Be nice.".into(), ..kit.raw_offer("Moderated", Privacy::PreModeration) };
    let id = kit.offer(&maria, &raw).await;
    let terms = || async {
        let offer = kit.read(&maria, move |cx| offers::edit(cx, id)).await.expect("there");
        (offer.terms_version, offer.terms)
    };
    assert_eq!(terms().await, (1, "Be nice.".into()));
    kit.change_offer(&maria, id, |raw| raw.title = "Other".into()).await;
    assert_eq!(terms().await.0, 1, "other things change no terms");
    kit.change_offer(&maria, id, |raw| raw.terms = "Be very nice.".into()).await;
    assert_eq!(terms().await, (2, "Be very nice.".into()));
    kit.change_offer(&maria, id, |raw| raw.terms = String::new()).await;
    assert_eq!(terms().await, (0, String::new()));
    kit.change_offer(&maria, id, |raw| raw.terms = "Back.".into()).await;
    assert_eq!(terms().await, (3, "Back.".into()), "a number means one text for ever");
}

async fn a_number_of_another_system_is_one_offers_alone(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let raw = RawOffer { external_id: "A-1".into(), ..kit.raw_offer("One", Privacy::Public) };
    kit.offer(&maria, &raw).await;
    let sent = kit.sent_offer(&RawOffer { title: "Two".into(), ..raw }, 0);
    let made = kit.write(&maria, move |cx| offers::create(cx, &sent)).await;
    refused!(made, Error::Invalid(errors) if errors[0].field == "external_id");
    let sent = kit.sent_offer(&kit.raw_offer("Two", Privacy::Public), 0);
    let twice = sent.clone();
    let first = kit.write(&maria, move |cx| offers::create(cx, &sent)).await.expect("made");
    let second = kit.write(&maria, move |cx| offers::create(cx, &twice)).await.expect("the same");
    assert_eq!(first, second, "the same form is one offer");
}

async fn a_request_survives_that_its_offer_hides(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.moderated(&maria, "Moderated").await;
    let ticket = kit.request(&acme, id).await;
    kit.change_offer(&maria, id, |raw| raw.status = "paused".into()).await;
    assert_eq!(standing(&kit, &acme, id).await, Standing::Pending { ticket });
    kit.decide(&maria, ticket, &approval()).await;
    assert_eq!(standing(&kit, &acme, id).await, Standing::Access { origin: Origin::Request });
    kit.verify().await;
}

testkit::both_engines!(
    an_affiliate_sees_what_is_theirs_to_see,
    the_catalogue_is_narrowed,
    pages_hold_every_offer_once,
    access_is_given_and_taken_by_hand,
    a_change_of_privacy_asks_what_becomes_of_people,
    terms_have_versions,
    a_number_of_another_system_is_one_offers_alone,
    a_request_survives_that_its_offer_hides,
);
