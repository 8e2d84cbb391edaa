//! Mail on its way in: read from a mailbox ([`imap`]) or a mail server's pipe, taken apart within bounds, and handed to
//! `desk::mail_in`, which decides.

mod automatic;
mod bounds;
mod html;
pub mod imap;
mod quote;
mod read;
mod take;

pub use quote::{Split, split};
pub use read::{Attached, Envelope, Ours, Read, read};
pub(crate) use take::store;
pub use take::{Intake, take, take_head};

/// The most bytes of a mail: what the large providers let through, and less than any process minds.
pub const MOST_BYTES: usize = 25 * 1024 * 1024;
