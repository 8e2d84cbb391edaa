//! Sixty offers, and who asked for which.

use desk::offers::RawOffer;

use super::prng::Prng;

/// A product; each market of it is an offer.
struct Product {
    name: &'static str,
    advertiser: &'static str,
    category: &'static str,
    what: &'static str,
    /// Amount and goal, `{}` standing for the market's part of the amount.
    payout: (&'static str, &'static str),
    /// Name, countries, factor of the payout in percent.
    markets: &'static [(&'static str, &'static str, i64)],
}

const PRODUCTS: &[Product] = &[
    Product {
        name: "Meridian Trading App",
        advertiser: "Meridian Markets",
        category: "Finance",
        what: "A trading app with a practice account, stocks without commission and a licence of the EU. Visitors open an \
               account in four minutes; the first deposit counts.",
        payout: ("600", "First deposit"),
        markets: &[
            ("Tier 1", "US, CA, GB, AU, NZ", 100),
            ("DACH", "DE, AT, CH", 92),
            ("LATAM", "MX, BR, CL, PE, CO", 30),
            ("Nordics", "SE, NO, DK, FI", 95),
        ],
    },
    Product {
        name: "Solar Loans",
        advertiser: "Sunny Bank",
        category: "Loans",
        what: "Loans for solar roofs, decided in minutes. A qualified lead is a home owner with a filled-in form.",
        payout: ("38", "Qualified lead"),
        markets: &[("DE", "DE", 100), ("AT", "AT", 92), ("IT", "IT", 70), ("ES", "ES", 68)],
    },
    Product {
        name: "Harbour Crypto Exchange",
        advertiser: "Harbour Digital",
        category: "Crypto",
        what: "Buy and sell forty coins with cards and bank transfer; a wallet is included.",
        payout: ("180", "First trade"),
        markets: &[
            ("Tier 1", "US, CA, GB, AU", 100),
            ("EU", "DE, FR, NL, ES, IT, PL", 80),
            ("APAC", "JP, KR, SG, VN, TH", 45),
        ],
    },
    Product {
        name: "Kingdoms of Ember",
        advertiser: "Lanternfish Games",
        category: "Games",
        what: "A strategy game for phones. Paid per player who finishes the tutorial.",
        payout: ("2.4", "Tutorial finished"),
        markets: &[
            ("Worldwide", "", 100),
            ("Tier 1", "US, GB, CA, AU, DE, FR", 260),
            ("Tier 2", "BR, MX, PL, RO, TR", 70),
        ],
    },
    Product {
        name: "Fitwell Coach",
        advertiser: "Fitwell",
        category: "Health",
        what: "Training plans and a coach who answers. A trial is free for seven days; paid per subscription after it.",
        payout: ("24", "Subscription"),
        markets: &[("UK", "GB, IE", 100), ("US", "US", 120), ("FR", "FR, BE", 85)],
    },
    Product {
        name: "Lingo Lessons",
        advertiser: "Parla Learning",
        category: "Education",
        what: "Language lessons in fourteen languages, ten minutes a day.",
        payout: ("4.2", "Lead"),
        markets: &[("Worldwide", "", 100), ("Spain and LATAM", "ES, MX, AR, CO", 80)],
    },
    Product {
        name: "Veil VPN",
        advertiser: "Veil Networks",
        category: "Software",
        what: "A VPN for five devices. Paid per subscription, and a share of every renewal.",
        payout: ("40 %", "Subscription"),
        markets: &[("Global", "", 100), ("MENA", "AE, SA, EG, MA", 100)],
    },
    Product {
        name: "Nestlock Home Insurance",
        advertiser: "Nestlock",
        category: "Insurance",
        what: "Home insurance with one form and no phone call.",
        payout: ("22 %", "Policy sold"),
        markets: &[("DE and AT", "DE, AT", 100), ("NL", "NL", 100), ("PL", "PL", 100)],
    },
    Product {
        name: "Fernweh Trips",
        advertiser: "Fernweh Travel",
        category: "Travel",
        what: "Short trips by train, booked whole. A share of every booking within 30 days of the click.",
        payout: ("9 %", "Booking"),
        markets: &[("Europe", "DE, FR, IT, ES, NL, BE, AT, CH", 100), ("UK", "GB", 100)],
    },
    Product {
        name: "Savory Box",
        advertiser: "Savory",
        category: "Food",
        what: "Boxes with recipes and what they need, every week.",
        payout: ("28", "First box"),
        markets: &[
            ("US", "US", 100),
            ("UK", "GB", 80),
            ("Nordics", "SE, NO, DK", 90),
            ("DACH", "DE, AT, CH", 85),
        ],
    },
    Product {
        name: "Prime Spread Broker",
        advertiser: "Prime Spread",
        category: "Finance",
        what: "A broker for currencies with tight spreads. Accounts are checked by hand, so leads take some days.",
        payout: ("750", "Funded account"),
        markets: &[
            ("EU", "DE, FR, IT, ES, PL, CZ", 100),
            ("GCC", "AE, SA, KW, QA", 110),
            ("APAC", "SG, MY, TH, VN", 55),
            ("Africa", "ZA, NG, KE", 40),
        ],
    },
    Product {
        name: "Copper Card",
        advertiser: "Copper Pay",
        category: "Finance",
        what: "A prepaid card with an app. Paid per card that is used once.",
        payout: ("16", "Card used"),
        markets: &[("UK", "GB", 100), ("EU", "DE, FR, ES, IT, IE, PT", 90), ("BR", "BR", 45)],
    },
    Product {
        name: "Tiny Wardrobe",
        advertiser: "Tiny Wardrobe",
        category: "Shopping",
        what: "Second-hand clothes for children, checked and washed.",
        payout: ("11 %", "Order"),
        markets: &[("DE", "DE", 100), ("FR", "FR", 100), ("PL", "PL", 100)],
    },
    Product {
        name: "Paws and Co",
        advertiser: "Paws and Co",
        category: "Shopping",
        what: "Food and toys for pets by subscription.",
        payout: ("19", "First order"),
        markets: &[("US", "US", 100), ("UK", "GB, IE", 90), ("AU", "AU, NZ", 95)],
    },
    Product {
        name: "Night Owl Casino",
        advertiser: "Owl Gaming",
        category: "Gambling",
        what: "A licensed casino. Only for affiliates whom we know; every creative is looked at before it runs.",
        payout: ("35 %", "Net revenue"),
        markets: &[("CA", "CA", 100), ("NZ", "NZ", 100), ("LATAM", "MX, PE, CL", 100)],
    },
    Product {
        name: "Clearview Glasses",
        advertiser: "Clearview",
        category: "Health",
        what: "Glasses to try on at home. Paid per order that is kept.",
        payout: ("31", "Order kept"),
        markets: &[("DE", "DE, AT", 100), ("UK", "GB", 95), ("ES", "ES", 70)],
    },
    Product {
        name: "Ledgerly Books",
        advertiser: "Ledgerly",
        category: "Software",
        what: "Accounting for people who work alone. Paid per paid month, for a year.",
        payout: ("30 %", "Paid month"),
        markets: &[("US", "US, CA", 100), ("UK", "GB, IE", 100)],
    },
    Product {
        name: "Momentum SIM",
        advertiser: "Momentum Mobile",
        category: "Telecom",
        what: "Mobile data for travellers in 120 countries, as an eSIM.",
        payout: ("6", "First eSIM"),
        markets: &[
            ("Worldwide", "", 100),
            ("EU", "DE, FR, IT, ES, NL", 115),
            ("US", "US", 125),
            ("APAC", "JP, KR, SG, AU", 110),
        ],
    },
    Product {
        name: "Quiet Nights App",
        advertiser: "Quiet Labs",
        category: "Health",
        what: "Sounds and stories to fall asleep with.",
        payout: ("3.1", "Trial"),
        markets: &[("Worldwide", "", 100), ("Tier 1", "US, GB, CA, AU, DE", 190)],
    },
    Product {
        name: "Argentum Credit Check",
        advertiser: "Argentum",
        category: "Loans",
        what: "A credit report with advice. Paid per member after the trial.",
        payout: ("21", "Membership"),
        markets: &[("UK", "GB", 100), ("US", "US", 130), ("ZA", "ZA", 60)],
    },
];

