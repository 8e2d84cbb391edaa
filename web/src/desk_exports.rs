//! `/desk/offers/export` and `/desk/affiliates/export`: what a list shows goes out as a file.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use desk::Error;
use desk::offers::DeskOfferFilter;
use desk::people::AffiliateFilter;
use desk::transfer::{Export, Filter, Format};
use futures_util::stream;

use crate::address::Asked;
use crate::error::PageError;
use crate::site::Web;
use crate::visitor::Visitor;

/// `GET /desk/offers/export`: the offers that the list shows.
pub(crate) async fn export_offers(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter = DeskOfferFilter {
        text: asked.text("q"),
        status: asked.get("status").parse().ok(),
        privacy: asked.get("privacy").parse().ok(),
        from: None,
    };
    export(&web, &visitor, Filter::Offers(filter), &asked, "offers").await
}

/// `GET /desk/affiliates/export`: the affiliates that the list shows.
pub(crate) async fn export_affiliates(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let filter =
        AffiliateFilter { text: asked.text("q"), status: asked.get("status").parse().ok(), from: None };
    export(&web, &visitor, Filter::Affiliates(filter), &asked, "affiliates").await
}

async fn export(
    web: &Web,
    visitor: &Visitor,
    filter: Filter,
    asked: &Asked,
    name: &str,
) -> Result<Response, PageError> {
    let format = asked.get("format").parse().unwrap_or(Format::Csv);
    let mut export = Export::new(web.app(), &visitor.credential(), filter, format);
    // Who may not see it gets a page that says so, and not a file that breaks off.
    let first = export.next().await?;
    let parts = stream::try_unfold((first, export), async |(first, mut export)| {
        let part = match first {
            Some(part) => Some(part),
            None => export.next().await?,
        };
        Ok::<_, Error>(part.map(|part| (part, (None, export))))
    });
    Ok(file(Body::from_stream(parts), format, name))
}

/// A file to be stored, of this name without its ending.
pub(crate) fn file(body: Body, format: Format, name: &str) -> Response {
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Json => "application/json",
    };
    let how = format!("attachment; filename=\"{name}.{format}\"");
    let how = HeaderValue::from_str(&how).unwrap_or(HeaderValue::from_static("attachment"));
    ([(CONTENT_TYPE, HeaderValue::from_static(kind)), (CONTENT_DISPOSITION, how)], body).into_response()
}
