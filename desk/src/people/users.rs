//! Users as the command line and the demo handle them.

use super::sessions::end_all_of;
use super::{AffiliateId, Email, UserId, tokens};
use crate::app::{App, Credential};
use crate::cx::{Actor, Cx, Role};
use crate::error::{Conflict, Error};
use crate::live::{self, Hint};
use crate::stamps;
use crate::telegram;
use crate::text;
use crate::tickets::TicketType;

/// A sign-in to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The address that they sign in with.
    pub email: String,
    /// Their name, as others see it.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// For [`Role::Affiliate`] alone: whose user they are.
    pub affiliate: Option<AffiliateId>,
    /// Language tag.
    pub locale: String,
    /// IANA name of the time zone.
    pub time_zone: String,
}

/// A user in a list.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// The user.
    pub id: UserId,
    /// What they are.
    pub role: Role,
    /// The address that they sign in with.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Whether they may sign in.
    pub active: bool,
    /// Whose user they are.
    pub affiliate: Option<AffiliateId>,
}

/// Adds a user. `password_hash` comes from [`hash_for`]; hashing is too slow for a transaction.
pub fn add_user(cx: &mut Cx<'_, '_>, new: &NewUser, password_hash: &str) -> Result<UserId, Error> {
    only_system(cx)?;
    insert(cx, new, password_hash)
}

/// The row of a user. Without a hash nobody signs in as them: they are invited first.
pub(super) fn insert(cx: &mut Cx<'_, '_>, new: &NewUser, password_hash: &str) -> Result<UserId, Error> {
    let email = Email::parse(&new.email).map_err(|problem| Error::field("email", problem))?;
    let name = text::line(&new.name, 1, 100).map_err(|problem| Error::field("name", problem))?;
    if let Some(affiliate) = new.affiliate {
        let exists = "SELECT id FROM affiliates WHERE id = $1";
        cx.tx.query_opt(exists, &[&affiliate], |row| row.get::<AffiliateId>(0))?.ok_or(Error::NotFound)?;
    }
    let id = cx.tx.query_opt(
        "INSERT INTO users (role, affiliate_id, email, email_folded, name, password_hash, locale, time_zone, created_at,
                            news_upto)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
         ON CONFLICT (email_folded) DO NOTHING RETURNING id",
        &[
            &new.role, &new.affiliate, &email.as_str(), &email.folded(), &name, &password_hash, &new.locale,
            &new.time_zone, &cx.now,
        ],
        |row| row.get(0),
    )?;
    if let Some(affiliate) = new.affiliate {
        stamps::bump_affiliate(cx, affiliate)?;
    }
    id.ok_or(Error::Conflict(Conflict::EmailInUse))
}

/// All users, by id, a page at a time.
pub fn list_users(cx: &mut Cx<'_, '_>, after: Option<UserId>, limit: i64) -> Result<Vec<UserRow>, Error> {
    only_system(cx)?;
    let after = after.map_or(0, UserId::get);
    Ok(cx.tx.query(
        "SELECT id, role, email, name, active, affiliate_id FROM users WHERE id > $1 ORDER BY id LIMIT $2",
        &[&after, &limit],
        user_row,
    )?)
}

/// The user with this e-mail address.
pub fn user_by_email(cx: &mut Cx<'_, '_>, email: &str) -> Result<UserRow, Error> {
    only_system(cx)?;
    let email = Email::parse(email).map_err(|problem| Error::field("email", problem))?;
    cx.tx
        .query_opt(
            "SELECT id, role, email, name, active, affiliate_id FROM users WHERE email_folded = $1",
            &[&email.folded()],
            user_row,
        )?
        .ok_or(Error::NotFound)
}

fn user_row(row: &db::Row<'_>) -> Result<UserRow, db::Error> {
    Ok(UserRow {
        id: row.get(0)?,
        role: row.get(1)?,
        email: row.get(2)?,
        name: row.get(3)?,
        active: row.get(4)?,
        affiliate: row.get(5)?,
    })
}

