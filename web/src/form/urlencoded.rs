//! Small forms without files: `application/x-www-form-urlencoded`.

use std::time::Duration;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use futures_util::StreamExt as _;

use super::paced::Paced;
use crate::error::PageError;
use crate::site::Web;

/// The most bytes of a small form. The sign-in form may carry a text that was being written.
const MOST: usize = 1024 * 1024;

/// How long a small form may take to come in.
const PATIENCE: Duration = Duration::from_mins(1);

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

    /// All values of a field, in their order.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }
}

impl FromRequest<Web> for Fields {
    type Rejection = PageError;

    async fn from_request(request: Request, _: &Web) -> Result<Self, PageError> {
        let read = tokio::time::timeout(PATIENCE, read(Paced::new(request.into_body())));
        read.await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT)).map_err(PageError::new)
    }
}

async fn read(mut pieces: Paced) -> Result<Fields, StatusCode> {
    let mut body = Vec::new();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| StatusCode::BAD_REQUEST)?;
        if body.len() + piece.len() > MOST {
            pieces.drain().await;
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        body.extend_from_slice(&piece);
    }
    Ok(Fields::parse(&body))
}
