//! Small pictures of large ones: thumbnails of attachments, portraits of people.
//!
//! A file of a few kilobytes can claim to be a picture of gigabytes, so nothing here ever holds a whole picture. PNG
//! and GIF are decoded row by row, JPEG at an eighth, a quarter or a half of its size, and every pixel is added at once
//! to the small picture that is being made ([`shrink`]). Memory is bounded by that, whatever the file says; what would
//! need more all the same is refused before it is decoded ([`decode`]).
//!
//! This is work for a thread of its own, one picture at a time.

mod decode;
mod shrink;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageEncoder as _, RgbaImage};

use crate::Format;
use decode::Decoded;

/// The longest side of a thumbnail: enough for one of half that size on a screen of double density.
pub const THUMBNAIL_SIDE: u32 = 480;

/// The side of a portrait, which is square.
pub const PORTRAIT_SIDE: u32 = 192;

/// A still picture with no side and no more bytes than these is its own thumbnail.
const SMALL_BYTES: usize = 64 * 1024;

/// Between sharp letters and few bytes.
const JPEG_QUALITY: u8 = 82;

/// That there is no small picture of a file: it is damaged, of a kind that is not decoded, or too large.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It cannot be decoded.
    #[error("the picture cannot be decoded: {0}")]
    Damaged(String),
    /// It would take more pixels or memory than any picture gets.
    #[error("the picture is too large")]
    TooLarge,
}

/// A small picture, encoded: JPEG, or PNG when something shows through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Small {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its format.
    pub format: Format,
    /// Pixels from side to side.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// What was found out about a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnail {
    /// The small picture; none when the picture itself is small enough.
    pub small: Option<Small>,
    /// The sides of the thumbnail, whichever of the two it is, as shown.
    pub sides: (u32, u32),
    /// Whether the picture moves; its thumbnail never does.
    pub animated: bool,
}

/// Makes the thumbnail of a picture.
pub fn thumbnail(format: Format, bytes: &[u8]) -> Result<Thumbnail, Unreadable> {
    let decoded = decode::decode(format, bytes, |sides| fit(sides, THUMBNAIL_SIDE))?;
    let animated = decoded.animated;
    let (width, height) = decoded.sides();
    if !animated && width.max(height) <= THUMBNAIL_SIDE && bytes.len() <= SMALL_BYTES {
        return Ok(Thumbnail { small: None, sides: (width, height), animated });
    }
    let (width, height) = fit((width, height), THUMBNAIL_SIDE);
    let small = encode(decoded, |picture| picture.resize_exact(width, height, FilterType::Lanczos3))?;
    Ok(Thumbnail { sides: (small.width, small.height), small: Some(small), animated })
}

/// Makes a portrait: the middle of the picture, as a square.
pub fn portrait(format: Format, bytes: &[u8]) -> Result<Small, Unreadable> {
    let decoded = decode::decode(format, bytes, |sides| cover(sides, PORTRAIT_SIDE))?;
    encode(decoded, |picture| picture.resize_to_fill(PORTRAIT_SIDE, PORTRAIT_SIDE, FilterType::Lanczos3))
}

/// Makes a logo: the whole picture in its own shape, small.
pub fn logo(format: Format, bytes: &[u8]) -> Result<Small, Unreadable> {
    let decoded = decode::decode(format, bytes, |sides| fit(sides, PORTRAIT_SIDE))?;
    let (width, height) = fit(decoded.sides(), PORTRAIT_SIDE);
    encode(decoded, |picture| picture.resize_exact(width, height, FilterType::Lanczos3))
}

/// Sides of the same shape whose longer is at most `side`; what is smaller stays as it is.
fn fit((width, height): (u32, u32), side: u32) -> (u32, u32) {
    scaled((width, height), side, width.max(height))
}

/// Sides of the same shape whose shorter is at most `side`.
fn cover((width, height): (u32, u32), side: u32) -> (u32, u32) {
    scaled((width, height), side, width.min(height))
}

/// Scales so that `from`, one of the two sides, becomes `to`; never up.
fn scaled((width, height): (u32, u32), to: u32, from: u32) -> (u32, u32) {
    if from <= to {
        return (width, height);
    }
    let scale = |side: u32| {
        let side = (u64::from(side) * u64::from(to) + u64::from(from) / 2) / u64::from(from);
        u32::try_from(side).unwrap_or(u32::MAX).max(1)
    };
    (scale(width), scale(height))
}

/// Scales, turns as Exif says, and writes the file.
fn encode(decoded: Decoded, scale: impl FnOnce(&DynamicImage) -> DynamicImage) -> Result<Small, Unreadable> {
    let Decoded { shrunk, orientation, profile, .. } = decoded;
    let (pixels, opaque) = shrunk.finish();
    // Turned first, so that the caller's sides are those of the picture as it is shown.
    let mut picture = DynamicImage::ImageRgba8(pixels);
    picture.apply_orientation(orientation);
    let scaled = scale(&picture).into_rgba8();
    drop(picture);
    let (width, height) = scaled.dimensions();
    let mut bytes = Vec::new();
    let (format, written) = if opaque {
        let picture = DynamicImage::ImageRgba8(scaled).into_rgb8();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        if let Some(profile) = profile {
            // Without it a photo of a phone would look paler than itself. A JPEG can always carry one.
            let _ = encoder.set_icc_profile(profile);
        }
        (Format::Jpeg, encoder.encode_image(&picture))
    } else {
        let scaled = apart(scaled);
        let colour = image::ExtendedColorType::Rgba8;
        (Format::Png, PngEncoder::new(&mut bytes).write_image(scaled.as_raw(), width, height, colour))
    };
    written.map_err(|error| Unreadable::Damaged(error.to_string()))?;
    Ok(Small { bytes, format, width, height })
}

/// Takes the colours out of what they were multiplied with, so that no edge is darker than it was.
fn apart(mut picture: RgbaImage) -> RgbaImage {
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let colour = |part: u8| match alpha {
            0 => 0,
            _ => u8::try_from(u32::from(part) * 255 / u32::from(alpha)).unwrap_or(u8::MAX),
        };
        pixel.0 = [colour(red), colour(green), colour(blue), alpha];
    }
    picture
}

#[cfg(test)]
mod tests;
