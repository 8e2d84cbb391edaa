//! Who acts, when, with which settings, inside which transaction: the first argument of every use case.

use db::Tx;

use crate::app::Inner;
use crate::clock::Timestamp;
use crate::error::Error;
use crate::people::{AffiliateId, Display, Portrait, SessionId, UserId};
use crate::random::Random;
use crate::settings::Settings;

db::text_enum! {
    /// What a user is.
    pub enum Role {
        /// A sign-in of an affiliate.
        Affiliate = "affiliate",
        /// Looks after a portfolio.
        Manager = "manager",
        /// A manager who sees every affiliate.
        Lead = "lead",
        /// A lead who also changes settings, people and rules.
        Admin = "admin",
    }
}

impl Role {
    /// Whether the panel of this role is `/desk`.
    pub fn is_staff(self) -> bool {
        self != Self::Affiliate
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody in particular: the sign-in page.
    Anonymous,
    /// An affiliate's user.
    Affiliate(AffiliateUser),
    /// A manager, lead or admin.
    Staff(Staff),
    /// The desk itself: jobs and the command line.
    System,
}

/// A signed-in user of an affiliate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AffiliateUser {
    /// The user.
    pub user: UserId,
    /// The affiliate that they act for.
    pub affiliate: AffiliateId,
    /// What a page needs to know of them.
    pub person: Person,
}

/// A signed-in member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The user.
    pub user: UserId,
    /// Manager, lead or admin.
    pub role: Role,
    /// What a page needs to know of them.
    pub person: Person,
}

/// What the session's row brings along for the page's frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The session that authenticated them.
    pub session: SessionId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Language tag, e.g. `en`.
    pub locale: String,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// How they like the pages.
    pub display: Display,
    /// Their picture, if they have one.
    pub portrait: Option<Portrait>,
    /// When the session was last noted as used.
    pub last_seen: Timestamp,
}

impl Actor {
    /// The signed-in user, if there is one.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Affiliate(who) => Some(who.user),
            Self::Staff(who) => Some(who.user),
            Self::Anonymous | Self::System => None,
        }
    }

    /// What is known of the signed-in person.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Affiliate(who) => Some(&who.person),
            Self::Staff(who) => Some(&who.person),
            Self::Anonymous | Self::System => None,
        }
    }
}

/// The context of one use case. Made by [`App::read`](crate::App::read) and [`App::write`](crate::App::write) alone,
/// so an actor in it was authenticated in this very transaction.
pub struct Cx<'a, 'c> {
    pub(crate) tx: &'a mut Tx<'c>,
    pub(crate) actor: Actor,
    pub(crate) now: Timestamp,
    pub(crate) app: &'a Inner,
}

impl Cx<'_, '_> {
    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// When this happens: one moment for the whole transaction.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// What the operator chose.
    pub fn settings(&self) -> &Settings {
        &self.app.settings
    }

    pub(crate) fn random(&self) -> &Random {
        &self.app.random
    }

    /// The acting affiliate's user. For anybody else the page does not exist.
    pub fn affiliate(&self) -> Result<AffiliateUser, Error> {
        match &self.actor {
            Actor::Affiliate(who) => Ok(who.clone()),
            Actor::Anonymous => Err(Error::SignedOut),
            Actor::Staff(_) | Actor::System => Err(Error::NotFound),
        }
    }

    /// The acting member of staff. For anybody else the page does not exist.
    pub fn staff(&self) -> Result<Staff, Error> {
        match &self.actor {
            Actor::Staff(who) => Ok(who.clone()),
            Actor::Anonymous => Err(Error::SignedOut),
            Actor::Affiliate(_) | Actor::System => Err(Error::NotFound),
        }
    }

    /// The acting lead or admin. For anybody else the page does not exist.
    pub fn lead(&self) -> Result<Staff, Error> {
        self.staff().and_then(|who| if who.role == Role::Manager { Err(Error::NotFound) } else { Ok(who) })
    }

    /// The acting admin. For anybody else the page does not exist.
    pub fn admin(&self) -> Result<Staff, Error> {
        self.staff().and_then(|who| if who.role == Role::Admin { Ok(who) } else { Err(Error::NotFound) })
    }

    /// The signed-in user of either side.
    pub fn user(&self) -> Result<UserId, Error> {
        self.actor.user().ok_or(Error::SignedOut)
    }

    /// From now on notes how the database would run each query, for [`Cx::plans`].
    #[cfg(feature = "testing")]
    pub fn explain(&mut self) {
        self.tx.explain();
    }

    /// How the database would run the queries since [`Cx::explain`].
    #[cfg(feature = "testing")]
    pub fn plans(&mut self) -> Vec<db::testing::Plan> {
        self.tx.plans()
    }
}
