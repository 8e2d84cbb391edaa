//! Drawn faces of the staff.

use super::canvas::{Canvas, Colour};
use crate::demo::prng::Prng;

const SIDE: i32 = 384;

/// Somebody before a plain wall, seen from the front.
pub(super) fn face(chance: &mut Prng) -> Canvas {
    const WALLS: &[(Colour, Colour)] = &[
        ([214, 226, 244], [168, 190, 226]),
        ([246, 226, 206], [228, 190, 158]),
        ([214, 236, 222], [160, 206, 180]),
        ([232, 220, 242], [196, 174, 220]),
    ];
    const SKINS: &[Colour] =
        &[[244, 208, 184], [226, 178, 146], [176, 124, 92], [120, 82, 62], [250, 220, 200]];
    const HAIR: &[Colour] = &[[52, 40, 36], [98, 64, 40], [176, 128, 72], [30, 30, 38], [140, 62, 40]];
    const CLOTHES: &[Colour] = &[[48, 74, 140], [40, 108, 96], [140, 58, 84], [58, 62, 78], [196, 120, 52]];
    let (top, bottom) = *chance.pick(WALLS);
    let (skin, hair, cloth) = (*chance.pick(SKINS), *chance.pick(HAIR), *chance.pick(CLOTHES));
    let long = chance.percent(50);
    let mut canvas = Canvas::new(SIDE, SIDE, top);
    canvas.gradient(top, bottom);
    let shade = |colour: Colour| colour.map(|channel| channel.saturating_sub(26));
    let middle = SIDE / 2;
    if long {
        canvas.panel(middle - 92, 84, 184, 220, 80, shade(hair));
    }
    canvas.panel(middle - 130, 290, 260, 220, 96, cloth);
    canvas.panel(middle - 34, 236, 68, 86, 30, shade(skin));
    canvas.panel(middle - 44, 290, 88, 34, 17, skin);
    canvas.panel(middle - 78, 96, 156, 184, 76, skin);
    canvas.panel(middle - 86, 72, 172, 84, 42, hair);
    canvas.panel(middle - 86, 110, 20, if long { 130 } else { 60 }, 10, hair);
    canvas.panel(middle + 66, 110, 20, if long { 130 } else { 60 }, 10, hair);
    for side in [-1, 1] {
        canvas.panel(middle + side * 34 - 16, 166, 32, 6, 3, hair);
        canvas.disc(middle + side * 34, 188, 8, [40, 36, 40]);
        canvas.disc(middle + side * 34 - 2, 185, 2, [250, 250, 250]);
    }
    canvas.panel(middle - 7, 196, 14, 28, 7, shade(skin));
    canvas.panel(middle - 26, 242, 52, 10, 5, [176, 84, 84]);
    canvas
}
