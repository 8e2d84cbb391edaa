//! One file on its way in, checked as it streams.

use std::fmt;

use bytes::Bytes;
use object_store::{MultipartUpload, PutPayloadMut};
use sha2::{Digest as _, Sha256};

use super::Store;
use crate::dimensions::Dimensions;
use crate::{Error, FileName, Format, Refusal, StorageKey};

/// How much of a file's beginning is shown to `infer`, to say what a refused file seems to be.
const HEAD_BYTES: usize = 512;
/// The smallest piece of memory taken for a file.
const BLOCK_BYTES: usize = 16 * 1024;

/// A file that passed every check and is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Where its bytes are.
    pub key: StorageKey,
    /// Its name, cleaned.
    pub name: FileName,
    /// Its format, by ending and by signature.
    pub format: Format,
    /// How many bytes it has.
    pub size: u64,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// A picture's width and height as shown, where its header tells believable ones.
    pub dimensions: Option<(u32, u32)>,
}

/// A file that is being stored.
///
/// It is visible under its key only after [`Upload::finish`]. Dropped before, it removes what it had stored as
/// well as it can; after a crash, [`Store::delete`] does.
pub struct Upload {
    store: Store,
    key: StorageKey,
    name: FileName,
    format: Format,
    max_bytes: u64,
    state: State,
    size: u64,
    head: Vec<u8>,
    hash: Sha256,
    dimensions: Dimensions,
    buffer: PutPayloadMut,
    /// Begun only when the file outgrows the buffer.
    parts: Option<Box<dyn MultipartUpload>>,
}

enum State {
    Open,
    Refused(Refusal),
    /// Also while a part is being stored: if that is cancelled, the part is lost, and so is the file.
    Failed,
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, format, size, .. } = self;
        f.debug_struct("Upload")
            .field("key", key)
            .field("format", format)
            .field("size", size)
            .finish_non_exhaustive()
    }
}

impl Upload {
    pub(super) fn new(store: Store, key: StorageKey, name: FileName, format: Format, max_bytes: u64) -> Self {
        Self {
            store,
            key,
            name,
            format,
            max_bytes,
            state: State::Open,
            size: 0,
            head: Vec::new(),
            hash: Sha256::new(),
            dimensions: Dimensions::of(format),
            buffer: PutPayloadMut::new().with_block_size(BLOCK_BYTES),
            parts: None,
        }
    }

    /// Takes the next bytes. After a refusal or a failure nothing of the file is left, and every further call
    /// gives the same answer.
    pub async fn write(&mut self, mut chunk: Bytes) -> Result<(), Error> {
        self.open()?;
        self.size = self.size.saturating_add(chunk.len() as u64);
        if self.size > self.max_bytes {
            let refusal = Refusal::TooLarge { name: self.name.clone(), max_bytes: self.max_bytes };
            return Err(self.refuse(refusal).await);
        }
        if self.head.len() < Format::SIGNATURE_BYTES {
            let missing = HEAD_BYTES - self.head.len();
            self.head.extend_from_slice(&chunk[..chunk.len().min(missing)]);
            if self.head.len() >= Format::SIGNATURE_BYTES {
                self.check_signature().await?;
            }
        }
        self.hash.update(&chunk);
        self.dimensions.feed(&chunk);
        while !chunk.is_empty() {
            if self.buffer.content_length() == self.store.part_bytes {
                self.flush().await?;
            }
            let room = self.store.part_bytes - self.buffer.content_length();
            self.buffer.extend_from_slice(&chunk.split_to(chunk.len().min(room)));
        }
        Ok(())
    }

    /// Ends the file: checks what can be checked only now, and makes it durable and visible under its key.
    pub async fn finish(mut self) -> Result<Checked, Error> {
        self.open()?;
        if self.size == 0 {
            let refusal = Refusal::Empty { name: self.name.clone() };
            return Err(self.refuse(refusal).await);
        }
        if self.head.len() < Format::SIGNATURE_BYTES {
            self.check_signature().await?;
        }
        if let Err(error) = self.publish().await {
            // What is left of a failed attempt can be complete, too; the failure is what the caller must hear.
            let _ = self.store.delete(&self.key).await;
            return Err(error);
        }
        Ok(Checked {
            key: self.key,
            name: self.name.clone(),
            format: self.format,
            size: self.size,
            sha256: std::mem::take(&mut self.hash).finalize().into(),
            dimensions: self.dimensions.get(),
        })
    }

    /// Gives the file up and removes what was stored of it.
    pub async fn abort(mut self) {
        self.discard().await;
    }

    fn open(&self) -> Result<(), Error> {
        match &self.state {
            State::Open => Ok(()),
            State::Refused(refusal) => Err(refusal.clone().into()),
            State::Failed => Err(Error::Failed),
        }
    }

    async fn check_signature(&mut self) -> Result<(), Error> {
        if self.format.matches(&self.head) {
            return Ok(());
        }
        let found = infer::get(&self.head).map(|kind| kind.extension());
        // `infer` looks at less than `matches` does; "not PNG but PNG" would help nobody.
        let found = found.filter(|ending| !self.format.endings().contains(ending));
        let refusal = Refusal::Signature { name: self.name.clone(), format: self.format, found };
        Err(self.refuse(refusal).await)
    }

    async fn refuse(&mut self, refusal: Refusal) -> Error {
        self.discard().await;
        self.state = State::Refused(refusal.clone());
        refusal.into()
    }

    /// Forgets everything. A storage that fails here keeps a rest without a name, which the sweeper removes.
    async fn discard(&mut self) {
        self.state = State::Failed;
        self.buffer = PutPayloadMut::new();
        if let Some(mut parts) = self.parts.take() {
            let _ = parts.abort().await;
        }
    }

    /// Stores a full buffer as the next part. The next one waits for it, which bounds memory.
    async fn flush(&mut self) -> Result<(), Error> {
        self.state = State::Failed;
        let result = self.store_part().await;
        match result {
            Ok(()) => self.state = State::Open,
            Err(_) => self.discard().await,
        }
        result
    }

    async fn store_part(&mut self) -> Result<(), Error> {
        let full = std::mem::replace(&mut self.buffer, PutPayloadMut::new().with_block_size(BLOCK_BYTES));
        let parts = match &mut self.parts {
            Some(parts) => parts,
            none => none.insert(self.store.start(&self.key).await?),
        };
        parts.put_part(full.freeze()).await?;
        Ok(())
    }

    async fn publish(&mut self) -> Result<(), Error> {
        if self.parts.is_none() {
            let whole = std::mem::take(&mut self.buffer).freeze();
            return self.store.put(&self.key, whole).await;
        }
        self.flush().await?;
        if let Some(parts) = &mut self.parts {
            parts.complete().await?;
            self.parts = None;
        }
        Ok(())
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // The local store removes its unfinished file when it is dropped; a bucket has to be asked.
        if let Some(mut parts) = self.parts.take()
            && self.store.root.is_none()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move {
                let _ = parts.abort().await;
            });
        }
    }
}
