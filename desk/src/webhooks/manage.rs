//! Making, changing and watching webhooks. For admins.

use std::time::Duration;

use serde_json::json;

use super::{Events, NewWebhook, RawWebhook, WebhookId, guard, sign};
use crate::app::{App, Credential};
use crate::audit;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::{Error, Problem};
use crate::outbox::{self, Attempted, Channel, Notice, State};

/// How long the secret before a new one still signs beside it.
const OVERLAP: Duration = Duration::from_hours(24);

/// The most webhooks: each is written to for every event.
const MOST: i64 = 20;

/// Bytes of a secret.
const SECRET: usize = 32;

/// A webhook.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// The webhook.
    pub id: WebhookId,
    /// What staff call it.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// Whether it is told anything.
    pub active: bool,
    /// What it is told of.
    pub events: Events,
    /// Its secret, to be copied to the other side.
    pub secret: String,
    /// Until when the secret before still signs, if it does.
    pub former_until: Option<Timestamp>,
    /// When it was made.
    pub created: Timestamp,
}

const SELECT: &str = "SELECT id, name, url, active, secret, former_until, created_at, events FROM webhooks";

fn read(row: &db::Row<'_>) -> Result<Webhook, db::Error> {
    let until: i64 = row.get(5)?;
    Ok(Webhook {
        id: row.get(0)?,
        name: row.get(1)?,
        url: row.get(2)?,
        active: row.get(3)?,
        secret: sign::shown(&row.get::<Vec<u8>>(4)?),
        former_until: (until > 0).then(|| Timestamp::new(until)),
        created: row.get(6)?,
        events: Events::stored(&row.get::<String>(7)?),
    })
}

/// All of them.
pub fn list(cx: &mut Cx<'_, '_>) -> Result<Vec<Webhook>, Error> {
    cx.admin()?;
    Ok(cx.tx.query(&format!("{SELECT} ORDER BY name, id"), &[], read)?)
}

/// One of them.
pub fn webhook(cx: &mut Cx<'_, '_>, id: WebhookId) -> Result<Webhook, Error> {
    cx.admin()?;
    let now = cx.now;
    let found = cx.tx.query_opt(&format!("{SELECT} WHERE id = $1"), &[&id], read)?.ok_or(Error::NotFound)?;
    Ok(Webhook { former_until: found.former_until.filter(|until| *until > now), ..found })
}

/// Makes a webhook, if its address leads outside: who may do it is asked first, then the network, outside any transaction.
pub async fn create(app: &App, who: &Credential, raw: &RawWebhook) -> Result<WebhookId, Error> {
    app.read(who, |cx| cx.admin().map(drop)).await?;
    let new = NewWebhook::parse(raw, app.settings()).map_err(Error::Invalid)?;
    let (host, port) =
        (new.url.host_str().unwrap_or_default(), new.url.port_or_known_default().unwrap_or(443));
    match guard::allowed_addresses(host, port, app.settings()).await {
        Ok(_) => {}
        Err(guard::Refused::Internal(_)) => return Err(Error::field("url", Problem::NotPublicUrl)),
        Err(guard::Refused::Unknown(_)) => return Err(Error::field("url", Problem::NotFound)),
    }
    app.write(who, move |cx| insert(cx, &new)).await
}

fn insert(cx: &mut Cx<'_, '_>, new: &NewWebhook) -> Result<WebhookId, Error> {
    cx.admin()?;
    let count = cx.tx.query_one("SELECT COUNT(*) FROM webhooks", &[], |row| row.get::<i64>(0))?;
    if count >= MOST {
        return Err(Error::field("url", Problem::TooMany { max: 20 }));
    }
    let secret = cx.random().bytes::<SECRET>().to_vec();
    let id: WebhookId = cx.tx.query_one(
        "INSERT INTO webhooks (name, url, active, events, secret, former_until, created_at)
         VALUES ($1, $2, TRUE, '', $3, 0, $4) RETURNING id",
        &[&new.name, &new.url.as_str(), &secret, &cx.now],
        |row| row.get(0),
    )?;
    audit::note(cx, "webhook.create", ("webhook", id.get()), &json!({ "host": new.url.host_str() }))?;
    Ok(id)
}

