//! What can go wrong in a use case. Each variant is something a person can act on; `web` turns it into a page.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Why a use case did nothing. When it is returned, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no session, or it has ended: sign in again.
    #[error("not signed in")]
    SignedOut,
    /// It does not exist, or the actor may not know that it does.
    #[error("not found")]
    NotFound,
    /// Fields that have to be mended; everything that was typed is still with the caller.
    #[error("{} field(s) need attention", .0.len())]
    Invalid(Vec<FieldError>),
    /// The state of things does not allow it (any more).
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// E-mail and password do not belong together, or the account is not there: the answer is the same.
    #[error("wrong e-mail or password")]
    WrongPassword,
    /// The password is right, and the account may not be used.
    #[error("the account is not active")]
    AccountOff,
    /// Too many attempts; one more is let through after this time.
    #[error("too many attempts; try again in {} s", .0.as_secs().max(1))]
    Throttled(Duration),
    /// Storage could not do it.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// The database could not do it.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// Something stored cannot be understood: a defect, or somebody changed the data by hand.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
}

/// A state that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The ticket is closed, and comments do not reopen here.
    #[error("the ticket is closed")]
    TicketClosed,
    /// The ticket is open already.
    #[error("the ticket is open already")]
    TicketOpen,
    /// The same form was sent before with other content.
    #[error("this form was already sent with other content")]
    FormReused,
    /// Somebody else took it first.
    #[error("somebody else has taken it")]
    Taken,
    /// Somebody else changed it meanwhile.
    #[error("somebody else has changed it meanwhile")]
    Changed,
    /// A file that was uploaded before is gone; it has to be picked again.
    #[error("an uploaded file is no longer there")]
    FileGone,
    /// Something has happened since, or it is too long ago, or it was somebody else's doing.
    #[error("this can no longer be undone")]
    TooLateToUndo,
    /// The e-mail address belongs to somebody already.
    #[error("this e-mail address is in use")]
    EmailInUse,
    /// The ticket's access request has to be decided before the ticket is closed.
    #[error("the request is not decided yet")]
    RequestUndecided,
    /// The request was decided, withdrawn or expired meanwhile.
    #[error("the request has been decided meanwhile")]
    Decided,
    /// What is asked for does not go with the state that the request is in.
    #[error("the request is in another state")]
    OtherState,
    /// Others would lose something by it, and it was not said what becomes of them.
    #[error("others would lose access by this change")]
    ConcernsOthers,
    /// A file that is still coming in was forgotten, because the same person brought newer ones.
    #[error("the file was forgotten because newer ones were brought; bring it again")]
    PushedOut,
    /// Too many things at once.
    #[error("too many at once")]
    TooManyAtOnce,
}

/// One field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form, e.g. `title`.
    pub field: &'static str,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a field; `web` has the sentence for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Nothing was given.
    Required,
    /// Not one of the choices.
    Unknown,
    /// More characters than allowed.
    TooLong {
        /// The most characters allowed.
        max: usize,
        /// The characters given.
        length: usize,
    },
    /// Fewer characters than needed.
    TooShort {
        /// The fewest characters allowed.
        min: usize,
    },
    /// Bytes that are not text (broken encoding), or a NUL character.
    NotText,
    /// A file that was refused. It is never stored.
    #[serde(skip)]
    File(files::Refusal),
    /// A picture that is damaged, or larger than any that is read.
    Unreadable,
    /// An uploaded file is no longer there; pick it again.
    FileGone,
    /// Does not match what is stored (the current password).
    Wrong,
    /// Taken by somebody else.
    InUse,
    /// Does not look like an e-mail address.
    NotEmail,
    /// A number that is none, or out of range.
    NotInRange {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// More entries than allowed.
    TooMany {
        /// The most entries allowed.
        max: usize,
    },
    /// Not the code of a country.
    UnknownCountry(String),
    /// A macro that nothing stands for.
    UnknownMacro(String),
    /// Not an address on the web.
    NotUrl,
    /// Not an address of the public Internet, with `https`.
    NotPublicUrl,
    /// A name that leads nowhere.
    NotFound,
    /// One of several lines cannot be understood.
    Line {
        /// Which, from 1.
        number: usize,
    },
    /// Says the opposite of another field.
    Contradicts,
    /// Has a newer version than the one that was shown.
    Outdated,
}

impl Error {
    /// One field's error.
    pub fn field(field: &'static str, problem: Problem) -> Self {
        Self::Invalid(vec![FieldError { field, problem }])
    }
}
