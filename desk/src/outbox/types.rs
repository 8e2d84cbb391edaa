//! What there is to tell, about what a person may choose, and over which ways.

use crate::cx::Role;

db::id! {
    /// One delivery: one event to one person, or to one address, over one channel.
    pub OutboxId
}

db::text_enum! {
    /// A way to tell somebody.
    pub enum Channel {
        /// The bell of the panel. Nothing leaves the house, so it has no row in the outbox.
        Panel = "panel",
        /// Electronic mail.
        Email = "email",
        /// A chat with the programme's bot in Telegram.
        Telegram = "telegram",
        /// Another program. It is no person's channel: who is told is said in the settings.
        Webhook = "webhook",
    }
}

db::text_enum! {
    /// Where a delivery stands.
    pub enum State {
        /// It will be tried, or is being tried.
        Waiting = "waiting",
        /// The other side has taken it.
        Sent = "sent",
        /// It was given up: somebody has to look, and may send it again.
        Dead = "dead",
        /// Nobody wants it any more, or nobody may have it.
        Dropped = "dropped",
    }
}

db::text_enum! {
    /// How an attempt went.
    pub enum Attempted {
        /// It was begun; whether it went out is not known yet.
        Begun = "begun",
        /// The other side has taken it.
        Sent = "sent",
        /// It did not go out, and will be tried again.
        Failed = "failed",
        /// The other side will not take it.
        Refused = "refused",
        /// Who tried it never came back: it may have gone out.
        Unknown = "unknown",
    }
}

db::text_enum! {
    /// What a notice is about.
    pub enum Notice {
        /// A ticket was opened by the other side.
        TicketCreated = "ticket_created",
        /// The affiliate commented.
        AffiliateCommented = "affiliate_commented",
        /// A manager answered.
        ManagerAnswered = "manager_answered",
        /// A manager answered and closed the ticket.
        ManagerAnsweredAndClosed = "manager_answered_and_closed",
        /// A manager closed the ticket.
        TicketClosed = "ticket_closed",
        /// An access request was approved.
        RequestApproved = "request_approved",
        /// An access request was rejected.
        RequestRejected = "request_rejected",
        /// A manager wants to know more about a request.
        InformationWanted = "information_wanted",
        /// The affiliate answered what the manager wanted to know.
        InformationGiven = "information_given",
        /// A request will expire if the affiliate stays silent.
        RequestExpiring = "request_expiring",
        /// A request expired.
        RequestExpired = "request_expired",
        /// The affiliate took a request back.
        RequestWithdrawn = "request_withdrawn",
        /// Nobody decided a request for too long.
        RequestEscalated = "request_escalated",
        /// The programme has news.
        NewsPublished = "news_published",
        /// What somebody has not seen, once a day.
        Digest = "digest",
        /// Somebody is invited to sign in.
        Invitation = "invitation",
        /// Somebody forgot their password.
        PasswordReset = "password_reset",
        /// Somebody wants to be reached at another address, and has to show that it is theirs.
        EmailConfirmation = "email_confirmation",
        /// What somebody wrote by mail is not on the ticket.
        MailNotTaken = "mail_not_taken",
        /// Somebody's account has another address; told at the one before.
        EmailChanged = "email_changed",
        /// Somebody's account is linked with a chat in Telegram.
        TelegramLinked = "telegram_linked",
        /// The bot says something of itself.
        BotAnswer = "bot_answer",
        /// An admin tries a webhook.
        Test = "test",
    }
}

db::text_enum! {
    /// What a person may choose to be told of.
    pub enum Topic {
        /// New tickets of the other side.
        NewTickets = "new_tickets",
        /// Answers and comments.
        Answers = "answers",
        /// Closed tickets.
        Closings = "closings",
        /// What becomes of access requests.
        Requests = "requests",
        /// Requests that will expire, or wait for too long.
        Reminders = "reminders",
        /// The programme's news.
        News = "news",
        /// What is unread, once a day.
        Digest = "digest",
    }
}

impl Notice {
    /// What somebody chooses to be told of it or not; none for what they asked for themselves.
    pub fn topic(self) -> Option<Topic> {
        match self {
            Self::TicketCreated => Some(Topic::NewTickets),
            Self::AffiliateCommented | Self::ManagerAnswered | Self::ManagerAnsweredAndClosed => {
                Some(Topic::Answers)
            }
            Self::TicketClosed => Some(Topic::Closings),
            Self::RequestApproved
            | Self::RequestRejected
            | Self::InformationWanted
            | Self::InformationGiven
            | Self::RequestExpired
            | Self::RequestWithdrawn => Some(Topic::Requests),
            Self::RequestExpiring | Self::RequestEscalated => Some(Topic::Reminders),
            Self::NewsPublished => Some(Topic::News),
            Self::Digest => Some(Topic::Digest),
            Self::Invitation
            | Self::PasswordReset
            | Self::EmailConfirmation
            | Self::MailNotTaken
            | Self::EmailChanged
            | Self::TelegramLinked
            | Self::BotAnswer
            | Self::Test => None,
        }
    }
}

impl Notice {
    /// What happens to tickets, which other programs may be told of.
    pub fn of_tickets() -> impl Iterator<Item = Self> {
        let told =
            |notice: &Self| notice.topic().is_some_and(|topic| !matches!(topic, Topic::News | Topic::Digest));
        Self::ALL.iter().copied().filter(told)
    }

    /// Whether it can be sent again long after it happened. A link that lets somebody in is over by then, and a digest would
    /// say what the next one says.
    pub fn keeps(self) -> bool {
        !matches!(
            self,
            Self::Digest | Self::Invitation | Self::PasswordReset | Self::EmailConfirmation | Self::BotAnswer
        )
    }
}

impl Topic {
    /// What concerns people of this role, in the order in which it is shown. The digest stands apart.
    pub fn of(role: Role) -> &'static [Self] {
        match role {
            Role::Affiliate => &[
                Self::NewTickets,
                Self::Answers,
                Self::Closings,
                Self::Requests,
                Self::Reminders,
                Self::News,
            ],
            Role::Manager => &[Self::NewTickets, Self::Answers, Self::Requests],
            Role::Lead | Role::Admin => &[Self::NewTickets, Self::Answers, Self::Requests, Self::Reminders],
        }
    }

    /// Whether it can be told over a channel: news have a page and a count of their own in the panel.
    pub fn goes_over(self, channel: Channel) -> bool {
        match (self, channel) {
            // What is unread is in the chat already.
            (Self::News | Self::Digest, Channel::Panel)
            | (Self::Digest, Channel::Telegram)
            | (_, Channel::Webhook) => false,
            (_, Channel::Panel | Channel::Email | Channel::Telegram) => true,
        }
    }

    /// Whether it is told to who has chosen nothing.
    pub(crate) fn by_default(self, channel: Channel) -> bool {
        match (self, channel) {
            (Self::Digest, _) | (_, Channel::Webhook) => false,
            // Who links a chat wants to be told there.
            (_, Channel::Panel | Channel::Email | Channel::Telegram) => true,
        }
    }
}
