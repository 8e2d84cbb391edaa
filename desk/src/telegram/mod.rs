//! Telegram: a person links a chat with the programme's bot to their account by a code that works once, gets notices there,
//! and what they answer to one of them is put on its ticket.
//!
//! Which ticket an answer belongs to is known from the message that it answers ([`crate::outbox`] keeps what Telegram calls
//! it), and whose it is from the chat: Telegram vouches for both, and nothing that is written decides anything.
//!
//! The Bot API is the courier's: it hands over an [`Update`] and takes an [`Outgoing`].

mod bot;
mod link;
mod outgoing;
mod receive;
mod said;
mod update;

pub use bot::{BotState, bot, inlet_name, known_as, next_update};

pub use link::{LinkCode, Linked, code, linked, lost, unlink};
pub(crate) use link::{end, sweep};
pub use outgoing::{Outgoing, Says, outgoing, receipt};
pub use receive::{Received, look, pass_over, receive};
pub use said::Said;
pub use update::{ChatId, Update};
