//! A picture's width and height, read from its header while it streams by.
//!
//! They keep a place in the page before the picture is loaded, so they are the sides as shown: a JPEG turned
//! by its Exif orientation has them swapped. Memory is bounded whatever the file holds: a fixed head for PNG
//! and GIF, and for JPEG one segment's first bytes at a time. Nothing here trusts the file; what cannot be
//! read, or is absurd, is `None`, which is no reason to refuse it.

use std::ops::ControlFlow;

use crate::Format;

/// A side beyond this, or more pixels than that, is no picture that anyone took.
const MAX_SIDE: u32 = 32_768;
const MAX_PIXELS: u64 = 200_000_000;

/// How much of a JPEG segment is kept: enough for the first directory of an Exif block, which has the orientation.
const SEGMENT_BYTES: usize = 2048;

/// Fed with all bytes in order, knows the sides once they went by.
#[derive(Debug)]
pub(crate) enum Dimensions {
    /// Collecting the fixed header of a PNG or GIF.
    Head { format: Format, head: Vec<u8> },
    /// Walking the segments of a JPEG.
    Jpeg(Jpeg),
    /// Nothing more to learn.
    Done(Option<(u32, u32)>),
}

impl Dimensions {
    pub(crate) fn of(format: Format) -> Self {
        match format {
            Format::Zip => Self::Done(None),
            Format::Jpeg => Self::Jpeg(Jpeg::default()),
            Format::Png | Format::Gif => Self::Head { format, head: Vec::new() },
        }
    }

    pub(crate) fn feed(&mut self, mut bytes: &[u8]) {
        match self {
            Self::Done(_) => {}
            Self::Head { format, head } => {
                let needed = if *format == Format::Png { 24 } else { 10 };
                head.extend_from_slice(&bytes[..bytes.len().min(needed - head.len())]);
                if head.len() == needed {
                    *self = Self::Done(if *format == Format::Png { png(head) } else { gif(head) });
                }
            }
            Self::Jpeg(jpeg) => {
                while !bytes.is_empty() {
                    if let ControlFlow::Break(result) = jpeg.step(&mut bytes) {
                        *self = Self::Done(result.filter(|sides| plausible(*sides)));
                        return;
                    }
                }
            }
        }
    }

    pub(crate) fn get(&self) -> Option<(u32, u32)> {
        if let Self::Done(sides) = self { *sides } else { None }
    }
}

fn plausible((width, height): (u32, u32)) -> bool {
    let sides = 1..=MAX_SIDE;
    sides.contains(&width) && sides.contains(&height) && u64::from(width) * u64::from(height) <= MAX_PIXELS
}

/// PNG 11.2.1: the first chunk is `IHDR`, and begins with both sides.
fn png(head: &[u8]) -> Option<(u32, u32)> {
    if head.get(12..16)? != b"IHDR" {
        return None;
    }
    let side = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some((side(16)?, side(20)?)).filter(|sides| plausible(*sides))
}

/// `GIF89a` section 18: the logical screen's sides follow the signature.
fn gif(head: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from(u16::from_le_bytes(head.get(at..at + 2)?.try_into().ok()?)));
    Some((side(6)?, side(8)?)).filter(|sides| plausible(*sides))
}

/// Whether to go on, or the result: the sides, or that they cannot be known.
type Settled = ControlFlow<Option<(u32, u32)>>;

/// Where in a JPEG (ISO/IEC 10918-1, annex B) the next byte stands.
#[derive(Debug, Default)]
pub(crate) struct Jpeg {
    state: Marker,
    segment: Vec<u8>,
    turned: bool,
}

#[derive(Clone, Copy, Debug, Default)]
enum Marker {
    /// Before the `FF` of a marker.
    #[default]
    Fill,
    /// Between `FF` and the marker's code.
    Code,
    /// At the first byte of a segment's length.
    High { code: u8 },
    /// At its second byte.
    Low { code: u8, high: u8 },
    /// Inside the segment.
    Body { code: u8, left: usize },
}

impl Jpeg {
    /// Takes one byte, or as much of a segment as there is; the result, once it is settled.
    fn step(&mut self, bytes: &mut &[u8]) -> Settled {
        if let Marker::Body { code, left } = self.state {
            let (part, rest) = bytes.split_at(left.min(bytes.len()));
            let room = SEGMENT_BYTES - self.segment.len();
            self.segment.extend_from_slice(&part[..part.len().min(room)]);
            *bytes = rest;
            self.state = Marker::Body { code, left: left - part.len() };
            return if left == part.len() { self.close(code) } else { ControlFlow::Continue(()) };
        }
        let Some((&byte, rest)) = bytes.split_first() else { return ControlFlow::Continue(()) };
        *bytes = rest;
        self.state = match (self.state, byte) {
            (Marker::Fill | Marker::Code, 0xFF) => Marker::Code,
            // Markers without a segment: start of image, restarts, TEM.
            (Marker::Code, 0xD8 | 0xD0..=0xD7 | 0x01) => Marker::Fill,
            // The end of the image or the scan came before a frame header; or it is no marker at all.
            (Marker::Code, 0x00 | 0xD9 | 0xDA) | (Marker::Fill | Marker::Body { .. }, _) => {
                return ControlFlow::Break(None);
            }
            (Marker::Code, code) => Marker::High { code },
            (Marker::High { code }, high) => Marker::Low { code, high },
            (Marker::Low { code, high }, low) => {
                let Some(left) = usize::from(u16::from_be_bytes([high, low])).checked_sub(2) else {
                    return ControlFlow::Break(None);
                };
                self.segment.clear();
                if left == 0 {
                    self.state = Marker::Fill;
                    return self.close(code);
                }
                Marker::Body { code, left }
            }
        };
        ControlFlow::Continue(())
    }

    /// Reads a segment that went by whole.
    fn close(&mut self, code: u8) -> Settled {
        self.state = Marker::Fill;
        match code {
            // The frame headers SOF0–SOF15, among which DHT, JPG and DAC have their codes.
            0xC0..=0xCF if !matches!(code, 0xC4 | 0xC8 | 0xCC) => {
                let &[_, h1, h0, w1, w0, ..] = self.segment.as_slice() else {
                    return ControlFlow::Break(None);
                };
                let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
                let (width, height) = if self.turned { (height, width) } else { (width, height) };
                return ControlFlow::Break(Some((width.into(), height.into())));
            }
            0xE1 => self.turned |= orientation(&self.segment).is_some_and(|value| (5..=8).contains(&value)),
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// The orientation (tag 0x0112) in the first directory of an Exif block; 5 to 8 are a quarter turn.
fn orientation(segment: &[u8]) -> Option<u16> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let pair = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let offset: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let directory =
        usize::try_from(if big { u32::from_be_bytes(offset) } else { u32::from_le_bytes(offset) }).ok()?;
    let entries = usize::from(short(directory)?);
    (0..entries)
        .map_while(|entry| {
            let at = directory.checked_add(2 + entry * 12)?;
            Some((short(at)?, at))
        })
        .find(|(tag, _)| *tag == 0x0112)
        .and_then(|(_, at)| short(at.checked_add(8)?))
}

#[cfg(test)]
mod tests;
