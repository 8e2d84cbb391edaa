//! What the recurring jobs do.

use crate::app::{App, Credential};
use crate::error::Error;
use crate::people::sessions;
use crate::{attachments, drafts, outbox, submissions};

/// Deletes files that no message came for: first the bytes, then the row, so that a crash in between is only done again.
/// Gives how many.
pub async fn staged_files(app: &App) -> Result<usize, Error> {
    let mut swept = 0;
    loop {
        let batch = app.read(&Credential::System, attachments::to_sweep).await?;
        if batch.is_empty() {
            return Ok(swept);
        }
        swept += batch.len();
        let mut ids = Vec::with_capacity(batch.len());
        for (id, key) in batch {
            app.store().delete(&key).await?;
            ids.push(id);
        }
        app.write(&Credential::System, move |cx| attachments::remove_swept(cx, &ids)).await?;
    }
}

/// Forgets sessions, drafts, submissions and notices past their time. Gives how many.
pub async fn rows(app: &App) -> Result<u64, Error> {
    app.write(&Credential::System, |cx| {
        Ok(sessions::sweep(cx)? + drafts::sweep(cx)? + submissions::sweep(cx)? + outbox::sweep(cx)?)
    })
    .await
}
