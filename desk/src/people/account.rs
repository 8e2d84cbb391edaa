//! What a person changes about themselves: password, language, time zone.

use crate::app::{App, Credential};
use crate::cx::Cx;
use crate::error::{Error, Problem};

use super::passwords::check_new;
use super::{sessions, tokens};

/// Changes the acting person's password and ends their other sessions.
///
/// `current` is checked first: who finds an open browser should not be able to keep the account.
pub async fn change_password(app: &App, who: &Credential, current: &str, new: &str) -> Result<(), Error> {
    let (email, stored) = app
        .read(who, |cx| {
            let user = cx.user()?;
            Ok(cx.tx.query_one(
                "SELECT email_folded, password_hash FROM users WHERE id = $1",
                &[&user],
                |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)),
            )?)
        })
        .await?;
    check_new(new).map_err(|problem| Error::field("new_password", problem))?;
    app.throttles().attempt_on(&email)?;
    if !app.passwords().verify(current, Some(stored.clone())).await? {
        return Err(Error::field("current_password", Problem::Wrong));
    }
    let hash = app.passwords().hash("new_password", new, app.random()).await?;
    app.write(who, move |cx| {
        let user = cx.user()?;
        let changed = cx.tx.execute(
            "UPDATE users SET password_hash = $1 WHERE id = $2 AND password_hash = $3",
            &[&hash, &user, &stored],
        )?;
        if changed == 0 {
            // Changed in the meantime, by another browser or the command line.
            return Err(Error::field("current_password", Problem::Wrong));
        }
        tokens::password_set(cx, user)?;
        sessions::revoke_others(cx)?;
        Ok(())
    })
    .await
}

/// Language and time zone of the acting person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Language tag, e.g. `en`.
    pub locale: String,
    /// IANA name, e.g. `Europe/Madrid`.
    pub time_zone: String,
}

/// Reads the acting person's language and time zone.
pub fn preferences(cx: &mut Cx<'_, '_>) -> Result<Preferences, Error> {
    let person = cx.actor.person().ok_or(Error::SignedOut)?;
    Ok(Preferences { locale: person.locale.clone(), time_zone: person.time_zone.clone() })
}

/// Saves the acting person's language and time zone. The caller says which languages there are.
pub fn save_preferences(cx: &mut Cx<'_, '_>, new: &Preferences, locales: &[&str]) -> Result<(), Error> {
    let user = cx.user()?;
    if !locales.contains(&new.locale.as_str()) {
        return Err(Error::field("locale", Problem::Unknown));
    }
    if jiff::tz::TimeZone::get(&new.time_zone).is_err() {
        return Err(Error::field("time_zone", Problem::Unknown));
    }
    cx.tx.execute(
        "UPDATE users SET locale = $1, time_zone = $2 WHERE id = $3",
        &[&new.locale, &new.time_zone, &user],
    )?;
    Ok(())
}
