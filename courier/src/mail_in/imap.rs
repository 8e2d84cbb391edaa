//! A mailbox that is looked into now and then. A mail is fetched without being marked, put on its ticket, and marked only
//! when that is committed: whatever dies in between, it is there at the next look, and known as one that came before.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;

use async_imap::{Client, Session};
use desk::{Credential, Error as DeskError, mail_in, text};
use futures_util::TryStreamExt as _;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use url::Url;

use super::read::Envelope;
use super::take::{Intake, take, take_head};
use crate::tls;

/// Where the mailbox is, and what is done there.
#[derive(Clone)]
pub struct Options {
    /// `imaps://user@host:port/folder`; `imap://` only on this machine, because the password would be read on the way.
    pub address: Url,
    /// The user's password.
    pub password: String,
    /// How long after one look comes the next.
    pub every: Duration,
    /// What is done with a mail that was taken.
    pub done: Done,
    /// Certificate authorities to trust instead of those that browsers trust.
    pub authorities: Option<PathBuf>,
}

/// What is done with a mail that was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Done {
    /// It is marked as read, and stays. Mails that somebody read before are then never taken.
    #[default]
    Seen,
    /// It is deleted.
    Delete,
    /// It is moved to this folder, which is made when it is missing.
    Move(String),
}

impl Options {
    /// The name that the mailbox is known by: its address, in which there is no password.
    pub fn name(&self) -> String {
        self.address.to_string()
    }

    fn user(&self) -> String {
        percent_encoding::percent_decode_str(self.address.username()).decode_utf8_lossy().into_owned()
    }

    fn folder(&self) -> String {
        let path = self.address.path().trim_matches('/');
        let folder = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
        if folder.is_empty() { "INBOX".to_owned() } else { folder }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("address", &self.name()).finish_non_exhaustive()
    }
}

/// Why a look failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
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
    #[error("mails cannot be stored now: {0}")]
    Desk(#[from] DeskError),
}

/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long a process keeps the right to look. It is renewed with every mail.
const LEASE: Duration = Duration::from_mins(5);

/// The most mails of one look; the next look comes at once when there are more.
const MOST: usize = 100;

/// The longest wait after failures.
const LONGEST: Duration = Duration::from_mins(15);

/// Looks into the mailbox until `stop` says so; a mail that is being taken then is finished first.
pub async fn run(intake: Intake, options: Options, mut stop: watch::Receiver<bool>) {
    let owner = text::hex(&intake.app.random().bytes::<8>());
    let mut wait = Duration::ZERO;
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            changed = stop.changed() => if changed.is_err() || *stop.borrow() { return },
        }
        if *stop.borrow() {
            return;
        }
        wait = look_once(&intake, &options, &owner, &stop).await;
    }
}

/// One look, if it is this process's turn. Gives how long to wait for the next.
async fn look_once(
    intake: &Intake,
    options: &Options,
    owner: &str,
    stop: &watch::Receiver<bool>,
) -> Duration {
    match leased(intake, options, owner).await {
        Ok(true) => {}
        Ok(false) => return options.every,
        Err(error) => {
            tracing::warn!(%error, "it cannot be said whose turn it is to look into the mailbox");
            return options.every.max(Duration::from_secs(5));
        }
    }
    let name = options.name();
    match look(intake, options, owner, stop).await {
        Ok(look) => {
            let noted = intake
                .app
                .write(&Credential::System, move |cx| mail_in::looked(cx, &name, look.uid_validity));
            match noted.await {
                Ok(true) => tracing::info!("the server has numbered the mailbox anew"),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "a look into the mailbox cannot be noted"),
            }
            metrics::gauge!("affdesk_mailbox_failures").set(0.0);
            if look.is_more { Duration::ZERO } else { options.every }
        }
        Err(failure) => {
            // A server may repeat what it was told.
            let said = failure.to_string();
            let said =
                if options.password.is_empty() { said } else { said.replace(&options.password, "…") };
            tracing::warn!(error = said, "the mailbox cannot be read, and is tried again");
            let noted =
                intake.app.write(&Credential::System, move |cx| mail_in::failed(cx, &name, &said)).await;
            let failures = noted.unwrap_or(1);
            #[expect(clippy::cast_precision_loss, reason = "a count of failures is small")]
            metrics::gauge!("affdesk_mailbox_failures").set(failures as f64);
            backoff(options.every, failures)
        }
    }
}

/// After failures the next look waits longer and longer.
fn backoff(every: Duration, failures: i64) -> Duration {
    let doublings = u32::try_from(failures.clamp(0, 10)).unwrap_or(10);
    every.saturating_mul(1 << doublings).min(LONGEST.max(every))
}

async fn leased(intake: &Intake, options: &Options, owner: &str) -> Result<bool, DeskError> {
    let (name, owner, time) = (options.name(), owner.to_owned(), LEASE.max(options.every * 2));
    intake.app.write(&Credential::System, move |cx| mail_in::lease(cx, &name, &owner, time)).await
}

