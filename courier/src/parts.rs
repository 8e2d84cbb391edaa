//! What a notice says, in the person's language: once for all channels, each of which draws it in its own way.

use desk::inbound::Outcome;
use desk::mail_in::NotTaken;
use desk::notices::{AccountChange, Content, DigestLine, Letter};
use desk::outbox::Notice;
use desk::people::TokenKind;
use desk::tickets::TicketType;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::mail::Look;
use crate::markdown::words_of;
use crate::notice_label;

pub(crate) type Words = &'static words::Lang;

/// Characters of a message that a notice shows; the rest is a click away.
const MOST: usize = 4_000;

/// Characters of a post that a notice shows.
const MOST_OF_POST: usize = 800;

/// What a notice is drawn from, over whatever channel.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) subject: String,
    /// What programs show beside the subject.
    pub(crate) preview: String,
    pub(crate) heading: String,
    pub(crate) paragraphs: Vec<String>,
    /// What somebody wrote, and who.
    pub(crate) quote: Option<Quote>,
    /// A list, each line with its link.
    pub(crate) lines: Vec<Line>,
    pub(crate) after: Vec<String>,
    pub(crate) button: Option<(String, String)>,
    pub(crate) hints: Vec<String>,
}

pub(crate) struct Quote {
    pub(crate) author: String,
    pub(crate) text: String,
}

pub(crate) struct Line {
    pub(crate) what: &'static str,
    pub(crate) title: String,
    pub(crate) href: String,
}

/// An address of the panel, from the configured place alone.
pub(crate) fn address(look: &Look, path: &str) -> String {
    format!("{}{path}", look.public_url.as_str().trim_end_matches('/'))
}

pub(crate) fn parts(look: &Look, letter: &Letter, t: Words) -> Parts {
    match &letter.content {
        Content::Ticket { .. } => about_ticket(look, letter, t),
        Content::News { id, title, body } => Parts {
            quote: Some(Quote { author: String::new(), text: cut(&words_of(body), MOST_OF_POST) }),
            subject: t.mail_news_subject(title.as_str(), look.programme.as_str()),
            preview: t.mail_news_heading(look.programme.as_str()),
            heading: title.clone(),
            paragraphs: vec![t.mail_news_heading(look.programme.as_str())],
            button: Some((t.mail_news_button().to_owned(), address(look, &format!("/news/{id}")))),
            ..Parts::default()
        },
        Content::Digest { lines, more } => digest(look, letter, (lines, *more), t),
        Content::NotTaken(told) => not_taken(look, letter, *told, t),
        Content::Account(change) => account(look, letter, change, t),
        Content::Link { kind, token, until } => {
            let zone = words::time_zone(&letter.time_zone);
            let until = t.mail_until(t.date_time(until.to_jiff(), &zone));
            let (subject, text, button, path) = of_link(look, letter, *kind, t);
            let token = token.as_deref().unwrap_or("…");
            let token = utf8_percent_encode(token, NON_ALPHANUMERIC);
            Parts {
                heading: subject.clone(),
                preview: text.clone(),
                subject,
                paragraphs: vec![t.mail_hello(letter.name.as_str()), text],
                button: Some((button.to_owned(), address(look, &format!("{path}/{token}")))),
                hints: vec![until],
                ..Parts::default()
            }
        }
    }
}

/// An account changed: whoever did not do that should know, and what to do about it.
fn account(look: &Look, letter: &Letter, change: &AccountChange, t: Words) -> Parts {
    let programme = look.programme.as_str();
    let (subject, text) = match change {
        AccountChange::Email(now) => {
            (t.mail_address_changed_subject(programme), t.mail_address_changed_text(now.as_str()))
        }
        AccountChange::Telegram(name) => {
            (t.mail_telegram_linked_subject(programme), t.mail_telegram_linked_text(name.as_str()))
        }
    };
    let moved = matches!(change, AccountChange::Email(_));
    Parts {
        preview: text.clone(),
        heading: subject.clone(),
        subject,
        paragraphs: vec![t.mail_hello(letter.name.as_str()), text],
        // Whoever has the account now is not whom this is for.
        after: vec![if moved { t.mail_not_you_write() } else { t.mail_not_you_unlink() }.to_owned()],
        button: (!moved).then(|| (t.mail_open_account().to_owned(), address(look, "/account#telegram"))),
        ..Parts::default()
    }
}

/// What somebody wrote by mail is not on the ticket: why, and where to write it instead.
fn not_taken(look: &Look, letter: &Letter, told: NotTaken, t: Words) -> Parts {
    let why = match told.outcome {
        Outcome::Expired => t.mail_not_taken_expired(),
        Outcome::Foreign => t.mail_not_taken_foreign(),
        Outcome::NoAccess => t.mail_not_taken_access(),
        Outcome::Closed => t.mail_not_taken_closed(),
        Outcome::TooMany => t.mail_not_taken_many(),
        Outcome::Empty => t.mail_not_taken_empty(),
        Outcome::TooLong => t.mail_not_taken_long(),
        Outcome::TooLarge => t.mail_not_taken_large(),
        _ => t.mail_not_taken_unreadable(),
    };
    let root = if letter.staff { "/desk/tickets" } else { "/support" };
    let open = |ticket| (t.mail_open_ticket().to_owned(), address(look, &format!("{root}/{ticket}")));
    Parts {
        subject: t.mail_not_taken_subject().to_owned(),
        preview: why.to_owned(),
        heading: t.mail_not_taken_subject().to_owned(),
        paragraphs: vec![
            t.mail_hello(letter.name.as_str()),
            t.mail_not_taken_text().to_owned(),
            why.to_owned(),
        ],
        button: told.ticket.map(open),
        ..Parts::default()
    }
}

