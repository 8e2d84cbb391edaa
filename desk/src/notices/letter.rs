//! What a notice says when it leaves: read from what is there at that moment, with the rights of whom it is for.

use crate::clock::Timestamp;
use crate::cx::{Actor, Cx, Role};
use crate::error::Error;
use crate::mail_in::NotTaken;
use crate::news::PostId;
use crate::outbox::{Claimed, Notice, OutboxId, Topic};
use crate::people::{AffiliateStatus, Deputy, TokenKind, UserId, act_as, only_system, tokens};
use crate::reply_address::ReplyAddress;
use crate::requests::RequestState;
use crate::tickets::{MessageId, MessageKind, Status, TicketId, TicketScope, TicketType};

use super::{Preference, Unsubscribe, preferences};

/// A notice, ready to be put into words.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What it is about.
    pub notice: Notice,
    /// Whom it is for.
    pub name: String,
    /// Their address.
    pub address: String,
    /// Their language.
    pub locale: String,
    /// Their time zone.
    pub time_zone: String,
    /// Whether they are of the staff.
    pub staff: bool,
    /// What it says.
    pub content: Content,
    /// The address that an answer goes to, where answers are taken.
    pub reply_to: Option<String>,
    /// What stands in the link by which they get no more of the kind; none for what they asked for.
    pub unsubscribe: Option<String>,
    /// What it follows, so that mail programs show a ticket as one conversation.
    pub thread: Option<MailThread>,
    /// The same at every attempt.
    pub stable_id: String,
    /// When it was caused.
    pub created: Timestamp,
}

/// What a mail about a ticket follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailThread {
    /// The ticket, which begins the conversation.
    pub ticket: TicketId,
    /// The stable ids of what was sent to the same person about it before, oldest first; the newest few.
    pub earlier: Vec<String>,
}

/// What a letter says.
#[derive(Clone, Debug)]
pub enum Content {
    /// Something about a ticket.
    Ticket {
        /// The ticket.
        id: TicketId,
        /// Its title.
        title: String,
        /// What it is about.
        kind: TicketType,
        /// Whether it is opened or closed.
        status: Status,
        /// The affiliate, for staff.
        affiliate: String,
        /// Where its request stands, if it has one.
        request: Option<RequestState>,
        /// The message that it is about.
        message: MessageId,
        /// Who wrote it; empty when it was the system.
        author: String,
        /// What they wrote; empty for an event.
        body: String,
        /// What an event says beside that: a reason.
        detail: String,
        /// How many files came with it.
        files: i64,
    },
    /// A post of the news.
    News {
        /// The post.
        id: PostId,
        /// Its title.
        title: String,
        /// What it says, as it was written.
        body: String,
    },
    /// What was not seen, newest first.
    Digest {
        /// The first of them.
        lines: Vec<DigestLine>,
        /// Whether there are more.
        more: bool,
    },
    /// What the person wrote by mail is not on the ticket.
    NotTaken(NotTaken),
    /// Something about the person's account changed.
    Account(AccountChange),
    /// A link that lets its holder in.
    Link {
        /// What for.
        kind: TokenKind,
        /// What stands in it; none where the letter is only looked at.
        token: Option<String>,
        /// Until when it is good.
        until: Timestamp,
    },
}

/// What changed about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountChange {
    /// It has this address now.
    Email(String),
    /// It is linked with the chat of this name in Telegram.
    Telegram(String),
}

/// One thing in a digest.
#[derive(Clone, Debug)]
pub struct DigestLine {
    /// What happened.
    pub notice: Notice,
    /// To which ticket.
    pub ticket: TicketId,
    /// The ticket's title.
    pub title: String,
    /// What the ticket is about.
    pub kind: TicketType,
}

/// What becomes of links that let somebody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// The letter leaves: they are made.
    Real,
    /// The letter is only looked at: whoever looks must not be let in.
    Masked,
}

/// Lines of a digest.
const MOST_LINES: usize = 20;

/// Mails of a thread that the next one names.
const MOST_EARLIER: i64 = 10;

struct Holder {
    role: Role,
    name: String,
    email: String,
    locale: String,
    time_zone: String,
    active: bool,
    status: Option<AffiliateStatus>,
}

