//! What staff do with posts: write, publish, take back, remove.

use super::{NewPost, PostId};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::drafts::{self, Form};
use crate::error::{Conflict, Error};
use crate::live::{self, Hint};
use crate::outbox;
use crate::page::{PAGE_ROWS, Page, Place, Way};
use crate::stamps::{self, Stamp};
use crate::submissions::{self, Content};

/// What becomes of a post when it is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It stays what it is: a draft, or published.
    Keep,
    /// Affiliates see it from now on. One that they see already keeps its moment.
    Publish,
    /// Affiliates do not see it any more.
    Unpublish,
}

impl Then {
    fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
        }
    }

    /// Since when the post can be read, once this is done.
    fn published(self, before: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Keep => before,
            Self::Publish => before.or(Some(now)),
            Self::Unpublish => None,
        }
    }
}

/// A post in the staff's list.
#[derive(Clone, Debug)]
pub struct EditRow {
    /// The post.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// Whether it stands before all others.
    pub pinned: bool,
    /// Since when affiliates see it; none for a draft.
    pub published: Option<Timestamp>,
    /// When it was begun.
    pub created: Timestamp,
    /// Who began it, if they are still there.
    pub author: Option<String>,
    /// When it was last changed.
    pub edited: Timestamp,
}

/// A post as it is edited.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What the list shows of it.
    pub row: EditRow,
    /// Its text.
    pub body: String,
    /// Who changed it last, if they are still there.
    pub editor: Option<String>,
    /// What it is at; saving says which version was changed.
    pub version: i64,
}

const COLUMNS: &str = "n.id, n.title, n.pinned, n.published_at, n.created_at, a.name, n.edited_at";

/// A page of all posts, drafts among them, newest first.
pub fn all(cx: &mut Cx<'_, '_>, from: Option<&Place>) -> Result<Page<EditRow>, Error> {
    cx.staff()?;
    let from = from.filter(|place| place.order == CREATED);
    let (compare, direction) = match from.map(|place| place.way) {
        Some(Way::Before) => (">", "ASC"),
        _ => ("<", "DESC"),
    };
    let place = from.map(|place| (place.at, place.id));
    let beyond = place.map_or(String::new(), |_| format!(" WHERE (n.created_at, n.id) {compare} ($2, $3)"));
    let sql = format!(
        "SELECT {COLUMNS} FROM news n LEFT JOIN users a ON a.id = n.created_by{beyond}
         ORDER BY n.created_at {direction}, n.id {direction} LIMIT $1"
    );
    let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let rows = match &place {
        None => cx.tx.query(&sql, &[&limit], edit_row)?,
        Some((at, id)) => cx.tx.query(&sql, &[&limit, at, id], edit_row)?,
    };
    if rows.is_empty() && from.is_some() {
        return all(cx, None);
    }
    Ok(Page::cut(CREATED, from, rows, |row| (row.created, row.id.get())))
}

/// The order of the staff's list, as page tokens name it.
const CREATED: &str = "created";

fn edit_row(row: &db::Row<'_>) -> Result<EditRow, db::Error> {
    Ok(EditRow {
        id: row.get(0)?,
        title: row.get(1)?,
        pinned: row.get(2)?,
        published: row.get(3)?,
        created: row.get(4)?,
        author: row.get(5)?,
        edited: row.get(6)?,
    })
}

/// A post to be edited.
pub fn edit(cx: &mut Cx<'_, '_>, id: PostId) -> Result<Edit, Error> {
    cx.staff()?;
    let sql = format!(
        "SELECT {COLUMNS}, n.body, e.name, n.version FROM news n
         LEFT JOIN users a ON a.id = n.created_by LEFT JOIN users e ON e.id = n.edited_by WHERE n.id = $1"
    );
    let found = cx.tx.query_opt(&sql, &[&id], |row| {
        Ok(Edit { row: edit_row(row)?, body: row.get(7)?, editor: row.get(8)?, version: row.get(9)? })
    })?;
    found.ok_or(Error::NotFound)
}