/// Sets a new password and ends every session of the user.
pub async fn set_password(app: &App, email: &str, password: &str) -> Result<(), Error> {
    let hash = app.passwords().hash("password", password, app.random()).await?;
    let email = email.to_owned();
    app.write(&Credential::System, move |cx| {
        let user = user_by_email(cx, &email)?.id;
        cx.tx.execute("UPDATE users SET password_hash = $1 WHERE id = $2", &[&hash, &user])?;
        tokens::password_set(cx, user)?;
        telegram::end(cx, user)?;
        end_all_of(cx, user)?;
        Ok(())
    })
    .await
}

/// Takes away the right to sign in, and ends every session of the user.
pub fn disable_user(cx: &mut Cx<'_, '_>, email: &str) -> Result<(), Error> {
    let user = user_by_email(cx, email)?.id;
    cx.tx.execute("UPDATE users SET active = FALSE WHERE id = $1", &[&user])?;
    stamps::bump_user(cx, user)?;
    end_all_of(cx, user)?;
    Ok(())
}

/// Routes the tickets of a type to a manager, whoever's affiliate they come from.
pub fn route_type(cx: &mut Cx<'_, '_>, manager: UserId, kind: TicketType) -> Result<(), Error> {
    only_system(cx)?;
    cx.tx.execute(
        "INSERT INTO type_routes (user_id, type) VALUES ($1, $2) ON CONFLICT (user_id, type) DO NOTHING",
        &[&manager, &kind],
    )?;
    live::tell(cx, &Hint::Person(manager))
}

/// A hash for [`add_user`].
pub async fn hash_for(app: &App, password: &str) -> Result<String, Error> {
    app.passwords().hash("password", password, app.random()).await
}

pub(crate) fn only_system(cx: &Cx<'_, '_>) -> Result<(), Error> {
    if cx.actor == Actor::System { Ok(()) } else { Err(Error::NotFound) }
}

/// A member of staff who can be put in charge.
#[derive(Clone, Debug)]
pub struct Assignee {
    /// The user.
    pub id: UserId,
    /// Their name.
    pub name: String,
}

/// Who can be put in charge, by name.
pub fn assignees(cx: &mut Cx<'_, '_>) -> Result<Vec<Assignee>, Error> {
    cx.staff()?;
    let sql = "SELECT id, name FROM users WHERE role <> 'affiliate' AND active = TRUE ORDER BY name, id";
    Ok(cx.tx.query(sql, &[], |row| Ok(Assignee { id: row.get(0)?, name: row.get(1)? }))?)
}

/// Whom something is written for.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    /// Their name.
    pub(crate) name: String,
    /// Their language.
    pub(crate) locale: String,
    /// Whether they are of the staff.
    pub(crate) staff: bool,
}

/// Whom something is written for, whoever asks.
pub(crate) fn reader(cx: &mut Cx<'_, '_>, user: UserId) -> Result<Reader, Error> {
    let sql = "SELECT name, locale, role FROM users WHERE id = $1";
    let found = cx.tx.query_opt(sql, &[&user], |row| {
        Ok(Reader { name: row.get(0)?, locale: row.get(1)?, staff: row.get::<Role>(2)?.is_staff() })
    })?;
    found.ok_or(Error::NotFound)
}

/// Whether somebody is of the staff and may sign in, whoever asks.
pub(crate) fn is_active_staff(cx: &mut Cx<'_, '_>, user: UserId) -> Result<bool, Error> {
    let sql = "SELECT id FROM users WHERE id = $1 AND role <> 'affiliate' AND active = TRUE";
    Ok(cx.tx.query_opt(sql, &[&user], |row| row.get::<UserId>(0))?.is_some())
}

/// The member of staff with this address, whoever asks; one who left only where that is said to be right.
pub(super) fn staff_by_email(
    cx: &mut Cx<'_, '_>,
    email: &Email,
    or_left: bool,
) -> Result<Option<UserId>, Error> {
    let sql =
        "SELECT id FROM users WHERE email_folded = $1 AND role <> 'affiliate' AND (active = TRUE OR $2)";
    Ok(cx.tx.query_opt(sql, &[&email.folded(), &or_left], |row| row.get(0))?)
}
