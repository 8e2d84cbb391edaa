//! Offers, and who may run them: each affiliate with a long list has access to [`OFFERS`] of them, so that a page of the
//! catalogue has to look up each.

use std::fmt::Write as _;

use db::Tx;

use super::Size;
use super::people::{GIANT, LARGE};
use super::sql::fill;

/// Offers to which affiliates with long lists have access, but for a few that was taken away again.
pub(super) const OFFERS: i64 = 10_000;
/// Older ones, which need an approval that nobody has yet.
pub(crate) const TO_ASK_FOR: i64 = 2_000;

const ALL: i64 = OFFERS + TO_ASK_FOR;

/// What an offer is about, and the word that its title has of it.
const CATEGORIES: [&str; 6] = ["Finance", "Gaming", "Dating", "Travel", "Software", "Nutra"];
const COUNTRIES: [&str; 7] = ["DE", "AT", "ES", "MX", "BR", "PL", "FR"];
const SOURCES: [&str; 4] = ["SEO", "Push", "Social", "E-mail"];

/// One of these, by a remainder of the offer's number.
fn one_of(all: &[&str], factor: i64) -> String {
    let mut cases = String::new();
    for (at, one) in all.iter().enumerate() {
        let _ = write!(cases, " WHEN {at} THEN '{one}'");
    }
    format!("CASE n * {factor} % {}{cases} END", all.len())
}

/// Six in ten are public, three need an approval, one is private; one in fifty is paused. All that are asked for need one.
const PRIVACY: &str = "CASE WHEN n <= 2000 OR n % 10 IN (6, 7, 8) THEN 'pre_moderation' WHEN n % 10 = 9 THEN 'private' ELSE 'public' END";
const PAUSED: &str = "n > 2000 AND n % 50 = 7";

pub(super) fn seed(tx: &mut Tx<'_>, size: Size) -> Result<(), db::Error> {
    let listed = format!("(NOT ({PAUSED}) AND {PRIVACY} <> 'private')");
    let (category, country) = (one_of(&CATEGORIES, 1), one_of(&COUNTRIES, 3));
    let offer = format!(
        "SELECT n, 'E' || n, {category} || ' of Bright Brand ' || n || ' for ' || {country}, 'Advertiser ' || n % 40,
                'A product that converts in ' || {country} || '. Ask for creatives, and send **no** incentivised traffic.',
                'https://brand.example/' || n, CASE WHEN {PAUSED} THEN 'paused' ELSE 'active' END, {PRIVACY}, {listed},
                'Deposits within 30 days', 14, 'https://track.example/c?a={{affiliate_id}}&o={{offer_id}}', 0, NULL, 30, 7,
                {at}, {at}, 1
         FROM series",
        at = format!("{} + n * {}", size.start, (size.now - size.start) / (ALL + 1)),
    );
    let columns = "offers (id, external_id, title, advertiser, description, preview_url, status, privacy, listed, kpi,
        hold_days, tracking_template, terms_version, question_set_id, reapply_days, answer_days, created_at, updated_at, version)";
    fill(tx, columns, &offer, (1, ALL))?;
    let one = format!("SELECT n, {category}, 0, {listed} FROM series");
    fill(tx, "offer_categories (offer_id, category, place, listed)", &one, (1, ALL))?;
    for (factor, shift) in [(3, 0), (3, 1), (3, 2)] {
        let country = one_of(&COUNTRIES, factor).replace("n * ", &format!("(n + {shift}) * "));
        let one = format!("SELECT n, {country}, TRUE, {listed} FROM series");
        fill(tx, "offer_countries (offer_id, country, allowed, listed)", &one, (1, ALL))?;
    }
    let source = one_of(&SOURCES, 1);
    let one = format!("SELECT n, {source}, n % 5 <> 0, 0, {listed} FROM series");
    fill(tx, "offer_sources (offer_id, source, allowed, place, listed)", &one, (1, ALL))?;
    let payout = "SELECT n, 'payout', 0, (10 + n % 90) || '.50 USD; First deposit' FROM series";
    fill(tx, "offer_lines (offer_id, kind, place, line)", payout, (1, ALL))?;
    let share =
        "SELECT n, 'payout', 1, (5 + n % 40) || ' %; Revenue share; DE, AT' FROM series WHERE n % 3 = 0";
    fill(tx, "offer_lines (offer_id, kind, place, line)", share, (1, ALL))?;
    for word in
        [format!("LOWER({category})"), "'brand'".into(), "'bright'".into(), "'for'".into(), "'of'".into()]
    {
        let word = format!("SELECT {word}, n FROM series");
        fill(tx, "offer_words (word, offer_id)", &word, (1, ALL))?;
    }
    let number = "SELECT CAST(n AS TEXT), n FROM series";
    fill(tx, "offer_words (word, offer_id)", number, (1, ALL))?;

    let now = size.now;
    let access = format!(
        "SELECT n, o.id, CASE WHEN (o.id + n) % 40 = 0 THEN 'removed' ELSE 'granted' END,
                CASE WHEN o.privacy = 'pre_moderation' THEN 'rule' ELSE 'manual' END,
                CASE WHEN (o.id + n) % 40 = 0 THEN 'Traffic that did not convert' ELSE '' END, 1, {now}
         FROM series CROSS JOIN offers o WHERE o.id > {TO_ASK_FOR} ORDER BY 1, 2"
    );
    let columns = "offer_access (affiliate_id, offer_id, state, origin, reason, changed_by, changed_at)";
    fill(tx, columns, &access, (GIANT, LARGE))
}
