//! What a conversation is about: an offer, a country, an amount, chosen once per ticket so that everybody means the same.

use desk::Timestamp;
use desk::tickets::{ExtraField, TicketType};

use super::prng::Prng;
use super::talk::Facts;

/// Offers and whose they are.
const OFFERS: &[(&str, &str)] = &[
    ("Solar Home Check", "HelioCompare"),
    ("QuickLoan Finder", "Meridian Credit"),
    ("Aurora Casino", "Aurora Gaming"),
    ("FitPlan App", "Strideworks"),
    ("CryptoPrime Trading", "Prime Exchange"),
    ("Language Sprint", "Parla Learning"),
    ("Car Insurance Compare", "Wheelhouse"),
    ("StreamBox Premium", "StreamBox"),
    ("VPN Shield", "Shield Networks"),
    ("Hair & Glow Serum", "Botanica Labs"),
    ("Sportsbook 24", "Oddsmaker Group"),
    ("Pet Food Club", "Happy Paws"),
    ("Web Hosting Starter", "Nordhost"),
    ("Credit Card Gold", "Banco del Lago"),
    ("Dream Holiday Sweepstake", "Lucky Leaf"),
    ("Mobile Game: Dragon Valley", "Emberforge"),
    ("Antivirus Total", "Safeguard Software"),
    ("Forex Academy", "Tradewise"),
    ("Energy Switch", "Volta Compare"),
    ("Dating: Slow Hearts", "Two Hearts Media"),
    ("Phone Repair Booking", "FixIt"),
    ("Keto Meal Box", "GreenFork"),
];

const COUNTRIES: &[(&str, &str)] = &[
    ("Germany", "German"),
    ("Spain", "Spanish"),
    ("Poland", "Polish"),
    ("Brazil", "Portuguese"),
    ("Mexico", "Spanish"),
    ("Turkey", "Turkish"),
    ("Japan", "Japanese"),
    ("Vietnam", "Vietnamese"),
    ("Italy", "Italian"),
    ("the UK", "English"),
    ("Canada", "French"),
    ("Indonesia", "Indonesian"),
    ("Ukraine", "Ukrainian"),
    ("the UAE", "Arabic"),
    ("Chile", "Spanish"),
    ("Sweden", "Swedish"),
];

const SOURCES: &[&str] =
    &["push", "Facebook", "native", "SEO", "e-mail", "TikTok", "Google Ads", "in-app", "influencers", "pop"];
const METHODS: &[&str] = &["bank transfer", "Wise", "PayPal", "USDT", "Payoneer", "SEPA", "Capitalist"];
const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What every ticket knows besides the people in it.
#[cfg(test)]
pub(super) fn names() -> Vec<&'static str> {
    let facts = of(&People::default(), Timestamp::new(0), &mut Prng::new(0));
    facts.into_iter().map(|(name, _)| name).collect()
}

/// Who talks.
#[derive(Default)]
pub(super) struct People {
    pub(super) me: String,
    pub(super) company: String,
    pub(super) slug: String,
    pub(super) manager: String,
}

/// The facts of a ticket opened at some time.
pub(super) fn of(people: &People, opened: Timestamp, chance: &mut Prng) -> Facts {
    let (offer, advertiser) = *chance.pick(OFFERS);
    let place = chance.below(COUNTRIES.len());
    let (geo, language) = COUNTRIES[place];
    let (geo2, _) = COUNTRIES[(place + 1 + chance.below(COUNTRIES.len() - 1)) % COUNTRIES.len()];
    let date = jiff::tz::TimeZone::UTC.to_datetime(opened.to_jiff()).date();
    let earlier = date.saturating_sub(jiff::Span::new().days(chance.range(1, 6)));
    let last_month = date.first_of_month().saturating_sub(jiff::Span::new().days(1));
    let month = |date: jiff::civil::Date| MONTHS[usize::try_from(date.month() - 1).unwrap_or(0)].to_owned();
    let amount = chance.range(180, 9_800);
    let currency = *chance.pick(&["€", "$"]);
    let domain = format!("{}.example", people.slug.rsplit('.').next().unwrap_or("partner"));
    let click = format!("{:012x}", chance.next() >> 16);
    let (code, invoice) = (chance.next() % 100_000_000, chance.range(100, 999));
    let grouped = if amount >= 1_000 {
        format!("{},{:03}", amount / 1_000, amount % 1_000)
    } else {
        amount.to_string()
    };
    vec![
        (
            "postback",
            format!("https://trk.{domain}/postback?cid={{click_id}}&payout={{sum}}&status={{status}}"),
        ),
        ("slug", offer.to_lowercase().replace([' ', ':', '&'], "-").replace("--", "-")),
        ("me", people.me.clone()),
        ("company", people.company.clone()),
        ("manager", people.manager.clone()),
        ("offer", offer.to_owned()),
        ("advertiser", advertiser.to_owned()),
        ("geo", geo.to_owned()),
        ("geo2", geo2.to_owned()),
        ("language", language.to_owned()),
        ("source", (*chance.pick(SOURCES)).to_owned()),
        ("method", (*chance.pick(METHODS)).to_owned()),
        ("amount", format!("{currency}{grouped}.{:02}", chance.range(0, 100))),
        ("diff", format!("{currency}{}.{:02}", chance.range(12, 96), chance.range(0, 100))),
        ("payout", format!("{currency}{}", chance.range(4, 85))),
        ("month", month(last_month)),
        ("year", last_month.year().to_string()),
        ("period", format!("1–{} {}", last_month.days_in_month(), month(last_month))),
        ("date", format!("{} {}", earlier.day(), month(earlier))),
        ("iso", earlier.to_string()),
        ("n", chance.range(12, 96).to_string()),
        ("cap", (chance.range(2, 20) * 50).to_string()),
        ("percent", format!("{} %", chance.range(8, 43))),
        ("click", click),
        ("tx", format!("NW-{code:08}")),
        ("invoice", format!("{}-{invoice}", last_month.year())),
        ("domain", domain),
    ]
}

/// The optional fields that somebody fills in: most of them, mostly.
pub(super) fn fields(kind: TicketType, facts: &Facts, chance: &mut Prng) -> Vec<(ExtraField, String)> {
    let fact = |name: &str| facts.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone());
    let mut fields = Vec::new();
    if chance.percent(25) {
        return fields;
    }
    for field in kind.extra_fields() {
        let name = match field {
            ExtraField::Period => "period",
            ExtraField::Amount => "amount",
            ExtraField::PaymentMethod => "method",
            ExtraField::TransactionId => "tx",
            ExtraField::Offer => "offer",
            ExtraField::ClickId => "click",
            ExtraField::PostbackUrl => "postback",
        };
        if chance.percent(60)
            && let Some(text) = fact(name)
        {
            fields.push((*field, text));
        }
    }
    fields
}
