//! The address that a notice by mail is answered to. It alone decides which ticket an answer belongs to and who wrote it:
//! never the subject, and never the sender alone, because anybody can write those.

use std::time::Duration;

use crate::cx::Cx;
use crate::error::Error;
use crate::people::UserId;
use crate::secrets;
use crate::tickets::TicketId;

/// How long after a notice its address takes answers.
pub const LIFETIME_DAYS: i64 = 90;

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
    /// The notice is older than [`LIFETIME_DAYS`].
    Expired,
}

impl ReplyAddress {
    /// The address, on `base` (`support@example.com` gives `support+12-7-20500-…@example.com`). None if `base` has no `@`.
    pub fn on(self, cx: &mut Cx<'_, '_>, base: &str) -> Result<Option<String>, Error> {
        let Some((local, domain)) = base.rsplit_once('@') else { return Ok(None) };
        let parts = [self.ticket.to_string(), self.user.to_string(), day(cx).to_string()];
        let signature = secrets::sign(cx, PURPOSE, &parts.each_ref().map(String::as_str))?;
        Ok(Some(format!("{local}+{}-{signature}@{domain}", parts.join("-"))))
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
        Ok(Some(if expired { Err(NoReply::Expired) } else { Ok(Self { ticket, user }) }))
    }
}

/// Days since 1970.
fn day(cx: &Cx<'_, '_>) -> i64 {
    cx.now.get() / i64::try_from(Duration::from_hours(24).as_micros()).unwrap_or(i64::MAX)
}
