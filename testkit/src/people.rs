//! The people of a test.

use desk::people::{self, AffiliateId, AffiliateStatus, NewAffiliate, NewUser, SessionToken, UserId};
use desk::{Credential, Role};
use sha2::{Digest as _, Sha256};

use crate::Kit;

/// Everybody's password.
pub const PASSWORD: &str = "correct horse battery";

/// Its hash, made once: to make it takes longer than most tests.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$7IFMcqi4i/ibdKhRaok5Gw$VU02Nviyu+Dr+dXhTjzQKBQVRpWo6gjzu8StI1/Kr4k";

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Person {
    /// What they sign in with, beside [`PASSWORD`].
    pub email: String,
    /// Their name.
    pub name: String,
    /// Their user.
    pub user: UserId,
    /// Whose user they are, for an affiliate's.
    pub affiliate: Option<AffiliateId>,
    /// The cookie of their session.
    pub token: SessionToken,
}

impl Person {
    /// Whose user they are.
    ///
    /// # Panics
    /// For staff.
    pub fn affiliate_id(&self) -> AffiliateId {
        self.affiliate.expect("an affiliate's user")
    }

    /// What their browser has left when the session's time is over.
    pub fn expired(&self) -> Credential {
        Credential::Expired(self.token.clone())
    }
}

/// Whoever can act: a [`Person`] or a bare [`Credential`].
pub trait Who {
    /// What they show.
    fn credential(&self) -> Credential;
}

impl Who for Person {
    fn credential(&self) -> Credential {
        Credential::Session(self.token.clone())
    }
}

impl Who for Credential {
    fn credential(&self) -> Credential {
        self.clone()
    }
}

impl Kit {
    /// A manager, signed in.
    ///
    /// # Panics
    /// When the name is taken. So do the others here.
    pub async fn manager(&self, name: &str) -> Person {
        self.person(name, Role::Manager, None).await
    }

    /// The lead.
    pub async fn lead(&self) -> Person {
        self.person("lena", Role::Lead, None).await
    }

    /// The admin.
    pub async fn admin(&self) -> Person {
        self.person("adam", Role::Admin, None).await
    }

    /// An affiliate of a manager's portfolio, or of nobody's, and its one user, signed in.
    ///
    /// # Panics
    /// When the name is taken.
    pub async fn affiliate(&self, name: &str, manager: Option<&Person>) -> Person {
        let new = NewAffiliate {
            name: name.to_owned(),
            status: AffiliateStatus::Active,
            manager: manager.map(|manager| manager.user),
            country: "ES".to_owned(),
            locale: "en".to_owned(),
            time_zone: "Europe/Madrid".to_owned(),
            tags: vec![],
            contacts: vec![],
        };
        let made = self.write(&Credential::System, move |cx| people::add_affiliate(cx, &new)).await;
        self.person(name, Role::Affiliate, Some(made.expect("an affiliate can be made"))).await
    }

    /// Another user of the same affiliate.
    ///
    /// # Panics
    /// When the name is taken.
    pub async fn colleague(&self, of: &Person, name: &str) -> Person {
        self.person(name, Role::Affiliate, of.affiliate).await
    }

    async fn person(&self, name: &str, role: Role, affiliate: Option<AffiliateId>) -> Person {
        let new = NewUser {
            email: format!("{name}@example.test"),
            name: name.to_owned(),
            role,
            affiliate,
            locale: "en".to_owned(),
            time_zone: "UTC".to_owned(),
        };
        let email = new.email.clone();
        let made = self.write(&Credential::System, move |cx| people::add_user(cx, &new, PASSWORD_HASH)).await;
        let user = made.expect("a user can be made");
        let token = self.session(user).await;
        Person { email, name: name.to_owned(), user, affiliate, token }
    }

    /// A new session of a user, made without the slow check of a password; sign-in has tests of its own.
    ///
    /// # Panics
    /// When there is no such user.
    pub async fn session(&self, user: UserId) -> SessionToken {
        let token = format!("{:064x}", self.number());
        let hash = Sha256::digest(token.as_bytes()).to_vec();
        let now = self.now();
        let expires = now.plus(self.app().settings().session_lifetime);
        self.sql(move |tx| {
            tx.execute(
                "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, user_agent, address)
                 VALUES ($1, $2, $3, $3, $4, 'Test', '192.0.2.1')",
                &[&hash, &user, &now, &expires],
            )
        })
        .await;
        token.parse().expect("64 hex digits")
    }
}
