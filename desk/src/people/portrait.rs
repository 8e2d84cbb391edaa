//! A person's own picture. Staff have one, so that affiliates see whom they write to.

use files::picture::Small;
use files::{Format, Refusal, StorageKey};

use super::{Deputy, UserId, act_as};
use crate::app::{App, Credential};
use crate::attachments::{self, Incoming, Staged};
use crate::cx::{Actor, Cx};
use crate::error::{Conflict, Error, Problem};
use crate::pictures;
use crate::stamps;

/// The formats that a picture may come in.
const FORMATS: [Format; 2] = [Format::Jpeg, Format::Png];

/// How large it may be as it comes in, in bytes.
const MOST_BYTES: u64 = 5 * 1024 * 1024;

/// Where a person's picture is to be found: its address has both numbers, so that a browser may keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portrait {
    /// Whose it is.
    pub user: UserId,
    /// Counts its changes.
    pub version: i64,
}

impl Portrait {
    /// From a user and their row's `picture_key IS NOT NULL` and `picture_version`.
    pub(crate) fn of(user: UserId, there: bool, version: i64) -> Option<Self> {
        there.then_some(Self { user, version })
    }
}

/// A picture that the acting person may see.
#[derive(Clone, Debug)]
pub struct ServedPortrait {
    /// Where its bytes are.
    pub key: StorageKey,
    /// Its format.
    pub format: Format,
    /// Bytes.
    pub size: u64,
    /// Counts its changes.
    pub version: i64,
}

/// Takes a file that was uploaded as the acting member of staff's picture: made square and small, in place of the one
/// before. The file itself is not kept, whatever comes of it.
pub async fn set_portrait(app: &App, who: &Credential, file: Incoming) -> Result<(), Error> {
    let done = make(app, who, &file).await;
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

/// A picture on its way to its person: stored, and owned by a staged row.
struct Made {
    staged: Staged,
    format: Format,
    size: i64,
}

async fn make(app: &App, who: &Credential, file: &Incoming) -> Result<Made, Error> {
    app.read(who, |cx| cx.staff().map(|_| ())).await?;
    let checked = &file.file;
    let refused = |refusal| Error::field("picture", Problem::File(refusal));
    if !FORMATS.contains(&checked.format) {
        return Err(refused(Refusal::Ending { name: checked.name.clone(), allowed: FORMATS.to_vec() }));
    }
    if checked.size > MOST_BYTES {
        return Err(refused(Refusal::TooLarge { name: checked.name.clone(), max_bytes: MOST_BYTES }));
    }
    let bytes = pictures::read(app, &checked.key).await?;
    let small = shrink(app, checked.format, bytes).await?;
    let staged = attachments::stage(app, who).await?;
    store(app, staged, small).await
}

async fn shrink(app: &App, format: Format, bytes: Vec<u8>) -> Result<Small, Error> {
    let small = pictures::work(app, move || files::picture::portrait(format, &bytes)).await?;
    small.map_err(|_| Error::field("picture", Problem::Unreadable))
}

async fn store(app: &App, staged: Staged, small: Small) -> Result<Made, Error> {
    let stored = pictures::store(app, staged.key, small).await?;
    Ok(Made { staged, format: stored.format, size: i64::try_from(stored.size).unwrap_or(i64::MAX) })
}

/// Gives a member of staff their picture: for an import, which the desk itself does.
pub async fn import_portrait(app: &App, user: UserId, format: Format, bytes: Vec<u8>) -> Result<(), Error> {
    let small = shrink(app, format, bytes).await?;
    let key = StorageKey::from_random(app.random().bytes());
    let staged =
        app.write(&Credential::System, move |cx| for_user(cx, user, |cx| attachments::stage_key(cx, key)));
    let made = store(app, staged.await?, small).await?;
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

fn put(cx: &mut Cx<'_, '_>, made: &Made) -> Result<(), Error> {
    let user = cx.staff()?.user;
    let taken = cx.tx.execute(
        "DELETE FROM staged_files WHERE id = $1 AND user_id = $2 AND expires_at > $3",
        &[&made.staged.id, &user, &cx.now],
    )?;
    if taken == 0 {
        return Err(Conflict::FileGone.into());
    }
    replace(cx, user, Some((&made.staged.key.to_string(), made.format.as_str(), made.size)))
}

/// Takes the acting person's picture away.
pub fn remove_portrait(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    let user = cx.staff()?.user;
    replace(cx, user, None)
}

/// Changes the row, and gives the bytes of the picture before to the sweeper: a staged row owns them from now on.
fn replace(cx: &mut Cx<'_, '_>, user: UserId, new: Option<(&String, &str, i64)>) -> Result<(), Error> {
    cx.tx.execute(
        "INSERT INTO staged_files (storage_key, user_id, name, format, size, sha256, expires_at)
         SELECT picture_key, id, '', '', 0, $1, 0 FROM users WHERE id = $2 AND picture_key IS NOT NULL",
        &[&Vec::<u8>::new(), &user],
    )?;
    let (key, format, size) = new.map_or((None, "", 0), |(key, format, size)| (Some(key), format, size));
    cx.tx.execute(
        "UPDATE users SET picture_key = $1, picture_format = $2, picture_size = $3,
                          picture_version = picture_version + 1 WHERE id = $4",
        &[&key, &format, &size, &user],
    )?;
    stamps::bump_user(cx, user)
}

/// Affiliates know the manager of their portfolio, and whoever wrote to them; staff know each other.
const KNOWN: &str = "
    (EXISTS (SELECT 1 FROM affiliates a WHERE a.id = $2 AND a.manager_id = u.id)
     OR EXISTS (SELECT 1 FROM tickets t JOIN messages g ON g.ticket_id = t.id
                WHERE t.affiliate_id = $2 AND g.author_id = u.id AND g.kind IN ('description', 'comment')))";

/// Finds the picture of somebody whom the acting person knows.
pub fn find_portrait(cx: &mut Cx<'_, '_>, user: UserId) -> Result<ServedPortrait, Error> {
    let (condition, affiliate) = match cx.actor() {
        Actor::Anonymous => return Err(Error::SignedOut),
        Actor::Affiliate(who) => (KNOWN, who.affiliate.get()),
        Actor::Staff(_) | Actor::System => ("CAST($2 AS BIGINT) = 0", 0),
    };
    let sql = format!(
        "SELECT u.picture_key, u.picture_format, u.picture_size, u.picture_version FROM users u
         WHERE u.id = $1 AND u.picture_key IS NOT NULL AND {condition}"
    );
    let row = cx.tx.query_opt(&sql, &[&user, &affiliate], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?))
    })?;
    let (key, format, size, version) = row.ok_or(Error::NotFound)?;
    Ok(ServedPortrait {
        key: key.parse().map_err(|_| Error::Damaged("storage key of a picture".into()))?,
        format: format.parse().map_err(|_| Error::Damaged("format of a picture".into()))?,
        size: u64::try_from(size).unwrap_or(0),
        version,
    })
}
