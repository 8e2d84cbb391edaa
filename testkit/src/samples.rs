//! Small files, each a real one of its format.

/// A PNG picture of 4 × 3 pixels.
pub const PNG: &[u8] = include_bytes!("../samples/shot.png");
/// A JPEG picture of 4 × 3 pixels.
pub const JPEG: &[u8] = include_bytes!("../samples/photo.jpg");
/// A GIF picture of one pixel.
pub const GIF: &[u8] = include_bytes!("../samples/dot.gif");
/// A ZIP archive with one text file.
pub const ZIP: &[u8] = include_bytes!("../samples/log.zip");

fn stripes(width: u32, height: u32, shift: u32) -> image::RgbImage {
    image::RgbImage::from_fn(width, height, |x, y| {
        if (x / 20 + y / 20 + shift).is_multiple_of(2) {
            image::Rgb([230, 80, 60])
        } else {
            image::Rgb([50, 90, 200])
        }
    })
}

/// A PNG picture of these sides.
///
/// # Panics
/// When a side is zero. So does the next.
pub fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    stripes(width, height, 0)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture can be written");
    bytes.into_inner()
}

/// A GIF of these sides that moves.
///
/// # Panics
/// When it cannot be written.
pub fn moving_gif(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = image::codecs::gif::GifEncoder::new_with_speed(&mut bytes, 30);
        for shift in 0..2 {
            let picture = image::DynamicImage::ImageRgb8(stripes(width, height, shift)).into_rgba8();
            encoder.encode_frame(image::Frame::new(picture)).expect("a frame can be written");
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pictures_can_be_decoded() {
        for (bytes, size) in [(PNG, (4, 3)), (JPEG, (4, 3)), (GIF, (1, 1))] {
            let picture = image::load_from_memory(bytes).expect("it is a picture");
            assert_eq!((picture.width(), picture.height()), size);
        }
        assert!(ZIP.starts_with(b"PK\x03\x04"));
    }
}
