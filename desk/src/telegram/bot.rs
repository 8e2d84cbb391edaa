//! The bot: what it is called, and how far its messages were read.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::inbound::{Inlet, inlet};
use crate::people::only_system;

/// After a week without messages Telegram numbers them anew, from anywhere (Bot API, `getUpdates`). It keeps them for a
/// day, so what comes after this time was not read before, whatever its number.
const NUMBERED_ANEW: Duration = Duration::from_hours(24 * 6);

/// How the bot fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotState {
    /// Its name in Telegram; empty until Telegram was asked.
    pub username: String,
    /// How reading its messages goes.
    pub inlet: Inlet,
}

/// Which update is wanted next; 0 for whatever there is.
pub fn next_update(cx: &mut Cx<'_, '_>, bot: &str) -> Result<i64, Error> {
    only_system(cx)?;
    let sql = "SELECT next_update, moved_at FROM telegram_bots WHERE name = $1";
    let found: Option<(i64, Timestamp)> =
        cx.tx.query_opt(sql, &[&bot], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let fresh = found.filter(|(_, moved)| moved.plus(NUMBERED_ANEW) > cx.now);
    Ok(fresh.map_or(0, |(next, _)| next))
}

/// Notes what Telegram calls the bot.
pub fn known_as(cx: &mut Cx<'_, '_>, bot: &str, username: &str) -> Result<(), Error> {
    only_system(cx)?;
    cx.tx.execute(
        "INSERT INTO telegram_bots (name, username, next_update, moved_at) VALUES ($1, $2, 0, 0)
         ON CONFLICT (name) DO UPDATE SET username = EXCLUDED.username",
        &[&bot, &username],
    )?;
    Ok(())
}

/// Takes an update: says whether it is to be looked at, and that it was from now on.
pub(super) fn take(cx: &mut Cx<'_, '_>, bot: &str, update: i64) -> Result<bool, Error> {
    if update < next_update(cx, bot)? {
        return Ok(false);
    }
    cx.tx.execute(
        "INSERT INTO telegram_bots (name, username, next_update, moved_at) VALUES ($1, '', $2, $3)
         ON CONFLICT (name) DO UPDATE SET next_update = EXCLUDED.next_update, moved_at = EXCLUDED.moved_at",
        &[&bot, &update.saturating_add(1), &cx.now],
    )?;
    Ok(true)
}

/// The bot's name in Telegram, for whoever links a chat with it. None where Telegram was not asked yet.
pub(super) fn username(cx: &mut Cx<'_, '_>) -> Result<Option<String>, Error> {
    let Some(bot) = cx.settings().telegram_bot.clone() else { return Ok(None) };
    let sql = "SELECT username FROM telegram_bots WHERE name = $1 AND username <> ''";
    Ok(cx.tx.query_opt(sql, &[&bot], |row| row.get(0))?)
}

/// How the bot fares, if there is one. For admins.
pub fn bot(cx: &mut Cx<'_, '_>) -> Result<Option<BotState>, Error> {
    cx.admin()?;
    let Some(name) = cx.settings().telegram_bot.clone() else { return Ok(None) };
    let username = username(cx)?.unwrap_or_default();
    Ok(Some(BotState { username, inlet: inlet(cx, &inlet_name(&name))? }))
}

/// What the state of reading a bot's messages is kept under.
pub fn inlet_name(bot: &str) -> String {
    format!("telegram:{bot}")
}
