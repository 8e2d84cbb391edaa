//! Small forms without files: `application/x-www-form-urlencoded`.

use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;

use crate::error::PageError;
use crate::site::Web;

/// The most bytes of a small form. The sign-in form may carry a text that was being written.
const MOST: usize = 512 * 1024;

/// How long a small form may take to come in.
const PATIENCE: Duration = Duration::from_secs(60);

/// The fields of a small form.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads names and values; what is not text in them is replaced.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(encoded).into_owned().collect())
    }

    /// The first value of a field; empty when it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

impl FromRequest<Web> for Fields {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &Web) -> Result<Self, PageError> {
        let body = tokio::time::timeout(PATIENCE, to_bytes(request.into_body(), MOST));
        let body = body.await.map_err(|_| PageError::new(StatusCode::REQUEST_TIMEOUT))?;
        let body = body.map_err(|error| {
            let too_long = std::error::Error::source(&error)
                .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
            PageError::new(if too_long { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST })
        })?;
        Ok(Self::parse(&body))
    }
}
