//! The catalogue and the requests read an index and not the table, and take their order from it.

use db::{Engine, Tx};
use desk::offers::{self, DeskOfferFilter, OfferFilter, OfferId};
use desk::requests::{self, StandingKind};
use testkit::{Kit, Person};

use crate::plans::fast;

/// So many that PostgreSQL would not read whole tables of what each has.
const OFFERS: i64 = 12_000;

fn fill(tx: &mut Tx<'_>, into: &str, select: &str) -> Result<(), db::Error> {
    let series = tx.engine().pick(
        "WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < $1)",
        "WITH series (n) AS (SELECT n FROM generate_series(1, CAST($1 AS BIGINT)) AS s (n))",
    );
    let sql = format!("INSERT INTO {into} {series} SELECT {select} FROM series");
    tx.execute(&sql, &[&OFFERS]).map(drop)
}

/// Offers; the affiliate has access to every third, and asked for every seventh.
async fn seed(kit: &Kit) -> (Person, Person) {
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    kit.sql(|tx| {
        fill(
            tx,
            "offers (external_id, title, advertiser, description, preview_url, status, privacy, listed, kpi,
                     tracking_template, terms_version, answer_days, created_at, updated_at, version)",
            "'X-' || n, 'Offer ' || n, 'Advertiser', '', '', 'active',
             CASE n % 4 WHEN 0 THEN 'private' WHEN 1 THEN 'public' ELSE 'pre_moderation' END, n % 4 <> 0, '', '', 0, 7,
             n * 1000, n * 1000, 1",
        )?;
        fill(tx, "offer_words (word, offer_id)", "'offer' || n % 400, n")?;
        fill(
            tx,
            "offer_categories (offer_id, category, place, listed)",
            "n, CASE WHEN n % 50 = 0 THEN 'Rare' ELSE 'Usual' END, 0, n % 4 <> 0",
        )?;
        for country in ["DE", "AT", "CH"] {
            let row = format!("n, '{country}', TRUE, n % 4 <> 0");
            fill(tx, "offer_countries (offer_id, country, allowed, listed)", &row)?;
        }
        fill(tx, "offer_lines (offer_id, kind, place, line)", "n, 'payout', 0, '35 USD'")?;
        tx.execute(
            "INSERT INTO offer_access (affiliate_id, offer_id, state, origin, reason, changed_at)
             SELECT 1, o.id, 'granted', 'manual', '', 1 FROM offers o WHERE o.id % 3 = 0",
            &[],
        )?;
        tx.execute(tx.engine().pick("ANALYZE", "ANALYZE"), &[]).map(drop)
    })
    .await;
    (maria, acme)
}

async fn the_catalogue_reads_its_index_in_order(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, acme) = seed(&kit).await;
    let middle = Some(desk::page::Place {
        order: "created".to_owned(),
        way: desk::page::Way::After,
        at: desk::Timestamp::new(2_000_000),
        id: 2_000,
    });
    for from in [None, middle] {
        let filter = OfferFilter { from: from.clone(), ..OfferFilter::default() };
        let list = move |cx: &mut desk::Cx<'_, '_>| offers::catalogue(cx, &filter).map(drop);
        // The lists of a page's rows, twenty-five of them, are put in order.
        fast(&kit, &acme, "the catalogue", true, list).await;
        let filter = DeskOfferFilter { from, ..DeskOfferFilter::default() };
        fast(&kit, &maria, "offers of staff", false, move |cx| offers::all(cx, &filter).map(drop)).await;
    }
    let narrowed = [
        OfferFilter { text: "offer39".into(), ..OfferFilter::default() },
        OfferFilter { category: "Rare".into(), ..OfferFilter::default() },
        OfferFilter { standing: Some(StandingKind::Access), ..OfferFilter::default() },
    ];
    for filter in narrowed {
        let name = format!("{filter:?}");
        fast(&kit, &acme, &name, true, move |cx| offers::catalogue(cx, &filter).map(drop)).await;
    }
    let one = OfferId::new(2_001);
    fast(&kit, &acme, "an offer", true, move |cx| offers::offer(cx, one).map(drop)).await;
    fast(&kit, &acme, "a form", true, move |cx| requests::ask_form(cx, &[one]).map(drop)).await;
}

testkit::both_engines!(the_catalogue_reads_its_index_in_order);
