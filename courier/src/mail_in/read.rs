//! A mail's bytes, as far as the desk wants to know them.

use std::borrow::Cow;

use desk::mail_in::{Mail, Trouble};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use sha2::{Digest as _, Sha256};

use super::quote::{self, Split};
use super::{automatic, bounds, html};

/// What a mail server knew of a mail beside the mail itself.
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    /// Whom it was delivered for.
    pub recipients: Vec<String>,
    /// Its sender, where that is known; bounces have an empty one.
    pub sender: Option<String>,
}

/// How mails of this desk itself are known.
#[derive(Clone, Debug, Default)]
pub struct Ours {
    /// Addresses that it sends from and is answered at.
    pub addresses: Vec<String>,
    /// A header that all its mails carry.
    pub header: Option<String>,
}

/// A mail that was read.
#[derive(Clone, Debug)]
pub struct Read {
    /// What the desk decides on.
    pub mail: Mail,
    /// Its files, not checked.
    pub files: Vec<Attached>,
}

/// A file of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its name as it came.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The most bytes of text that are looked at.
const MOST_TEXT: usize = 1024 * 1024;

/// The most recipients that are looked at: each costs a signature.
const MOST_RECIPIENTS: usize = 50;

/// The most files that are handed on; those beyond what a message may have are named on the ticket.
const MOST_FILES: usize = 50;

/// Reads a mail. There is none that cannot be read: what makes no sense comes out as a mail with that trouble.
pub fn read(raw: &[u8], envelope: &Envelope, ours: &Ours) -> Read {
    let raw = without_from_line(raw);
    let modest = raw.len() <= super::MOST_BYTES && bounds::is_modest(raw);
    let message = if modest { MessageParser::default().parse(raw) } else { None };
    let Some(message) = message else {
        let trouble = if raw.len() > super::MOST_BYTES { Trouble::TooLarge } else { Trouble::Unreadable };
        return Read {
            mail: Mail { trouble: Some(trouble), ..head(raw, envelope, ours) },
            files: Vec::new(),
        };
    };
    let mut mail = outside(&Headers::of(&message), raw, envelope, ours);
    let Split { text, quoted } = quote::split(&text_of(&message));
    (mail.text, mail.quoted) = (text, quoted);
    let files = message.attachments().filter_map(attached).take(MOST_FILES).collect();
    Read { mail, files }
}

/// A pipe may put the line before a mail that separates mails in a file.
fn without_from_line(raw: &[u8]) -> &[u8] {
    if !raw.starts_with(b"From ") {
        return raw;
    }
    raw.iter().position(|byte| *byte == b'\n').map_or(raw, |end| &raw[end + 1..])
}

/// The most bytes of headers that are looked at.
const MOST_HEAD: usize = 256 * 1024;

/// Reads the headers alone: what is known of a mail without taking it apart.
pub(super) fn head(raw: &[u8], envelope: &Envelope, ours: &Ours) -> Mail {
    let raw = without_from_line(raw);
    let head = &raw[..raw.len().min(MOST_HEAD)];
    let end = [b"\r\n\r\n".as_slice(), b"\n\n"].into_iter().filter_map(|blank| {
        head.windows(blank.len()).position(|window| window == blank).map(|at| at + blank.len())
    });
    let head = &head[..end.min().unwrap_or(head.len())];
    let headers =
        if bounds::has_modest_head(head) { MessageParser::default().parse_headers(head) } else { None };
    let headers = headers.map_or_else(Headers::default, |message| Headers::of(&message));
    outside(&headers, raw, envelope, ours)
}

/// The headers of a mail.
#[derive(Default)]
pub(super) struct Headers {
    /// Names in lower case, and values as they stand.
    fields: Vec<(String, String)>,
    pub(super) sender: String,
    pub(super) subject: String,
    recipients: Vec<String>,
    message_id: Option<String>,
}

impl Headers {
    fn of(message: &Message<'_>) -> Self {
        let fields: Vec<(String, String)> = message
            .headers_raw()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let address = |address: Option<&mail_parser::Address<'_>>| -> Vec<String> {
            let all = address.into_iter().flat_map(mail_parser::Address::iter);
            all.filter_map(|one| one.address.as_deref().map(|address| address.trim().to_owned())).collect()
        };
        let mut recipients = Vec::new();
        // Where servers note whom a mail was delivered for: what stands in To may be an alias.
        for name in ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"] {
            let values = fields.iter().filter(|(field, _)| field == name);
            recipients.extend(values.map(|(_, value)| value.trim_matches(['<', '>', ' ']).to_owned()));
        }
        recipients.extend(address(message.to()));
        recipients.extend(address(message.cc()));
        Self {
            fields,
            sender: address(message.from()).into_iter().next().unwrap_or_default(),
            subject: message.subject().unwrap_or_default().to_owned(),
            recipients,
            message_id: message.message_id().map(str::to_owned).filter(|id| !id.trim().is_empty()),
        }
    }

    /// The first value of a header, named in lower case.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether there is such a header, named in lower case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }
}

