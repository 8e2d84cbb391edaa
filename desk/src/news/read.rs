//! What affiliates read: published posts, and which of them are new to the reader.
//!
//! A post is new to a user when it was published after they came, within the last [`FRESH`] days, and they have not
//! opened it. Opened posts are rows of `news_reads`; `users.news_upto` is a moment up to which nothing is new, moved on
//! as posts are opened. So the count reads a short range of an index, however old the programme is. Editing a post
//! changes neither its moment nor its rows, so it does not become new again.

use std::time::Duration;

use super::PostId;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::page::{PAGE_ROWS, Page, Place, Way};
use crate::people::UserId;
use crate::stamps;

/// News that is older than this is not new to anybody.
const FRESH: Duration = Duration::from_hours(90 * 24);

/// The most that are counted: a page shows "9+".
const MOST: i64 = 10;

/// How far the reader's moment stays behind the clock: a post may become visible a little after its own moment.
const SETTLED: Duration = Duration::from_mins(1);

/// After which moment posts can be new to the user `$1`; `$2` is when freshness began.
const SINCE: &str =
    "(SELECT CASE WHEN w.news_upto > $2 THEN w.news_upto ELSE $2 END FROM users w WHERE w.id = $1)";

/// Whether the user `$1` has opened the post `n`.
const OPENED: &str = "EXISTS (SELECT 1 FROM news_reads o WHERE o.user_id = $1 AND o.post_id = n.id)";

/// Characters that a list reads of a text: enough for its beginning without what marks it up.
const BEGINNING: i64 = 800;

/// A post in a list.
#[derive(Clone, Debug)]
pub struct PostRow {
    /// The post.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// How its text begins.
    pub beginning: String,
    /// Whether it stands before all others.
    pub pinned: bool,
    /// Since when it can be read.
    pub published: Timestamp,
    /// Whether the reader has not opened it.
    pub new: bool,
}

/// A post as it is read.
#[derive(Clone, Debug)]
pub struct Post {
    /// The post.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// Whether it stands before all others.
    pub pinned: bool,
    /// Since when it can be read.
    pub published: Timestamp,
    /// Whether the reader had not opened it before.
    pub new: bool,
}

fn fresh_since(cx: &Cx<'_, '_>) -> Timestamp {
    cx.now.minus(FRESH)
}

/// How many posts are new to the acting affiliate's user, at most ten.
pub fn unread(cx: &mut Cx<'_, '_>) -> Result<i64, Error> {
    let (user, since) = (cx.affiliate()?.user, fresh_since(cx));
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT n.id FROM news n WHERE n.published_at > {SINCE} AND NOT {OPENED}
         ORDER BY n.published_at DESC LIMIT $3) AS unread"
    );
    Ok(cx.tx.query_one(&sql, &[&user, &since, &MOST], |row| row.get(0))?)
}

/// A page of the news: pinned posts first, then the newest.
pub fn list(cx: &mut Cx<'_, '_>, from: Option<&Place>) -> Result<Page<PostRow>, Error> {
    let (user, since) = (cx.affiliate()?.user, fresh_since(cx));
    let from = from.filter(|place| matches!(place.order.as_str(), PINNED | NEWEST));
    let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let (compare, direction) = match from.map(|place| place.way) {
        Some(Way::Before) => (">", "ASC"),
        _ => ("<", "DESC"),
    };
    let place = from.map(|place| (place.order == PINNED, place.at, place.id));
    let beyond = place
        .map_or(String::new(), |_| format!(" AND (n.pinned, n.published_at, n.id) {compare} ($5, $6, $7)"));
    let sql = format!(
        "{} WHERE n.published_at IS NOT NULL{beyond}
         ORDER BY n.pinned {direction}, n.published_at {direction}, n.id {direction} LIMIT $4",
        select_rows()
    );
    let rows = match &place {
        None => cx.tx.query(&sql, &[&user, &since, &BEGINNING, &limit], post_row)?,
        Some((pinned, at, id)) => {
            cx.tx.query(&sql, &[&user, &since, &BEGINNING, &limit, pinned, at, id], post_row)?
        }
    };
    if rows.is_empty() && from.is_some() {
        // What stood there is gone; a page that says "nothing" and leads nowhere would be wrong.
        return list(cx, None);
    }
    let mut page = Page::cut(NEWEST, from, rows, |row| (row.published, row.id.get()));
    // A place among the pinned posts is another one than the same moment below them.
    let order = |row: Option<&PostRow>| if row.is_some_and(|row| row.pinned) { PINNED } else { NEWEST };
    let (first, last) = (order(page.rows.first()), order(page.rows.last()));
    page.previous = page.previous.map(|place| Place { order: first.to_owned(), ..place });
    page.next = page.next.map(|place| Place { order: last.to_owned(), ..place });
    Ok(page)
}

