//! Small files, each a real one of its format.

/// A PNG picture of 4 × 3 pixels.
pub const PNG: &[u8] = include_bytes!("../samples/shot.png");
/// A JPEG picture of 4 × 3 pixels.
pub const JPEG: &[u8] = include_bytes!("../samples/photo.jpg");
/// A GIF picture of one pixel.
pub const GIF: &[u8] = include_bytes!("../samples/dot.gif");
/// A ZIP archive with one text file.
pub const ZIP: &[u8] = include_bytes!("../samples/log.zip");

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