/// How many offers there are.
pub(super) const OFFERS: usize = 60;

const SOURCES: &[&str] =
    &["SEO", "Content", "Facebook", "Google Ads", "TikTok", "Push", "Native", "E-mail", "Influencers"];
const FORBIDDEN: &[&str] = &["Incent", "Brand bidding", "Adult", "Pop-under"];

/// Questions that most request forms ask, then those of the strict ones.
pub(super) const SETS: [(&str, &str); 2] = [
    (
        "Usual questions",
        "short *: Which sites or channels will you use?\nmany *: Where does your traffic come from? | SEO | Content | \
         Facebook | Google Ads | TikTok | Push | Native | E-mail\none *: How much do you expect a month? | Up to 100 \
         conversions | 100 to 1,000 | More than 1,000",
    ),
    (
        "Finance and gambling",
        "short *: Which sites or channels will you use?\nlong *: Describe the audience and how you reach it\nmany *: \
         Where does your traffic come from? | SEO | Content | Facebook | Google Ads | TikTok | Push | Native | \
         E-mail\none *: Which model do you prefer? | CPA | CPL | Revenue share\nyes/no *: Do you have a licence or a \
         disclaimer on your pages?",
    ),
];

pub(super) const REASONS: &str = "Traffic source not allowed\nNo traffic from the offer’s countries\nThe site is empty or not \
                                  reachable\nNo experience in this vertical\nThe cap is full\nAnswers are incomplete";

