//! CSV on its way in. `csv-core` is the reader inside the crate `csv`; used by itself it takes a file in pieces and writes
//! each row into a place of a bounded size.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::quotes::Quotes;
use super::reading::MOST_ROW_BYTES;
use super::{Cells, Column, Fault, Row, Subject, Wrong, unguard};

/// The most columns of a file; there are far fewer names.
const MOST_COLUMNS: usize = 256;

/// Where a row grows from.
const ROOM: usize = 16 * 1024;

pub(super) struct CsvIn {
    subject: Subject,
    core: Reader,
    quotes: Quotes,
    /// The cells of the row that is being read, without anything between; of these the first `filled` bytes.
    bytes: Vec<u8>,
    filled: usize,
    /// Where each cell ends; of these the first `cells`.
    ends: Vec<usize>,
    cells: usize,
    /// Where the row begins.
    line: u64,
    number: i64,
    header: Option<Vec<Column>>,
    over: bool,
}

impl CsvIn {
    pub(super) fn new(subject: Subject, separator: u8) -> Self {
        Self {
            subject,
            core: ReaderBuilder::new().delimiter(separator).build(),
            quotes: Quotes::new(separator),
            bytes: vec![0; ROOM],
            filled: 0,
            ends: vec![0; MOST_COLUMNS],
            cells: 0,
            line: 1,
            number: 0,
            header: None,
            over: false,
        }
    }

    /// Whether there is no use in reading on.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// Reads a piece of the file; an empty one is its end.
    pub(super) fn push(&mut self, mut input: &[u8], rows: &mut Vec<Row>) {
        let end = input.is_empty();
        while !self.over && (end || !input.is_empty()) {
            let (result, read, written, ended) =
                self.core.read_record(input, &mut self.bytes[self.filled..], &mut self.ends[self.cells..]);
            self.quotes.follow(&input[..read]);
            input = &input[read..];
            self.filled += written;
            self.cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.bytes.len() < MOST_ROW_BYTES => {
                    let more = (self.bytes.len() * 2).min(MOST_ROW_BYTES);
                    self.bytes.resize(more, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    rows.push(Row::broken(self.number + 1, Wrong::TooLong));
                    self.over = true;
                }
                ReadRecordResult::Record => {
                    // At the end of the file a row may end that no quote has closed.
                    let unclosed = if end { self.quotes.wrong_at_end() } else { self.quotes.wrong() };
                    self.record(unclosed, rows);
                }
                ReadRecordResult::End => return self.finish(rows),
            }
        }
    }

    fn finish(&mut self, rows: &mut Vec<Row>) {
        self.over = true;
        if self.header.is_none() {
            rows.push(Row::broken(1, Wrong::Nothing));
        }
    }

    fn record(&mut self, unclosed: Option<u64>, rows: &mut Vec<Row>) {
        self.number += 1;
        if let Some(line) = unclosed {
            rows.push(Row::broken(self.number, Wrong::Unclosed { line }));
            // Without a header nothing can be said of the rows.
            self.over = self.header.is_none();
            return self.begin_row();
        }
        let mut from = 0;
        let cells: Vec<Result<String, ()>> = self.ends[..self.cells]
            .iter()
            .map(|&end| {
                let cell = &self.bytes[from..end];
                from = end;
                std::str::from_utf8(cell).map(str::to_owned).map_err(drop)
            })
            .collect();
        match self.header.take() {
            None => match self.header_of(cells) {
                Ok(header) => self.header = Some(header),
                Err(faults) => {
                    rows.push(Row { number: self.number, cells: Cells::default(), faults });
                    self.over = true;
                }
            },
            Some(header) => {
                rows.extend(self.row(&header, cells));
                self.header = Some(header);
            }
        }
        self.begin_row();
    }

    fn begin_row(&mut self) {
        (self.filled, self.cells, self.line) = (0, 0, self.core.line());
    }

    fn header_of(&self, cells: Vec<Result<String, ()>>) -> Result<Vec<Column>, Vec<Fault>> {
        let mut header: Vec<Column> = Vec::new();
        let mut faults = Vec::new();
        let mut blame = |wrong| faults.push(Fault { column: String::new(), wrong });
        for cell in cells {
            match cell {
                Err(()) => blame(Wrong::NotUtf8 { line: self.line }),
                Ok(name) => match self.subject.column(&name) {
                    Some(column) if header.contains(&column) => {
                        blame(Wrong::ColumnTwice(column.name.to_owned()));
                    }
                    Some(column) => header.push(column),
                    None => blame(Wrong::UnknownColumn(short(&name))),
                },
            }
        }
        if faults.is_empty() { Ok(header) } else { Err(faults) }
    }

    /// A row; one of empty cells alone, as spreadsheets leave them at the end, is none.
    fn row(&self, header: &[Column], cells: Vec<Result<String, ()>>) -> Option<Row> {
        if cells.iter().all(|cell| cell.as_ref().is_ok_and(String::is_empty)) {
            return None;
        }
        if cells.len() != header.len() {
            let wrong = Wrong::CellCount { found: cells.len(), wanted: header.len() };
            return Some(Row::broken(self.number, wrong));
        }
        let mut row = Row { number: self.number, ..Row::default() };
        for (column, cell) in header.iter().zip(cells) {
            match cell {
                Ok(text) => row.cells.0.push((column.name.to_owned(), unguard(&text).to_owned())),
                Err(()) => row.faults.push(Fault {
                    column: column.name.to_owned(),
                    wrong: Wrong::NotUtf8 { line: self.line },
                }),
            }
        }
        Some(row)
    }
}

/// A name that somebody made up, as it can be shown.
pub(super) fn short(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// What stands between the cells of the first line, as far as it is known: what is there most often, outside of quotes.
pub(super) fn separator(head: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            other if !quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| separator == other) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(separator, _)| *separator)
}
