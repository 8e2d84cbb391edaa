//! A mailbox that is looked into now and then. A mail is fetched without being marked, put on its ticket, and marked only
//! when that is committed: whatever dies in between, it is there at the next look, and known as one that came before.

mod session;
mod stubborn;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use desk::{Credential, Error as DeskError, inbound, text};
use tokio::sync::watch;
use url::Url;

use super::read::Envelope;
use super::take::{Intake, note_unreadable, take, take_head};
use session::{Can, Failure, Open, Part, within};
use stubborn::Stubborn;

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

/// How long a process keeps the right to look. It is renewed with every mail.
const LEASE: Duration = Duration::from_mins(5);

/// The most mails of one look; the next look comes at once when there are more.
const MOST: usize = 100;

/// The longest wait after failures.
const LONGEST: Duration = Duration::from_mins(15);

/// What is kept from one look to the next.
struct Looker<'a> {
    intake: &'a Intake,
    options: &'a Options,
    /// Who holds the lease: a name of this process.
    owner: String,
    stop: watch::Receiver<bool>,
    stubborn: Stubborn,
}

/// How often a mail is tried that the server does not hand out.
const MOST_TRIES: u32 = 3;

/// How often a mail is tried over which the connection breaks.
const MOST_BREAKS: u32 = 10;

/// Looks into the mailbox until `stop` says so; a mail that is being taken then is finished first.
pub async fn run(intake: Intake, options: Options, mut stop: watch::Receiver<bool>) {
    let owner = text::hex(&intake.app.random().bytes::<8>());
    let mut looker = Looker {
        intake: &intake,
        options: &options,
        owner,
        stop: stop.clone(),
        stubborn: Stubborn::default(),
    };
    let mut wait = Duration::ZERO;
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            changed = stop.changed() => if changed.is_err() { break },
        }
        if *stop.borrow() {
            break;
        }
        wait = looker.look_once().await;
    }
    // The next process need not wait until the lease runs out.
    if let Err(error) = looker.give_back().await {
        tracing::warn!(%error, "the mailbox cannot be given back, and is free when the lease runs out");
    }
}

/// After failures the next look waits longer and longer.
fn backoff(every: Duration, failures: i64) -> Duration {
    let doublings = u32::try_from(failures.clamp(0, 10)).unwrap_or(10);
    every.saturating_mul(1 << doublings).min(LONGEST.max(every))
}

