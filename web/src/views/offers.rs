//! Offers, and asking for them.

use askama::Template;
use desk::offers::{OfferStatus, Origin, Privacy};
use desk::requests::StandingKind;

use super::DraftBox;
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

/// A question of a request form.
#[derive(Debug, Clone)]
pub struct AskQuestion {
    /// The name of its field.
    pub name: &'static str,
    /// The question.
    pub text: String,
    /// Whether it has to be answered.
    pub required: bool,
    /// What kind of answer is wanted.
    pub kind: desk::requests::QuestionKind,
    /// What was typed or chosen, and what is wrong with it.
    pub field: Field,
    /// What can be chosen: name of the field, value, word, whether it is chosen.
    pub choices: Vec<AskChoice>,
}

/// One of a question's choices.
#[derive(Debug, Clone)]
pub struct AskChoice {
    /// The name of its field.
    pub name: &'static str,
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// The terms of an offer, to be accepted.
#[derive(Debug, Clone)]
pub struct AskTerms {
    /// The name of the field.
    pub name: String,
    /// Which version is accepted.
    pub version: i64,
    /// The terms.
    pub text: Rich,
    /// Whether they are accepted, and what is wrong.
    pub field: Field,
    /// The offer's title, where several are asked for.
    pub offer: Option<String>,
}

/// The form of a request.
#[derive(Debug, Clone)]
pub struct AskForm {
    /// Where it is sent.
    pub action: String,
    /// The id that makes sending twice harmless.
    pub submission: String,
    /// Its draft.
    pub draft: DraftBox,
    /// Something wrong with the form as a whole.
    pub notice: Option<String>,
    /// What was asked, for the check that it is still the same.
    pub asked: String,
    /// The questions.
    pub questions: Vec<AskQuestion>,
    /// The comment.
    pub comment: Field,
    /// The terms to accept.
    pub terms: Vec<AskTerms>,
    /// The offers that are asked for, where there are several.
    pub offers: Vec<i64>,
}

impl AskForm {
    /// The name of the first field with something wrong, which gets the focus.
    pub fn focus(&self) -> &str {
        let question =
            self.questions.iter().find(|question| question.field.is_bad()).map(|question| question.name);
        let comment = self.comment.is_bad().then_some("comment");
        let terms = self.terms.iter().find(|terms| terms.field.is_bad()).map(|terms| terms.name.as_str());
        question.or(comment).or(terms).unwrap_or("")
    }
}

/// `/offers/request`: several offers at once.
#[derive(Template)]
#[template(path = "offers/several.html")]
pub struct AskSeveral {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The offers that can be asked for.
    pub offers: Vec<(i64, String)>,
    /// Those that cannot, and why.
    pub refused: Vec<AskResult>,
    /// The form; none when nothing can be asked for.
    pub form: Option<AskForm>,
}

/// What became of a request for one of several offers.
#[derive(Debug, Clone)]
pub struct AskResult {
    /// The offer.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The ticket of the new request.
    pub ticket: Option<i64>,
    /// Why there is none.
    pub reason: Option<String>,
}

/// The same, when it has been sent.
#[derive(Template)]
#[template(path = "offers/result.html")]
pub struct AskResults {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// What became of each.
    pub results: Vec<AskResult>,
}

/// `/support/{id}/request`: a request, to be mended and sent again.
#[derive(Template)]
#[template(path = "support/resubmit.html")]
pub struct Resubmit {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The ticket.
    pub ticket: i64,
    /// The offer's title.
    pub title: String,
    /// What the manager wants to know: the last public note.
    pub wanted: Option<Rich>,
    /// The form.
    pub form: AskForm,
}

/// A request, on its ticket.
#[derive(Debug, Clone)]
pub struct RequestCard {
    /// Its state.
    pub state: RequestState,
    /// The offer's title.
    pub offer: String,
    /// Where the offer is, for the reader.
    pub offer_href: Option<String>,
    /// Sentences: why it was rejected, when a new try is allowed, when it expires, who or what decided.
    pub says: Vec<String>,
    /// What a rule would decide, for staff.
    pub hint: Option<String>,
    /// What was answered last.
    pub answers: Vec<(String, String)>,
    /// What was sent before: when, and what was answered.
    pub earlier: Vec<(When, Vec<(String, String)>)>,
    /// Whether the reader may mend it now.
    pub may_resubmit: bool,
    /// Whether the reader may take it back now.
    pub may_withdraw: bool,
    /// Where the reader may ask again.
    pub ask_again: Option<String>,
}
