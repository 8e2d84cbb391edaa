//! The address that a notice by mail is answered to. It decides which ticket an answer belongs to and whose it is: never the
//! subject, and never the sender alone, because anybody can write those.

use std::time::Duration;

use crate::cx::Cx;
use crate::error::Error;
use crate::people::UserId;
use crate::secrets;
use crate::tickets::TicketId;

/// How long after a notice its address takes answers.
pub const LIFETIME_DAYS: i64 = 90;

/// The same as a time.
pub const LIFETIME: Duration = Duration::from_hours(24 * LIFETIME_DAYS.unsigned_abs());

const PURPOSE: &str = "reply address";

/// Whom an answer comes from, and where it belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyAddress {
    /// The ticket.
    pub ticket: TicketId,
    /// Who got the notice.
    pub user: UserId,
}

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoReply {
    /// It was not made here, or was changed on its way.
    Forged,
    /// The notice is older than [`LIFETIME_DAYS`]. It was this person's.
    Expired(ReplyAddress),
}

impl ReplyAddress {
    /// The address, on `base` (`support@example.com` gives `support+12-7-20500-…@example.com`). None if `base` has no `@`.
    pub fn on(self, cx: &mut Cx<'_, '_>, base: &str) -> Result<Option<String>, Error> {
        let Some((local, domain)) = base.rsplit_once('@') else { return Ok(None) };
        let parts = [self.ticket.to_string(), self.user.to_string(), day(cx).to_string()];
        let signature = secrets::sign(cx, PURPOSE, &parts.each_ref().map(String::as_str))?;
        Ok(Some(format!("{local}+{}-{signature}@{domain}", parts.join("-"))))
    }

    /// The text with every address of this kind made `base`: who reads it must not learn to write in another's name.
    pub fn hide(base: &str, text: &str) -> String {
        let Some((local, domain)) = base.rsplit_once('@') else { return text.to_owned() };
        // Text keeps its bytes where it is made lower case in ASCII alone, so that places in both are the same.
        let lower = text.to_ascii_lowercase();
        let (local_lower, domain) = (local.to_ascii_lowercase(), domain.to_ascii_lowercase());
        // In a link both signs are written as their codes.
        let starts = ["+", "%2b"].map(|plus| format!("{local_lower}{plus}"));
        let ends = ["@", "%40"].map(|at| format!("{at}{domain}"));
        let mut hidden = String::with_capacity(text.len());
        let mut done = 0;
        loop {
            let rest = &lower[done..];
            let found = starts.iter().filter_map(|start| Some((rest.find(start)?, start.len()))).min();
            let Some((at, start)) = found.map(|(at, length)| (done + at, length)) else { break };
            let tag = at + start;
            let length = lower[tag..]
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .unwrap_or(lower.len() - tag);
            // A mail program may break a line within so long a word, and then it ends without a domain.
            let end = ends.iter().find(|end| lower[tag + length..].starts_with(end.as_str()));
            let signed = lower[tag..tag + length].bytes().filter(|byte| *byte == b'-').count() >= 3;
            hidden.push_str(&text[done..at]);
            hidden.push_str(match (signed, end) {
                (true, Some(_)) => base,
                (true, None) => local,
                (false, _) => &text[at..tag + length],
            });
            done = tag + length + end.filter(|_| signed).map_or(0, String::len);
        }
        hidden.push_str(&text[done..]);
        hidden
    }

    /// Reads the address of an answer. None when it is not of the kind that notices carry: `base` itself, or another one's.
    pub fn parse(
        cx: &mut Cx<'_, '_>,
        base: &str,
        address: &str,
    ) -> Result<Option<Result<Self, NoReply>>, Error> {
        // Mail servers may write the address in other case than it was given in.
        let (base, address) = (base.to_lowercase(), address.trim().to_lowercase());
        let Some((local, domain)) = base.rsplit_once('@') else { return Ok(None) };
        let written = address.strip_suffix(domain).and_then(|rest| rest.strip_suffix('@'));
        let Some(tag) =
            written.and_then(|rest| rest.strip_prefix(local)).and_then(|rest| rest.strip_prefix('+'))
        else {
            return Ok(None);
        };
        let parts: Vec<&str> = tag.split('-').collect();
        let [ticket, user, made, signature] = parts[..] else { return Ok(Some(Err(NoReply::Forged))) };
        if !secrets::is_signed(cx, PURPOSE, &[ticket, user, made], signature)? {
            return Ok(Some(Err(NoReply::Forged)));
        }
        let (Ok(ticket), Ok(user), Ok(made)) = (ticket.parse(), user.parse(), made.parse::<i64>()) else {
            return Ok(Some(Err(NoReply::Forged)));
        };
        let expired = made.saturating_add(LIFETIME_DAYS) < day(cx);
        let read = Self { ticket, user };
        Ok(Some(if expired { Err(NoReply::Expired(read)) } else { Ok(read) }))
    }
}

/// Days since 1970.
fn day(cx: &Cx<'_, '_>) -> i64 {
    cx.now.get() / i64::try_from(Duration::from_hours(24).as_micros()).unwrap_or(i64::MAX)
}
