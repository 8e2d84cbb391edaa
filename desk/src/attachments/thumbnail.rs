//! Thumbnails: made once, in the background, by whichever process leases the job that the message's own transaction
//! noted. The row stands before the bytes, and a run that died is done again under the same key, so nothing is ever left
//! that no row owns.

use files::picture::{Small, Thumbnail as Made};
use files::{FileName, Format, StorageKey};

use super::stage::{size, stored_key};
use super::{AttachmentId, Served, find};
use crate::app::{App, Credential};
use crate::cx::Cx;
use crate::error::Error;
use crate::jobs::{self, JobKind, Leased};
use crate::pictures::{self, MOST_BYTES};
use crate::tickets::{self, Audience, MessageKind, TicketId};

db::text_enum! {
    /// Where the thumbnail of a picture stands.
    pub(super) enum State {
        /// Its bytes may be on their way.
        Making = "making",
        /// It is there.
        Made = "made",
        /// The picture is small enough to be its own.
        Itself = "itself",
        /// There can be none.
        Impossible = "none",
    }
}

/// What stands on a page for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thumbnail {
    /// It is not made yet.
    Waiting,
    /// There can be none: the picture is damaged, or too large.
    Impossible,
    /// It can be shown.
    Shown {
        /// Its width and height, in pixels.
        sides: (u32, u32),
        /// Whether the picture itself moves; the thumbnail does not.
        animated: bool,
    },
}

/// So many runs for one picture may end with the death of their process before it is left alone.
const MOST_DEATHS: i64 = 3;

/// Notes that a file is to get a thumbnail, when it is a picture.
pub(super) fn wanted(cx: &mut Cx<'_, '_>, id: AttachmentId, format: Format) -> Result<(), Error> {
    if format.is_image() { jobs::add(cx, JobKind::MakeThumbnail, &id.to_string()) } else { Ok(()) }
}

/// So many times a file is looked for that is not in the storage: for about half a day.
const MOST_SEARCHES: i64 = 16;

/// A picture without its thumbnail.
struct Wanting {
    picture: StorageKey,
    format: Format,
    bytes: u64,
    /// Where an earlier run may have put bytes.
    begun: Option<StorageKey>,
}

/// Makes the thumbnail that a job asks for. What fails because of the storage or the database is an error, and is tried
/// again; what fails because of the picture is not.
pub async fn make_thumbnail(app: &App, job: &Leased) -> Result<(), Error> {
    let Ok(id) = job.key.parse::<AttachmentId>() else {
        return Err(Error::Damaged("key of a job".into()));
    };
    let Some(wanting) = app.read(&Credential::System, move |cx| wanting(cx, id)).await? else {
        return Ok(());
    };
    if job.lost && job.attempts >= MOST_DEATHS {
        tracing::error!(attachment = %id, "a picture ended the process again and again; it gets no thumbnail");
        return give_up(app, id, &wanting).await;
    }
    if wanting.bytes > MOST_BYTES {
        return give_up(app, id, &wanting).await;
    }
    let bytes = match pictures::read(app, &wanting.picture).await {
        // It may be a storage that is away for a while; after some hours it is a file that is lost.
        Err(Error::Files(files::Error::NotFound)) if job.attempts >= MOST_SEARCHES => {
            return give_up(app, id, &wanting).await;
        }
        read => read?,
    };
    let format = wanting.format;
    match pictures::work(app, move || files::picture::thumbnail(format, &bytes)).await? {
        Ok(Made { small: Some(small), animated, .. }) => store(app, id, &wanting, small, animated).await,
        Ok(Made { small: None, sides, animated }) => {
            let found = Settled { state: State::Itself, sides: Some(sides), animated, stored: None };
            app.write(&Credential::System, move |cx| settle(cx, id, &found)).await
        }
        Err(unreadable) => {
            tracing::info!(attachment = %id, %unreadable, "a picture gets no thumbnail");
            give_up(app, id, &wanting).await
        }
    }
}

/// What there is to be done for a file; nothing when it is done, or the file is gone.
fn wanting(cx: &mut Cx<'_, '_>, id: AttachmentId) -> Result<Option<Wanting>, Error> {
    let row = cx.tx.query_opt(
        "SELECT f.storage_key, f.format, f.size, p.state, p.storage_key
         FROM attachments f LEFT JOIN thumbnails p ON p.attachment_id = f.id WHERE f.id = $1",
        &[&id],
        |row| {
            let state = row.get::<Option<State>>(3)?.unwrap_or(State::Making);
            let begun = row.get::<Option<String>>(4)?;
            Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?, state, begun))
        },
    )?;
    let Some((key, format, bytes, State::Making, begun)) = row else { return Ok(None) };
    Ok(Some(Wanting {
        picture: stored_key(&key)?,
        format: super::stage::stored_format(&format)?,
        bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
        begun: begun.as_deref().map(stored_key).transpose()?,
    }))
}

/// What was found out in the end.
struct Settled {
    state: State,
    sides: Option<(u32, u32)>,
    animated: bool,
    stored: Option<files::Checked>,
}

