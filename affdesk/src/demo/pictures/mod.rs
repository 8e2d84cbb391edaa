//! Small pictures and archives, made in code: what affiliates and managers send each other.

mod canvas;
mod chart;
mod font;
mod mark;
mod portrait;
mod scene;

use std::io::{Cursor, Write as _};
use std::time::Duration;

use image::codecs::gif::{GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{Delay, ExtendedColorType, Frame, ImageEncoder as _, RgbaImage};

use super::prng::Prng;
use super::talk::Subject;
use canvas::Canvas;

/// A picture to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Picture {
    pub(super) subject: Subject,
    pub(super) seed: u64,
    /// The ending of its name, which says its format.
    pub(super) ending: &'static str,
}

/// Makes the file.
pub(super) fn paint(picture: Picture) -> Result<Vec<u8>, String> {
    let mut chance = Prng::new(picture.seed);
    match picture.ending {
        "zip" => archive(&mut chance).map_err(|error| error.to_string()),
        "gif" => moving(&mut chance).map_err(|error| error.to_string()),
        ending => {
            let canvas = still(picture.subject, &mut chance);
            if ending == "png" { png(&canvas) } else { jpeg(&canvas) }.map_err(|error| error.to_string())
        }
    }
}

/// Draws a face for a member of staff.
pub(super) fn face(seed: u64) -> Result<Vec<u8>, String> {
    png(&portrait::face(&mut Prng::new(seed))).map_err(|error| error.to_string())
}

/// Draws the logo of an advertiser.
pub(super) fn mark(number: usize) -> Result<Vec<u8>, String> {
    png(&mark::mark(number)).map_err(|error| error.to_string())
}

fn still(subject: Subject, chance: &mut Prng) -> Canvas {
    match subject {
        Subject::Line => chart::dashboard(false, chance),
        Subject::Bars => chart::dashboard(true, chance),
        Subject::Table | Subject::Archive => scene::table(chance),
        Subject::Error => scene::error(chance),
        Subject::Log => scene::log(chance),
        Subject::Banner => scene::banner(600, 200, 0, &scene::Style::choose(chance)),
    }
}

fn png(canvas: &Canvas) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    // Flat areas repeat themselves best unfiltered.
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::NoFilter).write_image(
        canvas.bytes(),
        canvas.width(),
        canvas.height(),
        ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}

fn jpeg(canvas: &Canvas) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 82).write_image(
        canvas.bytes(),
        canvas.width(),
        canvas.height(),
        ExtendedColorType::Rgb8,
    )?;
    Ok(bytes)
}

/// A banner whose button blinks.
fn moving(chance: &mut Prng) -> image::ImageResult<Vec<u8>> {
    let style = scene::Style::choose(chance);
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
        encoder.set_repeat(Repeat::Infinite)?;
        for step in 0..2 {
            let canvas = scene::banner(300, 250, step, &style);
            let rgba: Vec<u8> = canvas
                .bytes()
                .chunks_exact(3)
                .flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255])
                .collect();
            let Some(frame) = RgbaImage::from_raw(canvas.width(), canvas.height(), rgba) else { continue };
            let delay = Delay::from_saturating_duration(Duration::from_millis(900));
            encoder.encode_frame(Frame::from_parts(frame, 0, 0, delay))?;
        }
    }
    Ok(bytes)
}

/// Banners in some sizes, or a log of clicks, with a line about them.
fn archive(chance: &mut Prng) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    if chance.percent(50) {
        let style = scene::Style::choose(chance);
        for (width, height) in [(300, 250), (600, 200), (160, 600)] {
            zip.start_file(format!("banner_{width}x{height}.png"), options)?;
            let bytes = png(&scene::banner(width, height, 0, &style));
            zip.write_all(&bytes.map_err(std::io::Error::other)?)?;
        }
        zip.start_file("README.txt", options)?;
        zip.write_all(b"All sizes. Please leave the small print as it is.\r\n")?;
    } else {
        zip.start_file("clicks.csv", options)?;
        zip.write_all(b"click_id,time,country,source,status\r\n")?;
        for row in 0..400 {
            let (id, country) =
                (chance.next() >> 16, *chance.pick(&["DE", "ES", "PL", "BR", "MX", "TR", "JP"]));
            let status = *chance.pick(&["ok", "ok", "ok", "duplicate", "rejected"]);
            let (minute, second) = (row / 60, row % 60);
            writeln!(zip, "{id:012x},12:{minute:02}:{second:02},{country},push,{status}\r")?;
        }
    }
    Ok(zip.finish()?.into_inner())
}
