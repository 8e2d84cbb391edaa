//! Sessions: rows in the database, found by the hash of a random cookie, listed and revocable.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::{AffiliateId, AffiliateStatus, Display, Portrait, SessionId, UserId};
use crate::clock::Timestamp;
use crate::cx::{Actor, AffiliateUser, Cx, Person, Role, Staff};
use crate::error::Error;
use crate::live::{self, Hint};
use crate::settings::Settings;
use crate::text;

/// The cookie's value: 32 random bytes as 64 hex digits. Only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    pub(crate) fn new(random: [u8; 32]) -> Self {
        Self(text::hex(&random))
    }

    /// The text for the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl FromStr for SessionToken {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let shaped =
            text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if shaped { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

const FIND: &str = "
    SELECT s.id, s.last_seen_at, s.expires_at, s.ended_at, u.id, u.role, u.active, u.name, u.email, u.locale,
           u.time_zone, u.affiliate_id, a.status, u.theme, u.density, u.shortcuts, u.picture_key IS NOT NULL,
           u.picture_version
    FROM sessions s
    JOIN users u ON u.id = s.user_id
    LEFT JOIN affiliates a ON a.id = u.affiliate_id
    WHERE s.token_hash = $1";

struct Found {
    actor: Actor,
    last_seen: Timestamp,
    expires: Timestamp,
    ended: bool,
    usable: bool,
}

fn find(tx: &mut db::Tx<'_>, token: &SessionToken) -> Result<Option<Found>, Error> {
    Ok(tx.query_opt(FIND, &[&token.hash()], |row| {
        let user: UserId = row.get(4)?;
        let role: Role = row.get(5)?;
        let last_seen = row.get(1)?;
        let person = Person {
            session: row.get(0)?,
            name: row.get(7)?,
            email: row.get(8)?,
            locale: row.get(9)?,
            time_zone: row.get(10)?,
            display: Display { theme: row.get(13)?, density: row.get(14)?, shortcuts: row.get(15)? },
            portrait: Portrait::of(user, row.get(16)?, row.get(17)?),
            last_seen,
        };
        let affiliate: Option<AffiliateId> = row.get(11)?;
        let status: Option<AffiliateStatus> = row.get(12)?;
        let actor = match affiliate {
            Some(affiliate) => Actor::Affiliate(AffiliateUser { user, affiliate, person }),
            None => Actor::Staff(Staff { user, role, person }),
        };
        let usable = row.get::<bool>(6)? && status.is_none_or(AffiliateStatus::may_sign_in);
        let ended = row.get::<Option<Timestamp>>(3)?.is_some();
        Ok(Found { actor, last_seen, expires: row.get(2)?, ended, usable })
    })?)
}

impl Found {
    fn in_time(&self, now: Timestamp, settings: &Settings) -> bool {
        now < self.expires && now.since(self.last_seen) < settings.session_idle
    }
}

/// Who holds `token`, if its session lives.
pub(crate) fn authenticate(
    tx: &mut db::Tx<'_>,
    token: &SessionToken,
    now: Timestamp,
    settings: &Settings,
) -> Result<Actor, Error> {
    let found = find(tx, token)?.ok_or(Error::SignedOut)?;
    if found.usable && !found.ended && found.in_time(now, settings) {
        Ok(found.actor)
    } else {
        Err(Error::SignedOut)
    }
}

/// Whose session ran out by time alone: the person for whom a draft may still be saved. One that was ended on purpose
/// (signed out, revoked, password changed) is good for nothing.
pub(crate) fn actor_of_expired(cx: &mut Cx<'_, '_>, token: &SessionToken) -> Result<Actor, Error> {
    let now = cx.now;
    let found = find(cx.tx, token)?.ok_or(Error::SignedOut)?;
    let lately = now.since(found.expires) < cx.settings().draft_lifetime;
    if found.usable && !found.ended && lately { Ok(found.actor) } else { Err(Error::SignedOut) }
}

/// What is noted of the browser at sign-in; longest lengths in characters.
const USER_AGENT_MAX: usize = 300;

pub(crate) fn start(
    cx: &mut Cx<'_, '_>,
    user: UserId,
    user_agent: &str,
    address: &str,
) -> Result<SessionToken, Error> {
    let token = SessionToken::new(cx.random().bytes());
    let expires = cx.now.plus(cx.settings().session_lifetime);
    let user_agent: String = user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT_MAX).collect();
    cx.tx.execute(
        "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, user_agent, address)
         VALUES ($1, $2, $3, $3, $4, $5, $6)",
        &[&token.hash(), &user, &cx.now, &expires, &user_agent, &address],
    )?;
    Ok(token)
}

/// Ends the session of a cookie; a cookie without a session is fine.
pub(crate) fn end(cx: &mut Cx<'_, '_>, token: &SessionToken) -> Result<(), Error> {
    let user = cx.tx.query_opt(
        "UPDATE sessions SET ended_at = $1 WHERE token_hash = $2 AND ended_at IS NULL RETURNING user_id",
        &[&cx.now, &token.hash()],
        |row| row.get::<UserId>(0),
    )?;
    user.map_or(Ok(()), |user| live::tell(cx, &Hint::Person(user)))
}

/// How old the note of the last use may get before it is made again; keeps reading free of writing.
const TOUCH_EVERY: std::time::Duration = std::time::Duration::from_mins(5);

/// Whether [`touch`] is due for somebody last noted at `last_seen`.
pub fn touch_due(last_seen: Timestamp, now: Timestamp) -> bool {
    now.since(last_seen) >= TOUCH_EVERY
}

