//! News, for those who read them and for those who write them.

use askama::Template;

use super::DraftBox;
use super::prelude::*;
use crate::icons::Icon;

/// A post where only its title is shown.
#[derive(Debug, Clone)]
pub struct NewsLink {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Since when it can be read.
    pub published: When,
    /// Whether the reader has not opened it.
    pub new: bool,
}

/// `/news`: all published posts.
#[derive(Template)]
#[template(path = "news/list.html")]
pub struct NewsList {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// How many are new, ready to read ("3", "9+").
    pub unread: Option<String>,
    /// The posts of this page.
    pub rows: Vec<NewsRow>,
    /// The neighbouring pages.
    pub pager: Pager,
    /// How to reach people.
    pub help: Help,
}

/// A post in the list.
#[derive(Debug, Clone)]
pub struct NewsRow {
    /// Its title and where it leads.
    pub link: NewsLink,
    /// How its text begins.
    pub beginning: String,
    /// Whether it stands before all others.
    pub pinned: bool,
}

/// `/news/{id}`: one post.
#[derive(Template)]
#[template(path = "news/post.html")]
pub struct NewsPost {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: Rich,
    /// Since when it can be read.
    pub published: When,
    /// Whether it stands before all others.
    pub pinned: bool,
    /// How to reach people.
    pub help: Help,
}

/// `/desk/news`: every post, drafts among them.
#[derive(Template)]
#[template(path = "desk/news.html")]
pub struct DeskNews {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The posts of this page.
    pub rows: Vec<DeskNewsRow>,
    /// The neighbouring pages.
    pub pager: Pager,
}

/// A post in the staff's list.
#[derive(Debug, Clone)]
pub struct DeskNewsRow {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Whether affiliates see it.
    pub state: PostState,
    /// Whether it stands before all others.
    pub pinned: bool,
    /// Who began it, when they are still there.
    pub author: Option<String>,
    /// Since when it can be read.
    pub published: Option<When>,
    /// When it was last changed.
    pub edited: When,
}

/// Whether affiliates see a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostState {
    /// Not yet, or not any more.
    Draft,
    /// They do.
    Published,
}

impl Label for PostState {
    fn value(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
        }
    }

    fn label(self, t: Words) -> &'static str {
        match self {
            Self::Draft => t.post_state_draft(),
            Self::Published => t.post_state_published(),
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Draft => icons::DRAFT,
            Self::Published => icons::PUBLISHED,
        }
    }
}

/// `/desk/news/new` and `/desk/news/{id}`: writing a post.
#[derive(Template)]
#[template(path = "desk/post.html")]
pub struct DeskPost {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The post, when it was saved before.
    pub saved: Option<SavedPost>,
    /// The form.
    pub form: PostForm,
    /// How it looks to affiliates.
    pub preview: Option<Preview>,
    /// What is stored now, when somebody else changed it meanwhile.
    pub other: Option<Preview>,
}

impl DeskPost {
    fn action(&self) -> String {
        self.saved
            .as_ref()
            .map_or_else(|| "/desk/news/new".to_owned(), |post| format!("/desk/news/{}", post.id))
    }

    fn is_published(&self) -> bool {
        self.saved.as_ref().is_some_and(|post| post.state == PostState::Published)
    }
}

/// What is known of a post that was saved.
#[derive(Debug, Clone)]
pub struct SavedPost {
    /// Its number.
    pub id: i64,
    /// Whether affiliates see it.
    pub state: PostState,
    /// Since when.
    pub published: Option<When>,
    /// Who changed it last, as a sentence without its time.
    pub edited_by: String,
    /// When.
    pub edited: When,
}

/// A post as affiliates see it.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: Rich,
}

/// The form of a post.
#[derive(Debug, Clone)]
pub struct PostForm {
    /// The id that makes sending twice harmless.
    pub submission: String,
    /// Its draft.
    pub draft: DraftBox,
    /// Which version is being changed; empty for a new post.
    pub version: String,
    /// Something wrong with the form as a whole, or a word about what was given back.
    pub notice: Option<String>,
    /// The title.
    pub title: Field,
    /// The text, as it is written.
    pub text: Field,
    /// Whether it is to stand before all others.
    pub pinned: bool,
}

impl PostForm {
    /// The name of the first field with something wrong, which gets the focus.
    pub fn focus(&self) -> &'static str {
        if self.title.is_bad() {
            "title"
        } else if self.text.is_bad() {
            "text"
        } else {
            ""
        }
    }
}
