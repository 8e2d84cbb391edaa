//! Answers that come by mail. What a mail says of itself decides nothing but what may be read without harm: whose it is
//! and where it belongs stands in the signed address that it was sent to ([`crate::reply_address`]), and what becomes of
//! it is decided here, in one transaction, and noted in a log that admins read.
//!
//! MIME, IMAP and pipes are the courier's: it hands over a [`Mail`].

mod judge;
mod log;
mod mailbox;
mod receive;
mod scrub;
mod tell;
mod types;

pub use judge::look;
pub(crate) use log::{Entry, note, sweep};
pub use log::{LogFilter, LogRow, log};
pub(crate) use mailbox::inlet;
pub use mailbox::{Mailbox, failed, give_back, lease, looked, mailbox};
pub use receive::{Receipt, fails_for_good, receive, refuse, stage};
pub use tell::NotTaken;
pub(crate) use types::to_detail;
pub use types::{Automatic, Mail, Outcome, RefusedFile, Trouble, WhyRefused, refused_files};

db::id! {
    /// A line of the log of mails.
    pub MailId
}
