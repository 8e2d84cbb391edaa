//! Reading a form of many fields: every field that is wrong is named, not only the first.

use crate::error::{FieldError, Problem};

/// Reads fields and remembers what is wrong.
#[derive(Default)]
pub(crate) struct Reader(pub(crate) Vec<FieldError>);

impl Reader {
    pub(crate) fn blame(&mut self, field: &'static str, problem: Problem) {
        self.0.push(FieldError { field, problem });
    }

    pub(crate) fn read<T: Default>(&mut self, field: &'static str, read: Result<T, Problem>) -> T {
        read.unwrap_or_else(|problem| {
            self.blame(field, problem);
            T::default()
        })
    }
}

/// One of the choices; nothing chosen is the default.
pub(crate) fn choice<T: std::str::FromStr + Default>(raw: &str) -> Result<T, Problem> {
    let raw = raw.trim();
    if raw.is_empty() { Ok(T::default()) } else { raw.parse().map_err(|_| Problem::Unknown) }
}
