//! The same against a real S3 server, in this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use files::{Error, FileName, Limits, Refusal, S3Credentials, S3Options, StorageKey, Store};
use futures_util::TryStreamExt as _;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;

const MIB: usize = 1024 * 1024;

struct Server {
    dir: TempDir,
    options: S3Options,
    connections: Arc<AtomicUsize>,
}

/// Serves a bucket named `attachments` on a free port.
async fn server() -> Server {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(dir.path().join("attachments")).expect("a bucket");
    let objects = s3s_fs::FileSystem::new(dir.path()).expect("a file system");
    let mut service = S3ServiceBuilder::new(objects);
    service.set_auth(SimpleAuth::from_single("public-half", "secret-half"));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let connections = Arc::new(AtomicUsize::new(0));
    let accepted = connections.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            accepted.fetch_add(1, Ordering::Relaxed);
            let service = service.clone();
            tokio::spawn(async move {
                let http = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
                // A client that hangs up is no concern of the test.
                let _ = http.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    let options = S3Options {
        bucket: "attachments".to_owned(),
        region: "us-east-1".to_owned(),
        endpoint: Some(format!("http://127.0.0.1:{port}")),
        credentials: Some(S3Credentials {
            access_key_id: "public-half".to_owned(),
            secret_access_key: "secret-half".to_owned(),
        }),
        prefix: None,
        allow_http: true,
        virtual_hosted: false,
    };
    Server { dir, options, connections }
}

fn key(number: u8) -> StorageKey {
    StorageKey::from_random([number; 16])
}

fn png(size: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1A\n".to_vec();
    bytes.extend((8..size).map(|at| u8::try_from(at % 253).expect("below 253")));
    bytes
}

async fn upload(store: &Store, key: StorageKey, bytes: &[u8], max_bytes: usize) -> Result<u64, Error> {
    let limits = Limits { max_bytes: max_bytes as u64, ..Limits::default() };
    let mut upload = store.begin(key, FileName::clean("a.png"), &limits).await?;
    for chunk in bytes.chunks(100_000) {
        upload.write(Bytes::copy_from_slice(chunk)).await?;
    }
    Ok(upload.finish().await?.size)
}

async fn read(store: &Store, key: StorageKey, range: Option<std::ops::Range<u64>>) -> Result<Vec<u8>, Error> {
    let parts: Vec<Bytes> = store.read(&key, range).await?.try_collect().await?;
    Ok(parts.concat())
}

async fn keys(store: &Store) -> Vec<(StorageKey, u64, bool)> {
    let mut found: Vec<_> = store
        .list()
        .map_ok(|found| (found.key, found.size, found.partial))
        .try_collect()
        .await
        .expect("listed");
    found.sort();
    found
}

#[tokio::test]
async fn files_come_back_as_they_were() {
    let server = server().await;
    let store = Store::s3(server.options).expect("a store");
    store.check().await.expect("writable");
    for size in [8, 300_000, 5 * MIB, 5 * MIB + 1, 11 * MIB] {
        let bytes = png(size);
        assert_eq!(upload(&store, key(1), &bytes, 20 * MIB).await.expect("taken"), size as u64);
        assert!(read(&store, key(1), None).await.expect("read") == bytes, "{size} bytes came back otherwise");
        assert_eq!(keys(&store).await, [(key(1), size as u64, false)]);
    }
    let bytes = png(11 * MIB);
    for range in [0..1, 5 * MIB - 1..5 * MIB + 1, 11 * MIB - 1..11 * MIB] {
        let part = read(&store, key(1), Some(range.start as u64..range.end as u64)).await.expect("read");
        assert!(part == bytes[range]);
    }
}

#[tokio::test]
async fn deleting_is_idempotent() {
    let server = server().await;
    let store = Store::s3(server.options).expect("a store");
    for number in [1, 2] {
        upload(&store, key(number), &png(100), MIB).await.expect("taken");
    }
    for number in [1, 1, 3] {
        store.delete(&key(number)).await.expect("deleting twice, or what never was, is fine");
    }
    assert_eq!(keys(&store).await, [(key(2), 100, false)]);
    assert!(matches!(read(&store, key(1), None).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn refused_files_are_never_sent() {
    let server = server().await;
    let store = Store::s3(server.options).expect("a store");
    let large = upload(&store, key(1), &png(5 * MIB + 1), 5 * MIB).await;
    assert!(matches!(large, Err(Error::Refused(Refusal::TooLarge { .. }))));
    let other = upload(&store, key(1), b"PK\x03\x04 and so on", MIB).await;
    assert!(matches!(other, Err(Error::Refused(Refusal::Signature { .. }))));
    assert_eq!(
        server.connections.load(Ordering::Relaxed),
        0,
        "a file within one part is held until it is checked"
    );
    assert_eq!(keys(&store).await, []);
}

#[tokio::test]
async fn a_refusal_after_parts_were_sent_removes_them() {
    let server = server().await;
    let store = Store::s3(server.options).expect("a store");
    let large = upload(&store, key(1), &png(12 * MIB), 11 * MIB).await;
    assert!(matches!(large, Err(Error::Refused(Refusal::TooLarge { .. }))));
    assert_eq!(keys(&store).await, []);
    assert_eq!(parts(&server.dir), Vec::<String>::new());
    // The same for one that is dropped, in a moment.
    let limits = Limits { max_bytes: 20 * MIB as u64, ..Limits::default() };
    let mut dropped = store.begin(key(2), FileName::clean("a.png"), &limits).await.expect("begun");
    dropped.write(Bytes::from(png(6 * MIB))).await.expect("written");
    assert_eq!(parts(&server.dir).len(), 1);
    drop(dropped);
    for _ in 0..500 {
        if parts(&server.dir).is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(parts(&server.dir), Vec::<String>::new());
}

/// The parts of unfinished uploads that the server keeps.
fn parts(dir: &TempDir) -> Vec<String> {
    let entries = dir.path().read_dir().expect("readable");
    let names = entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains("part")).collect()
}

#[tokio::test]
async fn installations_share_a_bucket_by_prefix() {
    let server = server().await;
    let of =
        |prefix: &str| Store::s3(S3Options { prefix: Some(prefix.to_owned()), ..server.options.clone() });
    let (one, two) = (of("one").expect("a store"), of("two/deep").expect("a store"));
    upload(&one, key(1), &png(100), MIB).await.expect("taken");
    upload(&two, key(2), &png(200), MIB).await.expect("taken");
    assert_eq!(keys(&one).await, [(key(1), 100, false)]);
    assert_eq!(keys(&two).await, [(key(2), 200, false)]);
    assert!(matches!(read(&one, key(2), None).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn wrong_settings_are_errors() {
    let server = server().await;
    let credentials =
        S3Credentials { access_key_id: "public-half".to_owned(), secret_access_key: "wrong".to_owned() };
    let wrong_key = S3Options { credentials: Some(credentials), ..server.options.clone() };
    assert!(!format!("{wrong_key:?}").contains("wrong"), "secrets are not printed");
    let nobody = S3Options { endpoint: Some("http://127.0.0.1:1".to_owned()), ..server.options.clone() };
    // This server makes a bucket that is written to, so a missing one shows only when it is listed.
    let wrong_bucket = S3Options { bucket: "missing".to_owned(), ..server.options.clone() };
    let missing = Store::s3(wrong_bucket).expect("not asked yet");
    assert!(missing.list().try_collect::<Vec<_>>().await.is_err());
    let insecure = S3Options { allow_http: false, ..server.options };
    for options in [wrong_key, nobody, insecure] {
        let what = format!("{options:?}");
        let store = Store::s3(options).expect("not asked yet");
        assert!(store.check().await.is_err(), "{what}");
        assert!(upload(&store, key(1), &png(100), MIB).await.is_err());
    }
}
