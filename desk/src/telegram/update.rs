//! What the bot gets.

use crate::inbound::RefusedFile;

/// A chat. That with a person has the person's number.
pub type ChatId = i64;

/// A message of a person to the bot, as Telegram tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Its number. They grow by one, and begin anew somewhere after a week of silence.
    pub id: i64,
    /// The chat. None when it is nothing that the bot reads: what happens in groups, edits, what other bots say.
    pub chat: Option<ChatId>,
    /// The message's number in the chat.
    pub message: i64,
    /// What Telegram calls the person.
    pub name: String,
    /// The language of their Telegram.
    pub locale: String,
    /// What they wrote.
    pub text: String,
    /// The message that it answers.
    pub answers: Option<i64>,
    /// Whether something comes with it that is meant to be a file.
    pub has_file: bool,
    /// Names of files that were not taken, and why.
    pub refused: Vec<RefusedFile>,
}

/// What a message asks of the bot.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wish<'a> {
    /// To link the chat with the account of this code.
    Link(&'a str),
    /// To end that.
    Stop,
    /// To know what there is to do.
    Help,
    /// To put this on the ticket of the message that it answers.
    Answer(i64),
    /// That cannot be known.
    Unclear,
}

impl Update {
    pub(super) fn wish(&self) -> Wish<'_> {
        let mut words = self.text.split_whitespace();
        let first = words.next().unwrap_or_default();
        // A command may name its bot, as it has to in groups.
        let command = first.split('@').next().unwrap_or_default();
        match (command, words.next(), self.answers) {
            ("/start", Some(code), _) => Wish::Link(code),
            ("/start" | "/help", None, _) => Wish::Help,
            ("/stop", ..) => Wish::Stop,
            (_, _, Some(message)) => Wish::Answer(message),
            _ => Wish::Unclear,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(text: &str, answers: Option<i64>) -> String {
        let update = Update { text: text.to_owned(), answers, ..Update::default() };
        format!("{:?}", update.wish())
    }

    #[test]
    fn commands_are_known_and_answers_are_what_is_none() {
        for (text, answers, expected) in [
            ("/start 0af3", None, r#"Link("0af3")"#),
            ("/start@northwind_bot  0af3 ", None, r#"Link("0af3")"#),
            ("/start", None, "Help"),
            ("/help", Some(7), "Help"),
            ("/stop", None, "Stop"),
            ("/stopping is hard", Some(7), "Answer(7)"),
            ("It is TX-1001.", Some(7), "Answer(7)"),
            ("", Some(7), "Answer(7)"),
            ("Hello?", None, "Unclear"),
            ("", None, "Unclear"),
        ] {
            assert_eq!(wish(text, answers), expected, "{text}");
        }
    }
}