/// An offer, as it is planned.
pub(super) struct Planned {
    pub(super) raw: RawOffer,
    /// Days before now when it came.
    pub(super) days: i64,
    /// Which of the sets it asks.
    pub(super) set: Option<usize>,
}

/// All offers, oldest first.
pub(super) fn plan(chance: &mut Prng) -> Vec<Planned> {
    let markets =
        PRODUCTS.iter().flat_map(|product| product.markets.iter().map(move |market| (product, market)));
    let mut offers: Vec<Planned> = markets
        .take(OFFERS)
        .enumerate()
        .map(|(place, (product, market))| offer(place, product, market, chance))
        .collect();
    offers.sort_by_key(|offer| -offer.days);
    offers
}

fn offer(
    place: usize,
    product: &Product,
    (market, countries, factor): &(&str, &str, i64),
    chance: &mut Prng,
) -> Planned {
    let strict = matches!(product.category, "Finance" | "Gambling" | "Crypto");
    let privacy = match (product.category, place % 5) {
        ("Gambling", _) => "private",
        (_, 0 | 3) => "public",
        _ => "pre_moderation",
    };
    let status = match place % 17 {
        9 => "paused",
        14 => "stopped",
        _ => "active",
    };
    let (amount, goal) = product.payout;
    let payouts = if amount.ends_with('%') {
        format!("{amount}; {goal}")
    } else {
        let base: f64 = amount.parse().unwrap_or(1.0);
        let scaled = base * f64::from(i32::try_from(*factor).unwrap_or(100)) / 100.0;
        format!("{scaled:.2} USD; {goal}\n{:.2} USD; {goal}, app traffic", scaled * 0.8)
    };
    let sources: Vec<&str> = SOURCES.iter().copied().filter(|_| chance.percent(60)).collect();
    let denied: Vec<&str> = FORBIDDEN.iter().copied().filter(|_| chance.percent(55)).collect();
    let slug = product.advertiser.to_lowercase().replace(' ', "-");
    let pre = privacy == "pre_moderation";
    let raw = RawOffer {
        external_id: format!("NW-{}", 1_000 + place),
        title: format!("{} – {market}", product.name),
        advertiser: product.advertiser.to_owned(),
        description: format!(
            "{}\n\nCreatives are in the folder of the offer; ask for others in Support.",
            product.what
        ),
        preview_url: format!("https://{slug}.example/"),
        status: status.to_owned(),
        privacy: privacy.to_owned(),
        categories: product.category.to_owned(),
        countries: (*countries).to_owned(),
        sources: sources.join(", "),
        sources_denied: denied.join(", "),
        payouts,
        caps: if chance.percent(60) {
            format!("day; conversions; {}", 10 * chance.range(2, 30))
        } else {
            String::new()
        },
        landings: format!("Main page; https://{slug}.example/start\nShort form; https://{slug}.example/form"),
        kpi: if strict {
            "At least one in five leads makes a deposit within 30 days.".to_owned()
        } else {
            String::new()
        },
        hold_days: if strict { "30".into() } else { "14".into() },
        tracking_template: format!(
            "https://go.northwind.example/c?o={{offer_id}}&a={{affiliate_id}}&m={place}"
        ),
        terms: if pre {
            "- No brand bidding and no misleading claims.\n- Creatives other than ours need an approval.\n- Traffic \
             that breaks this is not paid."
                .to_owned()
        } else {
            String::new()
        },
        reapply_days: if chance.percent(80) {
            (*chance.pick(&["7", "14", "30"])).to_owned()
        } else {
            String::new()
        },
        answer_days: "7".to_owned(),
        ..RawOffer::default()
    };
    let set = pre.then_some(usize::from(strict));
    Planned { raw, days: chance.range(20, 230), set }
}
