//! Text that people type: made uniform once, at the edge, and measured in characters.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::Problem;

/// A line of text: composed (NFC), trimmed, runs of white space and control characters made one space.
///
/// `min..=max` characters; NUL is refused rather than dropped, because the sender should know.
pub fn line(raw: &str, min: usize, max: usize) -> Result<String, Problem> {
    refuse_nul(raw)?;
    // Text of ASCII alone is composed already.
    let composed: Cow<'_, str> =
        if raw.is_ascii() { raw.into() } else { raw.nfc().collect::<String>().into() };
    let line = composed.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line = line.collect::<Vec<_>>().join(" ");
    bounded(line, min, max)
}

/// Paragraphs: composed, line ends made `\n`, other control characters dropped, blank ends trimmed.
pub fn paragraphs(raw: &str, min: usize, max: usize) -> Result<String, Problem> {
    refuse_nul(raw)?;
    let unix = raw.replace("\r\n", "\n").replace('\r', "\n");
    let text: String = unix.nfc().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    bounded(text.trim_end().trim_start_matches(['\n', ' ', '\t']).to_owned(), min, max)
}

fn refuse_nul(raw: &str) -> Result<(), Problem> {
    if raw.contains('\0') { Err(Problem::NotText) } else { Ok(()) }
}

fn bounded(text: String, min: usize, max: usize) -> Result<String, Problem> {
    let length = text.chars().count();
    let visible = text.chars().any(|c| !c.is_whitespace() && !is_invisible(c));
    if min > 0 && !visible {
        Err(Problem::Required)
    } else if length < min {
        Err(Problem::TooShort { min })
    } else if length > max {
        Err(Problem::TooLong { max, length })
    } else {
        Ok(text)
    }
}

/// Characters that show nothing, so that a title of them alone is blank: zero-width and directional marks.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
}

/// The form in which text is compared: decomposed, without marks, lower case. Both engines compare this column.
pub fn fold(text: &str) -> String {
    // Most text; the tables of Unicode would say the same.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            // Letters that have another form in capitals or at the end of a word (Unicode's full case folding).
            'ς' => folded.push('σ'),
            'ß' => folded.push_str("ss"),
            other => folded.push(other),
        }
    }
    folded
}

/// The words of a text for the search index: folded runs of letters and digits, at most 64 characters each.
pub fn tokens(text: &str) -> impl Iterator<Item = String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(64).collect())
        .collect::<Vec<String>>()
        .into_iter()
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_joined_and_counted_in_characters() {
        assert_eq!(line("  Where\r\n is\tmy   payment? ", 1, 140).as_deref(), Ok("Where is my payment?"));
        assert_eq!(line(&"é".repeat(140), 1, 140).map(|text| text.len()), Ok(280));
        assert_eq!(line(&"e\u{301}".repeat(140), 1, 140).map(|text| text.chars().count()), Ok(140));
        assert_eq!(line(&"x".repeat(141), 1, 140), Err(Problem::TooLong { max: 140, length: 141 }));
        assert_eq!(line(" \u{200b}\u{feff} ", 1, 140), Err(Problem::Required));
        assert_eq!(line("a\0b", 1, 140), Err(Problem::NotText));
    }

    #[test]
    fn paragraphs_keep_their_lines() {
        assert_eq!(paragraphs("\r\n  one\r\n\r\ntwo\u{7} \r\n", 1, 100).as_deref(), Ok("one\n\ntwo"));
        let most = "x\r\n".repeat(5_000);
        assert_eq!(
            paragraphs(&most, 1, 10_000).map(|text| text.len()),
            Ok(9_999),
            "a line end is one character"
        );
    }

    #[test]
    fn folding_meets_across_cases_and_marks() {
        assert_eq!(fold("ÉCLAIR Ｆｕｌｌ"), fold("e\u{301}clair full"));
        assert_eq!(fold("ΟΔΟΣ STRASSE"), fold("οδός straße"));
        assert_eq!(
            tokens("Ref: #A-12, naïve ПРИВЕТ").collect::<Vec<_>>(),
            ["ref", "a", "12", "naive", "привет"]
        );
    }

    proptest::proptest! {
        #[test]
        fn ascii_folds_as_the_tables_say(text in "[\\x00-\\x7f]{0,60}") {
            let by_tables: String = text.nfkd().flat_map(char::to_lowercase).collect();
            proptest::prop_assert_eq!(fold(&text), by_tables);
            proptest::prop_assert_eq!(text.nfc().collect::<String>(), text);
        }

        #[test]
        fn cleaning_twice_changes_nothing(raw in "\\PC{0,200}") {
            if let Ok(once) = line(&raw, 0, 1_000) {
                proptest::prop_assert_eq!(line(&once, 0, 1_000), Ok(once));
            }
            if let Ok(once) = paragraphs(&raw, 0, 1_000) {
                proptest::prop_assert_eq!(paragraphs(&once, 0, 1_000), Ok(once));
            }
        }
    }
}
