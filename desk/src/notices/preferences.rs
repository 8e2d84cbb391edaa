//! What a person chose to be told of, over which way.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::cx::{Actor, Cx, Role};
use crate::error::Error;
use crate::outbox::{Channel, Topic};
use crate::people::UserId;
use crate::telegram;

/// One choice: a topic over a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preference {
    /// What about.
    pub topic: Topic,
    /// Over which way.
    pub channel: Channel,
    /// Whether it is wanted.
    pub wanted: bool,
}

/// Everything that a person may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// The channels that there are, in the order in which they are shown.
    pub channels: Vec<Channel>,
    /// Every topic that concerns them over every channel that it goes over.
    pub choices: Vec<Preference>,
    /// Whether they get the daily digest.
    pub digest: bool,
}

/// The hour of the day at which a digest is sent, where the person is.
const DIGEST_HOUR: i8 = 8;

fn role(cx: &Cx<'_, '_>) -> Result<Role, Error> {
    match cx.actor() {
        Actor::Affiliate(_) => Ok(Role::Affiliate),
        Actor::Staff(staff) => Ok(staff.role),
        Actor::Anonymous | Actor::System => Err(Error::SignedOut),
    }
}

/// The panel, and what is switched on and reaches the person.
fn channels(cx: &mut Cx<'_, '_>) -> Result<Vec<Channel>, Error> {
    let mut channels = vec![Channel::Panel];
    channels.extend(cx.settings().channels.iter().copied());
    if channels.contains(&Channel::Telegram) && telegram::linked(cx)?.is_none() {
        channels.retain(|channel| *channel != Channel::Telegram);
    }
    Ok(channels)
}

/// What the acting person chose, and the defaults where they chose nothing.
pub fn preferences(cx: &mut Cx<'_, '_>) -> Result<Preferences, Error> {
    let (user, role, channels) = (cx.user()?, role(cx)?, channels(cx)?);
    let sql = "SELECT topic, channel, wanted FROM notice_preferences WHERE user_id = $1";
    let chosen: Vec<(String, String, bool)> =
        cx.tx.query(sql, &[&user], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let sql = "SELECT digest_at FROM users WHERE id = $1";
    let digest = cx.tx.query_one(sql, &[&user], |row| row.get::<Option<Timestamp>>(0))?.is_some();
    let mut choices = Vec::new();
    for topic in Topic::of(role) {
        for channel in channels.iter().copied().filter(|channel| topic.goes_over(*channel)) {
            // One that only another version knows is left alone.
            let own = chosen.iter().find(|(t, c, _)| t == topic.as_str() && c == channel.as_str());
            let wanted = own.map_or(topic.by_default(channel), |(.., wanted)| *wanted);
            choices.push(Preference { topic: *topic, channel, wanted });
        }
    }
    Ok(Preferences { channels, choices, digest })
}

/// Saves what the acting person chose: everything that [`preferences`] gives and that is in `wanted` is wanted, the rest of
/// it is not.
pub fn save_preferences(cx: &mut Cx<'_, '_>, wanted: &[(Topic, Channel)], digest: bool) -> Result<(), Error> {
    let user = cx.user()?;
    let before = preferences(cx)?;
    for choice in before.choices {
        let now = wanted.contains(&(choice.topic, choice.channel));
        if now != choice.wanted {
            set(cx, user, choice.topic, choice.channel, now)?;
        }
    }
    if digest != before.digest {
        set_digest(cx, user, digest)?;
    }
    Ok(())
}

/// Notes one choice of somebody.
pub(crate) fn set(
    cx: &mut Cx<'_, '_>,
    user: UserId,
    topic: Topic,
    channel: Channel,
    wanted: bool,
) -> Result<(), Error> {
    cx.tx.execute(
        "INSERT INTO notice_preferences (user_id, topic, channel, wanted) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, topic, channel) DO UPDATE SET wanted = EXCLUDED.wanted",
        &[&user, &topic, &channel, &wanted],
    )?;
    Ok(())
}

/// Switches somebody's daily digest on or off.
pub(crate) fn set_digest(cx: &mut Cx<'_, '_>, user: UserId, on: bool) -> Result<(), Error> {
    let at = if on {
        let sql = "SELECT time_zone FROM users WHERE id = $1";
        let zone: String = cx.tx.query_one(sql, &[&user], |row| row.get(0))?;
        Some(next_digest(cx.now, &zone))
    } else {
        None
    };
    cx.tx.execute("UPDATE users SET digest_at = $1 WHERE id = $2", &[&at, &user])?;
    Ok(())
}

/// The next morning where somebody is.
pub(crate) fn next_digest(now: Timestamp, zone: &str) -> Timestamp {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let here = now.to_jiff().to_zoned_datetime(zone.clone());
    let at = |date: jiff::civil::Date| date.at(DIGEST_HOUR, 0, 0, 0).to_zoned_datetime(zone.clone()).ok();
    let today = at(here.date()).filter(|morning| *morning > here);
    let next = today.or_else(|| at(here.date().tomorrow().ok()?));
    next.map_or(now.plus(Duration::from_hours(24)), |next| Timestamp::new(next.timestamp().as_microsecond()))
}
