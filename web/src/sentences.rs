//! The sentence for each thing that can be wrong with a field.

use desk::offers::MOST_LOSING;
use desk::people::{MAX_PASSWORD, MIN_PASSWORD};
use desk::transfer::{Action, Failure, Fault, Import, MOST_ROW_BYTES, Subject, Wrong};
use desk::{FieldError, Problem};
use files::Refusal;

use crate::views::{Field, Words};

/// What is wrong with a field, for the person who filled it in.
pub(crate) fn of_field(error: &FieldError, t: Words) -> String {
    match (&error.problem, error.field) {
        (Problem::Required, "type") => t.field_required_type().into(),
        (Problem::Required, "title") => t.field_required_title().into(),
        (Problem::Required, "description") => t.field_required_description().into(),
        (Problem::Required, "body") => t.field_required_comment().into(),
        (Problem::Required, "text") => t.field_required_text().into(),
        (Problem::Required, "affiliate") => t.field_required_affiliate().into(),
        (Problem::Required, "terms") => t.field_required_terms().into(),
        (Problem::Required, "reason") => t.field_required_reason().into(),
        (Problem::Required, "public_note") => t.field_required_note().into(),
        (Problem::Required, "selected") => t.field_required_selected().into(),
        (Problem::Required, "event") => t.field_required_event().into(),
        (Problem::Required, "action") => t.field_required_action().into(),
        (Problem::Required, "picture") => t.field_required_picture().into(),
        (Problem::Required, _) => t.field_required().into(),
        (Problem::Unknown, "type") => t.field_unknown_type().into(),
        (Problem::Unknown, "offer") => t.field_unknown_offer().into(),
        (Problem::Unknown, "offers") => t.field_unknown_offers().into(),
        (Problem::Unknown, "affiliate") => t.field_unknown_affiliate().into(),
        (Problem::Unknown | Problem::NotEmail, "manager") => t.field_unknown_manager().into(),
        (Problem::Unknown, "language") => t.field_unknown_language().into(),
        (Problem::TooLong { max, .. }, "new_password") => t.field_password_too_long((*max).min(MAX_PASSWORD)),
        (Problem::TooLong { max, length }, "title") => t.field_title_too_long(*length, *max),
        (Problem::TooLong { max, length }, "description") => t.field_description_too_long(*length, *max),
        (Problem::TooLong { max, length }, "body") => t.field_comment_too_long(*length, *max),
        (Problem::TooLong { max, length }, _) => t.field_too_long(*length, *max),
        (Problem::TooShort { min }, _) => t.field_password_too_short((*min).max(MIN_PASSWORD)),
        (Problem::NotText, _) => t.field_text_has_nul().into(),
        (Problem::File(refusal), _) => of_file(refusal, t),
        (Problem::Unreadable, _) => t.picture_unreadable().into(),
        (Problem::FileGone, _) => t.file_gone().into(),
        (Problem::Wrong, _) => t.field_wrong_password().into(),
        (Problem::NotInRange { min, max }, _) => t.field_not_in_range(*min, *max),
        (Problem::TooMany { max }, _) => t.field_too_many(*max),
        (Problem::UnknownCountry(code), _) => t.field_unknown_country(code),
        (Problem::UnknownMacro(name), _) => t.field_unknown_macro(name),
        (Problem::NotUrl, _) => t.field_not_url().into(),
        (Problem::NotPublicUrl, _) => t.field_not_public_url().into(),
        (Problem::NotFound, _) => t.field_host_not_found().into(),
        (Problem::Line { number }, _) => t.field_line(*number),
        (Problem::Contradicts, _) => t.field_contradicts().into(),
        (Problem::Outdated, _) => t.field_terms_outdated().into(),
        (Problem::InUse, "external_id" | "name") => t.field_in_use().into(),
        (Problem::Unknown | Problem::InUse | Problem::NotEmail, _) => t.field_unknown().into(),
    }
}

