//! Writing notices, in the transaction that causes them: into the bell of the panel, and into the outbox for every channel
//! that is switched on at that moment and that the person wants.

use db::Param;

use super::{Channel, Notice, Topic};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::live::{self, Hint};
use crate::news::PostId;
use crate::people::{self, AffiliateId, UserId};
use crate::text;
use crate::tickets::{MessageId, TicketId};
use crate::webhooks;

/// Who is told.
#[derive(Clone, Copy)]
enum Whom {
    User(UserId),
    Affiliate(AffiliateId),
    Leads,
    Affiliates,
}

impl Whom {
    /// A condition on the table `users u`, with its parameter as `$1`.
    fn condition(self) -> (&'static str, i64) {
        match self {
            Self::User(id) => ("u.id = $1", id.get()),
            Self::Affiliate(id) => ("u.affiliate_id = $1", id.get()),
            Self::Leads => ("u.role IN ('lead', 'admin') AND CAST($1 AS BIGINT) = 0", 0),
            Self::Affiliates => ("u.role = 'affiliate' AND CAST($1 AS BIGINT) = 0", 0),
        }
    }
}

/// What they are told.
#[derive(Clone, Copy)]
struct Told {
    notice: Notice,
    topic: Topic,
    ticket: Option<TicketId>,
    message: Option<MessageId>,
    post: Option<PostId>,
    /// From when on it may leave the house.
    from: Timestamp,
}

/// A notice to whoever looks after the ticket: the assignee, else the portfolio's manager; where neither is with us any
/// more, to the leads. In the shared queue it is nobody in particular, and then the queue itself is the notice.
pub(crate) fn to_staff(
    cx: &mut Cx<'_, '_>,
    notice: Notice,
    manager: Option<UserId>,
    assignee: Option<UserId>,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), Error> {
    webhooks::tell(cx, notice, ticket, message)?;
    let mut whom = None;
    for holder in [assignee, manager].into_iter().flatten() {
        if people::is_active_staff(cx, holder)? {
            whom = Some(Whom::User(holder));
            break;
        }
        whom = Some(Whom::Leads);
    }
    let Some(whom) = whom else { return Ok(()) };
    on_ticket(cx, notice, whom, ticket, message)
}

/// A notice to every active user of the affiliate.
pub(crate) fn to_affiliate(
    cx: &mut Cx<'_, '_>,
    notice: Notice,
    affiliate: AffiliateId,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), Error> {
    webhooks::tell(cx, notice, ticket, message)?;
    on_ticket(cx, notice, Whom::Affiliate(affiliate), ticket, message)
}

/// A notice to every lead and admin.
pub(crate) fn to_leads(
    cx: &mut Cx<'_, '_>,
    notice: Notice,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), Error> {
    webhooks::tell(cx, notice, ticket, message)?;
    on_ticket(cx, notice, Whom::Leads, ticket, message)
}

/// The programme has news, for the users of every affiliate. The panel has its own count of them. What was taken back and
/// is published again is told to who was not told before.
pub(crate) fn news(cx: &mut Cx<'_, '_>, post: PostId) -> Result<(), Error> {
    let (notice, topic, from) = (Notice::NewsPublished, Topic::News, cx.now);
    let told = Told { notice, topic, ticket: None, message: None, post: Some(post), from };
    leave(cx, Whom::Affiliates, &told)
}

fn on_ticket(
    cx: &mut Cx<'_, '_>,
    notice: Notice,
    whom: Whom,
    ticket: TicketId,
    message: MessageId,
) -> Result<(), Error> {
    let Some(topic) = notice.topic() else { return Ok(()) };
    // A closing may be undone for a while, and a mail cannot.
    let from = if notice == Notice::TicketClosed { cx.now.plus(cx.settings().undo_within) } else { cx.now };
    let told = Told { notice, topic, ticket: Some(ticket), message: Some(message), post: None, from };
    ring(cx, whom, notice, topic, (ticket, message))?;
    leave(cx, whom, &told)
}

