//! Uploads to a local disk: what is kept, what is refused, and that nothing of a refused file stays.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use files::{Checked, Error, FileName, Format, Found, Limits, Refusal, StorageKey, Store};
use futures_util::{StreamExt as _, TryStreamExt as _};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

const MIB: usize = 1024 * 1024;

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";
const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0";
const ZIP: &[u8] = b"PK\x03\x04";

fn store() -> (TempDir, Store) {
    let dir = tempfile::tempdir().expect("a directory");
    let store = Store::local(dir.path()).expect("a store");
    (dir, store)
}

fn key(number: u8) -> StorageKey {
    StorageKey::from_random([number; 16])
}

/// A file of this size that begins like this.
fn file(start: &[u8], size: usize) -> Vec<u8> {
    let mut bytes = start.to_vec();
    bytes.extend((start.len()..size).map(|at| u8::try_from(at % 251).expect("below 251")));
    bytes
}

async fn upload(store: &Store, name: &str, limits: &Limits, chunks: Vec<Vec<u8>>) -> Result<Checked, Error> {
    let mut upload = store.begin(key(1), FileName::clean(name), limits).await?;
    for chunk in chunks {
        upload.write(Bytes::from(chunk)).await?;
    }
    upload.finish().await
}

fn chunks(bytes: &[u8], size: usize) -> Vec<Vec<u8>> {
    bytes.chunks(size).map(<[u8]>::to_vec).collect()
}

async fn read(store: &Store, key: StorageKey, range: Option<std::ops::Range<u64>>) -> Result<Vec<u8>, Error> {
    let parts: Vec<Bytes> = store.read(&key, range).await?.try_collect().await?;
    Ok(parts.concat())
}

async fn list(store: &Store) -> Vec<Found> {
    store.list().try_collect().await.expect("listed")
}

/// Every file below a directory.
fn left(dir: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in dir.read_dir().expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            names.extend(left(&path));
        } else {
            names.push(path.display().to_string());
        }
    }
    names
}

