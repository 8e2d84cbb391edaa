//! The columns of a file, written once: for the way in, the way out and `docs/import.md`.

db::text_enum! {
    /// What a file holds.
    pub enum Subject {
        /// Offers.
        Offers = "offers",
        /// Affiliates.
        Affiliates = "affiliates",
    }
}

/// How a column's text is written as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A number, or null.
    Number,
    /// An array of words; in a cell they have commas between.
    Words,
    /// An array of lines; in a cell they are lines, too.
    Lines,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header, or the key in an object.
    pub name: &'static str,
    /// How it is written as JSON.
    pub kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

const OFFERS: &[Column] = &[
    column("id", Kind::Number),
    column("external_id", Kind::Text),
    column("title", Kind::Text),
    column("advertiser", Kind::Text),
    column("status", Kind::Text),
    column("privacy", Kind::Text),
    column("description", Kind::Text),
    column("preview_url", Kind::Text),
    column("categories", Kind::Words),
    column("countries", Kind::Words),
    column("countries_denied", Kind::Words),
    column("sources", Kind::Words),
    column("sources_denied", Kind::Words),
    column("payouts", Kind::Lines),
    column("caps", Kind::Lines),
    column("kpi", Kind::Text),
    column("hold_days", Kind::Number),
    column("landings", Kind::Lines),
    column("tracking_template", Kind::Text),
    column("question_set", Kind::Number),
    column("terms", Kind::Text),
    column("reapply_days", Kind::Number),
    column("answer_days", Kind::Number),
];

const AFFILIATES: &[Column] = &[
    column("id", Kind::Number),
    column("external_id", Kind::Text),
    column("name", Kind::Text),
    column("status", Kind::Text),
    column("manager", Kind::Text),
    column("country", Kind::Text),
    column("language", Kind::Text),
    column("time_zone", Kind::Text),
    column("tags", Kind::Words),
    column("contacts", Kind::Lines),
];

impl Subject {
    /// The columns, in the order of an export.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Offers => OFFERS,
            Self::Affiliates => AFFILIATES,
        }
    }

    /// The column of this name, whatever the case of its letters.
    pub fn column(self, name: &str) -> Option<Column> {
        let name = name.trim();
        self.columns().iter().copied().find(|column| column.name.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::offers::RawOffer;
    use crate::people::RawAffiliate;

    #[test]
    fn the_columns_are_the_fields_of_the_forms_and_the_id() {
        let columns = |subject: Subject| -> BTreeSet<&str> {
            subject.columns().iter().map(|column| column.name).collect()
        };
        let with_id = |fields: Vec<&'static str>| fields.into_iter().chain(["id"]).collect::<BTreeSet<_>>();
        let offer = RawOffer::default().fields().map(|(name, _)| name).to_vec();
        assert_eq!(columns(Subject::Offers), with_id(offer));
        let affiliate = RawAffiliate::default().fields().map(|(name, _)| name).to_vec();
        assert_eq!(columns(Subject::Affiliates), with_id(affiliate));
    }
}
