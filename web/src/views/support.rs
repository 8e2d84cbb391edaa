//! The affiliate's Support section.

use askama::Template;

use super::prelude::*;

/// `/support`: the affiliate's tickets.
#[derive(Template)]
#[template(path = "support/list.html")]
pub struct SupportList {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// What the list is narrowed to.
    pub filter: SupportFilter,
    /// The rows of this page.
    pub rows: Vec<SupportRow>,
    /// The neighbouring pages.
    pub pager: Pager,
    /// How to reach people.
    pub help: Help,
}

/// What the list is narrowed to; every part is in the URL.
#[derive(Debug, Clone, Default)]
pub struct SupportFilter {
    /// Only this status.
    pub status: Option<Status>,
    /// Only this type.
    pub kind: Option<TicketType>,
    /// Only with this text.
    pub text: String,
    /// The order.
    pub sort: ListOrder,
}

impl SupportFilter {
    /// Whether anything is left out.
    pub fn is_active(&self) -> bool {
        self.status.is_some() || self.kind.is_some() || !self.text.is_empty()
    }

    /// The address of this list in an order; for pages, add the page token with [`Query::with`].
    pub fn query(&self, sort: ListOrder) -> Query {
        Query::new("/support")
            .with("q", &self.text)
            .with("status", self.status.map_or("", Label::value))
            .with("type", self.kind.map_or("", Label::value))
            .with("sort", if sort == ListOrder::default() { "" } else { sort.value() })
    }

    /// The address of this list in an order, first page.
    pub fn href(&self, sort: ListOrder) -> String {
        self.query(sort).finish()
    }
}

/// One ticket in the list.
#[derive(Debug, Clone)]
pub struct SupportRow {
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
    /// Answers by both sides.
    pub answers: i64,
    /// Whether a manager has ever answered.
    pub answered: bool,
    /// Whether there is something the affiliate has not opened.
    pub new: bool,
    /// When it was created.
    pub created: When,
    /// When the last comment or decision came.
    pub updated: When,
}

/// `/support/new`: the form of a new ticket.
#[derive(Template)]
#[template(path = "support/new.html")]
pub struct SupportNew {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The form.
    pub form: NewTicket,
    /// How to reach people.
    pub help: Help,
}

/// `/support/{id}`: one ticket, for its affiliate.
#[derive(Template)]
#[template(path = "support/ticket.html")]
pub struct SupportTicket {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The top.
    pub ticket: TicketHead,
    /// The request, when the ticket is of one.
    pub request: Option<RequestCard>,
    /// The conversation, in order.
    pub thread: Vec<Entry>,
    /// The comment box; none when the ticket is closed and comments do not reopen it.
    pub comment: Option<Compose>,
    /// "Usually answers within 3 hours", when there are enough figures.
    pub answer_time: Option<String>,
    /// How to reach people.
    pub help: Help,
}

impl SupportTicket {
    fn comment_action(&self) -> String {
        format!("/support/{}", self.ticket.id)
    }
}
