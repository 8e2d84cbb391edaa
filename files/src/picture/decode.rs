//! Reading a picture without ever holding all of it.

use std::io::Cursor;

use image::metadata::Orientation;
use jpeg_decoder::{CodingProcess, PixelFormat};

use super::Unreadable;
use super::shrink::Shrink;
use crate::Format;

/// No picture has more pixels.
const MOST_PIXELS: u64 = 50_000_000;
/// No side is longer, so that a row is small.
const MOST_SIDE: u32 = 32_768;
/// What the coefficients of a JPEG may take: 16 megapixels as phones write them (4:2:0), 8 with full colours.
const MOST_COEFFICIENTS: u64 = 48 * 1024 * 1024;
/// What a decoder may take beside the small picture.
const MOST_MEMORY: usize = 32 * 1024 * 1024;
/// A JPEG that is drawn in more turns than this is made to take time. Usual are up to a dozen, and the Exif block may
/// hold a picture of its own.
const MOST_SCANS: usize = 100;
/// A larger colour profile is not one of a screen.
const MOST_PROFILE: usize = 4 * 1024;

/// A picture in cells, with what is left to be done to it.
pub(super) struct Decoded {
    pub(super) shrunk: Shrink,
    /// How it has to be turned.
    pub(super) orientation: Orientation,
    /// The meaning of its colours, where it says one.
    pub(super) profile: Option<Vec<u8>>,
    /// Whether it moves.
    pub(super) animated: bool,
    /// Its own sides, before it is turned.
    pub(super) whole: (u32, u32),
}

impl Decoded {
    /// Its own sides, as shown.
    pub(super) fn sides(&self) -> (u32, u32) {
        let (width, height) = self.whole;
        let turned = matches!(
            self.orientation,
            Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH
        );
        if turned { (height, width) } else { (width, height) }
    }

    fn still(shrunk: Shrink) -> Self {
        let whole = shrunk.sides();
        Self { shrunk, orientation: Orientation::NoTransforms, profile: None, animated: false, whole }
    }
}

/// Decodes a picture. `wanted` says for its sides what sides are wanted in the end.
pub(super) fn decode(
    format: Format,
    bytes: &[u8],
    wanted: impl Fn((u32, u32)) -> (u32, u32),
) -> Result<Decoded, Unreadable> {
    match format {
        Format::Jpeg => jpeg(bytes, wanted),
        Format::Png => png(bytes, wanted),
        Format::Gif => gif(bytes, wanted),
        Format::Zip => Err(Unreadable::Damaged("it is no picture".into())),
    }
}

fn damaged(error: impl std::fmt::Display) -> Unreadable {
    Unreadable::Damaged(error.to_string())
}

fn check((width, height): (u32, u32)) -> Result<(u32, u32), Unreadable> {
    if width == 0 || height == 0 {
        return Err(Unreadable::Damaged("it has no pixels".into()));
    }
    let sides = width.max(height) <= MOST_SIDE;
    let pixels = u64::from(width) * u64::from(height) <= MOST_PIXELS;
    if sides && pixels { Ok((width, height)) } else { Err(Unreadable::TooLarge) }
}

fn png(bytes: &[u8], wanted: impl Fn((u32, u32)) -> (u32, u32)) -> Result<Decoded, Unreadable> {
    let limits = png::Limits { bytes: MOST_MEMORY };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    // The header alone, so that nothing is taken for a picture that is refused.
    let header = decoder.read_header_info().map_err(damaged)?;
    let sides = check(header.size())?;
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (interlaced, animated) = (reader.info().interlaced, reader.info().is_animated());
    let channels = reader.output_color_type().0.samples();
    let mut shrunk = Shrink::new(sides, wanted(sides))?;
    for (y, x, step) in adam7(sides, interlaced) {
        let row = reader.next_row().map_err(damaged)?.ok_or_else(|| damaged("rows are missing"))?;
        let pixels = row.data().chunks_exact(channels).map(|pixel| match *pixel {
            [grey] => [grey, grey, grey, 255],
            [grey, alpha] => [grey, grey, grey, alpha],
            [red, green, blue] => [red, green, blue, 255],
            [red, green, blue, alpha, ..] => [red, green, blue, alpha],
            [] => [0; 4],
        });
        shrunk.row(y, x, step, pixels);
    }
    Ok(Decoded { animated, ..Decoded::still(shrunk) })
}

/// The rows in the order in which a PNG has them: which row, the first pixel in it, and the steps between pixels (third
/// edition, section 8.2).
fn adam7((width, height): (u32, u32), interlaced: bool) -> impl Iterator<Item = (u32, u32, u32)> {
    const PASSES: [(u32, u32, u32, u32); 7] =
        [(0, 8, 0, 8), (0, 8, 4, 8), (4, 8, 0, 4), (0, 4, 2, 4), (2, 4, 0, 2), (0, 2, 1, 2), (1, 2, 0, 1)];
    let passes: &[_] = if interlaced { &PASSES } else { &[(0, 1, 0, 1)] };
    passes
        .iter()
        .filter(move |(_, _, x, _)| *x < width)
        .flat_map(move |(y, down, x, step)| (*y..height).step_by(*down as usize).map(|y| (y, *x, *step)))
}

