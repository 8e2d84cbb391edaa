//! A mail as a message: the headers that mail programs, filters and robots go by.

use std::time::{Duration, SystemTime};

use desk::notices::Letter;
use lettre::Address;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::{Mail, Sender};

/// Why a mail cannot be sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotAMail {
    #[error("{0} is not an address that mail can be sent to")]
    Address(String),
    #[error("the mail cannot be put together: {0}")]
    Message(#[from] lettre::error::Error),
}

/// Puts a mail together. Its `Message-ID` is the same at every attempt.
pub(super) fn message(sender: &Sender, letter: &Letter, mail: &Mail) -> Result<Message, NotAMail> {
    let address = |text: &str| text.parse::<Address>().map_err(|_| NotAMail::Address(text.to_owned()));
    let to = Mailbox::new(Some(letter.name.clone()), address(&letter.address)?);
    let id = |local: &str| format!("<{local}@{}>", sender.from.email.domain());
    let micros = u64::try_from(letter.created.get()).unwrap_or(0);
    let mut builder = Message::builder()
        .from(sender.from.clone())
        .to(to)
        .subject(&mail.subject)
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(micros))
        .message_id(Some(id(&letter.stable_id)))
        // RFC 3834: no holiday reply to a robot; the second is how Exchange reads it.
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("X-Auto-Response-Suppress", "All"))
        // By this one of ours is known when it comes back.
        .raw_header(raw("X-Affdesk", "notice"));
    if let Some(reply_to) = &letter.reply_to {
        let name = sender.from.name.clone();
        builder = builder.reply_to(Mailbox::new(name, address(reply_to)?));
    }
    if let Some(thread) = &letter.thread {
        // Nothing has the first id: it stands for the ticket, and every mail about it follows it.
        let ticket = id(&format!("ticket-{}", thread.ticket));
        let earlier = thread.earlier.iter().map(|earlier| id(earlier));
        let references: Vec<String> = std::iter::once(ticket).chain(earlier).collect();
        let last = references.last().cloned().unwrap_or_default();
        builder = builder.in_reply_to(last).references(references.join(" "));
    }
    if let Some(link) = &mail.unsubscribe {
        // RFC 8058: one click in the mail program, without a page.
        builder = builder
            .raw_header(raw("List-Unsubscribe", &format!("<{link}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }
    let body = MultiPart::alternative_plain_html(mail.plain.clone(), mail.html.clone());
    Ok(builder.multipart(body)?)
}

/// A header whose value is ASCII of ours.
fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The headers, as they would be sent.
pub(super) fn headers(message: &Message) -> String {
    message.headers().to_string()
}
