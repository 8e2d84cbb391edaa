//! What is to become of a mail, from what is known now.

use sha2::{Digest as _, Sha256};

use super::{Mail, Trouble};
use crate::cx::Cx;
use crate::error::Error;
use crate::inbound::{self, Outcome};
use crate::people::{Deputy, Email, UserId, only_system};
use crate::reply_address::{NoReply, ReplyAddress};
use crate::tickets::TicketId;

/// A mail whose place is known.
pub(super) struct Judged {
    /// Whose address it was sent to, where that is certain.
    pub(super) user: Option<UserId>,
    /// And which ticket's.
    pub(super) ticket: Option<TicketId>,
    /// What it is known by when it comes again.
    pub(super) key: Option<[u8; 32]>,
    /// The person to write in the name of, or why nobody does.
    pub(super) verdict: Result<Deputy, Outcome>,
}

/// Whether it looks as if the mail will be taken, and for whom: asked before its files are stored. It only reads.
pub fn look(cx: &mut Cx<'_, '_>, mail: &Mail) -> Result<Option<Deputy>, Error> {
    Ok(judge(cx, mail)?.verdict.ok())
}

/// Decides. The order matters: a machine is never told anything, whatever else is wrong with its mail, and nothing is
/// said of a ticket to somebody whose address was not signed.
pub(super) fn judge(cx: &mut Cx<'_, '_>, mail: &Mail) -> Result<Judged, Error> {
    only_system(cx)?;
    let address = address(cx, mail)?;
    let place = match address {
        Some(Ok(place) | Err(NoReply::Expired(place))) => Some(place),
        Some(Err(NoReply::Forged)) | None => None,
    };
    let key = place.map(|place| key(mail, place));
    let verdict = if came_before(cx, key)? {
        Err(Outcome::Duplicate)
    } else if let Some(automatic) = mail.automatic {
        Err(automatic.into())
    } else {
        match address {
            Some(Ok(place)) => at(cx, mail, place)?,
            Some(Err(NoReply::Expired(_))) => Err(Outcome::Expired),
            Some(Err(NoReply::Forged)) => Err(Outcome::Forged),
            // Nothing at all is known of it.
            None if mail.trouble == Some(Trouble::Unreadable) && mail.recipients.is_empty() => {
                Err(Outcome::Unreadable)
            }
            None => Err(Outcome::NotAnAnswer),
        }
    };
    let (user, ticket) = match place {
        Some(place) => known(cx, place)?,
        None => (None, None),
    };
    Ok(Judged { user, ticket, key, verdict })
}

/// What a mail to a place is known by when it comes again. The place is part of it: nobody can use up the name of a mail
/// that somebody else will send, and one mail may go to two tickets.
fn key(mail: &Mail, place: ReplyAddress) -> [u8; 32] {
    let mut key = Sha256::new();
    key.update(mail.digest);
    key.update(place.ticket.get().to_be_bytes());
    key.update(place.user.get().to_be_bytes());
    key.finalize().into()
}

/// The first address that is signed and in time; else the one that was nearest to it.
fn address(cx: &mut Cx<'_, '_>, mail: &Mail) -> Result<Option<Result<ReplyAddress, NoReply>>, Error> {
    let Some(base) = cx.settings().reply_address.clone() else { return Ok(None) };
    let mut found = None;
    for recipient in &mail.recipients {
        let read = ReplyAddress::parse(cx, &base, recipient)?;
        match (read, found) {
            (Some(Ok(place)), _) => return Ok(Some(Ok(place))),
            (Some(Err(NoReply::Expired(place))), _) => found = Some(Err(NoReply::Expired(place))),
            (Some(Err(NoReply::Forged)), None) => found = Some(Err(NoReply::Forged)),
            _ => {}
        }
    }
    Ok(found)
}

fn came_before(cx: &mut Cx<'_, '_>, key: Option<[u8; 32]>) -> Result<bool, Error> {
    let Some(key) = key else { return Ok(false) };
    let sql = "SELECT 1 FROM mail_seen WHERE digest = $1";
    Ok(cx.tx.query_opt(sql, &[&key.to_vec()], |_| Ok(()))?.is_some())
}

/// A mail with a good address: may this person write this there, now?
fn at(cx: &mut Cx<'_, '_>, mail: &Mail, place: ReplyAddress) -> Result<Result<Deputy, Outcome>, Error> {
    if is_of_another(cx, mail, place.user)? {
        return Ok(Err(Outcome::Foreign));
    }
    if inbound::too_many(cx, place.user)? {
        return Ok(Err(Outcome::TooMany));
    }
    let (deputy, standing) = match inbound::may_answer(cx, place.user, place.ticket)? {
        Ok(found) => found,
        Err(outcome) => return Ok(Err(outcome)),
    };
    if let Some(trouble) = mail.trouble {
        return Ok(Err(trouble.into()));
    }
    Ok(standing.refuses(cx, &mail.text).map_or(Ok(deputy), Err))
}

/// Whether the mail says that it comes from another address than the person's own: a notice that was passed on, or one that
/// somebody found. What a mail says of itself proves nothing; but whoever has the signed address must know this one, too,
/// and mail servers refuse most of what only claims to come from there.
fn is_of_another(cx: &mut Cx<'_, '_>, mail: &Mail, user: UserId) -> Result<bool, Error> {
    let own = "SELECT email_folded FROM users WHERE id = $1";
    let own = cx.tx.query_opt(own, &[&user], |row| row.get::<String>(0))?;
    Ok(own.is_none_or(|own| own != Email::fold(&mail.sender)))
}

/// Which of the two are still there: the signature was good, so they were once.
fn known(cx: &mut Cx<'_, '_>, place: ReplyAddress) -> Result<(Option<UserId>, Option<TicketId>), Error> {
    let user = "SELECT id FROM users WHERE id = $1";
    let user = cx.tx.query_opt(user, &[&place.user], |row| row.get(0))?;
    let ticket = "SELECT id FROM tickets WHERE id = $1";
    let ticket = cx.tx.query_opt(ticket, &[&place.ticket], |row| row.get(0))?;
    Ok((user, ticket))
}
