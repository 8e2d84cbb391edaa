//! Forms as they are shown, at first and again with what was typed.

use super::Label as _;
use super::{TicketType, Words};

/// One field: what was typed, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// What was typed.
    pub value: String,
    /// What is wrong with it, as a sentence.
    pub error: Option<String>,
}

impl Field {
    /// A field with a value and nothing wrong.
    pub fn with(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }

    /// Whether something is wrong.
    pub fn is_bad(&self) -> bool {
        self.error.is_some()
    }
}

/// The fields of a long form, by name.
#[derive(Debug, Clone)]
pub struct NamedFields(pub Vec<(&'static str, Field)>);

impl NamedFields {
    /// A field; empty when there is none of this name.
    pub fn get(&self, name: &str) -> Field {
        self.0.iter().find(|(field, _)| *field == name).map(|(_, field)| field.clone()).unwrap_or_default()
    }

    /// The name of the first field with something wrong, which gets the focus.
    pub fn focus(&self) -> &'static str {
        self.0.iter().find(|(_, field)| field.is_bad()).map_or("", |(name, _)| name)
    }
}

/// One option of a list to choose from.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// The types that a person may choose for a new ticket.
pub(crate) fn chosen_types(t: Words) -> Vec<Choice> {
    TicketType::CHOICES
        .into_iter()
        .map(|kind| Choice { value: kind.value().to_owned(), label: kind.label(t).to_owned() })
        .collect()
}

/// The key that leads into a box: a note has its own, an answer of either side is `r`.
pub(crate) fn compose_key(id: &str) -> &'static str {
    if id == "note" { "n" } else { "r" }
}

/// The id of the attachment field that belongs to a text box.
pub(crate) fn attachment_id(text: &str) -> String {
    format!("{text}-attachment")
}

/// The attachment field of a form.
#[derive(Debug, Clone)]
pub struct Attachments {
    /// One sentence per refused file, naming the file and the rule.
    pub errors: Vec<String>,
    /// Files of an earlier sending that stay with the form.
    pub kept: Vec<Kept>,
    /// Allowed endings as the browser wants them: `.jpg,.jpeg,.png`.
    pub accept: String,
    /// Allowed endings as a person reads them: `.jpg, .png`.
    pub formats: String,
    /// How many files one message may have.
    pub max_files: u32,
    /// How large each may be, in bytes.
    pub max_bytes: u64,
    /// The same, as a person reads it: `5 MB`.
    pub max_size: String,
    /// The person's time zone by its IANA name: a pasted screenshot is named by the time.
    pub time_zone: String,
}

/// Where what is typed into a form is kept until it is sent.
#[derive(Debug, Clone)]
pub struct DraftBox {
    /// The draft's address.
    pub href: String,
    /// Whose it is; another's session does not keep it.
    pub writer: i64,
    /// Whether the form shows what was typed before.
    pub restored: bool,
}

impl DraftBox {
    /// The address with the writer.
    pub(crate) fn save(&self) -> String {
        format!("{}?by={}", self.href, self.writer)
    }

    /// The id of the small form that throws the draft away; the button stands inside the draft's own form.
    pub(crate) fn discard_id(&self) -> String {
        format!("discard{}", self.href.replace('/', "-"))
    }
}

/// A file that came with an earlier sending of the form and need not be picked again.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What the form sends to keep it.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Whether it is a picture.
    pub image: bool,
    /// How large, ready to read.
    pub size: String,
}

/// A box to write a message in.
#[derive(Debug, Clone)]
pub struct Compose {
    /// The id that makes sending twice harmless.
    pub submission: String,
    /// The text.
    pub body: Field,
    /// The files.
    pub attachments: Attachments,
    /// Something wrong with the form as a whole, or a word of warning.
    pub notice: Option<String>,
    /// Its draft.
    pub draft: DraftBox,
}

impl Compose {
    /// The name of the first field with something wrong, which gets the focus.
    pub fn focus(&self) -> &'static str {
        if self.body.is_bad() {
            "body"
        } else if self.attachments.errors.is_empty() {
            ""
        } else {
            "attachment"
        }
    }
}

/// How soon tickets of a type are usually answered.
#[derive(Debug, Clone)]
pub struct AnswerHint {
    /// The type.
    pub kind: TicketType,
    /// "Usually answers within 3 hours".
    pub text: String,
}

/// The form of a new ticket.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// The id that makes sending twice harmless.
    pub submission: String,
    /// Something wrong with the form as a whole.
    pub notice: Option<String>,
    /// Its draft.
    pub draft: DraftBox,
    /// The value of a `TicketType`, or nothing yet.
    pub kind: Field,
    /// How soon an answer comes, of the types of which it is known.
    pub answer_times: Vec<AnswerHint>,
    /// The title.
    pub title: Field,
    /// The description.
    pub description: Field,
    /// Payments: which period.
    pub period: Field,
    /// Payments: how much.
    pub amount: Field,
    /// Payments: by which method.
    pub payment_method: Field,
    /// Payments: which transaction.
    pub transaction_id: Field,
    /// Technical: which offer.
    pub offer: Field,
    /// Technical: which click.
    pub click_id: Field,
    /// Technical: which postback.
    pub postback_url: Field,
    /// The files.
    pub attachments: Attachments,
}

impl NewTicket {
    /// The id of what is said about the time to an answer; empty when nothing is.
    pub(crate) fn answer_hint_id(&self) -> &'static str {
        if self.answer_times.is_empty() { "" } else { "answer-times" }
    }

    /// The name of the first field with something wrong, which gets the focus.
    pub fn focus(&self) -> &'static str {
        let fields = [
            ("type", &self.kind),
            ("title", &self.title),
            ("description", &self.description),
            ("period", &self.period),
            ("amount", &self.amount),
            ("payment_method", &self.payment_method),
            ("transaction_id", &self.transaction_id),
            ("offer", &self.offer),
            ("click_id", &self.click_id),
            ("postback_url", &self.postback_url),
        ];
        match fields.into_iter().find(|(_, field)| field.is_bad()) {
            Some((name, _)) => name,
            None if self.attachments.errors.is_empty() => "",
            None => "attachment",
        }
    }
}
