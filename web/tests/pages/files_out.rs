//! Attachments on their way out: validators, ranges, and headers that keep them harmless.

use axum::http::StatusCode;
use desk::tickets;
use testkit::{Engine, Person, samples};

use crate::House;

/// A ticket with a picture and an archive, and where they are.
async fn house() -> (House, Person, [String; 2]) {
    let house = House::new(Engine::Sqlite);
    let kit = &house.kit;
    let acme = kit.affiliate("acme", None).await;
    let mut new = kit.new_ticket("Two files");
    new.files.push(kit.upload(&acme, "My \"shot\" été.png", samples::PNG).await);
    new.files.push(kit.upload(&acme, "log.zip", samples::ZIP).await);
    kit.write(&acme, move |cx| tickets::open(cx, &new)).await.expect("it is opened");
    let first = kit.count("SELECT MIN(id) FROM attachments").await;
    (house, acme, [format!("/files/{first}"), format!("/files/{}", first + 1)])
}

#[test]
fn served_files_are_harmless() {
    testkit::run(async {
        let (house, acme, [picture, archive]) = house().await;
        let browser = house.of(&acme);
        for (path, kind, disposition) in [
            (
                &picture,
                "image/png",
                "inline; filename=\"My _shot_ ete.png\"; filename*=UTF-8''My%20_shot_%20%C3%A9t%C3%A9.png",
            ),
            (&archive, "application/zip", "attachment; filename=\"log.zip\""),
        ] {
            let page = browser.get(path).await.is(StatusCode::OK);
            assert_eq!(page.header("content-type"), kind);
            assert_eq!(page.header("content-disposition"), disposition);
            assert_eq!(page.header("x-content-type-options"), "nosniff");
            assert_eq!(page.header("cache-control"), "private, no-cache");
            assert_eq!(page.header("accept-ranges"), "bytes");
            assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
            assert_eq!(page.header("content-length"), page.bytes.len().to_string());
            let policy = page.header("content-security-policy");
            assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"), "{policy}");
            assert!(!policy.contains("allow-scripts") && !policy.contains("script-src"), "{policy}");
        }
    });
}

#[test]
fn an_unchanged_file_is_not_sent_again() {
    testkit::run(async {
        let (house, acme, [path, other]) = house().await;
        let etag = house.of(&acme).get(&path).await.header("etag").to_owned();
        assert!(etag.starts_with('"') && etag.len() == 66, "{etag}");
        for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".into()] {
            let page = house.of(&acme).with("if-none-match", &known).get(&path).await;
            assert_eq!(page.status, StatusCode::NOT_MODIFIED, "{known}");
            assert!(page.bytes.is_empty());
            assert_eq!(page.header("etag"), etag);
            assert_eq!(page.header("cache-control"), "private, no-cache");
        }
        for known in ["\"x\"", "", "nonsense", &etag[1..20]] {
            let page = house.of(&acme).with("if-none-match", known).get(&path).await.is(StatusCode::OK);
            assert_eq!(page.bytes, samples::PNG, "{known}");
        }
        assert_ne!(house.of(&acme).get(&other).await.header("etag"), etag);
    });
}

#[test]
fn ranges() {
    testkit::run(async {
        let (house, acme, [path, _]) = house().await;
        let whole = samples::PNG;
        let size = whole.len();
        for (range, start, end) in [
            ("bytes=0-0", 0, 1),
            ("bytes=4-7", 4, 8),
            ("bytes=10-", 10, size),
            ("bytes=-5", size - 5, size),
            ("bytes=0-999999", 0, size),
        ] {
            let page = house.of(&acme).with("range", range).get(&path).await.is(StatusCode::PARTIAL_CONTENT);
            assert_eq!(page.bytes, &whole[start..end], "{range}");
            assert_eq!(page.header("content-range"), format!("bytes {start}-{}/{size}", end - 1));
            assert_eq!(page.header("content-length"), (end - start).to_string());
            assert_eq!(page.header("x-content-type-options"), "nosniff");
        }
        for range in ["bytes=9999-", "bytes=-0", "bytes=99999999999999999999999-"] {
            let page = house.of(&acme).with("range", range).get(&path).await;
            assert_eq!(page.status, StatusCode::RANGE_NOT_SATISFIABLE, "{range}");
            assert_eq!(page.header("content-range"), format!("bytes */{size}"));
            assert!(page.header("content-security-policy").contains("default-src 'none'"));
        }
        for range in ["bytes=0-1,4-5", "bytes=5-1", "lines=1-2", "nonsense", "bytes=", "bytes=a-b"] {
            let page = house.of(&acme).with("range", range).get(&path).await.is(StatusCode::OK);
            assert_eq!(page.bytes, whole, "{range}");
        }
    });
}

