//! Which tickets somebody may see. A [`TicketScope`] is made from the acting person alone, and every query on tickets
//! takes one.

use super::TicketType;
use super::change::{Audience, TicketHint};
use crate::cx::{Actor, Cx, Role};
use crate::error::Error;
use crate::keyset::Narrow;
use crate::people::{AffiliateId, UserId};

/// The tickets that the acting person may see.
#[derive(Clone, Debug)]
pub struct TicketScope(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// An affiliate's own.
    Affiliate(AffiliateId),
    /// A manager's: the portfolio, those assigned to them, the types routed to them, and those that nobody has yet.
    Manager { user: UserId, types: Vec<TicketType> },
    /// A lead's or the desk's own: all.
    All,
}

/// One index range of a scope. A list reads each with one keyset query and merges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arm {
    /// Tickets of one affiliate.
    Affiliate(AffiliateId),
    /// Tickets of a portfolio.
    Portfolio(UserId),
    /// Tickets assigned to somebody.
    Assigned(UserId),
    /// Tickets of a type.
    Type(TicketType),
    /// Tickets of affiliates without a manager that nobody took.
    Shared,
    /// All tickets.
    All,
}

impl TicketScope {
    /// The scope of whoever acts.
    pub fn of(cx: &mut Cx<'_, '_>) -> Result<Self, Error> {
        let kind = match cx.actor().clone() {
            Actor::Anonymous => return Err(Error::SignedOut),
            Actor::Affiliate(who) => Kind::Affiliate(who.affiliate),
            Actor::Staff(who) if who.role == Role::Manager => {
                let sql = "SELECT type FROM type_routes WHERE user_id = $1 ORDER BY type";
                let types = cx.tx.query(sql, &[&who.user], |row| row.get(0))?;
                Kind::Manager { user: who.user, types }
            }
            Actor::Staff(_) | Actor::System => Kind::All,
        };
        Ok(Self(kind))
    }

    /// Whether nothing is left out of it.
    pub fn sees_everything(&self) -> bool {
        matches!(self.0, Kind::All)
    }

    /// Whether it is an affiliate's, who never sees notes.
    pub(crate) fn is_affiliate(&self) -> bool {
        matches!(self.0, Kind::Affiliate(_))
    }

    /// The affiliate whose scope it is.
    pub(crate) fn affiliate(&self) -> Option<AffiliateId> {
        match self.0 {
            Kind::Affiliate(id) => Some(id),
            Kind::Manager { .. } | Kind::All => None,
        }
    }

    /// The ranges that a queue of one's own reads. Those of the shared queue stand apart ([`Arm::Shared`]).
    pub(crate) fn arms(&self) -> Vec<Arm> {
        match &self.0 {
            Kind::Affiliate(id) => vec![Arm::Affiliate(*id)],
            Kind::All => vec![Arm::All],
            Kind::Manager { user, types } => {
                let mut arms = vec![Arm::Portfolio(*user), Arm::Assigned(*user)];
                arms.extend(types.iter().map(|kind| Arm::Type(*kind)));
                arms
            }
        }
    }

    /// Whether whoever has this scope may know of a change.
    pub(crate) fn hears(&self, hint: &TicketHint) -> bool {
        let for_staff = hint.audience != Audience::Affiliate;
        match &self.0 {
            Kind::Affiliate(id) => hint.affiliate == *id && hint.audience != Audience::Staff,
            Kind::Manager { user, types } => {
                for_staff && (hint.shared || hint.staff.contains(user) || types.contains(&hint.kind))
            }
            Kind::All => for_staff,
        }
    }

    /// Whether whoever has this scope may know that something about an affiliate changed.
    pub(crate) fn hears_of(&self, affiliate: AffiliateId) -> bool {
        match self.0 {
            Kind::Affiliate(id) => id == affiliate,
            // It says nothing but that it changed, and a manager's pages ask with their own rights.
            Kind::Manager { .. } | Kind::All => true,
        }
    }

    /// A statement's conditions, beginning with this scope.
    pub(crate) fn narrow(&self) -> Narrow {
        let (condition, owner) = self.condition();
        Narrow::to(condition, owner)
    }

    /// A condition on the table `t` that holds for the tickets in scope, with its parameter as `$1`.
    pub(crate) fn condition(&self) -> (String, i64) {
        match &self.0 {
            Kind::Affiliate(id) => ("t.affiliate_id = $1".into(), id.get()),
            Kind::All => ("CAST($1 AS BIGINT) = 0".into(), 0),
            Kind::Manager { user, types } => {
                let mut sql = String::from(
                    "(t.manager_id = $1 OR t.assignee_id = $1 OR (t.manager_id IS NULL AND t.assignee_id IS NULL)",
                );
                for kind in types {
                    sql.push_str(" OR t.type = '");
                    sql.push_str(kind.as_str());
                    sql.push('\'');
                }
                sql.push(')');
                (sql, user.get())
            }
        }
    }
}

impl Arm {
    /// A statement's conditions, beginning with this range.
    pub(crate) fn narrow(self) -> Narrow {
        let (condition, owner) = self.condition();
        Narrow::to(condition, owner)
    }

    /// The condition of this range on the table `t`, with its parameter as `$1`.
    pub(crate) fn condition(self) -> (&'static str, i64) {
        match self {
            Self::Affiliate(id) => ("t.affiliate_id = $1", id.get()),
            Self::Portfolio(user) => ("t.manager_id = $1", user.get()),
            Self::Assigned(user) => ("t.assignee_id = $1", user.get()),
            Self::Type(TicketType::OfferRequest) => {
                ("t.type = 'offer_request' AND CAST($1 AS BIGINT) = 0", 0)
            }
            Self::Type(TicketType::General) => ("t.type = 'general' AND CAST($1 AS BIGINT) = 0", 0),
            Self::Type(TicketType::Payments) => ("t.type = 'payments' AND CAST($1 AS BIGINT) = 0", 0),
            Self::Type(TicketType::Technical) => ("t.type = 'technical' AND CAST($1 AS BIGINT) = 0", 0),
            Self::Shared => ("t.manager_id IS NULL AND t.assignee_id IS NULL AND CAST($1 AS BIGINT) = 0", 0),
            Self::All => ("CAST($1 AS BIGINT) = 0", 0),
        }
    }
}
