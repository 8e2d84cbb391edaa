//! What an operator may choose. The defaults are product.md's; `affdesk config print` shows what is in force.

use std::time::Duration;

use crate::outbox::Channel;
use crate::tickets::TicketType;

/// The choices that rules read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Formats, count and size of the files of one message.
    pub uploads: files::Limits,
    /// How large a file of offers or affiliates may be that is imported by a page, in bytes.
    pub import_max_bytes: u64,
    /// Whether an affiliate's comment on a closed ticket reopens it; otherwise it is refused.
    pub reopen_on_comment: bool,
    /// Within which time a ticket should be answered, per type.
    pub answer_within: AnswerWithin,
    /// After which silence a session ends.
    pub session_idle: Duration,
    /// After which time a session ends in any case.
    pub session_lifetime: Duration,
    /// How long a file may wait for the message that it came for.
    pub staged_lifetime: Duration,
    /// How long something typed and not sent is kept.
    pub draft_lifetime: Duration,
    /// How long a second sending of the same form is recognised.
    pub submission_lifetime: Duration,
    /// Past which age a notice is no longer worth sending.
    pub notice_lifetime: Duration,
    /// Over which ways notices leave the house: what is not here now gets no row, so what is switched on later sends
    /// nothing that happened before.
    pub channels: Vec<Channel>,
    /// The mailbox that answers to notices by mail come to, tagged with whose answer it is; none when they are not taken.
    pub reply_address: Option<String>,
    /// How long an access request may wait for us before a lead is told.
    pub escalate_after: Duration,
    /// How long closing a ticket may be undone.
    pub undo_within: Duration,
    /// How often a password may be tried.
    pub throttle: Throttle,
    /// Answers that come by mail.
    pub mail_in: MailIn,
    /// The bot that people link their Telegram with, by its number; none when there is none.
    pub telegram_bot: Option<String>,
    /// Hosts that webhooks may be at although they are inside the network.
    pub internal_hosts: Vec<String>,
}

/// Answers that come by mail.
#[derive(Clone, Debug)]
pub struct MailIn {
    /// The mailbox that is looked into, by the name that its state is kept under.
    pub mailbox: Option<String>,
    /// How many mails of one person are taken within an hour.
    pub per_hour: u32,
}

/// The time to answer per ticket type.
#[derive(Clone, Debug)]
pub struct AnswerWithin {
    /// General questions.
    pub general: Duration,
    /// Payments.
    pub payments: Duration,
    /// Technical questions.
    pub technical: Duration,
    /// Offer requests.
    pub offer_request: Duration,
}

/// How many sign-in attempts are let through: a burst, then one more each interval. From all addresses together an
/// account takes ten times as many.
#[derive(Clone, Debug)]
pub struct Throttle {
    /// Attempts on one account from one address before it has to wait.
    pub account_burst: u32,
    /// After which time one more attempt on that account is let through.
    pub account_interval: Duration,
    /// Attempts from one address before it has to wait.
    pub address_burst: u32,
    /// After which time one more attempt from that address is let through.
    pub address_interval: Duration,
}

const HOUR: u64 = 60 * 60;
const DAY: u64 = 24 * HOUR;

impl Default for Settings {
    fn default() -> Self {
        Self {
            uploads: files::Limits::default(),
            import_max_bytes: 64 * 1024 * 1024,
            reopen_on_comment: true,
            answer_within: AnswerWithin::default(),
            session_idle: Duration::from_secs(14 * DAY),
            session_lifetime: Duration::from_secs(90 * DAY),
            staged_lifetime: Duration::from_secs(DAY),
            draft_lifetime: Duration::from_secs(30 * DAY),
            submission_lifetime: Duration::from_secs(7 * DAY),
            notice_lifetime: Duration::from_secs(3 * DAY),
            channels: vec![],
            reply_address: None,
            escalate_after: Duration::from_secs(3 * DAY),
            undo_within: Duration::from_mins(5),
            throttle: Throttle::default(),
            mail_in: MailIn::default(),
            telegram_bot: None,
            internal_hosts: vec![],
        }
    }
}

impl Default for MailIn {
    fn default() -> Self {
        Self { mailbox: None, per_hour: 30 }
    }
}

impl Default for AnswerWithin {
    fn default() -> Self {
        Self {
            general: Duration::from_secs(24 * HOUR),
            payments: Duration::from_secs(24 * HOUR),
            technical: Duration::from_secs(8 * HOUR),
            offer_request: Duration::from_secs(48 * HOUR),
        }
    }
}

impl AnswerWithin {
    /// The time to answer a ticket of this type.
    pub fn of(&self, kind: TicketType) -> Duration {
        match kind {
            TicketType::General => self.general,
            TicketType::Payments => self.payments,
            TicketType::Technical => self.technical,
            TicketType::OfferRequest => self.offer_request,
        }
    }
}

impl Default for Throttle {
    /// A person who mistypes is not in the way of it; a guesser gets some 4,300 tries a day on one account, and
    /// all guessers together ten times that.
    fn default() -> Self {
        Self {
            account_burst: 20,
            account_interval: Duration::from_secs(20),
            address_burst: 60,
            address_interval: Duration::from_secs(2),
        }
    }
}
