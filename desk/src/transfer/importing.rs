//! A file on its way in: read, checked and kept in batches.

use std::sync::Arc;

use super::{Format, ImportId, Reading, Row, Subject, staging};
use crate::app::{App, Credential};
use crate::error::Error;

/// Rows that are checked in one transaction, so that others come in between.
const BATCH: usize = 200;

/// The same for rows that are long, in bytes of the file.
const BATCH_BYTES: usize = 1024 * 1024;

/// Bytes that are looked at in one go.
const PIECE: usize = 64 * 1024;

/// A file that is coming in. What is dropped before its end is forgotten after a day.
pub struct Importing {
    app: App,
    who: Credential,
    id: ImportId,
    subject: Subject,
    reading: Reading,
    rows: Vec<Row>,
    bytes: usize,
    done: i64,
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
        let id = app.write(who, move |cx| staging::begin(cx, subject, &file)).await?;
        Ok(Self {
            app: app.clone(),
            who: who.clone(),
            id,
            subject,
            reading: Reading::new(subject, format),
            rows: Vec::new(),
            bytes: 0,
            done: 0,
        })
    }

    /// Takes the next bytes. Once something is wrong with the file as a whole, they are not looked at.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<(), Error> {
        for piece in bytes.chunks(PIECE) {
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
        self.reading.is_over()
    }

    /// Rows that were checked so far.
    pub fn checked(&self) -> i64 {
        self.done
    }

    async fn stage(&mut self) -> Result<(), Error> {
        self.bytes = 0;
        let rows: Arc<[Row]> = std::mem::take(&mut self.rows).into();
        for first in (0..rows.len()).step_by(BATCH) {
            let (id, subject, rows) = (self.id, self.subject, Arc::clone(&rows));
            let job = move |cx: &mut crate::Cx<'_, '_>| {
                let batch = &rows[first..rows.len().min(first + BATCH)];
                staging::stage(cx, id, subject, batch)
            };
            self.app.write(&self.who, job).await?;
        }
        self.done += i64::try_from(rows.len()).unwrap_or(0);
        Ok(())
    }

    /// Ends the file: it is checked, and waits to be applied.
    pub async fn finish(mut self) -> Result<ImportId, Error> {
        let mut rows = std::mem::take(&mut self.rows);
        self.reading.finish(&mut rows);
        self.rows = rows;
        self.stage().await?;
        let id = self.id;
        self.app.write(&self.who, move |cx| staging::finish(cx, id)).await?;
        Ok(id)
    }
}
