//! From what the desk says to what a page shows: conversations, contacts, people.

use desk::attachments::Thumbnail;
use desk::inbound::{self, WhyRefused};
use desk::people::{Contact as DeskContact, Portrait};
use desk::tickets::{
    AnswerTime, Conversation, Event as DeskEvent, ExtraField, Message as DeskMessage, MessageKind,
    Side as DeskSide, TicketType, Via,
};

use crate::frame::Frame;
use crate::views::{
    Contact, ContactKind, Entry, Event, EventKind, File, Message, Picture, Rich, Side, TicketHead, Words,
};

/// The top of a ticket.
pub(crate) fn head(frame: &Frame, ticket: &Conversation) -> TicketHead {
    let t = frame.t;
    TicketHead {
        id: ticket.id.get(),
        title: title(ticket.kind, &ticket.title, t),
        kind: ticket.kind,
        status: ticket.status,
        request: ticket.request,
        created: frame.when(ticket.created),
        updated: frame.when(ticket.updated),
        manager: ticket.assignee.clone().or_else(|| ticket.manager.clone()),
        details: ticket
            .fields
            .iter()
            .map(|(field, text)| (extra_label(*field, t).to_owned(), text.clone()))
            .collect(),
    }
}

/// A ticket's title as it is read: that of a request is its offer's.
pub(crate) fn title(kind: TicketType, title: &str, t: Words) -> String {
    if kind == TicketType::OfferRequest { t.access_to_offer(title) } else { title.to_owned() }
}

fn extra_label(field: ExtraField, t: Words) -> &'static str {
    match field {
        ExtraField::Period => t.field_period(),
        ExtraField::Amount => t.field_amount(),
        ExtraField::PaymentMethod => t.field_payment_method(),
        ExtraField::TransactionId => t.field_transaction_id(),
        ExtraField::Offer => t.field_offer(),
        ExtraField::ClickId => t.field_click_id(),
        ExtraField::PostbackUrl => t.field_postback_url(),
    }
}

/// The conversation, from where the reader stands.
pub(crate) fn thread(frame: &Frame, ticket: &Conversation) -> Vec<Entry> {
    let seen = ticket.seen.as_ref().map(|seen| seen.after);
    let entries = ticket.messages.iter();
    entries
        .map(|message| {
            if let Some(event) = message.event {
                return Entry::Event(self::event(frame, message, event));
            }
            if message.body.is_empty() && message.files.is_empty() {
                // A request without a comment begins with nothing but the request.
                let who =
                    if message.author_name.is_empty() { frame.t.author_gone() } else { &message.author_name };
                let (id, at) = (message.id.get(), frame.when(message.created));
                return Entry::Event(Event {
                    id,
                    kind: EventKind::Waiting,
                    text: frame.t.event_requested(who),
                    at,
                });
            }
            let new = seen.is_some_and(|after| message.id > after) && message.side != DeskSide::Affiliate;
            Entry::Message(self::message(frame, ticket, message, new))
        })
        .collect()
}

fn message(frame: &Frame, ticket: &Conversation, message: &DeskMessage, new: bool) -> Message {
    let t = frame.t;
    let ours = (message.side == DeskSide::Manager) == frame.is_staff();
    let side = match message.kind {
        MessageKind::Note => Side::Note,
        _ if ours => Side::Own,
        _ => Side::Other,
    };
    let role = if message.side == DeskSide::Manager { t.role_manager() } else { t.role_affiliate() };
    let author = if message.author_name.is_empty() { t.author_gone() } else { &message.author_name };
    // Staff see which company a person writes for; the affiliate knows their own.
    let author =
        if frame.is_staff() && message.side == DeskSide::Affiliate && *author != *ticket.affiliate_name {
            t.author_of(author, &ticket.affiliate_name)
        } else {
            author.to_owned()
        };
    Message {
        id: message.id.get(),
        side,
        author,
        picture: message.portrait.map(portrait),
        role: role.to_owned(),
        at: frame.when(message.created),
        body: Rich::plain(&message.body),
        quoted: (!message.quoted.is_empty()).then(|| Rich::plain(&message.quoted)),
        via: match message.via {
            Via::Page => None,
            Via::Mail => Some(t.via_mail().to_owned()),
            Via::Telegram => Some(t.via_telegram().to_owned()),
        },
        files: message.files.iter().map(|file| self::file(t, file)).collect(),
        new,
    }
}

fn file(t: Words, file: &desk::tickets::File) -> File {
    let href = format!("/files/{}", file.id);
    File {
        name: file.name.clone(),
        size: t.bytes(file.size),
        picture: file.thumbnail.map(|thumbnail| picture(file, thumbnail, &href)),
        href,
    }
}

/// The room that a picture has in a conversation.
const ROOM: (u32, u32) = (240, 160);

fn picture(file: &desk::tickets::File, thumbnail: Thumbnail, href: &str) -> Picture {
    let (sides, animated) = match thumbnail {
        Thumbnail::Shown { sides, animated } => (Some(sides), animated),
        Thumbnail::Waiting | Thumbnail::Impossible => (None, false),
    };
    let (width, height) = fit(sides.or(file.dimensions).unwrap_or(ROOM));
    Picture {
        thumbnail: sides.is_some().then(|| format!("{href}/thumbnail")),
        width,
        height,
        // One that cannot be made small is opened by the browser itself, if at all.
        full: file.dimensions.or(sides).filter(|_| thumbnail != Thumbnail::Impossible),
        moves: animated.then(|| file.format.as_str().to_uppercase()),
    }
}

