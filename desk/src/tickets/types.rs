//! What a ticket is made of, parsed at the edge and trusted inside.

use crate::attachments::Incoming;
use crate::error::{FieldError, Problem};
use crate::submissions::SubmissionId;
use crate::text;

db::id! {
    /// A ticket's number, the same on both sides.
    pub TicketId
}
db::id! {
    /// A message on a ticket: description, comment, note or event.
    pub MessageId
}

db::text_enum! {
    /// What a ticket is about.
    pub enum TicketType {
        /// A request for access to an offer; made by the system alone.
        OfferRequest = "offer_request",
        /// General questions.
        General = "general",
        /// Payments.
        Payments = "payments",
        /// Technical questions.
        Technical = "technical",
    }
}

impl TicketType {
    /// The types that a person may choose, in the form's order.
    pub const CHOICES: [Self; 3] = [Self::General, Self::Payments, Self::Technical];

    /// Reads the form's choice.
    pub fn parse_choice(raw: &str) -> Result<Self, Problem> {
        if raw.trim().is_empty() {
            return Err(Problem::Required);
        }
        raw.parse().ok().filter(|kind| Self::CHOICES.contains(kind)).ok_or(Problem::Unknown)
    }

    /// The optional fields that a ticket of this type offers.
    pub fn extra_fields(self) -> &'static [ExtraField] {
        match self {
            Self::Payments => &[
                ExtraField::Period,
                ExtraField::Amount,
                ExtraField::PaymentMethod,
                ExtraField::TransactionId,
            ],
            Self::Technical => &[ExtraField::Offer, ExtraField::ClickId, ExtraField::PostbackUrl],
            Self::General | Self::OfferRequest => &[],
        }
    }
}

db::text_enum! {
    /// An optional, type-specific field of a new ticket; its text is the form field's name.
    pub enum ExtraField {
        /// Which period a payment is about.
        Period = "period",
        /// The amount, with its currency.
        Amount = "amount",
        /// How it was to be paid.
        PaymentMethod = "payment_method",
        /// The payment's own number.
        TransactionId = "transaction_id",
        /// Which offer a technical question is about.
        Offer = "offer",
        /// The click in question.
        ClickId = "click_id",
        /// The address that conversions are reported to.
        PostbackUrl = "postback_url",
    }
}

impl ExtraField {
    /// The most characters. A postback URL with its macros is long.
    pub fn max_chars(self) -> usize {
        if self == Self::PostbackUrl { 2_000 } else { 200 }
    }
}

db::text_enum! {
    /// Whether the ticket is done.
    pub enum Status {
        /// New, not closed by the manager.
        Opened = "opened",
        /// Resolved and closed by the manager.
        Closed = "closed",
    }
}

db::text_enum! {
    /// Whose turn it is.
    pub enum WaitingOn {
        /// A manager has to answer.
        Us = "us",
        /// The affiliate has to answer.
        Affiliate = "affiliate",
        /// No reply is needed.
        Nobody = "nobody",
    }
}

db::text_enum! {
    /// What a message is.
    pub enum MessageKind {
        /// The first one, written with the ticket.
        Description = "description",
        /// One that both sides see.
        Comment = "comment",
        /// One that staff alone see.
        Note = "note",
        /// Written by the system; its body is the key of an [`Event`](super::Event).
        Event = "event",
    }
}

db::text_enum! {
    /// Which side a message comes from.
    pub enum Side {
        /// The affiliate's users.
        Affiliate = "affiliate",
        /// The programme's staff.
        Manager = "manager",
        /// The desk itself.
        System = "system",
    }
}

db::text_enum! {
    /// How a message came.
    pub enum Via {
        /// Through a page.
        Page = "",
        /// As an answer to a mail.
        Mail = "mail",
        /// As an answer to a message in Telegram.
        Telegram = "telegram",
    }
}

/// A ticket's title: one line of 1 to 140 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// The most characters.
    pub const MAX: usize = 140;

    /// Reads a title.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        text::line(raw, 1, Self::MAX).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is written in a message: 1 to 10,000 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// The most characters.
    pub const MAX: usize = 10_000;

    /// Reads a description, comment or note.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        text::paragraphs(raw, 1, Self::MAX).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The New ticket form as it came in.
