//! What to make of an error on the way in.

use crate::error::{Conflict, Error};

/// Whether the same answer would fail in the same way for ever. Everything else is a matter of coming again.
pub fn fails_for_good(error: &Error) -> bool {
    match error {
        Error::Conflict(Conflict::FileGone | Conflict::Changed) => false,
        Error::Conflict(_) | Error::Invalid(_) | Error::NotFound | Error::Damaged(_) => true,
        Error::Db(error) => is_of_what_was_given(error),
        _ => false,
    }
}

/// Whether the database works, and what it was given does not.
fn is_of_what_was_given(error: &db::Error) -> bool {
    match error {
        db::Error::NulInText
        | db::Error::NotANumber
        | db::Error::Constraint { .. }
        | db::Error::TooManyRows
        | db::Error::Decode { .. }
        | db::Error::Panicked => true,
        // PostgreSQL's class of errors in values; on SQLite, a value that is too large or of the wrong type.
        db::Error::Statement { code, .. } => {
            (code.len() == 5 && code.starts_with("22")) || code == "18" || code == "20"
        }
        _ => false,
    }
}
