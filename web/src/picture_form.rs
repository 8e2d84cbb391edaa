//! Forms that bring one picture: of a person, of an offer.

use axum::extract::Request;
use axum::http::StatusCode;
use desk::attachments::{self, Incoming};
use desk::{Credential, Cx, Error, Problem};

use crate::error::PageError;
use crate::form::{self, Answer, Want};
use crate::site::Web;

/// The picture of the form, staged, or what is wrong with what was sent. `may` is asked before a byte of it is read.
pub(crate) async fn receive(
    web: &Web,
    who: &Credential,
    request: Request,
    may: impl Fn(&mut Cx<'_, '_>) -> Result<(), Error> + Send + 'static,
) -> Result<Result<Incoming, Error>, PageError> {
    let app = web.app();
    let (parts, body) = request.into_parts();
    if let Err(error) = app.read(who, may).await {
        form::drain(body).await;
        return Err(error.into());
    }
    let form = match form::read(app, who, Want::Files, &parts.headers, body).await {
        Ok(form) => form,
        Err(Answer::Malformed) => return Err(PageError::new(StatusCode::BAD_REQUEST)),
        Err(Answer::TooLarge) => return Err(PageError::new(StatusCode::PAYLOAD_TOO_LARGE)),
        Err(Answer::Failed(error, _)) => return Err(error.into()),
    };
    let mut files = form.files.into_iter();
    let (taken, left) = match (form.refused.into_iter().next(), files.next()) {
        (Some(refusal), first) => {
            (Err(Error::field("picture", Problem::File(refusal))), first.into_iter().chain(files).collect())
        }
        (None, Some(file)) => (Ok(file), files.collect::<Vec<_>>()),
        (None, None) => (Err(Error::field("picture", Problem::Required)), Vec::new()),
    };
    // More than one, or one beside a bad one: nobody will send them again.
    let left: Vec<_> = left.into_iter().map(|file| file.staged).collect();
    if !left.is_empty() {
        app.write(who, move |cx| attachments::discard(cx, &left)).await?;
    }
    Ok(taken)
}
