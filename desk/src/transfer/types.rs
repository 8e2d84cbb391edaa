//! What is known of a file and its rows.

use serde::{Deserialize, Serialize};

use super::Cells;
use crate::error::Problem;

db::id! {
    /// A file that was read, to be applied.
    pub ImportId
}

db::text_enum! {
    /// Where a file stands.
    pub enum State {
        /// It is coming in.
        Reading = "reading",
        /// It was read and checked; nothing of it is stored.
        Checked = "checked",
        /// It is being applied.
        Applying = "applying",
        /// All of it is stored.
        Applied = "applied",
        /// It could not be applied; nothing of it is stored.
        Failed = "failed",
    }
}

db::text_enum! {
    /// What becomes of a row.
    pub enum Action {
        /// Something new.
        Create = "create",
        /// A change of what is there.
        Update = "update",
        /// Nothing: it says what is stored.
        Unchanged = "unchanged",
        /// Something is wrong with it.
        Error = "error",
    }
}

/// A row as it was read.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// As a spreadsheet counts them: the header is row 1. In JSON, the objects from 1.
    pub number: i64,
    /// What it says.
    pub(crate) cells: Cells,
    /// What is wrong with how it is written.
    pub faults: Vec<Fault>,
}

impl Row {
    /// A row that could not be read.
    pub(super) fn broken(number: i64, wrong: Wrong) -> Self {
        let faults = vec![Fault { column: String::new(), wrong }];
        Self { number, cells: Cells::default(), faults }
    }
}

/// Something wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// In which column; empty for the row as a whole.
    pub column: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What can be wrong; `web` has the sentence for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wrong {
    /// The same that can be wrong with the form's field.
    Field(Problem),
    /// The file is UTF-16.
    Utf16,
    /// The file is no text: a spreadsheet, an archive.
    NoText,
    /// There is nothing in the file.
    Nothing,
    /// Bytes that are not UTF-8.
    NotUtf8 {
        /// In which line of the file.
        line: u64,
    },
    /// A column that there is not.
    UnknownColumn(String),
    /// A column that is there twice.
    ColumnTwice(String),
    /// Other than as many cells as the header has.
    CellCount {
        /// How many.
        found: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// A quote that is not closed where its cell ends, so that it swallows what follows.
    Unclosed {
        /// In which line of the file it opens.
        line: u64,
    },
    /// A row that is longer than any that is read. What follows it is not read.
    TooLong,
    /// The JSON is broken. What follows is not read.
    BrokenJson {
        /// In which line of the file.
        line: u64,
    },
    /// Not a list of objects. What follows is not read.
    NoObject,
    /// A value that is no text, number or list of them.
    NoCell,
    /// The file has the same one in an earlier row.
    Twice {
        /// Which row.
        number: i64,
    },
    /// There is none with this ID.
    NoSuchId,
    /// So many rows before have something wrong that the rest was not looked at.
    TooManyWrong {
        /// How many.
        max: i64,
    },
    /// There are more rows than a file may have; the rest was not looked at.
    TooManyRows {
        /// How many it may have.
        max: i64,
    },
}

/// Why a file could not be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// What this row changes was changed by somebody else since the file was checked.
    Changed {
        /// Which row.
        number: i64,
    },
    /// Others have got access since, of whom it was not said what becomes of it.
    Concerns {
        /// By which row.
        number: i64,
    },
    /// Who brought the file may not apply it any more.
    NotAllowed,
    /// It was tried again and again.
    Broken,
}
