//! What a post is made of, parsed at the edge and trusted inside.

use crate::error::{FieldError, Problem};
use crate::submissions::SubmissionId;
use crate::text;

db::id! {
    /// A post of the news.
    pub PostId
}

/// The most characters of a title.
const TITLE: usize = 140;

/// The most characters of a text.
const BODY: usize = 10_000;

/// The form as it came in.
#[derive(Clone, Debug, Default)]
pub struct RawPost {
    /// `title`
    pub title: String,
    /// `text`
    pub body: String,
    /// Whether `pinned` came along.
    pub pinned: bool,
}

/// A post to be stored.
#[derive(Clone, Debug)]
pub struct NewPost {
    pub(super) title: String,
    pub(super) body: String,
    pub(super) pinned: bool,
    pub(super) submission: SubmissionId,
}

impl NewPost {
    /// Reads the form; every field that is wrong is named, not only the first.
    pub fn parse(raw: &RawPost, submission: SubmissionId) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut blame = |field, problem: Problem| errors.push(FieldError { field, problem });
        let title = text::line(&raw.title, 1, TITLE).map_err(|problem| blame("title", problem)).ok();
        let body = text::paragraphs(&raw.body, 1, BODY).map_err(|problem| blame("text", problem)).ok();
        match (title, body) {
            (Some(title), Some(body)) => Ok(Self { title, body, pinned: raw.pinned, submission }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(title: &str, body: &str) -> Vec<(&'static str, Problem)> {
        let raw = RawPost { title: title.into(), body: body.into(), pinned: false };
        let parsed = NewPost::parse(&raw, SubmissionId::from_random([1; 16]));
        parsed.err().unwrap_or_default().into_iter().map(|error| (error.field, error.problem)).collect()
    }

    #[test]
    fn every_wrong_field_is_named() {
        assert_eq!(problems(" ", "\n"), [("title", Problem::Required), ("text", Problem::Required)]);
        assert_eq!(problems(&"t".repeat(140), &"b".repeat(10_000)), []);
        assert_eq!(
            problems(&"t".repeat(141), &"b".repeat(10_001)),
            [
                ("title", Problem::TooLong { max: 140, length: 141 }),
                ("text", Problem::TooLong { max: 10_000, length: 10_001 })
            ]
        );
        assert_eq!(problems("a\0", "b\0"), [("title", Problem::NotText), ("text", Problem::NotText)]);
    }
}