#[test]
fn a_range_of_another_version_is_the_whole() {
    testkit::run(async {
        let (house, acme, [path, _]) = house().await;
        let etag = house.of(&acme).get(&path).await.header("etag").to_owned();
        let asked = |known: &str| house.of(&acme).with("range", "bytes=0-3").with("if-range", known);
        let page = asked(&etag).get(&path).await;
        assert_eq!((page.status, page.bytes.len()), (StatusCode::PARTIAL_CONTENT, 4));
        for other in ["\"x\"", &format!("W/{etag}"), "Wed, 21 Oct 2015 07:28:00 GMT"] {
            let page = asked(other).get(&path).await.is(StatusCode::OK);
            assert_eq!(page.bytes, samples::PNG, "{other}");
        }
    });
}

#[test]
fn the_head_of_a_file() {
    testkit::run(async {
        let (house, acme, [path, _]) = house().await;
        let page = house.of(&acme).head(&path).await.is(StatusCode::OK);
        assert!(page.bytes.is_empty());
        assert_eq!(page.header("content-length"), samples::PNG.len().to_string());
        assert_eq!(page.header("content-type"), "image/png");
        // A range is of GET alone (RFC 9110, 14.2).
        let page = house.of(&acme).with("range", "bytes=0-3").head(&path).await.is(StatusCode::OK);
        assert_eq!(page.header("content-length"), samples::PNG.len().to_string());
    });
}

/// A ticket with pictures of every kind; its page, and where the files are.
async fn pictures() -> (House, Person, String, [String; 4]) {
    let house = House::new(Engine::Sqlite);
    let kit = &house.kit;
    let acme = kit.affiliate("acme", None).await;
    let mut new = kit.new_ticket("Pictures");
    let cut = &samples::png_of(300, 300)[..120];
    for (name, bytes) in [
        ("large.png", &samples::png_of(960, 600)[..]),
        ("moving.gif", &samples::moving_gif(120, 60)),
        ("small.jpg", samples::JPEG),
        ("cut.png", cut),
    ] {
        new.files.push(kit.upload(&acme, name, bytes).await);
    }
    let ticket = kit.write(&acme, move |cx| tickets::open(cx, &new)).await.expect("it is opened");
    (house, acme, format!("/support/{ticket}"), [1, 2, 3, 4].map(|id| format!("/files/{id}")))
}

#[test]
fn thumbnails_are_shown_once_they_are_there() {
    testkit::run(async {
        let (house, acme, ticket, files) = pictures().await;
        let browser = house.of(&acme);
        let page = browser.get(&ticket).await.is(StatusCode::OK);
        assert_eq!((page.count(".file-image"), page.count(".file-image img")), (4, 0), "none is there yet");
        // The room is there before the picture is, so that nothing moves.
        assert_eq!(page.attr(".file-blank", "width").as_deref(), Some("240"));
        assert_eq!(page.attr(".file-blank", "height").as_deref(), Some("150"));
        for file in &files {
            browser.get(&format!("{file}/thumbnail")).await.is(StatusCode::NOT_FOUND);
        }
        house.kit.thumbnails().await;
        let page = browser.get(&ticket).await.is(StatusCode::OK);
        let [large, moving, small, cut] = &files;
        for (file, sides) in [(large, ("240", "150")), (moving, ("120", "60")), (small, ("4", "3"))] {
            let picture =
                format!(".file-image[href='{file}'][data-picture] img[src='{file}/thumbnail'][alt='']");
            let of = |name| page.attr(&picture, name);
            assert_eq!((of("width").as_deref(), of("height").as_deref()), (Some(sides.0), Some(sides.1)));
        }
        assert_eq!(
            page.attr(&format!(".file-image[href='{large}']"), "data-picture").as_deref(),
            Some("960 600")
        );
        assert_eq!(page.texts(".file-moves"), ["GIF"]);
        assert_eq!(page.count(&format!(".file-image[href='{cut}']:not([data-picture]) .icon")), 1);
        assert_eq!(page.count(&format!(".file-image[href='{cut}'] img")), 0);
        house.kit.verify().await;
    });
}

