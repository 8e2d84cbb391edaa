//! A file in pieces, made into rows. No more of it is held than one row.

use std::fmt;

use super::csv_in::{CsvIn, separator};
use super::json_in::JsonIn;
use super::{Row, Subject, Wrong};

/// The longest row, in bytes. A longer one is not read to its end.
pub const MOST_ROW_BYTES: usize = 1024 * 1024;

/// So much of a file is looked at to find out what it is, if its first line is longer.
const HEAD: usize = 64 * 1024;

db::text_enum! {
    /// How a file is written.
    pub enum Format {
        /// Comma-separated values; with semicolons or tabs, too.
        Csv = "csv",
        /// An array of objects, or one object after the other.
        Json = "json",
    }
}

impl Format {
    /// The one that a file's name stands for, if it does.
    pub fn of_name(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Some(Self::Csv),
            "json" | "jsonl" | "ndjson" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Reads a file.
pub struct Reading {
    subject: Subject,
    format: Option<Format>,
    stage: Stage,
}

enum Stage {
    /// What it is, is not known yet.
    Head(Vec<u8>),
    Csv(Box<CsvIn>),
    Json(JsonIn),
    Over,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("subject", &self.subject).finish_non_exhaustive()
    }
}

impl Reading {
    /// Begins to read. Without a format it is found out from the file.
    pub fn new(subject: Subject, format: Option<Format>) -> Self {
        Self { subject, format, stage: Stage::Head(Vec::new()) }
    }

    /// Whether there is no use in reading on: something was wrong with the file as a whole.
    pub fn is_over(&self) -> bool {
        match &self.stage {
            Stage::Head(_) => false,
            Stage::Csv(csv) => csv.is_over(),
            Stage::Json(json) => json.is_over(),
            Stage::Over => true,
        }
    }

    /// Reads a piece, and adds the rows that end in it.
    pub fn push(&mut self, bytes: &[u8], rows: &mut Vec<Row>) {
        if bytes.is_empty() {
            return;
        }
        match &mut self.stage {
            Stage::Head(head) => {
                // The piece may be a large one: no more of it is kept than is looked at.
                let (first, rest) = bytes.split_at(bytes.len().min(HEAD));
                head.extend_from_slice(first);
                if head.len() >= HEAD || first_line(head).ends_with(b"\n") {
                    self.begin(rows);
                }
                self.push(rest, rows);
            }
            Stage::Csv(csv) => csv.push(bytes, rows),
            Stage::Json(json) => json.push(bytes, rows),
            Stage::Over => {}
        }
    }

    /// Ends the file.
    pub fn finish(&mut self, rows: &mut Vec<Row>) {
        if let Stage::Head(_) = self.stage {
            self.begin(rows);
        }
        match &mut self.stage {
            Stage::Csv(csv) => csv.push(&[], rows),
            Stage::Json(json) => json.push(&[], rows),
            Stage::Head(_) | Stage::Over => {}
        }
        self.stage = Stage::Over;
    }

    /// Finds out what the file is, and reads its beginning as that.
    fn begin(&mut self, rows: &mut Vec<Row>) {
        let Stage::Head(head) = std::mem::replace(&mut self.stage, Stage::Over) else { return };
        let first = first_line(&head);
        let wrong = if head.starts_with(b"\xFE\xFF") || head.starts_with(b"\xFF\xFE") {
            Some(Wrong::Utf16)
        } else if head.starts_with(b"PK\x03\x04")
            || head.starts_with(b"\xD0\xCF\x11\xE0")
            || first.contains(&0)
        {
            Some(Wrong::NoText)
        } else {
            None
        };
        if let Some(wrong) = wrong {
            rows.push(Row::broken(1, wrong));
            return;
        }
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
        let start = head.iter().find(|byte| !byte.is_ascii_whitespace());
        if start.is_none() {
            rows.push(Row::broken(1, Wrong::Nothing));
            return;
        }
        let guess = if matches!(start, Some(b'[' | b'{')) { Format::Json } else { Format::Csv };
        self.stage = match self.format.unwrap_or(guess) {
            Format::Csv => Stage::Csv(Box::new(CsvIn::new(self.subject, separator(first)))),
            Format::Json => Stage::Json(JsonIn::new(self.subject)),
        };
        self.push(head, rows);
    }
}

/// The first line that says something, with its end if it is there; of one that is too long, its beginning. What stands
/// behind it says nothing of what the file is, because it may or may not have come yet.
fn first_line(head: &[u8]) -> &[u8] {
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(head.len());
    let line = &head[start..head.len().min(HEAD).max(start)];
    line.iter().position(|byte| *byte == b'\n').map_or(line, |end| &line[..=end])
}

#[cfg(test)]
mod tests;
