//! Webhooks.

use askama::Template;

use super::prelude::*;

/// `/desk/settings/webhooks`: all of them, and the form for another.
#[derive(Template)]
#[template(path = "settings/webhooks.html")]
pub struct Webhooks {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The webhooks.
    pub rows: Vec<WebhookRow>,
    /// The new one's name.
    pub name: Field,
    /// Its address.
    pub url: Field,
}

impl Webhooks {
    fn focus(&self) -> &'static str {
        if self.name.is_bad() {
            "name"
        } else if self.url.is_bad() {
            "url"
        } else {
            ""
        }
    }
}

/// A webhook in the list.
#[derive(Debug, Clone)]
pub struct WebhookRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// Whether it is told anything.
    pub active: bool,
}

/// `/desk/settings/webhooks/{id}`: one, with its secret and what was sent.
#[derive(Template)]
#[template(path = "settings/webhook.html")]
pub struct WebhookPage {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The webhook.
    pub row: WebhookRow,
    /// Its secret.
    pub secret: String,
    /// That the secret before still counts, as a sentence.
    pub former: Option<String>,
    /// What it may be told of.
    pub events: Vec<WebhookEvent>,
    /// What is wrong with what was chosen of it.
    pub events_error: Option<String>,
    /// The latest deliveries, newest first.
    pub deliveries: Vec<SentRow>,
}

/// Something that a webhook may be told of.
#[derive(Debug, Clone)]
pub struct WebhookEvent {
    /// Its name in the body.
    pub value: &'static str,
    /// What it is called on screen.
    pub label: &'static str,
    /// Whether it is told.
    pub chosen: bool,
}

/// An attempt to deliver.
#[derive(Debug, Clone)]
pub struct SentRow {
    /// What it was about.
    pub event: String,
    /// When.
    pub at: When,
    /// How it stands, in a word.
    pub state: String,
    /// What the other side said.
    pub answer: String,
}
