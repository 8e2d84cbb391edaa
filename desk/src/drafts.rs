//! What somebody typed and has not sent. Written while it is typed, when a form is refused and when a session has run
//! out; restored when the form is shown again.
//!
//! A draft carries the submission id of the form that it was typed into, and a restored draft gives the form that id
//! again. So whatever reaches the desk first, a late draft of what was sent never comes back, and a draft that stands in
//! two windows is sent once.

use serde::{Deserialize, Serialize};

use crate::app::{App, Credential};
use crate::attachments::{self, Incoming, StagedId};
use crate::cx::Cx;
use crate::error::Error;
use crate::news::{self, PostId};
use crate::offers::{self, OfferId};
use crate::people::{self, AffiliateId, UserId, sessions};
use crate::submissions::{self, SubmissionId};
use crate::tickets::{self, TicketId};

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
        /// The affiliate's request for an offer, or 0 for several at once.
        Request = "request",
        /// The affiliate's request that is sent again; its subject is the ticket.
        Resubmission = "resubmission",
        /// The staff's decision; its subject is the ticket.
        Decision = "decision",
        /// An offer; its subject is the offer, or 0 for a new one.
        Offer = "offer",
        /// An affiliate; its subject is the affiliate, or 0 for a new one.
        Affiliate = "affiliate",
    }
}

/// The most characters of one draft, all fields together: every field at its limit, and then some.
const MAX: usize = 80_000;

/// The most characters of one field, so that one which is far too long leaves room for the others.
const MAX_FIELD: usize = 15_000;

/// The most fields of a form, and the longest name of one in bytes; a draft comes from a browser, which could make up
/// any.
const MAX_FIELDS: usize = 320;
const MAX_NAME: usize = 64;

/// The most files of a draft; what a message may have is checked when it is sent.
const MAX_FILES: usize = 32;

/// A form as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The form's submission id.
    #[serde(default)]
    pub submission: Option<SubmissionId>,
    /// Names and texts.
    pub fields: Vec<(String, String)>,
    /// Files that came in already and wait to be sent.
    #[serde(default)]
    pub files: Vec<StagedId>,
}

impl Draft {
    /// The text of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }

    /// Whether nothing was typed and no file picked.
    fn is_blank(&self) -> bool {
        self.files.is_empty() && self.fields.iter().all(|(_, text)| text.trim().is_empty())
    }

    /// Whether both say the same, whichever form they were typed into.
    fn says_the_same(&self, other: &Self) -> bool {
        let said = |draft: &Self| {
            let mut fields: Vec<_> =
                draft.fields.iter().filter(|(_, text)| !text.trim().is_empty()).cloned().collect();
            fields.sort();
            (fields, draft.files.clone())
        };
        said(self) == said(other)
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
        let fields = self.fields.iter().filter(|(name, _)| name.len() <= MAX_NAME && !name.contains('\0'));
        Self {
            submission: self.submission,
            fields: fields.take(MAX_FIELDS).map(|(name, text)| (name.clone(), cut(text))).collect(),
            files: self.files.iter().take(MAX_FILES).copied().collect(),
        }
    }
}

/// What became of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is kept.
    Kept,
    /// It is kept, in the place of another that was typed into the same form in another window.
    Replaced,
    /// It is not: its form was sent already.
    Sent,
}

/// A draft as its form shows it again.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What was typed.
    pub draft: Draft,
    /// Its files, as far as they are still there.
    pub files: Vec<Incoming>,
    /// Whether there were more.
    pub gone: bool,
}

/// Saves the acting person's draft of a form that they may send; a blank one is none.
pub fn save(cx: &mut Cx<'_, '_>, form: Form, subject: i64, draft: &Draft) -> Result<Saved, Error> {
    may(cx, form, subject)?;
    let user = cx.user()?;
    if let Some(id) = draft.submission
        && submissions::is_used(cx, user, id)?
    {
        return Ok(Saved::Sent);
    }
    let draft = draft.storable();
    let other = stored(cx, user, form, subject)?.filter(|old| is_another(old, draft.submission));
    if draft.is_blank() {
        // An empty box says nothing about what was typed in another window.
        if other.is_none() {
            delete(cx, user, form, subject)?;
        }
        return Ok(Saved::Kept);
    }
    let content = serde_json::to_string(&draft)
        .map_err(|error| Error::Damaged(format!("draft that cannot be written: {error}")))?;
    cx.tx.execute(
        "INSERT INTO drafts (user_id, form, subject, content, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (user_id, form, subject) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at",
        &[&user, &form, &subject, &content, &cx.now],
    )?;
    Ok(if other.is_some_and(|old| !old.says_the_same(&draft)) { Saved::Replaced } else { Saved::Kept })
}

/// The same for what comes from a page while it is typed. The page says whose it is: the browser may belong to somebody
/// else by now, who must not find it among their drafts.
pub fn save_typed(
    cx: &mut Cx<'_, '_>,
    writer: UserId,
    form: Form,
    subject: i64,
    draft: &Draft,
) -> Result<Saved, Error> {
    if cx.user()? == writer { save(cx, form, subject, draft) } else { Err(Error::SignedOut) }
}

