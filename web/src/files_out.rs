//! `/files/{id}`: attachments on their way out, through the ticket's scope.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE,
    RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use desk::attachments::{self, AttachmentId, Served};
use files::Disposition;
use files::range::{self, Wanted};

use crate::address::Id;
use crate::error::PageError;
use crate::site::Web;
use crate::visitor::Visitor;

/// Whatever a file holds, it runs nothing and loads nothing, in a page of its own or in a frame.
const SANDBOX: HeaderValue =
    HeaderValue::from_static("default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox");

/// `GET /files/{id}`
pub(crate) async fn serve(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<AttachmentId>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let file = web.app().read(&visitor.credential(), move |cx| attachments::find(cx, id)).await?;
    let etag = format!("\"{}\"", desk::text::hex(&file.sha256));
    if text(&headers, &IF_NONE_MATCH).is_some_and(|known| matches(known, &etag)) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        describe(&mut response, &file, &etag);
        response.headers_mut().remove(CONTENT_TYPE);
        return Ok(response);
    }
    // A range of what may be another version is not wanted: then the whole file is sent (RFC 9110, 13.1.5).
    let unchanged = text(&headers, &IF_RANGE).is_none_or(|known| known == etag);
    let wanted = text(&headers, &RANGE)
        .filter(|_| unchanged && method == Method::GET)
        .map_or(Wanted::Whole, |asked| range::parse(asked, file.size));
    let (status, part) = match wanted {
        Wanted::Whole => (StatusCode::OK, None),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, Some(part)),
        Wanted::Unsatisfiable => {
            let all = format!("bytes */{}", file.size);
            return Ok((
                StatusCode::RANGE_NOT_SATISFIABLE,
                [(CONTENT_RANGE, all), (CONTENT_TYPE, "text/plain".into())],
            )
                .into_response());
        }
    };
    let stream = web.app().store().read(&file.key, part.clone()).await.map_err(desk::Error::from)?;
    let mut response = (status, Body::from_stream(stream)).into_response();
    describe(&mut response, &file, &etag);
    let length = part.as_ref().map_or(file.size, |part| part.end - part.start);
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    if let Some(part) = part {
        let range = format!("bytes {}-{}/{}", part.start, part.end - 1, file.size);
        insert(&mut response, CONTENT_RANGE, &range);
    }
    Ok(response)
}

fn describe(response: &mut Response, file: &Served, etag: &str) {
    let how = if file.format.is_image() { Disposition::Inline } else { Disposition::Attachment };
    insert(response, CONTENT_DISPOSITION, &file.name.content_disposition(how));
    insert(response, CONTENT_TYPE, file.format.content_type());
    insert(response, ETAG, etag);
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, SANDBOX);
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // A file never changes, and whether its reader may still see it is asked each time.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
}

fn insert(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn matches(known: &str, etag: &str) -> bool {
    known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == etag)
}
