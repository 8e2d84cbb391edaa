//! What can go wrong: a file that is refused, or a storage that fails.

use std::error::Error as StdError;
use std::io;

use crate::{FileName, Format};

/// Why a file is not taken. The floors above make a sentence of it, naming the file and the rule.
///
/// Its own text is for logs and leaves the file's name out, because a name can be personal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The name does not end as an allowed format does.
    #[error("the name's ending is not of an allowed format")]
    Ending {
        /// The file.
        name: FileName,
        /// The formats that are allowed.
        allowed: Vec<Format>,
    },
    /// The content is not what the name's ending says.
    #[error("the content is not {format}")]
    Signature {
        /// The file.
        name: FileName,
        /// The format that the ending stands for.
        format: Format,
        /// What the content seems to be instead, as a usual ending (`pdf`, `heif`), where that is known.
        found: Option<&'static str>,
    },
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty {
        /// The file.
        name: FileName,
    },
    /// The file is larger than allowed.
    #[error("the file is larger than {max_bytes} bytes")]
    TooLarge {
        /// The file.
        name: FileName,
        /// The largest size that passes.
        max_bytes: u64,
    },
    /// The message carries more files than allowed.
    #[error("more than {max_files} files")]
    TooMany {
        /// The largest number that passes.
        max_files: usize,
    },
}

impl Refusal {
    /// The refused file's name; a message with too many files names none.
    pub fn name(&self) -> Option<&FileName> {
        match self {
            Self::Ending { name, .. }
            | Self::Signature { name, .. }
            | Self::Empty { name }
            | Self::TooLarge { name, .. } => Some(name),
            Self::TooMany { .. } => None,
        }
    }
}

/// Why storing or reading did not work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file breaks a rule; nothing of it is kept.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such file.
    #[error("no such file in the storage")]
    NotFound,
    /// The disk, or the quota on it, is full.
    #[error("the file storage is full")]
    Full,
    /// The upload failed before, and what it had stored is gone.
    #[error("the upload has already failed")]
    Failed,
    /// The storage did not do its work.
    #[error("the file storage failed")]
    Storage(#[source] Box<dyn StdError + Send + Sync>),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::Storage(Box::new(error)),
        }
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        if let object_store::Error::NotFound { .. } = error {
            return Self::NotFound;
        }
        // The local store wraps the system's error in its own private one.
        let mut next: Option<&(dyn StdError + 'static)> = Some(&error);
        while let Some(cause) = next {
            if let Some(io) = cause.downcast_ref::<io::Error>()
                && matches!(io.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            {
                return Self::Full;
            }
            next = cause.source();
        }
        Self::Storage(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("could not copy")]
    struct Wrapped(#[source] io::Error);

    fn local(code: i32) -> Error {
        let source = Box::new(Wrapped(io::Error::from_raw_os_error(code)));
        object_store::Error::Generic { store: "LocalFileSystem", source }.into()
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_from_a_broken_one() {
        const ENOSPC: i32 = 28;
        const EDQUOT: i32 = 122;
        const EIO: i32 = 5;
        assert!(matches!(local(ENOSPC), Error::Full));
        assert!(matches!(local(EDQUOT), Error::Full));
        assert!(matches!(local(EIO), Error::Storage(_)));
        assert!(matches!(Error::from(io::Error::from_raw_os_error(ENOSPC)), Error::Full));
        assert!(matches!(Error::from(io::Error::from_raw_os_error(EIO)), Error::Storage(_)));
    }

    #[test]
    fn logs_hold_no_file_names() {
        let name = FileName::clean("my passport.png");
        let refusal = Refusal::Signature { name: name.clone(), format: Format::Png, found: Some("pdf") };
        assert_eq!(refusal.name(), Some(&name));
        assert!(!Error::from(refusal).to_string().contains("passport"));
    }
}