fn of_link(
    look: &Look,
    letter: &Letter,
    kind: TokenKind,
    t: Words,
) -> (String, String, &'static str, &'static str) {
    let programme = look.programme.as_str();
    match kind {
        TokenKind::Invitation => (
            t.mail_invitation_subject(programme),
            t.mail_invitation_text(letter.address.as_str()),
            t.mail_invitation_button(),
            "/invitation",
        ),
        TokenKind::Reset => {
            (t.mail_reset_subject(programme), t.mail_reset_text().to_owned(), t.mail_reset_button(), "/reset")
        }
        TokenKind::Confirmation => (
            t.mail_confirm_subject(programme),
            t.mail_confirm_text(letter.address.as_str()),
            t.mail_confirm_button(),
            "/confirm",
        ),
    }
}

fn ticket_title(kind: TicketType, title: &str, t: Words) -> String {
    if kind == TicketType::OfferRequest { t.access_to_offer(title) } else { title.to_owned() }
}

fn about_ticket(look: &Look, letter: &Letter, t: Words) -> Parts {
    let Content::Ticket { id, title, kind, affiliate, message, author, body, detail, files, .. } =
        &letter.content
    else {
        return Parts::default();
    };
    let full = ticket_title(*kind, title, t);
    let heading = heading(letter.notice, letter.staff, affiliate, title, t);
    let root = if letter.staff { "/desk/tickets" } else { "/support" };
    let mut paragraphs = Vec::new();
    if letter.notice == Notice::RequestExpiring {
        paragraphs.push(t.mail_expiring_text().to_owned());
    }
    if !detail.is_empty() {
        paragraphs.push(t.mail_reason(detail.as_str()));
    }
    let quote = (!body.is_empty()).then(|| Quote { author: author.clone(), text: cut(body, MOST) });
    let mut after = Vec::new();
    if *files > 0 {
        after.push(t.mail_files(*files));
    }
    Parts {
        // The same for all mails of a ticket: mail programs go by it as well.
        subject: t.mail_subject_ticket(look.programme.as_str(), id.to_string().as_str(), full.as_str()),
        preview: quote.as_ref().map_or_else(|| heading.clone(), |quote| first_line(&quote.text)),
        heading,
        paragraphs: std::iter::once(format!("#{id} · {full}")).chain(paragraphs).collect(),
        quote,
        lines: Vec::new(),
        after,
        button: Some((
            t.mail_open_ticket().to_owned(),
            address(look, &format!("{root}/{id}#message-{message}")),
        )),
        hints: Vec::new(),
    }
}

fn heading(notice: Notice, staff: bool, affiliate: &str, offer: &str, t: Words) -> String {
    match notice {
        Notice::TicketCreated if staff => t.mail_created_staff(affiliate),
        Notice::TicketCreated => t.mail_created().to_owned(),
        Notice::AffiliateCommented => t.mail_commented(affiliate),
        Notice::ManagerAnswered => t.mail_answered().to_owned(),
        Notice::ManagerAnsweredAndClosed => t.mail_answered_closed().to_owned(),
        Notice::TicketClosed => t.mail_closed().to_owned(),
        Notice::RequestApproved => t.mail_approved(offer),
        Notice::RequestRejected => t.mail_rejected().to_owned(),
        Notice::InformationWanted => t.mail_information_wanted().to_owned(),
        Notice::InformationGiven => t.mail_information_given(affiliate),
        Notice::RequestExpiring => t.mail_expiring().to_owned(),
        Notice::RequestExpired => t.mail_expired().to_owned(),
        Notice::RequestWithdrawn => t.mail_withdrawn(affiliate),
        Notice::RequestEscalated => t.mail_escalated(affiliate),
        // These say something of their own.
        Notice::NewsPublished
        | Notice::Digest
        | Notice::Invitation
        | Notice::PasswordReset
        | Notice::EmailConfirmation
        | Notice::MailNotTaken
        | Notice::EmailChanged
        | Notice::TelegramLinked
        | Notice::BotAnswer
        | Notice::Test => String::new(),
    }
}

fn digest(look: &Look, letter: &Letter, (lines, more): (&[DigestLine], bool), t: Words) -> Parts {
    let root = if letter.staff { "/desk/tickets" } else { "/support" };
    let line = |line: &DigestLine| Line {
        what: notice_label(line.notice, t),
        title: format!("#{} {}", line.ticket, ticket_title(line.kind, &line.title, t)),
        href: address(look, &format!("{root}/{}", line.ticket)),
    };
    Parts {
        subject: t.mail_digest_subject(look.programme.as_str()),
        preview: t.mail_digest_heading().to_owned(),
        heading: t.mail_digest_heading().to_owned(),
        lines: lines.iter().map(line).collect(),
        after: if more { vec![t.mail_digest_more().to_owned()] } else { vec![] },
        button: Some((t.mail_digest_button().to_owned(), address(look, "/notices"))),
        ..Parts::default()
    }
}

/// As much of a text as a notice shows.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

/// What programs show beside the subject.
fn first_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_is_cut_between_characters() {
        let long = "я".repeat(MOST + 1);
        assert_eq!(cut(&long, MOST).chars().count(), MOST + 1);
        assert_eq!(cut("short", MOST), "short");
    }
}
