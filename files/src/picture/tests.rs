use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{Delay, DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba};

use super::*;

/// Red at the left, blue at the right, and a green bar at the top.
fn scene(width: u32, height: u32) -> DynamicImage {
    let colour = |x: u32, y: u32| {
        let red = if x < width / 2 { 220 } else { 20 };
        Rgb([red, if y < height / 4 { 220 } else { 20 }, 240 - red])
    };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, colour))
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("written");
    bytes.into_inner()
}

fn read(small: &Small) -> DynamicImage {
    let picture = image::load_from_memory(&small.bytes).expect("what was made can be read");
    assert_eq!((picture.width(), picture.height()), (small.width, small.height));
    assert!(small.format.matches(&small.bytes));
    picture
}

/// Whether a point, in parts of the sides, has about this colour.
#[track_caller]
fn looks(picture: &DynamicImage, (across, down): (f64, f64), wanted: [u8; 3]) {
    let place = |part: f64, side: u32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within a small picture")]
        let at = (part * f64::from(side)) as u32;
        at
    };
    let picture = picture.to_rgb8();
    let Rgb(found) = picture.get_pixel(place(across, picture.width()), place(down, picture.height()));
    let near = found.iter().zip(wanted).all(|(found, wanted)| found.abs_diff(wanted) < 24);
    assert!(near, "{found:?} is not near {wanted:?}");
}

const RED: [u8; 3] = [220, 20, 20];
const BLUE: [u8; 3] = [20, 20, 220];
const RED_TOP: [u8; 3] = [220, 220, 20];
const BLUE_TOP: [u8; 3] = [20, 220, 220];

#[track_caller]
fn is_the_scene(picture: &DynamicImage) {
    looks(picture, (0.2, 0.7), RED);
    looks(picture, (0.8, 0.7), BLUE);
    looks(picture, (0.2, 0.1), RED_TOP);
    looks(picture, (0.8, 0.1), BLUE_TOP);
}

fn small(format: Format, bytes: &[u8]) -> Small {
    thumbnail(format, bytes).expect("readable").small.expect("it was made smaller")
}

#[test]
fn large_pictures_become_small_ones() {
    for (width, height, sides) in
        [(1600, 900, (480, 270)), (900, 1600, (270, 480)), (481, 10, (480, 10)), (2800, 2800, (480, 480))]
    {
        let picture = scene(width, height);
        for (format, kind) in [(Format::Png, ImageFormat::Png), (Format::Jpeg, ImageFormat::Jpeg)] {
            let made = small(format, &written(&picture, kind));
            assert_eq!((made.width, made.height), sides, "{format} {width}×{height}");
            assert_eq!(made.format, Format::Jpeg);
            assert!(made.bytes.len() < 24_000, "{} bytes", made.bytes.len());
            if height > 10 {
                is_the_scene(&read(&made));
            }
        }
    }
}

#[test]
fn a_small_picture_is_its_own_thumbnail() {
    for (width, height) in [(1, 1), (480, 480), (300, 20)] {
        for (format, kind) in [
            (Format::Png, ImageFormat::Png),
            (Format::Jpeg, ImageFormat::Jpeg),
            (Format::Gif, ImageFormat::Gif),
        ] {
            let found = thumbnail(format, &written(&scene(width, height), kind)).expect("readable");
            let itself = Thumbnail { small: None, sides: (width, height), animated: false };
            assert_eq!(found, itself, "{format}");
        }
    }
    // Few pixels in many bytes are written anew.
    let mut noise = 7_u32;
    let mut next = || {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.to_be_bytes()[0]
    };
    let picture = RgbImage::from_fn(300, 300, |_, _| Rgb([next(), next(), next()]));
    let made = small(Format::Png, &written(&DynamicImage::ImageRgb8(picture), ImageFormat::Png));
    assert_eq!((made.width, made.height, made.format), (300, 300, Format::Jpeg));
}

