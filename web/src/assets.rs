//! Style, script and mark: embedded, compressed at build time, named by content and therefore cached for ever.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};

/// One embedded file.
pub(crate) struct Asset {
    name: &'static str,
    url: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of an asset, which changes whenever its content does; empty for a name that does not exist.
pub fn url(name: &str) -> &'static str {
    ALL.iter().find(|asset| asset.name == name).map_or("", |asset| asset.url)
}

/// The text of an asset that is a text; empty for a name that does not exist.
pub(crate) fn text(name: &str) -> &'static str {
    let asset = ALL.iter().find(|asset| asset.name == name);
    asset.and_then(|asset| str::from_utf8(asset.plain).ok()).unwrap_or("")
}

/// Serves `/assets/{file}`.
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ALL.iter().find(|asset| asset.url.strip_prefix("/assets/") == Some(file.as_str()))
    else {
        return (StatusCode::NOT_FOUND, [(CACHE_CONTROL, "no-store")]).into_response();
    };
    let (encoding, body) = choose(asset, &headers);
    let mut response = (
        [
            (CONTENT_TYPE, asset.kind),
            (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (VARY, "accept-encoding"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
        body,
    )
        .into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form that the browser takes.
fn choose(asset: &Asset, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    if accepts(headers, "br") {
        (Some("br"), asset.brotli)
    } else if accepts(headers, "gzip") {
        (Some("gzip"), asset.gzip)
    } else {
        (None, asset.plain)
    }
}

/// Whether `Accept-Encoding` names this coding without refusing it (`q=0`).
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| {
            let mut pieces = part.split(';').map(str::trim);
            let named = pieces.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
            let refused = pieces.any(|piece| {
                piece.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).is_some_and(|q| q <= 0.0)
            });
            named && !refused
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))])
    }

    #[tokio::test]
    async fn an_asset_is_served_compressed_and_for_ever() {
        let file = url("app.css").strip_prefix("/assets/").expect("assets live there").to_owned();
        let response = serve(Path(file), asking("gzip, br")).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_ENCODING], "br");
        assert_eq!(response.headers()[CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(response.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
    }

    #[tokio::test]
    async fn an_old_address_is_not_found() {
        let response = serve(Path("app.000000000000.css".into()), HeaderMap::new()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_refused_coding_is_not_sent() {
        assert!(accepts(&asking("gzip;q=0.5, br"), "gzip"));
        assert!(!accepts(&asking("gzip, br;q=0"), "br"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn style_and_script_stay_small() {
        // What a first view fetches; the palette and the worker come when they are needed.
        let size =
            |name: &str| ALL.iter().find(|asset| asset.name == name).map_or(0, |asset| asset.brotli.len());
        let [script, style, later] = ["app.js", "app.css", "dialogs.js"].map(size);
        assert!(script > 0 && style > 0 && later > 0, "they have these names");
        assert!(script < 10_000, "the script of a first view is {script} bytes compressed");
        assert!(script + style < 22_000, "style and script together are {} bytes compressed", script + style);
    }
}
