//! A file on its way in: read, checked and kept in batches.

use std::sync::Arc;

use super::{Format, ImportId, Reading, Row, Subject, Wrong, forgetting, staging};
use crate::app::{App, Credential};
use crate::error::Error;

/// Rows that are checked in one transaction, so that others come in between.
const BATCH: usize = 200;

/// The same for rows that are long, in bytes of the file.
const BATCH_BYTES: usize = 1024 * 1024;

/// Bytes that are looked at in one go.
const PIECE: usize = 64 * 1024;

/// Rows with something wrong after which nobody wants to know of more, and nothing more is kept.
const MOST_WRONG: i64 = 1_000;

/// Rows of a file: what can be applied in one transaction, and kept for a day.
const MOST_ROWS: i64 = 1_000_000;

/// A file that is coming in. What is dropped before its end is forgotten after a day; so better [`abandon`](Self::abandon)
/// it.
pub struct Importing {
    app: App,
    who: Credential,
    id: ImportId,
    subject: Subject,
    reading: Reading,
    rows: Vec<Row>,
    bytes: usize,
    done: i64,
    wrong: i64,
    /// Whether there are so many rows that no more are looked at.
    full: bool,
}

impl Importing {
    /// Begins with a file of this name.
    pub async fn begin(
        app: &App,
        who: &Credential,
        subject: Subject,
        (name, format): (&str, Option<Format>),
    ) -> Result<Self, Error> {
        let file = name.to_owned();
        let (id, pushed_out) = app.write(who, move |cx| staging::begin(cx, subject, &file)).await?;
        for old in pushed_out {
            if let Err(error) = forgetting::remove_short(app, old).await {
                tracing::debug!(%error, "an old file is left to be swept");
            }
        }
        Ok(Self {
            app: app.clone(),
            who: who.clone(),
            id,
            subject,
            reading: Reading::new(subject, format),
            rows: Vec::new(),
            bytes: 0,
            done: 0,
            wrong: 0,
            full: false,
        })
    }

    /// Takes the next bytes. Once something is wrong with the file as a whole, they are not looked at.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for piece in bytes.chunks(PIECE) {
            if self.is_over() {
                break;
            }
            self.reading.push(piece, &mut self.rows);
            self.bytes += piece.len();
            if self.rows.len() >= BATCH || self.bytes >= BATCH_BYTES {
                self.stage().await?;
            }
        }
        Ok(())
    }

    /// Whether there is no use in reading on.
    pub fn is_over(&self) -> bool {
        self.full || self.reading.is_over()
    }

    /// Rows that were checked so far.
    pub fn checked(&self) -> i64 {
        self.done
    }

    async fn stage(&mut self) -> Result<(), Error> {
        self.bytes = 0;
        let rows: Arc<[Row]> = std::mem::take(&mut self.rows).into();
        for first in (0..rows.len()).step_by(BATCH) {
            if let Some(wrong) = too_much(self.done, self.wrong) {
                self.full = true;
                let last: Arc<[Row]> = Arc::new([Row::broken(rows[first].number, wrong)]);
                return self.stage_batch(last, 0).await;
            }
            self.stage_batch(Arc::clone(&rows), first).await?;
        }
        Ok(())
    }

    async fn stage_batch(&mut self, rows: Arc<[Row]>, first: usize) -> Result<(), Error> {
        let (id, subject, end) = (self.id, self.subject, rows.len().min(first + BATCH));
        let job = move |cx: &mut crate::Cx<'_, '_>| staging::stage(cx, id, subject, &rows[first..end]);
        self.wrong += self.app.write(&self.who, job).await?;
        self.done += i64::try_from(end - first).unwrap_or(0);
        Ok(())
    }

    /// Ends the file: it is checked, and waits to be applied.
    pub async fn finish(mut self) -> Result<ImportId, Error> {
        if !self.full {
            let mut rows = std::mem::take(&mut self.rows);
            self.reading.finish(&mut rows);
            self.rows = rows;
            self.stage().await?;
        }
        let id = self.id;
        self.app.write(&self.who, move |cx| staging::finish(cx, id)).await?;
        Ok(id)
    }

    /// Ends a file that will not come in whole: nothing of it stays.
    pub async fn abandon(self) -> Result<(), Error> {
        forgetting::forget(&self.app, &self.who, self.id).await
    }
}

/// Why no more rows are looked at, after so many of which so many are wrong.
fn too_much(done: i64, wrong: i64) -> Option<Wrong> {
    if wrong >= MOST_WRONG {
        Some(Wrong::TooManyWrong { max: MOST_WRONG })
    } else if done >= MOST_ROWS {
        Some(Wrong::TooManyRows { max: MOST_ROWS })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_an_end_of_rows_and_of_mistakes() {
        assert_eq!(too_much(MOST_ROWS - 1, MOST_WRONG - 1), None);
        assert_eq!(too_much(MOST_ROWS, 0), Some(Wrong::TooManyRows { max: MOST_ROWS }));
        assert_eq!(too_much(MOST_WRONG, MOST_WRONG), Some(Wrong::TooManyWrong { max: MOST_WRONG }));
    }
}
