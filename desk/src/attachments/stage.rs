//! The way in. A row stands before the first byte is stored, so no byte is ever without an owner: the transaction that
//! stores the message takes the row away, and the sweeper deletes what was never taken.

use files::{Checked, FileName, Format, Refusal, StorageKey};

use super::{StagedId, thumbnail};
use crate::app::{App, Credential};
use crate::cx::Cx;
use crate::error::{Conflict, Error, Problem};
use crate::tickets::MessageId;

/// A place for one file's bytes.
#[derive(Clone, Debug)]
pub struct Staged {
    /// The row.
    pub id: StagedId,
    /// Where the bytes go.
    pub key: StorageKey,
}

/// A file that came in whole and was checked, ready for its message.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The staged row that owns the bytes until the message does.
    pub staged: StagedId,
    /// What was found out about the file.
    pub file: Checked,
}

impl Incoming {
    /// What makes two sendings of a file the same: its name and content.
    pub(crate) fn digest(&self) -> Vec<u8> {
        let mut digest = self.file.sha256.to_vec();
        digest.extend_from_slice(self.file.name.as_str().as_bytes());
        digest
    }
}

/// The most files of one user that may wait for their messages, so that nobody fills the disk with what they never send.
const MOST_STAGED: i64 = 100;

/// When the sweeper will have made room at the latest is a day; most are sent or given up much sooner.
const RETRY: std::time::Duration = std::time::Duration::from_mins(10);

/// Makes the row for a file that is about to come in.
pub async fn stage(app: &App, who: &Credential) -> Result<Staged, Error> {
    let key = StorageKey::from_random(app.random().bytes());
    app.write(who, move |cx| stage_key(cx, key)).await
}

/// The same inside a transaction, for whoever stages many files in one.
pub fn stage_key(cx: &mut Cx<'_, '_>, key: StorageKey) -> Result<Staged, Error> {
    let user = cx.user()?;
    let waiting = "SELECT COUNT(*) FROM staged_files WHERE user_id = $1";
    if cx.tx.query_one(waiting, &[&user], |row| row.get::<i64>(0))? >= MOST_STAGED {
        return Err(Error::Throttled(RETRY));
    }
    let expires = cx.now.plus(cx.settings().staged_lifetime);
    let id = cx.tx.query_one(
        "INSERT INTO staged_files (storage_key, user_id, name, format, size, sha256, expires_at)
         VALUES ($1, $2, '', '', 0, $3, $4) RETURNING id",
        &[&key.to_string(), &user, &Vec::<u8>::new(), &expires],
        |row| row.get::<StagedId>(0),
    )?;
    Ok(Staged { id, key })
}

/// Keeps files for the next sending of a form that was refused: their rows learn what was found out about them.
pub fn keep(cx: &mut Cx<'_, '_>, files: &[Incoming]) -> Result<(), Error> {
    let user = cx.user()?;
    for incoming in files {
        let file = &incoming.file;
        cx.tx.execute(
            "UPDATE staged_files SET name = $1, format = $2, size = $3, sha256 = $4, width = $5, height = $6
             WHERE id = $7 AND user_id = $8",
            &[
                &file.name.as_str(),
                &file.format.as_str(),
                &size(file.size),
                &file.sha256.to_vec(),
                &file.dimensions.map(|(width, _)| i64::from(width)),
                &file.dimensions.map(|(_, height)| i64::from(height)),
                &incoming.staged,
                &user,
            ],
        )?;
    }
    Ok(())
}

const KEPT: &str = "
    SELECT storage_key, name, format, size, sha256, width, height FROM staged_files
    WHERE id = $1 AND user_id = $2 AND expires_at > $3 AND name <> ''";

/// One that a message has already: when the same form is sent twice, it has to be found to be the same. A message that
/// is new does not get it.
const CLAIMED: &str = "
    SELECT f.storage_key, f.name, f.format, f.size, f.sha256, f.width, f.height FROM attachments f
    JOIN messages g ON g.id = f.message_id
    WHERE f.staged_id = $1 AND g.author_id = $2";

/// The files of these ids, in this order, as far as they are the acting person's and wait to be sent.
pub fn waiting(cx: &mut Cx<'_, '_>, ids: &[StagedId]) -> Result<Vec<Incoming>, Error> {
    let user = cx.user()?;
    let mut found = Vec::new();
    for id in ids.iter().take(cx.settings().uploads.max_files) {
        if let Some(row) = cx.tx.query_opt(KEPT, &[id, &user, &cx.now], stored)? {
            found.push(incoming(*id, row)?);
        }
    }
    Ok(found)
}

