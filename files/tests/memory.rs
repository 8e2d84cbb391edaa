//! However large the body, an upload to local disk holds little of it: a test of its own process, because it
//! counts every allocation.

use bytes::Bytes;
use files::{Error, FileName, Limits, Refusal, StorageKey, Store};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATIONS: PeakAlloc = PeakAlloc;

const MIB: usize = 1024 * 1024;
const BODY: usize = 100 * MIB;

/// The bytes that were taken at most, at any moment of the job, beyond those taken before it.
async fn peak<T>(job: impl Future<Output = T>) -> (usize, T) {
    let before = ALLOCATIONS.current_usage();
    ALLOCATIONS.reset_peak_usage();
    let result = job.await;
    (ALLOCATIONS.peak_usage() - before, result)
}

/// Sends a body of 100 MiB, in chunks as they come from a socket, and says how it ended.
async fn send(store: &Store, max_bytes: u64) -> Result<u64, Error> {
    let limits = Limits { max_bytes, ..Limits::default() };
    let key = StorageKey::from_random([7; 16]);
    let mut upload = store.begin(key, FileName::clean("large.zip"), &limits).await?;
    upload.write(Bytes::from_static(b"PK\x03\x04")).await?;
    let mut sent = 4;
    while sent < BODY {
        let chunk = vec![1; (48 * 1024).min(BODY - sent)];
        sent += chunk.len();
        upload.write(Bytes::from(chunk)).await?;
    }
    Ok(upload.finish().await?.size)
}

#[tokio::test]
async fn an_upload_holds_at_most_two_mebibytes() {
    let (counted, held) = peak(async { vec![0_u8; 3 * MIB] }).await;
    assert!(counted >= held.len(), "the count sees what is held, so this test can fail");
    drop(held);

    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::local(dir.path()).expect("a store");

    let (held, size) = peak(send(&store, 200 * MIB as u64)).await;
    assert_eq!(size.expect("taken"), BODY as u64);
    assert!(held <= 2 * MIB, "held {held} bytes of an accepted body");

    let (held, result) = peak(send(&store, 5 * MIB as u64)).await;
    assert!(matches!(result, Err(Error::Refused(Refusal::TooLarge { .. }))));
    assert!(held <= 2 * MIB, "held {held} bytes of a refused body");

    // One enormous chunk is already in memory; storing it takes little more.
    let chunk = Bytes::from([&b"PK\x03\x04"[..], &vec![1; 20 * MIB]].concat());
    let (held, ()) = peak(async {
        let limits = Limits { max_bytes: 30 * MIB as u64, ..Limits::default() };
        let key = StorageKey::from_random([8; 16]);
        let mut upload = store.begin(key, FileName::clean("large.zip"), &limits).await.expect("begun");
        upload.write(chunk).await.expect("written");
        upload.finish().await.expect("finished");
    })
    .await;
    assert!(held <= 2 * MIB, "held {held} bytes beside the chunk");
}
