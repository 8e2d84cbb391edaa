//! Offers, as affiliates see them.

use askama::Template;
use desk::offers::{OfferStatus, Origin, Privacy};
use desk::requests::StandingKind;

use super::AskForm;
use super::prelude::*;
use crate::icons::Icon;

impl Label for OfferStatus {
    fn value(self) -> &'static str {
        self.as_str()
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::Active => t.offer_status_active(),
            Self::Paused => t.offer_status_paused(),
            Self::Stopped => t.offer_status_stopped(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Active => icons::PUBLISHED,
            Self::Paused => icons::PAUSE,
            Self::Stopped => icons::STOP,
        }
    }
}

impl Label for Privacy {
    fn value(self) -> &'static str {
        self.as_str()
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::Public => t.privacy_public(),
            Self::PreModeration => t.privacy_pre_moderation(),
            Self::Private => t.privacy_private(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Public => icons::GLOBE,
            Self::PreModeration => icons::KEY,
            Self::Private => icons::LOCK,
        }
    }
}

impl Label for Origin {
    fn value(self) -> &'static str {
        self.as_str()
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::Public => t.origin_public(),
            Self::Request => t.origin_request(),
            Self::Manual => t.origin_manual(),
            Self::Rule => t.origin_rule(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Public => icons::GLOBE,
            Self::Request => icons::KEY,
            Self::Manual => icons::PERSON,
            Self::Rule => icons::SLIDERS,
        }
    }
}

impl Label for StandingKind {
    fn value(self) -> &'static str {
        match self {
            Self::Access => "approved",
            Self::NotRequested => "not-requested",
            Self::Pending => "pending",
            Self::NeedsInformation => "needs-information",
            Self::Rejected => "rejected",
            Self::Removed => "removed",
            Self::Expired => "expired",
        }
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::Access => t.standing_access(),
            Self::NotRequested => t.standing_not_requested(),
            Self::Pending => t.request_state_pending(),
            Self::NeedsInformation => t.request_state_needs_information(),
            Self::Rejected => t.request_state_rejected(),
            Self::Removed => t.standing_removed(),
            Self::Expired => t.request_state_expired(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Access => icons::APPROVED,
            Self::NotRequested => icons::DASH,
            Self::Pending => icons::CLOCK,
            Self::NeedsInformation => icons::QUESTION,
            Self::Rejected => icons::REJECTED,
            Self::Removed => icons::BLOCKED,
            Self::Expired => icons::EXPIRED,
        }
    }
}

/// How the affiliate stands to an offer, ready to read.
#[derive(Debug, Clone)]
pub struct Stands {
    /// Which of them it is.
    pub kind: StandingKind,
    /// What goes with it: "You may ask again on 4 March", the reason of a removal.
    pub note: Option<String>,
    /// The ticket of the last request.
    pub ticket: Option<i64>,
    /// Whether they may ask now.
    pub may_ask: bool,
}

/// What is paid, in short.
#[derive(Debug, Clone)]
pub struct OfferChip {
    /// How much.
    pub strong: String,
    /// For what.
    pub rest: String,
}

/// What the catalogue is narrowed to; every part is in the URL.
#[derive(Debug, Clone, Default)]
pub struct OffersFilter {
    /// Only with these words.
    pub text: String,
    /// Only of this category.
    pub category: String,
    /// Only for this country.
    pub country: String,
    /// Only for this traffic source.
    pub source: String,
    /// Only of this privacy.
    pub privacy: Option<Privacy>,
    /// Only those that the affiliate stands to like this.
    pub standing: Option<StandingKind>,
}

impl OffersFilter {
    /// What an affiliate can choose from: private offers are theirs or not there.
    pub(crate) const PRIVACIES: [Privacy; 2] = [Privacy::Public, Privacy::PreModeration];

    /// Whether anything is left out.
    pub fn is_active(&self) -> bool {
        let texts = [&self.text, &self.category, &self.country, &self.source];
        texts.iter().any(|text| !text.is_empty()) || self.privacy.is_some() || self.standing.is_some()
    }

    /// The address of this list; for pages, add the page token with [`Query::with`].
    pub fn query(&self) -> Query {
        Query::new("/offers")
            .with("q", &self.text)
            .with("category", &self.category)
            .with("country", &self.country)
            .with("source", &self.source)
            .with("privacy", self.privacy.map_or("", Label::value))
            .with("access", self.standing.map_or("", |standing| standing.as_str()))
    }
}

/// `/offers`: what the affiliate may promote.
#[derive(Template)]
#[template(path = "offers/list.html")]
pub struct Offers {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// What the list is narrowed to.
    pub filter: OffersFilter,
    /// Categories to choose from.
    pub categories: Vec<String>,
    /// Countries to choose from: code and name.
    pub countries: Vec<Choice>,
    /// Traffic sources to choose from.
    pub sources: Vec<String>,
    /// The offers of this page.
    pub rows: Vec<OfferCard>,
    /// The neighbouring pages.
    pub pager: Pager,
}

impl Offers {
    /// Whether more than one can be asked for at once.
    fn several(&self) -> bool {
        self.rows.iter().filter(|row| row.stands.may_ask).count() > 1
    }
}

/// An offer in the catalogue.
#[derive(Debug, Clone)]
pub struct OfferCard {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub advertiser: String,
    /// Where its logo is, when it has one.
    pub logo: Option<String>,
    /// Whether it runs, where it does not.
    pub status: Option<OfferStatus>,
    /// Who may run it.
    pub privacy: Privacy,
    /// What it is about.
    pub categories: Vec<String>,
    /// What is paid, the first few.
    pub payouts: Vec<OfferChip>,
    /// How many payouts more there are.
    pub more_payouts: Option<String>,
    /// Where it runs: "DE, AT, CH", "All countries".
    pub countries: String,
    /// How the affiliate stands to it.
    pub stands: Stands,
}

/// `/offers/{id}`: one offer, for an affiliate.
#[derive(Template)]
#[template(path = "offers/offer.html")]
pub struct OfferPage {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The offer.
    pub offer: OfferFacts,
    /// How the affiliate stands to it.
    pub stands: Stands,
    /// Their own tracking link.
    pub link: Option<String>,
    /// The request form, where they may ask.
    pub form: Option<AskForm>,
}

/// An offer as its page shows it.
#[derive(Debug, Clone)]
pub struct OfferFacts {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub advertiser: String,
    /// Where its logo is, when it has one.
    pub logo: Option<String>,
    /// Whether it runs.
    pub status: OfferStatus,
    /// Who may run it.
    pub privacy: Privacy,
    /// What it is about.
    pub categories: Vec<String>,
    /// What it says.
    pub description: Option<Rich>,
    /// A page to look at.
    pub preview: Option<String>,
    /// What is paid: amount, goal, countries.
    pub payouts: Vec<(String, String, String)>,
    /// How much may be sent, a sentence each.
    pub caps: Vec<String>,
    /// Where visitors are sent: title and address.
    pub landings: Vec<(String, String)>,
    /// Names and values: countries, traffic sources, KPI, hold…
    pub facts: Vec<(String, String)>,
    /// The terms in force.
    pub terms: Option<Rich>,
}
