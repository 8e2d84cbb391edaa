//! What is said to an IMAP server, and what is believed of its answers. A server may speak of other mails at any time (RFC
//! 3501, 7.4.2), and an answer without what was asked for is no answer.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_imap::types::Fetch;
use async_imap::{Client, Session};
use desk::Error as DeskError;
use futures_util::TryStreamExt as _;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Done, Options};

/// Why a look failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("the server cannot be reached: {0}")]
    Connect(#[from] std::io::Error),
    #[error("{0}")]
    Tls(String),
    #[error("the server does not answer")]
    Silent,
    #[error("{0}")]
    Imap(#[from] async_imap::error::Error),
    #[error("the mailbox is not there: {0}")]
    Gone(async_imap::error::Error),
    #[error("the server does not say {what} of the mail with the UID {uid}")]
    Withheld { uid: u32, what: &'static str },
    #[error("mails cannot be stored now: {0}")]
    Desk(#[from] DeskError),
}

impl Failure {
    /// Whether it concerns one mail alone, so that the next can be asked for in the same session.
    pub(super) fn is_of_one_mail(&self) -> bool {
        match self {
            Self::Withheld { .. } | Self::Desk(DeskError::Files(_)) => true,
            Self::Imap(error) => {
                matches!(error, async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_))
            }
            Self::Connect(_) | Self::Tls(_) | Self::Silent | Self::Gone(_) | Self::Desk(_) => false,
        }
    }
}

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// The slowest that a mail is fetched, in bytes a second.
const SLOWEST: u64 = 32 * 1024;

/// How long the server may take to hand out so many bytes.
pub(super) fn patience(bytes: usize) -> Duration {
    PATIENCE + Duration::from_secs(u64::try_from(bytes).unwrap_or(u64::MAX) / SLOWEST)
}

pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

pub(super) type Open = Session<Box<dyn Wire>>;

pub(super) async fn within<T>(answer: impl Future<Output = T>) -> Result<T, Failure> {
    within_time(PATIENCE, answer).await
}

async fn within_time<T>(time: Duration, answer: impl Future<Output = T>) -> Result<T, Failure> {
    tokio::time::timeout(time, answer).await.map_err(|_| Failure::Silent)
}

pub(super) fn gone(error: async_imap::error::Error) -> Failure {
    if matches!(error, async_imap::error::Error::No(_)) { Failure::Gone(error) } else { Failure::Imap(error) }
}

/// Connects and signs in.
pub(super) async fn open(options: &Options) -> Result<Open, Failure> {
    let host = options.address.host_str().unwrap_or_default();
    let secure = options.address.scheme() == "imaps";
    let port = options.address.port().unwrap_or(if secure { 993 } else { 143 });
    let tcp = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let wire: Box<dyn Wire> = if secure {
        let settings = db::tls::client(options.authorities.as_deref()).map_err(Failure::Tls)?;
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
            .map_err(|error| Failure::Tls(format!("{host} cannot be checked: {error}")))?;
        Box::new(TlsConnector::from(Arc::new(settings)).connect(name, tcp).await?)
    } else {
        Box::new(tcp)
    };
    let mut client = Client::new(wire);
    client.read_response().await?.ok_or(async_imap::error::Error::ConnectionLost)?;
    client.login(options.user(), &options.password).await.map_err(|(error, _)| Failure::Imap(error))
}

/// How many bytes a mail has. None when it is not there: somebody else may have taken it away.
pub(super) async fn size(session: &mut Open, uid: u32) -> Result<Option<usize>, Failure> {
    let answers = within(fetched(session, uid, "RFC822.SIZE")).await??;
    if answers.is_empty() {
        return Ok(None);
    }
    let size = answers.iter().find_map(|answer| answer.size);
    let size = size.ok_or(Failure::Withheld { uid, what: "the size" })?;
    Ok(Some(usize::try_from(size).unwrap_or(usize::MAX)))
}

/// How much of a mail is fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Head,
}

/// Fetches a mail of so many bytes, or its headers, without marking it. None when it is not there any more.
pub(super) async fn bytes(
    session: &mut Open,
    uid: u32,
    part: Part,
    size: usize,
) -> Result<Option<Vec<u8>>, Failure> {
    let what = if part == Part::Head { "BODY.PEEK[HEADER]" } else { "BODY.PEEK[]" };
    let answers = within_time(patience(size), fetched(session, uid, what)).await??;
    if answers.is_empty() {
        return Ok(None);
    }
    let found = answers.iter().find_map(|mail| if part == Part::Head { mail.header() } else { mail.body() });
    let found = found.ok_or(Failure::Withheld { uid, what: "the content" })?;
    Ok(Some(found.to_vec()))
}

/// What is answered about this mail, and nothing that is said of others meanwhile.
async fn fetched(session: &mut Open, uid: u32, what: &str) -> async_imap::error::Result<Vec<Fetch>> {
    let answers: Vec<Fetch> =
        session.uid_fetch(uid.to_string(), format!("(UID {what})")).await?.try_collect().await?;
    Ok(answers.into_iter().filter(|answer| answer.uid == Some(uid)).collect())
}

/// What the server can do beside the least.
#[derive(Clone, Copy)]
pub(super) struct Can {
    pub(super) moving: bool,
    pub(super) expunging: bool,
}

/// Says that a mail is taken, once it is.
pub(super) async fn mark(session: &mut Open, uid: u32, done: &Done, can: Can) -> Result<(), Failure> {
    let which = uid.to_string();
    let flag = match done {
        Done::Seen => r"+FLAGS.SILENT (\Seen)",
        Done::Move(to) if can.moving => return Ok(within(session.uid_mv(&which, to)).await??),
        Done::Move(to) => {
            within(session.uid_copy(&which, to)).await??;
            r"+FLAGS.SILENT (\Seen \Deleted)"
        }
        Done::Delete => r"+FLAGS.SILENT (\Seen \Deleted)",
    };
    let stored = async { session.uid_store(&which, flag).await?.try_collect::<Vec<_>>().await };
    within(stored).await??;
    if *done == Done::Seen {
        return Ok(());
    }
    if can.expunging {
        let expunged = async { session.uid_expunge(&which).await?.try_collect::<Vec<_>>().await };
        within(expunged).await??;
    } else {
        let expunged = async { session.expunge().await?.try_collect::<Vec<_>>().await };
        within(expunged).await??;
    }
    Ok(())
}
