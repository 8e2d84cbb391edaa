//! Forms as they are shown: empty, from a draft, or again with what is wrong.

use desk::attachments::Incoming;
use desk::drafts::Draft;
use desk::tickets::{ExtraField, RawTicket};
use desk::{App, FieldError, Problem, SubmissionId};

use crate::form::Form;
use crate::sentences;
use crate::views::{Attachments, Compose, Field, Kept, NewTicket, Words};

/// What a form is shown with.
#[derive(Default)]
pub(crate) struct Shown<'a> {
    /// What was typed, by field.
    pub(crate) draft: Draft,
    /// What is wrong.
    pub(crate) errors: &'a [FieldError],
    /// Files that stay with the form.
    pub(crate) kept: &'a [Incoming],
    /// A word about the form as a whole.
    pub(crate) notice: Option<String>,
}

impl Shown<'_> {
    /// A form with a draft, if there is one, and a word that says so.
    pub(crate) fn draft(draft: Option<Draft>, t: Words) -> Self {
        let notice = draft.is_some().then(|| t.draft_restored().to_owned());
        Self { draft: draft.unwrap_or_default(), notice, ..Self::default() }
    }

    fn field(&self, name: &str, t: Words) -> Field {
        sentences::field(name, self.draft.get(name).unwrap_or(""), self.errors, t)
    }

    fn attachments(&self, app: &App, t: Words) -> Attachments {
        let limits = &app.settings().uploads;
        let endings: Vec<&str> = limits.formats.iter().flat_map(|format| format.endings()).copied().collect();
        let errors = self.errors.iter().filter(|error| error.field == "attachment");
        Attachments {
            errors: errors.map(|error| sentences::of_field(error, t)).collect(),
            kept: self
                .kept
                .iter()
                .map(|kept| Kept {
                    id: kept.staged.get(),
                    name: kept.file.name.as_str().to_owned(),
                    size: t.bytes(kept.file.size),
                })
                .collect(),
            accept: limits.accept(),
            formats: t.list_or(&sentences::dotted(&endings)),
            max_files: u32::try_from(limits.max_files).unwrap_or(u32::MAX),
            max_bytes: limits.max_bytes,
            max_size: t.bytes(limits.max_bytes),
        }
    }

    /// A box to write a message in.
    pub(crate) fn compose(&self, app: &App, t: Words) -> Compose {
        Compose {
            submission: SubmissionId::new(app.random()).to_string(),
            body: self.field("body", t),
            attachments: self.attachments(app, t),
            notice: self.notice.clone(),
        }
    }

    /// The form of a new ticket.
    pub(crate) fn new_ticket(&self, app: &App, t: Words) -> NewTicket {
        NewTicket {
            submission: SubmissionId::new(app.random()).to_string(),
            notice: self.notice.clone(),
            kind: self.field("type", t),
            answer_times: Vec::new(),
            title: self.field("title", t),
            description: self.field("description", t),
            period: self.field("period", t),
            amount: self.field("amount", t),
            payment_method: self.field("payment_method", t),
            transaction_id: self.field("transaction_id", t),
            offer: self.field("offer", t),
            click_id: self.field("click_id", t),
            postback_url: self.field("postback_url", t),
            attachments: self.attachments(app, t),
        }
    }
}

/// The names of the New ticket form's fields that hold what was typed.
pub(crate) fn new_ticket_fields() -> Vec<&'static str> {
    let own = ["type", "title", "description", "affiliate"];
    own.into_iter().chain(ExtraField::ALL.iter().map(|field| field.as_str())).collect()
}

/// What was typed into these fields.
pub(crate) fn typed(form: &Form, names: &[&str]) -> Draft {
    let fields = names.iter().map(|name| ((*name).to_owned(), form.text(name).to_owned()));
    Draft { fields: fields.filter(|(_, text)| !text.is_empty()).collect() }
}

/// The New ticket form for the rules.
pub(crate) fn raw_ticket(form: &Form) -> RawTicket {
    RawTicket {
        kind: form.text("type").to_owned(),
        title: form.text("title").to_owned(),
        description: form.text("description").to_owned(),
        fields: ExtraField::ALL.iter().map(|field| (*field, form.text(field.as_str()).to_owned())).collect(),
    }
}

/// Adds what is wrong with the form's bytes and files to what is wrong with its fields.
pub(crate) fn all_errors(
    form: &Form,
    names: &[&'static str],
    mut errors: Vec<FieldError>,
) -> Vec<FieldError> {
    for name in names.iter().filter(|name| form.is_broken(name)) {
        errors.retain(|error| error.field != *name);
        errors.push(FieldError { field: name, problem: Problem::NotText });
    }
    let refused = form.refused.iter().map(|refusal| Problem::File(refusal.clone()));
    let gone = form.gone.then_some(Problem::FileGone);
    errors.extend(refused.chain(gone).map(|problem| FieldError { field: "attachment", problem }));
    errors
}
