//! What can become of an answer, and of its files.

use serde::{Deserialize, Serialize};

use crate::error::Error;

db::text_enum! {
    /// What became of an answer. Everything but [`Outcome::Accepted`] left the ticket as it was.
    pub enum Outcome {
        /// It is on the ticket.
        Accepted = "accepted",
        /// It came before.
        Duplicate = "duplicate",
        /// A machine wrote it; nobody answers a machine.
        Automatic = "automatic",
        /// It says that another mail could not be delivered.
        Bounce = "bounce",
        /// A mailing list or a mass mailing.
        Bulk = "bulk",
        /// One of ours that came back.
        Own = "own",
        /// No address on it is one that a notice carries.
        NotAnAnswer = "not_an_answer",
        /// The address was made up or changed.
        Forged = "forged",
        /// The notice is too old.
        Expired = "expired",
        /// It comes from another address than the notice went to.
        Foreign = "foreign",
        /// The person may not write on this ticket any more.
        NoAccess = "no_access",
        /// The ticket is closed, and comments do not reopen here.
        Closed = "closed",
        /// The person sent too many within the hour.
        TooMany = "too_many",
        /// Nothing was written above the quoted text.
        Empty = "empty",
        /// More text than a message holds.
        TooLong = "too_long",
        /// More bytes than are taken.
        TooLarge = "too_large",
        /// It could not be read.
        Unreadable = "unreadable",
    }
}

impl Outcome {
    /// Whether the person should know that what they wrote is not on the ticket. Machines and forgers are told nothing:
    /// the one would answer, the other would learn.
    pub fn is_told(self) -> bool {
        match self {
            Self::Expired
            | Self::Foreign
            | Self::NoAccess
            | Self::Closed
            | Self::TooMany
            | Self::Empty
            | Self::TooLong
            | Self::TooLarge
            | Self::Unreadable => true,
            Self::Accepted
            | Self::Duplicate
            | Self::Automatic
            | Self::Bounce
            | Self::Bulk
            | Self::Own
            | Self::NotAnAnswer
            | Self::Forged => false,
        }
    }
}

/// A file of an answer that was not taken. The rest of the answer was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedFile {
    /// Its name, cleaned.
    pub name: String,
    /// Why.
    pub why: WhyRefused,
}

/// Why a file of an answer was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyRefused {
    /// Its ending is not of a format that is taken.
    Ending,
    /// Its content is not what its ending says.
    Signature,
    /// It is empty.
    Empty,
    /// It has more bytes than are taken.
    TooLarge,
    /// There were as many as a message may have already.
    TooMany,
    /// It could not be fetched from where it was.
    Unavailable,
}

impl From<&files::Refusal> for WhyRefused {
    fn from(refusal: &files::Refusal) -> Self {
        match refusal {
            files::Refusal::Ending { .. } => Self::Ending,
            files::Refusal::Signature { .. } => Self::Signature,
            files::Refusal::Empty { .. } => Self::Empty,
            files::Refusal::TooLarge { .. } => Self::TooLarge,
            files::Refusal::TooMany { .. } => Self::TooMany,
        }
    }
}

/// The most files that the line on the ticket names.
const MOST_NAMED: usize = 20;

/// What the line about refused files keeps.
pub(crate) fn to_detail(refused: &[RefusedFile]) -> Result<String, Error> {
    serde_json::to_string(&refused[..refused.len().min(MOST_NAMED)])
        .map_err(|error| Error::Damaged(format!("names of files that cannot be written: {error}")))
}

/// The files that the line about them names ([`crate::tickets::Event::FilesRefused`]); what cannot be read names none.
pub fn refused_files(detail: &str) -> Vec<RefusedFile> {
    serde_json::from_str(detail).unwrap_or_default()
}
