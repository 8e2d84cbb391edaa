//! What became of the mails that came in.

use askama::Template;

use super::prelude::*;

/// `/desk/settings/mail`: the mails that came, and how the mailbox fares.
#[derive(Template)]
#[template(path = "settings/mail.html")]
pub struct MailLog {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Whether there is an address that mails are taken for.
    pub on: bool,
    /// How the mailbox and the bot fare, where they are read.
    pub inlets: Vec<MailboxNote>,
    /// What can become of a mail.
    pub outcomes: Vec<Choice>,
    /// The chosen one, or empty.
    pub outcome: String,
    /// The ticket or sender that is looked for, or empty.
    pub text: String,
    /// The mails, newest first.
    pub rows: Vec<MailLogRow>,
    /// The neighbouring pages.
    pub pager: Pager,
}

impl MailLog {
    fn is_active(&self) -> bool {
        !self.outcome.is_empty() || !self.text.is_empty()
    }
}

/// How a mailbox or the bot fares, as a sentence.
#[derive(Debug, Clone)]
pub struct MailboxNote {
    /// Whether it cannot be read.
    pub failing: bool,
    /// The sentence.
    pub text: String,
}

/// A mail that came.
#[derive(Debug, Clone)]
pub struct MailLogRow {
    /// When.
    pub at: When,
    /// Whether it is on its ticket.
    pub taken: bool,
    /// What became of it, in words.
    pub outcome: String,
    /// Whether the person was told that it was not taken.
    pub told: bool,
    /// Whether it came by Telegram and not by mail.
    pub by_telegram: bool,
    /// The address that it says it comes from.
    pub from: String,
    /// The person whose address it was sent to.
    pub person: Option<String>,
    /// The ticket, and where to open it.
    pub ticket: Option<(i64, String)>,
}
