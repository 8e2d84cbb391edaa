//! Submission ids: every form carries one, and the same one with the same content gives the first result again.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::cx::Cx;
use crate::error::{Conflict, Error};
use crate::random::Random;
use crate::tickets::{MessageId, TicketId};

/// The id of one sending of one form, made when the form is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What a form led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) ticket: TicketId,
    pub(crate) message: MessageId,
}

/// Runs `act` unless this submission was made before: then gives the first outcome, if the content is the same, or the
/// conflict. Write transactions are serializable, so of two that run at once one sees the other's row.
pub(crate) fn once(
    cx: &mut Cx<'_, '_>,
    id: SubmissionId,
    content: Content,
    act: impl FnOnce(&mut Cx<'_, '_>) -> Result<Outcome, Error>,
) -> Result<Outcome, Error> {
    let user = cx.user()?;
    let id = id.to_string();
    let digest = content.digest();
    let earlier = cx.tx.query_opt(
        "SELECT content_hash, ticket_id, message_id FROM submissions WHERE user_id = $1 AND id = $2",
        &[&user, &id],
        |row| Ok((row.get::<Vec<u8>>(0)?, Outcome { ticket: row.get(1)?, message: row.get(2)? })),
    )?;
    match earlier {
        Some((hash, outcome)) if hash == digest => return Ok(outcome),
        Some(_) => return Err(Conflict::FormReused.into()),
        None => {}
    }
    let outcome = act(cx)?;
    cx.tx.execute(
        "INSERT INTO submissions (user_id, id, content_hash, ticket_id, message_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        &[&user, &id, &digest, &outcome.ticket, &outcome.message, &cx.now],
    )?;
    Ok(outcome)
}

/// Forgets submissions that nobody will send again.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let past = cx.now.minus(cx.settings().submission_lifetime);
    Ok(cx.tx.execute("DELETE FROM submissions WHERE created_at < $1", &[&past])?)
}
