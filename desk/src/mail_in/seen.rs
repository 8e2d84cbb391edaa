//! The memory of mails that came.

use std::time::Duration;

use crate::cx::Cx;
use crate::error::Error;
use crate::reply_address::LIFETIME_DAYS;

/// From now on this mail came before.
pub(super) fn remember(cx: &mut Cx<'_, '_>, key: [u8; 32]) -> Result<(), Error> {
    let sql = "INSERT INTO mail_seen (digest, at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
    cx.tx.execute(sql, &[&key.to_vec(), &cx.now])?;
    Ok(())
}

/// Forgets mails that cannot come a second time: as long as an address takes answers, one to it may.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let past = cx.now.minus(Duration::from_hours(24 * LIFETIME_DAYS.unsigned_abs()));
    Ok(cx.tx.execute("DELETE FROM mail_seen WHERE at < $1", &[&past])?)
}
