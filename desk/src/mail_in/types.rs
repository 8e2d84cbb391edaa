//! What the courier read.

use crate::inbound::{Outcome, RefusedFile};

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
