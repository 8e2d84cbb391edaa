//! The formats that can be attached, and how each is told from its name and from its bytes.

use std::fmt;
use std::str::FromStr;

use crate::FileName;

/// A format that can be attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// A JPEG picture: `.jpg`, `.jpeg`.
    Jpeg,
    /// A PNG picture: `.png`.
    Png,
    /// A GIF picture, perhaps animated: `.gif`.
    Gif,
    /// A ZIP archive: `.zip`.
    Zip,
}

/// A text that names no [`Format`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a known format; known are jpeg, png, gif and zip")]
pub struct UnknownFormat;

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Jpeg, Self::Png, Self::Gif, Self::Zip];

    /// The bytes that are enough to tell every format.
    pub(crate) const SIGNATURE_BYTES: usize = 8;

    /// The name for a column or a setting: `jpeg`, `png`, `gif`, `zip`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Zip => "zip",
        }
    }

    /// The type under which it is served, always this one, whatever a browser claimed at the upload.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Zip => "application/zip",
        }
    }

    /// Whether browsers show it as a picture; the rest is downloaded.
    pub fn is_image(self) -> bool {
        self != Self::Zip
    }

    /// The endings of its names, without the dot, the usual one first.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::Zip => &["zip"],
        }
    }

    /// The format that a name's ending stands for, in any case of letters.
    ///
    /// Only the last ending counts: `x.php.jpg` is a JPEG, and is served as one under a fixed type.
    pub fn from_name(name: &FileName) -> Option<Self> {
        let ending = name.ending()?;
        Self::ALL
            .into_iter()
            .find(|format| format.endings().iter().any(|known| known.eq_ignore_ascii_case(ending)))
    }

    /// Whether content beginning with `head` has this format's signature.
    ///
    /// The signatures are whole: ISO/IEC 10918-1 B.1.1 (start of image, then another marker), PNG (third
    /// edition) 5.2, `GIF87a` and `GIF89a`, APPNOTE.TXT 4.3 (a local file header, or the end record of an archive
    /// with no entries). `infer` looks at fewer bytes of PNG and GIF, so it is used only to say what else it may be.
    pub fn matches(self, head: &[u8]) -> bool {
        match self {
            Self::Jpeg => head.starts_with(b"\xFF\xD8\xFF"),
            Self::Png => head.starts_with(b"\x89PNG\r\n\x1A\n"),
            Self::Gif => head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a"),
            Self::Zip => head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06"),
        }
    }

    /// What the bytes are, of the known formats.
    pub fn sniff(head: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.matches(head))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or(UnknownFormat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_decide_in_any_case() {
        let of = |name: &str| Format::from_name(&FileName::clean(name));
        assert_eq!(of("a.jpg"), Some(Format::Jpeg));
        assert_eq!(of("a.JPEG"), Some(Format::Jpeg));
        assert_eq!(of("a.Png"), Some(Format::Png));
        assert_eq!(of("a.GIF"), Some(Format::Gif));
        assert_eq!(of("a.b.zip"), Some(Format::Zip));
        assert_eq!(of("x.php.jpg"), Some(Format::Jpeg));
        for none in ["a.pdf", "a.jpg.php", "jpg", ".jpg", "a.svg", "a.jpgg", "a.", "a.png:stream"] {
            assert_eq!(of(none), None, "{none}");
        }
        // Windows drops a dot at the end, so the name without it counts.
        assert_eq!(of("a.png."), Some(Format::Png));
        // Right-to-left override: shown as `exe.png`, but it is a `.exe`.
        assert_eq!(of("a\u{202E}gnp.exe"), None);
    }

    #[test]
    fn signatures_are_whole() {
        assert_eq!(Format::sniff(b"\xFF\xD8\xFF"), Some(Format::Jpeg));
        assert_eq!(Format::sniff(b"\x89PNG\r\n\x1A\n"), Some(Format::Png));
        assert_eq!(Format::sniff(b"\x89PNG\n\x1A\n"), None);
        assert_eq!(Format::sniff(b"GIF87a"), Some(Format::Gif));
        assert_eq!(Format::sniff(b"GIF89a;"), Some(Format::Gif));
        assert_eq!(Format::sniff(b"GIF90a"), None);
        assert_eq!(Format::sniff(b"PK\x03\x04rest"), Some(Format::Zip));
        assert_eq!(Format::sniff(b"PK\x05\x06"), Some(Format::Zip));
        assert_eq!(Format::sniff(b"PK\x07\x08"), None);
        assert_eq!(Format::sniff(b""), None);
        assert_eq!(Format::sniff(b"<svg xmlns="), None);
        assert_eq!(Format::sniff(b"\xFF\xD8"), None, "not yet enough");
    }

    #[test]
    fn the_stored_name_reads_back() {
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        assert_eq!("pdf".parse::<Format>(), Err(UnknownFormat));
        assert!(Format::Gif.is_image() && !Format::Zip.is_image());
    }
}
