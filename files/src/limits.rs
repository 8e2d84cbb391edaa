//! How many files, how large, of which formats.

use crate::{FileName, Format, Refusal};

/// What may be attached to one message. Settings of the programme; [`Default`] is the product's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The allowed formats.
    pub formats: Vec<Format>,
    /// How many files a message may carry.
    pub max_files: usize,
    /// How large a file may be, in bytes; exactly this many still pass.
    pub max_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { formats: Format::ALL.to_vec(), max_files: 5, max_bytes: 5 * 1024 * 1024 }
    }
}

impl Limits {
    /// The format that the name stands for, when it is an allowed one.
    pub fn check_name(&self, name: &FileName) -> Result<Format, Refusal> {
        Format::from_name(name)
            .filter(|format| self.formats.contains(format))
            .ok_or_else(|| Refusal::Ending { name: name.clone(), allowed: self.formats.clone() })
    }

    /// Refuses a message that would carry more than `max_files` files.
    pub fn check_count(&self, files: usize) -> Result<(), Refusal> {
        if files > self.max_files { Err(Refusal::TooMany { max_files: self.max_files }) } else { Ok(()) }
    }

    /// The allowed endings with their dots, for a file field's `accept`: `.jpg,.jpeg,.png,.gif,.zip`.
    pub fn accept(&self) -> String {
        let endings = self.formats.iter().flat_map(|format| format.endings());
        endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_the_products() {
        let limits = Limits::default();
        assert_eq!((limits.max_files, limits.max_bytes), (5, 5_242_880));
        assert_eq!(limits.accept(), ".jpg,.jpeg,.png,.gif,.zip");
        assert_eq!(limits.check_count(5), Ok(()));
        assert_eq!(limits.check_count(6), Err(Refusal::TooMany { max_files: 5 }));
    }

    #[test]
    fn a_format_can_be_switched_off() {
        let limits = Limits { formats: vec![Format::Png], ..Limits::default() };
        assert_eq!(limits.check_name(&FileName::clean("a.png")), Ok(Format::Png));
        let name = FileName::clean("a.zip");
        assert_eq!(limits.check_name(&name), Err(Refusal::Ending { name, allowed: vec![Format::Png] }));
    }
}
