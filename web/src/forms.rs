//! Forms as they are shown: empty, from a draft, or again with what is wrong.

use desk::attachments::Incoming;
use desk::drafts::{Draft, Form as DraftForm, Restored};
use desk::tickets::{ExtraField, RawTicket};
use desk::{App, FieldError, Problem, SubmissionId};

use crate::drafts;
use crate::form::Form;
use crate::frame::Frame;
use crate::sentences;
use crate::views::{Attachments, Compose, DraftBox, Field, Kept, NewTicket, Words};

/// Puts what came in into the texts of a form, by their names.
pub(crate) fn fill<'f, const N: usize>(
    fields: [(&'static str, &mut String); N],
    text: impl Fn(&str) -> &'f str,
) {
    for (name, slot) in fields {
        text(name).clone_into(slot);
    }
}

/// What is stored, at its version, as if it had been typed.
pub(crate) fn as_stored<const N: usize>(fields: [(&'static str, &mut String); N], version: i64) -> Draft {
    let texts = fields.into_iter().filter(|(_, text)| !text.is_empty());
    let mut fields: Vec<(String, String)> =
        texts.map(|(name, text)| (name.to_owned(), std::mem::take(text))).collect();
    fields.push(("version".to_owned(), version.to_string()));
    Draft { fields, ..Draft::default() }
}

/// What a form is shown with.
#[derive(Default)]
pub(crate) struct Shown<'a> {
    /// What was typed, by field.
    pub(crate) draft: Draft,
    /// What is wrong.
    pub(crate) errors: &'a [FieldError],
    /// Files that stay with the form.
    pub(crate) kept: Vec<Incoming>,
    /// A word about the form as a whole.
    pub(crate) notice: Option<String>,
    /// Whether it is a draft that was typed before.
    pub(crate) restored: bool,
    /// Whether a file of the draft waited too long.
    pub(crate) gone: bool,
}

impl Shown<'_> {
    /// A form with a draft, if there is one.
    pub(crate) fn draft(restored: Option<Restored>) -> Self {
        let Some(Restored { draft, files, gone }) = restored else { return Self::default() };
        Self { draft, kept: files, restored: true, gone, ..Self::default() }
    }

    fn notice(&self, t: Words) -> Option<String> {
        self.notice.clone().or_else(|| self.gone.then(|| t.file_gone().to_owned()))
    }

    /// The id of this form: that of the draft in it, so that the two are sent once.
    pub(crate) fn submission(&self, app: &App) -> String {
        self.draft.submission.unwrap_or_else(|| SubmissionId::new(app.random())).to_string()
    }

    /// Where the draft of this form goes.
    pub(crate) fn draft_box(&self, frame: &Frame, form: DraftForm, subject: i64) -> DraftBox {
        let href = drafts::address(form, subject);
        DraftBox { href, writer: frame.user.get(), restored: self.restored }
    }

    fn field(&self, name: &str, t: Words) -> Field {
        sentences::field(name, self.draft.get(name).unwrap_or(""), self.errors, t)
    }

    fn attachments(&self, app: &App, frame: &Frame) -> Attachments {
        let t = frame.t;
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
                    image: kept.file.format.is_image(),
                    size: t.bytes(kept.file.size),
                })
                .collect(),
            accept: limits.accept(),
            formats: t.list_or(&sentences::dotted(&endings)),
            max_files: u32::try_from(limits.max_files).unwrap_or(u32::MAX),
            max_bytes: limits.max_bytes,
            max_size: t.bytes(limits.max_bytes),
            time_zone: frame.zone_name().to_owned(),
        }
    }

    /// A box to write a message in.
    pub(crate) fn compose(&self, app: &App, frame: &Frame, form: DraftForm, subject: i64) -> Compose {
        Compose {
            submission: self.submission(app),
            body: self.field("body", frame.t),
            attachments: self.attachments(app, frame),
            notice: self.notice(frame.t),
            draft: self.draft_box(frame, form, subject),
        }
    }

    /// The form of a new ticket.
    pub(crate) fn new_ticket(&self, app: &App, frame: &Frame, form: DraftForm) -> NewTicket {
        let t = frame.t;
        NewTicket {
            submission: self.submission(app),
            notice: self.notice(t),
            draft: self.draft_box(frame, form, 0),
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
            attachments: self.attachments(app, frame),
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
    Draft { fields: fields.filter(|(_, text)| !text.is_empty()).collect(), ..form.draft() }
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