#[derive(Clone, Debug, Default)]
pub struct RawTicket {
    /// `type`
    pub kind: String,
    /// `title`
    pub title: String,
    /// `description`
    pub description: String,
    /// The type-specific fields, by name. Those of another type than the chosen one are left out.
    pub fields: Vec<(ExtraField, String)>,
}

/// A ticket to be opened.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// What it is about.
    pub kind: TicketType,
    /// Its title.
    pub title: Title,
    /// Its first message.
    pub description: Body,
    /// The optional fields that were filled in.
    pub fields: Vec<(ExtraField, String)>,
    /// Its files.
    pub files: Vec<Incoming>,
    /// The form's submission id.
    pub submission: SubmissionId,
}

impl NewTicket {
    /// Reads the form; every field that is wrong is named, not only the first.
    pub fn parse(
        raw: &RawTicket,
        files: Vec<Incoming>,
        submission: SubmissionId,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut blame = |field, problem| errors.push(FieldError { field, problem });
        let kind = TicketType::parse_choice(&raw.kind).map_err(|problem| blame("type", problem)).ok();
        let title = Title::parse(&raw.title).map_err(|problem| blame("title", problem)).ok();
        let description = Body::parse(&raw.description).map_err(|problem| blame("description", problem)).ok();
        let mut fields = Vec::new();
        for field in kind.map_or(&[][..], TicketType::extra_fields) {
            let given = raw.fields.iter().find(|(name, _)| name == field).map_or("", |(_, text)| text);
            match text::line(given, 0, field.max_chars()) {
                Ok(text) if text.is_empty() => {}
                Ok(text) => fields.push((*field, text)),
                Err(problem) => blame(field.as_str(), problem),
            }
        }
        match (kind, title, description) {
            (Some(kind), Some(title), Some(description)) if errors.is_empty() => {
                Ok(Self { kind, title, description, fields, files, submission })
            }
            _ => Err(errors),
        }
    }
}

/// A comment, reply or note to be added.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// What is written.
    pub body: Body,
    /// Its files.
    pub files: Vec<Incoming>,
    /// The form's submission id.
    pub submission: SubmissionId,
}

impl NewMessage {
    /// Reads the form's `body`.
    pub fn parse(
        body: &str,
        files: Vec<Incoming>,
        submission: SubmissionId,
    ) -> Result<Self, Vec<FieldError>> {
        let body = Body::parse(body).map_err(|problem| vec![FieldError { field: "body", problem }])?;
        Ok(Self { body, files, submission })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(kind: &str, title: &str, description: &str) -> RawTicket {
        RawTicket { kind: kind.into(), title: title.into(), description: description.into(), fields: vec![] }
    }

    fn problems(raw: &RawTicket) -> Vec<(&'static str, Problem)> {
        let parsed = NewTicket::parse(raw, vec![], SubmissionId::from_random([1; 16]));
        parsed.err().unwrap_or_default().into_iter().map(|error| (error.field, error.problem)).collect()
    }

    #[test]
    fn every_wrong_field_is_named() {
        assert_eq!(
            problems(&raw("", " ", "")),
            [("type", Problem::Required), ("title", Problem::Required), ("description", Problem::Required)]
        );
        assert_eq!(problems(&raw("offer_request", "t", "d")), [("type", Problem::Unknown)]);
        assert_eq!(problems(&raw("payments ", "t", "d")), [("type", Problem::Unknown)]);
        assert_eq!(
            problems(&raw("general", &"t".repeat(141), &"d".repeat(10_001))),
            [
                ("title", Problem::TooLong { max: 140, length: 141 }),
                ("description", Problem::TooLong { max: 10_000, length: 10_001 })
            ]
        );
        assert_eq!(problems(&raw("general", &"t".repeat(140), &"d".repeat(10_000))), []);
        assert_eq!(
            problems(&raw("general", "a\0", "b\0")),
            [("title", Problem::NotText), ("description", Problem::NotText)]
        );
    }

    #[test]
    fn only_the_fields_of_the_type_are_kept() {
        let mut form = raw("payments", "t", "d");
        form.fields = vec![(ExtraField::Amount, " 120 EUR ".into()), (ExtraField::ClickId, "c1".into())];
        let new = NewTicket::parse(&form, vec![], SubmissionId::from_random([1; 16])).expect("it is valid");
        assert_eq!(new.fields, [(ExtraField::Amount, "120 EUR".to_owned())]);
    }
}
