//! Offers and affiliates, for staff.

use askama::Template;

use super::prelude::*;
use super::{AffiliatePanel, DraftBox, OfferFacts};

/// `/desk/offers`: all offers.
#[derive(Template)]
#[template(path = "desk/offers.html")]
pub struct DeskOffers {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// What the list is narrowed to.
    pub filter: DeskOffersFilter,
    /// The rows of this page.
    pub rows: Vec<DeskOfferRow>,
    /// The neighbouring pages.
    pub pager: Pager,
}

/// What the list is narrowed to; every part is in the URL.
#[derive(Debug, Clone, Default)]
pub struct DeskOffersFilter {
    /// Only with these words.
    pub text: String,
    /// Only of this status.
    pub status: Option<OfferStatus>,
    /// Only of this privacy.
    pub privacy: Option<Privacy>,
}

impl DeskOffersFilter {
    /// Whether anything is left out.
    pub fn is_active(&self) -> bool {
        !self.text.is_empty() || self.status.is_some() || self.privacy.is_some()
    }

    /// The address of this list; for pages, add the page token with [`Query::with`].
    pub fn query(&self) -> Query {
        self.asked("/desk/offers")
    }

    fn asked(&self, path: &str) -> Query {
        Query::new(path)
            .with("q", &self.text)
            .with("status", self.status.map_or("", Label::value))
            .with("privacy", self.privacy.map_or("", Label::value))
    }

    /// The address of a file with what is shown.
    fn export(&self, format: &str) -> String {
        self.asked("/desk/offers/export").with("format", format).finish()
    }
}

/// An offer in the list.
#[derive(Debug, Clone)]
pub struct DeskOfferRow {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub advertiser: String,
    /// Whether it runs.
    pub status: OfferStatus,
    /// Who may run it.
    pub privacy: Privacy,
    /// Requests that wait for us; none when there are none.
    pub pending: Option<String>,
    /// When it was last changed.
    pub updated: When,
}

/// `/desk/offers/new` and `/desk/offers/{id}`: an offer, to be edited.
#[derive(Template)]
#[template(path = "desk/offer.html")]
pub struct DeskOffer {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The offer as it is stored; none while it is new.
    pub saved: Option<SavedOffer>,
    /// The form.
    pub form: OfferForm,
    /// The form of its logo; none while the offer is new.
    pub logo: Option<LogoForm>,
    /// Whose access is stored.
    pub access: Vec<AccessRow>,
    /// The form of giving or removing access.
    pub grant: GrantForm,
}

/// The form of an offer's logo.
#[derive(Debug, Clone, Default)]
pub struct LogoForm {
    /// Where the logo is, when there is one.
    pub logo: Option<String>,
    /// What is wrong with the picture that was chosen.
    pub error: Option<String>,
}

impl DeskOffer {
    fn action(&self) -> String {
        self.saved
            .as_ref()
            .map_or_else(|| "/desk/offers/new".to_owned(), |offer| format!("/desk/offers/{}", offer.facts.id))
    }

    fn logo_action(&self) -> String {
        format!("{}/logo", self.action())
    }
}

/// An offer as it is stored.
#[derive(Debug, Clone)]
pub struct SavedOffer {
    /// What affiliates see of it.
    pub facts: OfferFacts,
    /// When it was last changed.
    pub updated: When,
}

/// The form of an offer.
#[derive(Debug, Clone)]
pub struct OfferForm {
    /// The id that makes sending twice harmless.
    pub submission: String,
    /// Its draft.
    pub draft: DraftBox,
    /// Which version is being changed; 0 for a new offer.
    pub version: String,
    /// Something wrong with the form as a whole.
    pub notice: Option<String>,
    /// The fields.
    pub fields: NamedFields,
    /// Question sets to choose from.
    pub sets: Vec<Choice>,
    /// Whom a change of privacy concerns, when somebody has to say what becomes of them.
    pub concerned: Option<Concern>,
}

impl OfferForm {
    fn statuses(t: Words) -> Vec<Choice> {
        OfferStatus::ALL
            .iter()
            .map(|one| Choice { value: one.value().into(), label: one.label(t).into() })
            .collect()
    }

    fn privacies(t: Words) -> Vec<Choice> {
        Privacy::ALL
            .iter()
            .map(|one| Choice { value: one.value().into(), label: one.label(t).into() })
            .collect()
    }
}

/// Whom a change of privacy concerns.
#[derive(Debug, Clone)]
pub struct Concern {
    /// How many would lose access, as a sentence.
    pub losing: String,
    /// Some of them.
    pub names: String,
    /// How many requests are under way, as a sentence.
    pub pending: Option<String>,
}

/// An affiliate's access to an offer.
#[derive(Debug, Clone)]
pub struct AccessRow {
    /// The affiliate's or the offer's number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// Whether access is given or removed.
    pub granted: bool,
    /// Where it comes from.
    pub origin: String,
    /// Why it was removed.
    pub reason: String,
    /// Who changed it.
    pub by: Option<String>,
    /// When.
    pub at: When,
    /// The form that changes it: where it is sent.
    pub action: String,
    /// The field that holds the number there: `affiliate` or `offer`.
    pub field: &'static str,
}

/// The form of giving or removing access.
#[derive(Debug, Clone, Default)]
pub struct GrantForm {
    /// Where it is sent.
    pub action: String,
    /// To whom, or to what.
    pub whom: Field,
    /// Why it is removed.
    pub reason: Field,
    /// What can be chosen.
    pub suggestions: Vec<Choice>,
}

/// `/desk/affiliates`: the affiliates that the reader looks after.
#[derive(Template)]
#[template(path = "desk/affiliates.html")]
pub struct DeskAffiliates {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Only with this in the name, or of this number.
    pub text: String,
    /// Only of this status: its value.
    pub status: String,
    /// Statuses to choose from.
    pub statuses: Vec<Choice>,
    /// The rows of this page.
    pub rows: Vec<DeskAffiliateRow>,
    /// The neighbouring pages.
    pub pager: Pager,
    /// Whether the reader may make and import affiliates.
    pub makes: bool,
}

impl DeskAffiliates {
    /// The address of a file with what is shown.
    fn export(&self, format: &str) -> String {
        let query = Query::new("/desk/affiliates/export").with("q", &self.text).with("status", &self.status);
        query.with("format", format).finish()
    }

    fn is_active(&self) -> bool {
        !self.text.is_empty() || !self.status.is_empty()
    }
}

/// An affiliate in the list.
#[derive(Debug, Clone)]
pub struct DeskAffiliateRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Where it stands, as a word.
    pub status: String,
    /// Whether that means all is well.
    pub active: bool,
    /// Its country.
    pub country: String,
    /// Its manager.
    pub manager: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Since when.
    pub joined: When,
}

/// `/desk/affiliates/{id}`: one affiliate.
#[derive(Template)]
#[template(path = "desk/affiliate.html")]
pub struct DeskAffiliate {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The affiliate.
    pub affiliate: AffiliatePanel,
    /// Whose offers they may run.
    pub access: Vec<AccessRow>,
    /// The form of giving or removing access.
    pub grant: GrantForm,
    /// Its sign-ins.
    pub team: super::Team,
}