/// Saves a draft for the holder of a session that ran out: the one thing that such a cookie is still good for.
/// `writer` is whose page it comes from, where that is known. Gives nothing when there is nobody to save it for.
pub async fn save_expired(
    app: &App,
    who: &Credential,
    writer: Option<UserId>,
    form: Form,
    subject: i64,
    draft: Draft,
) -> Result<Option<Saved>, Error> {
    let Credential::Expired(token) = who.clone() else { return Ok(None) };
    let saved = app.write(who, move |cx| {
        let actor = sessions::actor_of_expired(cx, &token)?;
        let mut cx = Cx { tx: &mut *cx.tx, actor, now: cx.now, app: cx.app };
        match writer {
            Some(writer) => save_typed(&mut cx, writer, form, subject, &draft),
            None => save(&mut cx, form, subject, &draft),
        }
    });
    match saved.await {
        Ok(saved) => Ok(Some(saved)),
        Err(Error::SignedOut | Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the acting person may send this form, so that nobody keeps drafts of what does not exist.
fn may(cx: &mut Cx<'_, '_>, form: Form, subject: i64) -> Result<(), Error> {
    match form {
        Form::NewTicket | Form::Comment | Form::Request | Form::Resubmission => cx.affiliate().map(|_| ())?,
        Form::NewTicketFor | Form::Reply | Form::Note | Form::News | Form::Decision | Form::Offer => {
            cx.staff().map(|_| ())?;
        }
        Form::Affiliate if subject == 0 => return people::may_make_affiliates(cx),
        Form::Affiliate => return people::find_affiliate(cx, AffiliateId::new(subject)),
    }
    match form {
        Form::NewTicket | Form::NewTicketFor | Form::News | Form::Request | Form::Offer if subject == 0 => {
            Ok(())
        }
        Form::Request => offers::offer(cx, OfferId::new(subject)).map(drop),
        Form::Offer => offers::find(cx, OfferId::new(subject)),
        Form::News => news::find(cx, PostId::new(subject)),
        Form::NewTicket | Form::NewTicketFor | Form::Affiliate => Err(Error::NotFound),
        Form::Comment | Form::Reply | Form::Note | Form::Resubmission | Form::Decision => {
            tickets::visible(cx, TicketId::new(subject))
        }
    }
}

/// Whether a draft was typed into another form than this one. One without an id, of an older version, is everybody's.
fn is_another(draft: &Draft, submission: Option<SubmissionId>) -> bool {
    draft.submission.is_some() && draft.submission != submission
}

/// The acting person's draft of a form, if there is one.
pub fn load(cx: &mut Cx<'_, '_>, form: Form, subject: i64) -> Result<Option<Draft>, Error> {
    let user = cx.user()?;
    stored(cx, user, form, subject)
}

/// The acting person's draft of a form with those of its files that are still there, to be shown again.
pub fn restore(cx: &mut Cx<'_, '_>, form: Form, subject: i64) -> Result<Option<Restored>, Error> {
    let Some(draft) = load(cx, form, subject)? else { return Ok(None) };
    let files = attachments::waiting(cx, &draft.files)?;
    let gone = files.len() < draft.files.len();
    let draft = Draft { files: files.iter().map(|file| file.staged).collect(), ..draft };
    Ok((!draft.is_blank()).then_some(Restored { draft, files, gone }))
}

fn stored(cx: &mut Cx<'_, '_>, user: UserId, form: Form, subject: i64) -> Result<Option<Draft>, Error> {
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

/// Throws the acting person's draft of a form away, with its files.
pub fn discard(cx: &mut Cx<'_, '_>, form: Form, subject: i64) -> Result<(), Error> {
    let user = cx.user()?;
    if let Some(draft) = stored(cx, user, form, subject)? {
        attachments::discard(cx, &draft.files)?;
    }
    delete(cx, user, form, subject)
}

/// Forgets the draft of the form that is being sent, in the same transaction; one that was typed in another window stays.
pub(crate) fn sent(cx: &mut Cx<'_, '_>, form: Form, subject: i64, id: SubmissionId) -> Result<(), Error> {
    let user = cx.user()?;
    match stored(cx, user, form, subject)? {
        Some(draft) if !is_another(&draft, Some(id)) => delete(cx, user, form, subject),
        _ => Ok(()),
    }
}

fn delete(cx: &mut Cx<'_, '_>, user: UserId, form: Form, subject: i64) -> Result<(), Error> {
    let sql = "DELETE FROM drafts WHERE user_id = $1 AND form = $2 AND subject = $3";
    cx.tx.execute(sql, &[&user, &form, &subject])?;
    Ok(())
}

/// Forgets drafts that nobody came back to.
pub(crate) fn sweep(cx: &mut Cx<'_, '_>) -> Result<u64, Error> {
    let past = cx.now.minus(cx.settings().draft_lifetime);
    Ok(cx.tx.execute("DELETE FROM drafts WHERE updated_at < $1", &[&past])?)
}
