//! What tests share: a fresh desk on either engine, the people who use it, and what they write.
//!
//! A test speaks in people:
//!
//! ```ignore
//! async fn an_answer_sets_the_checkmark(engine: Engine) {
//!     let kit = Kit::new(engine);
//!     let maria = kit.manager("maria").await;
//!     let acme = kit.affiliate("acme", Some(&maria)).await;
//!     let ticket = kit.open(&acme, "Where is my payment?").await;
//!     kit.reply(&maria, ticket, "It is on its way.").await;
//!     assert!(kit.list(&acme).await[0].answered);
//!     kit.verify().await;
//! }
//! testkit::both_engines!(an_answer_sets_the_checkmark);
//! ```
//!
//! The clock stands at [`START`] until [`Kit::pass`], randomness comes from a seed, and each kit has a database and a
//! directory for files of its own. What cannot fail in a test panics here with a sentence, so that tests stay short.

mod act;
mod kit;
pub mod offers;
mod people;
mod run;
pub mod samples;
mod transfer;

pub use db::Engine;
pub use kit::{Kit, START};
pub use people::{PASSWORD, Person, Who};
pub use run::run;

use desk::SubmissionId;

/// The id of the `n`th sending of a form; the same number is the same sending.
pub fn submission(n: u64) -> SubmissionId {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    SubmissionId::from_random(bytes)
}
