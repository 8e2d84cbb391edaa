//! From bytes to a message on the ticket: headers read, looked at, the rest read, files stored, decided.

use std::sync::Arc;

use bytes::Bytes;
use desk::attachments::Incoming;
use desk::inbound::{self, RefusedFile, WhyRefused};
use desk::mail_in::{self, Mail, Receipt, Trouble};
use desk::people::Deputy;
use desk::{App, Credential, Error};
use files::{FileName, StorageKey};

use super::read::{self, Attached, Envelope, Ours, Read};

/// What mails are taken with.
#[derive(Clone)]
pub struct Intake {
    /// The desk.
    pub app: App,
    /// How its own mails are known.
    pub ours: Ours,
}

/// Takes a mail. With an answer it is decided and noted, durably; with an error nothing has happened, and whoever brought
/// the mail should come again with it.
///
/// First its headers alone are read: only what was sent to a signed address is worth the memory and the risk of taking
/// apart all of it.
pub async fn take(intake: &Intake, raw: Vec<u8>, envelope: &Envelope) -> Result<Receipt, Error> {
    let app = &intake.app;
    let given = Arc::new((raw, envelope.clone(), intake.ours.clone()));
    let outside = reading(&given, read::head).await.unwrap_or_else(unreadable);
    let receipt = match look(app, &outside).await? {
        None => refuse(app, outside).await?,
        Some(who) => {
            let broken =
                || Read { mail: Mail { trouble: Some(Trouble::Unreadable), ..outside }, files: Vec::new() };
            let read = reading(&given, read::read).await.unwrap_or_else(broken);
            drop(given);
            settle(app, &who, read).await?
        }
    };
    Ok(counted(receipt))
}

/// The same for one that is too large to be fetched: its headers alone.
pub async fn take_head(intake: &Intake, head: &[u8], envelope: &Envelope) -> Result<Receipt, Error> {
    let mail = read::head(head, envelope, &intake.ours);
    let receipt = refuse(&intake.app, Mail { trouble: Some(Trouble::TooLarge), ..mail }).await?;
    Ok(counted(receipt))
}

/// Notes that there is a mail of which nothing is known but that it cannot be read.
pub(super) async fn note_unreadable(app: &App) -> Result<(), Error> {
    counted(refuse(app, unreadable()).await?);
    Ok(())
}

fn unreadable() -> Mail {
    Mail { trouble: Some(Trouble::Unreadable), ..Mail::default() }
}

fn counted(receipt: Receipt) -> Receipt {
    metrics::counter!("affdesk_mails_in_total", "outcome" => receipt.outcome.as_str()).increment(1);
    receipt
}

/// Reads outside of the threads that everything else runs on. None for a mail that the parser falls over.
async fn reading<T: Send + 'static>(
    given: &Arc<(Vec<u8>, Envelope, Ours)>,
    read: fn(&[u8], &Envelope, &Ours) -> T,
) -> Option<T> {
    let given = Arc::clone(given);
    tokio::task::spawn_blocking(move || read(&given.0, &given.1, &given.2)).await.ok()
}

async fn look(app: &App, mail: &Mail) -> Result<Option<Deputy>, Error> {
    let mail = mail.clone();
    app.read(&Credential::System, move |cx| mail_in::look(cx, &mail)).await
}

/// Notes why a mail is not taken.
async fn refuse(app: &App, mail: Mail) -> Result<Receipt, Error> {
    let given = mail.clone();
    match app.write(&Credential::System, move |cx| mail_in::refuse(cx, &given)).await {
        Err(error) if inbound::fails_for_good(&error) => give_up(app, mail, &error).await,
        other => other,
    }
}

/// Stores the files, and then what was written.
async fn settle(app: &App, who: &Deputy, Read { mut mail, files }: Read) -> Result<Receipt, Error> {
    let taken = async {
        let stored = store(app, who, files, &mut mail.refused).await?;
        let given = mail.clone();
        app.write(&Credential::System, move |cx| mail_in::receive(cx, &given, &stored)).await
    };
    match taken.await {
        Err(error) if inbound::fails_for_good(&error) => give_up(app, mail, &error).await,
        other => other,
    }
}

/// Notes a mail as one that cannot be read: it would fail in the same way at every look, and stand before all others.
async fn give_up(app: &App, mail: Mail, error: &Error) -> Result<Receipt, Error> {
    tracing::error!(%error, "a mail cannot be put on its ticket, and is noted as unreadable");
    let known = Mail { digest: mail.digest, recipients: mail.recipients, ..unreadable() };
    let named = Mail { sender: mail.sender, automatic: mail.automatic, ..known.clone() };
    match app.write(&Credential::System, move |cx| mail_in::refuse(cx, &named)).await {
        Err(error) if inbound::fails_for_good(&error) => {
            app.write(&Credential::System, move |cx| mail_in::refuse(cx, &known)).await
        }
        other => other,
    }
}

/// Stores the files under the rules of a form. What is refused is named; it is no reason to refuse what was written.
pub(crate) async fn store(
    app: &App,
    who: &Deputy,
    files: Vec<Attached>,
    refused: &mut Vec<RefusedFile>,
) -> Result<Vec<Incoming>, Error> {
    let limits = &app.settings().uploads;
    let mut stored = Vec::new();
    for Attached { name, bytes } in files {
        let name = FileName::clean(&name);
        let shown = name.as_str().to_owned();
        if stored.len() == limits.max_files {
            refused.push(RefusedFile { name: shown, why: WhyRefused::TooMany });
            continue;
        }
        // Before there is a row for it: most of what is refused has an ending that is not taken.
        if let Err(refusal) = limits.check_name(&name) {
            refused.push(RefusedFile { name: shown, why: WhyRefused::from(&refusal) });
            continue;
        }
        match store_one(app, who, name, bytes).await {
            Ok(incoming) => stored.push(incoming),
            Err(Error::Files(files::Error::Refused(refusal))) => {
                refused.push(RefusedFile { name: shown, why: WhyRefused::from(&refusal) });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(stored)
}

async fn store_one(app: &App, who: &Deputy, name: FileName, bytes: Vec<u8>) -> Result<Incoming, Error> {
    let key = StorageKey::from_random(app.random().bytes());
    let (who, limits) = (who.clone(), &app.settings().uploads);
    let staged = app.write(&Credential::System, move |cx| mail_in::stage(cx, &who, key)).await?;
    let mut upload = app.store().begin(staged.key, name, limits).await?;
    upload.write(Bytes::from(bytes)).await?;
    Ok(Incoming { staged: staged.id, file: upload.finish().await? })
}
