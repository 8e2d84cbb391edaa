//! Files of messages: staged before the first byte, claimed by the message's own transaction, read within a scope.

mod serve;
mod stage;

pub(crate) use serve::of_ticket;
pub use serve::{Served, find};
pub(crate) use stage::claim;
pub use stage::{Incoming, Staged, discard, keep, kept, stage, stage_key, waiting};
pub(crate) use stage::{remove_swept, to_sweep};

db::id! {
    /// A file of a message.
    pub AttachmentId
}
db::id! {
    /// A file that waits for its message.
    pub StagedId
}