/// The two parts of the list, as page tokens name them.
const PINNED: &str = "pinned";
const NEWEST: &str = "newest";

/// The newest posts, to stand beside other things.
pub fn latest(cx: &mut Cx<'_, '_>, most: i64) -> Result<Vec<PostRow>, Error> {
    let (user, since) = (cx.affiliate()?.user, fresh_since(cx));
    let sql = format!(
        "{} WHERE n.published_at IS NOT NULL ORDER BY n.published_at DESC, n.id DESC LIMIT $4",
        select_rows()
    );
    // Only titles are shown there.
    Ok(cx.tx.query(&sql, &[&user, &since, &0_i64, &most], post_row)?)
}

/// Rows with as many characters of the text as `$3` says.
fn select_rows() -> String {
    format!(
        "SELECT n.id, n.title, SUBSTR(n.body, 1, CAST(CAST($3 AS BIGINT) AS INTEGER)), n.pinned, n.published_at,
                n.published_at > {SINCE} AND o.post_id IS NULL
         FROM news n LEFT JOIN news_reads o ON o.user_id = $1 AND o.post_id = n.id"
    )
}

fn post_row(row: &db::Row<'_>) -> Result<PostRow, db::Error> {
    Ok(PostRow {
        id: row.get(0)?,
        title: row.get(1)?,
        beginning: row.get(2)?,
        pinned: row.get(3)?,
        published: row.get(4)?,
        new: row.get(5)?,
    })
}

/// A published post. One that is a draft, or one again, is not found.
pub fn post(cx: &mut Cx<'_, '_>, id: PostId) -> Result<Post, Error> {
    let (user, since) = (cx.affiliate()?.user, fresh_since(cx));
    let sql = format!(
        "SELECT n.title, n.body, n.pinned, n.published_at, n.published_at > {SINCE} AND NOT {OPENED}
         FROM news n WHERE n.id = $3 AND n.published_at IS NOT NULL"
    );
    let found = cx.tx.query_opt(&sql, &[&user, &since, &id], |row| {
        Ok(Post {
            id,
            title: row.get(0)?,
            body: row.get(1)?,
            pinned: row.get(2)?,
            published: row.get(3)?,
            new: row.get(4)?,
        })
    })?;
    found.ok_or(Error::NotFound)
}

/// Notes that the acting user has opened a post. Called after the page went out; never for a prefetch.
pub fn mark_read(cx: &mut Cx<'_, '_>, id: PostId) -> Result<(), Error> {
    let user = cx.affiliate()?.user;
    let opened = cx.tx.execute(
        "INSERT INTO news_reads (user_id, post_id)
         SELECT CAST($1 AS BIGINT), n.id FROM news n WHERE n.id = $2 AND n.published_at IS NOT NULL
         ON CONFLICT (user_id, post_id) DO NOTHING",
        &[&user, &id],
    )?;
    if opened > 0 {
        stamps::bump_own(cx, user)?;
    }
    let since = fresh_since(cx);
    let sql = format!(
        "SELECT n.published_at FROM news n WHERE n.published_at > {SINCE} AND NOT {OPENED}
         ORDER BY n.published_at LIMIT 1"
    );
    let oldest_new: Option<Timestamp> = cx.tx.query_opt(&sql, &[&user, &since], |row| row.get(0))?;
    let settled = cx.now.minus(SETTLED);
    let upto = oldest_new.map_or(settled, |at| settled.min(at.minus(Duration::from_micros(1))));
    move_on(cx, user, upto)
}

/// Nothing that is published now is new to the acting user any more.
pub fn mark_all_read(cx: &mut Cx<'_, '_>) -> Result<(), Error> {
    let (user, now) = (cx.affiliate()?.user, cx.now);
    move_on(cx, user, now)?;
    stamps::bump_own(cx, user)
}

fn move_on(cx: &mut Cx<'_, '_>, user: UserId, upto: Timestamp) -> Result<(), Error> {
    cx.tx.execute("UPDATE users SET news_upto = $1 WHERE id = $2 AND news_upto < $1", &[&upto, &user])?;
    Ok(())
}
