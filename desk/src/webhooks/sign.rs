//! What a delivery says, and its signature: an HMAC over id, time and body (Standard Webhooks), so that nobody can make one
//! up, change it, or send an old one again without its age being seen.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac as _;
use serde_json::{Map, Value};
use url::Url;

use super::WebhookId;
use crate::cx::Cx;
use crate::error::Error;
use crate::outbox::Claimed;
use crate::people::only_system;
use crate::secrets::hmac;

/// What is sent to a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where to.
    pub url: Url,
    /// The same at every attempt.
    pub id: String,
    /// What it says.
    pub body: String,
    secrets: Vec<Vec<u8>>,
}

/// A message's headers for one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// `webhook-timestamp`: seconds since 1970.
    pub timestamp: String,
    /// `webhook-signature`: one signature per secret in force.
    pub signature: String,
}

impl Message {
    /// The message of an outbox row; none when its webhook was switched off or removed.
    pub fn of(cx: &mut Cx<'_, '_>, row: &Claimed) -> Result<Option<Self>, Error> {
        only_system(cx)?;
        let Ok(id) = row.address.parse::<i64>() else { return Ok(None) };
        let sql =
            "SELECT url, secret, former_secret, former_until FROM webhooks WHERE id = $1 AND active = TRUE";
        let now = cx.now;
        let found = cx.tx.query_opt(sql, &[&WebhookId::new(id)], |found| {
            let former: Option<Vec<u8>> = found.get(2)?;
            let former = former.filter(|_| found.get::<i64>(3).is_ok_and(|until| until > now.get()));
            let secrets = std::iter::once(found.get::<Vec<u8>>(1)?).chain(former).collect();
            Ok((found.get::<String>(0)?, secrets))
        })?;
        let Some((url, secrets)) = found else { return Ok(None) };
        let url =
            Url::parse(&url).map_err(|error| Error::Damaged(format!("address of a webhook: {error}")))?;
        let mut said: Map<String, Value> = serde_json::from_str(&row.payload)
            .map_err(|error| Error::Damaged(format!("payload of a webhook: {error}")))?;
        // Not kept with the payload: a closing that is undone makes another event of it.
        said.insert("type".to_owned(), Value::String(row.notice.as_str().to_owned()));
        Ok(Some(Self { url, id: row.stable_id.clone(), body: Value::Object(said).to_string(), secrets }))
    }
}

/// Signs a message for an attempt at this second.
///
/// # Panics
/// Never: HMAC takes a key of any length.
pub fn seal(message: &Message, seconds: i64) -> Sealed {
    let timestamp = seconds.to_string();
    let signatures: Vec<String> = message
        .secrets
        .iter()
        .map(|secret| {
            let mut mac = hmac(secret);
            for part in [message.id.as_str(), ".", &timestamp, ".", &message.body] {
                mac.update(part.as_bytes());
            }
            format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
        })
        .collect();
    Sealed { timestamp, signature: signatures.join(" ") }
}

/// How a secret is shown to be copied to the other side.
pub(super) fn shown(secret: &[u8]) -> String {
    format!("whsec_{}", STANDARD.encode(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own tests.
    #[test]
    fn signatures_are_those_of_standard_webhooks() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("base64");
        assert_eq!(shown(&secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let message = Message {
            url: Url::parse("https://example.com/").expect("an address"),
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(),
            body: r#"{"test": 2432232314}"#.to_owned(),
            secrets: vec![secret.clone(), b"another".to_vec()],
        };
        let sealed = seal(&message, 1_614_265_330);
        let (first, second) = sealed.signature.split_once(' ').expect("two signatures");
        assert_eq!(first, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(second.starts_with("v1,") && second != first);
        assert_eq!(sealed.timestamp, "1614265330");
    }
}
