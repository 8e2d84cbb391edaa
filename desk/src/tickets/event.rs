//! What the system writes on a ticket: a key that `words` has a sentence for, in the reader's language.

db::text_enum! {
    /// A thin line in the conversation. Who did it is the message's author.
    pub enum Event {
        /// A manager closed the ticket.
        Closed = "closed",
        /// A manager opened it again.
        Reopened = "reopened",
        /// The affiliate's comment opened it again.
        ReopenedByComment = "reopened_by_comment",
        /// A manager took it from the shared queue.
        Taken = "taken",
    }
}

impl Event {
    /// Whether the affiliate sees it too; who works on what is the staff's own business.
    pub(crate) fn is_public(self) -> bool {
        self != Self::Taken
    }
}
