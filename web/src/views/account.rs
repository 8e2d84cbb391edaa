//! Sign-in, the person's own account, and errors.

use askama::Template;

use super::NoticeChoices;
use super::prelude::*;

/// `/sign-in`.
#[derive(Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// Words.
    pub t: Words,
    /// Frame; nobody is signed in.
    pub shell: Shell,
    /// The address that was typed.
    pub email: Field,
    /// What is wrong with the password field.
    pub password_error: Option<String>,
    /// Why the last try failed, as a sentence.
    pub error: Option<String>,
    /// Why the person is here, when it was not their idea: "Your session ended…".
    pub notice: Option<String>,
    /// Whether somebody who forgot their password can be helped by mail.
    pub forgot: bool,
    /// Where to go afterwards; checked again when it is used.
    pub next: String,
    /// What was being written when the session ended, for after signing in; empty when there is nothing.
    pub carry: String,
}

impl SignIn {
    /// The field that gets the focus: the one to mend, or the first empty one.
    fn focus(&self) -> &'static str {
        if self.email.is_bad() || self.email.value.is_empty() { "email" } else { "password" }
    }
}

/// What a link in a mail leads to: one sentence, and at most one thing to fill in and one button.
#[derive(Template)]
#[template(path = "link.html")]
pub struct LinkPage {
    /// Words.
    pub t: Words,
    /// Frame; nobody is signed in.
    pub shell: Shell,
    /// What it is about.
    pub title: String,
    /// What will happen, or has happened.
    pub text: String,
    /// What went wrong.
    pub error: Option<String>,
    /// Where the form goes.
    pub action: String,
    /// The address to fill in, where one is asked for.
    pub email: Option<Field>,
    /// Where a new password is asked for: what is wrong with the one that was given.
    pub password: Option<Option<String>>,
    /// Whose password it is, for the browser's store.
    pub username: String,
    /// The least length of a password.
    pub min_password: u32,
    /// What the button says, where there is one.
    pub button: Option<String>,
}

/// `/account`.
#[derive(Template)]
#[template(path = "account.html")]
pub struct Account {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Full name.
    pub name: String,
    /// Sign-in address.
    pub email: String,
    /// What is wrong with the picture that was chosen.
    pub picture_error: Option<String>,
    /// The new address that was typed; none where no mail is sent, so that none can be confirmed.
    pub new_email: Option<Field>,
    /// What is wrong with the password that goes with it.
    pub email_password_error: Option<String>,
    /// What is wrong with the current password.
    pub current_password_error: Option<String>,
    /// What is wrong with the new password.
    pub new_password_error: Option<String>,
    /// The least length of a password.
    pub min_password: u32,
    /// The chosen time zone.
    pub time_zone: Field,
    /// Time zones to choose from.
    pub time_zones: Vec<Choice>,
    /// The chosen language.
    pub locale: Field,
    /// Languages to choose from.
    pub locales: Vec<Choice>,
    /// What they are told of.
    pub notices: NoticeChoices,
    /// How they stand to Telegram; none where there is no bot.
    pub telegram: Option<TelegramCard>,
    /// Open sessions, this one first.
    pub sessions: Vec<Session>,
}

/// How an account stands to Telegram.
#[derive(Debug, Clone)]
pub enum TelegramCard {
    /// It is not linked.
    Not,
    /// It can be linked by a code.
    Code(TelegramCode),
    /// It is linked.
    Linked {
        /// What Telegram calls the person.
        name: String,
        /// Since when.
        since: When,
    },
}

/// A code that links.
#[derive(Debug, Clone)]
pub struct TelegramCode {
    /// A link that opens the bot with it; none while the bot's name is not known.
    pub link: Option<String>,
    /// The bot's name.
    pub bot: Option<String>,
    /// What is sent to the bot by hand.
    pub command: String,
    /// How long it works, as a sentence.
    pub until: String,
}

impl TelegramCard {
    /// What the part is called that an open page asks for again: a code that is shown stays until it was used.
    pub fn part(&self) -> &'static str {
        match self {
            Self::Not => "telegram",
            Self::Code(_) | Self::Linked { .. } => "telegram-linked",
        }
    }
}

impl Account {
    /// Where the person's picture is, when they have one.
    fn picture(&self) -> Option<&str> {
        self.shell.person.as_ref()?.picture.as_deref()
    }

    /// The name of the first field with something wrong, which gets the focus.
    fn focus(&self) -> &'static str {
        if self.picture_error.is_some() {
            "picture"
        } else if self.time_zone.is_bad() {
            "time_zone"
        } else if self.locale.is_bad() {
            "locale"
        } else if self.new_email.as_ref().is_some_and(Field::is_bad) {
            "new_email"
        } else if self.email_password_error.is_some() {
            "email_password"
        } else if self.current_password_error.is_some() {
            "current_password"
        } else if self.new_password_error.is_some() {
            "new_password"
        } else {
            ""
        }
    }
}

/// One open session.
#[derive(Debug, Clone)]
pub struct Session {
    /// What the form sends to end it.
    pub id: String,
    /// "Firefox on Linux".
    pub device: String,
    /// The address it came from.
    pub address: String,
    /// When it was last used.
    pub last_seen: When,
    /// When it began.
    pub created: When,
    /// Whether it is the one in use now.
    pub current: bool,
}

/// `/offline`: what stands there without a connection.
#[derive(Template)]
#[template(path = "offline.html")]
pub struct Offline {
    /// Words.
    pub t: Words,
    /// Frame; nobody is signed in.
    pub shell: Shell,
}

/// An error inside the frame, for a person who is signed in.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The status code.
    pub status: u16,
    /// What happened, in a few words.
    pub title: String,
    /// What to do about it.
    pub text: String,
    /// What to press: text and address.
    pub action: Option<(String, String)>,
    /// The id to quote to the programme, when the fault is ours.
    pub request_id: Option<String>,
}

/// The same error, for a person who is not signed in.
#[derive(Template)]
#[template(path = "error_plain.html")]
pub struct PlainErrorPage {
    /// Words.
    pub t: Words,
    /// Frame; nobody is signed in.
    pub shell: Shell,
    /// The status code.
    pub status: u16,
    /// What happened, in a few words.
    pub title: String,
    /// What to do about it.
    pub text: String,
    /// What to press: text and address.
    pub action: Option<(String, String)>,
    /// The id to quote to the programme, when the fault is ours.
    pub request_id: Option<String>,
}
