//! Signing in and out.

use std::net::IpAddr;

use super::sessions::{self, SessionToken};
use super::{AffiliateStatus, Email, Theme, UserId};
use crate::app::{App, Credential};
use crate::cx::Role;
use crate::error::Error;

/// What the sign-in form and its request say.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The address as it was typed.
    pub email: String,
    /// The password as it was typed.
    pub password: String,
    /// Where the request comes from.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The session that the browser still holds; it ends, so that signing in always means a new one.
    pub previous: Option<SessionToken>,
}

/// A new session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// For the cookie.
    pub token: SessionToken,
    /// Which panel to show.
    pub role: Role,
    /// Light or dark, for the page after signing out.
    pub theme: Theme,
}

struct Account {
    user: UserId,
    role: Role,
    theme: Theme,
    password_hash: String,
    usable: bool,
}

/// Checks e-mail and password and starts a session. Unknown address and wrong password get the same answer in the same
/// time; that an account is switched off is said only to who knows its password.
pub async fn sign_in(app: &App, form: SignIn) -> Result<SignedIn, Error> {
    // Longer is no address; the map of attempts should not hold it.
    let folded: String = Email::fold(&form.email).chars().take(Email::MAX).collect();
    app.throttles().attempt(&folded, form.address)?;

    // Text that storage would refuse cannot be anybody's address, and gets the answer of an unknown one.
    let known = if folded.contains('\0') {
        None
    } else {
        app.read(&Credential::Anonymous, move |cx| account(cx, &folded)).await?
    };
    let hash = known.as_ref().map(|account| account.password_hash.clone());
    if !app.passwords().verify(&form.password, hash).await? {
        return Err(Error::WrongPassword);
    }
    let Some(account) = known else { return Err(Error::WrongPassword) };
    if !account.usable {
        return Err(Error::AccountOff);
    }

    let (user, role, theme, hash) = (account.user, account.role, account.theme, account.password_hash);
    let token = app
        .write(&Credential::Anonymous, move |cx| {
            // The password may have been changed, or the account switched off, while it was being checked.
            let still = cx.tx.query_opt(
                "SELECT id FROM users WHERE id = $1 AND password_hash = $2 AND active = TRUE",
                &[&user, &hash],
                |row| row.get::<UserId>(0),
            )?;
            still.ok_or(Error::WrongPassword)?;
            if let Some(previous) = &form.previous {
                sessions::end(cx, previous)?;
            }
            sessions::start(cx, user, &form.user_agent, &form.address.to_canonical().to_string())
        })
        .await?;
    Ok(SignedIn { token, role, theme })
}

fn account(cx: &mut crate::Cx<'_, '_>, folded: &str) -> Result<Option<Account>, Error> {
    Ok(cx.tx.query_opt(
        "SELECT u.id, u.role, u.password_hash, u.active, a.status, u.theme FROM users u
         LEFT JOIN affiliates a ON a.id = u.affiliate_id
         WHERE u.email_folded = $1",
        &[&folded],
        |row| {
            let status: Option<AffiliateStatus> = row.get(4)?;
            Ok(Account {
                user: row.get(0)?,
                role: row.get(1)?,
                theme: row.get(5)?,
                password_hash: row.get(2)?,
                usable: row.get::<bool>(3)? && status.is_none_or(AffiliateStatus::may_sign_in),
            })
        },
    )?)
}

/// Ends the session of a cookie. Without a living session there is nothing to do, and that is fine.
pub async fn sign_out(app: &App, token: SessionToken) -> Result<(), Error> {
    app.write(&Credential::Anonymous, move |cx| sessions::end(cx, &token)).await
}
