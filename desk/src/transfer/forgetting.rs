//! Forgetting files. A file may have a million rows, so it is marked first, by which nobody finds it any more, and its rows
//! go a few at a time. What is marked and not gone when the process ends is swept.

use super::{ImportId, State, report};
use crate::app::{App, Credential};
use crate::cx::Cx;
use crate::error::Error;

/// Rows that go in one transaction.
const BATCH: i64 = 1_000;

/// So many times that while somebody waits.
const AT_ONCE: usize = 10;

/// Files that are looked up at once.
const FILES: i64 = 100;

/// Forgets a file that nobody needs any more. One that is being applied stays.
pub async fn forget(app: &App, who: &Credential, id: ImportId) -> Result<(), Error> {
    let marked = app.write(who, move |cx| {
        report::find(cx, id)?;
        expire(cx, id)
    });
    if marked.await? { remove(app, id).await } else { Ok(()) }
}

/// Marks a file as past its time. Gives whether it is: one that is being applied is not.
pub(super) fn expire(cx: &mut Cx<'_, '_>, id: ImportId) -> Result<bool, Error> {
    let sql = "UPDATE imports SET expires_at = 0 WHERE id = $1 AND state <> $2";
    Ok(cx.tx.execute(sql, &[&id, &State::Applying])? > 0)
}

/// Removes a file that nobody finds any more.
pub(super) async fn remove(app: &App, id: ImportId) -> Result<(), Error> {
    while !app.write(&Credential::System, move |cx| remove_some(cx, id)).await? {}
    Ok(())
}

/// Removes a file if that is soon done; a long one is left to be swept, because somebody waits.
pub(super) async fn remove_short(app: &App, id: ImportId) -> Result<(), Error> {
    for _ in 0..AT_ONCE {
        if app.write(&Credential::System, move |cx| remove_some(cx, id)).await? {
            break;
        }
    }
    Ok(())
}

/// Gives whether that was all.
fn remove_some(cx: &mut Cx<'_, '_>, id: ImportId) -> Result<bool, Error> {
    let sql = "DELETE FROM import_rows WHERE import_id = $1 AND number IN (
                   SELECT number FROM import_rows WHERE import_id = $1 ORDER BY number LIMIT $2)";
    let all = cx.tx.execute(sql, &[&id, &BATCH])? < u64::try_from(BATCH).unwrap_or(u64::MAX);
    if all {
        cx.tx.execute("DELETE FROM imports WHERE id = $1", &[&id])?;
    }
    Ok(all)
}

/// Forgets files past their time. Gives how many.
pub(crate) async fn sweep(app: &App) -> Result<u64, Error> {
    let mut swept = 0;
    loop {
        let files = app.read(&Credential::System, due).await?;
        if files.is_empty() {
            return Ok(swept);
        }
        for id in files {
            remove(app, id).await?;
            swept += 1;
        }
    }
}

/// Files past their time; one that is being applied a day later, when nobody can be at it any more.
fn due(cx: &mut Cx<'_, '_>) -> Result<Vec<ImportId>, Error> {
    let long_past = cx.now.minus(cx.settings().staged_lifetime);
    let sql = "SELECT id FROM imports WHERE expires_at < $1 AND (state <> $2 OR expires_at < $3)
               ORDER BY expires_at LIMIT $4";
    Ok(cx.tx.query(sql, &[&cx.now, &State::Applying, &long_past, &FILES], |row| row.get(0))?)
}
