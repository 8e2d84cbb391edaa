//! `/_gallery`: every component in every state, for those who work on the look. In debug builds alone.

use askama::Template;

use super::prelude::*;
use super::{Attachments, Flash};

/// The components, and links to every page with sample data.
#[derive(Template)]
#[template(path = "gallery.html")]
pub struct Gallery {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The sample pages, by name.
    pub pages: Vec<&'static str>,
    /// What was just done, in each kind.
    pub flashes: Vec<Flash>,
    /// A field that is right, and one that is wrong.
    pub good: Field,
    /// The wrong one.
    pub bad: Field,
    /// A long text near its limit.
    pub long: Field,
    /// Files that are kept, and sentences about others.
    pub attachments: Attachments,
    /// People.
    pub names: Vec<&'static str>,
    /// The first of several pages.
    pub pager: Pager,
}
