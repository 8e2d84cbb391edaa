//! The mailbox that is looked into.

use crate::cx::Cx;
use crate::error::Error;
use crate::inbound::{self, Inlet};

/// How the mailbox fares that is looked into, if one is configured. For admins.
pub fn mailbox(cx: &mut Cx<'_, '_>) -> Result<Option<Inlet>, Error> {
    cx.admin()?;
    let Some(name) = cx.settings().mail_in.mailbox.clone() else { return Ok(None) };
    inbound::inlet(cx, &name).map(Some)
}
