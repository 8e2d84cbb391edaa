//! A tracker's dashboard: three figures, and a chart over some weeks.

use super::canvas::{Canvas, Colour, FAINT, INK, LINES, WHITE};
use crate::demo::prng::Prng;

const WIDTH: i32 = 880;
const HEIGHT: i32 = 500;
const GROUND: Colour = [244, 246, 250];
const HUES: &[(Colour, Colour)] = &[
    ([59, 108, 244], [22, 163, 122]),
    ([124, 77, 224], [14, 165, 190]),
    ([13, 148, 136], [234, 128, 36]),
    ([219, 72, 110], [79, 100, 220]),
    ([37, 99, 175], [202, 138, 20]),
];

pub(super) fn dashboard(bars: bool, chance: &mut Prng) -> Canvas {
    let (first, second) = *chance.pick(HUES);
    let mut canvas = Canvas::new(WIDTH, HEIGHT, GROUND);
    canvas.rect(0, 0, WIDTH, 44, INK);
    canvas.disc(26, 22, 9, first);
    canvas.text(46, 15, 2, WHITE, "Tracker");
    canvas.text(680, 15, 2, FAINT, "Last 30 days");

    for (index, label) in (0..).zip(["Clicks", "Conversions", "Revenue"]) {
        let x = 24 + index * 284;
        canvas.panel(x, 64, 264, 88, 10, WHITE);
        canvas.text(x + 18, 80, 2, FAINT, label);
        canvas.text(x + 18, 108, 4, INK, &figure(index, chance));
        let up = chance.percent(65);
        let (colour, sign) = if up { ([22, 150, 90], '+') } else { ([208, 60, 60], '-') };
        canvas.text(x + 196, 122, 2, colour, &format!("{sign}{}%", chance.range(2, 29)));
    }

    canvas.panel(24, 172, WIDTH - 48, HEIGHT - 196, 10, WHITE);
    canvas.text(44, 188, 2, INK, if bars { "Conversions per day" } else { "Clicks and conversions" });
    let (left, right, top, floor) = (84, WIDTH - 48, 226, HEIGHT - 60);
    for line in 0..5 {
        let y = top + (floor - top) * line / 4;
        canvas.rect(left, y, right - left, 1, LINES);
        canvas.text(44, y - 6, 2, FAINT, &((4 - line) * 50).to_string());
    }
    for week in 0..5 {
        canvas.text(
            left + week * (right - left - 40) / 4,
            floor + 14,
            2,
            FAINT,
            &format!("{:02}.", 1 + week * 7),
        );
    }
    let scale = |value: i32| floor - (floor - top) * value / 100;
    let (high, low) = (walk(62, chance), walk(28, chance));
    let step = (right - left) / 30;
    for (day, (high, low)) in (0..).zip(high.iter().zip(&low)) {
        if bars {
            let x = left + 4 + day * step;
            canvas.panel(x, scale(*high), step - 8, floor - scale(*high), 4, first);
            canvas.panel(x, scale(*low), step - 8, floor - scale(*low), 4, second);
        }
    }
    if !bars {
        for (values, colour) in [(high, first), (low, second)] {
            let points: Vec<(i32, i32)> =
                (0..).zip(values).map(|(day, value)| (left + 8 + day * step, scale(value))).collect();
            canvas.curve(&points, floor, colour);
        }
    }
    canvas
}

fn figure(index: i32, chance: &mut Prng) -> String {
    match index {
        0 => format!("{},{:03}", chance.range(11, 96), chance.range(0, 1_000)),
        1 => chance.range(211, 998).to_string(),
        _ => format!("${},{:03}", chance.range(1, 10), chance.range(0, 1_000)),
    }
}

/// Thirty days around a level, each near the one before, weekends lower.
fn walk(level: i32, chance: &mut Prng) -> Vec<i32> {
    let mut value = level;
    (0..30)
        .map(|day| {
            let drift = i32::try_from(chance.range(-9, 10)).unwrap_or(0);
            value = (value + drift + (level - value) / 6).clamp(8, 92);
            if day % 7 >= 5 { value * 3 / 4 } else { value }
        })
        .collect()
}
