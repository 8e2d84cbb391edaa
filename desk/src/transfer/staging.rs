//! The rows of a file between its reading and its end.

use super::plan::{self, Planned};
use super::{Action, Failure, ImportId, Row, State, Subject};
use crate::cx::{Actor, Cx};
use crate::error::Error;
use crate::offers::PublicAccess;

/// Files that one person may have waiting: of more, the oldest goes.
const MOST: usize = 5;

/// Whether the acting person may import, or the desk itself: offers those who edit them, affiliates those who make them.
pub fn may_import(cx: &Cx<'_, '_>, subject: Subject) -> Result<(), Error> {
    match (&cx.actor, subject) {
        (Actor::System, _) => Ok(()),
        (_, Subject::Offers) => cx.staff().map(drop),
        (_, Subject::Affiliates) => cx.lead().map(drop),
    }
}

/// Begins with a file.
pub(super) fn begin(cx: &mut Cx<'_, '_>, subject: Subject, name: &str) -> Result<ImportId, Error> {
    may_import(cx, subject)?;
    let (user, name) = (cx.actor.user(), plan::storable(name));
    if let Some(user) = user {
        let kept = "SELECT id FROM imports WHERE user_id = $1 ORDER BY id DESC LIMIT 20";
        let kept: Vec<ImportId> = cx.tx.query(kept, &[&user], |row| row.get(0))?;
        if let Some(oldest) = kept.get(MOST - 1) {
            let sql = "DELETE FROM imports WHERE user_id = $1 AND id <= $2 AND state <> 'applying'";
            cx.tx.execute(sql, &[&user, oldest])?;
        }
    }
    let expires = cx.now.plus(cx.settings().staged_lifetime);
    Ok(cx.tx.query_one(
        "INSERT INTO imports (user_id, subject, name, state, creates, updates, unchanged, errors, concerned_offers,
                              concerned, public_access, failure, created_at, expires_at)
         VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 0, 0, '', '', $5, $6) RETURNING id",
        &[&user, &subject, &name, &State::Reading, &cx.now, &expires],
        |row| row.get(0),
    )?)
}

/// How many rows became what, and whom they concern.
#[derive(Debug, Default)]
struct Counts {
    creates: i64,
    updates: i64,
    unchanged: i64,
    errors: i64,
    concerned_offers: i64,
    concerned: i64,
}

impl Counts {
    fn add(&mut self, planned: &Planned) {
        match planned.action {
            Action::Create => self.creates += 1,
            Action::Update => self.updates += 1,
            Action::Unchanged => self.unchanged += 1,
            Action::Error => self.errors += 1,
        }
        self.concerned_offers += i64::from(planned.concerned > 0);
        self.concerned += planned.concerned;
    }
}

/// Checks rows and keeps them.
pub(super) fn stage(cx: &mut Cx<'_, '_>, id: ImportId, subject: Subject, rows: &[Row]) -> Result<(), Error> {
    may_import(cx, subject)?;
    let mut counts = Counts::default();
    for row in rows {
        let mut planned = plan::plan(cx, subject, row)?;
        let external_id = plan::external_id(&row.cells);
        let target = planned.target.map(|(target, _)| target);
        if planned.action != Action::Error
            && let Some((column, number)) = earlier(cx, id, &external_id, target)?
        {
            planned = Planned::wrong(&planned.name, vec![plan::twice(column, number)]);
        }
        counts.add(&planned);
        keep(cx, id, row, &planned, (&external_id, target))?;
    }
    let changed = cx.tx.execute(
        "UPDATE imports SET creates = creates + $1, updates = updates + $2, unchanged = unchanged + $3,
                errors = errors + $4, concerned_offers = concerned_offers + $5, concerned = concerned + $6
         WHERE id = $7 AND state = $8",
        &[
            &counts.creates,
            &counts.updates,
            &counts.unchanged,
            &counts.errors,
            &counts.concerned_offers,
            &counts.concerned,
            &id,
            &State::Reading,
        ],
    )?;
    // It was pushed out by newer ones of the same person.
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// An earlier row of the file about the same thing, and by which column that is seen.
fn earlier(
    cx: &mut Cx<'_, '_>,
    id: ImportId,
    external_id: &str,
    target: Option<i64>,
) -> Result<Option<(&'static str, i64)>, Error> {
    // Without an order they would be read from the first row on, each time.
    if !external_id.is_empty() {
        let sql =
            "SELECT number FROM import_rows WHERE import_id = $1 AND external_id = $2 AND external_id <> ''
                   ORDER BY external_id, number LIMIT 1";
        if let Some(number) = cx.tx.query_opt(sql, &[&id, &external_id], |row| row.get(0))? {
            return Ok(Some(("external_id", number)));
        }
    }
    let Some(target) = target else { return Ok(None) };
    let sql =
        "SELECT number FROM import_rows WHERE import_id = $1 AND target = $2 ORDER BY target, number LIMIT 1";
    let number = cx.tx.query_opt(sql, &[&id, &target], |row| row.get(0))?;
    Ok(number.map(|number| ("id", number)))
}

fn keep(
    cx: &mut Cx<'_, '_>,
    id: ImportId,
    row: &Row,
    planned: &Planned,
    (external_id, target): (&str, Option<i64>),
) -> Result<(), Error> {
    let version = planned.target.map_or(0, |(_, version)| version);
    // What is not applied need not be kept.
    let cells = match planned.action {
        Action::Create | Action::Update => json(&row.cells)?,
        Action::Unchanged | Action::Error => String::new(),
    };
    cx.tx.execute(
        "INSERT INTO import_rows (import_id, number, action, external_id, target, version, name, cells, changed, faults,
                                  concerned)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &id, &row.number, &planned.action, &external_id, &target, &version, &plan::storable(&planned.name), &cells,
            &json(&planned.changed)?, &json(&planned.faults)?, &planned.concerned,
        ],
    )?;
    Ok(())
}

pub(super) fn json(what: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(what)
        .map_err(|error| Error::Damaged(format!("a row of an import that cannot be written: {error}")))
}

pub(super) fn of_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Damaged(format!("a row of an import: {error}")))
}

/// Ends the reading of a file.
pub(super) fn finish(cx: &mut Cx<'_, '_>, id: ImportId) -> Result<(), Error> {
    let sql = "UPDATE imports SET state = $1 WHERE id = $2 AND state = $3";
    let ended = cx.tx.execute(sql, &[&State::Checked, &id, &State::Reading])?;
    if ended == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Notes why a file could not be applied.
pub(super) fn fail(cx: &mut Cx<'_, '_>, id: ImportId, failure: Failure) -> Result<(), Error> {
    let sql = "UPDATE imports SET state = $1, failure = $2 WHERE id = $3 AND state = $4";
    cx.tx.execute(sql, &[&State::Failed, &json(&failure)?, &id, &State::Applying])?;
    Ok(())
}

/// What was said to become of access.
pub(super) fn public_access(text: &str) -> Option<PublicAccess> {
    text.parse().ok()
}

/// Forgets files past their time; one that is being applied a day later, when nobody can be at it any more.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let long_past = cx.now.minus(cx.settings().staged_lifetime);
    let sql = "DELETE FROM imports WHERE expires_at < $1 AND (state <> $2 OR expires_at < $3)";
    Ok(cx.tx.execute(sql, &[&cx.now, &State::Applying, &long_past])?)
}
