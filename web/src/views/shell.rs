//! The frame around every page: rail, top line, person's menu, and what was just done.

use super::Words;
use super::{Display, Theme};
use crate::icons::{self, Icon};

/// What the frame needs to know.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The programme's name.
    pub brand: String,
    /// A stylesheet that sets the programme's colour, when it has one.
    pub brand_css: Option<String>,
    /// Light or dark, how close rows stand, single-key shortcuts or none.
    pub display: Display,
    /// Who is signed in.
    pub person: Option<Person>,
    /// The moment of the page in microseconds since 1970: what changes later, an open page hears of.
    pub at: i64,
    /// Where in the rail this page stands.
    pub section: Section,
    /// How many notices are unseen, ready to read ("3", "99+").
    pub bell: Option<String>,
    /// The rail.
    pub nav: Vec<NavItem>,
    /// What was just done, once.
    pub flash: Option<Flash>,
}

impl Shell {
    /// Where the programme's name leads.
    pub fn home(&self) -> &'static str {
        match &self.person {
            Some(person) if person.role.is_staff() => "/desk",
            Some(_) => "/support",
            None => "/sign-in",
        }
    }

    /// The first letter of the programme's name, for its mark.
    pub fn mark(&self) -> String {
        self.brand.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }

    /// What browsers are told before the style has come: which of light and dark the page can be.
    pub fn color_scheme(&self) -> &'static str {
        match self.display.theme {
            Theme::System => "light dark",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Whether staff looks at this page.
    pub fn is_staff(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.role.is_staff())
    }
}

/// Who is signed in.
#[derive(Debug, Clone, Hash)]
pub struct Person {
    /// Their number: an open page looks whether it is still the same person who is signed in.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// What they are.
    pub role: Role,
    /// Where their picture is, when they have one.
    pub picture: Option<String>,
}

/// What a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Somebody of an affiliate.
    Affiliate,
    /// Looks after a portfolio.
    Manager,
    /// Sees every affiliate.
    Lead,
    /// A lead who also changes settings.
    Admin,
}

impl Role {
    /// Whether this is a member of staff.
    pub fn is_staff(self) -> bool {
        self != Self::Affiliate
    }

    /// Its name on screen.
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Self::Affiliate => t.role_affiliate(),
            Self::Manager => t.role_manager(),
            Self::Lead => t.role_lead(),
            Self::Admin => t.role_admin(),
        }
    }
}

/// A place in the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Offers of the programme, for affiliates.
    Offers,
    /// The affiliate's tickets.
    Support,
    /// News, for affiliates.
    News,
    /// The managers' queue.
    Tickets,
    /// Access requests.
    Requests,
    /// Offers, for staff.
    DeskOffers,
    /// Affiliates.
    Affiliates,
    /// News, for staff.
    DeskNews,
    /// Reports.
    Reports,
    /// Settings.
    Settings,
    /// The person's own account, which is in the menu and not in the rail.
    Account,
    /// What the person was told, which is in the top line.
    Notices,
    /// Nowhere in the rail.
    Nowhere,
}

impl Section {
    /// Its name on screen.
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Self::Offers | Self::DeskOffers => t.nav_offers(),
            Self::Support => t.nav_support(),
            Self::News | Self::DeskNews => t.nav_news(),
            Self::Tickets => t.nav_tickets(),
            Self::Requests => t.nav_requests(),
            Self::Affiliates => t.nav_affiliates(),
            Self::Reports => t.nav_reports(),
            Self::Settings => t.nav_settings(),
            Self::Account => t.nav_account(),
            Self::Notices => t.nav_notices(),
            Self::Nowhere => "",
        }
    }

    /// Its address.
    pub fn href(self) -> &'static str {
        match self {
            Self::Offers => "/offers",
            Self::Support => "/support",
            Self::News => "/news",
            Self::Tickets => "/desk",
            Self::Requests => "/desk/requests",
            Self::DeskOffers => "/desk/offers",
            Self::Affiliates => "/desk/affiliates",
            Self::DeskNews => "/desk/news",
            Self::Reports => "/desk/reports",
            Self::Settings => "/desk/settings",
            Self::Account => "/account",
            Self::Notices => "/notices",
            Self::Nowhere => "/",
        }
    }

    /// The letter that leads there, after `g`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Offers | Self::DeskOffers => "o",
            Self::Support => "s",
            Self::News | Self::DeskNews => "n",
            Self::Tickets => "t",
            Self::Requests => "r",
            Self::Affiliates => "a",
            Self::Reports => "p",
            Self::Settings => "e",
            Self::Account => "m",
            Self::Notices => "b",
            Self::Nowhere => "h",
        }
    }

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::Offers | Self::DeskOffers => icons::TAG,
            Self::Support => icons::LIFEBUOY,
            Self::News | Self::DeskNews => icons::MEGAPHONE,
            Self::Tickets => icons::INBOX,
            Self::Requests => icons::KEY,
            Self::Affiliates => icons::PEOPLE,
            Self::Reports => icons::CHART,
            Self::Settings => icons::SLIDERS,
            Self::Notices => icons::BELL,
            Self::Account | Self::Nowhere => icons::PERSON,
        }
    }
}

/// A link of the rail.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Where it leads.
    pub section: Section,
    /// How many things wait there, ready to read ("7", "99+").
    pub count: Option<String>,
}

/// One sentence about what was just done.
#[derive(Debug, Clone)]
pub struct Flash {
    /// Good or bad.
    pub kind: FlashKind,
    /// The sentence.
    pub text: String,
    /// How to undo it, while that is possible.
    pub undo: Option<Undo>,
}

/// The form of an Undo button.
#[derive(Debug, Clone)]
pub struct Undo {
    /// Where it is sent.
    pub action: String,
    /// What is to be undone.
    pub closing: i64,
}

/// Whether what was just done went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlashKind {
    /// It is done.
    Done,
    /// It is not.
    Failed,
}

impl FlashKind {
    /// Its style.
    pub fn value(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::Done => icons::DONE,
            Self::Failed => icons::WARNING,
        }
    }
}