fn refusal(result: Result<Checked, Error>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_file_comes_back_as_it_was() {
    let (dir, store) = store();
    for (number, (name, start)) in
        [("a.png", PNG), ("b.jpeg", JPEG), ("c.zip", ZIP), ("d.GIF", b"GIF87a")].into_iter().enumerate()
    {
        for size in [start.len(), 1000, 300_000, 2 * MIB + 17] {
            let bytes = file(start, size);
            let checked = upload(&store, name, &Limits::default(), chunks(&bytes, 10_000 + number))
                .await
                .expect("taken");
            assert_eq!((checked.key, checked.name.as_str(), checked.size), (key(1), name, size as u64));
            assert_eq!(checked.sha256[..], Sha256::digest(&bytes)[..]);
            assert_eq!(Some(checked.format), Format::from_name(&checked.name));
            assert_eq!(read(&store, key(1), None).await.expect("read"), bytes);
            assert_eq!(left(dir.path()).len(), 1, "one file, and no other");
        }
    }
}

#[tokio::test]
async fn a_picture_tells_its_sides() {
    let (_dir, store) = store();
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(30, 20).write_to(&mut png, image::ImageFormat::Png).expect("encoded");
    let checked = upload(&store, "a.png", &Limits::default(), vec![png.into_inner()]).await.expect("taken");
    assert_eq!(checked.dimensions, Some((30, 20)));
    let checked = upload(&store, "a.png", &Limits::default(), vec![PNG.to_vec()]).await.expect("taken");
    assert_eq!(checked.dimensions, None);
}

#[tokio::test]
async fn exactly_the_largest_size_passes() {
    let (dir, store) = store();
    let bytes = file(PNG, 5 * MIB);
    let checked =
        upload(&store, "a.png", &Limits::default(), chunks(&bytes, 64 * 1024)).await.expect("taken");
    assert_eq!(checked.size, 5_242_880);
    store.delete(&key(1)).await.expect("deleted");

    let bytes = file(PNG, 5 * MIB + 1);
    let refused = refusal(upload(&store, "a.png", &Limits::default(), chunks(&bytes, 64 * 1024)).await);
    assert_eq!(refused, Refusal::TooLarge { name: FileName::clean("a.png"), max_bytes: 5_242_880 });
    assert_eq!(left(dir.path()), Vec::<String>::new());
}

#[tokio::test]
async fn too_large_is_said_at_once_and_again() {
    let (dir, store) = store();
    let limits = Limits { max_bytes: 600_000, ..Limits::default() };
    let mut upload = store.begin(key(1), FileName::clean("a.png"), &limits).await.expect("begun");
    upload.write(Bytes::from(file(PNG, 600_000))).await.expect("up to the limit");
    assert_eq!(left(dir.path()).len(), 1, "parts are on disk before the end");
    for _ in 0..2 {
        let result = upload.write(Bytes::from_static(b"x")).await;
        assert!(matches!(result, Err(Error::Refused(Refusal::TooLarge { .. }))));
        assert_eq!(left(dir.path()), Vec::<String>::new());
    }
    assert!(matches!(upload.finish().await, Err(Error::Refused(Refusal::TooLarge { .. }))));
    assert!(matches!(read(&store, key(1), None).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn endings_are_refused_before_a_byte() {
    let (dir, store) = store();
    for name in ["a.pdf", "a.svg", "a.jpg.php", "png", "a\u{202E}gnp.exe", ""] {
        let result = store.begin(key(1), FileName::clean(name), &Limits::default()).await;
        let Err(Error::Refused(Refusal::Ending { name: refused, allowed })) = result else {
            panic!("{name}")
        };
        assert_eq!((refused, allowed), (FileName::clean(name), Format::ALL.to_vec()));
    }
    assert_eq!(left(dir.path()), Vec::<String>::new());
}

#[tokio::test]
async fn content_must_be_what_the_ending_says() {
    let (dir, store) = store();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice();
    let svg = b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>".as_slice();
    let cases: [(&str, Format, &[u8], Option<&str>); 10] = [
        ("a.png", Format::Png, b"PK\x03\x04\x14\0\0\0\x08\0", Some("zip")),
        ("a.png", Format::Png, svg, Some("xml")),
        ("a.png", Format::Png, b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None),
        ("a.gif", Format::Gif, b"<!DOCTYPE html><html><script>alert(1)</script>", Some("html")),
        ("a.jpg", Format::Jpeg, b"\x89PNG\r\n\x1A\n", Some("png")),
        ("a.jpg", Format::Jpeg, heic, Some("heif")),
        ("a.zip", Format::Zip, b"%PDF-1.7 and so on", Some("pdf")),
        ("x.php.jpg", Format::Jpeg, b"<?php system($_GET['c']);", None),
        ("a.png", Format::Png, b"\x89PNG\n\x1A\n and on", None),
        ("a.png", Format::Png, b"\x89PNG", None),
    ];
    for (name, format, bytes, found) in cases {
        for size in [3, 1000] {
            let mut bytes = bytes.to_vec();
            if size == 1000 && bytes.len() > 8 {
                bytes.resize(400_000, b' ');
            }
            let refused = refusal(upload(&store, name, &Limits::default(), chunks(&bytes, 100_000)).await);
            assert_eq!(refused, Refusal::Signature { name: FileName::clean(name), format, found });
            // Byte by byte, too, though then less is known of what it is.
            let refused = refusal(
                upload(&store, name, &Limits::default(), chunks(&bytes[..bytes.len().min(50)], size)).await,
            );
            assert!(matches!(refused, Refusal::Signature { .. }));
        }
    }
    assert_eq!(left(dir.path()), Vec::<String>::new());
}

#[tokio::test]
async fn a_wrong_file_is_refused_with_its_first_bytes() {
    let (_dir, store) = store();
    let mut upload = store.begin(key(1), FileName::clean("a.png"), &Limits::default()).await.expect("begun");
    for byte in b"\x89PNG\r\n\x1A" {
        upload.write(Bytes::copy_from_slice(&[*byte])).await.expect("not yet known");
    }
    assert!(matches!(
        upload.write(Bytes::from_static(b"x")).await,
        Err(Error::Refused(Refusal::Signature { .. }))
    ));
}

#[tokio::test]
async fn empty_files_are_refused() {
    let (dir, store) = store();
    for chunks in [vec![], vec![vec![], vec![]]] {
        let refused = refusal(upload(&store, "a.png", &Limits::default(), chunks).await);
        assert_eq!(refused, Refusal::Empty { name: FileName::clean("a.png") });
    }
    assert_eq!(left(dir.path()), Vec::<String>::new());
}

#[tokio::test]
async fn parts_of_a_file() {
    let (_dir, store) = store();
    let bytes = file(PNG, 200_000);
    upload(&store, "a.png", &Limits::default(), vec![bytes.clone()]).await.expect("taken");
    for range in [0..1, 0..200_000, 65_535..65_537, 199_999..200_000, 10..150_000] {
        let part = read(&store, key(1), Some(range.start as u64..range.end as u64)).await.expect("read");
        assert_eq!(part, bytes[range]);
    }
    for beyond in [200_000..200_001, 199_999..200_001, 500_000..500_001] {
        assert!(read(&store, key(1), Some(beyond)).await.is_err(), "never less than was asked for");
    }
}

#[tokio::test]
async fn a_file_cut_while_it_is_read_is_an_error() {
    let (dir, store) = store();
    upload(&store, "a.png", &Limits::default(), vec![file(PNG, 200_000)]).await.expect("taken");
    let mut stream = store.read(&key(1), None).await.expect("opened");
    stream.next().await.expect("a first part").expect("read");
    let path = dir.path().join(key(1).to_string());
    std::fs::OpenOptions::new().write(true).open(path).and_then(|file| file.set_len(100_000)).expect("cut");
    assert!(stream.try_collect::<Vec<_>>().await.is_err());
}

#[tokio::test]
async fn given_up_uploads_leave_nothing() {
    let (dir, store) = store();
    let begin = async || {
        let mut upload =
            store.begin(key(1), FileName::clean("a.png"), &Limits::default()).await.expect("begun");
        upload.write(Bytes::from(file(PNG, MIB))).await.expect("written");
        assert_eq!(left(dir.path()).len(), 1);
        upload
    };
    begin().await.abort().await;
    assert_eq!(left(dir.path()), Vec::<String>::new());

    drop(begin().await);
    for _ in 0..500 {
        if left(dir.path()).is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(left(dir.path()), Vec::<String>::new());
}

#[tokio::test]
async fn a_crash_leaves_what_delete_removes() {
    let (dir, store) = store();
    let mut crashed = store.begin(key(2), FileName::clean("a.png"), &Limits::default()).await.expect("begun");
    crashed.write(Bytes::from(file(PNG, MIB))).await.expect("written");
    std::mem::forget(crashed);
    upload(&store, "a.png", &Limits::default(), vec![file(PNG, 100)]).await.expect("taken");
    std::fs::write(dir.path().join("README"), "not ours").expect("written");

    let mut found = list(&store).await;
    found.sort_by_key(|found| found.key);
    let [whole, partial] = found[..] else { panic!("{found:?}") };
    assert_eq!((whole.key, whole.size, whole.partial), (key(1), 100, false));
    assert_eq!((partial.key, partial.partial), (key(2), true));
    assert!(matches!(read(&store, key(2), None).await, Err(Error::NotFound)), "half a file is never read");

    for number in [1, 2, 2, 3] {
        store.delete(&key(number)).await.expect("deleting twice, or what never was, is fine");
    }
    assert_eq!(list(&store).await, []);
    assert_eq!(left(dir.path()).len(), 1, "only the foreign file");
}

#[tokio::test]
async fn a_storage_that_fails_is_an_error_and_ends_the_upload() {
    let (dir, store) = store();
    store.check().await.expect("writable");
    assert_eq!(left(dir.path()), Vec::<String>::new());
    // Where the key's directory should be, there is a file.
    std::fs::write(dir.path().join("01"), "in the way").expect("written");
    let mut upload = store.begin(key(1), FileName::clean("a.png"), &Limits::default()).await.expect("begun");
    assert!(matches!(upload.write(Bytes::from(file(PNG, MIB))).await, Err(Error::Storage(_))));
    assert!(matches!(upload.write(Bytes::from_static(b"x")).await, Err(Error::Failed)));
    assert!(matches!(upload.finish().await, Err(Error::Failed)));
    let mut small = store.begin(key(1), FileName::clean("a.png"), &Limits::default()).await.expect("begun");
    small.write(Bytes::from_static(PNG)).await.expect("held");
    assert!(matches!(small.finish().await, Err(Error::Storage(_))));

    std::fs::remove_dir_all(dir.path()).expect("removed");
    assert!(store.check().await.is_err(), "a missing directory is not ready");
}

#[cfg(unix)]
#[tokio::test]
async fn the_directory_is_private() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().expect("a directory");
    let root = dir.path().join("data/files");
    Store::local(&root).expect("made").check().await.expect("writable");
    let mode = root.metadata().expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    std::fs::write(dir.path().join("taken"), "").expect("written");
    assert!(Store::local(&dir.path().join("taken")).is_err());
}

#[test]
fn futures_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let (_dir, store) = store();
    is_send(&async {
        let mut upload = store.begin(key(1), FileName::clean("a.png"), &Limits::default()).await?;
        upload.write(Bytes::new()).await?;
        upload.finish().await?;
        store.delete(&key(1)).await?;
        store.check().await?;
        store.read(&key(1), None).await?.try_collect::<Vec<_>>().await
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// However a body is cut into chunks, the file is the same.
    #[test]
    fn chunks_do_not_matter(sizes in prop::collection::vec(0_usize..400_000, 1..8)) {
        let bytes = file(ZIP, sizes.iter().sum::<usize>() + 4);
        let mut rest = bytes.as_slice();
        let mut parts = Vec::new();
        for size in sizes {
            let (part, after) = rest.split_at(size);
            parts.push(part.to_vec());
            rest = after;
        }
        parts.push(rest.to_vec());
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (_dir, store) = store();
        let back = runtime.block_on(async {
            let checked = upload(&store, "a.zip", &Limits::default(), parts).await.expect("taken");
            assert_eq!(checked.sha256[..], Sha256::digest(&bytes)[..]);
            read(&store, key(1), None).await.expect("read")
        });
        prop_assert!(back == bytes);
    }
}
