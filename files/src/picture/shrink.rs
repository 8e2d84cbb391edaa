//! A picture made smaller while it is decoded: each pixel is added to the cell that it falls into, in any order, so that
//! interlaced pictures need no more memory than others.

use image::RgbaImage;

use super::Unreadable;

/// The most cells: 16 bytes each.
const MOST_CELLS: u64 = 1_000_000;

/// Sums of the pixels of each cell: a square of `factor` × `factor` pixels, less at the right and at the bottom.
pub(super) struct Shrink {
    /// The picture's own sides.
    sides: (u32, u32),
    factor: u32,
    cells_wide: u32,
    cells_high: u32,
    /// Colours are multiplied with their alpha before they are added: what is invisible has no colour.
    sums: Vec<[u32; 4]>,
}

impl Shrink {
    /// For a picture of these sides of which one of `wanted` will be made: cells at most twice as fine.
    pub(super) fn new(sides: (u32, u32), wanted: (u32, u32)) -> Result<Self, Unreadable> {
        let twice = |side: u32| side.saturating_mul(2).max(1);
        let (width, height) = sides;
        let factor = width.div_ceil(twice(wanted.0)).max(height.div_ceil(twice(wanted.1))).max(1);
        let (cells_wide, cells_high) = (width.div_ceil(factor), height.div_ceil(factor));
        let cells = u64::from(cells_wide) * u64::from(cells_high);
        if cells == 0 || cells > MOST_CELLS {
            return Err(Unreadable::TooLarge);
        }
        let sums = vec![[0; 4]; usize::try_from(cells).map_err(|_| Unreadable::TooLarge)?];
        Ok(Self { sides, factor, cells_wide, cells_high, sums })
    }

    /// The sides of the whole picture.
    pub(super) fn sides(&self) -> (u32, u32) {
        self.sides
    }

    /// Adds pixels of one row: the first at `x`, each next one `step` farther. What lies outside is left out.
    pub(super) fn row(&mut self, y: u32, x: u32, step: u32, pixels: impl Iterator<Item = [u8; 4]>) {
        let (width, height) = self.sides;
        if y >= height {
            return;
        }
        // Fits: there are no more cells than `new` found room for.
        let start = (y / self.factor * self.cells_wide) as usize;
        let row = &mut self.sums[start..start + self.cells_wide as usize];
        let places = (x..width).step_by(step.max(1) as usize);
        for (x, [red, green, blue, alpha]) in places.zip(pixels) {
            let sum = &mut row[(x / self.factor) as usize];
            let alpha = u32::from(alpha);
            sum[0] += u32::from(red) * alpha;
            sum[1] += u32::from(green) * alpha;
            sum[2] += u32::from(blue) * alpha;
            sum[3] += alpha;
        }
    }

    /// The picture of the cells, colours multiplied with alpha, and whether nothing shows through it.
    pub(super) fn finish(self) -> (RgbaImage, bool) {
        let mut opaque = true;
        let (width, height) = self.sides;
        let picture = RgbaImage::from_fn(self.cells_wide, self.cells_high, |x, y| {
            let long = |at: u32, side: u32| self.factor.min(side - at * self.factor);
            let count = long(x, width) * long(y, height);
            let sum = self.sums[(y * self.cells_wide + x) as usize];
            opaque &= sum[3] == count * 255;
            let colour = |sum: u32| mean(sum, count * 255);
            image::Rgba([colour(sum[0]), colour(sum[1]), colour(sum[2]), mean(sum[3], count)])
        });
        (picture, opaque)
    }
}

fn mean(sum: u32, count: u32) -> u8 {
    u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_the_mean_of_its_pixels() {
        let mut shrink = Shrink::new((5, 3), (1, 1)).expect("small");
        assert_eq!((shrink.factor, shrink.cells_wide, shrink.cells_high), (3, 2, 1));
        for y in 0..4 {
            shrink.row(y, 0, 1, (0..9).map(|x| [if x < 3 { 90 } else { 30 }, 0, 60, 255]));
        }
        let (picture, opaque) = shrink.finish();
        assert!(opaque);
        assert_eq!(picture.get_pixel(0, 0).0, [90, 0, 60, 255]);
        assert_eq!(picture.get_pixel(1, 0).0, [30, 0, 60, 255], "a narrow cell at the edge");
    }

    #[test]
    fn the_order_of_pixels_does_not_matter() {
        let colour =
            |x: u32, y: u32| [u8::try_from(x * 9).unwrap_or(0), u8::try_from(y * 9).unwrap_or(0), 7, 200];
        let mut forth = Shrink::new((20, 20), (4, 4)).expect("small");
        let mut back = Shrink::new((20, 20), (4, 4)).expect("small");
        for y in 0..20 {
            forth.row(y, 0, 1, (0..20).map(|x| colour(x, y)));
            back.row(19 - y, 1, 2, (0..10).map(|x| colour(1 + 2 * x, 19 - y)));
            back.row(19 - y, 0, 2, (0..10).map(|x| colour(2 * x, 19 - y)));
        }
        assert_eq!(forth.finish(), back.finish());
    }

    #[test]
    fn what_is_invisible_has_no_colour() {
        let mut shrink = Shrink::new((2, 2), (1, 1)).expect("small");
        shrink.factor = 2;
        (shrink.cells_wide, shrink.cells_high) = (1, 1);
        shrink.row(0, 0, 1, [[255, 0, 0, 255], [0, 255, 0, 0]].into_iter());
        shrink.row(1, 0, 1, [[255, 0, 0, 255], [0, 255, 0, 0]].into_iter());
        let (picture, opaque) = shrink.finish();
        assert!(!opaque);
        assert_eq!(picture.get_pixel(0, 0).0, [128, 0, 0, 128], "half of it red, and no green");
    }

    #[test]
    fn there_are_never_too_many_cells() {
        assert!(Shrink::new((40_000, 10), (480, 1)).is_ok());
        assert!(Shrink::new((0, 10), (1, 1)).is_err());
        assert!(Shrink::new((4_000, 4_000), (4_000, 4_000)).is_err());
    }
}