/// Whether the acting person may edit a post: asked before its form is read.
pub fn find(cx: &mut Cx<'_, '_>, id: PostId) -> Result<(), Error> {
    edit(cx, id).map(drop)
}

/// Writes a new post.
pub fn create(cx: &mut Cx<'_, '_>, new: &NewPost, then: Then) -> Result<PostId, Error> {
    let author = cx.staff()?.user;
    let id = submissions::once(cx, new.submission, content("news", new, then), |cx| {
        let published = then.published(None, cx.now);
        tell(cx, None, published)?;
        let id = cx.tx.query_one(
            "INSERT INTO news (title, body, pinned, published_at, created_at, created_by, edited_at, edited_by, version)
             VALUES ($1, $2, $3, $4, $5, $6, $5, $6, 1) RETURNING id",
            &[&new.title, &new.body, &new.pinned, &published, &cx.now, &author],
            |row| row.get::<PostId>(0),
        )?;
        if published.is_some() {
            outbox::news(cx, id)?;
        }
        Ok(id)
    })?;
    drafts::sent(cx, Form::News, 0, new.submission)?;
    Ok(id)
}

/// Saves a post. When it is not at `version` any more, somebody else changed it meanwhile, and nothing is done.
pub fn save(cx: &mut Cx<'_, '_>, id: PostId, version: i64, new: &NewPost, then: Then) -> Result<(), Error> {
    let editor = cx.staff()?.user;
    let form = content("news-edit", new, then).with(id.to_string()).with(version.to_string());
    submissions::once(cx, new.submission, form, |cx| {
        let before = edit(cx, id)?;
        if before.version != version {
            return Err(Conflict::Changed.into());
        }
        let published = then.published(before.row.published, cx.now);
        tell(cx, before.row.published, published)?;
        cx.tx.execute(
            "UPDATE news SET title = $1, body = $2, pinned = $3, published_at = $4, edited_at = $5, edited_by = $6,
                    version = version + 1
             WHERE id = $7",
            &[&new.title, &new.body, &new.pinned, &published, &cx.now, &editor, &id],
        )?;
        if before.row.published.is_none() && published.is_some() {
            outbox::news(cx, id)?;
        }
        Ok(id)
    })?;
    drafts::sent(cx, Form::News, id.get(), new.submission)?;
    Ok(())
}

/// Says that the news changed, when affiliates saw the post before or see it now.
fn tell(cx: &mut Cx<'_, '_>, before: Option<Timestamp>, after: Option<Timestamp>) -> Result<(), Error> {
    if before.or(after).is_none() {
        return Ok(());
    }
    stamps::bump(cx, Stamp::News)?;
    live::tell(cx, &Hint::News)
}

fn content(form: &str, new: &NewPost, then: Then) -> Content {
    let pinned = if new.pinned { "pinned" } else { "" };
    Content::of(form).with(&new.title).with(&new.body).with(pinned).with(then.word())
}

/// Removes a post for good.
pub fn remove(cx: &mut Cx<'_, '_>, id: PostId) -> Result<(), Error> {
    let published = edit(cx, id)?.row.published;
    tell(cx, published, None)?;
    cx.tx.execute("DELETE FROM news WHERE id = $1", &[&id])?;
    // Nobody can come back to what was typed for it.
    cx.tx.execute("DELETE FROM drafts WHERE form = $1 AND subject = $2", &[&Form::News, &id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_post_keeps_its_moment_until_it_is_taken_back() {
        let (then, now) = (Some(Timestamp::new(5)), Timestamp::new(9));
        assert_eq!(Then::Keep.published(None, now), None);
        assert_eq!(Then::Keep.published(then, now), then);
        assert_eq!(Then::Publish.published(None, now), Some(now));
        assert_eq!(Then::Publish.published(then, now), then);
        assert_eq!(Then::Unpublish.published(then, now), None);
    }
}
