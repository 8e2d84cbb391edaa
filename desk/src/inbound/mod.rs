//! Answers that come from outside of the panel: by mail, by Telegram. Whose an answer is, and where it belongs, is known
//! before it comes here; whether that person may write that there, now, is decided here, with the rules of the page.
//! What came of it is noted in a log that admins read.

mod answer;
mod fails;
mod inlet;
mod log;
mod outcome;

pub(crate) use answer::{Answer, may_answer, too_many, write};
pub use fails::fails_for_good;
pub(crate) use inlet::inlet;
pub use inlet::{Inlet, failed, give_back, lease, looked};
pub(crate) use log::{Entry, note, sweep};
pub use log::{InboundId, LogFilter, LogRow, log};
pub use outcome::{Outcome, RefusedFile, WhyRefused, refused_files};
