//! `/_gallery`: the components, and every page with sample data, for those who work on the look. In debug builds alone:
//! a release has neither the addresses nor the samples.
//!
//! `?density=compact` and `?dir=rtl` show a page as who likes it close, or reads from right to left, has it.

use askama::Template as _;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};

use crate::address::Asked;
use crate::error::PageError;
use crate::samples;

const PREVIEW: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="320" height="224"><rect width="320" height="224" fill="#e8ecf7"/><path d="M0 180 80 120l60 40 90-90 90 70v84H0z" fill="#9fb0e0"/></svg>"##;
const PORTRAIT: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="192" height="192"><rect width="192" height="192" fill="#c9d6f2"/><circle cx="96" cy="78" r="38" fill="#8a6a58"/><path d="M20 192c8-60 144-60 152 0z" fill="#3f5b9e"/></svg>"##;

/// `GET /_gallery`
pub(crate) async fn components(asked: Asked) -> Response {
    let view = samples::gallery(words::lang("en"));
    // The pictures of the samples stand beside the pages.
    let html = view.render().unwrap_or_default().replace("\"portrait.svg", "\"/_gallery/portrait.svg");
    dressed(&html, &asked)
}

/// `GET /_gallery/{name}`: a page, or one of the pictures on it.
pub(crate) async fn page(Path(name): Path<String>, asked: Asked) -> Result<Response, PageError> {
    let picture = |svg: &'static str| ([(CONTENT_TYPE, "image/svg+xml")], svg).into_response();
    match name.as_str() {
        "preview.svg" => return Ok(picture(PREVIEW)),
        "portrait.svg" => return Ok(picture(PORTRAIT)),
        _ => {}
    }
    let found = samples::all().into_iter().find(|(known, _)| *known == name);
    let (_, render) = found.ok_or_else(|| PageError::new(StatusCode::NOT_FOUND))?;
    Ok(dressed(&render(words::lang("en")), &asked))
}

/// A page as it is asked for. It hears nothing: nobody is signed in whose changes it could hear of.
fn dressed(html: &str, asked: &Asked) -> Response {
    let mut html = html.replace(" data-hears=", " data-deaf=");
    if asked.get("density") == "compact" {
        html = html.replacen("<html ", "<html data-density=\"compact\" ", 1);
    }
    if asked.get("dir") == "rtl" {
        html = html.replacen(" dir=\"ltr\"", " dir=\"rtl\"", 1);
    }
    Html(html).into_response()
}
