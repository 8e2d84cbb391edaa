//! What no person wrote. To answer a machine is to begin a conversation of two machines (RFC 3834), so whatever hints at
//! one counts.

use desk::mail_in::Automatic;

use super::read::Headers;

/// Why a mail is no person's answer, if it is none. `ours` are addresses and marks of this desk.
pub(super) fn automatic(headers: &Headers, null_sender: bool, ours: &super::Ours) -> Option<Automatic> {
    if is_ours(headers, ours) {
        return Some(Automatic::Own);
    }
    if null_sender || is_bounce(headers) {
        return Some(Automatic::Bounce);
    }
    if is_reply(headers) {
        return Some(Automatic::Reply);
    }
    is_bulk(headers).then_some(Automatic::Bulk)
}

fn is_ours(headers: &Headers, ours: &super::Ours) -> bool {
    let from = headers.sender.to_lowercase();
    let is_our_address = ours.addresses.iter().map(|address| address.to_lowercase()).any(|address| {
        let Some((local, domain)) = address.rsplit_once('@') else { return false };
        let rest = from.strip_suffix(domain).and_then(|rest| rest.strip_suffix('@'));
        rest.and_then(|rest| rest.strip_prefix(local))
            .is_some_and(|tag| tag.is_empty() || tag.starts_with('+'))
    });
    is_our_address || ours.header.as_deref().is_some_and(|header| headers.has(header))
}

const MACHINES: [&str; 3] = ["mailer-daemon", "postmaster", "mail-daemon"];

fn is_bounce(headers: &Headers) -> bool {
    let local = headers.sender.split('@').next().unwrap_or_default().to_lowercase();
    let kind = headers.value("content-type").unwrap_or_default().to_lowercase();
    MACHINES.contains(&local.as_str())
        || kind.trim_start().starts_with("multipart/report")
        || headers.has("x-failed-recipients")
}

/// How the large mail programs begin the subject of an answer that nobody wrote, and that many servers send without any of
/// the headers for it.
const SUBJECTS: [&str; 9] = [
    "automatic reply:",
    "auto reply:",
    "autoreply:",
    "out of office:",
    "автоматический ответ:",
    "автоответ:",
    "respuesta automática:",
    "respuesta automatica:",
    "fuera de la oficina:",
];

fn is_reply(headers: &Headers) -> bool {
    let submitted = headers.value("auto-submitted").map(|value| value.trim().to_lowercase());
    let precedence = headers.value("precedence").map(|value| value.trim().to_lowercase());
    let subject = headers.subject.trim().to_lowercase();
    submitted.is_some_and(|value| !value.is_empty() && !value.starts_with("no"))
        || precedence.is_some_and(|value| value == "auto_reply")
        || ["x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-response-suppress"]
            .iter()
            .any(|name| headers.has(name))
        || SUBJECTS.iter().any(|start| subject.starts_with(start))
}

fn is_bulk(headers: &Headers) -> bool {
    let precedence = headers.value("precedence").map(|value| value.trim().to_lowercase());
    precedence.is_some_and(|value| ["bulk", "junk", "list"].contains(&value.as_str()))
        || ["list-id", "list-post"].iter().any(|name| headers.has(name))
}
