//! Finding a ticket to go to, by its number or by words: what the command palette asks.

use super::{Status, TicketId, TicketScope, TicketType, search};
use crate::cx::Cx;
use crate::error::Error;

/// A ticket to go to.
#[derive(Clone, Debug)]
pub struct Jump {
    /// The ticket.
    pub id: TicketId,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub kind: TicketType,
    /// Opened or closed.
    pub status: Status,
    /// Whose it is.
    pub affiliate: String,
}

/// The tickets in the acting person's scope that `text` finds: the one with that number, then the last updated.
pub fn jump(cx: &mut Cx<'_, '_>, text: &str, most: i64) -> Result<Vec<Jump>, Error> {
    let scope = TicketScope::of(cx)?;
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let number = text.trim().trim_start_matches('#').parse().unwrap_or(0_i64);
    let found = search::matching(cx, &scope, text)?;
    let mut narrow = scope.narrow();
    narrow.among("t.id", Some(&found), cx.tx.engine());
    let (number, most) = (narrow.bind(number), narrow.bind(most));
    let sql = format!(
        "SELECT t.id, t.title, t.status, a.name, t.type FROM tickets t JOIN affiliates a ON a.id = t.affiliate_id
         WHERE {} ORDER BY CASE WHEN t.id = ${number} THEN 0 ELSE 1 END, t.updated_at DESC, t.id DESC LIMIT ${most}",
        narrow.sql()
    );
    Ok(cx.tx.query(&sql, &narrow.params(), |row| {
        Ok(Jump {
            id: row.get(0)?,
            title: row.get(1)?,
            status: row.get(2)?,
            affiliate: row.get(3)?,
            kind: row.get(4)?,
        })
    })?)
}