/// What a delivery says. None when nobody wants it any more, or may not see what it is about any more.
pub fn letter(cx: &mut Cx<'_, '_>, row: &Claimed, links: Links) -> Result<Option<Letter>, Error> {
    if links == Links::Real || *cx.actor() == Actor::System {
        only_system(cx)?;
    } else {
        cx.admin()?;
    }
    let Some(user) = row.user else { return Ok(None) };
    let Some(holder) = holder(cx, user)? else { return Ok(None) };
    if !holder.active || holder.status.is_some_and(|status| !status.may_sign_in()) {
        return Ok(None);
    }
    // With the rights of whom it is for, whoever sends it or looks at it.
    let desk = Cx { tx: &mut *cx.tx, actor: Actor::System, now: cx.now, app: cx.app };
    let mut desk = desk;
    let who = Deputy::of(&mut desk, user)?;
    let now = desk.now;
    let Some(content) = content(&mut desk, &who, user, row, links)? else { return Ok(None) };
    let Some(notice) = still_true(row.notice, &content) else { return Ok(None) };
    let topic = row.notice.topic();
    if let Some(topic) = topic
        && !act_as(&mut desk, &who, now, |cx| still_wanted(cx, topic, row))?
    {
        return Ok(None);
    }
    let unsubscribe = topic.map(|topic| Unsubscribe { user, topic }.token(&mut desk)).transpose()?;
    let base = desk.settings().reply_address.clone();
    let reply_to = match (row.ticket, base) {
        (Some(ticket), Some(base)) => ReplyAddress { ticket, user }.on(&mut desk, &base)?,
        _ => None,
    };
    let thread = row.ticket.map(|ticket| thread(&mut desk, user, ticket, row.id)).transpose()?;
    Ok(Some(Letter {
        notice,
        name: holder.name,
        address: if row.address.is_empty() { holder.email } else { row.address.clone() },
        locale: holder.locale,
        time_zone: holder.time_zone,
        staff: holder.role.is_staff(),
        content,
        reply_to,
        unsubscribe,
        thread,
        stable_id: row.stable_id.clone(),
        created: row.created,
    }))
}

fn holder(cx: &mut Cx<'_, '_>, user: UserId) -> Result<Option<Holder>, Error> {
    Ok(cx.tx.query_opt(
        "SELECT u.role, u.name, u.email, u.locale, u.time_zone, u.active, a.status FROM users u
         LEFT JOIN affiliates a ON a.id = u.affiliate_id WHERE u.id = $1",
        &[&user],
        |row| {
            Ok(Holder {
                role: row.get(0)?,
                name: row.get(1)?,
                email: row.get(2)?,
                locale: row.get(3)?,
                time_zone: row.get(4)?,
                active: row.get(5)?,
                status: row.get(6)?,
            })
        },
    )?)
}

/// Whether the acting person still wants to be told of it.
fn still_wanted(cx: &mut Cx<'_, '_>, topic: Topic, row: &Claimed) -> Result<bool, Error> {
    let chosen = preferences(cx)?;
    if topic == Topic::Digest {
        return Ok(chosen.digest);
    }
    let wanted = |one: &Preference| one.topic == topic && one.channel == row.channel && one.wanted;
    Ok(chosen.choices.iter().any(wanted))
}

/// What of a notice is true now. A ticket that somebody wrote on meanwhile is not closed any more.
fn still_true(notice: Notice, content: &Content) -> Option<Notice> {
    let opened = matches!(content, Content::Ticket { status: Status::Opened, .. });
    match notice {
        Notice::TicketClosed if opened => None,
        Notice::ManagerAnsweredAndClosed if opened => Some(Notice::ManagerAnswered),
        notice => Some(notice),
    }
}

fn content(
    cx: &mut Cx<'_, '_>,
    who: &Deputy,
    user: UserId,
    row: &Claimed,
    links: Links,
) -> Result<Option<Content>, Error> {
    let now = cx.now;
    match row.notice {
        Notice::NewsPublished => news(cx, row.post),
        Notice::Digest => act_as(cx, who, now, digest),
        Notice::MailNotTaken => Ok(NotTaken::read(&row.payload).map(Content::NotTaken)),
        Notice::EmailChanged => Ok(Some(Content::Account(AccountChange::Email(row.payload.clone())))),
        Notice::TelegramLinked => Ok(Some(Content::Account(AccountChange::Telegram(row.payload.clone())))),
        // These are for a program, and made by the bot.
        Notice::Test | Notice::BotAnswer => Ok(None),
        Notice::Invitation => link(cx, TokenKind::Invitation, user, row, links),
        Notice::PasswordReset => link(cx, TokenKind::Reset, user, row, links),
        Notice::EmailConfirmation => link(cx, TokenKind::Confirmation, user, row, links),
        _ => match (row.ticket, row.message) {
            (Some(id), Some(message)) => act_as(cx, who, now, |cx| ticket(cx, id, message)),
            _ => Ok(None),
        },
    }
}

