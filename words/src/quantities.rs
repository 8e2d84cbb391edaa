//! Numbers, sizes and lists.

use crate::{Lang, number};

const UNIT: u64 = 1024;

impl Lang {
    /// "1,234"
    pub fn number(&self, number: i64) -> String {
        self.number_plain(number)
    }

    /// "820 B", "12.4 KB", "5 MB". Units are of 1024, as in the limits on files: 5 MB is exactly 5 × 1024 × 1024.
    pub fn bytes(&self, bytes: u64) -> String {
        if bytes < UNIT {
            return self.bytes_b(bytes);
        }
        let kilo = tenths(bytes, UNIT);
        // Compared after rounding, so that nothing reads "1024 KB".
        if kilo < UNIT * 10 {
            return self.bytes_kb(number::from_tenths(kilo));
        }
        let mega = tenths(bytes, UNIT * UNIT);
        if mega < UNIT * 10 {
            return self.bytes_mb(number::from_tenths(mega));
        }
        self.bytes_gb(number::from_tenths(tenths(bytes, UNIT * UNIT * UNIT)))
    }

    /// ".jpg, .png or .gif"
    pub fn list_or<S: AsRef<str>>(&self, items: &[S]) -> String {
        let Some((last, rest)) = items.split_last() else { return String::new() };
        let Some((first, rest)) = rest.split_first() else { return last.as_ref().to_owned() };
        let start =
            rest.iter().fold(first.as_ref().to_owned(), |start, item| self.list_comma(start, item.as_ref()));
        self.list_last_or(start, last.as_ref())
    }
}

/// How many tenths of the unit, rounded to the nearest.
fn tenths(bytes: u64, unit: u64) -> u64 {
    let exact = (u128::from(bytes) * 10 + u128::from(unit) / 2) / u128::from(unit);
    u64::try_from(exact).unwrap_or(u64::MAX)
}
