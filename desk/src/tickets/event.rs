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
        /// The request was approved, by a manager or by the rule that the line names.
        Approved = "approved",
        /// The request was rejected; the line says why.
        Rejected = "rejected",
        /// A manager wants to know more before the request is decided.
        InformationWanted = "information_wanted",
        /// The affiliate answered: the request is pending again.
        Resubmitted = "resubmitted",
        /// The affiliate took the request back.
        Withdrawn = "withdrawn",
        /// The affiliate stayed silent for too long.
        Expired = "expired",
        /// The affiliate was reminded that the request will expire.
        Reminded = "reminded",
        /// Nobody decided for too long: the lead was told.
        Escalated = "escalated",
        /// The rule that the line names put somebody in charge.
        AssignedByRule = "assigned_by_rule",
        /// Files that came with an answer by mail were not taken; the line names them.
        FilesRefused = "files_refused",
    }
}

impl Event {
    /// Whether the affiliate sees it too; who works on what is the staff's own business.
    pub(crate) fn is_public(self) -> bool {
        !matches!(self, Self::Taken | Self::Escalated | Self::AssignedByRule)
    }
}
