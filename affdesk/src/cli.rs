//! The command line, as `--help` shows it.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The support desk of an affiliate programme.
#[derive(Debug, Parser)]
#[command(name = "affdesk", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// The configuration file (TOML). Environment variables and flags win over it.
    #[arg(long, global = true, env = "AFFDESK_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Sets one configuration key, e.g. `--set listen=0.0.0.0:8080`; may be repeated.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) set: Vec<(String, String)>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("{text:?} is not KEY=VALUE"))?;
    Ok((key.trim().to_owned(), value.to_owned()))
}

/// What affdesk can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show affdesk with realistic data, without any set-up.
    Demo(Demo),
    /// Serve the desk. In an empty directory it makes a SQLite database and a file store there.
    Serve {
        /// The address to listen on; the key `listen`.
        #[arg(long, value_name = "ADDR")]
        listen: Option<SocketAddr>,
    },
    /// Bring the database up to date. `serve` does it too.
    Migrate,
    /// Add, list or change users.
    #[command(subcommand)]
    User(User),
    /// Import offers or affiliates from a file: all of it, or nothing and what is wrong with it.
    Import(ImportArgs),
    /// Write offers or affiliates to a file that can be imported again.
    Export(ExportArgs),
    /// Look at what leaves the house, and send again what was given up.
    #[command(subcommand)]
    Outbox(Outbox),
    /// Mail that comes in.
    #[command(subcommand)]
    Mail(Mail),
    /// Recount what is kept, find rows and files that do not belong together. Changes nothing.
    Verify,
    /// Look at the configuration.
    #[command(subcommand)]
    Config(ConfigCommand),
}

/// The demo.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// The directory for its data. Without it, a fresh one that is removed at the end.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// An empty PostgreSQL database to use instead of a SQLite file in the directory.
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
}

/// Users.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add a user. The password is read from standard input.
    Add {
        /// The address that they sign in with.
        email: String,
        /// Their name, as others see it.
        #[arg(long)]
        name: String,
        /// What they are.
        #[arg(long, value_enum)]
        role: RoleName,
        /// Whose user they are, for the role `affiliate`: the affiliate's ID.
        #[arg(long, value_name = "ID")]
        affiliate: Option<String>,
        /// Makes a new affiliate of this name and the user its first, for the role `affiliate`.
        #[arg(long, value_name = "NAME", conflicts_with = "affiliate")]
        new_affiliate: Option<String>,
        /// The e-mail of the manager of the new affiliate.
        #[arg(long, value_name = "EMAIL", requires = "new_affiliate")]
        manager: Option<String>,
        /// The time zone.
        #[arg(long, default_value = desk::people::DEFAULT_TIME_ZONE)]
        time_zone: String,
    },
    /// List the users.
    List,
    /// Set a password, read from standard input; ends every session of the user.
    Passwd {
        /// The user's address.
        email: String,
    },
    /// Take away the right to sign in; ends every session of the user.
    Disable {
        /// The user's address.
        email: String,
    },
}

/// An import.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// What the file holds.
    #[arg(value_enum)]
    pub(crate) subject: SubjectName,
    /// The file, CSV or JSON in UTF-8; `-` is standard input.
    pub(crate) file: PathBuf,
    /// Only check the file and say what would be done.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How the file is written. Without it, its name or its beginning says so.
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatName>,
    /// What becomes of affiliates who have access to an offer because it is public, when it is public no more.
    #[arg(long, value_enum)]
    pub(crate) privacy_change: Option<KeepName>,
}

/// An export.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// What is wanted.
    #[arg(value_enum)]
    pub(crate) subject: SubjectName,
    /// How the file is written. Without it, its name says so, or it is CSV.
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatName>,
    /// The file. Without it, standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What can be imported and exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SubjectName {
    /// Offers.
    Offers,
    /// Affiliates.
    Affiliates,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatName {
    /// Comma-separated values; with semicolons or tabs, too.
    Csv,
    /// An array of objects, or an object a line.
    Json,
}

/// What becomes of access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepName {
    /// They keep it.
    Keep,
    /// They lose it.
    End,
}

/// What leaves the house.
#[derive(Debug, Subcommand)]
pub(crate) enum Outbox {
    /// List the newest deliveries.
    List,
    /// List those that were given up.
    Dead,
    /// Send again one that was given up or dropped, or with `--all` everything that was given up.
    Redrive {
        /// The delivery's number.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        id: Option<String>,
        /// Everything that was given up.
        #[arg(long)]
        all: bool,
    },
    /// Invite every user of an affiliate who has no password and was not invited yet, as after an import.
    InviteAll,
}

/// Mail that comes in.
#[derive(Debug, Subcommand)]
pub(crate) enum Mail {
    /// Take one mail from standard input, for a mail server's pipe. Exit codes are those of sysexits: 0 when it was decided
    /// what becomes of it, 75 when the mail server should come again, 65 when it is no mail.
    Receive(Receive),
    /// Print the address that a person's answers to a ticket go to, to try whether mails arrive.
    Address {
        /// The ticket's number.
        ticket: i64,
        /// The person's e-mail address.
        email: String,
    },
}

/// What the mail server knows of a mail.
#[derive(Debug, Args)]
pub(crate) struct Receive {
    /// Whom the mail is delivered for; may be repeated.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) recipient: Vec<String>,
    /// The sender of the envelope. An empty one says that it is a bounce.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) sender: Option<String>,
}

/// A role on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    /// Somebody of an affiliate.
    Affiliate,
    /// Looks after a portfolio.
    Manager,
    /// Sees every affiliate.
    Lead,
    /// A lead who also changes settings, people and rules.
    Admin,
}

/// Configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the configuration in force; secrets are masked.
    Print,
}
