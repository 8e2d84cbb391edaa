//! What the courier read, and what can become of it.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A mail, as far as it was read and before anything of it is believed.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    /// A digest of its Message-ID, or of the whole where it has none.
    pub digest: [u8; 32],
    /// The address that it says it comes from; empty when it says none.
    pub sender: String,
    /// Every address that it says it went to, those of the envelope first.
    pub recipients: Vec<String>,
    /// Why it is no person's answer, if it is none.
    pub automatic: Option<Automatic>,
    /// Why it was not read, if it was not.
    pub trouble: Option<Trouble>,
    /// What was written.
    pub text: String,
    /// What stands below: the quoted notice, the signature.
    pub quoted: String,
    /// Names of files that were not taken, and why.
    pub refused: Vec<RefusedFile>,
}

db::text_enum! {
    /// What sends mails without a person.
    pub enum Automatic {
        /// A machine answers: away from the desk, received with thanks.
        Reply = "reply",
        /// A mail server says that something could not be delivered.
        Bounce = "bounce",
        /// A mailing list or a mass mailing.
        Bulk = "bulk",
        /// It is one of ours that came back.
        Own = "own",
    }
}

/// Why a mail was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// More bytes than are taken.
    TooLarge,
    /// It is no mail, or made of more parts than any person's.
    Unreadable,
}

db::text_enum! {
    /// What became of a mail. Everything but [`Outcome::Accepted`] left the ticket as it was.
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

impl From<Automatic> for Outcome {
    fn from(automatic: Automatic) -> Self {
        match automatic {
            Automatic::Reply => Self::Automatic,
            Automatic::Bounce => Self::Bounce,
            Automatic::Bulk => Self::Bulk,
            Automatic::Own => Self::Own,
        }
    }
}

impl From<Trouble> for Outcome {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::TooLarge => Self::TooLarge,
            Trouble::Unreadable => Self::Unreadable,
        }
    }
}

/// A file of a mail that was not taken. The rest of the mail was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedFile {
    /// Its name, cleaned.
    pub name: String,
    /// Why.
    pub why: WhyRefused,
}

/// Why a file of a mail was not taken.
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
