//! The name a file came with, made safe to keep, to show and to send back.

use std::fmt;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest name, in characters: what a list can show.
const MAX_CHARS: usize = 120;
/// The longest name, in bytes: file systems stop at 255, and browsers add ` (1)`.
const MAX_BYTES: usize = 200;
/// An ending longer than this, dot included, is not kept when a name is shortened.
const MAX_ENDING: usize = 16;
/// Only so much of the end of a raw name is looked at, so that a monstrous one costs nothing.
const MAX_RAW: usize = 4096;

/// A file's name, safe to keep and to show, never empty. It is never used as a path: see [`crate::StorageKey`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileName(String);

/// Whether a browser shows a file or saves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Shown in the page.
    Inline,
    /// Saved to disk.
    Attachment,
}

impl FileName {
    /// Makes any text a name. Cleaning a clean name changes nothing.
    ///
    /// - the last part of a path, whichever slash it uses (some browsers sent whole paths);
    /// - in Unicode's composed form (NFC), without control, bidirectional, zero-width and other invisible
    ///   characters, so that what is read is what is there (`gpj.exe` cannot be shown as `exe.jpg`);
    /// - `< > : " | ? *`, which Windows cannot store, as `_`, and its device names (`CON`, `LPT1`) after a `_`;
    /// - white space as single spaces; no dots or spaces at either end (hidden files; Windows drops the last dot);
    /// - at most 120 characters and 200 bytes, keeping the ending;
    /// - `file`, when nothing is left.
    pub fn clean(raw: &str) -> Self {
        let start = raw.ceil_char_boundary(raw.len().saturating_sub(MAX_RAW));
        let composed: String = raw[start..].nfc().collect();
        let last = composed.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
        // Composed again: a removed character may have stood between a letter and its accent.
        let visible: String = last.chars().filter_map(visible).nfc().collect();
        let spaced = visible.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut name = trim(&spaced).to_owned();
        if is_device(&name) {
            name.insert(0, '_');
        }
        let name = shorten(&name);
        Self(if name.is_empty() { "file".to_owned() } else { name })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the last dot, as it is written.
    pub fn ending(&self) -> Option<&str> {
        split(&self.0).1
    }

    /// The value of a `Content-Disposition` header (RFC 6266): always ASCII, never a line break or an open quote.
    ///
    /// A name that is not plain ASCII comes twice: approximated for old clients, and whole as `filename*`
    /// (RFC 8187).
    pub fn content_disposition(&self, disposition: Disposition) -> String {
        /// All but the `attr-char` of RFC 8187.
        const OUTSIDE: &AsciiSet = &NON_ALPHANUMERIC
            .remove(b'!')
            .remove(b'#')
            .remove(b'$')
            .remove(b'&')
            .remove(b'+')
            .remove(b'-')
            .remove(b'.')
            .remove(b'^')
            .remove(b'_')
            .remove(b'`')
            .remove(b'|')
            .remove(b'~');
        let kind = match disposition {
            Disposition::Inline => "inline",
            Disposition::Attachment => "attachment",
        };
        let ascii = self.ascii();
        let mut header = format!("{kind}; filename=\"{ascii}\"");
        if ascii != self.0 {
            // Writing to a `String` cannot fail.
            let _ = write!(header, "; filename*=UTF-8''{}", utf8_percent_encode(&self.0, OUTSIDE));
        }
        header
    }

    /// The name in plain ASCII: accents dropped, other letters as `_`. Some clients decode `%41` inside the
    /// quotes, so RFC 6266 (appendix D) advises against `%`.
    fn ascii(&self) -> String {
        let plain = |c: char| if matches!(c, ' '..='~') && !"\"\\%".contains(c) { c } else { '_' };
        let ascii: String = self.0.nfd().filter(|c| !is_combining_mark(*c)).map(plain).collect();
        let (stem, ending) = split(&ascii);
        match ending {
            Some(ending) if !stem.bytes().any(|b| b.is_ascii_alphanumeric()) => format!("file.{ending}"),
            None if !ascii.bytes().any(|b| b.is_ascii_alphanumeric()) => "file".to_owned(),
            _ => ascii,
        }
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for FileName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// What stands before the last dot, and what follows it. A dot at either end separates nothing.
fn split(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && !ending.is_empty() => (stem, Some(ending)),
        _ => (name, None),
    }
}

/// The character, its stand-in, or nothing when it cannot be seen.
fn visible(c: char) -> Option<char> {
    match c {
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => Some('_'),
        c if is_invisible(c) => None,
        c => Some(c),
    }
}

fn is_invisible(c: char) -> bool {
    let bidirectional = matches!(c,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    // Joiners, word joiner, invisible operators, byte order mark, soft hyphen, selectors, tags.
    let zero_width = matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}'
        | '\u{206A}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}');
    // Fillers and the empty Braille cell: blank, though no white space by the book.
    let blank =
        matches!(c, '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}');
    bidirectional || zero_width || blank
}

fn trim(name: &str) -> &str {
    name.trim_matches(['.', ' '])
}

/// Whether Windows would take the name for a device: by what stands before the first dot, in any case.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|n| {
        matches!(n, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    })
}

/// Cuts the stem until the name is short enough.
fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES && name.chars().count() <= MAX_CHARS {
        return name.to_owned();
    }
    let ending = match split(name).1 {
        Some(ending) if ending.len() < MAX_ENDING => &name[name.len() - ending.len() - 1..],
        _ => "",
    };
    let stem = &name[..name.len() - ending.len()];
    let room = MAX_CHARS - ending.chars().count();
    let by_chars = stem.char_indices().nth(room).map_or(stem.len(), |(at, _)| at);
    let by_bytes = stem.floor_char_boundary(MAX_BYTES - ending.len());
    format!("{}{ending}", trim(&stem[..by_chars.min(by_bytes)]))
}

#[cfg(test)]
mod tests;
