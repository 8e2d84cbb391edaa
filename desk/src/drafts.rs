//! What somebody typed and has not sent. Written when a form is refused and when a session has run out; restored when
//! the form is shown again.

use serde::{Deserialize, Serialize};

use crate::App;
use crate::app::Credential;
use crate::cx::Cx;
use crate::error::Error;
use crate::people::{UserId, sessions};

db::text_enum! {
    /// Which form a draft is of.
    pub enum Form {
        /// The affiliate's New ticket.
        NewTicket = "new_ticket",
        /// The affiliate's comment; its subject is the ticket.
        Comment = "comment",
        /// The staff's New ticket.
        NewTicketFor = "new_ticket_for",
        /// The staff's reply; its subject is the ticket.
        Reply = "reply",
        /// The staff's internal note; its subject is the ticket.
        Note = "note",
        /// A post of the news; its subject is the post, or 0 for a new one.
        News = "news",
    }
}

/// The most characters of one draft, all fields together: every field at its limit, and then some.
const MAX: usize = 40_000;

/// The most characters of one field, so that one which is far too long leaves room for the others.
const MAX_FIELD: usize = 15_000;

/// The most fields of a form, and the longest name of one in bytes; a carried draft comes from a browser, which could
/// make up any.
const MAX_FIELDS: usize = 32;
const MAX_NAME: usize = 64;

/// The fields of a form as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Names and texts.
    pub fields: Vec<(String, String)>,
}

impl Draft {
    /// The text of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }

    /// Whether anything was typed at all.
    fn is_blank(&self) -> bool {
        self.fields.iter().all(|(_, text)| text.trim().is_empty())
    }

    /// What is kept of it: NUL cannot be stored on both engines; too long a text keeps its beginning.
    #[must_use]
    pub fn storable(&self) -> Self {
        let mut left = MAX;
        let mut cut = |text: &String| {
            let kept: String = text.chars().filter(|c| *c != '\0').take(left.min(MAX_FIELD)).collect();
            left -= kept.chars().count();
            kept
        };
        let fields = self.fields.iter().filter(|(name, _)| name.len() <= MAX_NAME).take(MAX_FIELDS);
        Self { fields: fields.map(|(name, text)| (name.clone(), cut(text))).collect() }
    }
}

/// Saves the acting person's draft of a form; a blank one is none.
pub fn save(cx: &mut Cx<'_, '_>, form: Form, subject: i64, draft: &Draft) -> Result<(), Error> {
    let user = cx.user()?;
    save_for(cx, user, form, subject, draft)
}

/// Saves a draft for the holder of a session that ran out: the one thing that such a cookie is still good for.
/// Gives whether there was somebody to save it for.
pub async fn save_expired(
    app: &App,
    who: &Credential,
    form: Form,
    subject: i64,
    draft: Draft,
) -> Result<bool, Error> {
    let Credential::Expired(token) = who.clone() else { return Ok(false) };
    let saved = app.write(who, move |cx| {
        let user = sessions::user_of_expired(cx, &token)?;
        save_for(cx, user, form, subject, &draft)
    });
    match saved.await {
        Ok(()) => Ok(true),
        Err(Error::SignedOut) => Ok(false),
        Err(error) => Err(error),
    }
}

fn save_for(cx: &mut Cx<'_, '_>, user: UserId, form: Form, subject: i64, draft: &Draft) -> Result<(), Error> {
    if draft.is_blank() {
        return discard_for(cx, user, form, subject);
    }
    let content = serde_json::to_string(&draft.storable())
        .map_err(|error| Error::Damaged(format!("draft that cannot be written: {error}")))?;
    cx.tx.execute(
        "INSERT INTO drafts (user_id, form, subject, content, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (user_id, form, subject) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at",
        &[&user, &form, &subject, &content, &cx.now],
    )?;
    Ok(())
}

/// The acting person's draft of a form, if there is one.
pub fn load(cx: &mut Cx<'_, '_>, form: Form, subject: i64) -> Result<Option<Draft>, Error> {
    let user = cx.user()?;
    let content = cx.tx.query_opt(
        "SELECT content FROM drafts WHERE user_id = $1 AND form = $2 AND subject = $3",
        &[&user, &form, &subject],
        |row| row.get::<String>(0),
    )?;
    // A draft of an older version that cannot be read is worth less than the page.
    Ok(content.and_then(|content| serde_json::from_str(&content).ok()))
}

/// When the acting person's draft of a form was last saved, if there is one.
pub(crate) fn changed(cx: &mut Cx<'_, '_>, form: Form, subject: i64) -> Result<Option<i64>, Error> {
    let user = cx.user()?;
    let sql = "SELECT updated_at FROM drafts WHERE user_id = $1 AND form = $2 AND subject = $3";
    Ok(cx.tx.query_opt(sql, &[&user, &form, &subject], |row| row.get(0))?)
}

/// Forgets the acting person's draft of a form: it was sent, or thrown away.
pub fn discard(cx: &mut Cx<'_, '_>, form: Form, subject: i64) -> Result<(), Error> {
    let user = cx.user()?;
    discard_for(cx, user, form, subject)
}

fn discard_for(cx: &mut Cx<'_, '_>, user: UserId, form: Form, subject: i64) -> Result<(), Error> {
    let sql = "DELETE FROM drafts WHERE user_id = $1 AND form = $2 AND subject = $3";
    cx.tx.execute(sql, &[&user, &form, &subject])?;
    Ok(())
}

/// Forgets drafts that nobody came back to.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let past = cx.now.minus(cx.settings().draft_lifetime);
    Ok(cx.tx.execute("DELETE FROM drafts WHERE updated_at < $1", &[&past])?)
}
