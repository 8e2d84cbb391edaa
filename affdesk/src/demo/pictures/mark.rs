//! Logos of advertisers: a mark of two colours on a plain ground.

use super::canvas::{Canvas, Colour, WHITE};

const SIDE: i32 = 192;

/// The mark of the advertiser with this number; the next one looks different.
pub(super) fn mark(number: usize) -> Canvas {
    const COLOURS: &[(Colour, Colour)] = &[
        ([37, 70, 140], [120, 190, 255]),
        ([224, 112, 32], [255, 214, 102]),
        ([22, 104, 96], [110, 214, 186]),
        ([128, 44, 96], [255, 150, 190]),
        ([60, 52, 128], [176, 160, 255]),
        ([160, 36, 44], [255, 168, 140]),
        ([46, 92, 42], [176, 222, 116]),
    ];
    let (dark, light) = COLOURS[number % COLOURS.len()];
    let (mut canvas, middle) = (Canvas::new(SIDE, SIDE, dark), SIDE / 2);
    match number % 5 {
        0 => {
            for (at, height) in (0..).zip([44, 76, 108]) {
                canvas.panel(42 + at * 40, 150 - height, 28, height, 8, if at == 2 { light } else { WHITE });
            }
        }
        1 => {
            canvas.disc(middle, middle, 58, light);
            canvas.disc(middle, middle, 34, dark);
            canvas.disc(middle + 30, middle - 30, 16, WHITE);
        }
        2 => {
            canvas.panel(40, 40, 72, 72, 20, WHITE);
            canvas.panel(80, 80, 72, 72, 20, light);
        }
        3 => {
            for (at, colour) in (0..).zip([WHITE, light, WHITE]) {
                canvas.panel(40, 48 + at * 36, 112 - at * 22, 22, 11, colour);
            }
        }
        _ => {
            canvas.disc(middle - 26, middle, 42, WHITE);
            canvas.disc(middle + 26, middle, 42, light);
        }
    }
    canvas
}