impl Looker<'_> {
    /// One look, if it is this process's turn. Gives how long to wait for the next.
    async fn look_once(&mut self) -> Duration {
        let options = self.options;
        match self.leased(Duration::ZERO).await {
            Ok(true) => {}
            Ok(false) => return options.every,
            Err(error) => {
                tracing::warn!(%error, "it cannot be said whose turn it is to look into the mailbox");
                return options.every.max(Duration::from_secs(5));
            }
        }
        let (app, name) = (&self.intake.app, options.name());
        match self.look().await {
            Ok(is_more) => {
                let noted = app.write(&Credential::System, move |cx| inbound::looked(cx, &name)).await;
                if let Err(error) = noted {
                    tracing::warn!(%error, "a look into the mailbox cannot be noted");
                }
                metrics::gauge!("affdesk_mailbox_failures").set(0.0);
                if is_more { Duration::ZERO } else { options.every }
            }
            Err(failure) => {
                // A server may repeat what it was told.
                let said = failure.to_string();
                let said =
                    if options.password.is_empty() { said } else { said.replace(&options.password, "…") };
                tracing::warn!(error = said, "the mailbox cannot be read, and is tried again");
                let noted = app.write(&Credential::System, move |cx| inbound::failed(cx, &name, &said)).await;
                let failures = noted.unwrap_or(1);
                #[expect(clippy::cast_precision_loss, reason = "a count of failures is small")]
                metrics::gauge!("affdesk_mailbox_failures").set(failures as f64);
                backoff(options.every, failures)
            }
        }
    }

    /// Takes or keeps the right to look, for at least as long as something takes.
    async fn leased(&self, least: Duration) -> Result<bool, DeskError> {
        let (name, owner) = (self.options.name(), self.owner.clone());
        let time = LEASE.max(self.options.every * 2) + least;
        let app = &self.intake.app;
        app.write(&Credential::System, move |cx| inbound::lease(cx, &name, &owner, time)).await
    }

    async fn give_back(&self) -> Result<(), DeskError> {
        let (name, owner) = (self.options.name(), self.owner.clone());
        let app = &self.intake.app;
        app.write(&Credential::System, move |cx| inbound::give_back(cx, &name, &owner)).await
    }

    /// Gives whether there is more than what was looked at.
    async fn look(&mut self) -> Result<bool, Failure> {
        let done = &self.options.done;
        let mut session = within(session::open(self.options)).await??;
        let mailbox = within(session.select(&self.options.folder())).await?.map_err(session::gone)?;
        let able = within(session.capabilities()).await??;
        let can = Can { moving: able.has_str("MOVE"), expunging: able.has_str("UIDPLUS") };
        if let Done::Move(to) = done {
            // It is there already, most of the time; if it cannot be made, moving says so.
            let _ = within(session.create(to)).await?;
        }
        // Where mails go once they are taken, whatever is left has not been, read by somebody or not.
        let query = if *done == Done::Seen { "UNSEEN" } else { "UNDELETED" };
        let uids = within(session.uid_search(query)).await??.into_iter().collect();
        let uids = self.stubborn.order(mailbox.uid_validity.unwrap_or(0), uids);
        let is_more = uids.len() > MOST;
        let mut failed = None;
        for uid in uids.into_iter().take(MOST) {
            if *self.stop.borrow() || !self.leased(Duration::ZERO).await? {
                break;
            }
            match self.take_one(&mut session, uid).await {
                Ok(true) => session::mark(&mut session, uid, done, can).await?,
                Ok(false) => self.note_failure(uid, None).await?,
                Err(failure) => {
                    self.note_failure(uid, Some(&failure)).await?;
                    if !failure.is_of_one_mail() {
                        return Err(failure);
                    }
                    failed.get_or_insert(failure);
                }
            }
        }
        // What matters is done.
        let _ = within(session.logout()).await;
        failed.map_or(Ok(is_more), Err)
    }

    /// Remembers that a mail was not taken. When it is the server that does not hand it out, again and again, it is noted in
    /// the log as one that cannot be read, and left in the mailbox for a person to look at.
    async fn note_failure(&mut self, uid: u32, failure: Option<&Failure>) -> Result<(), DeskError> {
        let tries = self.stubborn.failed(uid);
        // Our own trouble is none of the mail, and a connection that breaks seldom is.
        let most = match failure {
            Some(Failure::Desk(_)) => return Ok(()),
            Some(failure) if !failure.is_of_one_mail() => MOST_BREAKS,
            _ => MOST_TRIES,
        };
        if tries < most {
            return Ok(());
        }
        let error = failure.map_or_else(|| "the server says it is not there".to_owned(), Failure::to_string);
        tracing::error!(uid, error, "a mail cannot be fetched, and is left in the mailbox");
        note_unreadable(&self.intake.app).await?;
        self.stubborn.pass_over(uid);
        Ok(())
    }

    /// Fetches a mail and puts it on its ticket. Gives whether it was there: somebody else may have taken it away.
    async fn take_one(&self, session: &mut Open, uid: u32) -> Result<bool, Failure> {
        let Some(size) = session::size(session, uid).await? else { return Ok(false) };
        let is_large = size > super::MOST_BYTES;
        let (part, size) = if is_large { (Part::Head, 0) } else { (Part::Whole, size) };
        // Whoever fetches so much for so long keeps the right to.
        if !self.leased(session::patience(size)).await? {
            return Ok(false);
        }
        let Some(bytes) = session::bytes(session, uid, part, size).await? else { return Ok(false) };
        let envelope = Envelope::default();
        let receipt = if is_large {
            take_head(self.intake, &bytes, &envelope).await?
        } else {
            take(self.intake, bytes, &envelope).await?
        };
        let ticket = receipt.ticket.map(desk::tickets::TicketId::get);
        tracing::info!(outcome = %receipt.outcome, ticket, "a mail came in");
        Ok(true)
    }
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
    fn patience_grows_with_the_mail() {
        assert_eq!(session::patience(0), Duration::from_mins(1));
        assert_eq!(session::patience(super::super::MOST_BYTES), Duration::from_secs(60 + 800));
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
