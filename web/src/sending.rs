//! What every form that writes a message or a ticket does: know who sends it, read it, and give it back with everything
//! that was typed when it cannot be taken.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::drafts::{self, Draft, Saved};
use desk::error::Conflict;
use desk::{Credential, Cx, Error, FieldError, Problem, SubmissionId, attachments};
use files::Refusal;

use crate::error::PageError;
use crate::form::{self, Answer, Form, Want};
use crate::forms::{Shown, all_errors, typed};
use crate::sign_in;
use crate::site::Web;
use crate::visitor::Visitor;

/// One kind of form: where its draft goes and where it is shown.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    /// Which form it is.
    pub(crate) form: drafts::Form,
    /// The ticket it belongs to, or 0.
    pub(crate) subject: i64,
    /// The fields that hold what is typed.
    pub(crate) fields: Vec<&'static str>,
    /// The page it stands on.
    pub(crate) page: String,
}

/// A form that was read and its sender.
pub(crate) struct Sent {
    /// Who sends it.
    pub(crate) who: Credential,
    /// What came.
    pub(crate) form: Form,
    /// Its submission id.
    pub(crate) submission: SubmissionId,
}

/// Authenticates the sender and asks `may` whether the page is theirs, then reads the form. What was typed by somebody
/// whose session is over is saved, and they are asked to sign in.
pub(crate) async fn receive(
    web: &Web,
    visitor: &Visitor,
    kind: &Kind,
    request: Request,
    may: impl Fn(&mut Cx<'_, '_>) -> Result<(), Error> + Send + 'static,
) -> Result<Sent, Response> {
    let app = web.app();
    let who = visitor.credential();
    let (parts, body) = request.into_parts();
    let headers = &parts.headers;
    match app.read(&who, may).await {
        Ok(()) => {}
        Err(Error::SignedOut) => {
            let read = form::read(app, &who, Want::TextOnly, headers, body).await;
            return Err(match read {
                Ok(form) => signed_out(web, visitor, kind, typed(&form, &kind.fields)).await,
                Err(answer) => refused(web, &who, kind, answer).await,
            });
        }
        Err(error @ Error::Db(_)) => {
            // It may be back once the form has come in.
            if let Ok(form) = form::read(app, &who, Want::TextOnly, headers, body).await {
                keep_draft(web, &who, kind, typed(&form, &kind.fields)).await;
            }
            return Err(PageError::from(error).into_response());
        }
        Err(error) => {
            form::drain(body).await;
            return Err(PageError::from(error).into_response());
        }
    }
    match form::read(app, &who, Want::Files, headers, body).await {
        Ok(form) => {
            let submission = form.submission(app);
            Ok(Sent { who, form, submission })
        }
        Err(Answer::Failed(Error::SignedOut, form)) => {
            Err(signed_out(web, visitor, kind, typed(&form, &kind.fields)).await)
        }
        Err(answer) => Err(refused(web, &who, kind, answer).await),
    }
}

/// The answer to a form that could not be read. What was typed, if it is known, becomes a draft.
async fn refused(web: &Web, who: &Credential, kind: &Kind, answer: Answer) -> Response {
    match answer {
        Answer::Malformed => PageError::new(StatusCode::BAD_REQUEST).into_response(),
        Answer::TooLarge => PageError::new(StatusCode::PAYLOAD_TOO_LARGE).into_response(),
        Answer::Failed(error, form) => {
            keep_draft(web, who, kind, typed(&form, &kind.fields)).await;
            PageError::from(error).into_response()
        }
    }
}

/// Saves what was typed when nothing else can be done for it.
async fn keep_draft(web: &Web, who: &Credential, kind: &Kind, draft: Draft) {
    let (form, subject) = (kind.form, kind.subject);
    let saved = web.app().write(who, move |cx| drafts::save(cx, form, subject, &draft)).await;
    if let Err(error) = saved {
        tracing::warn!(%error, "a draft could not be saved");
    }
}

