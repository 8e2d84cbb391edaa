//! What a person is told: the bell of the panel, and what they chose to be told of over which way.
//!
//! The rows of the bell are written where the rows of the outbox are ([`crate::outbox`]), in the transaction that causes
//! them.

mod bell;
mod digest;
mod letter;
mod preferences;
mod unsubscribe;

pub(crate) use bell::sweep;
pub use bell::{
    MOST_COUNTED, NoticeRow, forget_hidden, list, mark_all_seen, saw_ticket, settle_history, unseen,
    unseen_on,
};
pub use digest::send_digests;
pub use letter::{AccountChange, Content, DigestLine, Letter, Links, MailThread, Shown, letter, show, shown};
pub use preferences::{Preference, Preferences, preferences, save_preferences};
pub use unsubscribe::{Unsubscribe, unsubscribe};