/// Makes a new secret. The one before signs beside it for a day.
pub fn rotate(cx: &mut Cx<'_, '_>, id: WebhookId) -> Result<(), Error> {
    cx.admin()?;
    let secret = cx.random().bytes::<SECRET>().to_vec();
    let until = cx.now.plus(OVERLAP);
    let sql = "UPDATE webhooks SET former_secret = secret, secret = $1, former_until = $2 WHERE id = $3";
    found(cx.tx.execute(sql, &[&secret, &until, &id])?)?;
    audit::note(cx, "webhook.rotate", ("webhook", id.get()), &serde_json::Value::Null)
}

/// Switches it on or off. What waits for one that is off is dropped when its turn comes.
pub fn switch(cx: &mut Cx<'_, '_>, id: WebhookId, active: bool) -> Result<(), Error> {
    cx.admin()?;
    found(cx.tx.execute("UPDATE webhooks SET active = $1 WHERE id = $2", &[&active, &id])?)?;
    audit::note(cx, "webhook.switch", ("webhook", id.get()), &json!({ "active": active }))
}

/// Says what it is told of from now on.
pub fn choose(cx: &mut Cx<'_, '_>, id: WebhookId, events: &Events) -> Result<(), Error> {
    cx.admin()?;
    if events.are_none() {
        return Err(Error::field("event", Problem::Required));
    }
    found(cx.tx.execute("UPDATE webhooks SET events = $1 WHERE id = $2", &[&events.text(), &id])?)?;
    audit::note(cx, "webhook.choose", ("webhook", id.get()), &json!({ "events": events.text() }))
}

/// Removes it.
pub fn remove(cx: &mut Cx<'_, '_>, id: WebhookId) -> Result<(), Error> {
    cx.admin()?;
    found(cx.tx.execute("DELETE FROM webhooks WHERE id = $1", &[&id])?)?;
    audit::note(cx, "webhook.remove", ("webhook", id.get()), &serde_json::Value::Null)
}

fn found(changed: u64) -> Result<(), Error> {
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Sends it something, to see whether it arrives.
pub fn test(cx: &mut Cx<'_, '_>, id: WebhookId) -> Result<(), Error> {
    let webhook = webhook(cx, id)?;
    if !webhook.active {
        return Err(crate::error::Conflict::OtherState.into());
    }
    let payload = json!({ "timestamp": cx.now.to_jiff().to_string(), "data": {} }).to_string();
    outbox::add(
        cx,
        &outbox::Entry {
            address: &id.to_string(),
            payload: &payload,
            expires: cx.now.plus(Duration::from_hours(1)),
            ..outbox::Entry::of(cx, Channel::Webhook, Notice::Test)
        },
    )?;
    Ok(())
}

/// An attempt to deliver, or a delivery that waits for its first.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// What it was about.
    pub notice: Notice,
    /// Where the delivery stands.
    pub state: State,
    /// When it was caused.
    pub created: Timestamp,
    /// When the attempt began.
    pub began: Option<Timestamp>,
    /// How it went.
    pub outcome: Option<Attempted>,
    /// What the other side said.
    pub answer: String,
}

/// The latest attempts of a webhook, newest first.
pub fn attempts(cx: &mut Cx<'_, '_>, id: WebhookId) -> Result<Vec<Attempt>, Error> {
    webhook(cx, id)?;
    Ok(cx.tx.query(
        "SELECT o.event, o.state, o.created_at, d.began_at, d.outcome, d.answer
         FROM (SELECT id, event, state, created_at FROM outbox WHERE channel = 'webhook' AND address = $1
               ORDER BY id DESC LIMIT 25) o
         LEFT JOIN deliveries d ON d.outbox_id = o.id ORDER BY o.id DESC, d.id DESC LIMIT 50",
        &[&id.to_string()],
        |row| {
            Ok(Attempt {
                notice: row.get(0)?,
                state: row.get(1)?,
                created: row.get(2)?,
                began: row.get(3)?,
                outcome: row.get(4)?,
                answer: row.get::<Option<String>>(5)?.unwrap_or_default(),
            })
        },
    )?)
}
