//! The way out: every download passes through the ticket's scope.

use files::{FileName, Format, StorageKey};

use super::stage::{stored_dimensions, stored_format, stored_key};
use super::{AttachmentId, thumbnail};
use crate::cx::Cx;
use crate::error::Error;
use crate::tickets::{File, MessageId, TicketId, TicketScope};

/// A file that the acting person may download.
#[derive(Clone, Debug)]
pub struct Served {
    /// Where its bytes are.
    pub key: StorageKey,
    /// Its name.
    pub name: FileName,
    /// Its format.
    pub format: Format,
    /// Bytes.
    pub size: u64,
    /// Of its content; the ETag.
    pub sha256: Vec<u8>,
}

/// An affiliate reads no files of notes.
fn visible(scope: &TicketScope) -> &'static str {
    if scope.is_affiliate() { " AND g.kind <> 'note'" } else { "" }
}

/// Finds a file within the acting person's scope.
pub fn find(cx: &mut Cx<'_, '_>, id: AttachmentId) -> Result<Served, Error> {
    let scope = TicketScope::of(cx)?;
    let (condition, owner) = scope.condition();
    let visible = visible(&scope);
    let sql = format!(
        "SELECT f.storage_key, f.name, f.format, f.size, f.sha256 FROM attachments f
         JOIN messages g ON g.id = f.message_id
         JOIN tickets t ON t.id = g.ticket_id
         WHERE {condition} AND f.id = $2{visible}"
    );
    let row = cx.tx.query_opt(&sql, &[&owner, &id], |row| {
        Ok((
            row.get::<String>(0)?,
            row.get::<String>(1)?,
            row.get::<String>(2)?,
            row.get::<i64>(3)?,
            row.get::<Vec<u8>>(4)?,
        ))
    })?;
    let (key, name, format, size, sha256) = row.ok_or(Error::NotFound)?;
    Ok(Served {
        key: stored_key(&key)?,
        name: FileName::clean(&name),
        format: stored_format(&format)?,
        size: u64::try_from(size).unwrap_or(0),
        sha256,
    })
}

/// The files of a ticket that the scope let through, with the messages that they belong to.
pub(crate) fn of_ticket(
    cx: &mut Cx<'_, '_>,
    scope: &TicketScope,
    ticket: TicketId,
) -> Result<Vec<(MessageId, File)>, Error> {
    let visible = visible(scope);
    let sql = format!(
        "SELECT f.message_id, f.id, f.name, f.format, f.size, f.width, f.height,
                p.state, p.width, p.height, p.animated
         FROM messages g
         JOIN attachments f ON f.message_id = g.id
         LEFT JOIN thumbnails p ON p.attachment_id = f.id
         WHERE g.ticket_id = $1{visible} ORDER BY f.id"
    );
    let rows = cx.tx.query(&sql, &[&ticket], |row| {
        Ok((
            row.get::<MessageId>(0)?,
            row.get::<AttachmentId>(1)?,
            row.get::<String>(2)?,
            row.get::<String>(3)?,
            row.get::<i64>(4)?,
            (row.get::<Option<i64>>(5)?, row.get::<Option<i64>>(6)?),
            (row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?),
        ))
    })?;
    rows.into_iter()
        .map(|(message, id, name, format, size, dimensions, small)| {
            let format = stored_format(&format)?;
            let file = File {
                id,
                name,
                format,
                size: u64::try_from(size).unwrap_or(0),
                dimensions: stored_dimensions(dimensions),
                thumbnail: thumbnail::shown(format, small),
            };
            Ok((message, file))
        })
        .collect()
}
