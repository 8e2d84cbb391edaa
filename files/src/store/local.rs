//! The parts of a local storage that `object_store` leaves open.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::BytesMut;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, SeekFrom};

use super::{ByteStream, Error, Found, FoundStream, StorageKey, blocking};

/// Written in parts of this size: few system calls, little memory.
pub(super) const PART_BYTES: usize = 32 * 1024;
/// Read in parts of this size (`object_store` would take 8 KiB, a thread hop each).
const READ_BYTES: usize = 64 * 1024;

/// Makes the directory, for this user alone, and says where it is.
pub(super) fn make_root(dir: &Path) -> Result<PathBuf, Error> {
    if !dir.is_dir() {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(dir)?;
    }
    let root = dir.canonicalize()?;
    // A new directory's own name is to survive a power cut, too.
    #[cfg(unix)]
    if let Some(parent) = root.parent()
        && let Ok(parent) = File::open(parent)
    {
        parent.sync_all()?;
    }
    Ok(root)
}

/// Removes a file, and the `#1`, `#2`… beside it under which the local store writes one that is not finished.
pub(super) fn remove(file: &Path) -> Result<(), Error> {
    remove_if_there(file)?;
    for number in 1_u32.. {
        let mut unfinished = file.as_os_str().to_owned();
        unfinished.push(format!("#{number}"));
        if !remove_if_there(Path::new(&unfinished))? {
            break;
        }
    }
    Ok(())
}

fn remove_if_there(file: &Path) -> Result<bool, Error> {
    match fs::remove_file(file) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Writes a little and removes it. Not fsynced: it is asked often.
pub(super) fn check(root: &Path) -> Result<(), Error> {
    let file = root.join(".check");
    File::create(&file)?.write_all(&[0; 4096])?;
    remove_if_there(&file)?;
    Ok(())
}

/// Reads a range of an open file.
pub(super) fn read(file: File, range: Range<u64>) -> ByteStream {
    let left = range.end.saturating_sub(range.start);
    let opened = async move {
        let mut file = tokio::fs::File::from_std(file);
        file.set_max_buf_size(READ_BYTES);
        file.seek(SeekFrom::Start(range.start)).await?;
        let parts = stream::try_unfold(file.take(left), async |mut file| {
            let mut part =
                BytesMut::with_capacity(READ_BYTES.min(usize::try_from(file.limit()).unwrap_or(READ_BYTES)));
            let got = file.read_buf(&mut part).await?;
            Ok((got > 0).then(|| (part.freeze(), file)))
        });
        Ok::<_, Error>(parts)
    };
    stream::once(opened).try_flatten().boxed()
}

/// Everything in the directories `00` to `ff`, finished or not.
pub(super) fn list(root: Arc<PathBuf>) -> FoundStream {
    let shards = stream::iter(0..=u8::MAX).then(move |shard| {
        let root = root.clone();
        async move {
            let found = blocking(move || list_shard(&root, shard)).await?;
            Ok::<_, Error>(stream::iter(found).map(Ok))
        }
    });
    shards.try_flatten().boxed()
}

fn list_shard(root: &Path, shard: u8) -> Result<Vec<Found>, Error> {
    let shard = format!("{shard:02x}");
    let entries = match fs::read_dir(root.join(&shard)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let (digits, number) =
            name.split_once('#').map_or((name, None), |(digits, number)| (digits, Some(number)));
        let Ok(key) = format!("{shard}/{digits}").parse::<StorageKey>() else { continue };
        match entry.metadata().and_then(|meta| Ok((meta.len(), meta.modified()?))) {
            Ok((size, modified)) => found.push(Found { key, size, modified, partial: number.is_some() }),
            // Deleted meanwhile, or finished and renamed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}