/// A JPEG with an Exif block that says how it has to be turned.
fn turned(picture: &DynamicImage, orientation: u8) -> Vec<u8> {
    let jpeg = written(picture, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn photos_are_turned_as_their_camera_was_held() {
    let upright = scene(1600, 800);
    for (orientation, stored) in [
        (1, upright.clone()),
        (2, upright.fliph()),
        (3, upright.rotate180()),
        (4, upright.flipv()),
        (5, upright.rotate90().fliph()),
        (6, upright.rotate270()),
        (7, upright.rotate270().fliph()),
        (8, upright.rotate90()),
    ] {
        let bytes = turned(&stored, orientation);
        let made = small(Format::Jpeg, &bytes);
        assert_eq!((made.width, made.height), (480, 240), "orientation {orientation}");
        is_the_scene(&read(&made));
        assert_eq!(portrait(Format::Jpeg, &bytes).map(|made| (made.width, made.height)), Ok((192, 192)));
    }
    let small = turned(&scene(100, 200), 6);
    assert_eq!(thumbnail(Format::Jpeg, &small).map(|found| found.sides), Ok((200, 100)));
}

#[test]
fn what_shows_through_stays_so() {
    let hole = |x: u32, y: u32| {
        if x < 500 { Rgba([250, 0, 0, 255]) } else { Rgba([0, 250, 0, u8::from(y > 9_999)]) }
    };
    let picture = DynamicImage::ImageRgba8(RgbaImage::from_fn(1000, 600, hole));
    let made = small(Format::Png, &written(&picture, ImageFormat::Png));
    assert_eq!((made.format, made.width, made.height), (Format::Png, 480, 288));
    let shown = read(&made).to_rgba8();
    assert_eq!(shown.get_pixel(100, 100).0, [250, 0, 0, 255]);
    assert_eq!(shown.get_pixel(400, 100).0[3], 0);
    // At the edge the red is paler and not darker, and takes no green from what nobody sees.
    let edge = shown.get_pixel(239, 100).0;
    assert!(edge[3] < 4 || (edge[0] > 235 && edge[1] < 12), "{edge:?}");
}

#[test]
fn every_kind_of_png_can_be_read() {
    let picture = scene(1000, 500);
    for picture in [
        DynamicImage::ImageRgba8(picture.to_rgba8()),
        DynamicImage::ImageRgb16(picture.to_rgb16()),
        DynamicImage::ImageRgba16(picture.to_rgba16()),
    ] {
        is_the_scene(&read(&small(Format::Png, &written(&picture, ImageFormat::Png))));
    }
    let grey = DynamicImage::ImageLuma8(picture.to_luma8());
    assert_eq!(small(Format::Png, &written(&grey, ImageFormat::Png)).width, 480);
    let grey = DynamicImage::ImageLuma8(picture.to_luma8());
    assert_eq!(small(Format::Jpeg, &written(&grey, ImageFormat::Jpeg)).width, 480);
    // With a palette of one bit.
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 1000, 500);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_palette(vec![220, 20, 20, 20, 20, 220]);
    let mut writer = encoder.write_header().expect("begun");
    let row: Vec<u8> = (0..125).map(|byte| if byte < 62 { 0 } else { 255 }).collect();
    writer.write_image_data(&row.repeat(500)).expect("written");
    drop(writer);
    let picture = read(&small(Format::Png, &bytes));
    looks(&picture, (0.2, 0.5), RED);
    looks(&picture, (0.8, 0.5), BLUE);
}

/// Frames of a GIF, each of these sides.
fn gif(frames: &[DynamicImage]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    for frame in frames {
        let delay = Delay::from_numer_denom_ms(100, 1);
        encoder.encode_frame(Frame::from_parts(frame.to_rgba8(), 0, 0, delay)).expect("written");
    }
    drop(encoder);
    bytes
}

#[test]
fn a_moving_gif_shows_its_first_frame() {
    let scene = scene(300, 200);
    let bytes = gif(&[scene.clone(), scene.fliph(), scene.flipv()]);
    let found = thumbnail(Format::Gif, &bytes).expect("readable");
    assert!(found.animated);
    let made = found.small.expect("or it would move");
    assert_eq!((made.width, made.height, found.sides), (300, 200, (300, 200)));
    is_the_scene(&read(&made));

    let still = thumbnail(Format::Gif, &gif(&[scene.resize_exact(1200, 800, FilterType::Nearest)]));
    let still = still.expect("readable");
    assert_eq!((still.animated, still.sides), (false, (480, 320)));
    is_the_scene(&read(&still.small.expect("made")));
}

/// A GIF of one frame, written by hand: a screen, and where on it the frame is.
fn framed(
    screen: (u16, u16),
    (left, top): (u16, u16),
    (width, height): (u16, u16),
    interlaced: bool,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder =
        gif::Encoder::new(&mut bytes, screen.0, screen.1, &[220, 20, 20, 20, 20, 220]).expect("begun");
    // Red above, blue below; an interlaced one is written in the order of its rows.
    let rows: Vec<u32> = super::decode::gif_rows(height.into(), interlaced).collect();
    let pixels =
        rows.iter().flat_map(|y| vec![u8::from(*y >= u32::from(height) / 2); width.into()]).collect();
    let frame = gif::Frame {
        left,
        top,
        width,
        height,
        interlaced,
        buffer: std::borrow::Cow::Owned(pixels),
        ..gif::Frame::default()
    };
    encoder.write_frame(&frame).expect("written");
    drop(encoder);
    bytes
}

#[test]
fn frames_lie_where_they_belong() {
    for interlaced in [false, true] {
        let made = small(Format::Gif, &framed((1000, 600), (0, 0), (1000, 600), interlaced));
        let picture = read(&made);
        looks(&picture, (0.5, 0.3), RED);
        looks(&picture, (0.5, 0.7), BLUE);
    }
    let made = small(Format::Gif, &framed((1000, 600), (500, 300), (1000, 600), false));
    assert_eq!((made.format, made.width, made.height), (Format::Png, 480, 288), "the rest shows through");
    let picture = read(&made).to_rgba8();
    assert_eq!(picture.get_pixel(100, 200).0[3], 0);
    assert_eq!(picture.get_pixel(400, 250).0, [220, 20, 20, 255]);
}

/// The header of a PNG of these sides, and data that end at once.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let writer = encoder.write_header().expect("begun");
    drop(writer);
    bytes
}