/// What is wrong with a row of a file, with its column.
pub fn of_fault(fault: &Fault, t: Words) -> String {
    let known = Subject::ALL.iter().find_map(|subject| subject.column(&fault.column));
    let column = known.map_or("", |column| column.name);
    let sentence = match &fault.wrong {
        // In a form it is chosen from a list.
        Wrong::Field(Problem::Unknown) if column == "time_zone" => t.field_unknown_zone().into(),
        Wrong::Field(problem) => of_field(&FieldError { field: column, problem: problem.clone() }, t),
        Wrong::Utf16 => t.import_utf16().into(),
        Wrong::NoText => t.import_no_text().into(),
        Wrong::Nothing => t.import_empty().into(),
        Wrong::NotUtf8 { line } => t.import_not_utf8(*line),
        Wrong::UnknownColumn(name) => t.import_unknown_column(name),
        Wrong::ColumnTwice(name) => t.import_column_twice(name),
        Wrong::CellCount { found, wanted } => t.import_cell_count(*found, *wanted),
        Wrong::Unclosed { line } => t.import_unclosed(*line),
        Wrong::TooLong => t.import_too_long(t.bytes(MOST_ROW_BYTES as u64)),
        Wrong::BrokenJson { line } => t.import_broken_json(*line),
        Wrong::NoObject => t.import_no_object().into(),
        Wrong::NoCell => t.import_no_cell().into(),
        Wrong::Twice { number } => t.import_twice(number.to_string()),
        Wrong::NoSuchId => t.import_no_such_id().into(),
        Wrong::TooManyWrong { max } => t.import_too_many_wrong(*max),
        Wrong::TooManyRows { max } => t.import_too_many_rows(*max),
    };
    if column.is_empty() { sentence } else { t.import_fault(column, sentence) }
}

/// What becomes of a row.
pub fn of_action(action: Action, t: Words) -> &'static str {
    match action {
        Action::Create => t.import_create(),
        Action::Update => t.import_update(),
        Action::Unchanged => t.import_unchanged(),
        Action::Error => t.import_error(),
    }
}

/// How many would lose access by a row.
pub fn of_concerned(count: i64, t: Words) -> String {
    if count < MOST_LOSING { t.import_concerned_row(count) } else { t.import_concerned_row_many(count) }
}

/// How many would lose access by a whole file. Of an offer they are counted up to some number, so of many there may be
/// more.
pub fn of_all_concerned(import: &Import, t: Words) -> String {
    if import.concerned < MOST_LOSING {
        t.import_concerned(import.concerned_offers, import.concerned)
    } else {
        t.import_concerned_many(import.concerned_offers, import.concerned)
    }
}

/// Why a file could not be applied.
pub fn of_failure(failure: Failure, t: Words) -> String {
    match failure {
        Failure::Changed { number } => t.import_failed_changed(number.to_string()),
        Failure::Concerns { number } => t.import_failed_concerns(number.to_string()),
        Failure::NotAllowed => t.import_failed_not_allowed().into(),
        Failure::Broken => t.import_failed_broken().into(),
    }
}

/// Why a file was refused, by its name.
pub(crate) fn of_file(refusal: &Refusal, t: Words) -> String {
    match refusal {
        Refusal::Ending { name, allowed } => {
            let endings: Vec<&str> = allowed.iter().flat_map(|format| format.endings()).copied().collect();
            t.file_refused_ending(name.as_str(), t.list_or(&dotted(&endings)))
        }
        Refusal::Signature { name, format, .. } => {
            let ending = name.ending().unwrap_or(format.as_str());
            t.file_refused_signature(name.as_str(), format!(".{ending}"))
        }
        Refusal::Empty { name } => t.file_refused_empty(name.as_str()),
        Refusal::TooLarge { name, max_bytes } => t.file_refused_too_large(name.as_str(), t.bytes(*max_bytes)),
        Refusal::TooMany { max_files } => t.file_refused_too_many(*max_files),
    }
}

/// Endings with their dots.
pub(crate) fn dotted(endings: &[&str]) -> Vec<String> {
    endings.iter().map(|ending| format!(".{ending}")).collect()
}

/// A field with what was typed and what is wrong with it.
pub(crate) fn field(name: &str, value: &str, errors: &[FieldError], t: Words) -> Field {
    let error = errors.iter().find(|error| error.field == name).map(|error| of_field(error, t));
    Field { value: value.to_owned(), error }
}
