//! What leaves the house, for who looks after it; and who is invited.

use askama::Template;
use desk::outbox::State;

use super::prelude::*;
use crate::icons::{self, Icon};

/// `/desk/settings/deliveries`: what was sent, waits, or was given up.
#[derive(Template)]
#[template(path = "settings/deliveries.html")]
pub struct Deliveries {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The deliveries of this page.
    pub rows: Vec<DeliveryRow>,
    /// Where they may stand.
    pub states: Vec<Choice>,
    /// The chosen one, or empty.
    pub state: String,
    /// How they may leave.
    pub channels: Vec<Choice>,
    /// The chosen one, or empty.
    pub channel: String,
    /// How many were given up, if any.
    pub dead: Option<String>,
    /// Whether anything leaves at all.
    pub sends: bool,
    /// The neighbouring pages.
    pub pager: Pager,
}

impl Deliveries {
    fn is_active(&self) -> bool {
        !self.state.is_empty() || !self.channel.is_empty()
    }
}

/// A delivery in a list.
#[derive(Debug, Clone)]
pub struct DeliveryRow {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub what: &'static str,
    /// How it leaves.
    pub channel: &'static str,
    /// Whom it is for.
    pub name: String,
    /// Where it goes.
    pub address: String,
    /// The ticket, if it is about one.
    pub ticket: Option<i64>,
    /// Where it stands.
    pub state: DeliveryState,
    /// When it was caused.
    pub created: When,
    /// When it is tried next, while it waits.
    pub next: Option<When>,
    /// What the other side said last.
    pub error: String,
}

/// Where a delivery stands, as a word and an icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryState(pub State);

impl DeliveryState {
    pub(crate) fn label(self, t: Words) -> &'static str {
        match self.0 {
            State::Waiting => t.delivery_waiting(),
            State::Sent => t.delivery_sent(),
            State::Dead => t.delivery_dead(),
            State::Dropped => t.delivery_dropped(),
        }
    }

    fn icon(self) -> Icon {
        match self.0 {
            State::Waiting => icons::SEND,
            State::Sent => icons::MAIL,
            State::Dead => icons::WARNING,
            State::Dropped => icons::DASH,
        }
    }

    /// Its style.
    pub(crate) fn value(self) -> &'static str {
        match self.0 {
            State::Sent => "good",
            State::Dead => "bad",
            State::Waiting | State::Dropped => "muted",
        }
    }
}

/// `/desk/settings/deliveries/{id}`: one delivery.
#[derive(Template)]
#[template(path = "settings/delivery.html")]
pub struct Delivery {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// What the list shows of it.
    pub row: DeliveryRow,
    /// Its attempts, oldest first: when, how it went, and what the other side said.
    pub attempts: Vec<DeliveryAttempt>,
    /// Whether it can be sent again.
    pub again: bool,
    /// How it looks as a mail.
    pub mail: Option<DeliveryMail>,
}

/// One attempt.
#[derive(Debug, Clone)]
pub struct DeliveryAttempt {
    /// When it began.
    pub at: When,
    /// How it went.
    pub outcome: &'static str,
    /// What the other side said.
    pub answer: String,
}

/// A mail to look at.
#[derive(Debug, Clone)]
pub struct DeliveryMail {
    /// Its subject.
    pub subject: String,
    /// Its headers, where it was put together already.
    pub headers: Option<String>,
    /// Where its HTML is, a document of its own.
    pub html: Option<String>,
    /// Its text.
    pub plain: Rich,
}

/// `/desk/settings/people`: the staff.
#[derive(Template)]
#[template(path = "settings/people.html")]
pub struct People {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Who they are, and the form of inviting another.
    pub team: Team,
}

/// Sign-ins and the form of inviting another.
#[derive(Debug, Clone)]
pub struct Team {
    /// Where the form goes; each row's button goes there as well.
    pub action: String,
    /// The sign-ins.
    pub rows: Vec<TeamRow>,
    /// Whether mail is sent at all; without it nobody can be invited.
    pub sends: bool,
    /// What they may become; empty where that is clear.
    pub roles: Vec<Choice>,
    /// What was typed, and what is wrong with it.
    pub fields: NamedFields,
}

/// A sign-in.
#[derive(Debug, Clone)]
pub struct TeamRow {
    /// Its number.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they are.
    pub role: &'static str,
    /// "Active", "Invited", "Not invited", "Disabled".
    pub state: &'static str,
    /// When they were invited, as long as they have not come.
    pub invited: Option<When>,
    /// Whether they can be invited, or again.
    pub can_invite: bool,
}