#[test]
fn bombs_are_refused() {
    for (width, height) in
        [(30_000, 30_000), (u32::from(u16::MAX), 700), (1, 40_000), (0x7fff_ffff, 0x7fff_ffff)]
    {
        assert_eq!(
            thumbnail(Format::Png, &png_of(width, height)),
            Err(Unreadable::TooLarge),
            "{width}×{height}"
        );
    }
    let screen = framed((u16::MAX, u16::MAX), (0, 0), (1, 1), false);
    assert!(screen.len() < 100);
    assert_eq!(thumbnail(Format::Gif, &screen), Err(Unreadable::TooLarge));
    // A JPEG that says it is huge, and one that is drawn in a thousand turns.
    let mut huge = written(&scene(16, 16), ImageFormat::Jpeg);
    let header = huge.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("a frame header") + 5;
    huge[header..header + 4].copy_from_slice(&[0xFF; 4]);
    assert_eq!(thumbnail(Format::Jpeg, &huge), Err(Unreadable::TooLarge));
    huge[header..header + 4].copy_from_slice(&[0x20, 0, 0x20, 0]);
    huge[header - 4] = 0xC2;
    assert_eq!(thumbnail(Format::Jpeg, &huge), Err(Unreadable::TooLarge), "a progressive one of 8192 × 8192");
    let turns = [written(&scene(16, 16), ImageFormat::Jpeg), [0xFF, 0xDA].repeat(1000)].concat();
    assert_eq!(thumbnail(Format::Jpeg, &turns), Err(Unreadable::TooLarge));
}

#[test]
fn what_is_damaged_is_said_to_be() {
    let picture = scene(600, 400);
    let gif = gif(std::slice::from_ref(&picture));
    let files = [
        (Format::Jpeg, written(&picture, ImageFormat::Jpeg)),
        (Format::Png, written(&picture, ImageFormat::Png)),
        (Format::Gif, gif),
    ];
    for (format, bytes) in files {
        for end in [0, 2, 10, 40, bytes.len() / 2] {
            let found = thumbnail(format, &bytes[..end]);
            assert!(matches!(found, Err(Unreadable::Damaged(_))), "{format} of {end} bytes: {found:?}");
            assert!(portrait(format, &bytes[..end]).is_err());
        }
        let other = if format == Format::Png { Format::Jpeg } else { Format::Png };
        assert!(thumbnail(other, &bytes).is_err(), "{format} is not {other}");
    }
    assert!(thumbnail(Format::Zip, b"PK\x03\x04").is_err());
}

#[test]
fn noise_never_panics() {
    let picture = scene(90, 60);
    let gif = gif(&[picture.clone(), picture.clone()]);
    let files = [
        (Format::Jpeg, written(&picture, ImageFormat::Jpeg)),
        (Format::Png, written(&picture, ImageFormat::Png)),
        (Format::Gif, gif),
    ];
    let mut noise = 1_u64;
    for (format, bytes) in files {
        for _ in 0..300 {
            let mut bytes = bytes.clone();
            for _ in 0..3 {
                noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = usize::try_from(noise >> 33).unwrap_or(0) % bytes.len();
                bytes[at] = noise.to_be_bytes()[1];
            }
            let _ = thumbnail(format, &bytes);
        }
    }
}

#[test]
fn a_portrait_is_the_middle_as_a_square() {
    for (width, height) in [(1200, 800), (800, 1200), (200, 4000), (100, 60)] {
        let bytes = written(&scene(width, height), ImageFormat::Jpeg);
        let made = portrait(Format::Jpeg, &bytes).expect("readable");
        assert_eq!((made.width, made.height, made.format), (192, 192, Format::Jpeg));
        let picture = read(&made);
        looks(&picture, (0.1, 0.7), RED);
        looks(&picture, (0.9, 0.7), BLUE);
    }
}

#[test]
fn a_colour_profile_goes_along() {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.set_icc_profile(vec![7; 500]).expect("a JPEG takes one");
    encoder.encode_image(&scene(1000, 800)).expect("written");
    let made = small(Format::Jpeg, &bytes);
    assert_eq!(jpeg_decoder_profile(&made.bytes), Some(vec![7; 500]));
}

fn jpeg_decoder_profile(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.decode().expect("readable");
    decoder.icc_profile()
}
