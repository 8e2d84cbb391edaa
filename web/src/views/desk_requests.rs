//! Deciding requests, on the ticket and by offer.

use askama::Template;

use super::DraftBox;
use super::prelude::*;

/// The form of a decision on one request.
#[derive(Debug, Clone)]
pub struct DecideForm {
    /// Where it is sent.
    pub action: String,
    /// The id that makes sending twice harmless.
    pub submission: String,
    /// The version of the request that is looked at.
    pub version: i64,
    /// Its draft.
    pub draft: DraftBox,
    /// Something wrong with the form as a whole.
    pub notice: Option<String>,
    /// What is said with the decision.
    pub words: DecideWords,
    /// Whether the affiliate can be asked for more now.
    pub may_ask: bool,
}

/// What is said with a decision.
#[derive(Debug, Clone, Default)]
pub struct DecideWords {
    /// Reasons to choose from.
    pub reasons: Vec<String>,
    /// The reason of a rejection.
    pub reason: Field,
    /// When a new try is allowed.
    pub again: Field,
    /// What the offer says about that, as the first choice; empty where it is not one offer.
    pub again_default: String,
    /// What both sides see.
    pub public_note: Field,
    /// What staff alone see.
    pub internal: Field,
}

impl DecideWords {
    /// The name of the first field with something wrong, which gets the focus.
    pub fn focus(&self) -> &'static str {
        let fields = [
            ("public_note", &self.public_note),
            ("reason", &self.reason),
            ("again", &self.again),
            ("internal", &self.internal),
        ];
        fields.into_iter().find(|(_, field)| field.is_bad()).map_or("", |(name, _)| name)
    }

    /// The days until a new try that can be chosen, in words.
    pub(crate) fn days(t: Words) -> Vec<Choice> {
        let mut choices = vec![Choice { value: "now".into(), label: t.again_choice_now().into() }];
        choices.extend(
            [7, 14, 30, 90, 180].map(|days| Choice { value: days.to_string(), label: t.again_after(days) }),
        );
        choices.push(Choice { value: "never".into(), label: t.again_choice_never().into() });
        choices
    }
}

/// `/desk/requests`: requests by offer.
#[derive(Template)]
#[template(path = "desk/requests.html")]
pub struct DeskRequests {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Pending, waiting for affiliates, decided.
    pub tabs: Vec<Tab>,
    /// The address of this list, which the form is sent to.
    pub here: String,
    /// Offers with requests that wait for us, where they are shown.
    pub offers: Vec<PendingOffer>,
    /// The offer that the list is narrowed to.
    pub offer: Option<(i64, String)>,
    /// Its questions, each a column.
    pub questions: Vec<String>,
    /// The rows of this page.
    pub rows: Vec<RequestRow>,
    /// The neighbouring pages.
    pub pager: Pager,
    /// The form of a decision on those chosen; none where nothing can be decided.
    pub decide: Option<DecideWords>,
    /// Whether those chosen can be asked for more.
    pub may_ask: bool,
    /// The id that makes sending twice harmless.
    pub submission: String,
    /// What became of each of those that were decided just now.
    pub results: Vec<BulkResult>,
    /// How many of them were decided.
    pub decided: Option<String>,
    /// Something wrong with what was chosen.
    pub notice: Option<String>,
}

/// An offer with requests that wait for us.
#[derive(Debug, Clone)]
pub struct PendingOffer {
    /// Where its requests are.
    pub href: String,
    /// Its title.
    pub title: String,
    /// How many wait.
    pub pending: String,
    /// Since when the oldest does.
    pub oldest: When,
    /// Whether the list is narrowed to it.
    pub current: bool,
}

/// A request in the list.
#[derive(Debug, Clone)]
pub struct RequestRow {
    /// Its ticket.
    pub ticket: i64,
    /// What the checkbox sends: ticket and version.
    pub value: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// The affiliate's name.
    pub affiliate: String,
    /// The affiliate's number.
    pub affiliate_id: i64,
    /// The affiliate's country.
    pub country: String,
    /// How many offers they were approved for, ready to read.
    pub approved: String,
    /// The offer's title.
    pub offer: String,
    /// Its state.
    pub state: RequestState,
    /// Since when.
    pub since: When,
    /// Whether a lead was told.
    pub escalated: bool,
    /// What a rule would decide.
    pub hint: Option<String>,
    /// Answers in the columns' order, where there are columns.
    pub cells: Vec<String>,
    /// Questions and answers, where there are none.
    pub answers: Vec<(String, String)>,
    /// What was written beside.
    pub comment: String,
}

/// What became of one of many requests.
#[derive(Debug, Clone)]
pub struct BulkResult {
    /// Its ticket.
    pub ticket: i64,
    /// Why it was not decided.
    pub reason: String,
}
