//! Whether the quotes of a CSV file are well: the reader itself takes whatever comes, and one that is not closed would
//! silently make the rows behind it part of a cell.

/// Follows a file byte by byte, beside its reader.
pub(super) struct Quotes {
    separator: u8,
    place: Place,
    /// The line of the file.
    line: u64,
    /// Where the last quote opened.
    opened: u64,
    wrong: Option<u64>,
}

#[derive(Clone, Copy)]
enum Place {
    /// Before a cell's first byte.
    Start,
    /// In a cell without quotes, where they mean nothing.
    Plain,
    /// In a cell with quotes.
    Inside,
    /// Behind a quote inside: the cell's end, or the first half of a quote that is meant.
    Behind,
}

impl Quotes {
    pub(super) fn new(separator: u8) -> Self {
        Self { separator, place: Place::Start, line: 1, opened: 0, wrong: None }
    }

    pub(super) fn follow(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.place = match (self.place, byte) {
                (Place::Start, b'"') => {
                    self.opened = self.line;
                    Place::Inside
                }
                (Place::Inside, b'"') => Place::Behind,
                (Place::Inside, _) | (Place::Behind, b'"') => Place::Inside,
                (_, b'\r' | b'\n') => Place::Start,
                (_, other) if other == self.separator => Place::Start,
                (Place::Behind, _) => {
                    // Mostly the quote of a later cell closed one that should have been closed long before.
                    self.wrong.get_or_insert(self.opened);
                    Place::Plain
                }
                (Place::Start | Place::Plain, _) => Place::Plain,
            };
            self.line += u64::from(byte == b'\n');
        }
    }

    /// The line of the first quote in a row that is not closed where its cell ends; the next row begins anew.
    pub(super) fn wrong(&mut self) -> Option<u64> {
        self.wrong.take()
    }

    /// The same at the end of the file, which ends a cell as well.
    pub(super) fn wrong_at_end(&mut self) -> Option<u64> {
        let open = matches!(self.place, Place::Inside).then_some(self.opened);
        self.wrong().or(open)
    }
}
