//! Work on pictures: away from the threads that serve, and one at a time in a process, so that memory stays what it is
//! however many come in at once.

use bytes::Bytes;
use files::picture::{Small, Unreadable};
use files::{Checked, FileName, Limits, StorageKey};
use futures_util::TryStreamExt;

use crate::app::App;
use crate::error::Error;

/// A larger file is not read for a small picture of it.
pub(crate) const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Runs such work. What panics was given a picture that cannot be read.
pub(crate) async fn work<T: Send + 'static>(
    app: &App,
    job: impl FnOnce() -> Result<T, Unreadable> + Send + 'static,
) -> Result<Result<T, Unreadable>, Error> {
    let turn = app.picture_turn().await?;
    let done = tokio::task::spawn_blocking(move || {
        let result = job();
        // Not before it is done, even if nobody waits for it any more.
        drop(turn);
        result
    });
    Ok(done.await.unwrap_or_else(|error| Err(Unreadable::Damaged(error.to_string()))))
}

/// Reads a picture's file into memory.
pub(crate) async fn read(app: &App, key: &StorageKey) -> Result<Vec<u8>, Error> {
    let mut parts = app.store().read(key, None).await?;
    let mut bytes = Vec::new();
    while let Some(part) = parts.try_next().await? {
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// Stores a small picture under a key that a row owns already.
pub(crate) async fn store(app: &App, key: StorageKey, small: Small) -> Result<Checked, Error> {
    let limits = Limits { formats: vec![small.format], max_files: 1, max_bytes: u64::MAX };
    let name = FileName::clean(&format!("small.{}", small.format.endings()[0]));
    let mut upload = app.store().begin(key, name, &limits).await?;
    upload.write(Bytes::from(small.bytes)).await?;
    Ok(upload.finish().await?)
}
