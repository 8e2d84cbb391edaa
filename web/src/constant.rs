//! `GET /_constant/{bytes}`, with the feature `bench` alone: a page of that size which asks nobody anything. It passes
//! what every page passes, so it is what `bench` measures the others against.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

/// More than any page has.
const MOST: usize = 1 << 20;

static BODY: LazyLock<Bytes> =
    LazyLock::new(|| "<p>This page is always the same.</p>\n".repeat(MOST / 32).into());

pub(crate) async fn page(Path(bytes): Path<usize>) -> Response {
    if bytes > MOST {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
    (kind, BODY.slice(..bytes)).into_response()
}
