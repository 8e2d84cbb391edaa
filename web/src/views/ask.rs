//! Asking for offers.

use askama::Template;

use super::DraftBox;
use super::prelude::*;

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
