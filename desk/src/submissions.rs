//! Submission ids: every form carries one, and the same one with the same content gives the first result again.

use std::fmt;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::cx::Cx;
use crate::error::{Conflict, Error};
use crate::news::PostId;
use crate::people::UserId;
use crate::random::Random;
use crate::tickets::{MessageId, TicketId};

/// The id of one sending of one form, made when the form is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SubmissionId(Uuid);

impl SubmissionId {
    /// An id for a form that is about to be shown.
    pub fn new(random: &Random) -> Self {
        Self::from_random(random.bytes())
    }

    /// An id of these random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }
}

impl fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for SubmissionId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Uuid::try_parse(text).map(Self).map_err(|_| ())
    }
}

impl From<SubmissionId> for String {
    fn from(id: SubmissionId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for SubmissionId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|()| "not a submission id")
    }
}

/// What a form said, digested; two sendings are the same when their digests are.
pub(crate) struct Content(Sha256);

impl Content {
    /// Starts with what kind of form it is.
    pub(crate) fn of(form: &str) -> Self {
        Self(Sha256::new()).with(form)
    }

    /// Adds one part; parts cannot run into each other.
    #[must_use]
    pub(crate) fn with(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    fn digest(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}

/// What a form led to, and the table that remembers it.
pub(crate) trait Outcome: Clone {
    /// Finds the digest, then the outcome, of the form `$2` of the user `$1`.
    const FIND: &'static str;
    /// Reads the outcome.
    fn read(row: &db::Row<'_>) -> Result<Self, db::Error>;
    /// Notes the outcome of a form.
    fn keep(&self, cx: &mut Cx<'_, '_>, user: UserId, id: &str, digest: &[u8]) -> Result<(), Error>;
}

/// What a form about tickets led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TicketOutcome {
    pub(crate) ticket: TicketId,
    pub(crate) message: MessageId,
}

impl Outcome for TicketOutcome {
    const FIND: &'static str =
        "SELECT content_hash, ticket_id, message_id FROM submissions WHERE user_id = $1 AND id = $2";

    fn read(row: &db::Row<'_>) -> Result<Self, db::Error> {
        Ok(Self { ticket: row.get(1)?, message: row.get(2)? })
    }

    fn keep(&self, cx: &mut Cx<'_, '_>, user: UserId, id: &str, digest: &[u8]) -> Result<(), Error> {
        cx.tx.execute(
            "INSERT INTO submissions (user_id, id, content_hash, ticket_id, message_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
            &[&user, &id, &digest, &self.ticket, &self.message, &cx.now],
        )?;
        Ok(())
    }
}

/// A form about the news led to its post.
impl Outcome for PostId {
    const FIND: &'static str =
        "SELECT content_hash, post_id FROM news_submissions WHERE user_id = $1 AND id = $2";

    fn read(row: &db::Row<'_>) -> Result<Self, db::Error> {
        row.get(1)
    }

    fn keep(&self, cx: &mut Cx<'_, '_>, user: UserId, id: &str, digest: &[u8]) -> Result<(), Error> {
        cx.tx.execute(
            "INSERT INTO news_submissions (user_id, id, content_hash, post_id, created_at)
             VALUES ($1, $2, $3, $4, $5)",
            &[&user, &id, &digest, self, &cx.now],
        )?;
        Ok(())
    }
}

/// A form led to something that has no table of its own to remember it: kept as JSON.
#[derive(Clone, Debug)]
struct Json(String);

impl Json {
    fn of(result: &impl Serialize) -> Result<Self, Error> {
        let text = serde_json::to_string(result);
        text.map(Self).map_err(|error| Error::Damaged(format!("a result that cannot be written: {error}")))
    }

    fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.0)
            .map_err(|error| Error::Damaged(format!("the result of a form: {error}")))
    }
}

impl Outcome for Json {
    const FIND: &'static str = "SELECT content_hash, result FROM form_results WHERE user_id = $1 AND id = $2";

    fn read(row: &db::Row<'_>) -> Result<Self, db::Error> {
        row.get(1).map(Self)
    }

    fn keep(&self, cx: &mut Cx<'_, '_>, user: UserId, id: &str, digest: &[u8]) -> Result<(), Error> {
        cx.tx.execute(
            "INSERT INTO form_results (user_id, id, content_hash, result, created_at) VALUES ($1, $2, $3, $4, $5)",
            &[&user, &id, &digest, &self.0, &cx.now],
        )?;
        Ok(())
    }
}

/// Runs `act` unless this submission was made before: then gives the first outcome, if the content is the same, or the
/// conflict. Write transactions are serializable, so of two that run at once one sees the other's row.
pub(crate) fn once<O: Outcome>(
    cx: &mut Cx<'_, '_>,
    id: SubmissionId,
    content: Content,
    act: impl FnOnce(&mut Cx<'_, '_>) -> Result<O, Error>,
) -> Result<O, Error> {
    let user = cx.user()?;
    let id = id.to_string();
    let digest = content.digest();
    let earlier =
        cx.tx.query_opt(O::FIND, &[&user, &id], |row| Ok((row.get::<Vec<u8>>(0)?, O::read(row)?)))?;
    match earlier {
        Some((hash, outcome)) if hash == digest => return Ok(outcome),
        Some(_) => return Err(Conflict::FormReused.into()),
        None => {}
    }
    let outcome = act(cx)?;
    outcome.keep(cx, user, &id, &digest)?;
    Ok(outcome)
}

/// The same for an outcome that has no table of its own to remember it.
pub(crate) fn once_kept<T: Serialize + DeserializeOwned>(
    cx: &mut Cx<'_, '_>,
    id: SubmissionId,
    content: Content,
    act: impl FnOnce(&mut Cx<'_, '_>) -> Result<T, Error>,
) -> Result<T, Error> {
    once(cx, id, content, |cx| Json::of(&act(cx)?))?.read()
}

/// Whether a form with this id was sent.
pub(crate) fn is_used(cx: &mut Cx<'_, '_>, user: UserId, id: SubmissionId) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM submissions WHERE user_id = $1 AND id = $2
               UNION ALL SELECT 1 FROM news_submissions WHERE user_id = $1 AND id = $2
               UNION ALL SELECT 1 FROM form_results WHERE user_id = $1 AND id = $2";
    Ok(cx.tx.query_opt(sql, &[&user, &id.to_string()], |_| Ok(()))?.is_some())
}

/// Forgets submissions that nobody will send again.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let past = cx.now.minus(cx.settings().submission_lifetime);
    let tickets = cx.tx.execute("DELETE FROM submissions WHERE created_at < $1", &[&past])?;
    let news = cx.tx.execute("DELETE FROM news_submissions WHERE created_at < $1", &[&past])?;
    Ok(tickets + news + cx.tx.execute("DELETE FROM form_results WHERE created_at < $1", &[&past])?)
}
