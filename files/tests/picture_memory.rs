//! However many pixels a picture has, making it small takes little memory: a test of its own process, because it counts
//! every allocation.

use std::io::Write as _;

use files::Format;
use files::picture::{Unreadable, portrait, thumbnail};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATIONS: PeakAlloc = PeakAlloc;

const MIB: usize = 1024 * 1024;

/// The bytes that were taken at most, beyond those taken before.
fn peak<T>(job: impl FnOnce() -> T) -> (usize, T) {
    let before = ALLOCATIONS.current_usage();
    ALLOCATIONS.reset_peak_usage();
    let result = job();
    (ALLOCATIONS.peak_usage() - before, result)
}

/// A JPEG of eight megapixels may be held whole, as coefficients: three samples of two bytes for each pixel.
fn most(format: Format) -> usize {
    if format == Format::Jpeg { 64 * MIB } else { 24 * MIB }
}

/// A PNG whose pixels would take 200 MB, in some kilobytes.
fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 10_000, 5_000);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().expect("begun");
    let mut stream = writer.stream_writer().expect("begun");
    let row = [90, 120, 200, 255].repeat(10_000);
    for _ in 0..5_000 {
        stream.write_all(&row).expect("written");
    }
    stream.finish().expect("written");
    drop(writer);
    bytes
}

fn gif() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, 8_000, 6_000, &[0, 0, 0, 255, 255, 255]).expect("begun");
    let frame = gif::Frame {
        width: 8_000,
        height: 6_000,
        buffer: std::borrow::Cow::Owned(vec![1; 48_000_000]),
        ..gif::Frame::default()
    };
    encoder.write_frame(&frame).expect("written");
    drop(encoder);
    bytes
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_pixel(width, height, image::Rgb([90, 120, 200]));
    JpegEncoder::new_with_quality(&mut bytes, 60)
        .encode(&picture, width, height, ExtendedColorType::Rgb8)
        .expect("written");
    bytes
}

/// A progressive JPEG of one grey: a scan of the first coefficients alone, each of one bit. What is not sent is zero.
fn progressive(width: u16, height: u16) -> Vec<u8> {
    let segment = |code: u8, data: &[u8]| {
        let length = u16::try_from(data.len() + 2).expect("short").to_be_bytes();
        [&[0xFF, code], &length[..], data].concat()
    };
    let ([h1, h0], [w1, w0]) = (height.to_be_bytes(), width.to_be_bytes());
    let frame = [8, h1, h0, w1, w0, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0];
    // One code, of one bit, for "no difference".
    let table = [&[0][..], &[1], &[0; 15], &[0]].concat();
    let blocks = usize::from(width.div_ceil(16)) * usize::from(height.div_ceil(16)) * 6;
    [
        vec![0xFF, 0xD8],
        segment(0xDB, &[&[0][..], &[1; 64]].concat()),
        segment(0xC2, &frame),
        segment(0xC4, &table),
        segment(0xDA, &[3, 1, 0, 2, 0, 3, 0, 0, 0, 0]),
        vec![0; blocks.div_ceil(8)],
        vec![0xFF, 0xD9],
    ]
    .concat()
}

fn a_progressive_jpeg_takes_its_coefficients() {
    let bytes = progressive(4000, 2656);
    let (held, made) = peak(|| thumbnail(Format::Jpeg, &bytes));
    let made = made.expect("readable");
    assert_eq!(made.sides, (480, 319));
    println!("progressive: {} KiB", held / 1024);
    assert!(held <= 56 * MIB, "held {held} bytes");
    assert_eq!(thumbnail(Format::Jpeg, &progressive(8000, 6000)), Err(Unreadable::TooLarge));
}

#[test]
fn a_picture_of_fifty_megapixels_takes_little_memory() {
    let (counted, held) = peak(|| vec![0_u8; 3 * MIB]);
    assert!(counted >= held.len(), "the count sees what is held, so this test can fail");
    drop(held);
    for (format, bytes) in [(Format::Png, png()), (Format::Gif, gif()), (Format::Jpeg, jpeg(4_000, 2_000))] {
        let (held, made) = peak(|| thumbnail(format, &bytes));
        assert!(made.expect("readable").small.is_some());
        println!("{format}: {} KiB for a thumbnail", held / 1024);
        assert!(held <= most(format), "{format}: held {held} bytes");
        let (held, made) = peak(|| portrait(format, &bytes));
        made.expect("readable");
        println!("{format}: {} KiB for a portrait", held / 1024);
        assert!(held <= most(format), "{format}: held {held} bytes");
    }
    // Its decoder may hold all of it, when the machine has much else to do: a large one is refused.
    assert_eq!(thumbnail(Format::Jpeg, &jpeg(8_000, 6_000)), Err(Unreadable::TooLarge));
    a_progressive_jpeg_takes_its_coefficients();
}
