//! What became of answers that came in from outside.

use askama::Template;

use super::prelude::*;

/// `/desk/settings/answers`: the answers that came, and how the mailbox and the bot fare.
#[derive(Template)]
#[template(path = "settings/answers.html")]
pub struct AnswerLog {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Whether answers are taken from anywhere.
    pub on: bool,
    /// How the mailbox and the bot fare, where they are read.
    pub inlets: Vec<InletNote>,
    /// What can become of an answer.
    pub outcomes: Vec<Choice>,
    /// The chosen one, or empty.
    pub outcome: String,
    /// How answers come.
    pub channels: Vec<Choice>,
    /// The chosen one, or empty.
    pub channel: String,
    /// The ticket or sender that is looked for, or empty.
    pub text: String,
    /// The answers, newest first.
    pub rows: Vec<AnswerLogRow>,
    /// The neighbouring pages.
    pub pager: Pager,
}

impl AnswerLog {
    fn is_active(&self) -> bool {
        !self.outcome.is_empty() || !self.channel.is_empty() || !self.text.is_empty()
    }
}

/// How a mailbox or the bot fares, as a sentence.
#[derive(Debug, Clone)]
pub struct InletNote {
    /// Whether it cannot be read.
    pub failing: bool,
    /// The sentence.
    pub text: String,
}

/// An answer that came.
#[derive(Debug, Clone)]
pub struct AnswerLogRow {
    /// When.
    pub at: When,
    /// Whether it is on its ticket.
    pub taken: bool,
    /// What became of it, in words.
    pub outcome: String,
    /// Whether the person was told that it was not taken.
    pub told: bool,
    /// How it came, in words.
    pub channel: String,
    /// The address that it says it comes from, or a name in Telegram.
    pub from: String,
    /// The person whose it is, where that is certain.
    pub person: Option<String>,
    /// The ticket, and where to open it.
    pub ticket: Option<(i64, String)>,
}

impl AnswerLogRow {
    /// Whom it comes from, as far as that is known.
    fn who(&self) -> &str {
        let known = self.person.as_deref().unwrap_or(&self.from);
        if known.is_empty() { "–" } else { known }
    }
}
