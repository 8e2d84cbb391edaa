//! What no person wrote. To answer a machine is to begin a conversation of two machines (RFC 3834), so whatever hints at
//! one counts.

use desk::mail_in::Automatic;

use super::read::Headers;

/// Why a mail is no person's answer, if it is none. `senders` are those of its envelope, as far as they are known; `ours`
/// are addresses and marks of this desk.
pub(super) fn automatic(
    headers: &Headers,
    senders: [Option<&str>; 2],
    ours: &super::Ours,
) -> Option<Automatic> {
    if is_ours(headers, ours) {
        return Some(Automatic::Own);
    }
    if senders.into_iter().flatten().any(|sender| is_nobody(sender) || is_machine(sender))
        || is_bounce(headers)
    {
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

/// The empty sender that bounces have (RFC 5321, 4.5.5), and many answers of machines.
fn is_nobody(sender: &str) -> bool {
    sender.trim_matches(['<', '>', ' ']).is_empty()
}

/// Postfix hands `MAILER-DAEMON` to a pipe in place of the empty sender.
fn is_machine(address: &str) -> bool {
    let local = address.trim_start_matches(['<', ' ']).split(['@', '>']).next().unwrap_or_default();
    MACHINES.contains(&local.trim().to_lowercase().as_str())
}

fn is_bounce(headers: &Headers) -> bool {
    let kind = headers.value("content-type").unwrap_or_default().to_lowercase();
    is_machine(&headers.sender)
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
