//! Answers that come by mail. What a mail says of itself decides nothing but what may be read without harm: whose it is
//! and where it belongs stands in the signed address that it was sent to ([`crate::reply_address`]), and what becomes of
//! it is decided here, in one transaction.
//!
//! MIME, IMAP and pipes are the courier's: it hands over a [`Mail`].

mod judge;
mod mailbox;
mod receive;
mod scrub;
mod seen;
mod tell;
mod types;

pub use judge::look;
pub use mailbox::mailbox;
pub use receive::{Receipt, receive, refuse, stage};
pub(crate) use seen::sweep;
pub use tell::NotTaken;
pub use types::{Automatic, Mail, Trouble};
