//! The table of everything that can be chosen.

use std::time::Duration;

use super::value::{
    bot_api, choice, colour, count, database_url, duration, email, endpoint, filter, line, list, mail_done,
    mailbox, number, optional, path, public_url, show_duration, show_list, show_mail_done, show_optional,
    smtp, switch,
};
use super::{Config, StoreKind};
use crate::logging::Format;

/// One choice.
pub(super) struct Key {
    /// Its name in the file: sections, then the key, joined by dots.
    pub(super) name: &'static str,
    /// What TOML has to hold.
    pub(super) kind: Kind,
    /// Never printed.
    pub(super) secret: bool,
    /// What the default is, where it depends on other choices or on the machine.
    pub(super) derived: Option<&'static str>,
    /// What it means, in a sentence for the table and for `config print`.
    pub(super) doc: &'static str,
    /// Reads a value; the error says what it must be.
    pub(super) set: fn(&mut Config, &str) -> Result<(), String>,
    /// The value in force.
    pub(super) show: fn(&Config) -> String,
}

/// The type of a value in TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Switch,
    List,
}

impl Key {
    const fn new(
        name: &'static str,
        kind: Kind,
        doc: &'static str,
        set: fn(&mut Config, &str) -> Result<(), String>,
        show: fn(&Config) -> String,
    ) -> Self {
        Self { name, kind, secret: false, derived: None, doc, set, show }
    }

    /// The same, with a default that depends on other choices or on the machine.
    const fn derived(mut self, default: &'static str) -> Self {
        self.derived = Some(default);
        self
    }

    /// The same, never printed.
    const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Its name in the environment.
    pub(super) fn variable(&self) -> String {
        format!("AFFDESK_{}", self.name.replace('.', "_").to_uppercase())
    }

    /// The key of this name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }
}

/// A time: `time!("name", "doc", path.to.field)`.
macro_rules! time {
    ($name:literal, $doc:literal, $($field:ident).+) => {
        Key::new(
            $name, Kind::Text, $doc,
            |config, text| duration(text).map(|value| config.$($field).+ = value),
            |config| show_duration(config.$($field).+)
        )
    };
}

/// A number of hours.
macro_rules! hours {
    ($name:literal, $doc:literal, $($field:ident).+) => {
        Key::new(
            $name, Kind::Number, $doc,
            |config, text| number(text, 1..=8_760).map(|value| config.$($field).+ = Duration::from_secs(value * 3_600)),
            |config| (config.$($field).+.as_secs() / 3_600).to_string()
        )
    };
}

/// A count from 1 to a most.
macro_rules! counted {
    ($name:literal, $doc:literal, $most:literal, $($field:ident).+) => {
        Key::new(
            $name, Kind::Number, $doc,
            |config, text| count(text, $most).map(|value| config.$($field).+ = value),
            |config| config.$($field).+.to_string()
        )
    };
}

/// How many attempts come before a wait.
macro_rules! burst {
    ($name:literal, $doc:literal, $($field:ident).+) => {
        Key::new(
            $name, Kind::Number, $doc,
            |config, text| number(text, 1..=1_000_000)
                .map(|value| config.$($field).+ = u32::try_from(value).unwrap_or(u32::MAX)),
            |config| config.$($field).+.to_string()
        )
    };
}

/// What all files of one message may have together: a form of 160 MiB is cut off by `web`.
pub(super) const UPLOAD_MOST: u64 = 150 * 1024 * 1024;

const STORES: [(&str, StoreKind); 2] = [("local", StoreKind::Local), ("s3", StoreKind::S3)];
const TLS: [(&str, courier::mail::Tls); 2] =
    [("required", courier::mail::Tls::Required), ("off", courier::mail::Tls::Off)];
const FORMATS: [(&str, Format); 2] = [("text", Format::Text), ("json", Format::Json)];

