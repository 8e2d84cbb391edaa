//! States and kinds as a person sees them: each has its word, its icon, and its value in a URL or form, which is also
//! its style.

pub use desk::requests::RequestState;
pub use desk::tickets::{ListOrder, QueueOrder, Status, TicketType, WaitingOn};

use super::Words;
use crate::icons::{self, Icon};

/// Something that has a word and an icon on screen, and a value in a URL.
pub trait Label: Copy + 'static {
    /// Its value in a form or URL, which is also its style.
    fn value(self) -> &'static str;
    /// Its name on screen.
    fn label(self, t: Words) -> &'static str;
    /// Its icon.
    fn icon(self) -> Icon;
}

impl Label for TicketType {
    fn value(self) -> &'static str {
        self.as_str()
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::OfferRequest => t.ticket_type_offer_request(),
            Self::General => t.ticket_type_general(),
            Self::Payments => t.ticket_type_payments(),
            Self::Technical => t.ticket_type_technical(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::OfferRequest => icons::KEY,
            Self::General => icons::CHAT,
            Self::Payments => icons::WALLET,
            Self::Technical => icons::WRENCH,
        }
    }
}

impl Label for Status {
    fn value(self) -> &'static str {
        self.as_str()
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::Opened => t.ticket_status_opened(),
            Self::Closed => t.ticket_status_closed(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Opened => icons::OPENED,
            Self::Closed => icons::CLOSED,
        }
    }
}

impl Label for WaitingOn {
    fn value(self) -> &'static str {
        self.as_str()
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::Us => t.waiting_on_us(),
            Self::Affiliate => t.waiting_on_affiliate(),
            Self::Nobody => t.waiting_on_nobody(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Us => icons::INBOX,
            Self::Affiliate => icons::PERSON,
            Self::Nobody => icons::DASH,
        }
    }
}

impl Label for RequestState {
    fn value(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::NeedsInformation => "needs-information",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::Pending => t.request_state_pending(),
            Self::NeedsInformation => t.request_state_needs_information(),
            Self::Approved => t.request_state_approved(),
            Self::Rejected => t.request_state_rejected(),
            Self::Withdrawn => t.request_state_withdrawn(),
            Self::Expired => t.request_state_expired(),
        }
    }

    fn icon(self) -> Icon {
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

/// An order that a list can be read in. Two of its columns can be clicked.
pub trait Sort: Copy + PartialEq + 'static {
    /// Last comment or decision first.
    const UPDATED: Self;
    /// Longest without a comment first.
    const UPDATED_FIRST: Self;
    /// Newest ticket first.
    const CREATED: Self;
    /// Oldest ticket first.
    const CREATED_FIRST: Self;

    /// Its value in a URL.
    fn value(self) -> &'static str;

    /// Its name in a menu.
    fn label(self, t: Words) -> &'static str {
        if self == Self::UPDATED {
            t.sort_updated_newest()
        } else if self == Self::UPDATED_FIRST {
            t.sort_updated_oldest()
        } else if self == Self::CREATED {
            t.sort_created_newest()
        } else if self == Self::CREATED_FIRST {
            t.sort_created_oldest()
        } else {
            t.sort_due()
        }
    }

    /// How the column of the creation runs, when the list is sorted by it.
    fn created(self) -> Option<Direction> {
        direction(self, Self::CREATED, Self::CREATED_FIRST)
    }

    /// How the column "Updated" runs, when the list is sorted by it.
    fn updated(self) -> Option<Direction> {
        direction(self, Self::UPDATED, Self::UPDATED_FIRST)
    }

    /// The order that a click on the column of the creation asks for.
    #[must_use]
    fn toggle_created(self) -> Self {
        if self == Self::CREATED { Self::CREATED_FIRST } else { Self::CREATED }
    }

    /// The order that a click on "Updated" asks for.
    #[must_use]
    fn toggle_updated(self) -> Self {
        if self == Self::UPDATED { Self::UPDATED_FIRST } else { Self::UPDATED }
    }
}

fn direction<S: PartialEq + Copy>(sort: S, newest: S, oldest: S) -> Option<Direction> {
    if sort == newest {
        Some(Direction::Descending)
    } else if sort == oldest {
        Some(Direction::Ascending)
    } else {
        None
    }
}

impl Sort for ListOrder {
    const UPDATED: Self = Self::Updated;
    const UPDATED_FIRST: Self = Self::UpdatedFirst;
    const CREATED: Self = Self::Created;
    const CREATED_FIRST: Self = Self::CreatedFirst;

    fn value(self) -> &'static str {
        self.as_str()
    }
}

impl Sort for QueueOrder {
    const UPDATED: Self = Self::Updated;
    const UPDATED_FIRST: Self = Self::UpdatedFirst;
    const CREATED: Self = Self::Created;
    const CREATED_FIRST: Self = Self::CreatedFirst;

    fn value(self) -> &'static str {
        self.as_str()
    }
}
