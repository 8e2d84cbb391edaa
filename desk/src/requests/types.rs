//! What a request is, and how an affiliate stands to an offer.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::offers::{Access, AccessState, Origin};
use crate::tickets::TicketId;

db::id! {
    /// An access request.
    pub RequestId
}

db::text_enum! {
    /// The state of an access request.
    pub enum RequestState {
        /// Waits for a manager.
        Pending = "pending",
        /// Waits for the affiliate.
        NeedsInformation = "needs_information",
        /// Access was given.
        Approved = "approved",
        /// Access was refused.
        Rejected = "rejected",
        /// The affiliate took it back.
        Withdrawn = "withdrawn",
        /// The affiliate stayed silent.
        Expired = "expired",
    }
}

impl RequestState {
    /// Whether something may still become of it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::NeedsInformation)
    }
}

/// The last request of a pair, as far as it says how the affiliate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Last {
    /// Its state.
    pub state: RequestState,
    /// Its ticket.
    pub ticket: TicketId,
    /// From when they may ask again, after a rejection; none: never.
    pub reapply: Option<Timestamp>,
}

/// How an affiliate stands to an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They may run it.
    Access {
        /// Where that comes from.
        origin: Origin,
    },
    /// They may ask.
    NotRequested,
    /// They asked.
    Pending {
        /// Where.
        ticket: TicketId,
    },
    /// They were asked something.
    NeedsInformation {
        /// Where.
        ticket: TicketId,
    },
    /// They were refused.
    Rejected {
        /// Where.
        ticket: TicketId,
        /// When they may ask again.
        again: Again,
    },
    /// A manager took access away.
    Removed {
        /// Why; may be empty.
        reason: String,
    },
    /// Their request expired; they may ask again.
    Expired {
        /// Where.
        ticket: TicketId,
    },
}

/// When a rejected affiliate may ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Again {
    /// Now.
    Now,
    /// From this moment on.
    From(Timestamp),
    /// Not at all.
    Never,
}

impl Again {
    /// From the stored moment, where none means never.
    pub fn of(reapply: Option<Timestamp>, now: Timestamp) -> Self {
        match reapply {
            None => Self::Never,
            Some(at) if at <= now => Self::Now,
            Some(at) => Self::From(at),
        }
    }
}

db::text_enum! {
    /// The same without what goes with it: what a filter chooses from.
    pub enum StandingKind {
        /// They may run it.
        Access = "access",
        /// They may ask.
        NotRequested = "not_requested",
        /// They asked.
        Pending = "pending",
        /// They were asked something.
        NeedsInformation = "needs_information",
        /// They were refused.
        Rejected = "rejected",
        /// A manager took access away.
        Removed = "removed",
        /// Their request expired.
        Expired = "expired",
    }
}

impl Standing {
    /// Which of them it is.
    pub fn kind(&self) -> StandingKind {
        match self {
            Self::Access { .. } => StandingKind::Access,
            Self::NotRequested => StandingKind::NotRequested,
            Self::Pending { .. } => StandingKind::Pending,
            Self::NeedsInformation { .. } => StandingKind::NeedsInformation,
            Self::Rejected { .. } => StandingKind::Rejected,
            Self::Removed { .. } => StandingKind::Removed,
            Self::Expired { .. } => StandingKind::Expired,
        }
    }
}

/// How an affiliate stands, from where their access comes from, what is stored about it, and their last request. Access
/// comes before requests: it may have been given while one was under way.
pub fn standing(
    origin: Option<Origin>,
    stored: Option<Access>,
    last: Option<Last>,
    now: Timestamp,
) -> Standing {
    if let Some(origin) = origin {
        return Standing::Access { origin };
    }
    if let Some(Access { state: AccessState::Removed, reason, .. }) = stored {
        return Standing::Removed { reason };
    }
    let Some(Last { state, ticket, reapply }) = last else { return Standing::NotRequested };
    match state {
        RequestState::Pending => Standing::Pending { ticket },
        RequestState::NeedsInformation => Standing::NeedsInformation { ticket },
        RequestState::Rejected => Standing::Rejected { ticket, again: Again::of(reapply, now) },
        RequestState::Expired => Standing::Expired { ticket },
        RequestState::Withdrawn | RequestState::Approved => Standing::NotRequested,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_comes_first_then_its_removal_then_the_last_request() {
        let now = Timestamp::new(1_000);
        let ticket = TicketId::new(7);
        let last = |state| Some(Last { state, ticket, reapply: Some(Timestamp::new(2_000)) });
        let removed =
            Some(Access { state: AccessState::Removed, origin: Origin::Manual, reason: "Fraud".into() });
        let pending = last(RequestState::Pending);
        let public = Some(Origin::Public);
        assert_eq!(standing(public, None, pending, now).kind(), StandingKind::Access);
        assert_eq!(standing(None, removed, pending, now), Standing::Removed { reason: "Fraud".into() });
        assert_eq!(standing(None, None, pending, now), Standing::Pending { ticket });
        assert_eq!(standing(None, None, None, now), Standing::NotRequested);
        assert_eq!(standing(None, None, last(RequestState::Withdrawn), now), Standing::NotRequested);
        let rejected = last(RequestState::Rejected);
        let again = |at| match standing(None, None, rejected, Timestamp::new(at)) {
            Standing::Rejected { again, .. } => again,
            other => panic!("{other:?}"),
        };
        assert_eq!(again(1_999), Again::From(Timestamp::new(2_000)));
        assert_eq!(again(2_000), Again::Now);
        let never = Some(Last { state: RequestState::Rejected, ticket, reapply: None });
        assert_eq!(standing(None, None, never, now), Standing::Rejected { ticket, again: Again::Never });
    }
}
