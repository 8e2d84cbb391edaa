//! `affdesk mail …`

use std::io::Read as _;
use std::process::ExitCode;

use courier::mail_in::{self, Envelope, Intake, MOST_BYTES};
use desk::inbound::Outcome;
use desk::reply_address::ReplyAddress;
use desk::tickets::TicketId;
use desk::{App, Credential, people};

use crate::cli::Receive;
use crate::config::{Config, ConfigError};
use crate::failure::Failure;

/// Exit codes of mail filters (sysexits.h). A mail server sends a mail back to its sender at anything but these, so what
/// is our own trouble is always [`COME_AGAIN`].
const NO_MAIL: u8 = 65;
const COME_AGAIN: u8 = 75;

/// Takes the mail on standard input.
pub(crate) async fn receive(load: impl Fn() -> Result<Config, ConfigError>, receive: Receive) -> ExitCode {
    match take(load, receive).await {
        // It is decided and noted, whatever it is: the mail server's part is done.
        Ok(Some(_)) => ExitCode::SUCCESS,
        Ok(None) => {
            eprintln!("affdesk: there is no mail on standard input");
            ExitCode::from(NO_MAIL)
        }
        Err(failure) => {
            eprintln!("affdesk: {failure}");
            ExitCode::from(COME_AGAIN)
        }
    }
}

/// What became of the mail; none when there is none.
async fn take(
    load: impl Fn() -> Result<Config, ConfigError>,
    receive: Receive,
) -> Result<Option<Outcome>, Failure> {
    // First the mail: a pipe that is not read to its end looks like a failure of its own.
    let (raw, is_whole) = tokio::task::spawn_blocking(standard_input)
        .await
        .map_err(|error| Failure::new(format!("the mail cannot be read: {error}")))?
        .map_err(|error| Failure::new(format!("the mail cannot be read: {error}")))?;
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let config = load()?;
    let app = crate::open(&config).await?;
    let intake = Intake { app: app.clone(), ours: config.ours() };
    let envelope = Envelope { recipients: receive.recipient, sender: receive.sender };
    // In a task of its own, so that a defect in it is a reason to come again and not to send the mail back.
    let taken = tokio::spawn(async move {
        if is_whole {
            mail_in::take(&intake, raw, &envelope).await
        } else {
            mail_in::take_head(&intake, &raw, &envelope).await
        }
    });
    let receipt =
        taken.await.map_err(|error| Failure::new(format!("the mail cannot be taken: {error}")))??;
    let ticket = receipt.ticket.map(TicketId::get);
    tracing::info!(outcome = %receipt.outcome, ticket, "a mail came in");
    let database = app.db().clone();
    let _ = tokio::task::spawn_blocking(move || database.close()).await;
    Ok(Some(receipt.outcome))
}

/// The mail, and whether it is all of it. One that is too large is read to its end, and only its beginning is kept.
fn standard_input() -> std::io::Result<(Vec<u8>, bool)> {
    let mut input = std::io::stdin().lock();
    let mut raw = Vec::new();
    let most = MOST_BYTES as u64;
    if input.by_ref().take(most + 1).read_to_end(&mut raw)? as u64 <= most {
        return Ok((raw, true));
    }
    raw.truncate(HEAD);
    raw.shrink_to_fit();
    std::io::copy(&mut input, &mut std::io::sink())?;
    Ok((raw, false))
}

/// What is kept of a mail that is too large: its headers are in there.
const HEAD: usize = 256 * 1024;

/// Prints the address of a person's answers to a ticket.
pub(crate) async fn address(app: &App, ticket: i64, email: &str) -> Result<(), Failure> {
    let Some(base) = app.settings().reply_address.clone() else {
        return Err(Failure::new("there is no such address: the key mail.reply_address is not set"));
    };
    let email = email.to_owned();
    let made = app.read(&Credential::System, move |cx| {
        let user = people::user_by_email(cx, &email)?.id;
        let ticket = TicketId::new(ticket);
        desk::tickets::visible(cx, ticket)?;
        ReplyAddress { ticket, user }.on(cx, &base)
    });
    let made = made.await.map_err(|error| match error {
        desk::Error::NotFound => Failure::new("there is no such person or ticket"),
        error => error.into(),
    })?;
    println!("{}", made.ok_or_else(|| Failure::new("the key mail.reply_address is no e-mail address"))?);
    Ok(())
}
