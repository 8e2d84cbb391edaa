//! The rows of a file between its reading and its end.

use super::plan::{self, Planned};
use super::{Action, Failure, Fault, ImportId, Row, State, Subject, forgetting, report};
use crate::cx::{Actor, Cx};
use crate::error::{Conflict, Error};
use crate::offers::PublicAccess;

/// Files that one person may have waiting: of more, the oldest goes.
const MOST: usize = 5;

/// Faults of one row that are kept: an object of a megabyte has room for a hundred thousand.
const MOST_FAULTS: usize = 20;

/// Whether the acting person may import, or the desk itself: offers those who edit them, affiliates those who make them.
pub fn may_import(cx: &Cx<'_, '_>, subject: Subject) -> Result<(), Error> {
    match (&cx.actor, subject) {
        (Actor::System, _) => Ok(()),
        (_, Subject::Offers) => cx.staff().map(drop),
        (_, Subject::Affiliates) => cx.lead().map(drop),
    }
}

/// Begins with a file. Gives it, and which older ones of the same person it pushes out: those are marked, and nobody finds
/// them any more.
pub(super) fn begin(
    cx: &mut Cx<'_, '_>,
    subject: Subject,
    name: &str,
) -> Result<(ImportId, Vec<ImportId>), Error> {
    may_import(cx, subject)?;
    let (user, name) = (cx.actor.user(), plan::storable(name));
    let mut pushed_out = Vec::new();
    if let Some(user) = user {
        let sql = "SELECT id FROM imports WHERE user_id = $1 AND state <> $2 AND expires_at >= $3
                   ORDER BY id DESC LIMIT 20";
        let waiting: Vec<ImportId> =
            cx.tx.query(sql, &[&user, &State::Applying, &cx.now], |row| row.get(0))?;
        pushed_out.extend(waiting.into_iter().skip(MOST - 1));
        for oldest in &pushed_out {
            forgetting::expire(cx, *oldest)?;
        }
    }
    let expires = cx.now.plus(cx.settings().staged_lifetime);
    let id = cx.tx.query_one(
        "INSERT INTO imports (user_id, subject, name, state, creates, updates, unchanged, errors, concerned_offers,
                              concerned, public_access, failure, created_at, expires_at)
         VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 0, 0, '', '', $5, $6) RETURNING id",
        &[&user, &subject, &name, &State::Reading, &cx.now, &expires],
        |row| row.get(0),
    )?;
    Ok((id, pushed_out))
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

/// Whether more of a file is wanted: newer ones may have pushed it out.
fn still_reading(cx: &mut Cx<'_, '_>, id: ImportId) -> Result<(), Error> {
    match report::load(cx, id) {
        Ok((import, _)) if import.state == State::Reading => Ok(()),
        Ok(_) | Err(Error::NotFound) => Err(Conflict::PushedOut.into()),
        Err(error) => Err(error),
    }
}

/// Checks rows and keeps them. Gives with how many of them something is wrong.
pub(super) fn stage(cx: &mut Cx<'_, '_>, id: ImportId, subject: Subject, rows: &[Row]) -> Result<i64, Error> {
    may_import(cx, subject)?;
    still_reading(cx, id)?;
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
    cx.tx.execute(
        "UPDATE imports SET creates = creates + $1, updates = updates + $2, unchanged = unchanged + $3,
                errors = errors + $4, concerned_offers = concerned_offers + $5, concerned = concerned + $6
         WHERE id = $7",
        &[
            &counts.creates,
            &counts.updates,
            &counts.unchanged,
            &counts.errors,
            &counts.concerned_offers,
            &counts.concerned,
            &id,
        ],
    )?;
    Ok(counts.errors)
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
    let faults: Vec<&Fault> = planned.faults.iter().take(MOST_FAULTS).collect();
    cx.tx.execute(
        "INSERT INTO import_rows (import_id, number, action, external_id, target, version, name, cells, changed, faults,
                                  concerned)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &[
            &id, &row.number, &planned.action, &external_id, &target, &version, &plan::storable(&planned.name), &cells,
            &json(&planned.changed)?, &json(&faults)?, &planned.concerned,
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
    still_reading(cx, id)?;
    cx.tx.execute("UPDATE imports SET state = $1 WHERE id = $2", &[&State::Checked, &id])?;
    Ok(())
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