/// The same for a form that is sent, with those that the message of an earlier sending has already.
pub fn kept(cx: &mut Cx<'_, '_>, ids: &[StagedId]) -> Result<Vec<Incoming>, Error> {
    let user = cx.user()?;
    let mut found = Vec::new();
    for id in ids.iter().take(cx.settings().uploads.max_files) {
        let row = match cx.tx.query_opt(KEPT, &[id, &user, &cx.now], stored)? {
            Some(row) => Some(row),
            None => cx.tx.query_opt(CLAIMED, &[id, &user], stored)?,
        };
        if let Some(row) = row {
            found.push(incoming(*id, row)?);
        }
    }
    Ok(found)
}

fn incoming(staged: StagedId, row: Stored) -> Result<Incoming, Error> {
    let (key, name, format, size, sha256, dimensions) = row;
    let file = Checked {
        key: stored_key(&key)?,
        name: FileName::clean(&name),
        format: stored_format(&format)?,
        size: u64::try_from(size).unwrap_or(0),
        sha256: sha256.try_into().map_err(|_| Error::Damaged("digest of a staged file".into()))?,
        dimensions: stored_dimensions(dimensions),
    };
    Ok(Incoming { staged, file })
}

type Stored = (String, String, String, i64, Vec<u8>, (Option<i64>, Option<i64>));

fn stored(row: &db::Row<'_>) -> Result<Stored, db::Error> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, (row.get(5)?, row.get(6)?)))
}

/// Lets the sweeper have files that will not be sent after all, at once.
pub fn discard(cx: &mut Cx<'_, '_>, ids: &[StagedId]) -> Result<(), Error> {
    let user = cx.user()?;
    for id in ids {
        cx.tx
            .execute("UPDATE staged_files SET expires_at = 0 WHERE id = $1 AND user_id = $2", &[id, &user])?;
    }
    Ok(())
}

/// Makes staged files the files of a message, in the message's own transaction.
pub(crate) fn claim(cx: &mut Cx<'_, '_>, message: MessageId, files: &[Incoming]) -> Result<(), Error> {
    let max_files = cx.settings().uploads.max_files;
    if files.len() > max_files {
        return Err(Error::field("attachment", Problem::File(Refusal::TooMany { max_files })));
    }
    if files.is_empty() {
        return Ok(());
    }
    let user = cx.user()?;
    for incoming in files {
        let taken = cx.tx.execute(
            "DELETE FROM staged_files WHERE id = $1 AND user_id = $2 AND storage_key = $3 AND expires_at > $4",
            &[&incoming.staged, &user, &incoming.file.key.to_string(), &cx.now],
        )?;
        if taken == 0 {
            return Err(Conflict::FileGone.into());
        }
        let file = &incoming.file;
        let id = cx.tx.query_one(
            "INSERT INTO attachments (message_id, storage_key, name, format, size, sha256, width, height, staged_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
            &[
                &message,
                &file.key.to_string(),
                &file.name.as_str(),
                &file.format.as_str(),
                &size(file.size),
                &file.sha256.to_vec(),
                &file.dimensions.map(|(width, _)| i64::from(width)),
                &file.dimensions.map(|(_, height)| i64::from(height)),
                &incoming.staged,
            ],
            |row| row.get(0),
        )?;
        thumbnail::wanted(cx, id, file.format)?;
    }
    Ok(())
}

/// Past its time a row cannot be claimed any more; this much later its bytes can go without a race.
const GRACE: std::time::Duration = std::time::Duration::from_hours(1);

/// Staged files past their time, a batch at a time.
pub(crate) fn to_sweep(cx: &mut Cx<'_, '_>) -> Result<Vec<(StagedId, StorageKey)>, Error> {
    let past = cx.now.minus(GRACE);
    let rows = cx.tx.query(
        "SELECT id, storage_key FROM staged_files WHERE expires_at < $1 ORDER BY expires_at LIMIT 100",
        &[&past],
        |row| Ok((row.get::<StagedId>(0)?, row.get::<String>(1)?)),
    )?;
    rows.into_iter().map(|(id, key)| Ok((id, stored_key(&key)?))).collect()
}

/// Removes the rows whose bytes are gone.
pub(crate) fn remove_swept(cx: &mut Cx<'_, '_>, ids: &[StagedId]) -> Result<(), Error> {
    for id in ids {
        cx.tx.execute("DELETE FROM staged_files WHERE id = $1", &[id])?;
    }
    Ok(())
}

pub(super) fn size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

pub(super) fn stored_key(text: &str) -> Result<StorageKey, Error> {
    text.parse().map_err(|_| Error::Damaged("storage key of a file".into()))
}

pub(super) fn stored_format(text: &str) -> Result<Format, Error> {
    text.parse().map_err(|_| Error::Damaged("format of a file".into()))
}

pub(super) fn stored_dimensions(stored: (Option<i64>, Option<i64>)) -> Option<(u32, u32)> {
    let (width, height) = stored;
    Some((u32::try_from(width?).ok()?, u32::try_from(height?).ok()?))
}
