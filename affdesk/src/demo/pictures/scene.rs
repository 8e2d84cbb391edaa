//! Windows and banners.

use super::canvas::{Canvas, Colour, FAINT, INK, LINES, WHITE, text_width};
use crate::demo::prng::Prng;

const WIDTH: i32 = 820;
const HEIGHT: i32 = 460;

/// A browser's window with an address.
fn browser(address: &str) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, WHITE);
    canvas.rect(0, 0, WIDTH, 46, [232, 235, 240]);
    for (place, colour) in (0..).zip([[237, 106, 94], [245, 191, 79], [98, 197, 84]]) {
        canvas.disc(24 + place * 22, 23, 7, colour);
    }
    canvas.panel(104, 9, WIDTH - 140, 28, 14, WHITE);
    canvas.text(122, 16, 2, FAINT, address);
    canvas
}

/// Statistics, a row of which stands out.
pub(super) fn table(chance: &mut Prng) -> Canvas {
    const COLUMNS: [(i32, &str); 5] =
        [(28, "Offer"), (300, "Clicks"), (420, "Conv."), (530, "Rate"), (650, "Payout")];
    let mut canvas = browser("https://tracker.example/reports/daily");
    canvas.text(28, 66, 3, INK, "Daily report");
    canvas.rect(0, 104, WIDTH, 36, [247, 249, 252]);
    for (x, label) in COLUMNS {
        canvas.text(x, 115, 2, FAINT, label);
    }
    let odd = i32::try_from(chance.below(7)).unwrap_or(0);
    let names =
        ["Solar Home Check", "FitPlan App", "Energy Switch", "VPN Shield", "Forex Academy", "Keto Meal Box"];
    for row in 0..7 {
        let y = 140 + row * 42;
        let wrong = row == odd;
        if wrong {
            canvas.rect(0, y, WIDTH, 42, [254, 240, 238]);
        }
        canvas.rect(0, y + 41, WIDTH, 1, LINES);
        let clicks = chance.range(900, 9_800);
        let sales = if wrong { 0 } else { clicks * chance.range(8, 40) / 1_000 };
        let colour = if wrong { [200, 48, 40] } else { INK };
        let rate = format!("{}.{}%", sales * 100 / clicks, sales * 1_000 / clicks % 10);
        let cells = [
            (*chance.pick(&names)).to_owned(),
            clicks.to_string(),
            sales.to_string(),
            rate,
            format!("${}", sales * 6),
        ];
        for ((x, _), cell) in COLUMNS.into_iter().zip(cells) {
            canvas.text(x, y + 14, 2, colour, &cell);
        }
    }
    canvas
}

/// A page that could not be shown.
pub(super) fn error(chance: &mut Prng) -> Canvas {
    const ERRORS: &[(&str, &str)] = &[
        ("502 Bad Gateway", "The server gave no valid answer."),
        ("This site is not reachable", "The connection took too long."),
        ("Invalid number", "Check the number and try again."),
        ("401 Unauthorized", "The API key is not valid."),
        ("Too many redirects", "Try to delete your cookies."),
    ];
    let (title, text) = *chance.pick(ERRORS);
    let mut canvas = browser("https://landing.example/?cid=8f2a");
    canvas.rect(0, 46, WIDTH, HEIGHT - 46, [240, 243, 248]);
    canvas.panel(170, 128, 480, 240, 16, [218, 224, 233]);
    canvas.panel(168, 124, 484, 240, 16, WHITE);
    canvas.disc(410, 178, 26, [253, 226, 222]);
    canvas.text(403, 162, 5, [200, 48, 40], "!");
    canvas.text(410 - text_width(title, 3) / 2, 226, 3, INK, title);
    canvas.text(410 - text_width(text, 2) / 2, 264, 2, FAINT, text);
    canvas.panel(342, 300, 136, 40, 10, [59, 108, 244]);
    canvas.text(410 - text_width("Try again", 2) / 2, 313, 2, WHITE, "Try again");
    canvas
}

/// A terminal with requests and what was answered.
pub(super) fn log(chance: &mut Prng) -> Canvas {
    let mut canvas = Canvas::new(WIDTH, HEIGHT, [24, 28, 36]);
    canvas.rect(0, 0, WIDTH, 34, [44, 50, 62]);
    for place in 0..3 {
        canvas.disc(22 + place * 20, 17, 6, [96, 104, 120]);
    }
    canvas.text(330, 10, 2, [176, 184, 198], "postback.log");
    canvas.text(20, 52, 2, [120, 200, 140], "$ tail -n 15 postback.log");
    for row in 0..15 {
        let y = 80 + row * 24;
        let status = *chance.pick(&["200", "200", "403", "403", "500"]);
        let colour = if status == "200" { [120, 200, 140] } else { [244, 124, 110] };
        canvas.text(20, y, 2, [130, 140, 158], &format!("12:{:02}:{:02}", 14 + row, chance.range(0, 60)));
        canvas.text(
            130,
            y,
            2,
            [206, 213, 224],
            &format!("GET /postback?cid={:08x}&sum={}", chance.next() >> 32, row + 4),
        );
        canvas.text(WIDTH - 60, y, 2, colour, status);
    }
    canvas
}

/// What the banners of one pack have in common.
pub(super) struct Style {
    top: Colour,
    bottom: Colour,
    button: Colour,
    words: &'static [&'static str],
    call: &'static str,
}

impl Style {
    pub(super) fn choose(chance: &mut Prng) -> Self {
        const COLOURS: &[(Colour, Colour, Colour)] = &[
            ([36, 62, 158], [92, 60, 190], [255, 190, 70]),
            ([8, 110, 104], [26, 168, 130], [255, 233, 160]),
            ([190, 58, 90], [238, 128, 88], [255, 255, 255]),
            ([28, 36, 52], [66, 84, 118], [104, 220, 170]),
            ([222, 120, 32], [248, 184, 72], [40, 52, 84]),
        ];
        const WORDS: &[(&[&str], &str)] = &[
            (&["Sun on", "your roof?"], "Check now"),
            (&["Switch", "and save"], "Compare"),
            (&["Speak it", "in 30 days"], "Start free"),
            (&["Fit with a", "plan"], "Try it"),
            (&["Dinner is", "on its way"], "Order"),
        ];
        let ((top, bottom, button), (words, call)) = (*chance.pick(COLOURS), *chance.pick(WORDS));
        Self { top, bottom, button, words, call }
    }
}

/// A banner; an odd step dims its button, so that it blinks.
pub(super) fn banner(width: i32, height: i32, step: i32, style: &Style) -> Canvas {
    let mut canvas = Canvas::new(width, height, style.top);
    canvas.gradient(style.top, style.bottom);
    let longest = style.words.iter().map(|words| text_width(words, 1)).max().unwrap_or(1);
    let size = (width * 7 / 8 / longest).clamp(2, 5);
    let lighter = style.bottom.map(|channel| channel.saturating_add(22));
    canvas.disc(width - width / 7, height / 3, width.min(height) / 5, lighter);
    canvas.disc(width - width / 4, height - height / 8, width.min(height) / 7, lighter);
    let left = width / 16;
    for (line, words) in (0..).zip(style.words) {
        canvas.text(left, height / 6 + line * size * 10, size, WHITE, words);
    }
    let (button, label) = if step % 2 == 0 { (style.button, style.top) } else { (style.top, style.button) };
    let (wide, high) = (text_width(style.call, 2) + 36, 38);
    canvas.panel(left, height - high - height / 8, wide, high, 12, button);
    canvas.text(left + 18, height - high - height / 8 + 12, 2, label, style.call);
    canvas
}