/// A message of a ticket, as the acting person sees it.
fn ticket(cx: &mut Cx<'_, '_>, id: TicketId, message: MessageId) -> Result<Option<Content>, Error> {
    let scope = TicketScope::of(cx)?;
    let for_affiliate = scope.is_affiliate();
    let (condition, owner) = scope.condition();
    let sql = format!(
        "SELECT t.title, t.type, a.name, t.request_state, g.kind, g.body, g.detail, w.name,
                (SELECT COUNT(*) FROM attachments f WHERE f.message_id = g.id), t.status
         FROM tickets t JOIN affiliates a ON a.id = t.affiliate_id
         JOIN messages g ON g.ticket_id = t.id LEFT JOIN users w ON w.id = g.author_id
         WHERE {condition} AND t.id = $2 AND g.id = $3"
    );
    let found = cx.tx.query_opt(&sql, &[&owner, &id, &message], |row| {
        let kind: MessageKind = row.get(4)?;
        let content = Content::Ticket {
            id,
            title: row.get(0)?,
            kind: row.get(1)?,
            affiliate: row.get(2)?,
            request: row.get(3)?,
            message,
            author: row.get::<Option<String>>(7)?.unwrap_or_default(),
            body: if kind == MessageKind::Event { String::new() } else { row.get(5)? },
            detail: row.get(6)?,
            files: row.get(8)?,
            status: row.get(9)?,
        };
        Ok((kind, content))
    })?;
    Ok(found.filter(|(kind, _)| !(for_affiliate && *kind == MessageKind::Note)).map(|(_, content)| content))
}

fn news(cx: &mut Cx<'_, '_>, post: Option<PostId>) -> Result<Option<Content>, Error> {
    let Some(id) = post else { return Ok(None) };
    // Taken back meanwhile: nobody is told.
    let sql =
        "SELECT title, body FROM news WHERE id = $1 AND published_at IS NOT NULL AND published_at <= $2";
    Ok(cx.tx.query_opt(sql, &[&id, &cx.now], |row| {
        Ok(Content::News { id, title: row.get(0)?, body: row.get(1)? })
    })?)
}

fn digest(cx: &mut Cx<'_, '_>) -> Result<Option<Content>, Error> {
    let page = super::bell::newest_unseen(cx)?;
    let lines: Vec<_> = page
        .rows
        .iter()
        .map(|row| DigestLine {
            notice: row.notice,
            ticket: row.ticket,
            title: row.title.clone(),
            kind: row.kind,
        })
        .collect();
    let more = lines.len() > MOST_LINES || page.next.is_some();
    let lines: Vec<_> = lines.into_iter().take(MOST_LINES).collect();
    Ok((!lines.is_empty()).then_some(Content::Digest { lines, more }))
}

fn link(
    cx: &mut Cx<'_, '_>,
    kind: TokenKind,
    user: UserId,
    row: &Claimed,
    links: Links,
) -> Result<Option<Content>, Error> {
    let token = match links {
        Links::Real => Some(tokens::mint(cx, kind, user, &row.address, row.created)?.as_str().to_owned()),
        Links::Masked => None,
    };
    Ok(Some(Content::Link { kind, token, until: row.created.plus(kind.lifetime()) }))
}

fn thread(cx: &mut Cx<'_, '_>, user: UserId, ticket: TicketId, but: OutboxId) -> Result<MailThread, Error> {
    let sql = "SELECT stable_id FROM outbox WHERE ticket_id = $1 AND user_id = $2 AND channel = 'email'
               AND state = 'sent' AND id <> $3 ORDER BY id DESC LIMIT $4";
    let mut earlier: Vec<String> =
        cx.tx.query(sql, &[&ticket, &user, &but, &MOST_EARLIER], |row| row.get(0))?;
    earlier.reverse();
    Ok(MailThread { ticket, earlier })
}

/// Keeps a mail that is shown rather than sent: what a demo would have sent.
pub fn show(
    cx: &mut Cx<'_, '_>,
    id: OutboxId,
    subject: &str,
    headers: &str,
    (plain, html): (&str, &str),
) -> Result<(), Error> {
    only_system(cx)?;
    cx.tx.execute(
        "INSERT INTO shown_mails (outbox_id, subject, headers, plain, html) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (outbox_id) DO UPDATE SET subject = EXCLUDED.subject, headers = EXCLUDED.headers,
             plain = EXCLUDED.plain, html = EXCLUDED.html",
        &[&id, &subject, &headers, &plain, &html],
    )?;
    Ok(())
}

/// A mail that was shown rather than sent.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its subject.
    pub subject: String,
    /// Its headers.
    pub headers: String,
    /// Its text.
    pub plain: String,
    /// The same as HTML.
    pub html: String,
}

/// What was shown for a delivery, if it was.
pub fn shown(cx: &mut Cx<'_, '_>, id: OutboxId) -> Result<Option<Shown>, Error> {
    cx.admin()?;
    let sql = "SELECT subject, headers, plain, html FROM shown_mails WHERE outbox_id = $1";
    Ok(cx.tx.query_opt(sql, &[&id], |row| {
        Ok(Shown { subject: row.get(0)?, headers: row.get(1)?, plain: row.get(2)?, html: row.get(3)? })
    })?)
}
