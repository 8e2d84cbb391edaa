//! `/files/{id}`: attachments and their thumbnails on their way out, through the ticket's scope; `/people/{id}/picture`:
//! people's pictures, for those who know them.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, IF_RANGE,
    RANGE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use desk::ServedPicture;
use desk::attachments::{self, AttachmentId, Served};
use desk::offers::{self, OfferId};
use desk::people::{self, UserId};
use files::Disposition;
use files::range::{self, Wanted};

use crate::address::{Asked, Id};
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
    send(&web, &file, &method, &headers).await
}

/// `GET /files/{id}/thumbnail`
pub(crate) async fn thumbnail(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<AttachmentId>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let file = web.app().read(&visitor.credential(), move |cx| attachments::find_thumbnail(cx, id)).await?;
    send(&web, &file, &method, &headers).await
}

/// `GET /people/{id}/picture`
pub(crate) async fn portrait(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<UserId>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let found = web.app().read(&visitor.credential(), move |cx| people::find_portrait(cx, id)).await?;
    picture(&web, &found, id.get(), &asked, &headers).await
}

/// `GET /offers/{id}/logo`
pub(crate) async fn logo(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<OfferId>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    let found = web.app().read(&visitor.credential(), move |cx| offers::find_logo(cx, id)).await?;
    picture(&web, &found, id.get(), &asked, &headers).await
}

/// A small picture: under the address of this very version it may be kept, and is not asked for again.
async fn picture(
    web: &Web,
    found: &ServedPicture,
    id: i64,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Response, PageError> {
    let etag = format!("\"{id}-{}\"", found.version);
    let mut response = if text(headers, &IF_NONE_MATCH).is_some_and(|known| matches(known, &etag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let stream = web.app().store().read(&found.key, None).await.map_err(desk::Error::from)?;
        let mut response = Body::from_stream(stream).into_response();
        insert(&mut response, CONTENT_TYPE, found.format.content_type());
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(found.size));
        response
    };
    insert(&mut response, ETAG, &etag);
    harmless(&mut response);
    if asked.get("v") == found.version.to_string() {
        let keep = HeaderValue::from_static("private, max-age=31536000, immutable");
        response.headers_mut().insert(CACHE_CONTROL, keep);
    }
    Ok(response)
}

async fn send(web: &Web, file: &Served, method: &Method, headers: &HeaderMap) -> Result<Response, PageError> {
    let etag = format!("\"{}\"", desk::text::hex(&file.sha256));
    if text(headers, &IF_NONE_MATCH).is_some_and(|known| matches(known, &etag)) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        describe(&mut response, file, &etag);
        response.headers_mut().remove(CONTENT_TYPE);
        return Ok(response);
    }
    // A range of what may be another version is not wanted: then the whole file is sent (RFC 9110, 13.1.5).
    let unchanged = text(headers, &IF_RANGE).is_none_or(|known| known == etag);
    let wanted = text(headers, &RANGE)
        .filter(|_| unchanged && *method == Method::GET)
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
    describe(&mut response, file, &etag);
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
    response.headers_mut().insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    harmless(response);
}

fn harmless(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, SANDBOX);
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
