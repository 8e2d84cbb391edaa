//! Files of messages: staged before the first byte, claimed by the message's own transaction, read within a scope; and
//! the small pictures that are made of them.

mod serve;
mod stage;
mod thumbnail;

pub(crate) use serve::of_ticket;
pub use serve::{Served, find};
pub(crate) use stage::claim;
pub use stage::{Incoming, Staged, discard, keep, kept, stage, stage_key, waiting};
pub(crate) use stage::{remove_swept, to_sweep};
pub use thumbnail::{Thumbnail, find_thumbnail, make_thumbnail};

db::id! {
    /// A file of a message.
    pub AttachmentId
}
db::id! {
    /// A file that waits for its message.
    pub StagedId
}
