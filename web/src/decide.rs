//! The form of a decision, on one ticket or on many.

use desk::FieldError;
use desk::drafts::{Draft, Form as DraftForm};
use desk::requests::{RawDecision, RequestState, Shown as DeskRequest};
use desk::tickets::TicketId;

use crate::forms::Shown;
use crate::frame::Frame;
use crate::sentences;
use crate::site::Web;
use crate::views::{DecideForm, DecideWords, Words};

/// The fields that hold what is typed.
pub(crate) const FIELDS: [&str; 4] = ["public_note", "reason", "again", "internal"];

/// The form as it came in; `text` gives a field's.
pub(crate) fn raw<'f>(text: impl Fn(&str) -> &'f str) -> RawDecision {
    RawDecision {
        decision: text("decision").to_owned(),
        reason: text("reason").to_owned(),
        note: text("public_note").to_owned(),
        internal: text("internal").to_owned(),
        again: text("again").to_owned(),
    }
}

/// What is said with a decision, as it was typed.
pub(crate) fn words(
    draft: &Draft,
    errors: &[FieldError],
    reasons: Vec<String>,
    again_default: String,
    t: Words,
) -> DecideWords {
    let field = |name: &str| sentences::field(name, draft.get(name).unwrap_or(""), errors, t);
    DecideWords {
        reasons,
        reason: field("reason"),
        again: field("again"),
        again_default,
        public_note: field("public_note"),
        internal: field("internal"),
    }
}

/// The form on a ticket, while there is something to decide.
pub(crate) fn form(
    web: &Web,
    frame: &Frame,
    shown: &Shown<'_>,
    (id, request): (TicketId, &DeskRequest),
    reasons: Vec<String>,
) -> Option<DecideForm> {
    let t = frame.t;
    request.state.is_live().then(|| DecideForm {
        action: format!("/desk/tickets/{id}/decide"),
        submission: shown.submission(web.app()),
        version: request.version,
        draft: shown.draft_box(frame, DraftForm::Decision, id.get()),
        notice: shown.notice.clone(),
        words: words(&shown.draft, shown.errors, reasons, default_again(request.reapply_days, t), t),
        may_ask: request.state == RequestState::Pending,
    })
}

/// What an offer says about a new try.
fn default_again(days: Option<i64>, t: Words) -> String {
    let what = match days {
        None => t.again_choice_never().to_owned(),
        Some(0) => t.again_choice_now().to_owned(),
        Some(days) => t.again_after(days),
    };
    t.again_as_offer(&what)
}
