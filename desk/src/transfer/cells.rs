//! The cells of a row.

use serde::{Deserialize, Serialize};

/// What a row says, by column. A column that the file does not have is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cells(pub(super) Vec<(String, String)>);

impl Cells {
    /// A cell, if the file has its column.
    pub(crate) fn get(&self, column: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == column).map(|(_, text)| text.as_str())
    }

    /// A cell that says something.
    pub(crate) fn said(&self, column: &str) -> Option<&str> {
        self.get(column).map(str::trim).filter(|text| !text.is_empty())
    }
}

/// Writes a row over a form: columns that the file does not have stay as they are, and so do those of `kept` whose cell
/// is empty, because they cannot be.
pub(crate) fn overlay(fields: &mut [(&'static str, &mut String)], cells: &Cells, kept: &[&str]) {
    for (name, text) in fields {
        match cells.get(name) {
            Some(cell) if !(cell.trim().is_empty() && kept.contains(name)) => cell.clone_into(text),
            _ => {}
        }
    }
}

/// The fields in which two forms differ.
pub(crate) fn changed<const N: usize>(
    before: [(&'static str, &mut String); N],
    after: [(&'static str, &mut String); N],
) -> Vec<&'static str> {
    let pairs = before.into_iter().zip(after);
    pairs.filter(|((_, was), (_, is))| was != is).map(|((name, _), _)| name).collect()
}

/// A cell of a CSV file, safe to be opened by a spreadsheet: what it would take for a formula gets an apostrophe in front,
/// and so does what [`unguard`] would take for such a one.
pub fn guard(cell: &str) -> String {
    if is_formula(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell without the apostrophe of [`guard`].
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_harmless() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=x", "''-1", "＝1"] {
            assert_eq!(guard(formula), format!("'{formula}"));
        }
        for plain in ["", "a=b", "'quoted'", "35.50 USD", " =1"] {
            assert_eq!((guard(plain).as_str(), unguard(plain)), (plain, plain));
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_guarded_comes_back(cell in "['=+\\-@\t\r a]{0,6}") {
            let guarded = guard(&cell);
            proptest::prop_assert_eq!(unguard(&guarded), cell.as_str());
            proptest::prop_assert!(!is_formula(&guarded));
        }
    }
}
