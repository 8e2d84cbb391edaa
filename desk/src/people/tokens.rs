//! Links that let somebody in once: invitations, forgotten passwords, addresses to be confirmed.
//!
//! A link is made when its mail is sent, and only its hash is kept: nothing that is stored lets anybody in. Each attempt to
//! send makes one of its own; using one uses up all of its kind, and a new password all that there are.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::passwords::check_new;
use super::sessions::shut_out;
use super::{Email, UserId};
use crate::app::{App, Credential};
use crate::audit;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::{Conflict, Error, Problem};
use crate::outbox::{self, Channel, Notice};
use crate::{stamps, telegram, text};

db::text_enum! {
    /// What a link is for.
    pub enum TokenKind {
        /// To set the first password.
        Invitation = "invitation",
        /// To set another password.
        Reset = "reset",
        /// To show that an address is one's own.
        Confirmation = "confirmation",
    }
}

impl TokenKind {
    /// How long its link is good for.
    pub fn lifetime(self) -> Duration {
        match self {
            Self::Invitation => Duration::from_hours(24 * 7),
            Self::Reset => Duration::from_hours(1),
            Self::Confirmation => Duration::from_hours(24),
        }
    }

    fn notice(self) -> Notice {
        match self {
            Self::Invitation => Notice::Invitation,
            Self::Reset => Notice::PasswordReset,
            Self::Confirmation => Notice::EmailConfirmation,
        }
    }
}

/// What stands in a link: 32 random bytes as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken(String);

