//! Webhooks on their way out: rows of the outbox become signed requests.
//!
//! What a host's name leads to is looked up by a resolver of our own that refuses addresses inside, and the connection goes
//! to the very addresses that it let through: between the check and the connection there is nothing to change. Redirects
//! are not followed, proxies of the environment are not used, and only the beginning of an answer is read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use desk::outbox::{Channel, Claimed, Outcome};
use desk::webhooks::{self, Message};
use desk::{App, Cx, Error, Settings};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, StatusCode, redirect};
use tokio::sync::Semaphore;

use crate::channels::{Attempt, Post};

/// How long one attempt may take, from looking up the name to the beginning of the answer.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// How much of an answer is read: what it says is shown, and nobody needs more.
const ANSWER: usize = 1_000;

/// The longest wait that a server may ask for.
const LONGEST: Duration = Duration::from_hours(1);

/// Names that are looked up at once. Each takes a thread that files need as well, for as long as a resolver is slow.
const LOOKUPS: usize = 2;

/// Sends webhooks.
#[derive(Clone, Debug)]
pub struct Webhooks(Client);

impl Webhooks {
    /// With so much patience for each; [`PATIENCE`] is what it should be.
    pub fn new(settings: &Settings, patience: Duration) -> Result<Self, String> {
        client(settings, patience).map(Self)
    }
}

impl Post for Webhooks {
    type Ready = Message;

    const AT_ONCE: usize = 16;
    const AT_ONE_ADDRESS: usize = 4;

    fn channel(&self) -> Channel {
        Channel::Webhook
    }

    fn prepare(cx: &mut Cx<'_, '_>, row: &Claimed) -> Result<Option<Message>, Error> {
        Message::of(cx, row)
    }

    async fn send(&self, app: &App, _row: &Claimed, message: Message) -> Attempt {
        let (outcome, answer) = post(app, &self.0, &message).await;
        Attempt::of(outcome, answer)
    }
}

/// The one way to other servers.
fn client(settings: &Settings, patience: Duration) -> Result<Client, String> {
    let trust = db::tls::client(None)?;
    let client = Client::builder()
        .tls_backend_preconfigured(trust)
        .dns_resolver(Guarded { settings: settings.clone(), lookups: Arc::new(Semaphore::new(LOOKUPS)) })
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
struct Guarded {
    settings: Settings,
    lookups: Arc<Semaphore>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (settings, lookups) = (self.settings.clone(), Arc::clone(&self.lookups));
        Box::pin(async move {
            let _turn = lookups.acquire_owned().await?;
            // The port is set by whoever connects.
            let found = webhooks::allowed_addresses(name.as_str(), 0, &settings).await?;
            let addresses: Addrs =
                Box::new(found.into_iter().map(|address| SocketAddr::new(address.ip(), 0)));
            Ok(addresses)
        })
    }
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
