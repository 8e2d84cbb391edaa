//! The icons: outline drawings on a 24 px grid, one file each in `assets/icons`, printed inline so that they take the
//! colour of the text and are there at once.
//!
//! A state's icon means nothing else; the words beside it say the same, so every icon is hidden from screen readers.

use std::fmt;

use askama::{FastWritable, Values, filters::HtmlSafe};

/// A drawing, ready to print into a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(&'static str);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl FastWritable for Icon {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(dest.write_str(self.0)?)
    }
}

impl HtmlSafe for Icon {}

include!(concat!(env!("OUT_DIR"), "/icons.rs"));
