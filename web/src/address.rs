//! What an address says: the id in its path and what follows the question mark. Anybody can write anything there, so
//! nothing of it is refused: what makes no sense is no id, and no filter.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use desk::page::{Page, Place};

use crate::error::PageError;
use crate::form::Fields;
use crate::site::Web;
use crate::views::{Pager, Query};

/// The id in the path, if it is one.
pub(crate) struct Id<T>(pub(crate) Option<T>);

impl<T> Id<T> {
    /// The id; what is none is not found, as an id that does not exist is.
    pub(crate) fn or_not_found(self) -> Result<T, PageError> {
        self.0.ok_or_else(|| PageError::new(StatusCode::NOT_FOUND))
    }
}

impl<T: FromStr> FromRequestParts<Web> for Id<T> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let text = Path::<String>::from_request_parts(parts, web).await;
        Ok(Self(text.ok().and_then(|Path(text)| text.parse().ok())))
    }
}

/// Links to the neighbouring pages of a list, whose own address `query` begins.
pub(crate) fn pager<T>(page: &Page<T>, query: impl Fn() -> Query) -> Pager {
    let link = |place: &Option<Place>| Some(query().with("page", &place.as_ref()?.to_string()).finish());
    Pager { previous: link(&page.previous), next: link(&page.next) }
}

/// The parameters of the query; of one that comes twice the first counts.
pub(crate) struct Asked(Fields);

impl Asked {
    /// A parameter; empty when it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.get(name)
    }

    /// All values of a parameter.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.0.all(name)
    }

    /// A line of text to search for: short, without what no database takes.
    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).replace('\0', "").trim().chars().take(200).collect()
    }
}

impl FromRequestParts<Web> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Infallible> {
        Ok(Self(Fields::parse(parts.uri.query().unwrap_or("").as_bytes())))
    }
}
