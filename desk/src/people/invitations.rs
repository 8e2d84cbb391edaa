//! Inviting people: one by one, or all who came with an import.

use super::tokens::{TokenKind, mails, send, use_up};
use super::{AffiliateId, UserId};
use crate::audit;
use crate::clock::Timestamp;
use crate::cx::{Actor, Cx, Role};
use crate::error::{Conflict, Error, Problem};
use crate::outbox::Notice;

/// Invites somebody to set their first password, or again when the first mail was lost. Staff invite the users of
/// affiliates that they look after; admins invite staff too. Who has a password already is left alone.
pub fn invite(cx: &mut Cx<'_, '_>, user: UserId) -> Result<(), Error> {
    may_invite(cx, user)?;
    let sql = "SELECT id FROM users WHERE id = $1 AND password_hash = '' AND active = TRUE";
    cx.tx.query_opt(sql, &[&user], |row| row.get::<UserId>(0))?.ok_or(Conflict::OtherState)?;
    send_invitation(cx, user)
}

fn send_invitation(cx: &mut Cx<'_, '_>, user: UserId) -> Result<(), Error> {
    // The newest counts.
    use_up(cx, user, &[TokenKind::Invitation])?;
    send(cx, TokenKind::Invitation, user, "")?;
    audit::note(cx, "user.invite", ("user", user.get()), &serde_json::Value::Null)
}

fn may_invite(cx: &mut Cx<'_, '_>, user: UserId) -> Result<(), Error> {
    if *cx.actor() == Actor::System {
        return Ok(());
    }
    cx.staff()?;
    let sql = "SELECT affiliate_id FROM users WHERE id = $1";
    let affiliate = cx.tx.query_opt(sql, &[&user], |row| row.get(0))?.ok_or(Error::NotFound)?;
    match affiliate {
        Some(affiliate) => super::visible_affiliate(cx, affiliate).map(drop),
        None => cx.admin().map(drop),
    }
}

/// Somebody to be invited.
#[derive(Clone, Debug)]
pub struct Invitee {
    /// The address.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they will be.
    pub role: Role,
    /// Whose user, for [`Role::Affiliate`].
    pub affiliate: Option<AffiliateId>,
}

/// Adds somebody who has no password yet, and invites them.
pub fn invite_new(cx: &mut Cx<'_, '_>, new: &Invitee) -> Result<UserId, Error> {
    match (new.role, new.affiliate) {
        (Role::Affiliate, Some(affiliate)) => super::visible_affiliate(cx, affiliate).map(drop)?,
        (Role::Affiliate, None) | (_, Some(_)) => return Err(Error::NotFound),
        (_, None) => cx.admin().map(drop)?,
    }
    let (locale, time_zone) = match new.affiliate {
        Some(affiliate) => {
            let sql = "SELECT locale, time_zone FROM affiliates WHERE id = $1";
            cx.tx.query_one(sql, &[&affiliate], |row| Ok((row.get(0)?, row.get(1)?)))?
        }
        None => (super::DEFAULT_LANGUAGE.to_owned(), super::DEFAULT_TIME_ZONE.to_owned()),
    };
    let user = super::NewUser {
        email: new.email.clone(),
        name: new.name.clone(),
        role: new.role,
        affiliate: new.affiliate,
        locale,
        time_zone,
    };
    let user = match super::users::insert(cx, &user, "") {
        Err(Error::Conflict(Conflict::EmailInUse)) => return Err(Error::field("email", Problem::InUse)),
        other => other?,
    };
    send_invitation(cx, user)?;
    Ok(user)
}

/// Most people that are invited in one transaction.
const AT_ONCE: i64 = 500;

/// Invites all users of affiliates who never had a password and were not invited yet, as after an import: some at a time.
/// Gives how many; zero when there is nobody left.
pub fn invite_all(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    if *cx.actor() != Actor::System {
        cx.admin()?;
    }
    let sql = "SELECT u.id FROM users u JOIN affiliates a ON a.id = u.affiliate_id
               WHERE u.password_hash = '' AND u.active = TRUE AND a.status IN ('active', 'on_moderation')
                 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.user_id = u.id AND o.event = $1)
               ORDER BY u.id LIMIT $2";
    let users = cx.tx.query(sql, &[&Notice::Invitation, &AT_ONCE], |row| row.get::<UserId>(0))?;
    if !mails(cx) {
        return Ok(0);
    }
    for user in &users {
        send_invitation(cx, *user)?;
    }
    Ok(users.len() as u64)
}

/// A sign-in, for who may invite.
#[derive(Clone, Debug)]
pub struct TeamRow {
    /// The user.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they are.
    pub role: Role,
    /// Whether they may sign in at all.
    pub active: bool,
    /// Whether they have a password by now.
    pub joined: bool,
    /// When they were invited last.
    pub invited: Option<Timestamp>,
}

const TEAM: &str = "SELECT u.id, u.name, u.email, u.role, u.active, u.password_hash <> '',
    (SELECT MAX(o.created_at) FROM outbox o WHERE o.user_id = u.id AND o.event = 'invitation') FROM users u";

fn team_row(row: &db::Row<'_>) -> Result<TeamRow, db::Error> {
    Ok(TeamRow {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        role: row.get(3)?,
        active: row.get(4)?,
        joined: row.get(5)?,
        invited: row.get(6)?,
    })
}

/// The most sign-ins that a list shows.
const MOST: i64 = 500;

/// The sign-ins of an affiliate that the acting member of staff looks after.
pub fn team_of(cx: &mut Cx<'_, '_>, affiliate: AffiliateId) -> Result<Vec<TeamRow>, Error> {
    super::visible_affiliate(cx, affiliate)?;
    let sql = format!("{TEAM} WHERE u.affiliate_id = $1 ORDER BY u.id LIMIT $2");
    Ok(cx.tx.query(&sql, &[&affiliate, &MOST], team_row)?)
}

/// The staff, for admins.
pub fn staff_team(cx: &mut Cx<'_, '_>) -> Result<Vec<TeamRow>, Error> {
    cx.admin()?;
    let sql = format!("{TEAM} WHERE u.role <> 'affiliate' ORDER BY u.name, u.id LIMIT $1");
    Ok(cx.tx.query(&sql, &[&MOST], team_row)?)
}