/// The first frame alone, on the screen that the file describes.
fn gif(bytes: &[u8], wanted: impl Fn((u32, u32)) -> (u32, u32)) -> Result<Decoded, Unreadable> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let mut decoder = options.read_info(bytes).map_err(damaged)?;
    let sides = check((decoder.width().into(), decoder.height().into()))?;
    let frame = decoder.next_frame_info().map_err(damaged)?.ok_or_else(|| damaged("it has no frame"))?;
    let (left, top) = (u32::from(frame.left), u32::from(frame.top));
    let (width, height) = check((frame.width.into(), frame.height.into()))?;
    let (interlaced, transparent) = (frame.interlaced, frame.transparent);
    let palette: Vec<u8> = decoder.palette().map_err(damaged)?.to_vec();
    let colour = |index: u8| match palette.chunks_exact(3).nth(index.into()) {
        Some(&[red, green, blue]) if Some(index) != transparent => [red, green, blue, 255],
        _ => [0; 4],
    };
    let colours: Vec<[u8; 4]> = (0..=255).map(colour).collect();
    let mut shrunk = Shrink::new(sides, wanted(sides))?;
    let mut line = vec![0; width as usize];
    for y in gif_rows(height, interlaced) {
        if !decoder.fill_buffer(&mut line).map_err(damaged)? {
            return Err(damaged("rows are missing"));
        }
        shrunk.row(top + y, left, 1, line.iter().map(|index| colours[usize::from(*index)]));
    }
    let animated = matches!(decoder.next_frame_info(), Ok(Some(_)));
    Ok(Decoded { animated, ..Decoded::still(shrunk) })
}

/// The rows in the order in which a GIF has them (`GIF89a`, appendix E).
pub(super) fn gif_rows(height: u32, interlaced: bool) -> impl Iterator<Item = u32> {
    let passes: &[(u32, usize)] = if interlaced { &[(0, 8), (4, 8), (2, 4), (1, 2)] } else { &[(0, 1)] };
    passes.iter().flat_map(move |(first, step)| (*first..height).step_by(*step))
}

fn jpeg(bytes: &[u8], wanted: impl Fn((u32, u32)) -> (u32, u32)) -> Result<Decoded, Unreadable> {
    // Inside a scan no `FF` stands before anything but a zero or a restart, so this counts their headers.
    if bytes.windows(2).filter(|pair| *pair == [0xFF, 0xDA]).count() > MOST_SCANS {
        return Err(Unreadable::TooLarge);
    }
    let mut decoder = jpeg_decoder::Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(MOST_MEMORY);
    decoder.read_info().map_err(damaged)?;
    let info = decoder.info().ok_or_else(|| damaged("it has no header"))?;
    let whole = check((info.width.into(), info.height.into()))?;
    match info.coding_process {
        // A progressive one is held whole, as coefficients. So may any other be: the decoder hands them to a thread of its
        // own, which is behind on a machine that has much to do.
        CodingProcess::DctSequential | CodingProcess::DctProgressive
            if coefficients(bytes) <= MOST_COEFFICIENTS => {}
        CodingProcess::DctSequential | CodingProcess::DctProgressive => return Err(Unreadable::TooLarge),
        CodingProcess::Lossless => return Err(damaged("it is a lossless JPEG")),
    }
    let target = wanted(whole);
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
    let (width, height) = decoder.scale(side(target.0), side(target.1)).map_err(damaged)?;
    let pixels = decoder.decode().map_err(damaged)?;
    let mut shrunk = Shrink::new((width.into(), height.into()), target)?;
    let bytes_each = info.pixel_format.pixel_bytes();
    let rows = pixels.chunks_exact(usize::from(width) * bytes_each);
    for (y, row) in (0..).zip(rows) {
        let pixels = row.chunks_exact(bytes_each).map(|pixel| match (info.pixel_format, pixel) {
            (PixelFormat::RGB24, &[red, green, blue]) => [red, green, blue, 255],
            (PixelFormat::CMYK32, &[cyan, magenta, yellow, black]) => {
                let mix = |ink: u8| {
                    let light = u32::from(255 - ink) * u32::from(255 - black) / 255;
                    u8::try_from(light).unwrap_or(u8::MAX)
                };
                [mix(cyan), mix(magenta), mix(yellow), 255]
            }
            (_, pixel) => {
                let grey = pixel.first().copied().unwrap_or(0);
                [grey, grey, grey, 255]
            }
        });
        shrunk.row(y, 0, 1, pixels);
    }
    let orientation = decoder.exif_data().and_then(Orientation::from_exif_chunk);
    let rgb = info.pixel_format == PixelFormat::RGB24;
    let profile = decoder.icc_profile().filter(|profile| rgb && profile.len() <= MOST_PROFILE);
    let orientation = orientation.unwrap_or(Orientation::NoTransforms);
    Ok(Decoded { orientation, profile, whole, ..Decoded::still(shrunk) })
}

/// The bytes that the coefficients of a JPEG take: two per sample, as its frame header says (ISO/IEC
/// 10918-1, B.2.2).
fn coefficients(bytes: &[u8]) -> u64 {
    let mut at = 2;
    while let Some(&[0xFF, code, high, low, ref rest @ ..]) = bytes.get(at..) {
        if matches!(code, 0xC0..=0xC2) {
            let &[_, h1, h0, w1, w0, count, ref parts @ ..] = rest else { break };
            let pixels = u64::from(u16::from_be_bytes([h1, h0])) * u64::from(u16::from_be_bytes([w1, w0]));
            let factors: Vec<u64> = parts
                .chunks_exact(3)
                .take(count.into())
                .map(|part| u64::from(part[1] >> 4) * u64::from(part[1] & 15))
                .collect();
            let most = factors.iter().copied().max().unwrap_or(1).max(1);
            return factors.iter().map(|factor| pixels * factor / most * 2).sum();
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
    // Found nowhere: as large as can be.
    u64::MAX
}
