//! Work on pictures: away from the threads that serve, and one at a time in a process, so that memory stays what it is
//! however many come in at once.

use bytes::Bytes;
use files::picture::{Small, Unreadable};
use files::{Checked, FileName, Format, Limits, Refusal, StorageKey};
use futures_util::TryStreamExt;

use crate::app::{App, Credential};
use crate::attachments::{self, Incoming, Staged};
use crate::cx::Cx;
use crate::error::{Conflict, Error, Problem};
use crate::people::{Deputy, UserId, act_as};

/// A larger file is not read for a small picture of it.
pub(crate) const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Runs such work. What panics was given a picture that cannot be read.
pub(crate) async fn work<T: Send + 'static>(
    app: &App,
    job: impl FnOnce() -> Result<T, Unreadable> + Send + 'static,
) -> Result<Result<T, Unreadable>, Error> {
    let turn = app.picture_turn().await?;
    let done = tokio::task::spawn_blocking(move || {
        let result = job();
        // Not before it is done, even if nobody waits for it any more.
        drop(turn);
        result
    });
    Ok(done.await.unwrap_or_else(|error| Err(Unreadable::Damaged(error.to_string()))))
}

/// Reads a picture's file into memory.
pub(crate) async fn read(app: &App, key: &StorageKey) -> Result<Vec<u8>, Error> {
    let mut parts = app.store().read(key, None).await?;
    let mut bytes = Vec::new();
    while let Some(part) = parts.try_next().await? {
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// Stores a small picture under a key that a row owns already.
pub(crate) async fn store(app: &App, key: StorageKey, small: Small) -> Result<Checked, Error> {
    let limits = Limits { formats: vec![small.format], max_files: 1, max_bytes: u64::MAX };
    let name = FileName::clean(&format!("small.{}", small.format.endings()[0]));
    let mut upload = app.store().begin(key, name, &limits).await?;
    upload.write(Bytes::from(small.bytes)).await?;
    Ok(upload.finish().await?)
}

/// The formats that a picture of a row may come in.
const FORMATS: [Format; 2] = [Format::Jpeg, Format::Png];

/// How large it may be as it comes in, in bytes.
const MOST_BYTES_OF_ROW: u64 = 5 * 1024 * 1024;

/// How a file becomes the picture of a row.
pub(crate) type Shape = fn(Format, &[u8]) -> Result<Small, Unreadable>;

/// A picture on its way to its row: stored, and owned by a staged row.
pub(crate) struct Made {
    staged: Staged,
    format: Format,
    size: i64,
}

/// Takes a file that was uploaded: checked, brought into its shape, and given to `put` for its row. The file itself is not
/// kept, whatever comes of it. `may` is asked before anything is done.
pub(crate) async fn take_in(
    app: &App,
    who: &Credential,
    file: Incoming,
    may: impl Fn(&mut Cx<'_, '_>) -> Result<(), Error> + Send + 'static,
    shape: Shape,
    put: impl Fn(&mut Cx<'_, '_>, &Made) -> Result<(), Error> + Send + 'static,
) -> Result<(), Error> {
    let done = match app.read(who, may).await {
        Ok(()) => make(app, who, &file, shape).await,
        Err(error) => Err(error),
    };
    let (raw, made) = (file.staged, done.as_ref().ok().map(|made| made.staged.id));
    let finished = match done {
        Ok(made) => app.write(who, move |cx| put(cx, &made)).await,
        Err(error) => Err(error),
    };
    // What is left is swept in any case; this way at once.
    let left: Vec<_> = [Some(raw), made.filter(|_| finished.is_err())].into_iter().flatten().collect();
    if let Err(error) = app.write(who, move |cx| attachments::discard(cx, &left)).await {
        tracing::debug!(%error, "files wait for the sweeper");
    }
    finished
}

async fn make(app: &App, who: &Credential, file: &Incoming, shape: Shape) -> Result<Made, Error> {
    let checked = &file.file;
    let refused = |refusal| Error::field("picture", Problem::File(refusal));
    if !FORMATS.contains(&checked.format) {
        return Err(refused(Refusal::Ending { name: checked.name.clone(), allowed: FORMATS.to_vec() }));
    }
    if checked.size > MOST_BYTES_OF_ROW {
        let max_bytes = MOST_BYTES_OF_ROW;
        return Err(refused(Refusal::TooLarge { name: checked.name.clone(), max_bytes }));
    }
    let bytes = read(app, &checked.key).await?;
    let small = shaped(app, checked.format, bytes, shape).await?;
    let staged = attachments::stage(app, who).await?;
    keep(app, staged, small).await
}

/// Brings a picture into its shape, away from the threads that serve.
async fn shaped(app: &App, format: Format, bytes: Vec<u8>, shape: Shape) -> Result<Small, Error> {
    let small = work(app, move || shape(format, &bytes)).await?;
    small.map_err(|_| Error::field("picture", Problem::Unreadable))
}

/// Stores a picture under the key of a staged row.
async fn keep(app: &App, staged: Staged, small: Small) -> Result<Made, Error> {
    let stored = store(app, staged.key, small).await?;
    Ok(Made { staged, format: stored.format, size: i64::try_from(stored.size).unwrap_or(i64::MAX) })
}

/// Gives a row its picture on behalf of a member of staff: for an import, which the desk itself does.
pub(crate) async fn import(
    app: &App,
    user: UserId,
    (format, bytes): (Format, Vec<u8>),
    shape: Shape,
    put: impl Fn(&mut Cx<'_, '_>, &Made) -> Result<(), Error> + Send + 'static,
) -> Result<(), Error> {
    let small = shaped(app, format, bytes, shape).await?;
    let key = StorageKey::from_random(app.random().bytes());
    let staged =
        app.write(&Credential::System, move |cx| for_user(cx, user, |cx| attachments::stage_key(cx, key)));
    let made = keep(app, staged.await?, small).await?;
    app.write(&Credential::System, move |cx| for_user(cx, user, |cx| put(cx, &made))).await
}

fn for_user<T>(
    cx: &mut Cx<'_, '_>,
    user: UserId,
    act: impl FnOnce(&mut Cx<'_, '_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let (who, now) = (Deputy::of(cx, user)?, cx.now);
    act_as(cx, &who, now, act)
}

/// The columns of a table that say which picture a row has: `{prefix}_key`, `_format`, `_size` and `_version`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    pub(crate) table: &'static str,
    pub(crate) prefix: &'static str,
}

/// A picture to be served.
#[derive(Clone, Debug)]
pub struct ServedPicture {
    /// Where its bytes are.
    pub key: StorageKey,
    /// Its format.
    pub format: Format,
    /// Bytes.
    pub size: u64,
    /// Counts its changes: an address that has it may be kept by a browser.
    pub version: i64,
}

impl Columns {
    /// Claims the staged picture of the acting person and gives it to a row.
    pub(crate) fn put(self, cx: &mut Cx<'_, '_>, row: i64, made: &Made) -> Result<(), Error> {
        let user = cx.user()?;
        let taken = cx.tx.execute(
            "DELETE FROM staged_files WHERE id = $1 AND user_id = $2 AND expires_at > $3",
            &[&made.staged.id, &user, &cx.now],
        )?;
        if taken == 0 {
            return Err(Conflict::FileGone.into());
        }
        self.replace(cx, row, Some((&made.staged.key.to_string(), made.format.as_str(), made.size)))
    }

    /// Takes a row's picture away.
    pub(crate) fn remove(self, cx: &mut Cx<'_, '_>, row: i64) -> Result<(), Error> {
        self.replace(cx, row, None)
    }

    /// Changes the row, and gives the bytes of the picture before to the sweeper: a staged row of the acting person owns
    /// them from now on.
    fn replace(self, cx: &mut Cx<'_, '_>, row: i64, new: Option<(&String, &str, i64)>) -> Result<(), Error> {
        let (user, Self { table, prefix }) = (cx.user()?, self);
        let before = format!(
            "INSERT INTO staged_files (storage_key, user_id, name, format, size, sha256, expires_at)
             SELECT {prefix}_key, CAST($1 AS BIGINT), '', '', 0, $2, 0 FROM {table} WHERE id = $3 AND {prefix}_key IS NOT NULL"
        );
        cx.tx.execute(&before, &[&user, &Vec::<u8>::new(), &row])?;
        let (key, format, size) = new.map_or((None, "", 0), |(key, format, size)| (Some(key), format, size));
        let change = format!(
            "UPDATE {table} SET {prefix}_key = $1, {prefix}_format = $2, {prefix}_size = $3,
                                {prefix}_version = {prefix}_version + 1 WHERE id = $4"
        );
        cx.tx.execute(&change, &[&key, &format, &size, &row])?;
        Ok(())
    }

    /// The picture of a row for which a condition holds; `$1` in it is the row, `$2` is `owner`.
    pub(crate) fn find(
        self,
        cx: &mut Cx<'_, '_>,
        row: i64,
        (condition, owner): (&str, i64),
    ) -> Result<ServedPicture, Error> {
        let Self { table, prefix } = self;
        let sql = format!(
            "SELECT p.{prefix}_key, p.{prefix}_format, p.{prefix}_size, p.{prefix}_version FROM {table} p
             WHERE p.id = $1 AND p.{prefix}_key IS NOT NULL AND {condition}"
        );
        let found = cx.tx.query_opt(&sql, &[&row, &owner], |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?))
        })?;
        let (key, format, size, version) = found.ok_or(Error::NotFound)?;
        Ok(ServedPicture {
            key: key.parse().map_err(|_| Error::Damaged("storage key of a picture".into()))?,
            format: format.parse().map_err(|_| Error::Damaged("format of a picture".into()))?,
            size: u64::try_from(size).unwrap_or(0),
            version,
        })
    }
}