/// What can be known without looking inside.
fn outside(headers: &Headers, raw: &[u8], envelope: &Envelope, ours: &Ours) -> Mail {
    let digest = match &headers.message_id {
        Some(id) => Sha256::digest(id.trim().as_bytes()),
        None => Sha256::digest(raw),
    };
    let senders = [envelope.sender.as_deref(), headers.value("return-path")];
    let recipients = envelope.recipients.iter().chain(&headers.recipients).take(MOST_RECIPIENTS);
    Mail {
        digest: digest.into(),
        // No address has any, and a database takes no NUL.
        sender: headers.sender.chars().filter(|c| !c.is_control()).collect(),
        recipients: recipients.cloned().collect(),
        automatic: automatic::automatic(headers, senders, ours),
        ..Mail::default()
    }
}

/// The text of a mail: its plain one, or else its HTML as text; several parts one below the other.
fn text_of(message: &Message<'_>) -> String {
    let plain = joined(message.text_bodies());
    if plain.trim().is_empty() { joined(message.html_bodies()) } else { plain }
}

fn joined<'x>(parts: impl Iterator<Item = &'x MessagePart<'x>>) -> String {
    let mut text = String::new();
    for part in parts {
        let piece = match &part.body {
            PartType::Text(plain) => flowed(part, plain),
            PartType::Html(page) => Cow::Owned(html::to_text(page)),
            _ => continue,
        };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&piece);
        if text.len() > MOST_TEXT {
            let end = (0..=MOST_TEXT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            text.truncate(end);
            break;
        }
    }
    text
}

/// Joins the lines again that a mail program broke to send them (RFC 3676). Lines of different depth stay apart.
fn flowed<'x>(part: &MessagePart<'_>, text: &'x str) -> Cow<'x, str> {
    let attribute = |name| part.content_type().and_then(|kind| kind.attribute(name)).unwrap_or_default();
    if !attribute("format").eq_ignore_ascii_case("flowed") {
        return Cow::Borrowed(text);
    }
    let delete_space = attribute("delsp").eq_ignore_ascii_case("yes");
    let mut joined = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let words = line[depth..].strip_prefix(' ').unwrap_or(&line[depth..]);
        if open == Some(depth) {
            joined.push_str(words);
        } else {
            if open.is_some() {
                joined.push('\n');
            }
            joined.extend(std::iter::repeat_n('>', depth));
            if depth > 0 && !words.is_empty() {
                joined.push(' ');
            }
            joined.push_str(words);
        }
        if words.ends_with(' ') && words != "-- " {
            if delete_space {
                joined.pop();
            }
            open = Some(depth);
        } else {
            joined.push('\n');
            open = None;
        }
    }
    Cow::Owned(joined)
}

/// A part as a file, unless it is one that programs add by themselves.
fn attached(part: &MessagePart<'_>) -> Option<Attached> {
    let kind = part.content_type();
    let full = kind.map_or_else(String::new, |kind| {
        format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_lowercase()
    });
    let signature = full.starts_with("application/pgp-") || full.ends_with("pkcs7-signature");
    if signature || full == "text/calendar" {
        return None;
    }
    let name = part.attachment_name().map(str::trim).filter(|name| !name.is_empty());
    // A part without a name and of no kind that has a usual ending is a text among the bodies of another alternative.
    let name = match (name, full.as_str()) {
        (Some(name), _) => name.to_owned(),
        (None, "image/jpeg" | "image/jpg") => "image.jpg".to_owned(),
        (None, "image/png") => "image.png".to_owned(),
        (None, "image/gif") => "image.gif".to_owned(),
        (None, "application/zip") => "archive.zip".to_owned(),
        (None, "message/rfc822") => "message.eml".to_owned(),
        (None, "text/plain" | "text/html" | "") => return None,
        (None, _) => "attachment".to_owned(),
    };
    let bytes = match &part.body {
        PartType::Message(message) => message.raw_message().to_vec(),
        PartType::Multipart(_) => return None,
        _ => part.contents().to_vec(),
    };
    Some(Attached { name, bytes })
}
