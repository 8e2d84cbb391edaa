//! What a notice says as a mail: subject, text and HTML, in the person's language, from one description.

use askama::Template;
use desk::notices::Letter;

use super::Look;
use crate::parts::{Parts, Quote, Words, address, parts};

/// A mail, ready to leave.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub plain: String,
    /// The same as HTML.
    pub html: String,
    /// The address by which its reader gets no more of the kind.
    pub unsubscribe: Option<String>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    t: Words,
    look: &'a Look,
    parts: &'a Parts,
    unsubscribe: Option<&'a str>,
    choose: Option<String>,
}

#[derive(Template)]
#[template(path = "mail.txt", escape = "none")]
struct Plain<'a> {
    t: Words,
    look: &'a Look,
    parts: &'a Parts,
    unsubscribe: Option<&'a str>,
    choose: Option<String>,
}

impl Html<'_> {
    /// The programme's colour behind white words; a light one would not carry them.
    fn accent(&self) -> &str {
        self.look.colour.as_deref().filter(|colour| carries_white(colour)).unwrap_or("#3552cc")
    }

    /// The lines of what was written: each is a line of the mail.
    fn written(quote: &Quote) -> impl Iterator<Item = &str> {
        quote.text.lines()
    }
}

/// Whether white words on a colour have a contrast of 4.5 at least (WCAG 2, 1.4.3).
fn carries_white(colour: &str) -> bool {
    let channel = |at: usize| {
        let value = colour.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let value = f64::from(value.unwrap_or(255)) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
    1.05 / (luminance + 0.05) >= 4.5
}

/// Puts a notice into words.
pub fn compose(look: &Look, letter: &Letter) -> Mail {
    let t = words::lang(&letter.locale);
    let mut parts = parts(look, letter, t);
    if letter.reply_to.is_some() {
        parts.hints.push(t.mail_reply_hint().to_owned());
    }
    let link = |path: &str| address(look, path);
    let unsubscribe = letter.unsubscribe.as_ref().map(|token| link(&format!("/unsubscribe/{token}")));
    let choose = unsubscribe.is_some().then(|| link("/account#notices"));
    let html = Html { t, look, parts: &parts, unsubscribe: unsubscribe.as_deref(), choose: choose.clone() };
    let plain = Plain { t, look, parts: &parts, unsubscribe: unsubscribe.as_deref(), choose };
    // They are drawn into memory from texts that are there: nothing can fail.
    let (html, plain) = (html.render().unwrap_or_default(), plain.render().unwrap_or_default());
    Mail { subject: parts.subject, plain, html, unsubscribe }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_colour_carries_no_white_words() {
        assert!(carries_white("#3552cc") && carries_white("#0a7d5a") && carries_white("#000000"));
        assert!(!carries_white("#ffee00") && !carries_white("#ffffff") && !carries_white("nonsense"));
    }
}
