//! What comes back from outside and has to be known again: addresses and links are signed with a key that the database
//! made for itself when it was created, so there is nothing to configure and nothing to leak from a file.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::cx::Cx;
use crate::error::Error;

/// Bytes of a signature that are written out: 80 bits cannot be guessed over a network, and still fit an address.
const WRITTEN: usize = 10;

/// Signs `parts` for one purpose, as 20 hexadecimal digits. A signature for one purpose is none for another.
pub(crate) fn sign(cx: &mut Cx<'_, '_>, purpose: &str, parts: &[&str]) -> Result<String, Error> {
    Ok(crate::text::hex(&mac(cx, purpose, parts)?.finalize().into_bytes()[..WRITTEN]))
}

/// Whether `signature` is what [`sign`] gives for these parts. It takes the same time however much of it is right.
pub(crate) fn is_signed(
    cx: &mut Cx<'_, '_>,
    purpose: &str,
    parts: &[&str],
    signature: &str,
) -> Result<bool, Error> {
    let Some(bytes) = unhex(signature) else { return Ok(false) };
    Ok(mac(cx, purpose, parts)?.verify_truncated_left(&bytes).is_ok())
}

fn mac(cx: &mut Cx<'_, '_>, purpose: &str, parts: &[&str]) -> Result<Hmac<Sha256>, Error> {
    let key = cx
        .tx
        .query_one("SELECT key FROM secrets WHERE name = 'signing'", &[], |row| row.get::<Vec<u8>>(0))?;
    let mut mac = hmac(&key);
    // Each part with its length, so that no two lists of parts read the same.
    for part in std::iter::once(&purpose).chain(parts) {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    Ok(mac)
}

/// An HMAC-SHA256 with this key.
pub(crate) fn hmac(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes a key of any length")
}

/// The bytes of a signature; none if it is not one.
fn unhex(text: &str) -> Option<[u8; WRITTEN]> {
    let mut bytes = [0; WRITTEN];
    if text.len() != 2 * WRITTEN || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_signatures_of_the_right_length_and_digits_are_read() {
        assert_eq!(unhex("00010203040506070809"), Some([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
        assert_eq!(unhex("FFffFFffFFffFFffFFff"), Some([255; WRITTEN]));
        for wrong in
            ["", "0001020304050607080", "000102030405060708090a", "+0010203040506070809", "ключключкл"]
        {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }
}
