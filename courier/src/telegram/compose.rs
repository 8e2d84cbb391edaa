//! What a notice says as a message, in the HTML that Telegram takes.

use askama::Template;
use desk::inbound::Outcome;
use desk::notices::Content;
use desk::telegram::{Outgoing, Said, Says};

use crate::mail::Look;
use crate::parts::{Parts, Quote, Words, address, parts};

/// What a message may have at most, in UTF-16 code units once its HTML is read (Bot API, `sendMessage`): 4,096. These are
/// the bounds of its pieces, which together stay below that.
const HEADING: usize = 300;
const PARAGRAPH: usize = 400;
const QUOTE: usize = 2_200;

/// From so many characters on what somebody wrote is folded.
const LONG: usize = 500;

/// A message, ready to leave.
pub(super) struct Message {
    /// Its text, as HTML.
    pub(super) text: String,
    /// Whether it should make no sound: the person knows what it says.
    pub(super) quiet: bool,
}

#[derive(Template)]
#[template(path = "telegram.html")]
struct Html<'a> {
    parts: &'a Parts,
}

impl Html<'_> {
    fn is_long(quote: &Quote) -> bool {
        quote.text.chars().count() > LONG
    }
}

/// Puts a message into words.
pub(super) fn compose(look: &Look, outgoing: &Outgoing) -> Message {
    let t = words::lang(&outgoing.locale);
    let (mut parts, quiet) = match &outgoing.says {
        Says::Notice(letter) => {
            let mut parts = parts(look, letter, t);
            if matches!(letter.content, Content::Ticket { .. }) {
                parts.hints.push(t.bot_reply_hint().to_owned());
            }
            (parts, false)
        }
        Says::Bot(said) => (bot(look, outgoing.staff, said, t), matches!(said, Said::Added(_))),
    };
    parts.heading = fit(&parts.heading, HEADING);
    for text in parts.paragraphs.iter_mut().chain(&mut parts.after) {
        *text = fit(text, PARAGRAPH);
    }
    if let Some(quote) = &mut parts.quote {
        quote.text = fit(&quote.text, QUOTE);
    }
    // It is drawn into memory from texts that are there: nothing can fail.
    let text = Html { parts: &parts }.render().unwrap_or_default().trim().to_owned();
    Message { text, quiet }
}

/// What the bot says for itself.
fn bot(look: &Look, staff: bool, said: &Said, t: Words) -> Parts {
    let programme = look.programme.as_str();
    let account = || Some((t.mail_open_account().to_owned(), address(look, "/account#telegram")));
    let ticket = |id: desk::tickets::TicketId| {
        let root = if staff { "/desk/tickets" } else { "/support" };
        (t.mail_open_ticket().to_owned(), address(look, &format!("{root}/{id}")))
    };
    let (text, button) = match said {
        Said::Linked(name) => (t.bot_linked(name.as_str(), programme), account()),
        Said::Unlinked => (t.bot_unlinked(programme), account()),
        Said::BadCode => (t.bot_bad_code().to_owned(), account()),
        Said::Stranger => (t.bot_stranger(programme), account()),
        Said::Help => (t.bot_help(programme), account()),
        Said::WhichTicket => {
            (t.bot_which_ticket().to_owned(), Some((t.bot_open_panel().to_owned(), address(look, "/"))))
        }
        Said::Added(id) => (t.bot_added(id.to_string()), None),
        Said::NotTaken(outcome, id) => (not_taken(outcome, t).to_owned(), id.map(ticket)),
    };
    Parts { paragraphs: vec![text], button, ..Parts::default() }
}

fn not_taken(outcome: &str, t: Words) -> &'static str {
    match outcome.parse() {
        Ok(Outcome::Expired) => t.bot_not_taken_expired(),
        Ok(Outcome::NoAccess) => t.mail_not_taken_access(),
        Ok(Outcome::Closed) => t.mail_not_taken_closed(),
        Ok(Outcome::TooMany) => t.bot_not_taken_many(),
        Ok(Outcome::Empty) => t.bot_not_taken_empty(),
        Ok(Outcome::TooLong) => t.mail_not_taken_long(),
        _ => t.bot_not_taken_unreadable(),
    }
}

/// As much of a text as fits into so many UTF-16 code units, which is how Telegram counts.
fn fit(text: &str, most: usize) -> String {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > most {
            return format!("{}…", text[..at].trim_end());
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_as_telegram_counts() {
        assert_eq!(fit("short", 5), "short");
        assert_eq!(fit("longer", 5), "longe…");
        assert_eq!(fit("🎉🎉🎉", 5), "🎉🎉…", "each of these counts twice");
    }

    #[test]
    fn the_longest_message_fits() {
        let quote = Quote { author: "a".repeat(120), text: fit(&"q".repeat(9_000), QUOTE) };
        let line = fit(&"p".repeat(9_000), PARAGRAPH);
        let parts = Parts {
            heading: fit(&"h".repeat(9_000), HEADING),
            paragraphs: vec![line.clone(), line.clone(), line],
            quote: Some(quote),
            hints: vec!["h".repeat(100)],
            ..Parts::default()
        };
        let text = Html { parts: &parts }.render().expect("drawn");
        assert!(text.chars().count() < 4_096, "{}", text.chars().count());
    }
}
