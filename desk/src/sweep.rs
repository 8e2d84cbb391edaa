//! What the recurring jobs do.

use crate::app::{App, Credential};
use crate::error::Error;
use crate::people::{sessions, tokens};
use crate::{
    attachments, drafts, inbound, mail_in, notices, outbox, submissions, telegram, tickets, transfer,
};

/// After so many files that cannot be deleted the storage itself is likely to be away.
const FAILURES: usize = 3;

/// Deletes files that no message came for: first the bytes, then the row, so that a crash in between is only done again.
/// One that cannot be deleted is in nobody's way; its error comes at the end. Gives how many were deleted.
pub async fn staged_files(app: &App) -> Result<usize, Error> {
    let mut swept = 0;
    loop {
        let batch = app.read(&Credential::System, attachments::to_sweep).await?;
        let mut gone = Vec::with_capacity(batch.len());
        let mut failed = Vec::new();
        for (id, key) in batch {
            match app.store().delete(&key).await {
                Ok(()) => gone.push(id),
                Err(error) => failed.push(error),
            }
            if failed.len() == FAILURES {
                break;
            }
        }
        let done = gone.is_empty();
        swept += gone.len();
        app.write(&Credential::System, move |cx| attachments::remove_swept(cx, &gone)).await?;
        if let Some(error) = failed.into_iter().next() {
            return Err(error.into());
        }
        if done {
            return Ok(swept);
        }
    }
}

/// Forgets sessions, drafts, submissions, notices and imports past their time. Gives how many.
pub async fn rows(app: &App) -> Result<u64, Error> {
    let rows = app.write(&Credential::System, |cx| {
        Ok(sessions::sweep(cx)?
            + drafts::sweep(cx)?
            + submissions::sweep(cx)?
            + notices::sweep(cx)?
            + tokens::sweep(cx)?
            + outbox::sweep(cx)?
            + inbound::sweep(cx)?
            + mail_in::sweep(cx)?
            + telegram::sweep(cx)?
            + tickets::sweep_closings(cx)?)
    });
    Ok(rows.await? + transfer::sweep(app).await?)
}
