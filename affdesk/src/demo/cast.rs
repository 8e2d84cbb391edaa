//! Who is there: the staff, and two hundred affiliates.

use desk::Role;
use desk::people::{AffiliateStatus, Contact};
use desk::tickets::TicketType;

use super::names::{self, Home, Name};
use super::prng::Prng;

/// How many managers there are; those of the sign-ins come first.
pub(super) const MANAGERS: usize = 8;
/// How many affiliates there are; those of the sign-ins come first.
pub(super) const AFFILIATES: usize = 200;
/// Every so many affiliates one has no manager.
const NOBODYS: usize = 16;

/// A member of staff.
pub(super) struct Member {
    pub(super) email: &'static str,
    pub(super) name: &'static str,
    /// How affiliates address them.
    pub(super) first: &'static str,
    pub(super) role: Role,
    pub(super) time_zone: &'static str,
    pub(super) telegram: Option<&'static str>,
    pub(super) phone: Option<&'static str>,
    /// The type that is routed to them.
    pub(super) route: Option<TicketType>,
}

const MANAGER: Member = Member {
    email: "",
    name: "",
    first: "",
    role: Role::Manager,
    time_zone: "Europe/Madrid",
    telegram: None,
    phone: None,
    route: None,
};

/// Managers, then the lead, then the admin.
pub(super) const STAFF: &[Member] = &[
    Member {
        email: "manager@demo.test",
        name: "Maria Lindqvist",
        first: "Maria",
        telegram: Some("@maria_northwind"),
        phone: Some("+34 910 555 014"),
        ..MANAGER
    },
    Member {
        email: "manager2@demo.test",
        name: "Daniel Okafor",
        first: "Daniel",
        time_zone: "Europe/London",
        telegram: Some("@daniel_northwind"),
        ..MANAGER
    },
    Member {
        email: "olena@demo.test",
        name: "Олена Коваленко",
        first: "Olena",
        time_zone: "Europe/Kyiv",
        telegram: Some("@olena_northwind"),
        ..MANAGER
    },
    Member {
        email: "lan.anh@demo.test",
        name: "Nguyễn Thị Lan Anh",
        first: "Lan Anh",
        time_zone: "Asia/Ho_Chi_Minh",
        telegram: Some("@lananh_northwind"),
        phone: Some("+84 28 5555 0142"),
        ..MANAGER
    },
    Member {
        email: "cagla@demo.test",
        name: "Çağla Yıldız",
        first: "Çağla",
        time_zone: "Europe/Istanbul",
        telegram: Some("@cagla_northwind"),
        ..MANAGER
    },
    Member {
        email: "javier@demo.test",
        name: "Javier Ortega de la Fuente",
        first: "Javier",
        phone: Some("+34 910 555 018"),
        ..MANAGER
    },
    Member {
        email: "finance@demo.test",
        name: "Katarzyna Wiśniewska",
        first: "Katarzyna",
        time_zone: "Europe/Warsaw",
        route: Some(TicketType::Payments),
        ..MANAGER
    },
    Member {
        email: "engineer@demo.test",
        name: "田中 美咲",
        first: "Misaki",
        time_zone: "Asia/Tokyo",
        route: Some(TicketType::Technical),
        ..MANAGER
    },
    Member {
        email: "lead@demo.test",
        name: "Sofia Marchetti",
        first: "Sofia",
        role: Role::Lead,
        time_zone: "Europe/Rome",
        ..MANAGER
    },
    Member {
        email: "admin@demo.test",
        name: "Henrik Nyström",
        first: "Henrik",
        role: Role::Admin,
        time_zone: "Europe/Stockholm",
        ..MANAGER
    },
];

/// The lead's place in [`STAFF`].
pub(super) const LEAD: usize = MANAGERS;

impl Member {
    pub(super) fn contacts(&self) -> Vec<Contact> {
        let contact = |kind: &str, value: &str| Contact { kind: kind.into(), value: value.into() };
        let mut contacts = vec![contact("E-mail", self.email)];
        contacts.extend(self.telegram.map(|name| contact("Telegram", name)));
        contacts.extend(self.phone.map(|number| contact("Phone", number)));
        contacts
    }
}

/// An affiliate and who signs in for it.
pub(super) struct Partner {
    pub(super) name: String,
    pub(super) slug: String,
    pub(super) lang: &'static str,
    pub(super) country: &'static str,
    pub(super) time_zone: &'static str,
    pub(super) status: AffiliateStatus,
    /// Index into [`STAFF`].
    pub(super) manager: Option<usize>,
    pub(super) tags: Vec<String>,
    pub(super) contacts: Vec<Contact>,
    /// Names and addresses; the first is who writes most.
    pub(super) users: Vec<(String, String)>,
    /// Days before now when they came.
    pub(super) joined: i64,
}

