//! SMTP, with TLS unless it is switched off.

use std::error::Error as _;
use std::time::Duration;

use desk::outbox::Outcome;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as LettreTls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use url::Url;

use crate::channels::Attempt;

/// How long a command may take: the mail as a whole has [`desk::outbox::SEND_WITHIN`].
const COMMAND_WITHIN: Duration = Duration::from_secs(20);

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (`smtps://`), or by STARTTLS before anything is said; nothing is sent without.
    Required,
    /// Not at all: for a server on the same machine.
    Off,
}

/// A server that takes mail.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Smtp(…)")
    }
}

/// Why a server cannot be used as it was given.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// The address is none.
    #[error("{0} is not an address like smtps://mail.example.com or smtp://mail.example.com:587")]
    Address(String),
    /// A password is only ever sent over TLS.
    #[error("a user and a password are sent over TLS alone")]
    PlainPassword,
    /// The certificates cannot be read.
    #[error("the certificates cannot be read: {0}")]
    Certificates(lettre::transport::smtp::Error),
}

/// What is needed to reach a server.
#[derive(Clone, Debug)]
pub struct Server<'a> {
    /// `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`.
    pub url: &'a str,
    /// How the connection is protected.
    pub tls: Tls,
    /// Who signs in, and with what.
    pub credentials: Option<(String, String)>,
    /// Certificates (PEM) that are believed beside Mozilla's.
    pub roots: Option<Vec<u8>>,
    /// What this machine calls itself.
    pub hello: String,
}

impl Smtp {
    /// A server, not yet connected to.
    pub fn new(server: Server<'_>) -> Result<Self, SmtpError> {
        let wrong = || SmtpError::Address(server.url.to_owned());
        let url = Url::parse(server.url).map_err(|_| wrong())?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(wrong)?.to_owned();
        let implicit = match url.scheme() {
            "smtps" => true,
            "smtp" => false,
            _ => return Err(wrong()),
        };
        let plain = server.tls == Tls::Off && !implicit;
        if plain && server.credentials.is_some() {
            return Err(SmtpError::PlainPassword);
        }
        let port = url.port().unwrap_or(match (implicit, plain) {
            (true, _) => 465,
            (false, false) => 587,
            (false, true) => 25,
        });
        let tls = if plain {
            LettreTls::None
        } else {
            let mut parameters = TlsParameters::builder(host.trim_matches(['[', ']']).to_owned());
            if let Some(pem) = &server.roots {
                let root = Certificate::from_pem(pem).map_err(SmtpError::Certificates)?;
                parameters = parameters.add_root_certificate(root);
            }
            let parameters = parameters.build_rustls().map_err(SmtpError::Certificates)?;
            if implicit { LettreTls::Wrapper(parameters) } else { LettreTls::Required(parameters) }
        };
        // One mail after the other leaves; a connection is kept for the next for a while.
        let pool = PoolConfig::new().max_size(2).idle_timeout(Duration::from_secs(20));
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(port)
            .tls(tls)
            .timeout(Some(COMMAND_WITHIN))
            .hello_name(ClientId::Domain(server.hello))
            .pool_config(pool);
        if let Some((user, password)) = server.credentials {
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Self { transport: builder.build() })
    }

    pub(super) async fn send(&self, message: Message) -> Attempt {
        let utf8 = message.envelope().to().iter().any(|address| !AsRef::<str>::as_ref(address).is_ascii());
        match self.transport.send(message).await {
            Ok(response) => {
                let said: Vec<&str> = response.message().collect();
                Attempt::of(Outcome::Sent, format!("{} {}", response.code(), said.join(" ")))
            }
            Err(error) => failed(&error, utf8),
        }
    }
}

/// What an error means for the row, and whether the next row would fail as well.
fn failed(error: &lettre::transport::smtp::Error, utf8: bool) -> Attempt {
    let mut answer = error.to_string();
    if let Some(source) = error.source() {
        answer = format!("{answer}: {source}");
    }
    let code = error.status().map(|code| code.to_string());
    // Who we are is refused, and not whom the mail is for.
    let ours = code.as_deref().is_some_and(|code| matches!(code, "421" | "530" | "534" | "535" | "538"));
    if ours {
        Attempt::of(Outcome::Down, answer)
    } else if error.is_permanent() || (error.is_client() && utf8) {
        Attempt::of(Outcome::Refused, answer)
    } else if error.is_transient() {
        Attempt::of(Outcome::Failed(None), answer)
    } else {
        // What the server says of one mail is about that mail; that it does not answer is about all.
        Attempt::of(Outcome::Down, answer)
    }
}
