//! Settling a request, by a manager or by a rule: the step, and the access that goes with it.

use super::RequestState;
use super::store::{self, DAY, Request, Step};
use crate::cx::Cx;
use crate::error::Error;
use crate::offers::{self, Origin};
use crate::outbox::Notice;
use crate::tickets::{Event, MessageId, TicketId};

/// How a request is settled.
#[derive(Clone, Copy, Debug)]
pub(super) enum Outcome<'a> {
    /// Access is given.
    Approve,
    /// Access is refused.
    Reject {
        /// Why, for the affiliate to read.
        reason: &'a str,
        /// When they may ask again.
        again: AgainAfter,
    },
}

/// When a rejected affiliate may ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AgainAfter {
    /// As the offer says.
    AsOfferSays,
    /// After so many days.
    Days(u32),
    /// Not at all.
    Never,
}

impl AgainAfter {
    /// The days until then; none: never.
    fn days(self, cx: &mut Cx<'_, '_>, request: &Request) -> Result<Option<i64>, Error> {
        match self {
            Self::AsOfferSays => offers::reapply_days(cx, request.offer),
            Self::Days(days) => Ok(Some(i64::from(days))),
            Self::Never => Ok(None),
        }
    }
}

/// Settles a request: by the rule of this name, or by whoever acts when it is empty. Telling open pages, and sending the
/// notice that comes back, are the caller's.
pub(super) fn settle(
    cx: &mut Cx<'_, '_>,
    request: &Request,
    ticket: TicketId,
    outcome: Outcome<'_>,
    rule: &str,
) -> Result<(MessageId, Notice), Error> {
    let by = cx.actor().user().filter(|_| rule.is_empty());
    match outcome {
        Outcome::Approve => {
            let step = Step { by, rule, ..Step::by_actor(cx, RequestState::Approved, Event::Approved) };
            let message = store::step(cx, request, ticket, &step)?;
            let origin = if rule.is_empty() { Origin::Request } else { Origin::Rule };
            offers::give_access(cx, request.affiliate, request.offer, origin)?;
            Ok((message, Notice::RequestApproved))
        }
        Outcome::Reject { reason, again } => {
            let days = again.days(cx, request)?;
            let reapply = days.map(|days| cx.now.plus(DAY * u32::try_from(days).unwrap_or(0)));
            let step = Step::by_actor(cx, RequestState::Rejected, Event::Rejected);
            let step = Step { by, rule, reason, reapply, ..step };
            Ok((store::step(cx, request, ticket, &step)?, Notice::RequestRejected))
        }
    }
}
