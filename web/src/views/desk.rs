//! The manager panel.

use askama::Template;

use super::DecideForm;
use super::DecideWords;
use super::prelude::*;

/// `/desk`: the queue.
#[derive(Template)]
#[template(path = "desk/queue.html")]
pub struct DeskQueue {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Views of the queue: waiting on us, all, without a manager…
    pub tabs: Vec<Tab>,
    /// What the queue is narrowed to.
    pub filter: DeskFilter,
    /// The rows of this page.
    pub rows: Vec<DeskRow>,
    /// The neighbouring pages.
    pub pager: Pager,
}

/// What the queue is narrowed to; every part is in the URL.
#[derive(Debug, Clone, Default)]
pub struct DeskFilter {
    /// The value of the current tab, sent along with the filter; empty for the first.
    pub queue: String,
    /// Only this status.
    pub status: Option<Status>,
    /// Only this type.
    pub kind: Option<TicketType>,
    /// Only waiting on them.
    pub waiting: Option<WaitingOn>,
    /// Only of this affiliate: a number or a part of the name.
    pub affiliate: String,
    /// Only with this text.
    pub text: String,
    /// The order.
    pub sort: QueueOrder,
}

impl DeskFilter {
    /// Whether anything is left out.
    pub fn is_active(&self) -> bool {
        self.status.is_some()
            || self.kind.is_some()
            || self.waiting.is_some()
            || !self.affiliate.is_empty()
            || !self.text.is_empty()
    }

    /// The order of this tab when none is asked for: what waits on us, most overdue first; all, last updated first.
    pub fn default_sort(&self) -> QueueOrder {
        if self.queue == "all" { QueueOrder::Updated } else { QueueOrder::Due }
    }

    /// The orders of this tab. Only what waits on us has a date due.
    pub(crate) fn sorts(&self) -> &'static [QueueOrder] {
        let all = QueueOrder::ALL;
        if self.queue == "all" { &all[1..] } else { all }
    }

    /// The address of this queue in an order; for pages, add the page token with [`Query::with`].
    pub fn query(&self, sort: QueueOrder) -> Query {
        self.clear_query()
            .with("q", &self.text)
            .with("status", self.status.map_or("", Label::value))
            .with("type", self.kind.map_or("", Label::value))
            .with("affiliate", &self.affiliate)
            .with("waiting", self.waiting.map_or("", Label::value))
            .with("sort", if sort == self.default_sort() { "" } else { sort.value() })
    }

    /// The address of this queue in an order, first page.
    pub fn href(&self, sort: QueueOrder) -> String {
        self.query(sort).finish()
    }

    /// The address of the same tab with nothing left out.
    pub fn clear_href(&self) -> String {
        self.clear_query().finish()
    }

    fn clear_query(&self) -> Query {
        Query::new("/desk").with("queue", &self.queue)
    }
}

/// One ticket in the queue.
#[derive(Debug, Clone)]
pub struct DeskRow {
    /// Its number.
    pub id: i64,
    /// The affiliate's number.
    pub affiliate_id: i64,
    /// The affiliate's name.
    pub affiliate: String,
    /// The affiliate's tags.
    pub tags: Vec<String>,
    /// The manager's name, when there is one.
    pub manager: Option<String>,
    /// Its title.
    pub title: String,
    /// Its type.
    pub kind: TicketType,
    /// Whether it is open.
    pub status: Status,
    /// The state of its request, when it is one.
    pub request: Option<RequestState>,
    /// Whose turn it is.
    pub waiting: WaitingSince,
    /// Until when it sleeps.
    pub snoozed_until: Option<When>,
    /// Answers by the programme.
    pub ours: i64,
    /// Answers by the affiliate.
    pub theirs: i64,
    /// When it was created.
    pub created: When,
    /// When the last comment or decision came.
    pub updated: When,
    /// When an answer is due.
    pub due: Option<When>,
    /// Whether that moment has passed.
    pub overdue: bool,
    /// Whether there is something new for the reader.
    pub new: bool,
}

/// Whose turn it is, and since when.
#[derive(Debug, Clone)]
pub struct WaitingSince {
    /// Whose.
    pub on: WaitingOn,
    /// Since when; none when no reply is needed.
    pub since: Option<When>,
}

/// `/desk/tickets/{id}`: one ticket, for staff.
#[derive(Template)]
#[template(path = "desk/ticket.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the page that is there or not")]
pub struct DeskTicket {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The top.
    pub ticket: TicketHead,
    /// Whose turn it is.
    pub waiting: WaitingSince,
    /// Something that the reader should know first.
    pub notice: Option<String>,
    /// The request, when the ticket is of one.
    pub request: Option<RequestCard>,
    /// The form of a decision, while there is something to decide.
    pub decide: Option<DecideForm>,
    /// The conversation, in order.
    pub thread: Vec<Entry>,
    /// Whether the tab "Internal note" is the open one.
    pub note_open: bool,
    /// The reply.
    pub reply: Compose,
    /// The internal note.
    pub note: Compose,
    /// Whether the ticket may be closed now (also by "Reply and close").
    pub can_close: bool,
    /// Whether the ticket may be opened again.
    pub can_reopen: bool,
    /// Whether the ticket stands in the shared queue, for anybody to take.
    pub can_take: bool,
    /// The affiliate, beside the conversation.
    pub affiliate: AffiliatePanel,
    /// What was sent about its messages, each with the message, oldest first.
    pub deliveries: Vec<(i64, super::DeliveryRow)>,
}

impl DeskTicket {
    fn reply_action(&self) -> String {
        format!("/desk/tickets/{}/reply", self.ticket.id)
    }

    fn note_action(&self) -> String {
        format!("/desk/tickets/{}/note", self.ticket.id)
    }
}

/// The affiliate beside a ticket.
#[derive(Debug, Clone)]
pub struct AffiliatePanel {
    /// Number.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Status as a word: "Active", "Blocked".
    pub status: String,
    /// Whether that status means all is well.
    pub active: bool,
    /// Manager, when there is one.
    pub manager: Option<String>,
    /// Country, when it is known.
    pub country: Option<String>,
    /// The time of day where they are, when the time zone is known.
    pub local_time: Option<String>,
    /// Since when they are with the programme.
    pub joined: When,
    /// Tags.
    pub tags: Vec<String>,
    /// Contacts.
    pub contacts: Vec<Contact>,
    /// Other tickets, newest first.
    pub tickets: Vec<OtherTicket>,
}

/// Another ticket of the same affiliate.
#[derive(Debug, Clone)]
pub struct OtherTicket {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Whether it is open.
    pub status: Status,
    /// When the last comment or decision came.
    pub updated: When,
}

/// `/desk/new`: a new ticket to an affiliate.
#[derive(Template)]
#[template(path = "desk/new.html")]
pub struct DeskNew {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// To whom: a number, or what was typed.
    pub affiliate: Field,
    /// Affiliates to suggest; the value is the number.
    pub suggestions: Vec<Choice>,
    /// The form.
    pub form: NewTicket,
}

impl DeskNew {
    /// The name of the first field with something wrong, which gets the focus.
    pub fn focus(&self) -> &'static str {
        if self.affiliate.is_bad() { "affiliate" } else { self.form.focus() }
    }
}