/// The answer to somebody whose session is over: the sign-in page, with what was typed kept.
async fn signed_out(web: &Web, visitor: &Visitor, kind: &Kind, draft: Draft) -> Response {
    let expired = visitor.token.clone().map(Credential::Expired);
    let saved = match expired {
        Some(who) => drafts::save_expired(web.app(), &who, None, kind.form, kind.subject, draft.clone())
            .await
            .is_ok_and(|saved| saved.is_some()),
        None => false,
    };
    // Where nobody is known to keep it for, the text waits in the sign-in page itself.
    let carry =
        if saved { None } else { Some(sign_in::Carry { form: kind.form, subject: kind.subject, draft }) };
    sign_in::ask_again(web, visitor, &kind.page, carry)
}

/// What has to be shown again, and with which status.
pub(crate) struct Again {
    /// What was typed.
    pub(crate) draft: Draft,
    /// What is wrong.
    pub(crate) errors: Vec<FieldError>,
    /// Files that came in whole and stay with the form.
    pub(crate) kept: Vec<attachments::Incoming>,
    /// A word about the form as a whole.
    pub(crate) notice: Option<fn(crate::views::Words) -> &'static str>,
    /// The status of the answer.
    pub(crate) status: StatusCode,
}

impl Again {
    /// The form with this on it.
    pub(crate) fn shown(&self, t: crate::views::Words) -> Shown<'_> {
        Shown {
            draft: self.draft.clone(),
            errors: &self.errors,
            kept: self.kept.clone(),
            notice: self.notice.map(|notice| notice(t).to_owned()),
            restored: false,
            gone: false,
        }
    }
}

/// Writes what a form says, if nothing is wrong with it: gives what the use case gave, or the form to be shown again.
pub(crate) async fn carry_out<N: Send + Sync + 'static, T: Send + 'static>(
    web: &Web,
    visitor: &Visitor,
    kind: &Kind,
    sent: Sent,
    parsed: Result<N, Vec<FieldError>>,
    write: impl Fn(&mut Cx<'_, '_>, &N) -> Result<T, Error> + Send + 'static,
) -> Result<Result<T, Again>, Response> {
    let (new, found) = match parsed {
        Ok(new) => (Some(new), Vec::new()),
        Err(found) => (None, found),
    };
    let errors = all_errors(&sent.form, &kind.fields, found);
    let Some(new) = new.filter(|_| errors.is_empty()) else {
        return again(web, visitor, kind, sent, errors).await.map(Err);
    };
    match web.app().write(&sent.who, move |cx| write(cx, &new)).await {
        Ok(done) => Ok(Ok(done)),
        Err(error) => refuse(web, visitor, kind, sent, error).await.map(Err),
    }
}

/// Gives a form back to be mended: the text is saved as a draft and the good files are kept.
async fn again(
    web: &Web,
    visitor: &Visitor,
    kind: &Kind,
    sent: Sent,
    errors: Vec<FieldError>,
) -> Result<Again, Response> {
    let too_large = errors.iter().any(|error| {
        matches!(error.problem, Problem::File(Refusal::TooLarge { .. } | Refusal::TooMany { .. }))
    });
    let status = if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
    give_back(web, visitor, kind, sent, errors, None, status).await
}

