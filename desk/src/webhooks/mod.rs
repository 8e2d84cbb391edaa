//! Webhooks: other programs are told what happens to tickets. A delivery is a row of the outbox like any other, so it is
//! sent at least once, retried, and shown with what the other side said; those of one ticket go out in their order.
//!
//! What is sent says what happened and where, never what somebody wrote. It is signed as
//! [Standard Webhooks](https://www.standardwebhooks.com) are.

mod guard;
mod manage;
mod sign;
mod tell;
mod types;

pub use guard::{Refused, allowed_addresses, literal, may_connect};
pub use manage::{Attempt, Webhook, attempts, choose, create, list, remove, rotate, switch, test, webhook};
pub use sign::{Message, Sealed, seal};
pub(crate) use tell::tell;
pub use types::{Events, NewWebhook, RawWebhook};

db::id! {
    /// A webhook.
    pub WebhookId
}