/// Puts a notice into the bells of those who want it there, and tells their open pages.
fn ring(
    cx: &mut Cx<'_, '_>,
    whom: Whom,
    notice: Notice,
    topic: Topic,
    (ticket, message): (TicketId, MessageId),
) -> Result<(), Error> {
    let (condition, owner) = whom.condition();
    let sql = format!(
        "INSERT INTO notices (user_id, event, ticket_id, message_id, created_at)
         SELECT u.id, CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT) FROM users u
         LEFT JOIN notice_preferences p ON p.user_id = u.id AND p.topic = $6 AND p.channel = $7
         WHERE {condition} AND u.active = TRUE AND COALESCE(p.wanted, $8) RETURNING user_id"
    );
    let (panel, default) = (Channel::Panel, topic.by_default(Channel::Panel));
    let params: [&dyn Param; 8] = [&owner, &notice, &ticket, &message, &cx.now, &topic, &panel, &default];
    let told = cx.tx.query(&sql, &params, |row| row.get::<UserId>(0))?;
    live::tell_people(cx, &told, Hint::Notices)
}

/// Writes the rows that leave the house.
fn leave(cx: &mut Cx<'_, '_>, whom: Whom, told: &Told) -> Result<(), Error> {
    for channel in cx.settings().channels.clone() {
        if told.topic.goes_over(channel) {
            leave_by(cx, channel, whom, told)?;
        }
    }
    Ok(())
}

/// Those who linked a chat.
const TELEGRAM: &str = "JOIN telegram_links c ON c.user_id = u.id";

fn leave_by(cx: &mut Cx<'_, '_>, channel: Channel, whom: Whom, told: &Told) -> Result<(), Error> {
    let (condition, owner) = whom.condition();
    // Where it goes, and what it goes out after. A mail is addressed when it leaves, and mails are put in order by who reads
    // them; a chat is read from top to bottom. What is told later on purpose holds up nothing.
    let (address, order, linked) = match channel {
        Channel::Telegram if told.from > cx.now => ("CAST(c.chat_id AS TEXT)", "''", TELEGRAM),
        Channel::Telegram => ("CAST(c.chat_id AS TEXT)", "CAST(c.chat_id AS TEXT)", TELEGRAM),
        Channel::Panel | Channel::Email | Channel::Webhook => ("''", "''", ""),
    };
    // Who may not sign in could not read what it is about either.
    let sql = format!(
        "INSERT INTO outbox (channel, event, user_id, ticket_id, message_id, post_id, address, ordering_key, payload,
                             stable_id, state, created_at, expires_at, run_at, attempts, lease_until, lease_owner,
                             last_error)
         SELECT CAST($2 AS TEXT), CAST($3 AS TEXT), u.id, CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT),
                {address}, {order}, '', CAST($7 AS TEXT) || '.' || CAST(u.id AS TEXT), 'waiting', CAST($8 AS BIGINT),
                CAST($9 AS BIGINT), CAST($10 AS BIGINT), 0, 0, '', ''
         FROM users u {linked}
         LEFT JOIN affiliates a ON a.id = u.affiliate_id
         LEFT JOIN notice_preferences p ON p.user_id = u.id AND p.topic = $11 AND p.channel = $2
         WHERE {condition} AND u.active = TRUE AND COALESCE(p.wanted, $12)
           AND (a.id IS NULL OR a.status IN ('active', 'on_moderation'))
           AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.post_id = $6 AND o.user_id = u.id AND o.channel = $2
                           AND o.state <> 'dropped')"
    );
    let (stable, expires) = (stable_id(cx), cx.now.plus(cx.settings().notice_lifetime));
    let default = told.topic.by_default(channel);
    let params: [&dyn Param; 12] = [
        &owner,
        &channel,
        &told.notice,
        &told.ticket,
        &told.message,
        &told.post,
        &stable,
        &cx.now,
        &expires,
        &told.from,
        &told.topic,
        &default,
    ];
    cx.tx.execute(&sql, &params)?;
    Ok(())
}

/// Nobody can guess it, so nobody can send a mail ahead that ours would look like a repetition of.
fn stable_id(cx: &Cx<'_, '_>) -> String {
    text::hex(&cx.random().bytes::<12>())
}

