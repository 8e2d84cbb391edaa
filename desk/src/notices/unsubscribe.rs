//! The link below a mail by which somebody stops getting mails of its kind, without signing in: a signature over who and
//! what, good for as long as the person is there.

use crate::cx::Cx;
use crate::error::Error;
use crate::outbox::{Channel, Topic};
use crate::people::UserId;
use crate::secrets;

use super::preferences::{set, set_digest};

const PURPOSE: &str = "unsubscribe";

/// Who does not want to be told what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    /// Who.
    pub user: UserId,
    /// What.
    pub topic: Topic,
}

impl Unsubscribe {
    /// What stands in the link.
    pub fn token(self, cx: &mut Cx<'_, '_>) -> Result<String, Error> {
        let (user, topic) = (self.user.to_string(), self.topic.as_str());
        let signature = secrets::sign(cx, PURPOSE, &[&user, topic])?;
        Ok(format!("{user}-{topic}-{signature}"))
    }

    /// Reads what stood in a link. One that was not made here is not found.
    pub fn parse(cx: &mut Cx<'_, '_>, token: &str) -> Result<Self, Error> {
        let parts: Vec<&str> = token.split('-').collect();
        let [user, topic, signature] = parts[..] else { return Err(Error::NotFound) };
        if !secrets::is_signed(cx, PURPOSE, &[user, topic], signature)? {
            return Err(Error::NotFound);
        }
        let user = user.parse().map_err(|_| Error::NotFound)?;
        let topic = topic.parse().map_err(|_| Error::NotFound)?;
        Ok(Self { user, topic })
    }
}

/// Follows the link: no more mails of that kind. Twice is once.
pub fn unsubscribe(cx: &mut Cx<'_, '_>, token: &str) -> Result<Topic, Error> {
    let Unsubscribe { user, topic } = Unsubscribe::parse(cx, token)?;
    let sql = "SELECT id FROM users WHERE id = $1";
    cx.tx.query_opt(sql, &[&user], |row| row.get::<UserId>(0))?.ok_or(Error::NotFound)?;
    match topic {
        Topic::Digest => set_digest(cx, user, false)?,
        topic => set(cx, user, topic, Channel::Email, false)?,
    }
    Ok(topic)
}
