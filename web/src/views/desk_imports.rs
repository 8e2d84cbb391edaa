//! Files of offers and affiliates, and the form of an affiliate.

use askama::Template;

use super::DraftBox;
use super::prelude::*;

/// `/desk/offers/import` and `/desk/affiliates/import`: a file is chosen.
#[derive(Template)]
#[template(path = "desk/import.html")]
pub struct ImportForm {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// What the file holds.
    pub of: ImportOf,
    /// How large it may be, ready to read.
    pub max_size: String,
    /// The columns, in their order.
    pub columns: Vec<&'static str>,
    /// What is wrong with the file that was chosen.
    pub error: Option<String>,
    /// Its first rows with something wrong.
    pub wrong: Vec<WrongRow>,
    /// Where all of them are.
    pub report: Option<String>,
}

/// What a file holds: where its pages are and what they are called.
#[derive(Debug, Clone)]
pub struct ImportOf {
    /// The title.
    pub title: String,
    /// The list that it belongs to.
    pub list: &'static str,
    /// Its name.
    pub back: String,
}

/// A row with something wrong.
#[derive(Debug, Clone)]
pub struct WrongRow {
    /// Its number.
    pub number: i64,
    /// A sentence each.
    pub sentences: Vec<String>,
}

/// `/desk/imports/{id}`: a file that was checked.
#[derive(Template)]
#[template(path = "desk/import_report.html")]
pub struct ImportReport {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// What the file holds.
    pub of: ImportOf,
    /// Its number.
    pub id: i64,
    /// Where it stands, as a sentence.
    pub standing: String,
    /// Whether that is bad news.
    pub bad: bool,
    /// How far it is applied: rows done, and of how many.
    pub progress: Option<(i64, i64)>,
    /// The button that applies it, if it can be.
    pub apply: Option<String>,
    /// Whom it concerns, when somebody has to say what becomes of them.
    pub concern: Option<String>,
    /// Something wrong with the form.
    pub notice: Option<String>,
    /// Kinds of rows, with how many there are.
    pub tabs: Vec<Tab>,
    /// The first of them.
    pub rows: Vec<ImportRow>,
    /// That there are more.
    pub more: Option<String>,
}

/// A row of the report.
#[derive(Debug, Clone)]
pub struct ImportRow {
    /// Its number.
    pub number: i64,
    /// What becomes of it, as a word.
    pub action: String,
    /// Whether something is wrong with it.
    pub bad: bool,
    /// What it is called.
    pub name: String,
    /// Its number elsewhere.
    pub external_id: String,
    /// Where what it changes is.
    pub href: Option<String>,
    /// What it changes, or what is wrong: a line each.
    pub lines: Vec<String>,
}

/// `/desk/affiliates/new` and `/desk/affiliates/{id}/edit`: an affiliate, to be edited.
#[derive(Template)]
#[template(path = "desk/affiliate_edit.html")]
pub struct AffiliateEdit {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The affiliate's number and name; none while it is new.
    pub saved: Option<(i64, String)>,
    /// Whether the reader may change everything, and not only what managers may.
    pub all: bool,
    /// The id that makes sending twice harmless.
    pub submission: String,
    /// Its draft.
    pub draft: DraftBox,
    /// Which revision is being changed; 0 for a new one.
    pub version: String,
    /// Something wrong with the form as a whole.
    pub notice: Option<String>,
    /// The fields.
    pub fields: NamedFields,
    /// Where it can stand.
    pub statuses: Vec<Choice>,
    /// Whose portfolio it can belong to.
    pub managers: Vec<Choice>,
    /// Time zones.
    pub time_zones: Vec<Choice>,
}

impl AffiliateEdit {
    fn action(&self) -> String {
        self.saved.as_ref().map_or_else(
            || "/desk/affiliates/new".to_owned(),
            |(id, _)| format!("/desk/affiliates/{id}/edit"),
        )
    }

    fn back(&self) -> String {
        self.saved
            .as_ref()
            .map_or_else(|| "/desk/affiliates".to_owned(), |(id, _)| format!("/desk/affiliates/{id}"))
    }
}
