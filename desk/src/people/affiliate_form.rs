//! What an affiliate is made of, as it is typed and as it is stored.

use std::fmt;
use std::str::FromStr;

use super::{AffiliateStatus, Contact, Email};
use crate::error::{FieldError, Problem};
use crate::fields::{Reader, choice};
use crate::offers::{countries, joined, lines, on_lines, words};
use crate::text;

/// The language of who said nothing of theirs.
pub const DEFAULT_LANGUAGE: &str = "en";

/// The time zone of who said nothing of theirs.
pub const DEFAULT_TIME_ZONE: &str = "UTC";

/// An affiliate's form, or a row of an import, as it came in: a text per field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawAffiliate {
    /// Its number in another system.
    pub external_id: String,
    /// `name`
    pub name: String,
    /// `status`
    pub status: String,
    /// The e-mail address of its manager; none: its tickets stand in the shared queue.
    pub manager: String,
    /// A code of ISO 3166; may be empty.
    pub country: String,
    /// A language tag; empty: English.
    pub language: String,
    /// The IANA name of its time zone; empty: UTC.
    pub time_zone: String,
    /// Words with commas between.
    pub tags: String,
    /// A line each, kind and address with a semicolon between: `Telegram; @acme`.
    pub contacts: String,
}

impl RawAffiliate {
    /// The form of a new one, as it is shown first.
    pub fn blank() -> Self {
        let (language, time_zone) = (DEFAULT_LANGUAGE.to_owned(), DEFAULT_TIME_ZONE.to_owned());
        Self { language, time_zone, ..Self::default() }
    }

    /// Its fields by name, in the form's order.
    pub fn fields(&mut self) -> [(&'static str, &mut String); 9] {
        [
            ("name", &mut self.name),
            ("status", &mut self.status),
            ("manager", &mut self.manager),
            ("country", &mut self.country),
            ("language", &mut self.language),
            ("time_zone", &mut self.time_zone),
            ("tags", &mut self.tags),
            ("contacts", &mut self.contacts),
            ("external_id", &mut self.external_id),
        ]
    }
}

/// An affiliate to be stored.
#[derive(Clone, Debug)]
pub struct AffiliateData {
    pub(super) external_id: Option<String>,
    pub(super) name: String,
    pub(super) status: AffiliateStatus,
    pub(super) manager: Option<Email>,
    pub(super) country: String,
    pub(super) language: String,
    pub(super) time_zone: String,
    pub(super) tags: Vec<String>,
    pub(super) contacts: Vec<Contact>,
}

impl AffiliateData {
    /// Reads the form; every field that is wrong is named, not only the first.
    pub fn parse(raw: &RawAffiliate) -> Result<Self, Vec<FieldError>> {
        let mut reader = Reader::default();
        let mut new = Self {
            external_id: Some(reader.read("external_id", text::line(&raw.external_id, 0, 100)))
                .filter(|id| !id.is_empty()),
            name: reader.read("name", text::line(&raw.name, 1, 100)),
            status: reader.read("status", choice(&raw.status)),
            manager: reader.read("manager", optional_email(&raw.manager)),
            country: reader.read("country", country(&raw.country)),
            language: reader.read("language", language(&raw.language)),
            time_zone: reader.read("time_zone", time_zone(&raw.time_zone)),
            tags: reader.read("tags", words(&raw.tags)),
            contacts: reader.read("contacts", lines(&raw.contacts)),
        };
        new.tags.sort_unstable();
        new.contacts.sort_unstable();
        new.contacts.dedup();
        if reader.0.is_empty() { Ok(new) } else { Err(reader.0) }
    }

    /// Its form, as it would be typed: what is read from it again is the same.
    pub(super) fn raw(&self) -> RawAffiliate {
        RawAffiliate {
            external_id: self.external_id.clone().unwrap_or_default(),
            name: self.name.clone(),
            status: self.status.to_string(),
            manager: self.manager.as_ref().map(ToString::to_string).unwrap_or_default(),
            country: self.country.clone(),
            language: self.language.clone(),
            time_zone: self.time_zone.clone(),
            tags: joined(&self.tags),
            contacts: on_lines(&self.contacts),
        }
    }
}

impl FromStr for Contact {
    type Err = Problem;

    fn from_str(line: &str) -> Result<Self, Problem> {
        let (kind, value) = line.split_once(';').ok_or(Problem::Unknown)?;
        Ok(Self { kind: text::line(kind, 1, 40)?, value: text::line(value, 1, 200)? })
    }
}

impl fmt::Display for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.kind, self.value)
    }
}

fn optional_email(raw: &str) -> Result<Option<Email>, Problem> {
    if raw.trim().is_empty() { Ok(None) } else { Email::parse(raw).map(Some) }
}

fn country(raw: &str) -> Result<String, Problem> {
    let mut codes = countries(raw)?;
    if codes.len() > 1 { Err(Problem::TooMany { max: 1 }) } else { Ok(codes.pop().unwrap_or_default()) }
}

/// A tag that looks like one (BCP 47); which languages there are texts in changes with the program.
fn language(raw: &str) -> Result<String, Problem> {
    let tag = text::line(raw, 0, 35)?;
    if tag.is_empty() {
        return Ok(DEFAULT_LANGUAGE.to_owned());
    }
    let mut parts = tag.split('-');
    let alphabetic = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    let first = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && alphabetic(part));
    let rest =
        parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if first && rest { Ok(tag) } else { Err(Problem::Unknown) }
}

fn time_zone(raw: &str) -> Result<String, Problem> {
    let name = text::line(raw, 0, 100)?;
    if name.is_empty() {
        return Ok(DEFAULT_TIME_ZONE.to_owned());
    }
    if jiff::tz::TimeZone::get(&name).is_ok() { Ok(name) } else { Err(Problem::Unknown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_enough_and_what_is_read_reads_back() {
        let few = RawAffiliate { name: "Acme".into(), ..RawAffiliate::default() };
        let few = AffiliateData::parse(&few).expect("it is valid");
        assert_eq!((few.language.as_str(), few.time_zone.as_str()), ("en", "UTC"));
        let all = RawAffiliate {
            external_id: "A-1".into(),
            name: "  Acme   Media ".into(),
            status: "blocked".into(),
            manager: "maria@example.test".into(),
            country: "es".into(),
            language: "pt-BR".into(),
            time_zone: "Europe/Madrid".into(),
            tags: "vip, big,VIP".into(),
            contacts: "Telegram;@acme\nSkype; live:acme;1\nTelegram; @acme".into(),
        };
        let all = AffiliateData::parse(&all).expect("it is valid");
        let raw = all.raw();
        assert_eq!(
            (raw.name.as_str(), raw.country.as_str(), raw.tags.as_str()),
            ("Acme Media", "ES", "big, vip")
        );
        assert_eq!(raw.contacts, "Skype; live:acme;1\nTelegram; @acme");
        assert_eq!(AffiliateData::parse(&raw).expect("it reads back").raw(), raw);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let bad = RawAffiliate {
            external_id: "x".repeat(101),
            status: "gone".into(),
            manager: "maria".into(),
            country: "DE, AT".into(),
            language: "english".into(),
            time_zone: "Mars/Olympus".into(),
            tags: "x".repeat(61),
            contacts: "Telegram @acme".into(),
            ..RawAffiliate::default()
        };
        let errors = AffiliateData::parse(&bad).expect_err("it is not");
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        let all = [
            "external_id",
            "name",
            "status",
            "manager",
            "country",
            "language",
            "time_zone",
            "tags",
            "contacts",
        ];
        assert_eq!(fields, all);
    }
}