impl Partner {
    /// How a manager addresses this user.
    pub(super) fn first_name(&self, user: usize) -> String {
        let name = &self.users[user].0;
        let part = if self.lang == "vi" { name.split(' ').next_back() } else { name.split(' ').next() };
        part.unwrap_or(name).to_owned()
    }
}

const TAGS: &[&str] = &[
    "seo",
    "media-buying",
    "email",
    "push",
    "social",
    "crypto",
    "finance",
    "gaming",
    "nutra",
    "content",
    "coupons",
    "apps",
    "native",
    "review site",
];
const STANDING: &[&str] = &["vip", "net-7", "net-15", "new", "top-100", "agency"];

/// All affiliates, those of the sign-ins first.
pub(super) fn partners(chance: &mut Prng) -> Vec<Partner> {
    let mut partners = vec![
        known(
            "Bright Path Media",
            "Alex Carter",
            "affiliate",
            Some(0),
            ("GB", "Europe/London"),
            &["vip", "seo"],
        ),
        known("Silverline Traffic", "Robin Meyer", "other", Some(1), ("DE", "Europe/Berlin"), &["push"]),
    ];
    let mut all: Vec<(&Home, Name)> = names::homes()
        .into_iter()
        .flat_map(|home| home.names().into_iter().map(move |name| (home, name)))
        .collect();
    // Mixed, so that numbers do not go by language.
    for place in (1..all.len()).rev() {
        all.swap(place, chance.below(place + 1));
    }
    for (home, name) in all.into_iter().take(AFFILIATES - 2) {
        let place = partners.len();
        partners.push(partner(place, home, &name, chance));
    }
    partners
}

fn known(
    name: &str,
    person: &str,
    local: &str,
    manager: Option<usize>,
    (country, time_zone): (&'static str, &'static str),
    tags: &[&str],
) -> Partner {
    Partner {
        name: name.to_owned(),
        slug: format!("{local}.{}", name.split(' ').next().unwrap_or_default().to_lowercase()),
        lang: "en",
        country,
        time_zone,
        status: AffiliateStatus::Active,
        manager,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        contacts: vec![Contact { kind: "Telegram".into(), value: format!("@{local}_demo") }],
        users: vec![(person.to_owned(), format!("{local}@demo.test"))],
        joined: 640,
    }
}

fn partner(place: usize, home: &Home, name: &Name, chance: &mut Prng) -> Partner {
    let (country, time_zone) = *chance.pick(home.places);
    let status = match place % 50 {
        7 | 19 | 33 => AffiliateStatus::OnModeration,
        11 | 38 => AffiliateStatus::NotActive,
        26 => AffiliateStatus::Blocked,
        _ => AffiliateStatus::Active,
    };
    // The first manager has the largest portfolio; finance and the engineer have few.
    let manager = if place % NOBODYS == 9 {
        None
    } else {
        Some(*chance.pick(&[0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 7]))
    };
    let mut tags: Vec<String> = (0..chance.below(3)).map(|_| (*chance.pick(TAGS)).to_owned()).collect();
    if chance.percent(35) {
        tags.push((*chance.pick(STANDING)).to_owned());
    }
    let handle = name.slug.replace('.', "_");
    let mut users = vec![(name.person.to_owned(), format!("{}@partners.test", name.slug))];
    if chance.percent(12) {
        users.push(("Accounting".to_owned(), format!("accounting.{}@partners.test", name.slug)));
    }
    Partner {
        name: name.company.to_owned(),
        slug: name.slug.to_owned(),
        lang: home.lang,
        country,
        time_zone,
        status,
        manager,
        tags,
        contacts: contacts(&handle, name.slug, chance),
        users,
        joined: chance.range(292, 1_100),
    }
}

fn contacts(handle: &str, slug: &str, chance: &mut Prng) -> Vec<Contact> {
    let mut contacts = Vec::new();
    let mut add = |kind: &str, value: String| contacts.push(Contact { kind: kind.to_owned(), value });
    if chance.percent(70) {
        add("Telegram", format!("@{handle}"));
    }
    if chance.percent(30) {
        add("Skype", format!("live:{slug}"));
    }
    if chance.percent(25) {
        add("Phone", format!("+1 555 01{:02} {:03}", chance.range(0, 100), chance.range(0, 1_000)));
    }
    contacts
}