/// Turns a refusal by the rules into the form again, where that is what helps; other errors are pages of their own,
/// with the text saved as a draft.
async fn refuse(
    web: &Web,
    visitor: &Visitor,
    kind: &Kind,
    sent: Sent,
    error: Error,
) -> Result<Again, Response> {
    match error {
        Error::Invalid(errors) => again(web, visitor, kind, sent, errors).await,
        Error::Conflict(Conflict::FormReused) => {
            give_back(web, visitor, kind, sent, Vec::new(), Some(|t| t.form_reused()), StatusCode::CONFLICT)
                .await
        }
        Error::Conflict(Conflict::TicketClosed) => {
            give_back(
                web,
                visitor,
                kind,
                sent,
                Vec::new(),
                Some(|t| t.comment_closed()),
                StatusCode::CONFLICT,
            )
            .await
        }
        Error::Conflict(Conflict::RequestUndecided) => {
            let notice: fn(crate::views::Words) -> &'static str = |t| t.done_undecided();
            give_back(web, visitor, kind, sent, Vec::new(), Some(notice), StatusCode::CONFLICT).await
        }
        Error::Conflict(Conflict::Decided | Conflict::OtherState) => {
            let notice: fn(crate::views::Words) -> &'static str = |t| t.done_not_decided();
            give_back(web, visitor, kind, sent, Vec::new(), Some(notice), StatusCode::CONFLICT).await
        }
        Error::Conflict(Conflict::Changed) if kind.form == drafts::Form::Decision => {
            let notice: fn(crate::views::Words) -> &'static str = |t| t.request_changed();
            give_back(web, visitor, kind, sent, Vec::new(), Some(notice), StatusCode::CONFLICT).await
        }
        Error::Conflict(Conflict::ConcernsOthers) => {
            let notice: fn(crate::views::Words) -> &'static str = |t| t.concerned_choose();
            give_back(web, visitor, kind, sent, Vec::new(), Some(notice), StatusCode::CONFLICT).await
        }
        Error::Conflict(Conflict::Changed) => {
            // The page itself says so, with what is stored now.
            give_back(web, visitor, kind, sent, Vec::new(), None, StatusCode::CONFLICT).await
        }
        Error::Conflict(Conflict::FileGone) => {
            let gone = FieldError { field: "attachment", problem: Problem::FileGone };
            let mut sent = sent;
            sent.form.files.clear();
            give_back(web, visitor, kind, sent, vec![gone], None, StatusCode::CONFLICT).await
        }
        error => Err(fail(web, visitor, kind, &sent, error).await),
    }
}

/// The answer when the form cannot be shown again; what was typed is kept as well as it can be.
pub(crate) async fn fail(web: &Web, visitor: &Visitor, kind: &Kind, sent: &Sent, error: Error) -> Response {
    let draft = typed(&sent.form, &kind.fields);
    if let Error::SignedOut = error {
        // The session can end, on purpose even, while a form is on its way.
        return signed_out(web, visitor, kind, draft).await;
    }
    keep_draft(web, &sent.who, kind, draft).await;
    PageError::from(error).into_response()
}

/// Gives a form back that was sent only to be looked at; what was typed is kept as a draft.
pub(crate) async fn look(web: &Web, visitor: &Visitor, kind: &Kind, sent: Sent) -> Result<Again, Response> {
    give_back(web, visitor, kind, sent, Vec::new(), None, StatusCode::OK).await
}

async fn give_back(
    web: &Web,
    visitor: &Visitor,
    kind: &Kind,
    sent: Sent,
    errors: Vec<FieldError>,
    notice: Option<fn(crate::views::Words) -> &'static str>,
    status: StatusCode,
) -> Result<Again, Response> {
    let (files, form, subject) = (sent.form.files.clone(), kind.form, kind.subject);
    let staged = files.iter().map(|file| file.staged).collect();
    let typed = Draft { submission: Some(sent.submission), files: staged, ..typed(&sent.form, &kind.fields) };
    let fresh = SubmissionId::new(web.app().random());
    let written = web.app().write(&sent.who, move |cx| {
        attachments::keep(cx, &files)?;
        // Those of a form that was sent before have gone with it.
        let kept = attachments::waiting(cx, &typed.files)?;
        let mut draft = Draft { files: kept.iter().map(|file| file.staged).collect(), ..typed.clone() };
        if drafts::save(cx, form, subject, &draft)? == Saved::Sent {
            draft.submission = Some(fresh);
            drafts::save(cx, form, subject, &draft)?;
        }
        Ok((draft, kept))
    });
    match written.await {
        Ok((draft, kept)) => Ok(Again { draft, errors, kept, notice, status }),
        Err(error) => Err(fail(web, visitor, kind, &sent, error).await),
    }
}
