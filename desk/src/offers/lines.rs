//! Payouts, caps and landing pages. Each is one line, with semicolons between its parts: the same in the form, in the
//! database and in a cell of an import.

use std::fmt;
use std::str::FromStr;

use super::{lists, tracking};
use crate::error::Problem;
use crate::text;

/// What an affiliate is paid: `35.50 USD; First deposit; DE, AT` or `40 %; Revenue share`. The goal and the countries may
/// be left out; without countries it is for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// How much.
    pub amount: Amount,
    /// For what.
    pub goal: String,
    /// Codes of ISO 3166; none: all.
    pub countries: Vec<String>,
}

/// A sum of money, or a share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A sum in a currency.
    Money {
        /// Ten-thousandths, so that any currency's smallest part is a whole number.
        e4: i64,
        /// Its code: three letters of ISO 4217, or up to five of a coin.
        currency: String,
    },
    /// Percent, in ten-thousandths of one.
    Percent {
        /// `125_000` is 12.5 %.
        e4: i64,
    },
}

/// How much an affiliate may send: `day; conversions; 50`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cap {
    /// Per what.
    pub period: Period,
    /// Of what.
    pub kind: CapKind,
    /// How many; of a payout, in whole units of its currency.
    pub value: i64,
}

db::text_enum! {
    /// The time after which a cap begins again.
    pub enum Period {
        /// A day.
        Day = "day",
        /// A week.
        Week = "week",
        /// A month.
        Month = "month",
        /// It never does.
        Total = "total",
    }
}

db::text_enum! {
    /// What a cap counts.
    pub enum CapKind {
        /// Clicks.
        Clicks = "clicks",
        /// Conversions.
        Conversions = "conversions",
        /// Money.
        Payout = "payout",
    }
}

/// A page that visitors are sent to: `German page; https://example.org/de`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landing {
    /// What it is called.
    pub title: String,
    /// Its address.
    pub url: String,
}

const E4: i64 = 10_000;

/// The most of any figure: a thousand million.
const MOST: i64 = 1_000_000_000;

/// A decimal number as ten-thousandths; at most four decimal places.
fn decimal(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || whole.len() > 10 || part.len() > 4 || (text.contains('.') && !digits(part)) {
        return None;
    }
    let part: i64 = format!("{part:0<4}").parse().ok()?;
    let e4 = whole.parse::<i64>().ok()?.checked_mul(E4)? + part;
    (e4 <= MOST * E4).then_some(e4)
}

/// The number without needless noughts; money has two places or none.
pub(super) fn decimal_text(e4: i64, money: bool) -> String {
    let (whole, part) = (e4 / E4, e4 % E4);
    if part == 0 {
        return whole.to_string();
    }
    let part = format!("{part:04}");
    let part = part.trim_end_matches('0');
    if money && part.len() == 1 { format!("{whole}.{part}0") } else { format!("{whole}.{part}") }
}

impl FromStr for Amount {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let raw = raw.trim();
        if let Some(number) = raw.strip_suffix('%') {
            let e4 = decimal(number.trim()).filter(|e4| *e4 <= 1_000 * E4).ok_or(Problem::Unknown)?;
            return Ok(Self::Percent { e4 });
        }
        let (number, currency) = raw.split_once(' ').ok_or(Problem::Unknown)?;
        let currency = currency.trim().to_uppercase();
        let known = (3..=5).contains(&currency.len()) && currency.bytes().all(|b| b.is_ascii_uppercase());
        let e4 = decimal(number).filter(|_| known).ok_or(Problem::Unknown)?;
        Ok(Self::Money { e4, currency })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money { e4, currency } => write!(f, "{} {currency}", decimal_text(*e4, true)),
            Self::Percent { e4 } => write!(f, "{} %", decimal_text(*e4, false)),
        }
    }
}

impl FromStr for Payout {
    type Err = Problem;

    fn from_str(line: &str) -> Result<Self, Problem> {
        let mut parts = line.splitn(3, ';');
        let amount = parts.next().unwrap_or("").parse()?;
        let goal = text::line(parts.next().unwrap_or(""), 0, 100)?;
        let countries = lists::countries(parts.next().unwrap_or(""))?;
        Ok(Self { amount, goal, countries })
    }
}

impl fmt::Display for Payout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.amount)?;
        if !self.goal.is_empty() || !self.countries.is_empty() {
            write!(f, "; {}", self.goal)?;
        }
        if self.countries.is_empty() { Ok(()) } else { write!(f, "; {}", lists::joined(&self.countries)) }
    }
}

impl FromStr for Cap {
    type Err = Problem;

    fn from_str(line: &str) -> Result<Self, Problem> {
        let parts: Vec<&str> = line.split(';').map(str::trim).collect();
        let &[period, kind, value] = parts.as_slice() else { return Err(Problem::Unknown) };
        let value: i64 =
            value.parse().ok().filter(|value| (1..=MOST).contains(value)).ok_or(Problem::Unknown)?;
        let period = period.to_lowercase().parse().map_err(|_| Problem::Unknown)?;
        let kind = kind.to_lowercase().parse().map_err(|_| Problem::Unknown)?;
        Ok(Self { period, kind, value })
    }
}

impl fmt::Display for Cap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}; {}", self.period, self.kind, self.value)
    }
}

impl FromStr for Landing {
    type Err = Problem;

    fn from_str(line: &str) -> Result<Self, Problem> {
        let (title, url) = line.rsplit_once(';').unwrap_or(("", line));
        Ok(Self { title: text::line(title, 0, 100)?, url: tracking::url(url)? })
    }
}

impl fmt::Display for Landing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.title.is_empty() { f.write_str(&self.url) } else { write!(f, "{}; {}", self.title, self.url) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_written_alike() {
        for line in [
            "35.50 USD; First deposit; AT, DE",
            "40 %; Revenue share",
            "0.0005 BTC",
            "12.5 %",
            "100 EUR; ; DE",
        ] {
            assert_eq!(line.parse::<Payout>().map(|payout| payout.to_string()).as_deref(), Ok(line));
        }
        assert_eq!("7.5 usd".parse::<Payout>().map(|payout| payout.to_string()).as_deref(), Ok("7.50 USD"));
        for line in ["day; conversions; 50", "total; payout; 1000"] {
            assert_eq!(line.parse::<Cap>().map(|cap| cap.to_string()).as_deref(), Ok(line));
        }
        for line in ["German page; https://example.org/de", "https://example.org/"] {
            assert_eq!(line.parse::<Landing>().map(|landing| landing.to_string()).as_deref(), Ok(line));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for line in [
            "",
            "USD 35",
            "35",
            "-1 USD",
            "1.23456 USD",
            "1. USD",
            ".5 USD",
            "9999999999999 USD",
            "1001 %",
            "1e3 USD",
            "35 US",
            "٣ USD",
        ] {
            assert!(line.parse::<Payout>().is_err(), "{line}");
        }
        for line in
            ["", "day", "day; conversions", "day; conversions; 0", "year; clicks; 5", "day; clicks; 5; 6"]
        {
            assert!(line.parse::<Cap>().is_err(), "{line}");
        }
        for line in ["", "page", "page; javascript:alert(1)", "page; //example.org"] {
            assert!(line.parse::<Landing>().is_err(), "{line}");
        }
    }
}
