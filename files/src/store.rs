//! Where the bytes lie: a directory on local disk, or a bucket of an S3-compatible storage.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{
    GetOptions, GetRange, GetResultPayload, MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload,
};

use crate::{Error, FileName, Limits, StorageKey};

mod local;
mod s3;
mod upload;

pub use s3::{S3Credentials, S3Options};
pub use upload::{Checked, Upload};

/// A file's bytes, in order. It ends early only with an error.
pub type ByteStream = BoxStream<'static, Result<Bytes, Error>>;

/// What lies in a storage.
pub type FoundStream = BoxStream<'static, Result<Found, Error>>;

/// A file in the storage, as [`Store::list`] finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its key.
    pub key: StorageKey,
    /// How many bytes there are.
    pub size: u64,
    /// When they were last written.
    pub modified: SystemTime,
    /// Whether it is the rest of an upload that was cut off (on local disk only); [`Store::delete`] removes it.
    pub partial: bool,
}

/// The storage of all files. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    /// The directory, for what `object_store` cannot say or do on a local disk.
    root: Option<Arc<PathBuf>>,
    /// How many bytes are held in memory before they are stored.
    part_bytes: usize,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.objects)
    }
}

impl Store {
    /// A storage in a directory, which is made if it is missing, readable by this user alone.
    ///
    /// A finished upload is on disk: the file, its directory and its name in it are fsynced.
    pub fn local(dir: &Path) -> Result<Self, Error> {
        let root = local::make_root(dir)?;
        let objects = LocalFileSystem::new_with_prefix(&root)?.with_fsync(true);
        Ok(Self { objects: Arc::new(objects), root: Some(Arc::new(root)), part_bytes: local::PART_BYTES })
    }

    /// A storage in a bucket. Nothing is sent yet; [`Store::check`] tells whether it works.
    pub fn s3(options: S3Options) -> Result<Self, Error> {
        Ok(Self { objects: s3::connect(options)?, root: None, part_bytes: s3::PART_BYTES })
    }

    /// Begins to store a file under a fresh key. A name with an ending that is not allowed is refused here.
    #[expect(
        clippy::unused_async,
        reason = "whether the storage is asked at the beginning is its own affair"
    )]
    pub async fn begin(&self, key: StorageKey, name: FileName, limits: &Limits) -> Result<Upload, Error> {
        let format = limits.check_name(&name)?;
        Ok(Upload::new(self.clone(), key, name, format, limits.max_bytes))
    }

    /// Reads a file, or a part of it that must lie within it. A file that turns out shorter is an error in the
    /// stream, never a quiet end.
    pub async fn read(&self, key: &StorageKey, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        let options = GetOptions { range: range.clone().map(GetRange::Bounded), ..GetOptions::default() };
        let result = self.objects.get_opts(&path(key), options).await?;
        let wanted = range.unwrap_or(0..result.meta.size);
        let bytes = match result.payload {
            GetResultPayload::File(file, _) => local::read(file, wanted.clone()),
            GetResultPayload::Stream(stream) => stream.map_err(Error::from).boxed(),
        };
        Ok(exactly(wanted.end - wanted.start, bytes))
    }

    /// Removes a file and what an upload of it left. One that is not there is fine.
    pub async fn delete(&self, key: &StorageKey) -> Result<(), Error> {
        if let Some(root) = &self.root {
            let file = root.join(key.to_string());
            return blocking(move || local::remove(&file)).await;
        }
        match self.objects.delete(&path(key)).await.map_err(Error::from) {
            Ok(()) | Err(Error::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Everything in the storage that has a [`StorageKey`], in no particular order. Other things are not listed.
    pub fn list(&self) -> FoundStream {
        if let Some(root) = &self.root {
            return local::list(root.clone());
        }
        let objects = self.objects.list(None).map_err(Error::from);
        let found = objects.try_filter_map(async |object| {
            let key = object.location.as_ref().parse().ok();
            let modified = object.last_modified.into();
            Ok(key.map(|key| Found { key, size: object.size, modified, partial: false }))
        });
        found.boxed()
    }

    /// Whether files can be written now.
    pub async fn check(&self) -> Result<(), Error> {
        if let Some(root) = &self.root {
            let root = root.clone();
            return blocking(move || local::check(&root)).await;
        }
        self.objects.put(&ObjectPath::from("check"), PutPayload::from_static(b"writable")).await?;
        Ok(())
    }

    /// Stores a small file at once.
    async fn put(&self, key: &StorageKey, payload: PutPayload) -> Result<(), Error> {
        self.objects.put(&path(key), payload).await?;
        Ok(())
    }

    /// Begins a file of several parts.
    async fn start(&self, key: &StorageKey) -> Result<Box<dyn MultipartUpload>, Error> {
        let path = path(key);
        if self.root.is_none() {
            return Ok(self.objects.put_multipart(&path).await?);
        }
        // The local store makes the file, and fsyncs a new directory, on the thread that polls it.
        let objects = self.objects.clone();
        let runtime = tokio::runtime::Handle::current();
        blocking(move || Ok(runtime.block_on(objects.put_multipart(&path))?)).await
    }
}

fn path(key: &StorageKey) -> ObjectPath {
    ObjectPath::from(key.to_string())
}

/// Runs file operations off the threads that serve requests.
async fn blocking<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(job).await.map_err(|error| Error::Storage(Box::new(error)))?
}

/// Turns a stream that ends early into one that fails: a cut download must not look whole.
fn exactly(size: u64, bytes: ByteStream) -> ByteStream {
    let parts = futures_util::stream::try_unfold((bytes, size), async |(mut bytes, left)| {
        match bytes.try_next().await? {
            None if left == 0 => Ok(None),
            None => Err(cut()),
            Some(part) => match left.checked_sub(part.len() as u64) {
                Some(left) => Ok(Some((part, (bytes, left)))),
                None => Err(cut()),
            },
        }
    });
    parts.boxed()
}

fn cut() -> Error {
    Error::Storage(Box::new(std::io::Error::from(std::io::ErrorKind::UnexpectedEof)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Its default is off, and no test can pull the plug.
    #[test]
    fn the_local_storage_syncs() {
        let dir = tempfile::tempdir().expect("a directory");
        let store = Store::local(dir.path()).expect("a store");
        assert!(format!("{:?}", store.objects).contains("fsync: true"));
    }
}
