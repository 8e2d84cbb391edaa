//! What an operator may choose: a TOML file, then the environment, then flags; the later wins.
//!
//! Every choice is one entry of `keys::KEYS`: its name, its default, what it means, how it is read and shown. Reading,
//! `config print` and the table in `docs/operations.md` all come from there, so none of them can forget one.

mod keys;
mod load;
mod show;
mod value;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use courier::mail::{Look, Mailer};
use courier::mail_in::imap;
use courier::telegram::{Api, BotToken};
use db::Location;
use desk::Settings;
use url::Url;

use crate::failure::Failure;
use crate::logging;

pub(crate) use load::ConfigError;

/// Everything that can be chosen, with the derived values not yet filled in.
#[derive(Clone)]
pub(crate) struct Config {
    listen: SocketAddr,
    public_url: Option<Url>,
    trusted_proxies: Vec<web::Network>,
    data_dir: PathBuf,
    database: Database,
    files: Files,
    desk: Settings,
    programme: Programme,
    mail: Mail,
    mail_in: MailIn,
    telegram: TelegramBot,
    log: logging::Options,
    shutdown_deadline: Duration,
    /// Where each key stands that was set, by its name.
    sources: BTreeMap<&'static str, String>,
}

/// Where rows are kept.
#[derive(Clone)]
struct Database {
    /// As it was written; it may hold a password, so it is never printed.
    url: Option<String>,
    readers: usize,
    writers: usize,
    queue: usize,
    deadline: Duration,
}

/// Where the bytes of attachments are kept.
#[derive(Clone)]
struct Files {
    store: StoreKind,
    dir: Option<PathBuf>,
    s3: S3,
}

/// On disk, or in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StoreKind {
    Local,
    S3,
}

/// A bucket and the way into it.
#[derive(Clone, Default)]
struct S3 {
    bucket: String,
    region: String,
    endpoint: Option<String>,
    access_key: Option<String>,
    secret_key: Option<String>,
    prefix: Option<String>,
    allow_http: bool,
    virtual_hosted: bool,
}

/// How mail leaves.
#[derive(Clone)]
struct Mail {
    /// The server; none when no mail is sent.
    smtp: Option<String>,
    tls: courier::mail::Tls,
    user: Option<String>,
    password: Option<String>,
    from: Option<String>,
    roots: Option<PathBuf>,
}

/// The mailbox that answers come to.
#[derive(Clone)]
struct MailIn {
    imap: Option<Url>,
    password: Option<String>,
    every: Duration,
    done: imap::Done,
    authorities: Option<PathBuf>,
}

/// The programme's bot.
#[derive(Clone)]
struct TelegramBot {
    token: Option<BotToken>,
    api: Url,
}

/// Who the programme is.
#[derive(Clone, Debug)]
struct Programme {
    name: String,
    colour: Option<String>,
    support_email: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        // The place is filled in later; the numbers are what is wanted here.
        let options = db::Options::new(Location::sqlite("affdesk.db"));
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            public_url: None,
            trusted_proxies: vec![],
            data_dir: PathBuf::from("affdesk-data"),
            database: Database {
                url: None,
                readers: options.readers,
                writers: options.writers,
                queue: options.queue,
                deadline: Duration::from_secs(5),
            },
            files: Files { store: StoreKind::Local, dir: None, s3: S3::default() },
            desk: Settings::default(),
            programme: Programme { name: "affdesk".to_owned(), colour: None, support_email: None },
            mail: Mail {
                smtp: None,
                tls: courier::mail::Tls::Required,
                user: None,
                password: None,
                from: None,
                roots: None,
            },
            mail_in: MailIn {
                imap: None,
                password: None,
                every: Duration::from_secs(30),
                done: imap::Done::Seen,
                authorities: None,
            },
            telegram: TelegramBot {
                token: None,
                api: Url::parse("https://api.telegram.org").expect("it is an address"),
            },
            log: logging::Options::default(),
            shutdown_deadline: Duration::from_secs(20),
            sources: BTreeMap::new(),
        }
    }
}

impl Config {
    /// The address to listen on.
    pub(crate) fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// What is logged, and how.
    pub(crate) fn log(&self) -> &logging::Options {
        &self.log
    }

    /// How long requests may take to finish once the process stops.
    pub(crate) fn shutdown_deadline(&self) -> Duration {
        self.shutdown_deadline
    }

    /// What the rules of the desk read.
    pub(crate) fn settings(&self) -> Settings {
        let mut settings = self.desk.clone();
        if self.mail.smtp.is_some() {
            settings.channels.push(desk::outbox::Channel::Email);
        }
        if let Some(token) = &self.telegram.token {
            settings.channels.push(desk::outbox::Channel::Telegram);
            settings.telegram_bot = Some(token.bot().to_owned());
        }
        settings.mail_in.mailbox = self.mailbox().map(|mailbox| mailbox.name());
        settings
    }

