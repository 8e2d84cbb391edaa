//! Lists as they are typed: words with commas between, a line each.

use std::fmt::Display;
use std::str::FromStr;

use crate::error::Problem;
use crate::text;

/// The most entries of a list.
const MOST: usize = 60;

/// The most countries: all of them.
const MOST_COUNTRIES: usize = 300;

/// Words with commas or line ends between; each once, in the order in which they were typed.
pub(crate) fn words(raw: &str) -> Result<Vec<String>, Problem> {
    let mut words: Vec<String> = Vec::new();
    for word in raw.split([',', '\n', ';']) {
        let word = text::line(word, 0, 60)?;
        if !word.is_empty() && !words.iter().any(|known| text::fold(known) == text::fold(&word)) {
            words.push(word);
        }
    }
    if words.len() > MOST { Err(Problem::TooMany { max: MOST }) } else { Ok(words) }
}

/// Codes of ISO 3166 with commas or spaces between, in their order.
pub(crate) fn countries(raw: &str) -> Result<Vec<String>, Problem> {
    let mut codes = Vec::new();
    for code in raw.split(|c: char| c == ',' || c == ';' || c.is_whitespace()).filter(|code| !code.is_empty())
    {
        let upper = code.to_uppercase();
        if rust_iso3166::from_alpha2(&upper).is_none() {
            return Err(Problem::UnknownCountry(code.chars().filter(|c| !c.is_control()).take(20).collect()));
        }
        codes.push(upper);
    }
    codes.sort_unstable();
    codes.dedup();
    if codes.len() > MOST_COUNTRIES { Err(Problem::TooMany { max: MOST_COUNTRIES }) } else { Ok(codes) }
}

/// One thing a line; the line that is wrong is named.
pub(crate) fn lines<T: FromStr<Err = Problem>>(raw: &str) -> Result<Vec<T>, Problem> {
    let mut things = Vec::new();
    for (number, line) in raw.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let thing = line.parse().map_err(|problem: Problem| match problem {
            // What is wrong with its parts has a sentence of its own.
            Problem::UnknownCountry(_) | Problem::NotUrl => problem,
            _ => Problem::Line { number: number + 1 },
        })?;
        things.push(thing);
    }
    if things.len() > MOST { Err(Problem::TooMany { max: MOST }) } else { Ok(things) }
}

/// The list as it is typed.
pub(crate) fn joined(words: &[String]) -> String {
    words.join(", ")
}

/// A line each.
pub(crate) fn on_lines(things: &[impl Display]) -> String {
    things.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_once_each() {
        assert_eq!(
            words(" Finance, finance,Loans ,,").as_deref(),
            Ok(&["Finance".to_owned(), "Loans".to_owned()][..])
        );
        assert_eq!(
            countries("de AT; ch,de").as_deref(),
            Ok(&["AT".to_owned(), "CH".to_owned(), "DE".to_owned()][..])
        );
        assert_eq!(countries("DE, EU"), Err(Problem::UnknownCountry("EU".into())));
        let many: Vec<String> = (0..61).map(|n| n.to_string()).collect();
        assert_eq!(words(&many.join(",")), Err(Problem::TooMany { max: 60 }));
    }
}
