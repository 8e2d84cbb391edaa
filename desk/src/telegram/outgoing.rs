//! What leaves over Telegram.

use super::said::{Payload, Said};
use super::{ChatId, link};
use crate::cx::Cx;
use crate::error::Error;
use crate::notices::{self, Letter, Links};
use crate::outbox::{Claimed, Notice};
use crate::people::{self, UserId, only_system};

/// A message that is ready to be put into words.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Where it goes.
    pub chat: ChatId,
    /// In which language.
    pub locale: String,
    /// Whether it is for somebody of the staff.
    pub staff: bool,
    /// The message that it answers, if it answers one.
    pub to: Option<i64>,
    /// What it says.
    pub says: Says,
}

/// What a message says.
#[derive(Clone, Debug)]
pub enum Says {
    /// Something happened.
    Notice(Box<Letter>),
    /// The bot speaks for itself.
    Bot(Said),
}

/// What Telegram calls a message: whose it is of its bots, the chat, and its number there. Each bot has numbers of its own.
pub fn receipt(bot: &str, chat: ChatId, message: i64) -> String {
    format!("{bot}/{chat}/{message}")
}

/// What a delivery says. None when nobody wants it any more, when they may not see what it is about any more, or when the
/// chat is not theirs any more.
pub fn outgoing(cx: &mut Cx<'_, '_>, row: &Claimed) -> Result<Option<Outgoing>, Error> {
    only_system(cx)?;
    let Ok(chat) = row.address.parse::<ChatId>() else { return Ok(None) };
    if row.notice == Notice::BotAnswer {
        let Ok(Payload { said, to, locale }) = serde_json::from_str(&row.payload) else { return Ok(None) };
        let reader = row.user.map(|user| people::reader(cx, user)).transpose()?;
        let staff = reader.as_ref().is_some_and(|reader| reader.staff);
        let locale = reader.map_or(locale, |reader| reader.locale);
        return Ok(Some(Outgoing { chat, locale, staff, to: (to > 0).then_some(to), says: Says::Bot(said) }));
    }
    let Some(user) = row.user else { return Ok(None) };
    if !is_of(cx, user, chat)? {
        return Ok(None);
    }
    let letter = notices::letter(cx, row, Links::Real)?;
    Ok(letter.map(|letter| Outgoing {
        chat,
        locale: letter.locale.clone(),
        staff: letter.staff,
        to: None,
        says: Says::Notice(Box::new(letter)),
    }))
}

fn is_of(cx: &mut Cx<'_, '_>, user: UserId, chat: ChatId) -> Result<bool, Error> {
    Ok(link::of(cx, user)?.is_some_and(|linked| linked.chat == chat))
}
