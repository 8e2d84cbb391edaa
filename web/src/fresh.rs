//! Whether the browser has a page already: its ETag comes from kept version counters (`desk::stamps`), so a page that did
//! not change is neither read nor drawn.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::http::StatusCode;
use axum::http::header::{ETAG, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::frame::Frame;
use crate::site::Web;
use crate::visitor::Visitor;

/// For how long relative times ("2 min ago") may stand as they are.
const MINUTE: i64 = 60_000_000;

/// What the browser has, and what every page of this process has in common.
#[derive(Clone)]
pub(crate) struct Fresh {
    known: Option<String>,
    common: u64,
    /// A page that says what was just done is shown once.
    once: bool,
}

/// A page's ETag; none for a page that is shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag(Option<String>);

/// A page that has to be drawn, or one that the browser has.
pub(crate) enum Found<T> {
    /// What it consists of.
    Changed(T),
    /// Nothing changed.
    Same,
}

impl Fresh {
    pub(crate) fn of(web: &Web, visitor: &Visitor) -> Self {
        let mut hasher = DefaultHasher::new();
        let site = web.site();
        (&site.name, &site.colour, &site.support_email).hash(&mut hasher);
        // Templates and texts have no number of their own; what they change shows within the minute.
        (env!("CARGO_PKG_VERSION"), assets::url("app.css"), assets::url("app.js")).hash(&mut hasher);
        Self { known: visitor.known.clone(), common: hasher.finish(), once: visitor.flash.is_some() }
    }

    /// The tag of a page for whoever looks at it, at this moment, with this stamp.
    pub(crate) fn tag(&self, frame: &Frame, stamp: u64) -> Tag {
        if self.once {
            return Tag(None);
        }
        let mut hasher = DefaultHasher::new();
        (self.common, frame.stamp(), frame.now.get() / MINUTE, stamp).hash(&mut hasher);
        // Weak, because a compressed page has the same one (RFC 9110, 8.8.1).
        Tag(Some(format!("W/\"{:016x}\"", hasher.finish())))
    }

    /// Whether the browser has the page with this tag.
    pub(crate) fn has(&self, tag: &Tag) -> bool {
        match (&self.known, &tag.0) {
            (Some(known), Some(tag)) => known.split(',').any(|known| known.trim() == tag),
            _ => false,
        }
    }
}

impl Tag {
    /// The page, with its tag.
    pub(crate) fn on(&self, mut response: Response) -> Response {
        if let Some(Ok(value)) = self.0.as_deref().map(HeaderValue::from_str) {
            response.headers_mut().insert(ETAG, value);
        }
        response
    }

    /// That the browser has the page.
    pub(crate) fn unchanged(&self) -> Response {
        self.on(StatusCode::NOT_MODIFIED.into_response())
    }
}
