//! The `Range` header of HTTP (RFC 9110, section 14), for one range of bytes.

use std::ops::Range;

/// What a `Range` header asks of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The whole file, as without the header: 200. Also for headers that are malformed or in another unit, and
    /// for several ranges at once, all of which a server may ignore.
    Whole,
    /// These bytes, never empty and within the file: 206.
    Part(Range<u64>),
    /// Nothing that the file has: 416.
    Unsatisfiable,
}

/// Reads a `Range` header for a file of `size` bytes.
pub fn parse(header: &str, size: u64) -> Wanted {
    let Some((unit, set)) = header.trim().split_once('=') else { return Wanted::Whole };
    if !unit.eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    let Some((first, last)) = set.trim().split_once('-') else { return Wanted::Whole };
    match (first, number(first), last, number(last)) {
        ("", _, _, Some(suffix)) if suffix == 0 || size == 0 => Wanted::Unsatisfiable,
        ("", _, _, Some(suffix)) => Wanted::Part(size.saturating_sub(suffix)..size),
        (_, Some(start), "", _) if start >= size => Wanted::Unsatisfiable,
        (_, Some(start), "", _) => Wanted::Part(start..size),
        (_, Some(start), _, Some(end)) if end < start => Wanted::Whole,
        (_, Some(start), _, Some(_)) if start >= size => Wanted::Unsatisfiable,
        (_, Some(start), _, Some(end)) => Wanted::Part(start..end.saturating_add(1).min(size)),
        _ => Wanted::Whole,
    }
}

/// A number of digits only; one beyond all sizes is the largest.
fn number(digits: &str) -> Option<u64> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn single_ranges() {
        assert_eq!(parse("bytes=0-0", 10), Wanted::Part(0..1));
        assert_eq!(parse("bytes=0-9", 10), Wanted::Part(0..10));
        assert_eq!(parse("bytes=2-", 10), Wanted::Part(2..10));
        assert_eq!(parse("bytes=-3", 10), Wanted::Part(7..10));
        assert_eq!(parse("bytes=-30", 10), Wanted::Part(0..10));
        assert_eq!(parse("Bytes=5-500", 10), Wanted::Part(5..10));
        assert_eq!(parse("bytes=5-99999999999999999999999", 10), Wanted::Part(5..10));
    }

    #[test]
    fn beyond_the_file() {
        for header in ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(parse(header, 10), Wanted::Unsatisfiable, "{header}");
        }
        assert_eq!(parse("bytes=0-", 0), Wanted::Unsatisfiable);
        assert_eq!(parse("bytes=-1", 0), Wanted::Unsatisfiable);
    }

    #[test]
    fn what_is_not_understood_is_the_whole() {
        let headers =
            ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=3-1", "items=0-1", "bytes=0-1,3-4"];
        for header in headers.into_iter().chain(["bytes=+1-2", "bytes=1--2", "bytes=1 - 2", "bytes=--1"]) {
            assert_eq!(parse(header, 10), Wanted::Whole, "{header}");
        }
    }

    proptest! {
        #[test]
        fn a_part_lies_within_the_file(header in "(bytes=)?[0-9]{0,21}-?[0-9]{0,21},?", size in any::<u64>()) {
            if let Wanted::Part(part) = parse(&header, size) {
                prop_assert!(part.start < part.end && part.end <= size);
            }
        }
    }
}
