//! What would become of a row.

use super::{Action, Cells, Fault, Row, Subject, Wrong};
use crate::cx::Cx;
use crate::error::{Error, FieldError};
use crate::offers;
use crate::people;

/// What would become of a row.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) action: Action,
    /// What it changes, and at which version of it; none for something new.
    pub(crate) target: Option<(i64, i64)>,
    /// What the report calls it.
    pub(crate) name: String,
    /// The columns that say something else than what is stored.
    pub(crate) changed: Vec<&'static str>,
    pub(crate) faults: Vec<Fault>,
    /// How many affiliates would lose access by it.
    pub(crate) concerned: i64,
}

impl Planned {
    /// A row with something wrong.
    pub(crate) fn wrong(name: &str, faults: Vec<Fault>) -> Self {
        let (target, changed) = (None, Vec::new());
        Self { action: Action::Error, target, name: name.to_owned(), changed, faults, concerned: 0 }
    }

    /// The same for what is wrong with fields.
    pub(crate) fn invalid(name: &str, errors: Vec<FieldError>) -> Self {
        let faults = errors
            .into_iter()
            .map(|error| Fault { column: error.field.to_owned(), wrong: Wrong::Field(error.problem) });
        Self::wrong(name, faults.collect())
    }

    /// Something new.
    pub(crate) fn create(name: &str) -> Self {
        Self { action: Action::Create, ..Self::wrong(name, Vec::new()) }
    }

    /// A change of what is there, if it is one.
    pub(crate) fn update(name: &str, target: (i64, i64), changed: Vec<&'static str>, concerned: i64) -> Self {
        let action = if changed.is_empty() { Action::Unchanged } else { Action::Update };
        let target = Some(target);
        Self { action, target, changed, concerned, ..Self::wrong(name, Vec::new()) }
    }
}

/// What a row is about: by its ID, or else by its number elsewhere.
pub(crate) enum Target {
    /// What is stored.
    Stored(i64),
    /// Something new.
    New,
    /// It says an ID that is nobody's.
    Nobody(Fault),
}

impl Target {
    /// Reads a row's; `by_id` and `by_external_id` look it up.
    pub(crate) fn of(
        cx: &mut Cx<'_, '_>,
        cells: &Cells,
        by_id: impl FnOnce(&mut Cx<'_, '_>, i64) -> Result<bool, Error>,
        by_external_id: impl FnOnce(&mut Cx<'_, '_>, &str) -> Result<Option<i64>, Error>,
    ) -> Result<Self, Error> {
        if let Some(id) = cells.said("id") {
            return Ok(match id.parse::<i64>() {
                Ok(id) if id > 0 && by_id(cx, id)? => Self::Stored(id),
                _ => Self::Nobody(Fault { column: "id".to_owned(), wrong: Wrong::NoSuchId }),
            });
        }
        let external = external_id(cells);
        if external.is_empty() {
            return Ok(Self::New);
        }
        Ok(by_external_id(cx, &external)?.map_or(Self::New, Self::Stored))
    }
}

/// What would become of a row.
pub(super) fn plan(cx: &mut Cx<'_, '_>, subject: Subject, row: &Row) -> Result<Planned, Error> {
    let column = match subject {
        Subject::Offers => "title",
        Subject::Affiliates => "name",
    };
    let name = row.cells.said(column).unwrap_or("");
    if !row.faults.is_empty() {
        return Ok(Planned::wrong(name, row.faults.clone()));
    }
    match subject {
        Subject::Offers => offers::plan_row(cx, name, &row.cells),
        Subject::Affiliates => people::plan_row(cx, name, &row.cells),
    }
}

/// The number elsewhere, as it would be stored: by it a thing is found again, and a file may not say it twice. What cannot
/// be one is none.
pub(super) fn external_id(cells: &Cells) -> String {
    crate::text::line(cells.said("external_id").unwrap_or(""), 0, 100).unwrap_or_default()
}

/// What cannot be stored on both engines is no reason to lose the report.
pub(super) fn storable(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(200).collect()
}

/// The fault of a row that says the same as an earlier one.
pub(super) fn twice(column: &str, number: i64) -> Fault {
    Fault { column: column.to_owned(), wrong: Wrong::Twice { number } }
}
