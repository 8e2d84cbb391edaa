//! States and kinds as a person sees them: each has its word, its icon, and its value in a URL or form.

use super::Words;
use crate::icons::{self, Icon};

/// The type of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketType {
    /// Made by the system when an affiliate asks for access to an offer.
    OfferRequest,
    /// Anything else.
    General,
    /// About money.
    Payments,
    /// About links, postbacks and figures.
    Technical,
}

impl TicketType {
    /// All types, in the order of menus.
    pub const ALL: [Self; 4] = [Self::OfferRequest, Self::General, Self::Payments, Self::Technical];
    /// The types a person may choose for a new ticket.
    pub const CHOSEN: [Self; 3] = [Self::General, Self::Payments, Self::Technical];

    /// Its value in a form or URL.
    pub fn value(self) -> &'static str {
        match self {
            Self::OfferRequest => "offer_request",
            Self::General => "general",
            Self::Payments => "payments",
            Self::Technical => "technical",
        }
    }

    /// The type with this value.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.value() == value)
    }

    /// Its name on screen.
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Self::OfferRequest => t.ticket_type_offer_request(),
            Self::General => t.ticket_type_general(),
            Self::Payments => t.ticket_type_payments(),
            Self::Technical => t.ticket_type_technical(),
        }
    }

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::OfferRequest => icons::KEY,
            Self::General => icons::CHAT,
            Self::Payments => icons::WALLET,
            Self::Technical => icons::WRENCH,
        }
    }
}

/// Whether a ticket is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not closed by a manager.
    Opened,
    /// Resolved and closed.
    Closed,
}

impl Status {
    /// Both, in the order of menus.
    pub const ALL: [Self; 2] = [Self::Opened, Self::Closed];

    /// Its value in a URL, which is also its style.
    pub fn value(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
        }
    }

    /// The status with this value.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.value() == value)
    }

    /// Its name on screen.
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Self::Opened => t.ticket_status_opened(),
            Self::Closed => t.ticket_status_closed(),
        }
    }

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::Opened => icons::OPENED,
            Self::Closed => icons::CLOSED,
        }
    }
}

/// The state of an access request, shown beside the status of its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// Waits for a manager.
    Pending,
    /// Waits for the affiliate.
    NeedsInformation,
    /// Access was given.
    Approved,
    /// Access was refused.
    Rejected,
    /// The affiliate took it back.
    Withdrawn,
    /// The affiliate stayed silent.
    Expired,
}

impl RequestState {
    /// All states.
    pub const ALL: [Self; 6] = [
        Self::Pending,
        Self::NeedsInformation,
        Self::Approved,
        Self::Rejected,
        Self::Withdrawn,
        Self::Expired,
    ];

    /// Its value in a URL, which is also its style.
    pub fn value(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::NeedsInformation => "needs-information",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// Its name on screen.
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Self::Pending => t.request_state_pending(),
            Self::NeedsInformation => t.request_state_needs_information(),
            Self::Approved => t.request_state_approved(),
            Self::Rejected => t.request_state_rejected(),
            Self::Withdrawn => t.request_state_withdrawn(),
            Self::Expired => t.request_state_expired(),
        }
    }

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::Pending => icons::CLOCK,
            Self::NeedsInformation => icons::QUESTION,
            Self::Approved => icons::APPROVED,
            Self::Rejected => icons::REJECTED,
            Self::Withdrawn => icons::WITHDRAWN,
            Self::Expired => icons::EXPIRED,
        }
    }
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitingOn {
    /// The programme owes an answer.
    Us,
    /// The affiliate owes an answer.
    Affiliate,
    /// Somebody else does; the row says who.
    Other,
    /// No reply is needed.
    Nobody,
}

impl WaitingOn {
    /// All, in the order of menus.
    pub const ALL: [Self; 4] = [Self::Us, Self::Affiliate, Self::Other, Self::Nobody];

    /// Its value in a URL, which is also its style.
    pub fn value(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Affiliate => "affiliate",
            Self::Other => "other",
            Self::Nobody => "nobody",
        }
    }

    /// The one with this value.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|waiting| waiting.value() == value)
    }

    /// Its name on screen.
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Self::Us => t.waiting_on_us(),
            Self::Affiliate => t.waiting_on_affiliate(),
            Self::Other => t.waiting_on_other(),
            Self::Nobody => t.waiting_on_nobody(),
        }
    }

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::Us => icons::INBOX,
            Self::Affiliate => icons::PERSON,
            Self::Other => icons::PEOPLE,
            Self::Nobody => icons::DASH,
        }
    }
}

/// Which way a sorted column runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Oldest first.
    Ascending,
    /// Newest first.
    Descending,
}

impl Direction {
    /// Whether the oldest comes first.
    pub fn is_ascending(self) -> bool {
        self == Self::Ascending
    }

    /// The value of `aria-sort`.
    pub fn aria(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }
}

/// The order of a list of tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Last comment or decision first.
    #[default]
    UpdatedNewest,
    /// Longest without a comment first.
    UpdatedOldest,
    /// Newest ticket first.
    CreatedNewest,
    /// Oldest ticket first.
    CreatedOldest,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 4] =
        [Self::UpdatedNewest, Self::UpdatedOldest, Self::CreatedNewest, Self::CreatedOldest];

    /// Its value in a URL.
    pub fn value(self) -> &'static str {
        match self {
            Self::UpdatedNewest => "-updated",
            Self::UpdatedOldest => "updated",
            Self::CreatedNewest => "-created",
            Self::CreatedOldest => "created",
        }
    }

    /// The order with this value.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.value() == value)
    }

    /// Its name in a menu.
    pub fn label(self, t: Words) -> &'static str {
        match self {
            Self::UpdatedNewest => t.sort_updated_newest(),
            Self::UpdatedOldest => t.sort_updated_oldest(),
            Self::CreatedNewest => t.sort_created_newest(),
            Self::CreatedOldest => t.sort_created_oldest(),
        }
    }

    /// How the "Date created" column runs, when the list is sorted by it.
    pub fn created(self) -> Option<Direction> {
        match self {
            Self::CreatedNewest => Some(Direction::Descending),
            Self::CreatedOldest => Some(Direction::Ascending),
            Self::UpdatedNewest | Self::UpdatedOldest => None,
        }
    }

    /// How the "Updated" column runs, when the list is sorted by it.
    pub fn updated(self) -> Option<Direction> {
        match self {
            Self::UpdatedNewest => Some(Direction::Descending),
            Self::UpdatedOldest => Some(Direction::Ascending),
            Self::CreatedNewest | Self::CreatedOldest => None,
        }
    }

    /// The order that a click on "Date created" asks for.
    pub fn toggle_created(self) -> Self {
        if self == Self::CreatedNewest { Self::CreatedOldest } else { Self::CreatedNewest }
    }

    /// The order that a click on "Updated" asks for.
    pub fn toggle_updated(self) -> Self {
        if self == Self::UpdatedNewest { Self::UpdatedOldest } else { Self::UpdatedNewest }
    }
}
