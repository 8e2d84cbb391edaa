//! From bytes to a message on the ticket: read, looked at, files stored, decided.

use bytes::Bytes;
use desk::attachments::Incoming;
use desk::mail_in::{self, Mail, Receipt, RefusedFile, Trouble, WhyRefused};
use desk::people::Deputy;
use desk::{App, Credential, Error};
use files::{FileName, StorageKey};

use super::read::{Attached, Envelope, Ours, Read};

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
pub async fn take(intake: &Intake, raw: Vec<u8>, envelope: &Envelope) -> Result<Receipt, Error> {
    let (ours, envelope) = (intake.ours.clone(), envelope.clone());
    let read = tokio::task::spawn_blocking(move || super::read(&raw, &envelope, &ours)).await;
    // A mail that the parser falls over is one that cannot be read; there is nothing else to know of it.
    let unreadable = || Mail { trouble: Some(Trouble::Unreadable), ..Mail::default() };
    let Read { mail, files } = read.unwrap_or_else(|_| Read { mail: unreadable(), files: Vec::new() });
    decide(&intake.app, mail, files).await
}

/// The same for one that is too large to be fetched: its headers alone.
pub async fn take_head(intake: &Intake, head: &[u8], envelope: &Envelope) -> Result<Receipt, Error> {
    let mail = super::read::read_head(head, envelope, &intake.ours, Trouble::TooLarge);
    decide(&intake.app, mail, Vec::new()).await
}

async fn decide(app: &App, mail: Mail, files: Vec<Attached>) -> Result<Receipt, Error> {
    let receipt = settle(app, mail, files).await?;
    metrics::counter!("affdesk_mails_in_total", "outcome" => receipt.outcome.as_str()).increment(1);
    Ok(receipt)
}

async fn settle(app: &App, mut mail: Mail, files: Vec<Attached>) -> Result<Receipt, Error> {
    let asked = mail.clone();
    let who = app.read(&Credential::System, move |cx| mail_in::look(cx, &asked)).await?;
    let stored = match who {
        Some(who) => store(app, &who, files, &mut mail.refused).await?,
        None => Vec::new(),
    };
    let (given, with) = (mail.clone(), stored);
    match app.write(&Credential::System, move |cx| mail_in::receive(cx, &given, &with)).await {
        Err(error) if is_for_good(&error) => {
            tracing::error!(%error, "a mail cannot be put on its ticket, and is noted as unreadable");
            mail.trouble = Some(Trouble::Unreadable);
            app.write(&Credential::System, move |cx| mail_in::receive(cx, &mail, &[])).await
        }
        other => other,
    }
}

/// Whether the same mail would fail in the same way for ever. Everything else is a matter of coming again.
pub(crate) fn is_for_good(error: &Error) -> bool {
    use desk::error::Conflict;
    match error {
        Error::Conflict(Conflict::FileGone | Conflict::Changed) => false,
        Error::Conflict(_) | Error::Invalid(_) | Error::NotFound | Error::Damaged(_) => true,
        _ => false,
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
