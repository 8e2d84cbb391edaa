//! What people write to each other: a stock of conversations, each told from its opening to its end.
//!
//! `[one|another]` is one of these, and `<offer>` a fact of the ticket; `{click_id}` stays as it is, for it is what
//! affiliates put into their links.

mod extras;
mod from_us;
mod general;
mod languages;
mod payments;
mod technical;
mod tracking;

pub(super) use extras::{CLOSING, NUDGES, REOPENED_ANSWERS, REOPENING, SMALL_NOTES};

use desk::tickets::TicketType;

use super::prng::Prng;

/// What a picture or archive shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// A tracker's dashboard with a line over some weeks.
    Line,
    /// The same with bars.
    Bars,
    /// A table of statistics in a browser's window.
    Table,
    /// A window with an error message.
    Error,
    /// A terminal with the lines of a log.
    Log,
    /// A banner, still or moving.
    Banner,
    /// Several files in an archive.
    Archive,
}

/// One thing that is said after the opening.
#[derive(Clone, Copy, Debug)]
pub(super) enum Turn {
    /// A manager answers.
    Us(&'static str),
    /// The affiliate comments.
    Them(&'static str),
    /// A manager notes something that staff alone see.
    Note(&'static str),
    /// A manager answers, with a file.
    UsWith(&'static str, Subject),
    /// The affiliate comments, with a file.
    ThemWith(&'static str, Subject),
}

impl Turn {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Us(text)
            | Self::Them(text)
            | Self::Note(text)
            | Self::UsWith(text, _)
            | Self::ThemWith(text, _) => text,
        }
    }

    pub(super) fn subject(self) -> Option<Subject> {
        match self {
            Self::UsWith(_, subject) | Self::ThemWith(_, subject) => Some(subject),
            _ => None,
        }
    }

    pub(super) fn is_ours(self) -> bool {
        matches!(self, Self::Us(_) | Self::UsWith(..))
    }

    pub(super) fn is_theirs(self) -> bool {
        matches!(self, Self::Them(_) | Self::ThemWith(..))
    }
}

/// A conversation.
pub(super) struct Script {
    pub(super) kind: TicketType,
    /// Language tag of what is said.
    pub(super) lang: &'static str,
    /// Whether a manager begins it.
    pub(super) from_us: bool,
    pub(super) titles: &'static [&'static str],
    pub(super) openings: &'static [&'static str],
    pub(super) turns: &'static [Turn],
    /// What comes with the opening, where files are given.
    pub(super) subject: Option<Subject>,
}

impl Script {
    /// What most of them have in common.
    const BASE: Self = Self {
        kind: TicketType::General,
        lang: "en",
        from_us: false,
        titles: &[],
        openings: &[],
        turns: &[],
        subject: None,
    };
}

/// Every conversation.
pub(super) fn all() -> Vec<&'static Script> {
    let stocks = [
        payments::SCRIPTS,
        tracking::SCRIPTS,
        technical::SCRIPTS,
        general::SCRIPTS,
        from_us::SCRIPTS,
        languages::SCRIPTS,
    ];
    stocks.into_iter().flatten().collect()
}

/// Facts of a ticket by name.
pub(super) type Facts = Vec<(&'static str, String)>;

/// Makes a text of a line of a script.
pub(super) fn say(text: &str, facts: &Facts, chance: &mut Prng) -> String {
    let mut said = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find(['[', '<']) {
        let (before, from) = rest.split_at(at);
        said.push_str(before);
        let close = if from.starts_with('[') { ']' } else { '>' };
        let Some(end) = from.find(close) else { break };
        let inner = &from[1..end];
        if close == ']' {
            let choices: Vec<&str> = inner.split('|').collect();
            let choice = *chance.pick(&choices);
            said.push_str(&say(choice, facts, chance));
        } else {
            let fact = facts.iter().find(|(name, _)| *name == inner);
            said.push_str(fact.map_or(inner, |(_, value)| value));
        }
        rest = &from[end + 1..];
    }
    said.push_str(rest);
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_and_facts_are_filled_in_and_macros_stay() {
        let facts = vec![("offer", "Solar Home".to_owned())];
        let mut chance = Prng::new(1);
        let said = say("[Hi|Hello], <offer> with ?c={click_id}", &facts, &mut chance);
        assert!(
            said == "Hi, Solar Home with ?c={click_id}" || said == "Hello, Solar Home with ?c={click_id}",
            "{said}"
        );
    }

    /// A fact that nobody knows would be shown by its name.
    #[test]
    fn scripts_name_known_facts_alone() {
        let facts = super::super::facts::names();
        let mut texts = Vec::new();
        for script in all() {
            assert!(!script.titles.is_empty() && !script.openings.is_empty());
            texts.extend(script.titles.iter().chain(script.openings).copied());
            texts.extend(script.turns.iter().map(|turn| turn.text()));
        }
        texts
            .extend(CLOSING.iter().chain(NUDGES).chain(REOPENING).chain(REOPENED_ANSWERS).chain(SMALL_NOTES));
        for text in texts {
            for part in text.split('<').skip(1) {
                let name = part.split('>').next().unwrap_or_default();
                assert!(facts.contains(&name), "<{name}> in {text:?}");
            }
            assert_eq!(text.matches('[').count(), text.matches(']').count(), "{text:?}");
        }
    }
}