/// Sides of the same shape that find room; what is smaller stays as it is.
fn fit((width, height): (u32, u32)) -> (u32, u32) {
    let (most_wide, most_high) = (u64::from(ROOM.0), u64::from(ROOM.1));
    let (wide, high) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let (wide, high) = if wide <= most_wide && high <= most_high {
        (wide, high)
    } else if wide * most_high >= high * most_wide {
        (most_wide, high * most_wide / wide)
    } else {
        (wide * most_high / high, most_high)
    };
    let side = |side: u64| u32::try_from(side).unwrap_or(1).max(1);
    (side(wide), side(high))
}

/// The address of somebody's picture.
pub(crate) fn portrait(of: Portrait) -> String {
    format!("/people/{}/picture?v={}", of.user, of.version)
}

fn event(frame: &Frame, message: &DeskMessage, event: DeskEvent) -> Event {
    let t = frame.t;
    let who = if message.author_name.is_empty() { t.author_gone() } else { &message.author_name };
    let (kind, text) = match event {
        DeskEvent::Closed => (EventKind::Closed, t.event_closed(who)),
        DeskEvent::Reopened => (EventKind::Reopened, t.event_reopened(who)),
        DeskEvent::ReopenedByComment => (EventKind::Reopened, t.event_reopened_by_comment(who)),
        DeskEvent::Taken => (EventKind::Assigned, t.event_taken(who)),
        DeskEvent::FilesRefused => (EventKind::Other, files_refused(&message.detail, who, t)),
        _ => request_event(message, event, who, t),
    };
    Event { id: message.id.get(), kind, text, at: frame.when(message.created) }
}

/// Which files of a mail were not taken, and why each.
fn files_refused(detail: &str, who: &str, t: Words) -> String {
    let files = inbound::refused_files(detail).into_iter().map(|file| match file.why {
        WhyRefused::Ending => t.mail_file_ending(&file.name),
        WhyRefused::Signature => t.mail_file_signature(&file.name),
        WhyRefused::Empty => t.mail_file_empty(&file.name),
        WhyRefused::TooLarge => t.mail_file_too_large(&file.name),
        WhyRefused::TooMany => t.mail_file_too_many(&file.name),
        WhyRefused::Unavailable => t.mail_file_unavailable(&file.name),
    });
    let files = files.reduce(|start, next| t.list_comma(start, next)).unwrap_or_default();
    t.event_files_refused(who, files)
}

/// The line of what happened to a request. Staff read who or what decided; affiliates that it was decided.
fn request_event(message: &DeskMessage, event: DeskEvent, who: &str, t: Words) -> (EventKind, String) {
    let (reason, rule) = (message.detail.as_str(), message.detail_staff.as_str());
    match event {
        DeskEvent::Approved if !rule.is_empty() => (EventKind::Approved, t.event_approved_by_rule(rule)),
        DeskEvent::Approved if message.author.is_none() => {
            (EventKind::Approved, t.event_approved_itself().to_owned())
        }
        DeskEvent::Approved => (EventKind::Approved, t.event_approved(who)),
        DeskEvent::Rejected if !rule.is_empty() => {
            (EventKind::Rejected, t.event_rejected_by_rule(rule, reason))
        }
        DeskEvent::Rejected if message.author.is_none() => {
            (EventKind::Rejected, t.event_rejected_itself(reason))
        }
        DeskEvent::Rejected => (EventKind::Rejected, t.event_rejected(who, reason)),
        DeskEvent::InformationWanted => (EventKind::Asked, t.event_information_wanted(who)),
        DeskEvent::Resubmitted => (EventKind::Waiting, t.event_resubmitted(who)),
        DeskEvent::Withdrawn => (EventKind::Withdrawn, t.event_withdrawn(who)),
        DeskEvent::Expired => (EventKind::Expired, t.event_expired().to_owned()),
        DeskEvent::Reminded => (EventKind::Waiting, t.event_reminded().to_owned()),
        DeskEvent::Escalated => (EventKind::Escalated, t.event_escalated().to_owned()),
        DeskEvent::AssignedByRule => (EventKind::Assigned, t.event_assigned_by_rule(rule)),
        DeskEvent::Closed
        | DeskEvent::Reopened
        | DeskEvent::ReopenedByComment
        | DeskEvent::Taken
        | DeskEvent::FilesRefused => (EventKind::Other, String::new()),
    }
}

/// How soon somebody usually answers.
pub(crate) fn answer_time(time: AnswerTime, t: Words) -> String {
    match time {
        AnswerTime::Hours(hours) => t.answer_within_hours(hours),
        AnswerTime::Days(days) => t.answer_within_days(days),
    }
}

/// A way to reach somebody, with the link that opens it where there is one.
pub(crate) fn contact(contact: &DeskContact) -> Contact {
    let value = contact.value.clone();
    let (kind, href) = match contact.kind.to_lowercase().as_str() {
        "e-mail" | "email" => (ContactKind::Email, Some(format!("mailto:{value}"))),
        "telegram" => {
            let name = value.trim_start_matches('@');
            let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            (ContactKind::Telegram, plain.then(|| format!("https://t.me/{name}")))
        }
        "skype" => (ContactKind::Skype, None),
        "phone" => {
            let number: String = value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            (ContactKind::Phone, Some(format!("tel:{number}")))
        }
        _ => (ContactKind::Other, None),
    };
    Contact { kind, value, href }
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn pictures_keep_their_shape_and_find_room() {
        assert_eq!(fit((480, 270)), (240, 135));
        assert_eq!(fit((270, 480)), (90, 160));
        assert_eq!(fit((480, 480)), (160, 160));
        assert_eq!(fit((4, 3)), (4, 3));
        assert_eq!(fit((9_000, 10)), (240, 1));
        assert_eq!(fit((10, 9_000)), (1, 160));
        assert_eq!(fit((u32::MAX, u32::MAX)), (160, 160));
    }
}
