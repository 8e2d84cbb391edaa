//! Where a file lies in the storage: a random key that says nothing about its name, owner or content.

use std::fmt;
use std::str::FromStr;

/// The address of a file's bytes: 128 random bits, never derived from a name.
///
/// Its text is `ab/ab…`: the first two digits, then all thirty-two in lower-case hexadecimal. The two digits
/// spread local files over 256 directories.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StorageKey([u8; 16]);

/// A text that is no [`StorageKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a storage key")]
pub struct InvalidKey;

impl StorageKey {
    /// The key made of sixteen random bytes. The caller brings them, so that tests can fix them.
    pub fn from_random(random: [u8; 16]) -> Self {
        Self(random)
    }
}

impl fmt::Display for StorageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}/", self.0[0])?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for StorageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StorageKey({self})")
    }
}

impl FromStr for StorageKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (shard, digits) = text.split_once('/').ok_or(InvalidKey)?;
        // `from_str_radix` also takes signs and capitals; a key has one text only.
        let plain = digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !plain || shard != &digits[..2] {
            return Err(InvalidKey);
        }
        let number = u128::from_str_radix(digits, 16).map_err(|_| InvalidKey)?;
        Ok(Self(number.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_and_it_reads_back() {
        let key = StorageKey::from_random([0xAB, 0xCD, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 255]);
        assert_eq!(key.to_string(), "ab/abcd0001020304050607080 90a0b0cff".replace(' ', ""));
        assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn nothing_else_is_a_key() {
        let good = StorageKey::from_random([0xAB; 16]).to_string();
        let bad = [
            good.to_uppercase(),
            good.replace("ab/", "ac/"),
            good.replace('/', ""),
            good.replace('/', "\\"),
            format!("{good}0"),
            format!("../{good}"),
            format!("{good}#1"),
            good.replacen("ab/a", "ab/+", 1),
            format!("ab/{}", "é".repeat(16)),
            String::new(),
            "/".to_owned(),
        ];
        for text in bad {
            assert_eq!(text.parse::<StorageKey>(), Err(InvalidKey), "{text}");
        }
    }
}
