//! The Bot API (<https://core.telegram.org/bots/api>): calls as JSON over HTTPS.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

/// The most bytes of an answer that are read: a hundred messages of the longest text, with room.
const MOST: usize = 8 * 1024 * 1024;

/// Characters of what the other side says that are kept.
const SAID: usize = 300;

/// What lets somebody act as a bot: its number, a colon, and a secret. Its number names it, and is no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct BotToken(String);

impl BotToken {
    /// The bot's number.
    pub fn bot(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
}

impl FromStr for BotToken {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shaped = text.split_once(':').is_some_and(|(bot, secret)| {
            let number = !bot.is_empty() && bot.len() <= 20 && bot.bytes().all(|b| b.is_ascii_digit());
            let word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
            number && (20..=100).contains(&secret.len()) && secret.bytes().all(word)
        });
        if shaped {
            Ok(Self(text.to_owned()))
        } else {
            Err("must be a bot's token, as @BotFather gives it (a number, a colon, 35 characters)")
        }
    }
}

impl fmt::Debug for BotToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BotToken({}:…)", self.bot())
    }
}

/// Why a call did not do what it should.
#[derive(Debug, thiserror::Error)]
pub(super) enum ApiError {
    /// It did not get there, or no answer came back.
    #[error("Telegram cannot be reached: {0}")]
    Away(String),
    /// What came back is no answer of the Bot API.
    #[error("what answers is not Telegram's Bot API: {0}")]
    Strange(String),
    /// Telegram will not.
    #[error("{code} {description}")]
    Refused { code: i64, description: String, retry_after: Option<Duration> },
}

/// The way to a bot.
#[derive(Clone)]
pub struct Api {
    client: Client,
    /// Without a slash at its end.
    base: String,
    token: BotToken,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("base", &self.base).field("token", &self.token).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    result: Value,
    #[serde(default)]
    error_code: i64,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
}

/// The longest wait that Telegram may ask for.
const LONGEST: Duration = Duration::from_hours(1);

impl Api {
    /// The Bot API at this address, with this token.
    pub fn new(base: &Url, token: BotToken) -> Result<Self, String> {
        let trust = db::tls::client(None)?;
        let client = Client::builder()
            .tls_backend_preconfigured(trust)
            .redirect(redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .user_agent("affdesk-telegram/1")
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self { client, base: base.as_str().trim_end_matches('/').to_owned(), token })
    }

    /// The bot's number.
    pub(super) fn bot(&self) -> &str {
        self.token.bot()
    }

    /// Calls a method. The token stands in the address, so no error may name that.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        method: &str,
        body: &Value,
        patience: Duration,
    ) -> Result<T, ApiError> {
        let request = self
            .client
            .post(format!("{}/bot{}/{method}", self.base, self.token.0))
            .header(CONTENT_TYPE, "application/json")
            .timeout(patience)
            .body(body.to_string());
        let mut response = request.send().await.map_err(away)?;
        let status = response.status();
        let bytes =
            read(&mut response, MOST).await?.ok_or_else(|| ApiError::Strange("it is too long".to_owned()))?;
        // A proxy in between answers as it likes.
        let Ok(answer) = serde_json::from_slice::<Answer>(&bytes) else {
            return Err(ApiError::Strange(status.to_string()));
        };
        if !answer.ok {
            let said = answer.description.chars().filter(|c| !c.is_control()).take(SAID).collect();
            let retry_after =
                answer.parameters.retry_after.map(|seconds| Duration::from_secs(seconds).min(LONGEST));
            return Err(ApiError::Refused { code: answer.error_code, description: said, retry_after });
        }
        serde_json::from_value(answer.result).map_err(|error| ApiError::Strange(error.to_string()))
    }

    /// Fetches a file of at most so many bytes; none when it has more.
    pub(super) async fn file(
        &self,
        path: &str,
        most: usize,
        patience: Duration,
    ) -> Result<Option<Vec<u8>>, ApiError> {
        let url = format!("{}/file/bot{}/{path}", self.base, self.token.0);
        let mut response = self.client.get(url).timeout(patience).send().await.map_err(away)?;
        let status = response.status();
        if !status.is_success() {
            let code = i64::from(status.as_u16());
            return Err(ApiError::Refused { code, description: status.to_string(), retry_after: None });
        }
        read(&mut response, most).await
    }
}

/// All of an answer, or none when it has more bytes than this.
async fn read(response: &mut reqwest::Response, most: usize) -> Result<Option<Vec<u8>>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(away)? {
        if bytes.len() + piece.len() > most {
            return Ok(None);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(Some(bytes))
}

fn away(error: reqwest::Error) -> ApiError {
    let error = error.without_url();
    if error.is_timeout() {
        return ApiError::Away("no answer in time".to_owned());
    }
    // The innermost reason says most.
    let mut reason: &dyn std::error::Error = &error;
    while let Some(inner) = reason.source() {
        reason = inner;
    }
    ApiError::Away(reason.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_a_number_and_a_secret_that_is_never_shown() {
        let token: BotToken = "123456:AAE-abc_DEFghijklmnopqrstuvwxyz0123".parse().expect("a token");
        assert_eq!(token.bot(), "123456");
        assert_eq!(format!("{token:?}"), "BotToken(123456:…)");
        for wrong in
            ["", "123456", "123456:short", "x:AAE-abc_DEFghijklmnopqrstuvwxyz", "1:AAE abc/../DEFghijklmnopq"]
        {
            assert!(wrong.parse::<BotToken>().is_err(), "{wrong}");
        }
    }
}
