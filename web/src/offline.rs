//! What a browser shows without a connection: one page of the house, kept by a service worker that keeps nothing else.

use std::hash::{DefaultHasher, Hash, Hasher};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::frame::anonymous_shell;
use crate::respond;
use crate::site::Web;
use crate::views::Offline;
use crate::visitor::Visitor;

const PATH: &str = "/offline";

fn view(web: &Web, visitor: &Visitor) -> Offline {
    Offline { t: visitor.lang, shell: anonymous_shell(web.site(), visitor.theme) }
}

/// `GET /offline`. It names nobody, so that it may be kept.
pub(crate) async fn page(State(web): State<Web>, visitor: Visitor) -> Response {
    respond::page(StatusCode::OK, &view(&web, &visitor))
}

/// `GET /sw.js`: the service worker, with what it keeps. It changes whenever that page does.
pub(crate) async fn worker(State(web): State<Web>, visitor: Visitor) -> Response {
    let page = view(&web, &visitor).render().unwrap_or_default();
    let mut hasher = DefaultHasher::new();
    page.hash(&mut hasher);
    let version = format!("offline-{:016x}", hasher.finish());
    let kept = serde_json::json!([PATH, assets::url("app.css"), assets::url("favicon.svg")]);
    let script = format!("const version = \"{version}\";\nconst kept = {kept};\n{}", assets::text("sw.js"));
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "private, no-cache")], script)
        .into_response()
}