#[test]
fn a_thumbnail_is_served_like_its_file() {
    testkit::run(async {
        let (house, acme, _, [large, moving, small, cut]) = pictures().await;
        house.kit.thumbnails().await;
        let browser = house.of(&acme);
        for (file, name) in [(&large, "large.jpg"), (&moving, "moving.jpg"), (&small, "small.jpg")] {
            let page = browser.get(&format!("{file}/thumbnail")).await.is(StatusCode::OK);
            assert_eq!(page.header("content-type"), "image/jpeg");
            assert_eq!(page.header("content-disposition"), format!("inline; filename=\"{name}\""));
            assert_eq!(page.header("x-content-type-options"), "nosniff");
            assert_eq!(page.header("cache-control"), "private, no-cache");
            assert_eq!(page.header("content-length"), page.bytes.len().to_string());
            assert!(page.header("content-security-policy").contains("sandbox"));
            assert!(page.bytes.starts_with(b"\xFF\xD8\xFF"), "a still picture");
            let etag = page.header("etag").to_owned();
            let again = house.of(&acme).with("if-none-match", &etag).get(&format!("{file}/thumbnail")).await;
            assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
            if file == &small {
                assert_eq!(page.bytes, samples::JPEG, "it is its own");
            } else {
                assert_ne!(browser.get(file).await.header("etag"), etag);
            }
        }
        browser.get(&format!("{cut}/thumbnail")).await.is(StatusCode::NOT_FOUND);
        browser.get(&cut).await.is(StatusCode::OK);
    });
}

#[test]
fn a_person_has_a_picture() {
    testkit::run(async {
        let house = House::new(Engine::Sqlite);
        let maria = house.kit.manager("maria").await;
        let acme = house.kit.affiliate("acme", Some(&maria)).await;
        let browser = house.of(&maria);
        let send = |name: &'static str, bytes: Vec<u8>| {
            let form = crate::Multipart::default().file(name, &bytes);
            let browser = &browser;
            async move { browser.send_form("/account/picture", &form).await }
        };
        for (name, bytes, says) in [
            (
                "me.gif",
                samples::GIF.to_vec(),
                "me.gif cannot be attached. Choose a .jpg, .jpeg or .png file.",
            ),
            ("me.png", samples::JPEG.to_vec(), "me.png is not really a .png file"),
            ("cut.png", samples::png_of(500, 500)[..200].to_vec(), "This picture cannot be read."),
            ("", vec![], "Choose a picture."),
        ] {
            let page = send(name, bytes).await.is(StatusCode::UNPROCESSABLE_ENTITY);
            let said = page.text_of("#picture-error");
            assert!(said.starts_with(says), "{name}: {said}");
            assert_eq!(page.count("main img.avatar"), 0);
        }
        for version in [1, 2] {
            let page = send("me.png", samples::png_of(500, 300)).await;
            assert_eq!(page.location(), "/account");
            let page = browser.follow(&page).await.is(StatusCode::OK);
            let address = format!("/people/{}/picture?v={version}", maria.user);
            for place in [".topline img.avatar", "main img.avatar"] {
                assert_eq!(page.attr(place, "src").as_deref(), Some(address.as_str()), "{place}");
            }
            let shown = house.of(&acme).get("/support").await.is(StatusCode::OK);
            assert_eq!(shown.attr(".who img.avatar", "src").as_deref(), Some(address.as_str()));
            let picture = house.of(&acme).get(&address).await.is(StatusCode::OK);
            assert_eq!(picture.header("content-type"), "image/jpeg");
            assert_eq!(picture.header("cache-control"), "private, max-age=31536000, immutable");
            assert_eq!(picture.header("x-content-type-options"), "nosniff");
            let other = house.of(&acme).get(&format!("/people/{}/picture?v=9", maria.user)).await;
            assert_eq!(other.header("cache-control"), "private, no-cache");
            let known = house.of(&acme).with("if-none-match", picture.header("etag"));
            assert_eq!(known.get(&address).await.status, StatusCode::NOT_MODIFIED);
        }
        let page = browser.post("/account/picture/remove", &[]).await;
        let page = browser.follow(&page).await.is(StatusCode::OK);
        assert_eq!(page.count("img.avatar"), 0);
        house.kit.verify().await;
    });
}

#[test]
fn a_file_whose_bytes_are_gone() {
    testkit::run(async {
        let (house, acme, [path, _]) = house().await;
        for entry in walk(house.kit.files()) {
            std::fs::remove_file(entry).expect("a file can be removed");
        }
        let page = house.of(&acme).get(&path).await.is(StatusCode::NOT_FOUND);
        assert_eq!(page.text_of("h1"), "There is nothing here");
    });
}

fn walk(path: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(path).expect("the directory can be read");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
