//! A person's own picture. Staff have one, so that affiliates see whom they write to.

use files::Format;

use super::UserId;
use crate::app::{App, Credential};
use crate::attachments::Incoming;
use crate::cx::{Actor, Cx};
use crate::error::Error;
use crate::pictures::{self, Columns, Made, ServedPicture};
use crate::stamps;

const COLUMNS: Columns = Columns { table: "users", prefix: "picture" };

/// Where a person's picture is to be found: its address has both numbers, so that a browser may keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portrait {
    /// Whose it is.
    pub user: UserId,
    /// Counts its changes.
    pub version: i64,
}

impl Portrait {
    /// From a user and their row's `picture_key IS NOT NULL` and `picture_version`.
    pub(crate) fn of(user: UserId, there: bool, version: i64) -> Option<Self> {
        there.then_some(Self { user, version })
    }
}

/// Takes a file that was uploaded as the acting member of staff's picture: made square and small, in place of the one
/// before. The file itself is not kept, whatever comes of it.
pub async fn set_portrait(app: &App, who: &Credential, file: Incoming) -> Result<(), Error> {
    let may = |cx: &mut Cx<'_, '_>| cx.staff().map(drop);
    pictures::take_in(app, who, file, may, files::picture::portrait, put).await
}

/// Gives a member of staff their picture: for an import, which the desk itself does.
pub async fn import_portrait(app: &App, user: UserId, format: Format, bytes: Vec<u8>) -> Result<(), Error> {
    pictures::import(app, user, (format, bytes), files::picture::portrait, put).await
}

fn put(cx: &mut Cx<'_, '_>, made: &Made) -> Result<(), Error> {
    let user = cx.staff()?.user;
    COLUMNS.put(cx, user.get(), made)?;
    stamps::bump_user(cx, user)
}

/// Takes the acting person's picture away.
pub fn remove_portrait(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    let user = cx.staff()?.user;
    COLUMNS.remove(cx, user.get())?;
    stamps::bump_user(cx, user)
}

/// Affiliates know the manager of their portfolio, and whoever wrote to them; staff know each other.
const KNOWN: &str = "
    (EXISTS (SELECT 1 FROM affiliates a WHERE a.id = $2 AND a.manager_id = p.id)
     OR EXISTS (SELECT 1 FROM tickets t JOIN messages g ON g.ticket_id = t.id
                WHERE t.affiliate_id = $2 AND g.author_id = p.id AND g.kind IN ('description', 'comment')))";

/// Finds the picture of somebody whom the acting person knows.
pub fn find_portrait(cx: &mut Cx<'_, '_>, user: UserId) -> Result<ServedPicture, Error> {
    let known = match cx.actor() {
        Actor::Anonymous => return Err(Error::SignedOut),
        Actor::Affiliate(who) => (KNOWN, who.affiliate.get()),
        Actor::Staff(_) | Actor::System => ("CAST($2 AS BIGINT) = 0", 0),
    };
    COLUMNS.find(cx, user.get(), known)
}