impl LinkToken {
    /// The text for the link.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl FromStr for LinkToken {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let shaped =
            text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if shaped { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

/// Makes a link's token, for the mail that is about to leave. It is good from when it was asked for, not from now.
pub(crate) fn mint(
    cx: &mut Cx<'_, '_>,
    kind: TokenKind,
    user: UserId,
    address: &str,
    asked: Timestamp,
) -> Result<LinkToken, Error> {
    let token = LinkToken(text::hex(&cx.random().bytes::<32>()));
    cx.tx.execute(
        "INSERT INTO tokens (kind, user_id, hash, address, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&kind, &user, &token.hash(), &address, &cx.now, &asked.plus(kind.lifetime())],
    )?;
    Ok(token)
}

/// Whom a link is for.
#[derive(Clone, Debug)]
pub struct LinkHolder {
    /// The user.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// The address that they sign in with.
    pub email: String,
    /// The address that it was sent to.
    pub address: String,
}

/// Whom a link is for, as long as it is good. One that was used, ran out or was made up is not found.
pub fn link_holder(cx: &mut Cx<'_, '_>, kind: TokenKind, token: &LinkToken) -> Result<LinkHolder, Error> {
    let found = cx.tx.query_opt(
        "SELECT u.id, u.name, u.email, k.address FROM tokens k JOIN users u ON u.id = k.user_id
         WHERE k.hash = $1 AND k.kind = $2 AND k.used_at IS NULL AND k.expires_at > $3 AND u.active = TRUE",
        &[&token.hash(), &kind, &cx.now],
        |row| {
            Ok(LinkHolder { user: row.get(0)?, name: row.get(1)?, email: row.get(2)?, address: row.get(3)? })
        },
    )?;
    found.ok_or(Error::NotFound)
}

/// Ends every link of these kinds that somebody has, and those that are still to be sent.
pub(super) fn use_up(cx: &mut Cx<'_, '_>, user: UserId, kinds: &[TokenKind]) -> Result<(), Error> {
    for kind in kinds {
        let sql = "UPDATE tokens SET used_at = $1 WHERE user_id = $2 AND kind = $3 AND used_at IS NULL";
        cx.tx.execute(sql, &[&cx.now, &user, kind])?;
        // What waits, tried before or not, would bring another link.
        outbox::drop_waiting(cx, user, kind.notice())?;
    }
    Ok(())
}

/// Somebody's password was set: no link that was asked for before lets anybody in, or takes the account elsewhere.
pub(super) fn password_set(cx: &mut Cx<'_, '_>, user: UserId) -> Result<(), Error> {
    use_up(cx, user, TokenKind::ALL)
}

/// Mails of a kind that somebody was to get within the lifetime of one.
fn lately(cx: &mut Cx<'_, '_>, user: UserId, kind: TokenKind) -> Result<i64, Error> {
    let since = cx.now.minus(kind.lifetime());
    let sql = "SELECT COUNT(*) FROM outbox WHERE user_id = $1 AND event = $2 AND created_at > $3";
    Ok(cx.tx.query_one(sql, &[&user, &kind.notice(), &since], |row| row.get(0))?)
}

/// Sets a password by a link, and ends every session of its holder. Gives the address to sign in with.
pub async fn set_password_by_link(
    app: &App,
    kind: TokenKind,
    token: &LinkToken,
    password: &str,
) -> Result<String, Error> {
    if kind == TokenKind::Confirmation {
        return Err(Error::NotFound);
    }
    let asked = token.clone();
    // First the link: who has none should not make us work.
    app.read(&Credential::Anonymous, move |cx| link_holder(cx, kind, &asked)).await?;
    check_new(password).map_err(|problem| Error::field("new_password", problem))?;
    let hash = app.passwords().hash("new_password", password, app.random()).await?;
    let token = token.clone();
    app.write(&Credential::Anonymous, move |cx| {
        let LinkHolder { user, email, .. } = link_holder(cx, kind, &token)?;
        cx.tx.execute("UPDATE users SET password_hash = $1 WHERE id = $2", &[&hash, &user])?;
        password_set(cx, user)?;
        shut_out(cx, user)?;
        // Whoever had the old password may have linked a chat of theirs.
        telegram::end(cx, user)?;
        audit::note(cx, "user.password_by_link", ("user", user.get()), &serde_json::json!({ "link": kind }))?;
        Ok(email)
    })
    .await
}

/// How long asking for a new password takes at least, whoever asks for whom: longer than a write, so that its time does not
/// say whether there was one.
const ASKING: Duration = Duration::from_millis(400);

/// Most mails about a forgotten password that somebody gets within the lifetime of one.
const MOST_RESETS: i64 = 3;

/// Most addresses that somebody may want to confirm within the lifetime of one link: each gets a mail that its owner may not
/// have asked for.
const MOST_CONFIRMATIONS: i64 = 5;

/// Somebody says that they forgot the password of an address. The answer is the same, and comes after the same time,
/// whether there is such a person or not.
pub async fn forgot_password(app: &App, email: &str, address: IpAddr) -> Result<(), Error> {
    let started = tokio::time::Instant::now();
    let email = Email::parse(email).map_err(|problem| Error::field("email", problem))?;
    app.throttles().attempt(email.folded(), address)?;
    let folded = email.folded().to_owned();
    if !folded.contains('\0') {
        app.write(&Credential::Anonymous, move |cx| note_forgotten(cx, &folded)).await?;
    }
    tokio::time::sleep_until(started + ASKING).await;
    Ok(())
}

fn note_forgotten(cx: &mut Cx<'_, '_>, folded: &str) -> Result<(), Error> {
    let found = cx.tx.query_opt(
        "SELECT u.id FROM users u LEFT JOIN affiliates a ON a.id = u.affiliate_id
         WHERE u.email_folded = $1 AND u.active = TRUE AND (a.id IS NULL OR a.status IN ('active', 'on_moderation'))",
        &[&folded],
        |row| row.get::<UserId>(0),
    )?;
    let Some(user) = found else { return Ok(()) };
    if lately(cx, user, TokenKind::Reset)? < MOST_RESETS {
        send(cx, TokenKind::Reset, user, "")
    } else {
        Ok(())
    }
}

/// Notes that somebody is to be sent a link; nothing, where no mail is sent at all.
pub(super) fn send(cx: &mut Cx<'_, '_>, kind: TokenKind, user: UserId, address: &str) -> Result<(), Error> {
    if !mails(cx) {
        return Ok(());
    }
    let expires = cx.now.plus(kind.lifetime());
    let entry = outbox::Entry {
        user: Some(user),
        address,
        expires,
        ..outbox::Entry::of(cx, Channel::Email, kind.notice())
    };
    outbox::add(cx, &entry)
}

/// Whether mail is sent at all.
pub fn mails(cx: &Cx<'_, '_>) -> bool {
    cx.settings().channels.contains(&Channel::Email)
}

/// Somebody wants to be reached, and sign in, at another address: it is used once a link that is sent there was followed.
pub async fn change_email(app: &App, who: &Credential, new: &str, password: &str) -> Result<(), Error> {
    let email = Email::parse(new).map_err(|problem| Error::field("new_email", problem))?;
    let (folded, stored) = app
        .read(who, |cx| {
            let user = cx.user()?;
            let sql = "SELECT email_folded, password_hash FROM users WHERE id = $1";
            Ok(cx.tx.query_one(sql, &[&user], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?)
        })
        .await?;
    app.throttles().attempt_on(&folded)?;
    if !app.passwords().verify(password, Some(stored)).await? {
        return Err(Error::field("email_password", Problem::Wrong));
    }
    let address = email.as_str().to_owned();
    app.write(who, move |cx| {
        let user = cx.user()?;
        if lately(cx, user, TokenKind::Confirmation)? >= MOST_CONFIRMATIONS {
            return Err(Error::Throttled(TokenKind::Confirmation.lifetime()));
        }
        use_up(cx, user, &[TokenKind::Confirmation])?;
        send(cx, TokenKind::Confirmation, user, &address)
    })
    .await
}

/// Follows the link that was sent to a new address: it is the person's from now on.
pub fn confirm_email(cx: &mut Cx<'_, '_>, token: &LinkToken) -> Result<(), Error> {
    let holder = link_holder(cx, TokenKind::Confirmation, token)?;
    let email = Email::parse(&holder.address).map_err(|problem| Error::field("email", problem))?;
    let sql = "SELECT id FROM users WHERE email_folded = $1";
    let owner = cx.tx.query_opt(sql, &[&email.folded()], |row| row.get::<UserId>(0))?;
    if owner.is_some_and(|other| other != holder.user) {
        return Err(Conflict::EmailInUse.into());
    }
    cx.tx.execute(
        "UPDATE users SET email = $1, email_folded = $2 WHERE id = $3",
        &[&email.as_str(), &email.folded(), &holder.user],
    )?;
    use_up(cx, holder.user, TokenKind::ALL)?;
    tell_former(cx, &holder, email.as_str())?;
    audit::note(cx, "user.email", ("user", holder.user.get()), &serde_json::Value::Null)?;
    stamps::bump_user(cx, holder.user)
}

/// Whoever reads the address before learns that the account went elsewhere: it may not have been its person's doing.
fn tell_former(cx: &mut Cx<'_, '_>, holder: &LinkHolder, now: &str) -> Result<(), Error> {
    if holder.email.is_empty() || Email::fold(&holder.email) == Email::fold(now) {
        return Ok(());
    }
    let entry = outbox::Entry {
        user: Some(holder.user),
        address: &holder.email,
        payload: now,
        ..outbox::Entry::of(cx, Channel::Email, Notice::EmailChanged)
    };
    outbox::add(cx, &entry)
}

/// Forgets links that are good for nothing any more.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    Ok(cx.tx.execute("DELETE FROM tokens WHERE expires_at < $1", &[&cx.now])?)
}
