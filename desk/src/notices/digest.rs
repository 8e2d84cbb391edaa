//! The daily digest: once a day, in the morning where the person is, what they have not seen.

use crate::app::{App, Credential};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::outbox::{self, Channel, Notice};
use crate::people::UserId;

use super::preferences::next_digest;

/// Digests that are noted in one transaction.
const AT_ONCE: i64 = 200;

/// Notes the digests that are due, and when the next of each is. Gives how many.
pub async fn send_digests(app: &App) -> Result<u64, Error> {
    let mut noted = 0;
    loop {
        let (looked, some) = app.write(&Credential::System, due).await?;
        noted += some;
        if looked < AT_ONCE {
            return Ok(noted);
        }
    }
}

/// Gives for how many people it was looked, and how many get one.
fn due(cx: &mut Cx<'_, '_>) -> Result<(i64, u64), Error> {
    let sql = "SELECT id, time_zone FROM users WHERE digest_at IS NOT NULL AND digest_at <= $1
               ORDER BY digest_at, id LIMIT $2";
    let people =
        cx.tx.query(sql, &[&cx.now, &AT_ONCE], |row| Ok((row.get::<UserId>(0)?, row.get::<String>(1)?)))?;
    let mut noted = 0;
    for (user, zone) in &people {
        let next: Timestamp = next_digest(cx.now, zone);
        cx.tx.execute("UPDATE users SET digest_at = $1 WHERE id = $2", &[&next, user])?;
        let sql = "SELECT n.id FROM notices n WHERE n.user_id = $1 AND n.seen_at IS NULL LIMIT 1";
        let some = cx.tx.query_opt(sql, &[user], |row| row.get::<i64>(0))?.is_some();
        if some && cx.settings().channels.contains(&Channel::Email) {
            let entry = outbox::Entry {
                user: Some(*user),
                // The next one says it all again.
                expires: next,
                ..outbox::Entry::of(cx, Channel::Email, Notice::Digest)
            };
            outbox::add(cx, &entry)?;
            noted += 1;
        }
    }
    Ok((i64::try_from(people.len()).unwrap_or(AT_ONCE), noted))
}
