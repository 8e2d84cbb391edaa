//! Access requests: an affiliate asks for an offer, a manager or a rule decides. A request always has a ticket and is never
//! the same thing as the ticket.
//!
//! ```text
//! pending → approved | rejected | withdrawn | needs information → pending (resubmitted) | withdrawn | expired
//! ```
//!
//! Every step is one call of [`store::step`]: the request's row, the ticket's row, the event line and the notice change
//! together. Access itself is written by `offers::access` alone.

mod answered;
mod ask;
mod decide;
mod questions;
mod queue;
mod reasons;
mod rules;
mod sets;
mod settle;
mod store;
mod tend;
mod types;
mod view;

pub(crate) use answered::answered;
pub use answered::{Resubmission, resubmit, withdraw};
pub use ask::{AskForm, AskOffer, Asked, NewRequest, RawRequest, Refusal, ask, ask_form};
pub use decide::{
    DECIDE_AT_ONCE, Decision, DecisionForm, NewDecision, RawDecision, Undecided, decide, decide_many,
};
pub use questions::{
    Answer, LONG_ANSWER, MOST_CHOICES, MOST_QUESTIONS, Question, QuestionKind, QuestionSetId, SHORT_ANSWER,
    choice_field, field, fingerprint, written,
};
pub use queue::{PendingOffer, RequestFilter, RequestRow, RequestView, by_offer, list};
pub use reasons::{reasons, save_reasons};
pub use rules::{
    Action, Conditions, DryRow, DryRun, NewRule, RawRule, Rule, RuleId, Verdict, change_rule, dry_run,
    move_rule, remove_rule, rule, rules, shadowed_by,
};
pub use sets::{NewSet, QuestionSet, QuestionSetRow, remove_set, save_set, set, sets};
pub(crate) use store::last;
pub use tend::{Tended, expire, tend};
pub use types::{Again, Last, RequestId, RequestState, Standing, StandingKind, standing};
pub use view::{Attempt, Shown, of_ticket};
