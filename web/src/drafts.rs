//! `/drafts/{form}/{subject}`: what is typed is kept while it is typed, and thrown away when nobody wants it any more.

use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use desk::drafts::{self, Draft, Form as DraftForm, Saved};
use desk::people::UserId;
use desk::{Credential, Error};
use http_body_util::Limited;

use crate::address::Asked;
use crate::error::PageError;
use crate::form::{self, Want};
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::site::Web;
use crate::views::Words;
use crate::visitor::Visitor;

/// The most bytes of a draft as it comes in: its texts, and the file fields that a script may have left in.
const MOST: usize = 1024 * 1024;

/// Which draft the address means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Which {
    form: DraftForm,
    subject: i64,
}

impl FromRequestParts<Web> for Which {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, PageError> {
        let path = Path::<(String, String)>::from_request_parts(parts, web).await;
        let Path((form, subject)) = path.map_err(|_| PageError::new(StatusCode::NOT_FOUND))?;
        match (form.parse(), subject.parse()) {
            (Ok(form), Ok(subject)) => Ok(Self { form, subject }),
            _ => Err(PageError::new(StatusCode::NOT_FOUND)),
        }
    }
}

/// Where the draft of a form is kept.
pub(crate) fn address(form: DraftForm, subject: i64) -> String {
    format!("/drafts/{}/{subject}", form.as_str())
}

/// The page on which a form stands.
pub(crate) fn page(form: DraftForm, subject: i64) -> String {
    match form {
        DraftForm::NewTicket => "/support/new".into(),
        DraftForm::NewTicketFor => "/desk/new".into(),
        DraftForm::News if subject == 0 => "/desk/news/new".into(),
        DraftForm::News => format!("/desk/news/{subject}"),
        DraftForm::Request if subject == 0 => "/offers".into(),
        DraftForm::Request => format!("/offers/{subject}#request"),
        DraftForm::Resubmission => format!("/support/{subject}/request"),
        DraftForm::Decision => format!("/desk/tickets/{subject}#decide"),
        DraftForm::Offer if subject == 0 => "/desk/offers/new".into(),
        DraftForm::Offer => format!("/desk/offers/{subject}"),
        DraftForm::Affiliate if subject == 0 => "/desk/affiliates/new".into(),
        DraftForm::Affiliate => format!("/desk/affiliates/{subject}/edit"),
        DraftForm::Comment => format!("/support/{subject}"),
        DraftForm::Reply => format!("/desk/tickets/{subject}?tab=reply#compose"),
        DraftForm::Note => format!("/desk/tickets/{subject}?tab=note#compose"),
    }
}

/// `POST /drafts/{form}/{subject}`: a script sends it, and shows the sentence that it gets.
pub(crate) async fn save(
    State(web): State<Web>,
    visitor: Visitor,
    which: Which,
    asked: Asked,
    request: Request,
) -> Result<Response, PageError> {
    let app = web.app();
    let (parts, body) = request.into_parts();
    let body = axum::body::Body::new(Limited::new(body, MOST));
    let read = form::read(app, &Credential::Anonymous, Want::TextOnly, &parts.headers, body).await;
    let form = read.map_err(|_| PageError::new(StatusCode::BAD_REQUEST))?;
    let draft = form.draft();
    let writer: UserId = asked.get("by").parse().map_err(|_| PageError::new(StatusCode::BAD_REQUEST))?;
    let (Which { form, subject }, typed) = (which, draft.clone());
    let who = visitor.credential();
    let saved = app.write(&who, move |cx| {
        Ok((drafts::save_typed(cx, writer, form, subject, &typed)?, Frame::of(cx)?.t))
    });
    match saved.await {
        Ok((saved, t)) => Ok(said(saved, t)),
        Err(Error::SignedOut) => Ok(ended(&web, &visitor, writer, which, draft).await),
        Err(error) => Err(error.into()),
    }
}

fn said(saved: Saved, t: Words) -> Response {
    match saved {
        Saved::Kept => t.draft_saved().into_response(),
        Saved::Replaced => t.draft_replaced().into_response(),
        Saved::Sent => (StatusCode::CONFLICT, t.draft_sent()).into_response(),
    }
}

/// The session ended under the writer's hands: by time alone, the draft is still kept for them.
async fn ended(web: &Web, visitor: &Visitor, writer: UserId, which: Which, draft: Draft) -> Response {
    let t = visitor.lang;
    let saved = match visitor.token.clone().map(Credential::Expired) {
        Some(who) => {
            drafts::save_expired(web.app(), &who, Some(writer), which.form, which.subject, draft).await
        }
        None => Ok(None),
    };
    let sentence = match saved {
        Ok(Some(Saved::Kept | Saved::Replaced)) => t.draft_saved_signed_out(),
        Ok(Some(Saved::Sent)) => t.draft_sent(),
        Ok(None) | Err(_) => t.draft_signed_out(),
    };
    (StatusCode::UNAUTHORIZED, sentence).into_response()
}

/// `POST /drafts/{form}/{subject}/discard`
pub(crate) async fn discard(
    State(web): State<Web>,
    visitor: Visitor,
    Which { form, subject }: Which,
) -> Result<Response, PageError> {
    web.app().write(&visitor.credential(), move |cx| drafts::discard(cx, form, subject)).await?;
    Ok(done(&web, &page(form, subject), Done::Discarded))
}

/// A `GET` where only a form is sent to leads back to the form's page, which asks who may see it.
pub(crate) async fn back(Which { form, subject }: Which) -> Redirect {
    Redirect::to(&page(form, subject))
}
