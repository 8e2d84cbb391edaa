//! What every request passes: cross-site refusal on the way in, security headers on the way out, an id and a log line.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use crate::error::PageError;
use crate::site::{Site, Web};

/// The id of a request, in its log lines, in its answer and on the page of an error of ours.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Nothing inline, nothing from elsewhere, nobody's frame, forms to ourselves.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; \
     worker-src 'self'",
);

/// The same for a page that shows a document of ours in a frame.
pub(crate) fn framing() -> HeaderValue {
    let usual = POLICY;
    let policy = usual.to_str().unwrap_or_default();
    HeaderValue::from_str(&format!("{policy}; frame-src 'self'")).unwrap_or(POLICY)
}

/// Gives the request an id and a span, counts it, logs its end. Paths are logged as routes, so no personal text and no
/// ids of files get into logs.
pub(crate) async fn observe(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let id = uuid::Builder::from_random_bytes(web.app().random().bytes()).into_uuid().simple().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let started = Instant::now();
    let span = tracing::info_span!("request", id = %id, method = %method, route = %route);
    let mut response = async {
        let response = next.run(request).await;
        let (status, millis) = (response.status().as_u16(), started.elapsed().as_millis());
        if response.status().is_server_error() {
            tracing::warn!(status, millis, "answered");
        } else {
            tracing::info!(status, millis, "answered");
        }
        response
    }
    .instrument(span)
    .await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("affdesk_requests_total", "method" => known(&method), "route" => route.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("affdesk_request_seconds", "route" => route).record(started.elapsed());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// A method by its name. Anybody can make up others, and every name is a series of its own.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// Adds what the answer did not set itself.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    default(CONTENT_SECURITY_POLICY, POLICY);
    default(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    default(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    default(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    default(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    default(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    response
}

/// Refuses what another site makes a browser send: by Fetch metadata, else by `Origin`. A request without either does not
/// come from a browser page, and carries no cookie that it was not given on purpose.
pub(crate) async fn same_site(State(web): State<Web>, request: Request, next: Next) -> Response {
    // A mail program unsubscribes in one click from wherever it is (RFC 8058); the link itself says that it may.
    let by_link = request.uri().path().starts_with("/unsubscribe/");
    if !by_link && is_foreign(request.method(), request.headers(), web.site()) {
        return PageError::new(StatusCode::FORBIDDEN).into_response();
    }
    next.run(request).await
}

fn is_foreign(method: &Method, headers: &HeaderMap, site: &Site) -> bool {
    if matches!(*method, Method::GET | Method::HEAD) {
        return false;
    }
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(from) = text(&HeaderName::from_static("sec-fetch-site")) {
        // `none` is a person's own doing: typed, bookmarked, sent again after a restart.
        return !matches!(from, "same-origin" | "none");
    }
    text(&ORIGIN).is_some_and(|origin| origin != site.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_method_makes_no_series() {
        let made_up = Method::from_bytes(b"MADEUP").expect("a token");
        assert_eq!([known(&Method::POST), known(&Method::HEAD), known(&made_up)], ["POST", "HEAD", "other"]);
    }

    #[test]
    fn requests_from_elsewhere_are_foreign() {
        let site = Site {
            public_url: "https://desk.test".parse().expect("an address"),
            trusted_proxies: vec![],
            name: String::new(),
            colour: None,
            support_email: None,
        };
        let foreign = |method: Method, given: &[(&'static str, &'static str)]| {
            let headers = given
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            is_foreign(&method, &headers.collect(), &site)
        };
        assert!(foreign(Method::POST, &[("sec-fetch-site", "cross-site")]));
        assert!(foreign(Method::POST, &[("sec-fetch-site", "same-site")]));
        assert!(foreign(Method::POST, &[("sec-fetch-site", "cross-site"), ("origin", "https://desk.test")]));
        assert!(foreign(Method::POST, &[("origin", "https://evil.test")]));
        assert!(foreign(Method::POST, &[("origin", "null")]));
        assert!(foreign(Method::DELETE, &[("origin", "http://desk.test")]));
        assert!(!foreign(Method::POST, &[("sec-fetch-site", "same-origin")]));
        assert!(!foreign(Method::POST, &[("origin", "https://desk.test")]));
        assert!(!foreign(Method::POST, &[]));
        assert!(!foreign(Method::GET, &[("sec-fetch-site", "cross-site")]));
    }
}
