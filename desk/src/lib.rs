//! The product: people, tickets and what happens to them.
//!
//! Every rule of affdesk lives here. A page, a job and the command line call the same use cases; none of them
//! holds a rule. A use case is a plain, synchronous function over a [`Cx`], which says who acts, when, and inside
//! which transaction:
//!
//! ```ignore
//! let id = app.write(&credential, move |cx| tickets::open(cx, &new)).await?;
//! ```
//!
//! Each feature is a folder: its types, its pure rules, its use cases and its SQL, side by side.
//!
//! A query on somebody's data takes a scope ([`tickets::TicketScope`]), which only a [`Cx`] can make, so that
//! forgetting to ask "may they?" does not compile.

pub mod app;
pub mod attachments;
mod audit;
pub mod clock;
mod cx;
pub mod drafts;
pub mod error;
mod fields;
pub mod inbound;
pub mod jobs;
mod keyset;
pub mod live;
pub mod mail_in;
pub mod migrations;
pub mod news;
pub mod notices;
pub mod offers;
pub mod outbox;
pub mod page;
pub mod people;
mod pictures;
pub mod random;
pub mod reply_address;
pub mod requests;
mod secrets;
pub mod settings;
pub mod stamps;
mod submissions;
pub mod sweep;
pub mod telegram;
pub mod text;
pub mod tickets;
pub mod transfer;
pub mod verify;
pub mod webhooks;

pub use app::{App, Credential};
pub use clock::{Clock, Timestamp};
pub use cx::{Actor, AffiliateUser, Cx, Role, Staff};
pub use error::{Error, FieldError, Problem};
pub use pictures::ServedPicture;
pub use random::Random;
pub use settings::Settings;
pub use submissions::SubmissionId;
