//! Whose a chat is.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::said::{Listener, Said, say};
use super::{ChatId, bot};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::live::{self, Hint};
use crate::outbox::{self, Channel, Notice};
use crate::people::{Deputy, UserId, act_as, only_system};
use crate::{audit, text};

/// How long a code is good.
const LIFETIME: Duration = Duration::from_mins(15);

/// Longest name of a chat that is kept, in characters: Telegram's own bound for first and last name together.
const NAME_MAX: usize = 129;

/// A code that links a chat once.
#[derive(Clone)]
pub struct LinkCode {
    /// 32 hexadecimal digits, for `/start` or a link to the bot.
    pub text: String,
    /// How long it is good.
    pub good_for: Duration,
    /// The bot's name in Telegram; none where Telegram was not asked yet.
    pub bot: Option<String>,
}

/// That somebody is reached over Telegram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The chat.
    pub chat: ChatId,
    /// What Telegram calls them.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

fn hash(code: &str) -> Vec<u8> {
    Sha256::digest(code.as_bytes()).to_vec()
}

/// Whether there is a bot at all.
fn is_on(cx: &Cx<'_, '_>) -> bool {
    cx.settings().channels.contains(&Channel::Telegram)
}

/// Makes a code for the acting person. Those before it are good no more.
pub fn code(cx: &mut Cx<'_, '_>) -> Result<LinkCode, Error> {
    let user = cx.user()?;
    if !is_on(cx) {
        return Err(Error::NotFound);
    }
    let code = text::hex(&cx.random().bytes::<16>());
    cx.tx.execute(
        "INSERT INTO telegram_codes (user_id, hash, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET hash = EXCLUDED.hash, expires_at = EXCLUDED.expires_at",
        &[&user, &hash(&code), &cx.now.plus(LIFETIME)],
    )?;
    Ok(LinkCode { text: code, good_for: LIFETIME, bot: bot::username(cx)? })
}

/// How the acting person is reached over Telegram; none when they are not.
pub fn linked(cx: &mut Cx<'_, '_>) -> Result<Option<Linked>, Error> {
    let user = cx.user()?;
    of(cx, user)
}

pub(super) fn of(cx: &mut Cx<'_, '_>, user: UserId) -> Result<Option<Linked>, Error> {
    let sql = "SELECT chat_id, name, linked_at FROM telegram_links WHERE user_id = $1";
    Ok(cx.tx.query_opt(sql, &[&user], |row| {
        Ok(Linked { chat: row.get(0)?, name: row.get(1)?, since: row.get(2)? })
    })?)
}

/// Whose a chat is.
pub(super) fn holder(cx: &mut Cx<'_, '_>, chat: ChatId) -> Result<Option<UserId>, Error> {
    let sql = "SELECT user_id FROM telegram_links WHERE chat_id = $1";
    Ok(cx.tx.query_opt(sql, &[&chat], |row| row.get(0))?)
}

/// Links a chat with the account that a code was made for, which is told so by mail. A chat that was somebody else's, and
/// another chat of the same person, are left behind. None when the code is good for nothing.
pub(super) fn link(
    cx: &mut Cx<'_, '_>,
    code: &str,
    chat: ChatId,
    name: &str,
) -> Result<Option<UserId>, Error> {
    only_system(cx)?;
    let sql = "DELETE FROM telegram_codes WHERE hash = $1 RETURNING user_id, expires_at";
    let found =
        cx.tx.query_opt(sql, &[&hash(code)], |row| Ok((row.get::<UserId>(0)?, row.get::<Timestamp>(1)?)))?;
    let Some((user, until)) = found else { return Ok(None) };
    // Made in the panel, but the person may have lost it since.
    let Some(deputy) = Deputy::in_force(cx, user)?.filter(|_| until > cx.now) else { return Ok(None) };
    if let Some(former) = holder(cx, chat)?.filter(|former| *former != user) {
        end(cx, former)?;
    }
    let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
    cx.tx.execute(
        "INSERT INTO telegram_links (user_id, chat_id, name, linked_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id) DO UPDATE SET chat_id = EXCLUDED.chat_id, name = EXCLUDED.name,
             linked_at = EXCLUDED.linked_at",
        &[&user, &chat, &name, &cx.now],
    )?;
    let now = cx.now;
    act_as(cx, &deputy, now, |cx| {
        audit::note(cx, "user.telegram", ("user", user.get()), &serde_json::json!({ "linked": name }))
    })?;
    if cx.settings().channels.contains(&Channel::Email) {
        let entry = outbox::Entry {
            user: Some(user),
            payload: &name,
            ..outbox::Entry::of(cx, Channel::Email, Notice::TelegramLinked)
        };
        outbox::add(cx, &entry)?;
    }
    changed(cx, user)?;
    Ok(Some(user))
}

/// Ends the acting person's link. The chat is told, so that nobody waits there in vain.
pub fn unlink(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    let user = cx.user()?;
    let Some(linked) = of(cx, user)? else { return Ok(()) };
    let locale = cx.actor().person().map(|person| person.locale.clone()).unwrap_or_default();
    end(cx, user)?;
    let listener = Listener { chat: linked.chat, user: None, to: 0, locale: &locale };
    say(cx, &listener, Said::Unlinked)
}

/// Ends somebody's link, if they have one.
pub(crate) fn end(cx: &mut Cx<'_, '_>, user: UserId) -> Result<(), Error> {
    // A code that was made lets in as well as a chat.
    cx.tx.execute("DELETE FROM telegram_codes WHERE user_id = $1", &[&user])?;
    if cx.tx.execute("DELETE FROM telegram_links WHERE user_id = $1", &[&user])? == 0 {
        return Ok(());
    }
    changed(cx, user)?;
    audit::note(cx, "user.telegram", ("user", user.get()), &serde_json::json!({ "linked": null }))
}

/// Telegram says that a chat takes nothing any more: the bot was blocked, or the account is gone. What waits for it is
/// dropped when its turn comes.
pub fn lost(cx: &mut Cx<'_, '_>, chat: ChatId) -> Result<(), Error> {
    only_system(cx)?;
    match holder(cx, chat)? {
        Some(user) => end(cx, user),
        None => Ok(()),
    }
}

/// The account page looks different, also where it is open.
fn changed(cx: &mut Cx<'_, '_>, user: UserId) -> Result<(), Error> {
    live::tell(cx, &Hint::Notices(vec![user]))
}

/// Forgets codes that are good for nothing any more.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    Ok(cx.tx.execute("DELETE FROM telegram_codes WHERE expires_at < $1", &[&cx.now])?)
}
