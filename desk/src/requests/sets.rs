//! Question sets: what request forms ask, shared by offers.

use super::questions::{self, Question, QuestionSetId};
use crate::audit;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::{Conflict, Error, FieldError, Problem};
use crate::offers;
use crate::text;

/// A question set in a list.
#[derive(Clone, Debug)]
pub struct QuestionSetRow {
    /// The set.
    pub id: QuestionSetId,
    /// What it is called, for staff.
    pub name: String,
    /// How many questions it has.
    pub questions: usize,
    /// How many offers ask them.
    pub offers: i64,
    /// When it was last changed.
    pub updated: Timestamp,
}

/// A question set.
#[derive(Clone, Debug)]
pub struct QuestionSet {
    /// What it is called, for staff.
    pub name: String,
    /// Its questions.
    pub questions: Vec<Question>,
    /// How many offers ask them.
    pub offers: i64,
    /// Counts up with every change.
    pub version: i64,
}

/// A question set to be stored.
#[derive(Clone, Debug)]
pub struct NewSet {
    name: String,
    questions: Vec<Question>,
}

impl NewSet {
    /// Reads the form.
    pub fn parse(name: &str, questions: &str) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut blame = |field, problem: Problem| errors.push(FieldError { field, problem });
        let name = text::line(name, 1, 100).map_err(|problem| blame("name", problem)).ok();
        let read = questions::parse(questions).map_err(|problem| blame("questions", problem)).ok();
        match (name, read) {
            (Some(name), Some(questions)) => Ok(Self { name, questions }),
            _ => Err(errors),
        }
    }
}

/// All question sets, by name.
pub fn sets(cx: &mut Cx<'_, '_>) -> Result<Vec<QuestionSetRow>, Error> {
    cx.staff()?;
    let rows = cx.tx.query(
        "SELECT s.id, s.name, s.questions, (SELECT COUNT(*) FROM offers o WHERE o.question_set_id = s.id), s.updated_at
         FROM question_sets s ORDER BY s.name_folded",
        &[],
        |row| {
            let found = QuestionSetRow {
                id: row.get(0)?,
                name: row.get(1)?,
                questions: 0,
                offers: row.get(3)?,
                updated: row.get(4)?,
            };
            Ok((found, row.get::<String>(2)?))
        },
    )?;
    let rows = rows.into_iter();
    rows.map(|(row, json)| Ok(QuestionSetRow { questions: read(row.id, &json)?.len(), ..row })).collect()
}

/// A question set, to be edited.
pub fn set(cx: &mut Cx<'_, '_>, id: QuestionSetId) -> Result<QuestionSet, Error> {
    cx.staff()?;
    let found = cx.tx.query_opt(
        "SELECT name, questions, version, (SELECT COUNT(*) FROM offers o WHERE o.question_set_id = s.id)
         FROM question_sets s WHERE id = $1",
        &[&id],
        |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get(2)?, row.get(3)?)),
    )?;
    let (name, json, version, offers) = found.ok_or(Error::NotFound)?;
    Ok(QuestionSet { name, questions: read(id, &json)?, offers, version })
}

fn read(id: QuestionSetId, json: &str) -> Result<Vec<Question>, Error> {
    serde_json::from_str(json).map_err(|error| Error::Damaged(format!("question set {id}: {error}")))
}

/// The questions of a set, whoever asks.
pub(super) fn questions_of(cx: &mut Cx<'_, '_>, id: QuestionSetId) -> Result<Vec<Question>, Error> {
    let sql = "SELECT questions FROM question_sets WHERE id = $1";
    let json = cx.tx.query_opt(sql, &[&id], |row| row.get::<String>(0))?;
    json.map_or(Ok(Vec::new()), |json| read(id, &json))
}

/// A lead stores a question set: a new one, or a change of the version that was looked at. Requests keep the questions that
/// they answered.
pub fn save_set(
    cx: &mut Cx<'_, '_>,
    id: Option<(QuestionSetId, i64)>,
    new: &NewSet,
) -> Result<QuestionSetId, Error> {
    cx.lead()?;
    let folded = text::fold(&new.name);
    let sql = "SELECT id FROM question_sets WHERE name_folded = $1";
    let same = cx.tx.query_opt(sql, &[&folded], |row| row.get::<QuestionSetId>(0))?;
    if same.is_some_and(|same| id.is_none_or(|(id, _)| id != same)) {
        return Err(Error::field("name", Problem::InUse));
    }
    let json = serde_json::to_string(&new.questions)
        .map_err(|error| Error::Damaged(format!("questions that cannot be written: {error}")))?;
    let id = match id {
        None => cx.tx.query_one(
            "INSERT INTO question_sets (name, name_folded, questions, updated_at, version)
             VALUES ($1, $2, $3, $4, 1) RETURNING id",
            &[&new.name, &folded, &json, &cx.now],
            |row| row.get(0),
        )?,
        Some((id, version)) => {
            if set(cx, id)?.version != version {
                return Err(Conflict::Changed.into());
            }
            cx.tx.execute(
                "UPDATE question_sets SET name = $1, name_folded = $2, questions = $3, updated_at = $4,
                        version = version + 1 WHERE id = $5",
                &[&new.name, &folded, &json, &cx.now, &id],
            )?;
            id
        }
    };
    note(cx, "questions.change", id, &new.name)?;
    Ok(id)
}

/// A lead removes a question set, at the version that was looked at. Its offers ask nothing from now on; requests keep the
/// questions that they answered.
pub fn remove_set(cx: &mut Cx<'_, '_>, id: QuestionSetId, version: i64) -> Result<(), Error> {
    cx.lead()?;
    let stored = set(cx, id)?;
    if stored.version != version {
        return Err(Conflict::Changed.into());
    }
    cx.tx.execute("DELETE FROM question_sets WHERE id = $1", &[&id])?;
    offers::tell_all(cx)?;
    note(cx, "questions.remove", id, &stored.name)
}

fn note(cx: &mut Cx<'_, '_>, action: &'static str, id: QuestionSetId, name: &str) -> Result<(), Error> {
    audit::note(cx, action, ("question_set", id.get()), &serde_json::json!({ "name": name }))
}
