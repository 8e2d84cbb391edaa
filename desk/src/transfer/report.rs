//! What is said of a file: to whom brought it, and to nobody else.

use super::staging::{of_json, public_access};
use super::{Action, Failure, Fault, ImportId, State, Subject};
use crate::clock::Timestamp;
use crate::cx::{Actor, Cx};
use crate::error::Error;
use crate::offers::PublicAccess;
use crate::people::UserId;

/// A file that was brought.
#[derive(Clone, Debug)]
pub struct Import {
    /// The file.
    pub id: ImportId,
    /// What it holds.
    pub subject: Subject,
    /// What it is called.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// Rows that make something new.
    pub creates: i64,
    /// Rows that change something.
    pub updates: i64,
    /// Rows that say what is stored.
    pub unchanged: i64,
    /// Rows with something wrong.
    pub errors: i64,
    /// Offers by which affiliates would lose access.
    pub concerned_offers: i64,
    /// How many affiliates, all these offers together.
    pub concerned: i64,
    /// What was said to become of them.
    pub public_access: Option<PublicAccess>,
    /// Why it could not be applied.
    pub failure: Option<Failure>,
    /// How many rows are applied so far.
    pub done: i64,
    /// When it was brought.
    pub created: Timestamp,
}

impl Import {
    /// Whether it can be applied.
    pub fn is_ready(&self) -> bool {
        self.state == State::Checked && self.errors == 0 && self.to_apply() > 0
    }

    /// How many rows there are to apply.
    pub fn to_apply(&self) -> i64 {
        self.creates + self.updates
    }

    /// How many rows it has.
    pub fn rows(&self) -> i64 {
        self.to_apply() + self.unchanged + self.errors
    }
}

/// A file that the acting person, or the desk itself, brought.
pub fn find(cx: &mut Cx<'_, '_>, id: ImportId) -> Result<Import, Error> {
    if cx.actor == Actor::Anonymous {
        return Err(Error::SignedOut);
    }
    let (import, user) = load(cx, id)?;
    let own = cx.actor == Actor::System || (user.is_some() && user == cx.actor.user());
    if !own || super::staging::may_import(cx, import.subject).is_err() {
        return Err(Error::NotFound);
    }
    let sql = "SELECT done FROM import_progress WHERE import_id = $1";
    let noted = cx.tx.query_opt(sql, &[&id], |row| row.get(0))?.unwrap_or(0);
    Ok(Import { done: cx.app.imports.done(id).max(noted), ..import })
}

/// Reads a file's row, whoever asks, and who brought it. One past its time is not there, whether it is swept or not. How far it is applied stands elsewhere, and is no business of
/// the transaction that applies it.
pub(super) fn load(cx: &mut Cx<'_, '_>, id: ImportId) -> Result<(Import, Option<UserId>), Error> {
    let found = cx.tx.query_opt(
        "SELECT subject, name, state, creates, updates, unchanged, errors, concerned_offers, concerned, public_access,
                failure, created_at, user_id
         FROM imports WHERE id = $1 AND (expires_at >= $2 OR state = $3)",
        &[&id, &cx.now, &State::Applying],
        |row| {
            let import = Import {
                id,
                subject: row.get(0)?,
                name: row.get(1)?,
                state: row.get(2)?,
                creates: row.get(3)?,
                updates: row.get(4)?,
                unchanged: row.get(5)?,
                errors: row.get(6)?,
                concerned_offers: row.get(7)?,
                concerned: row.get(8)?,
                public_access: public_access(&row.get::<String>(9)?),
                failure: None,
                done: 0,
                created: row.get(11)?,
            };
            Ok((import, row.get::<String>(10)?, row.get(12)?))
        },
    )?;
    let (mut import, failure, user) = found.ok_or(Error::NotFound)?;
    if !failure.is_empty() {
        import.failure = Some(of_json(&failure)?);
    }
    Ok((import, user))
}

/// A row of the report.
#[derive(Clone, Debug)]
pub struct ReportRow {
    /// Its number in the file.
    pub number: i64,
    /// What becomes of it.
    pub action: Action,
    /// Its number in another system.
    pub external_id: String,
    /// What it changes.
    pub target: Option<i64>,
    /// What it is called.
    pub name: String,
    /// The columns that say something else than what is stored.
    pub changed: Vec<String>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// How many affiliates would lose access by it.
    pub concerned: i64,
}

/// Rows of a file's report, from a number on; of one action, or of all.
pub fn rows(
    cx: &mut Cx<'_, '_>,
    id: ImportId,
    action: Option<Action>,
    after: i64,
    limit: i64,
) -> Result<Vec<ReportRow>, Error> {
    find(cx, id)?;
    let mut narrow = crate::keyset::Narrow::to("import_id = $1", id);
    narrow.equal("action", action);
    let (after, limit) = (narrow.bind(after), narrow.bind(limit));
    narrow.and(&format!("number > ${after}"));
    let sql = format!(
        "SELECT number, action, external_id, target, name, concerned, changed, faults
         FROM import_rows WHERE {} ORDER BY number LIMIT ${limit}",
        narrow.sql()
    );
    let found = cx.tx.query(&sql, &narrow.params(), |row| {
        let report = ReportRow {
            number: row.get(0)?,
            action: row.get(1)?,
            external_id: row.get(2)?,
            target: row.get(3)?,
            name: row.get(4)?,
            changed: Vec::new(),
            faults: Vec::new(),
            concerned: row.get(5)?,
        };
        Ok((report, row.get::<String>(6)?, row.get::<String>(7)?))
    })?;
    let whole = |(row, changed, faults): (ReportRow, String, String)| {
        Ok(ReportRow { changed: of_json(&changed)?, faults: of_json(&faults)?, ..row })
    };
    found.into_iter().map(whole).collect()
}
