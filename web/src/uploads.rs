//! `/files`: each file on its way in by itself, as soon as it is picked, so that what is wrong with it is said at once
//! and sending the form is quick. A script sends it; without one the form carries its files.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use desk::Credential;
use desk::attachments::{self, StagedId};
use files::Refusal;
use serde::Serialize;

use crate::address::Id;
use crate::error::{self, PageError};
use crate::form::{self, Answer, Want};
use crate::frame::Frame;
use crate::sentences;
use crate::site::Web;
use crate::views::Words;
use crate::visitor::Visitor;

/// A file that came in whole and waits for its message.
#[derive(Debug, Serialize)]
struct Taken {
    /// What the form sends to have it.
    id: i64,
    /// Its name, made safe.
    name: String,
    /// How large, ready to read.
    size: String,
}

/// Why it did not.
#[derive(Debug, Serialize)]
struct Refused {
    /// A sentence in the person's language.
    error: String,
}

/// `POST /files`: one file of the field `attachment`.
pub(crate) async fn take(State(web): State<Web>, visitor: Visitor, request: Request) -> Response {
    let app = web.app();
    let who = visitor.credential();
    let (parts, body) = request.into_parts();
    let t = match app.read(&who, |cx| Ok(Frame::of(cx)?.t)).await {
        Ok(t) => t,
        Err(error) => {
            form::drain(body).await;
            return failed(error, visitor.lang);
        }
    };
    let form = match form::read(app, &who, Want::Files, &parts.headers, body).await {
        Ok(form) => form,
        Err(Answer::Failed(error, _)) => return failed(error, t),
        Err(Answer::Malformed) => return refused(StatusCode::BAD_REQUEST, t.upload_failed()),
        Err(Answer::TooLarge) => return refused(StatusCode::PAYLOAD_TOO_LARGE, t.error_too_large_text()),
    };
    if let Some(refusal) = form.refused.first() {
        let status = match refusal {
            Refusal::TooLarge { .. } | Refusal::TooMany { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        give_up(&web, &who, form.files.iter().map(|file| file.staged).collect()).await;
        return refused(status, &sentences::of_file(refusal, t));
    }
    let [file] = form.files.as_slice() else {
        give_up(&web, &who, form.files.iter().map(|file| file.staged).collect()).await;
        return refused(StatusCode::BAD_REQUEST, t.upload_failed());
    };
    let taken = Taken {
        id: file.staged.get(),
        name: file.file.name.as_str().to_owned(),
        size: t.bytes(file.file.size),
    };
    match app.write(&who, move |cx| attachments::keep(cx, &form.files)).await {
        Ok(()) => Json(taken).into_response(),
        Err(error) => failed(error, t),
    }
}

/// Several files in one request, or one beside a bad one: nobody was told their ids, so nobody can send them.
async fn give_up(web: &Web, who: &Credential, ids: Vec<StagedId>) {
    if ids.is_empty() {
        return;
    }
    if let Err(error) = web.app().write(who, move |cx| attachments::discard(cx, &ids)).await {
        tracing::debug!(%error, "files wait for the sweeper");
    }
}

fn refused(status: StatusCode, sentence: &str) -> Response {
    (status, Json(Refused { error: sentence.to_owned() })).into_response()
}

fn failed(error: desk::Error, t: Words) -> Response {
    let sentence = match &error {
        desk::Error::SignedOut => t.upload_signed_out(),
        desk::Error::Throttled(_) => t.upload_too_many(),
        _ => "",
    };
    let error = PageError::from(error);
    let sentence = if sentence.is_empty() { error::sentence(&error, t).1 } else { sentence };
    refused(error.status(), sentence)
}

/// `POST /files/{id}/discard`: a file that will not be sent after all. Of one that is not theirs nobody learns anything.
pub(crate) async fn discard(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<StagedId>,
) -> Result<StatusCode, PageError> {
    let id = id.or_not_found()?;
    web.app().write(&visitor.credential(), move |cx| attachments::discard(cx, &[id])).await?;
    Ok(StatusCode::NO_CONTENT)
}