/// Every choice there is, in the order of the table in `docs/operations.md`.
pub(super) static KEYS: &[Key] = &[
    Key::new(
        "listen", Kind::Text, "Address and port to listen on. TLS belongs to the proxy in front.",
        |config, text| {
            let parsed = text.trim().parse().map_err(|_| "must be an address and a port like 127.0.0.1:8080".to_owned());
            parsed.map(|value| config.listen = value)
        },
        |config| config.listen.to_string()
    ),
    Key::new(
        "public_url", Kind::Text,
        "Where browsers find affdesk, e.g. `https://support.example.com`. The only source of links; with `https`, cookies are secure.",
        |config, text| public_url(text).map(|value| config.public_url = value),
        |config| config.public_url().to_string()
    )
    .derived("`http://` and `listen`"),
    Key::new(
        "trusted_proxies", Kind::List,
        "Addresses and ranges (`10.0.0.0/8`) of proxies whose `X-Forwarded-For` is believed.",
        |config, text| list(text, "addresses or ranges like 10.0.0.0/8").map(|value| config.trusted_proxies = value),
        |config| show_list(&config.trusted_proxies)
    ),
    Key::new(
        "data_dir", Kind::Text, "The directory for the database file and the attachments; made when it is missing.",
        |config, text| path(text).map(|value| config.data_dir = value),
        |config| config.data_dir.display().to_string()
    ),
    Key::new(
        "database.url", Kind::Text,
        "`sqlite:PATH`, or `postgres://USER:PASSWORD@HOST/DATABASE` (with `?sslmode=verify-full` over a network).",
        |config, text| database_url(text).map(|value| config.database.url = value),
        |config| config.location().to_string()
    )
    .derived("`sqlite:affdesk.db` in `data_dir`"),
    counted!(
        "database.readers", "Threads, each with a connection, that read.", 256, database.readers
    )
    .derived("one per core, 4 to 16"),
    counted!(
        "database.writers", "Threads, each with a connection, that write on PostgreSQL. SQLite has one.", 256,
        database.writers
    ),
    counted!(
        "database.queue", "Reads, and writes, that may wait; one more is answered 503 at once.", 1_000_000, database.queue
    ),
    time!("database.deadline", "How long a read or write may wait and run.", database.deadline),
    Key::new(
        "files.store", Kind::Text, "Where attachments are kept: `local` or `s3`.",
        |config, text| choice(text, &STORES).map(|value| config.files.store = value),
        |config| STORES.iter().find(|(_, kind)| *kind == config.files.store).map_or("", |(name, _)| name).to_owned()
    ),
    Key::new(
        "files.dir", Kind::Text, "The directory for attachments, with `local`.",
        |config, text| path(text).map(|value| config.files.dir = Some(value)),
        |config| config.files_dir().display().to_string()
    )
    .derived("`files` in `data_dir`"),
    Key::new(
        "files.s3.bucket", Kind::Text, "The bucket, with `s3`.",
        |config, text| { text.trim().clone_into(&mut config.files.s3.bucket); Ok(()) },
        |config| config.files.s3.bucket.clone()
    ),
    Key::new(
        "files.s3.region", Kind::Text, "Its region; when empty, `AWS_REGION` counts.",
        |config, text| { text.trim().clone_into(&mut config.files.s3.region); Ok(()) },
        |config| config.files.s3.region.clone()
    ),
    Key::new(
        "files.s3.endpoint", Kind::Text, "The address of a storage other than AWS.",
        |config, text| endpoint(text).map(|value| config.files.s3.endpoint = value),
        |config| show_optional(config.files.s3.endpoint.as_ref())
    ),
    Key::new(
        "files.s3.access_key", Kind::Text,
        "The key's id. Without it, the usual AWS variables or the machine's role count.",
        |config, text| { config.files.s3.access_key = optional(text); Ok(()) },
        |config| show_optional(config.files.s3.access_key.as_ref())
    ),
    Key::new(
        "files.s3.secret_key", Kind::Text, "The key's secret half.",
        |config, text| { config.files.s3.secret_key = optional(text); Ok(()) },
        |config| show_optional(config.files.s3.secret_key.as_ref())
    )
    .secret(),
    Key::new(
        "files.s3.prefix", Kind::Text, "A folder in the bucket, so that installations can share it.",
        |config, text| { config.files.s3.prefix = optional(text); Ok(()) },
        |config| show_optional(config.files.s3.prefix.as_ref())
    ),
    Key::new(
        "files.s3.allow_http", Kind::Switch, "Whether an `http://` endpoint is accepted.",
        |config, text| switch(text).map(|value| config.files.s3.allow_http = value),
        |config| config.files.s3.allow_http.to_string()
    ),
    Key::new(
        "files.s3.virtual_hosted", Kind::Switch, "Whether the bucket is part of the host name (`bucket.endpoint`).",
        |config, text| switch(text).map(|value| config.files.s3.virtual_hosted = value),
        |config| config.files.s3.virtual_hosted.to_string()
    ),
    Key::new(
        "uploads.formats", Kind::List, "What may be attached: any of `jpeg`, `png`, `gif`, `zip`.",
        |config, text| {
            let formats: Vec<files::Format> = list(text, "the formats jpeg, png, gif and zip")?;
            if formats.is_empty() {
                return Err("must name at least one of the formats jpeg, png, gif and zip".to_owned());
            }
            config.desk.uploads.formats = formats;
            Ok(())
        },
        |config| config.desk.uploads.formats.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ")
    ),
    counted!("uploads.max_files", "Files per message.", 50, desk.uploads.max_files),
    Key::new(
        "uploads.max_bytes", Kind::Number, "Bytes per file, inclusive. All files of a message together: at most 150 MiB.",
        |config, text| number(text, 1..=UPLOAD_MOST).map(|value| config.desk.uploads.max_bytes = value),
        |config| config.desk.uploads.max_bytes.to_string()
    ),
    Key::new(
        "uploads.import_max_bytes", Kind::Number,
        "Bytes of a file of offers or affiliates that is imported by a page. The command line takes any.",
        |config, text| number(text, 1..=UPLOAD_MOST).map(|value| config.desk.import_max_bytes = value),
        |config| config.desk.import_max_bytes.to_string()
    ),
    Key::new(
        "tickets.reopen_on_comment", Kind::Switch,
        "Whether an affiliate's comment reopens a closed ticket; otherwise it is refused.",
        |config, text| switch(text).map(|value| config.desk.reopen_on_comment = value),
        |config| config.desk.reopen_on_comment.to_string()
    ),
    hours!(
        "tickets.answer_within_hours.general", "Hours in which general questions should be answered.",
        desk.answer_within.general
    ),
    hours!("tickets.answer_within_hours.payments", "The same for payments.", desk.answer_within.payments),
    hours!("tickets.answer_within_hours.technical", "The same for technical questions.", desk.answer_within.technical),
    hours!("tickets.answer_within_hours.offer_request", "The same for offer requests.", desk.answer_within.offer_request),
    time!("requests.escalate_after", "After which time a lead is told of an access request that nobody decided.", desk.escalate_after),
    time!("sessions.idle", "After which silence a person has to sign in again.", desk.session_idle),
    time!("sessions.lifetime", "After which time in any case.", desk.session_lifetime),
    burst!("sign_in.account_burst", "Passwords that may be tried on one account from one address before a wait; from all together ten times as many.", desk.throttle.account_burst),
    time!("sign_in.account_interval", "After which time one more may be.", desk.throttle.account_interval),
    burst!("sign_in.address_burst", "Passwords that may be tried from one address before a wait.", desk.throttle.address_burst),
    time!("sign_in.address_interval", "After which time one more may be.", desk.throttle.address_interval),
    time!("keep.staged_files", "How long an uploaded file waits for its message.", desk.staged_lifetime),
    time!("keep.drafts", "How long something typed and not sent is kept.", desk.draft_lifetime),
    time!("keep.submissions", "How long a second sending of the same form is recognised.", desk.submission_lifetime),
    time!("keep.notices", "Past which age a notice is no longer worth sending.", desk.notice_lifetime),
    Key::new(
        "mail.in.imap", Kind::Text,
        "The mailbox that answers come to, e.g. `imaps://USER@HOST/INBOX`; a `@` in the user is written `%40`. Empty for none.",
        |config, text| mailbox(text).map(|value| config.mail_in.imap = value),
        |config| show_optional(config.mail_in.imap.as_ref())
    ),
    Key::new(
        "mail.in.password", Kind::Text, "Its password.",
        |config, text| { config.mail_in.password = optional(text); Ok(()) },
        |config| show_optional(config.mail_in.password.as_ref())
    )
    .secret(),
    time!("mail.in.every", "How long after one look into it comes the next.", mail_in.every),
    Key::new(
        "mail.in.done", Kind::Text,
        "What is done with a mail once its answer is stored: `seen` marks it as read, `delete` deletes it, `move:FOLDER` moves it. With `seen`, mails that somebody reads there are not taken.",
        |config, text| mail_done(text).map(|value| config.mail_in.done = value),
        |config| show_mail_done(&config.mail_in.done)
    ),
    Key::new(
        "mail.in.authorities", Kind::Text,
        "A PEM file of certificate authorities to trust instead of the usual ones.",
        |config, text| { config.mail_in.authorities = optional(text).map(Into::into); Ok(()) },
        |config| config.mail_in.authorities.as_ref().map(|path| path.display().to_string()).unwrap_or_default()
    ),
    burst!("mail.in.per_hour", "Mails of one person that are taken within an hour.", desk.mail_in.per_hour),
    Key::new(
        "telegram.token", Kind::Text,
        "The token of the programme's bot, as @BotFather gives it; empty for no Telegram.",
        |config, text| {
            let token = optional(text).map(|text| text.parse::<courier::telegram::BotToken>()).transpose();
            token.map(|value| config.telegram.token = value).map_err(str::to_owned)
        },
        |config| config.telegram.token.as_ref().map(|token| token.bot().to_owned()).unwrap_or_default()
    )
    .secret(),
    Key::new(
        "telegram.api", Kind::Text, "Where the Bot API is: Telegram's own, a server of your own, or a proxy.",
        |config, text| bot_api(text).map(|value| config.telegram.api = value),
        |config| config.telegram.api.as_str().trim_end_matches('/').to_owned()
    ),
    Key::new(
        "webhooks.internal_hosts", Kind::List,
        "Hosts that webhooks may be at although they are inside the network, as they stand in the address; also with `http`.",
        |config, text| list(text, "host names").map(|value| config.desk.internal_hosts = value),
        |config| show_list(&config.desk.internal_hosts)
    ),
    Key::new(
        "programme.name", Kind::Text, "The programme's name, as everybody sees it.",
        |config, text| line(text, 60).map(|value| config.programme.name = value),
        |config| config.programme.name.clone()
    ),
    Key::new(
        "programme.colour", Kind::Text, "The programme's colour, e.g. `#0a7d5a`; empty for affdesk's own.",
        |config, text| colour(text).map(|value| config.programme.colour = value),
        |config| show_optional(config.programme.colour.as_ref())
    ),
    Key::new(
        "programme.support_email", Kind::Text, "Where affiliates write when the desk does not help; empty for nowhere.",
        |config, text| email(text).map(|value| config.programme.support_email = value),
        |config| show_optional(config.programme.support_email.as_ref())
    ),
    Key::new(
        "mail.smtp", Kind::Text,
        "The server that takes mail: `smtps://HOST` (port 465) or `smtp://HOST` (port 587, STARTTLS); empty for no mail.",
        |config, text| smtp(text).map(|value| config.mail.smtp = value),
        |config| show_optional(config.mail.smtp.as_ref())
    ),
    Key::new(
        "mail.tls", Kind::Text,
        "`required`, or `off` for an `smtp://` server on the same machine (port 25).",
        |config, text| choice(text, &TLS).map(|value| config.mail.tls = value),
        |config| TLS.iter().find(|(_, tls)| *tls == config.mail.tls).map_or("", |(name, _)| name).to_owned()
    ),
    Key::new(
        "mail.user", Kind::Text, "Who signs in at the server; empty for nobody.",
        |config, text| { config.mail.user = optional(text); Ok(()) },
        |config| show_optional(config.mail.user.as_ref())
    ),
    Key::new(
        "mail.password", Kind::Text, "With this password.",
        |config, text| { config.mail.password = optional(text); Ok(()) },
        |config| show_optional(config.mail.password.as_ref())
    )
    .secret(),
    Key::new(
        "mail.from", Kind::Text, "The address that mails come from; their name is the programme's.",
        |config, text| email(text).map(|value| config.mail.from = value),
        |config| show_optional(config.mail.from.as_ref())
    ),
    Key::new(
        "mail.reply_address", Kind::Text,
        "The mailbox that answers to mails about tickets go to, with `+` and a tag before its `@`; empty for none.",
        |config, text| email(text).map(|value| config.desk.reply_address = value),
        |config| show_optional(config.desk.reply_address.as_ref())
    ),
    Key::new(
        "mail.roots", Kind::Text, "A PEM file of certificates that are believed beside Mozilla's.",
        |config, text| { config.mail.roots = optional(text).map(Into::into); Ok(()) },
        |config| config.mail.roots.as_ref().map_or(String::new(), |path| path.display().to_string())
    ),
    Key::new(
        "log.format", Kind::Text, "`text` for people, `json` for machines; to standard error.",
        |config, text| choice(text, &FORMATS).map(|value| config.log.format = value),
        |config| FORMATS.iter().find(|(_, format)| *format == config.log.format).map_or("", |(name, _)| name).to_owned()
    ),
    Key::new(
        "log.filter", Kind::Text, "A level, or a filter like `info,web=debug`.",
        |config, text| filter(text).map(|value| config.log.filter = value),
        |config| config.log.filter.clone()
    ),
    time!(
        "shutdown.deadline",
        "How long requests may take to finish when the process stops.",
        shutdown_deadline
    ),
];
