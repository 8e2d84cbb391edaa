//! Webhooks on their way out: rows of the outbox become signed requests.
//!
//! What a host's name leads to is looked up by a resolver of our own that refuses addresses inside, and the connection goes
//! to the very addresses that it let through: between the check and the connection there is nothing to change. Redirects
//! are not followed, proxies of the environment are not used, and only the beginning of an answer is read.

use std::net::SocketAddr;
use std::time::Duration;

use desk::outbox::{self, Channel, Claimed, Outcome};
use desk::webhooks::{self, Message};
use desk::{App, Credential, Error, Settings, text};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, StatusCode, redirect};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::tls;

/// How long one attempt may take, from looking up the name to the beginning of the answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long the loop sleeps when nothing is due.
const IDLE: Duration = Duration::from_secs(1);

/// The most that are under way at once. They are of different webhooks or different tickets.
const MOST: i64 = 16;

/// How much of an answer is read: what it says is shown, and nobody needs more.
const ANSWER: usize = 1_000;

/// The longest wait that a server may ask for.
const LONGEST: Duration = Duration::from_hours(1);

/// Sends what is due until `stop` says so; what is under way then is finished first.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let owner = text::hex(&app.random().bytes::<8>());
    let client = match client(app.settings(), PATIENCE) {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(error, "webhooks cannot be sent");
            return;
        }
    };
    while !*stop.borrow() {
        let sent = match send_due(&app, &client, &owner).await {
            Ok(sent) => sent,
            Err(error) => {
                tracing::warn!(%error, "no webhook could be taken");
                0
            }
        };
        if sent == 0 {
            tokio::select! {
                () = tokio::time::sleep(IDLE) => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }
}

/// The one way to other servers.
fn client(settings: &Settings, patience: Duration) -> Result<Client, String> {
    let trust = tls::client(None)?;
    let client = Client::builder()
        .tls_backend_preconfigured((*trust).clone())
        .dns_resolver(Guarded(settings.clone()))
        .redirect(redirect::Policy::none())
        .no_proxy()
        // Each connection is to an address that was checked for it.
        .pool_max_idle_per_host(0)
        .connect_timeout(patience)
        .timeout(patience)
        .user_agent("affdesk-webhook/1")
        .build();
    client.map_err(|error| error.to_string())
}

/// Looks names up, and gives out only what may be connected to.
struct Guarded(Settings);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let settings = self.0.clone();
        Box::pin(async move {
            // The port is set by whoever connects.
            let found = webhooks::allowed_addresses(name.as_str(), 0, &settings).await?;
            let addresses: Addrs =
                Box::new(found.into_iter().map(|address| SocketAddr::new(address.ip(), 0)));
            Ok(addresses)
        })
    }
}

/// Sends once what is due now, with so much patience for each. Gives how much that was.
pub async fn send_once(app: &App, owner: &str, patience: Duration) -> Result<usize, Error> {
    let client = client(app.settings(), patience).map_err(Error::Damaged)?;
    send_due(app, &client, owner).await
}

async fn send_due(app: &App, client: &Client, owner: &str) -> Result<usize, Error> {
    let system = &Credential::System;
    if !app.read(system, |cx| outbox::is_due(cx, Channel::Webhook)).await? {
        return Ok(0);
    }
    let name = owner.to_owned();
    let claimed = app.write(system, move |cx| outbox::claim(cx, Channel::Webhook, &name, MOST)).await?;
    let count = claimed.len();
    let mut under_way = JoinSet::new();
    for row in claimed {
        let (app, client, owner) = (app.clone(), client.clone(), owner.to_owned());
        under_way.spawn(async move {
            if let Err(error) = send(&app, &client, &owner, &row).await {
                // Its lease runs out, and it is tried again.
                tracing::warn!(%error, "what became of a webhook cannot be noted");
            }
        });
    }
    while under_way.join_next().await.is_some() {}
    Ok(count)
}

async fn send(app: &App, client: &Client, owner: &str, row: &Claimed) -> Result<(), Error> {
    let system = &Credential::System;
    let (id, name, asked) = (row.id, owner.to_owned(), row.clone());
    let message = app.write(system, move |cx| {
        let held = outbox::begin(cx, id, &name)?;
        Ok((held, Message::of(cx, &asked)?))
    });
    let (outcome, answer) = match message.await? {
        (false, _) => return Ok(()),
        (true, None) => (Outcome::Dropped, "switched off or removed".to_owned()),
        (true, Some(message)) => post(app, client, &message).await,
    };
    let name = owner.to_owned();
    app.write(system, move |cx| outbox::finish(cx, id, &name, &outcome, &answer).map(drop)).await
}

/// One attempt. Gives how it went, and what there is to say about it.
async fn post(app: &App, client: &Client, message: &Message) -> (Outcome, String) {
    // A written-out address is asked of no resolver.
    if let Err(refused) = webhooks::literal(&message.url, app.settings()) {
        return (Outcome::Failed(None), refused.to_string());
    }
    let sealed = webhooks::seal(message, app.clock().now().to_jiff().as_second());
    let request = client
        .post(message.url.clone())
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", &message.id)
        .header("webhook-timestamp", sealed.timestamp)
        .header("webhook-signature", sealed.signature)
        .body(message.body.clone());
    let mut answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) => return (Outcome::Failed(None), why(&error)),
    };
    let status = answer.status();
    let asked = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let asked = asked.map(|seconds| Duration::from_secs(seconds).min(LONGEST));
    let said = format!("{status} {}", beginning(&mut answer).await);
    let outcome = match status {
        _ if status.is_success() => Outcome::Sent,
        // It says that it wants nothing more of this.
        StatusCode::GONE => Outcome::Refused,
        _ => Outcome::Failed(asked),
    };
    (outcome, said.trim().to_owned())
}

async fn beginning(answer: &mut reqwest::Response) -> String {
    let mut read = Vec::new();
    while read.len() < ANSWER
        && let Ok(Some(piece)) = answer.chunk().await
    {
        read.extend_from_slice(&piece[..piece.len().min(ANSWER - read.len())]);
    }
    String::from_utf8_lossy(&read).into_owned()
}

/// The innermost reason: the outer ones say where, which the log knows.
fn why(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut reason: &dyn std::error::Error = error;
    while let Some(inner) = reason.source() {
        reason = inner;
    }
    reason.to_string()
}
