//! What leads and admins set: reasons, questions, rules.

use askama::Template;

use super::prelude::*;

/// `/desk/settings`: what can be set.
#[derive(Template)]
#[template(path = "settings/list.html")]
pub struct Settings {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Where to go: address, title, what it is for.
    pub places: Vec<(&'static str, String, String)>,
}

/// `/desk/settings/reasons`: the reasons of a rejection.
#[derive(Template)]
#[template(path = "settings/reasons.html")]
pub struct Reasons {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The reasons, one a line.
    pub reasons: Field,
}

/// `/desk/settings/questions`: question sets.
#[derive(Template)]
#[template(path = "settings/sets.html")]
pub struct QuestionSets {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The sets.
    pub rows: Vec<QuestionSetRow>,
}

/// A question set in the list.
#[derive(Debug, Clone)]
pub struct QuestionSetRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// How many questions it has, ready to read.
    pub questions: String,
    /// How many offers ask them, ready to read.
    pub offers: String,
    /// When it was last changed.
    pub updated: When,
}

/// `/desk/settings/questions/{id}`: a question set, to be edited.
#[derive(Template)]
#[template(path = "settings/set.html")]
pub struct EditSet {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Where the form is sent.
    pub action: String,
    /// Whether it is stored already.
    pub saved: bool,
    /// The version that is changed.
    pub version: i64,
    /// What its removal does, when it is stored.
    pub delete: String,
    /// Something wrong with the form as a whole.
    pub notice: Option<String>,
    /// Its name.
    pub name: Field,
    /// Its questions, one a line.
    pub questions: Field,
}

impl EditSet {
    fn focus(&self) -> &'static str {
        if self.name.is_bad() {
            "name"
        } else if self.questions.is_bad() {
            "questions"
        } else {
            ""
        }
    }
}

/// `/desk/settings/rules`: the rules, in their order.
#[derive(Template)]
#[template(path = "settings/rules.html")]
pub struct Rules {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The rules.
    pub rows: Vec<RuleRow>,
}

/// A rule in the list.
#[derive(Debug, Clone)]
pub struct RuleRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Whether it is in force.
    pub active: bool,
    /// What has to hold, a sentence each.
    pub when: Vec<String>,
    /// What it does.
    pub then: String,
    /// The rule above that leaves nothing to it.
    pub shadowed: Option<String>,
}

/// `/desk/settings/rules/{id}`: a rule, to be edited and tried.
#[derive(Template)]
#[template(path = "settings/rule.html")]
pub struct EditRule {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Where the form is sent.
    pub action: String,
    /// Whether it is stored already.
    pub saved: bool,
    /// The version that is changed.
    pub version: i64,
    /// Something wrong with the form as a whole.
    pub notice: Option<String>,
    /// Whether it is in force.
    pub active: bool,
    /// The fields.
    pub fields: NamedFields,
    /// Members of staff who can be put in charge.
    pub users: Vec<Choice>,
    /// What it would have done.
    pub tried: Option<Tried>,
}

impl EditRule {
    fn actions(t: Words) -> Vec<Choice> {
        [("approve", t.rule_approve()), ("reject", t.rule_reject()), ("assign", t.rule_assign())]
            .map(|(value, label)| Choice { value: value.into(), label: label.into() })
            .into()
    }
}

/// What a rule would have done.
#[derive(Debug, Clone)]
pub struct Tried {
    /// How many requests were looked at and taken, as a sentence.
    pub summary: String,
    /// Those where the outcome would have been another.
    pub rows: Vec<TriedRow>,
}

/// A request that a rule would have decided in another way.
#[derive(Debug, Clone)]
pub struct TriedRow {
    /// Its ticket.
    pub ticket: i64,
    /// Whose it is.
    pub affiliate: String,
    /// For which offer.
    pub offer: String,
    /// How it stands.
    pub state: RequestState,
    /// What the rule would have done.
    pub would: String,
}