/// What a look saw.
struct Look {
    uid_validity: u32,
    is_more: bool,
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

type Open = Session<Box<dyn Wire>>;

async fn look(
    intake: &Intake,
    options: &Options,
    owner: &str,
    stop: &watch::Receiver<bool>,
) -> Result<Look, Failure> {
    let mut session = within(open(options)).await??;
    let folder = options.folder();
    let mailbox = within(session.select(&folder)).await?.map_err(gone)?;
    let able = within(session.capabilities()).await??;
    let can = Can { moving: able.has_str("MOVE"), expunging: able.has_str("UIDPLUS") };
    if let Done::Move(to) = &options.done {
        // It is there already, most of the time; if it cannot be made, moving says so.
        let _ = within(session.create(to)).await?;
    }
    // Where mails go once they are taken, whatever is left has not been, read by somebody or not.
    let query = if options.done == Done::Seen { "UNSEEN" } else { "UNDELETED" };
    let mut uids: Vec<u32> = within(session.uid_search(query)).await??.into_iter().collect();
    uids.sort_unstable();
    let is_more = uids.len() > MOST;
    for uid in uids.into_iter().take(MOST) {
        if *stop.borrow() || !leased(intake, options, owner).await? {
            break;
        }
        if take_one(intake, &mut session, uid).await? {
            mark(&mut session, uid, &options.done, can).await?;
        }
    }
    // What matters is done.
    let _ = within(session.logout()).await;
    Ok(Look { uid_validity: mailbox.uid_validity.unwrap_or(0), is_more })
}

fn gone(error: async_imap::error::Error) -> Failure {
    if matches!(error, async_imap::error::Error::No(_)) { Failure::Gone(error) } else { Failure::Imap(error) }
}

async fn within<T>(answer: impl Future<Output = T>) -> Result<T, Failure> {
    tokio::time::timeout(PATIENCE, answer).await.map_err(|_| Failure::Silent)
}

async fn open(options: &Options) -> Result<Open, Failure> {
    let host = options.address.host_str().unwrap_or_default();
    let secure = options.address.scheme() == "imaps";
    let port = options.address.port().unwrap_or(if secure { 993 } else { 143 });
    let tcp = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let wire: Box<dyn Wire> = if secure {
        let settings = tls::client(options.authorities.as_deref()).map_err(Failure::Tls)?;
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
            .map_err(|error| Failure::Tls(format!("{host} cannot be checked: {error}")))?;
        Box::new(TlsConnector::from(settings).connect(name, tcp).await?)
    } else {
        Box::new(tcp)
    };
    let mut client = Client::new(wire);
    client.read_response().await?.ok_or(async_imap::error::Error::ConnectionLost)?;
    client.login(options.user(), &options.password).await.map_err(|(error, _)| Failure::Imap(error))
}

/// Fetches a mail and puts it on its ticket. Gives whether it was there: somebody else may have taken it away.
async fn take_one(intake: &Intake, session: &mut Open, uid: u32) -> Result<bool, Failure> {
    let sizes = within(fetched(session, uid, "RFC822.SIZE")).await??;
    let Some(size) = sizes.first().map(|fetch| fetch.size.unwrap_or(0)) else { return Ok(false) };
    let is_large = usize::try_from(size).unwrap_or(usize::MAX) > super::MOST_BYTES;
    let what = if is_large { "BODY.PEEK[HEADER]" } else { "BODY.PEEK[]" };
    let mut mails = within(fetched(session, uid, what)).await??;
    let Some(mail) = mails.pop() else { return Ok(false) };
    let bytes = if is_large { mail.header() } else { mail.body() }.unwrap_or_default().to_vec();
    drop(mail);
    let envelope = Envelope::default();
    let receipt = if is_large {
        take_head(intake, &bytes, &envelope).await?
    } else {
        take(intake, bytes, &envelope).await?
    };
    tracing::info!(outcome = %receipt.outcome, ticket = receipt.ticket.map(desk::tickets::TicketId::get), "a mail came in");
    Ok(true)
}

async fn fetched(
    session: &mut Open,
    uid: u32,
    what: &str,
) -> async_imap::error::Result<Vec<async_imap::types::Fetch>> {
    session.uid_fetch(uid.to_string(), format!("(UID {what})")).await?.try_collect().await
}

/// What the server can do beside the least.
#[derive(Clone, Copy)]
struct Can {
    moving: bool,
    expunging: bool,
}

/// Says that a mail is taken, once it is.
async fn mark(session: &mut Open, uid: u32, done: &Done, can: Can) -> Result<(), Failure> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_wait_longer_and_longer_up_to_a_quarter_of_an_hour() {
        let waits: Vec<u64> =
            (0..7).map(|failures| backoff(Duration::from_secs(30), failures).as_secs()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(backoff(Duration::from_hours(1), 3), Duration::from_hours(1), "never sooner than usual");
    }

    #[test]
    fn an_address_names_user_and_folder_and_no_password() {
        let options = |address: &str| Options {
            address: Url::parse(address).expect("an address"),
            password: "hunter2".to_owned(),
            every: Duration::from_secs(1),
            done: Done::Seen,
            authorities: None,
        };
        let one = options("imaps://support%40desk.example@imap.example/Answers%20in");
        assert_eq!((one.user().as_str(), one.folder().as_str()), ("support@desk.example", "Answers in"));
        assert_eq!(options("imaps://a@b").folder(), "INBOX");
        assert!(!format!("{one:?}").contains("hunter2"));
    }
}
