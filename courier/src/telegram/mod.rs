//! Telegram: notices as messages of the programme's bot ([`compose`]), and what people write to it ([`poll`]), over the Bot
//! API ([`api`]).

mod api;
mod compose;
pub mod poll;
mod read;

use std::time::Duration;

use desk::outbox::{Channel, Claimed, Outcome};
use desk::telegram::{self, Outgoing};
use desk::{App, Credential, Cx, Error};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::Instant;

pub use api::{Api, BotToken};

use crate::channels::{Attempt, Post};
use crate::mail::Look;
use api::ApiError;

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The least time between two messages: Telegram takes about thirty a second from one bot.
const PACE: Duration = Duration::from_millis(40);

/// Sends messages.
pub struct Telegram {
    api: Api,
    look: Look,
    /// From when on the next may go.
    next: Mutex<Instant>,
}

impl Telegram {
    /// Messages of this bot, for this programme.
    pub fn new(api: Api, look: Look) -> Self {
        Self { api, look, next: Mutex::new(Instant::now()) }
    }

    async fn pace(&self) {
        let mut next = self.next.lock().await;
        tokio::time::sleep_until(*next).await;
        *next = Instant::now() + PACE;
    }
}

/// What Telegram says of a message that it took.
#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

impl Post for Telegram {
    type Ready = Outgoing;

    const AT_ONCE: usize = 4;
    // A chat is read from top to bottom.
    const AT_ONE_ADDRESS: usize = 1;

    fn channel(&self) -> Channel {
        Channel::Telegram
    }

    fn prepare(cx: &mut Cx<'_, '_>, row: &Claimed) -> Result<Option<Outgoing>, Error> {
        telegram::outgoing(cx, row)
    }

    async fn send(&self, app: &App, _row: &Claimed, outgoing: Outgoing) -> Attempt {
        let message = compose::compose(&self.look, &outgoing);
        let mut body = json!({
            "chat_id": outgoing.chat,
            "text": message.text,
            "parse_mode": "HTML",
            "link_preview_options": { "is_disabled": true },
            "disable_notification": message.quiet,
        });
        if let Some(to) = outgoing.to {
            body["reply_parameters"] = json!({ "message_id": to, "allow_sending_without_reply": true });
        }
        self.pace().await;
        match self.api.call::<Sent>("sendMessage", &body, PATIENCE).await {
            Ok(sent) => Attempt {
                receipt: telegram::receipt(self.api.bot(), outgoing.chat, sent.message_id),
                ..Attempt::of(Outcome::Sent, format!("message {}", sent.message_id))
            },
            Err(error) => failed(app, &outgoing, error).await,
        }
    }
}

async fn failed(app: &App, outgoing: &Outgoing, error: ApiError) -> Attempt {
    let said = error.to_string();
    let ApiError::Refused { code, description, retry_after } = error else {
        return Attempt::of(Outcome::Down, said);
    };
    // The bot was blocked, or the account is gone. Nobody here can mend that, so it is no dead letter.
    if is_lost(code, &description) {
        let chat = outgoing.chat;
        let lost = app.write(&Credential::System, move |cx| telegram::lost(cx, chat)).await;
        return match lost {
            Ok(()) => Attempt::of(Outcome::Dropped, said),
            Err(error) => Attempt::of(Outcome::Failed(None), error.to_string()),
        };
    }
    let outcome = match (retry_after, code) {
        (Some(after), _) => Outcome::Failed(Some(after)),
        // A wrong token, an address that is no Bot API, or trouble of Telegram's: it says nothing of this message.
        (None, 401 | 404 | 500..) => Outcome::Down,
        (None, _) => Outcome::Refused,
    };
    Attempt::of(outcome, said)
}

/// Whether a chat takes nothing any more, as far as Telegram's words say so: it has no number for that.
fn is_lost(code: i64, description: &str) -> bool {
    code == 403 || (code == 400 && description.to_lowercase().contains("chat not found"))
}
