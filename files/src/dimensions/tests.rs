//! Real headers and hostile ones.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use proptest::prelude::*;

use super::*;

fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, height).write_to(&mut bytes, format).expect("encoded in memory");
    bytes.into_inner()
}

/// The sides of a file that comes in chunks of this size.
fn sides(format: Format, bytes: &[u8], chunk: usize) -> Option<(u32, u32)> {
    let mut dimensions = Dimensions::of(format);
    for part in bytes.chunks(chunk) {
        dimensions.feed(part);
    }
    dimensions.get()
}

/// A JPEG with a segment put in right after its start.
fn with_segment(code: u8, payload: &[u8]) -> Vec<u8> {
    let jpeg = picture(ImageFormat::Jpeg, 60, 40);
    let length = u16::try_from(payload.len() + 2).expect("fits a segment").to_be_bytes();
    [&jpeg[..2], &[0xFF, code], &length, payload, &jpeg[2..]].concat()
}

/// An Exif block with a first directory of two entries, the second being the orientation.
fn exif(big: bool, orientation: u16) -> Vec<u8> {
    let short = |n: u16| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    let long = |n: u32| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    let mut block = b"Exif\0\0".to_vec();
    block.extend(if big { b"MM\0*" } else { b"II*\0" });
    block.extend(long(8));
    block.extend(short(2));
    for (tag, value) in [(0x0100, 7), (0x0112, orientation)] {
        block.extend([short(tag), short(3)].concat());
        block.extend(long(1));
        block.extend([short(value), short(0)].concat());
    }
    block
}

#[test]
fn real_pictures_in_chunks_of_any_size() {
    for chunk in [1, 2, 3, 7, 16, 1000, usize::MAX] {
        assert_eq!(sides(Format::Png, &picture(ImageFormat::Png, 321, 123), chunk), Some((321, 123)));
        assert_eq!(sides(Format::Gif, &picture(ImageFormat::Gif, 33, 300), chunk), Some((33, 300)));
        assert_eq!(sides(Format::Jpeg, &picture(ImageFormat::Jpeg, 640, 480), chunk), Some((640, 480)));
    }
    assert_eq!(sides(Format::Zip, &picture(ImageFormat::Png, 1, 1), 100), None);
}

#[test]
fn a_turned_photo_has_its_sides_as_shown() {
    for big in [true, false] {
        for chunk in [1, 5, usize::MAX] {
            assert_eq!(sides(Format::Jpeg, &with_segment(0xE1, &exif(big, 6)), chunk), Some((40, 60)));
            assert_eq!(sides(Format::Jpeg, &with_segment(0xE1, &exif(big, 3)), chunk), Some((60, 40)));
        }
    }
}

#[test]
fn long_segments_are_skipped_in_little_memory() {
    let jpeg = with_segment(0xE2, &vec![0xFF; 65_000]);
    let mut dimensions = Dimensions::of(Format::Jpeg);
    for part in jpeg.chunks(4096) {
        dimensions.feed(part);
        if let Dimensions::Jpeg(jpeg) = &dimensions {
            assert!(jpeg.segment.len() <= SEGMENT_BYTES);
        }
    }
    assert_eq!(dimensions.get(), Some((60, 40)));
}

#[test]
fn absurd_sides_are_no_sides() {
    let png = |width: u32, height: u32| {
        let mut png = picture(ImageFormat::Png, 1, 1);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        sides(Format::Png, &png, 100)
    };
    assert_eq!(png(32_768, 6_000), Some((32_768, 6_000)));
    for (width, height) in [(0, 1), (1, 0), (32_769, 1), (1, u32::MAX), (20_000, 20_000)] {
        assert_eq!(png(width, height), None, "{width} x {height}");
    }
    assert_eq!(sides(Format::Gif, b"GIF89a\0\0\x01\0;", 100), None);
}

#[test]
fn broken_headers_are_no_sides() {
    let jpeg = picture(ImageFormat::Jpeg, 60, 40);
    assert_eq!(sides(Format::Jpeg, &jpeg[..20], 100), None);
    assert_eq!(sides(Format::Jpeg, b"\xFF\xD8\xFF\xE0\x00\x01", 100), None);
    assert_eq!(sides(Format::Jpeg, b"\xFF\xD8\xFF\xC0\x00\x02", 100), None);
    assert_eq!(sides(Format::Jpeg, b"\xFF\xD8\xFF\xDA", 100), None);
    assert_eq!(sides(Format::Png, b"\x89PNG\r\n\x1A\n\0\0\0\x04CgBI\0\0\0\x01\0\0\0\x01", 100), None);
    assert_eq!(sides(Format::Gif, b"GIF89a", 100), None);
    // A directory that points outside its block, and one that claims more entries than it has.
    let mut outside = exif(true, 6);
    outside[10..14].copy_from_slice(&u32::MAX.to_be_bytes());
    assert_eq!(sides(Format::Jpeg, &with_segment(0xE1, &outside), 100), Some((60, 40)));
    let mut many = exif(true, 6);
    many[14..16].copy_from_slice(&u16::MAX.to_be_bytes());
    many.truncate(30);
    assert_eq!(sides(Format::Jpeg, &with_segment(0xE1, &many), 100), Some((60, 40)));
}

proptest! {
    #[test]
    fn any_bytes_give_one_answer(
        noise in prop::collection::vec(prop_oneof![Just(0xFF), Just(0xC0), Just(0xE1), Just(0x00), any::<u8>()], 0..400),
        chunk in 1_usize..50,
    ) {
        for (format, start) in [(Format::Jpeg, &b"\xFF\xD8\xFF"[..]), (Format::Png, b"\x89PNG"), (Format::Gif, b"GIF89a")] {
            let bytes = [start, &noise].concat();
            prop_assert_eq!(sides(format, &bytes, chunk), sides(format, &bytes, usize::MAX));
        }
    }

    #[test]
    fn any_exif_is_survived(noise in prop::collection::vec(any::<u8>(), 0..200), big in any::<bool>()) {
        let block = [&b"Exif\0\0"[..], if big { b"MM\0*" } else { b"II*\0" }, &noise].concat();
        let sides = sides(Format::Jpeg, &with_segment(0xE1, &block), 64);
        prop_assert!(matches!(sides, Some((60, 40) | (40, 60))));
    }
}