/// Stores the bytes: first the row with the key, then they, then the row says so.
async fn store(
    app: &App,
    id: AttachmentId,
    wanting: &Wanting,
    small: Small,
    animated: bool,
) -> Result<(), Error> {
    let key = wanting.begun.unwrap_or_else(|| StorageKey::from_random(app.random().bytes()));
    let Some(key) = app.write(&Credential::System, move |cx| begin(cx, id, key)).await? else {
        return Ok(());
    };
    let sides = Some((small.width, small.height));
    let stored = Some(pictures::store(app, key, small).await?);
    let found = Settled { state: State::Made, sides, animated, stored };
    app.write(&Credential::System, move |cx| settle(cx, id, &found)).await
}

/// Notes where the bytes will be, and gives that key. A run whose lease ran out may not have ended: when another was
/// first, its key stands, and when that one is done, there is nothing left to do.
fn begin(cx: &mut Cx<'_, '_>, id: AttachmentId, key: StorageKey) -> Result<Option<StorageKey>, Error> {
    cx.tx.execute(
        "INSERT INTO thumbnails (attachment_id, state, storage_key, format, size, sha256, animated)
         VALUES ($1, $2, $3, '', 0, $4, $5) ON CONFLICT (attachment_id) DO NOTHING",
        &[&id, &State::Making, &key.to_string(), &Vec::<u8>::new(), &false],
    )?;
    let sql = "SELECT storage_key FROM thumbnails WHERE attachment_id = $1 AND state = $2";
    let begun = cx.tx.query_opt(sql, &[&id, &State::Making], |row| row.get::<Option<String>>(0))?;
    begun.flatten().as_deref().map(stored_key).transpose()
}

/// Notes that there will be no thumbnail. Bytes of an earlier run go before the row forgets where they are.
async fn give_up(app: &App, id: AttachmentId, wanting: &Wanting) -> Result<(), Error> {
    if let Some(key) = &wanting.begun {
        app.store().delete(key).await?;
    }
    app.write(&Credential::System, move |cx| {
        settle(cx, id, &Settled { state: State::Impossible, sides: None, animated: false, stored: None })
    })
    .await
}

fn settle(cx: &mut Cx<'_, '_>, id: AttachmentId, found: &Settled) -> Result<(), Error> {
    let stored = found.stored.as_ref();
    let (width, height) = found.sides.map_or((None, None), |(w, h)| (Some(i64::from(w)), Some(i64::from(h))));
    cx.tx.execute(
        "INSERT INTO thumbnails (attachment_id, state, storage_key, format, size, sha256, width, height, animated)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (attachment_id) DO UPDATE SET state = excluded.state, storage_key = excluded.storage_key,
             format = excluded.format, size = excluded.size, sha256 = excluded.sha256, width = excluded.width,
             height = excluded.height, animated = excluded.animated",
        &[
            &id,
            &found.state,
            &stored.map(|file| file.key.to_string()),
            &stored.map_or("", |file| file.format.as_str()),
            &stored.map_or(0, |file| size(file.size)),
            &stored.map_or_else(Vec::new, |file| file.sha256.to_vec()),
            &width,
            &height,
            &found.animated,
        ],
    )?;
    // Its page looks different now, to whoever sees the message.
    let of = "SELECT g.ticket_id, g.kind FROM messages g JOIN attachments f ON f.message_id = g.id WHERE f.id = $1";
    let (ticket, kind): (TicketId, MessageKind) =
        cx.tx.query_one(of, &[&id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let audience = if kind == MessageKind::Note { Audience::Staff } else { Audience::Both };
    tickets::changed(cx, ticket, None, audience)
}

/// What a row of a ticket's files says about the thumbnail: state, width, height, whether it moves.
pub(super) type Columns = (Option<State>, Option<i64>, Option<i64>, Option<bool>);

/// The same, for a page.
pub(super) fn shown(format: Format, (state, width, height, animated): Columns) -> Option<Thumbnail> {
    let sides = super::stage::stored_dimensions((width, height));
    format.is_image().then(|| match (state, sides) {
        (Some(State::Made | State::Itself), Some(sides)) => {
            Thumbnail::Shown { sides, animated: animated.unwrap_or(false) }
        }
        (Some(State::Impossible), _) => Thumbnail::Impossible,
        _ => Thumbnail::Waiting,
    })
}

/// Finds the thumbnail of a file within the acting person's scope. One that is not there yet is not found.
pub fn find_thumbnail(cx: &mut Cx<'_, '_>, id: AttachmentId) -> Result<Served, Error> {
    let picture = find(cx, id)?;
    let row = cx.tx.query_opt(
        "SELECT state, storage_key, format, size, sha256 FROM thumbnails WHERE attachment_id = $1",
        &[&id],
        |row| {
            let (state, key): (State, Option<String>) = (row.get(0)?, row.get(1)?);
            Ok((state, key, row.get::<String>(2)?, row.get::<i64>(3)?, row.get::<Vec<u8>>(4)?))
        },
    )?;
    match row {
        Some((State::Itself, ..)) => Ok(picture),
        Some((State::Made, Some(key), format, size, sha256)) => {
            let format = super::stage::stored_format(&format)?;
            Ok(Served {
                key: stored_key(&key)?,
                name: renamed(&picture.name, format),
                format,
                size: u64::try_from(size).unwrap_or(0),
                sha256,
            })
        }
        _ => Err(Error::NotFound),
    }
}

/// The picture's name with the ending of what it was made into.
fn renamed(name: &FileName, format: Format) -> FileName {
    let name = name.as_str();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    FileName::clean(&format!("{stem}.{}", format.endings()[0]))
}