    /// What sends mail; none when none is sent.
    pub(crate) fn mailer(&self) -> Result<Option<Mailer>, Failure> {
        let Some(url) = &self.mail.smtp else { return Ok(None) };
        let wrong = |error: &dyn std::fmt::Display| Failure::new(format!("mail cannot be sent: {error}"));
        let roots = match &self.mail.roots {
            Some(path) => Some(std::fs::read(path).map_err(|error| wrong(&error))?),
            None => None,
        };
        let public_url = self.public_url();
        let server = courier::mail::Server {
            url,
            tls: self.mail.tls,
            credentials: self.mail.user.clone().zip(self.mail.password.clone()),
            roots,
            hello: public_url.host_str().unwrap_or("localhost").to_owned(),
        };
        let smtp = courier::mail::Smtp::new(server).map_err(|error| wrong(&error))?;
        let sender = self.sender(self.mail.from.as_deref().unwrap_or_default())?;
        Ok(Some(Mailer::new(sender, courier::mail::Transport::Smtp(smtp))))
    }

    /// Whom mails come from, and where their links lead.
    fn sender(&self, from: &str) -> Result<courier::mail::Sender, Failure> {
        let address = from.parse().map_err(|_| Failure::new("the key mail.from is no address"))?;
        Ok(courier::mail::Sender {
            from: courier::mail::Mailbox::new(Some(self.programme.name.clone()), address),
            look: self.look(),
        })
    }

    /// How the programme looks in what it sends.
    pub(crate) fn look(&self) -> Look {
        Look {
            public_url: self.public_url(),
            programme: self.programme.name.clone(),
            colour: self.programme.colour.clone(),
        }
    }

    /// The way to the programme's bot, if it has one.
    pub(crate) fn telegram(&self) -> Result<Option<Api>, Failure> {
        let Some(token) = self.telegram.token.clone() else { return Ok(None) };
        let api = Api::new(&self.telegram.api, token);
        api.map(Some).map_err(|error| Failure::new(format!("Telegram cannot be reached: {error}")))
    }

    /// The mailbox that answers come to, if there is one.
    pub(crate) fn mailbox(&self) -> Option<imap::Options> {
        let mail = &self.mail_in;
        let address = mail.imap.clone()?;
        Some(imap::Options {
            address,
            password: mail.password.clone().unwrap_or_default(),
            every: mail.every,
            done: mail.done.clone(),
            authorities: mail.authorities.clone(),
        })
    }

    /// How mails of this desk are known when they come back.
    pub(crate) fn ours(&self) -> courier::mail_in::Ours {
        courier::mail_in::Ours {
            addresses: self.desk.reply_address.iter().chain(&self.mail.from).cloned().collect(),
            header: Some("x-affdesk".to_owned()),
        }
    }

    /// How the database is opened. Makes the data directory, for this user alone, when the database lies in it.
    pub(crate) fn db_options(&self) -> Result<db::Options, db::Error> {
        if self.database.url.is_none() {
            make_private(&self.data_dir).map_err(|error| {
                db::Error::Unavailable(format!("{} cannot be made: {error}", self.data_dir.display()))
            })?;
        }
        let mut options = db::Options::new(self.location());
        options.readers = self.database.readers;
        options.writers = self.database.writers;
        options.queue = self.database.queue;
        options.deadline = self.database.deadline;
        Ok(options)
    }

    /// Where attachments are kept. A missing directory is made.
    pub(crate) fn store(&self) -> Result<files::Store, files::Error> {
        match self.files.store {
            StoreKind::Local => files::Store::local(&self.files_dir()),
            StoreKind::S3 => files::Store::s3(self.s3()),
        }
    }

    /// The programme and its place, as the pages need it.
    pub(crate) fn site(&self) -> web::Site {
        web::Site {
            public_url: self.public_url(),
            trusted_proxies: self.trusted_proxies.clone(),
            name: self.programme.name.clone(),
            colour: self.programme.colour.clone(),
            support_email: self.programme.support_email.clone(),
        }
    }

    fn location(&self) -> Location {
        // It was parsed when it was set, so the second reading succeeds; a file in the data directory is the default.
        let chosen = self.database.url.as_deref().and_then(|url| Location::parse(url).ok());
        chosen.unwrap_or_else(|| Location::sqlite(self.data_dir.join("affdesk.db")))
    }

    fn files_dir(&self) -> PathBuf {
        self.files.dir.clone().unwrap_or_else(|| self.data_dir.join("files"))
    }

    fn s3(&self) -> files::S3Options {
        let s3 = &self.files.s3;
        let credentials = s3.access_key.clone().zip(s3.secret_key.clone());
        files::S3Options {
            bucket: s3.bucket.clone(),
            region: s3.region.clone(),
            endpoint: s3.endpoint.clone(),
            credentials: credentials.map(|(access_key_id, secret_access_key)| files::S3Credentials {
                access_key_id,
                secret_access_key,
            }),
            prefix: s3.prefix.clone(),
            allow_http: s3.allow_http,
            virtual_hosted: s3.virtual_hosted,
        }
    }

    /// Where browsers find us; by default on this machine.
    fn public_url(&self) -> Url {
        self.public_url.clone().unwrap_or_else(|| {
            let mut reached = self.listen;
            if reached.ip().is_unspecified() {
                reached.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
            }
            Url::parse(&format!("http://{reached}")).expect("http:// and a socket address are a URL")
        })
    }
}

fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[cfg(test)]
mod tests;