/// A delivery of its own: to one person, or to an address.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'a> {
    /// How it leaves.
    pub(crate) channel: Channel,
    /// What it is about.
    pub(crate) notice: Notice,
    /// Whom it is for.
    pub(crate) user: Option<UserId>,
    /// The message of a ticket that it is about.
    pub(crate) message: Option<(TicketId, MessageId)>,
    /// Where it goes, where that is not simply the person.
    pub(crate) address: &'a str,
    /// What it goes out after; empty when that does not matter.
    pub(crate) ordering_key: &'a str,
    /// What it says, where that is not made when it leaves.
    pub(crate) payload: &'a str,
    /// The same at every attempt, where it says what it is of; of one that is there already nothing is written.
    pub(crate) stable_id: Option<String>,
    /// From when on it may leave the house.
    pub(crate) from: Timestamp,
    /// Past which time nobody wants it any more.
    pub(crate) expires: Timestamp,
}

impl Entry<'_> {
    /// That somebody or something is to be told this, now or within the time that notices have.
    pub(crate) fn of(cx: &Cx<'_, '_>, channel: Channel, notice: Notice) -> Self {
        Self {
            channel,
            notice,
            user: None,
            message: None,
            address: "",
            ordering_key: "",
            payload: "",
            stable_id: None,
            from: cx.now,
            expires: cx.now.plus(cx.settings().notice_lifetime),
        }
    }
}

/// Writes one delivery.
pub(crate) fn add(cx: &mut Cx<'_, '_>, entry: &Entry<'_>) -> Result<(), Error> {
    let stable = entry.stable_id.clone().unwrap_or_else(|| stable_id(cx));
    let (ticket, message) = entry.message.unzip();
    cx.tx.execute(
        "INSERT INTO outbox (channel, event, user_id, ticket_id, message_id, address, ordering_key, payload, stable_id,
                             state, created_at, expires_at, run_at, attempts, lease_until, lease_owner, last_error)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $11, $12, 0, 0, '', '')
         ON CONFLICT (stable_id) DO NOTHING",
        &[
            &entry.channel,
            &entry.notice,
            &entry.user,
            &ticket,
            &message,
            &entry.address,
            &entry.ordering_key,
            &entry.payload,
            &stable,
            &cx.now,
            &entry.expires,
            &entry.from,
        ],
    )?;
    Ok(())
}

/// Nobody wants what waits for somebody of this event any more. That it was to be told stays in the list.
pub(crate) fn drop_waiting(cx: &mut Cx<'_, '_>, user: UserId, notice: Notice) -> Result<(), Error> {
    let sql = "UPDATE outbox SET state = 'dropped', finished_at = $1, lease_until = 0, lease_owner = ''
               WHERE user_id = $2 AND event = $3 AND state = 'waiting'";
    cx.tx.execute(sql, &[&cx.now, &user, &notice])?;
    Ok(())
}

/// A closing was undone: what is still here of its notice is not sent, and no bell shows it. Of a reply that closed, the
/// reply is left to be told.
pub(crate) fn closing_undone(
    cx: &mut Cx<'_, '_>,
    ticket: TicketId,
    closing: MessageId,
    reply: Option<MessageId>,
) -> Result<(), Error> {
    let closed = Notice::TicketClosed;
    cx.tx.execute(
        "DELETE FROM outbox WHERE ticket_id = $1 AND message_id = $2 AND event = $3 AND attempts = 0",
        &[&ticket, &closing, &closed],
    )?;
    cx.tx.execute(
        "DELETE FROM notices WHERE ticket_id = $1 AND message_id = $2 AND event = $3",
        &[&ticket, &closing, &closed],
    )?;
    let Some(reply) = reply else { return Ok(()) };
    for table in ["outbox", "notices"] {
        let sql =
            format!("UPDATE {table} SET event = $1 WHERE ticket_id = $2 AND message_id = $3 AND event = $4");
        cx.tx
            .execute(&sql, &[&Notice::ManagerAnswered, &ticket, &reply, &Notice::ManagerAnsweredAndClosed])?;
    }
    Ok(())
}
