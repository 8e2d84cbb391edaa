//! However many pixels a picture has, making it small takes little memory: a test of its own process, because it counts
//! every allocation.

use std::io::Write as _;

use files::Format;
use files::picture::{portrait, thumbnail};
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

fn jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_pixel(8_000, 6_000, image::Rgb([90, 120, 200]));
    JpegEncoder::new_with_quality(&mut bytes, 60)
        .encode(&picture, 8_000, 6_000, ExtendedColorType::Rgb8)
        .expect("written");
    bytes
}

#[test]
fn a_picture_of_fifty_megapixels_takes_little_memory() {
    let (counted, held) = peak(|| vec![0_u8; 3 * MIB]);
    assert!(counted >= held.len(), "the count sees what is held, so this test can fail");
    drop(held);
    for (format, bytes) in [(Format::Png, png()), (Format::Gif, gif()), (Format::Jpeg, jpeg())] {
        let (held, made) = peak(|| thumbnail(format, &bytes));
        assert!(made.expect("readable").small.is_some());
        println!("{format}: {} KiB for a thumbnail", held / 1024);
        assert!(held <= 24 * MIB, "{format}: held {held} bytes");
        let (held, made) = peak(|| portrait(format, &bytes));
        made.expect("readable");
        println!("{format}: {} KiB for a portrait", held / 1024);
        assert!(held <= 24 * MIB, "{format}: held {held} bytes");
    }
}