/// Notes that the acting person's session is in use. Called after the page went out, when [`touch_due`].
pub fn touch(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    let session = cx.actor.person().ok_or(Error::SignedOut)?.session;
    cx.tx.execute("UPDATE sessions SET last_seen_at = $1 WHERE id = $2", &[&cx.now, &session])?;
    Ok(())
}

/// One of somebody's signed-in browsers.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Its id, for revoking.
    pub id: SessionId,
    /// When it signed in.
    pub created: Timestamp,
    /// When it was last noted as used.
    pub last_seen: Timestamp,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The address it signed in from.
    pub address: String,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The acting person's living sessions, newest first.
pub fn list(cx: &mut Cx<'_, '_>) -> Result<Vec<SessionRow>, Error> {
    let current = cx.actor.person().ok_or(Error::SignedOut)?.session;
    let user = cx.user()?;
    let idle = cx.now.minus(cx.settings().session_idle);
    Ok(cx.tx.query(
        "SELECT id, created_at, last_seen_at, user_agent, address FROM sessions
         WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3
         ORDER BY id DESC LIMIT 100",
        &[&user, &cx.now, &idle],
        |row| {
            let id = row.get(0)?;
            Ok(SessionRow {
                id,
                created: row.get(1)?,
                last_seen: row.get(2)?,
                user_agent: row.get(3)?,
                address: row.get(4)?,
                current: id == current,
            })
        },
    )?)
}

/// Ends one of the acting person's own sessions.
pub fn revoke(cx: &mut Cx<'_, '_>, id: SessionId) -> Result<(), Error> {
    let user = cx.user()?;
    let ended = cx.tx.execute(
        "UPDATE sessions SET ended_at = $1 WHERE id = $2 AND user_id = $3 AND ended_at IS NULL",
        &[&cx.now, &id, &user],
    )?;
    if ended == 0 { Err(Error::NotFound) } else { live::tell(cx, &Hint::Person(user)) }
}

/// Ends all of the acting person's sessions but the one that asks.
pub fn revoke_others(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let current = cx.actor.person().ok_or(Error::SignedOut)?.session;
    let user = cx.user()?;
    let ended = cx.tx.execute(
        "UPDATE sessions SET ended_at = $1 WHERE user_id = $2 AND id <> $3 AND ended_at IS NULL",
        &[&cx.now, &user, &current],
    )?;
    live::tell(cx, &Hint::Person(user))?;
    Ok(ended)
}

/// Ends every session of a user; the command line's `disable` and `passwd` call it.
pub fn end_all_of(cx: &mut Cx<'_, '_>, user: UserId) -> Result<u64, Error> {
    if cx.actor != Actor::System {
        return Err(Error::NotFound);
    }
    shut_out(cx, user)
}

/// The same, for a use case that has asked already whether the actor may.
pub(super) fn shut_out(cx: &mut Cx<'_, '_>, user: UserId) -> Result<u64, Error> {
    let ended = cx.tx.execute(
        "UPDATE sessions SET ended_at = $1 WHERE user_id = $2 AND ended_at IS NULL",
        &[&cx.now, &user],
    )?;
    live::tell(cx, &Hint::Person(user))?;
    Ok(ended)
}

/// Forgets sessions that can no longer matter, not even for a draft.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let past = cx.now.minus(cx.settings().draft_lifetime);
    Ok(cx.tx.execute("DELETE FROM sessions WHERE expires_at < $1", &[&past])?)
}

#[cfg(test)]
mod tests {
    use db::Engine;
    use db::testing::{ENGINES, Scratch};

    use super::*;

    /// Every request begins with it.
    #[test]
    fn the_lookup_of_a_session_reads_no_table_from_end_to_end() {
        for engine in ENGINES {
            let scratch = Scratch::migrated(engine, &crate::migrations::all());
            scratch
                .database()
                .write_blocking(|tx| {
                    let series = tx.engine().pick(
                        "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 3000)",
                        "WITH s (n) AS (SELECT n FROM generate_series(1, 3000) AS g (n))",
                    );
                    for rows in [
                        "affiliates (name, name_folded, status, country, locale, time_zone, created_at)
                         %SERIES% SELECT 'a' || n, 'a' || n, 'active', 'ES', 'en', 'UTC', n FROM s",
                        "users (role, affiliate_id, email, email_folded, name, password_hash, locale, time_zone, created_at)
                         %SERIES% SELECT 'affiliate', n, 'e' || n, 'e' || n, 'n' || n, '', 'en', 'UTC', n FROM s",
                        tx.engine().pick(
                            "sessions (token_hash, user_id, created_at, last_seen_at, expires_at, user_agent, address)
                             %SERIES% SELECT CAST('t' || n AS BLOB), n, n, n, n, '', '' FROM s",
                            "sessions (token_hash, user_id, created_at, last_seen_at, expires_at, user_agent, address)
                             %SERIES% SELECT CAST('t' || n AS BYTEA), n, n, n, n, '', '' FROM s",
                        ),
                    ] {
                        tx.execute(&format!("INSERT INTO {}", rows.replace("%SERIES%", series)), &[])?;
                    }
                    tx.execute("ANALYZE", &[])
                })
                .expect("seeded");
            let plans = scratch.database().read_blocking(|tx| {
                tx.explain();
                assert!(find(tx, &SessionToken::new([7; 32]))?.is_none());
                Ok::<_, Error>(tx.plans())
            });
            let plans = plans.expect("explained");
            assert_eq!(plans.len(), 1);
            let scan = engine.pick("SCAN", "Seq Scan");
            assert!(
                plans[0].steps.iter().all(|step| !step.contains(scan)),
                "{engine:?}: {:#?}",
                plans[0].steps
            );
            assert!(engine != Engine::Sqlite || plans[0].steps.len() == 3, "{:#?}", plans[0].steps);
        }
    }
}
