//! A conversation and what stands around it.

use super::{NewsLink, RequestState, Rich, Status, TicketType, Words};
use crate::icons::{self, Icon};

/// A moment, ready to read.
#[derive(Debug, Clone)]
pub struct When {
    /// For machines: RFC 3339.
    pub iso: String,
    /// In full, in the reader's time zone, shown on hover.
    pub exact: String,
    /// In short: "2 h ago", "4 Mar".
    pub short: String,
}

/// The top of a ticket.
#[derive(Debug, Clone)]
pub struct TicketHead {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Its type.
    pub kind: TicketType,
    /// Whether it is open.
    pub status: Status,
    /// The state of its request, when it is one.
    pub request: Option<RequestState>,
    /// When it was created.
    pub created: When,
    /// When the last comment or decision came.
    pub updated: When,
    /// The manager's name, when there is one.
    pub manager: Option<String>,
    /// The type-specific fields that were filled in, with their names.
    pub details: Vec<(String, String)>,
}

/// One thing in a conversation.
#[derive(Debug, Clone)]
pub enum Entry {
    /// Something a person wrote.
    Message(Message),
    /// Something that happened.
    Event(Event),
}

/// Something a person wrote.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its number, for links to it.
    pub id: i64,
    /// Which ground it stands on.
    pub side: Side,
    /// Who wrote it.
    pub author: String,
    /// Where their picture is, when they have one.
    pub picture: Option<String>,
    /// What they are: "Manager", "Affiliate".
    pub role: String,
    /// When.
    pub at: When,
    /// The text.
    pub body: Rich,
    /// What was quoted below it, folded.
    pub quoted: Option<Rich>,
    /// How it came, where it was not written here.
    pub via: Option<String>,
    /// The files.
    pub files: Vec<File>,
    /// Whether the reader has not seen it yet.
    pub new: bool,
}

/// From where the reader stands, whose message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The reader's own side.
    Own,
    /// The other side.
    Other,
    /// A note that staff alone see.
    Note,
}

impl Side {
    /// Its style.
    pub fn value(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Other => "other",
            Self::Note => "note",
        }
    }
}

/// Something that happened, as one thin line.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its number, by which an open page knows it again.
    pub id: i64,
    /// What kind of thing.
    pub kind: EventKind,
    /// The sentence.
    pub text: String,
    /// When.
    pub at: When,
}

/// What kind of thing happened; gives the line its icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// The ticket was closed.
    Closed,
    /// The ticket was opened again.
    Reopened,
    /// Somebody was put in charge.
    Assigned,
    /// A request was approved.
    Approved,
    /// A request was rejected.
    Rejected,
    /// More is wanted to know.
    Asked,
    /// A request waits for somebody.
    Waiting,
    /// A request was taken back.
    Withdrawn,
    /// A request expired.
    Expired,
    /// A lead was told.
    Escalated,
    /// Anything else.
    Other,
}

impl EventKind {
    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::Closed => icons::CLOSED,
            Self::Reopened => icons::OPENED,
            Self::Assigned => icons::PERSON,
            Self::Approved => icons::APPROVED,
            Self::Rejected => icons::REJECTED,
            Self::Asked => icons::QUESTION,
            Self::Waiting => icons::CLOCK,
            Self::Withdrawn => icons::WITHDRAWN,
            Self::Expired => icons::EXPIRED,
            Self::Escalated => icons::OVERDUE,
            Self::Other => icons::DOT,
        }
    }
}

/// A file of a message.
#[derive(Debug, Clone)]
pub struct File {
    /// Its own name.
    pub name: String,
    /// How large, ready to read.
    pub size: String,
    /// Where to open or download it.
    pub href: String,
    /// What there is to see of it, when it is a picture.
    pub picture: Option<Picture>,
}

/// A picture in a conversation.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Where its thumbnail is; none when there is none, or not yet.
    pub thumbnail: Option<String>,
    /// The room that it takes, in pixels.
    pub width: u32,
    /// The same.
    pub height: u32,
    /// Its own sides, when it can be opened in the page.
    pub full: Option<(u32, u32)>,
    /// What to call it when it moves once it is opened: "GIF".
    pub moves: Option<String>,
}

/// How the affiliate reaches people.
#[derive(Debug, Clone, Default)]
pub struct Help {
    /// The newest posts, where they are shown beside.
    pub news: Vec<NewsLink>,
    /// The programme's support address.
    pub support_email: Option<String>,
    /// The manager's name.
    pub manager: Option<String>,
    /// Where the manager's picture is, when there is one.
    pub picture: Option<String>,
    /// The manager's contacts.
    pub contacts: Vec<Contact>,
}

impl Help {
    /// Whether there is nobody to reach.
    pub fn is_empty(&self) -> bool {
        self.support_email.is_none() && self.manager.is_none() && self.contacts.is_empty()
    }
}

/// One way to reach a person.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Which way.
    pub kind: ContactKind,
    /// The address or name there.
    pub value: String,
    /// A link that opens it, when there is one.
    pub href: Option<String>,
}

/// A way to reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactKind {
    /// E-mail.
    Email,
    /// Telegram.
    Telegram,
    /// Skype.
    Skype,
    /// Phone.
    Phone,
    /// Anything else.
    Other,
}

impl ContactKind {
    /// Its name on screen.
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Self::Email => t.contact_email(),
            Self::Telegram => t.contact_telegram(),
            Self::Skype => t.contact_skype(),
            Self::Phone => t.contact_phone(),
            Self::Other => t.contact_other(),
        }
    }

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::Email => icons::MAIL,
            Self::Telegram => icons::SEND,
            Self::Skype | Self::Other => icons::CHAT,
            Self::Phone => icons::PHONE,
        }
    }
}
