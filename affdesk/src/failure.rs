//! Why a command failed: one sentence for the person at the terminal.

use std::fmt;

/// A sentence, and the exit code 1.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    /// A failure with its sentence.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<crate::config::ConfigError> for Failure {
    fn from(mistake: crate::config::ConfigError) -> Self {
        Self(mistake.to_string())
    }
}

impl From<db::Error> for Failure {
    fn from(error: db::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<files::Error> for Failure {
    fn from(error: files::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<desk::Error> for Failure {
    fn from(error: desk::Error) -> Self {
        use desk::{Error, Problem};
        let Error::Invalid(fields) = &error else { return Self(error.to_string()) };
        let sentence = |field: &desk::FieldError| {
            let what = match &field.problem {
                Problem::Required => "is missing".to_owned(),
                Problem::Unknown => "is not one of the choices".to_owned(),
                Problem::TooLong { max, .. } => format!("is longer than {max} characters"),
                Problem::TooShort { min } => format!("is shorter than {min} characters"),
                Problem::NotEmail => "is not an e-mail address".to_owned(),
                _ => "cannot be taken".to_owned(),
            };
            format!("{} {what}", field.field)
        };
        Self(fields.iter().map(sentence).collect::<Vec<_>>().join("; "))
    }
}
