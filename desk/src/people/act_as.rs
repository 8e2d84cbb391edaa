//! Acting in somebody's name at some moment: how an import or the demo writes history. The desk itself alone may.

use super::users::only_system;
use super::{AffiliateId, AffiliateStatus, Display, SessionId, UserId};
use crate::clock::Timestamp;
use crate::cx::{Actor, AffiliateUser, Cx, Person, Role, Staff};
use crate::error::Error;

/// Somebody in whose name the desk acts, read once for any number of acts.
#[derive(Clone, Debug)]
pub struct Deputy(Actor);

impl Deputy {
    /// The desk itself, to do its own things at another moment.
    pub fn desk() -> Self {
        Self(Actor::System)
    }

    /// This user, if they may act today: who answers by mail has no session that says so.
    pub fn in_force(cx: &mut Cx<'_, '_>, user: UserId) -> Result<Option<Self>, Error> {
        only_system(cx)?;
        let sql = "SELECT u.active, a.status FROM users u LEFT JOIN affiliates a ON a.id = u.affiliate_id WHERE u.id = $1";
        let may = cx.tx.query_opt(sql, &[&user], |row| {
            let status: Option<AffiliateStatus> = row.get(1)?;
            Ok(row.get::<bool>(0)? && status.is_none_or(AffiliateStatus::may_sign_in))
        })?;
        if may == Some(true) { Self::of(cx, user).map(Some) } else { Ok(None) }
    }

    /// This user, whether they may sign in today or not: history is full of people who left.
    pub fn of(cx: &mut Cx<'_, '_>, user: UserId) -> Result<Self, Error> {
        only_system(cx)?;
        let now = cx.now;
        let sql = "SELECT role, affiliate_id, name, email, locale, time_zone FROM users WHERE id = $1";
        let actor = cx.tx.query_opt(sql, &[&user], |row| {
            let person = Person {
                // No session has this number: nothing that is meant for one's own session meets anybody's.
                session: SessionId::new(0),
                name: row.get(2)?,
                email: row.get(3)?,
                locale: row.get(4)?,
                time_zone: row.get(5)?,
                display: Display::default(),
                portrait: None,
                last_seen: now,
            };
            let role: Role = row.get(0)?;
            Ok(match row.get::<Option<AffiliateId>>(1)? {
                Some(affiliate) => Actor::Affiliate(AffiliateUser { user, affiliate, person }),
                None => Actor::Staff(Staff { user, role, person }),
            })
        })?;
        actor.map(Self).ok_or(Error::NotFound)
    }
}

/// Does `act` in the name of `who`, as if it were `at`. For the desk itself alone: anybody else gets
/// [`Error::NotFound`], and nothing is done.
pub fn act_as<T>(
    cx: &mut Cx<'_, '_>,
    who: &Deputy,
    at: Timestamp,
    act: impl FnOnce(&mut Cx<'_, '_>) -> Result<T, Error>,
) -> Result<T, Error> {
    only_system(cx)?;
    act(&mut Cx { tx: &mut *cx.tx, actor: who.0.clone(), now: at, app: cx.app })
}
