//! A surface to draw on, with whole numbers; edges that are not straight are smoothed.

use super::font;

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

pub(super) const WHITE: Colour = [255, 255, 255];
pub(super) const INK: Colour = [31, 41, 55];
pub(super) const FAINT: Colour = [148, 158, 174];
pub(super) const LINES: Colour = [228, 232, 238];

pub(super) struct Canvas {
    width: i32,
    height: i32,
    pixels: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(width: i32, height: i32, colour: Colour) -> Self {
        let count = usize::try_from(width * height).unwrap_or(0);
        Self { width, height, pixels: colour.repeat(count) }
    }

    pub(super) fn width(&self) -> u32 {
        u32::try_from(self.width).unwrap_or(0)
    }

    pub(super) fn height(&self) -> u32 {
        u32::try_from(self.height).unwrap_or(0)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.pixels
    }

    fn place(&self, x: i32, y: i32) -> Option<usize> {
        let inside = (0..self.width).contains(&x) && (0..self.height).contains(&y);
        if inside { usize::try_from((y * self.width + x) * 3).ok() } else { None }
    }

    /// Lays a colour over a pixel, 256 being all of it.
    pub(super) fn blend(&mut self, x: i32, y: i32, colour: Colour, part: i32) {
        let Some(place) = self.place(x, y) else { return };
        for (channel, new) in colour.iter().enumerate() {
            let old = i32::from(self.pixels[place + channel]);
            let mixed = old + (i32::from(*new) - old) * part.clamp(0, 256) / 256;
            self.pixels[place + channel] = u8::try_from(mixed).unwrap_or(*new);
        }
    }

    pub(super) fn rect(&mut self, x: i32, y: i32, width: i32, height: i32, colour: Colour) {
        let (left, right) = (x.max(0), (x + width).min(self.width));
        if left >= right {
            return;
        }
        let row = colour.repeat(usize::try_from(right - left).unwrap_or(0));
        for y in y.max(0)..(y + height).min(self.height) {
            if let Some(place) = self.place(left, y) {
                self.pixels[place..place + row.len()].copy_from_slice(&row);
            }
        }
    }

    /// A rectangle with round corners.
    pub(super) fn panel(&mut self, x: i32, y: i32, width: i32, height: i32, radius: i32, colour: Colour) {
        self.rect(x + radius, y, width - 2 * radius, height, colour);
        self.rect(x, y + radius, radius, height - 2 * radius, colour);
        self.rect(x + width - radius, y + radius, radius, height - 2 * radius, colour);
        for dy in 0..radius {
            for dx in 0..radius {
                let part = corner(dx, dy, radius);
                for (px, py) in [
                    (x + dx, y + dy),
                    (x + width - 1 - dx, y + dy),
                    (x + dx, y + height - 1 - dy),
                    (x + width - 1 - dx, y + height - 1 - dy),
                ] {
                    self.blend(px, py, colour, part);
                }
            }
        }
    }

    pub(super) fn disc(&mut self, x: i32, y: i32, radius: i32, colour: Colour) {
        self.panel(x - radius, y - radius, 2 * radius, 2 * radius, radius, colour);
    }

    /// From one colour at the top to another at the bottom.
    pub(super) fn gradient(&mut self, top: Colour, bottom: Colour) {
        for y in 0..self.height {
            let mix = |channel: usize| {
                let (from, to) = (i32::from(top[channel]), i32::from(bottom[channel]));
                u8::try_from(from + (to - from) * y / self.height.max(1)).unwrap_or(0)
            };
            self.rect(0, y, self.width, 1, [mix(0), mix(1), mix(2)]);
        }
    }

    /// A smooth line through points that go from left to right, over a tinted area down to `floor`.
    pub(super) fn curve(&mut self, points: &[(i32, i32)], floor: i32, colour: Colour) {
        const THICKNESS: i32 = 5 * 128;
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let steepness = (y1 - y0).abs() * 256 / (x1 - x0).max(1);
            // A steep line crosses more of a column.
            let half = THICKNESS / 2 + steepness / 2;
            for x in x0..x1 {
                let y = y0 * 256 + (y1 - y0) * 256 * (x - x0) / (x1 - x0).max(1);
                for row in y / 256..floor {
                    self.blend(x, row, colour, 26);
                }
                for row in (y - half) / 256..=(y + half) / 256 {
                    let covered = ((y + half).min((row + 1) * 256) - (y - half).max(row * 256)).clamp(0, 256);
                    self.blend(x, row, colour, covered);
                }
            }
        }
    }

    pub(super) fn text(&mut self, x: i32, y: i32, scale: i32, colour: Colour, text: &str) {
        let mut left = x;
        for letter in text.chars() {
            for (row, bits) in (0..).zip(font::glyph(letter)) {
                for column in 0..5 {
                    if bits & (16 >> column) != 0 {
                        self.rect(left + column * scale, y + row * scale, scale, scale, colour);
                    }
                }
            }
            left += 6 * scale;
        }
    }
}

/// How wide a text is.
pub(super) fn text_width(text: &str, scale: i32) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(0) * 6 * scale - scale
}

/// How much of a pixel lies inside a round corner, counted on a grid of 4 × 4.
fn corner(dx: i32, dy: i32, radius: i32) -> i32 {
    let mut inside = 0;
    for sub in 0..16 {
        let (x, y) = (radius * 8 - (dx * 8 + sub % 4 * 2 + 1), radius * 8 - (dy * 8 + sub / 4 * 2 + 1));
        if x * x + y * y <= radius * radius * 64 {
            inside += 16;
        }
    }
    inside
}
