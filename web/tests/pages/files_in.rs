//! Attachments on their way in.

use axum::http::StatusCode;
use testkit::{Engine, Person, samples};

use crate::{Browser, Form, House, Multipart, Page};

const MOST: usize = 5 * 1024 * 1024;

async fn house(engine: Engine) -> (House, Person) {
    let house = House::new(engine);
    let acme = house.kit.affiliate("acme", None).await;
    (house, acme)
}

async fn filled(browser: &Browser) -> Form {
    let form = browser.get("/support/new").await.is(StatusCode::OK).form("/support/new");
    form.set("type", "technical").set("title", "Broken link").set("description", "See the file.")
}

/// A picture of exactly this size.
fn png(size: usize) -> Vec<u8> {
    let mut bytes = samples::PNG.to_vec();
    bytes.resize(size, 0);
    bytes
}

/// Files on disk, staged or of messages.
fn stored(house: &House) -> usize {
    fn count(path: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(path).expect("the directory can be read");
        let paths = entries.map(|entry| entry.expect("it can be read").path());
        paths.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
    }
    count(house.kit.files())
}

fn shows_the_rest(page: &Page) {
    assert_eq!(page.value("title"), "Broken link");
    assert_eq!(page.value("description"), "See the file.");
    assert_eq!(page.value("type"), "technical");
}

async fn refused_files_get_their_sentence(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let endings = "cannot be attached. Choose a .jpg, .jpeg, .png, .gif or .zip file.";
    let large = png(MOST + 1);
    let cases: [(&str, &[u8], String, StatusCode); 12] = [
        ("report.pdf", b"%PDF-1.7", format!("report.pdf {endings}"), StatusCode::UNPROCESSABLE_ENTITY),
        ("noending", samples::PNG, format!("noending {endings}"), StatusCode::UNPROCESSABLE_ENTITY),
        (".png", samples::PNG, format!("png {endings}"), StatusCode::UNPROCESSABLE_ENTITY),
        ("shot.png.exe", samples::PNG, format!("shot.png.exe {endings}"), StatusCode::UNPROCESSABLE_ENTITY),
        ("drawing.svg", svg, format!("drawing.svg {endings}"), StatusCode::UNPROCESSABLE_ENTITY),
        ("log.png", samples::ZIP, not_really("log.png", ".png"), StatusCode::UNPROCESSABLE_ENTITY),
        ("drawing.png", svg, not_really("drawing.png", ".png"), StatusCode::UNPROCESSABLE_ENTITY),
        ("shot.zip", samples::PNG, not_really("shot.zip", ".zip"), StatusCode::UNPROCESSABLE_ENTITY),
        ("x.php.jpg", b"<?php echo 1;", not_really("x.php.jpg", ".jpg"), StatusCode::UNPROCESSABLE_ENTITY),
        ("a.gif", b"G", not_really("a.gif", ".gif"), StatusCode::UNPROCESSABLE_ENTITY),
        (
            "empty.png",
            b"",
            "empty.png is empty. Choose another file.".into(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "large.png",
            &large,
            "large.png is too large. A file may have 5 MB at most.".into(),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
    ];
    for (name, bytes, sentence, status) in cases {
        let form = filled(&browser).await.file(name, bytes);
        let page = browser.submit(&form).await.is(status);
        assert_eq!(page.error_of("attachment"), sentence, "{name}");
        shows_the_rest(&page);
        assert_eq!(page.count("input[name=kept]"), 0, "{name} is not kept");
    }
    assert_eq!(stored(&house), 0, "nothing of a refused file is left");
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM tickets").await, 0);
    house.kit.verify().await;
}

fn not_really(name: &str, ending: &str) -> String {
    format!("{name} is not really a {ending} file. Save it as {ending} again, or choose another file.")
}

async fn one_of_each_format(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = filled(&browser).await;
    let form = form.file("a.png", samples::PNG).file("b.JPEG", samples::JPEG).file("c.gif", samples::GIF);
    let page = browser.submit(&form.file("d.zip", samples::ZIP).file("e.jpg", samples::JPEG)).await;
    let page = browser.follow(&page).await.is(StatusCode::OK);
    for (name, bytes) in [
        ("a.png", samples::PNG),
        ("b.JPEG", samples::JPEG),
        ("c.gif", samples::GIF),
        ("d.zip", samples::ZIP),
        ("e.jpg", samples::JPEG),
    ] {
        let link = link_to(&page, name);
        assert_eq!(browser.get(&link).await.is(StatusCode::OK).bytes, bytes, "{name}");
    }
    house.kit.verify().await;
}

/// Where the file of this name is.
fn link_to(page: &Page, name: &str) -> String {
    let dom = page.dom();
    let links = crate::css("a[href^='/files/']");
    let link = dom.select(&links).find(|link| link.text().any(|text| text.contains(name)));
    let link = link.unwrap_or_else(|| panic!("{name} is not on {}", page.path));
    link.value().attr("href").expect("a link").to_owned()
}

async fn exactly_the_most_bytes_pass(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let most = png(MOST);
    let page = browser.submit(&filled(&browser).await.file("most.png", &most)).await;
    let page = browser.follow(&page).await.is(StatusCode::OK);
    assert!(browser.get(&link_to(&page, "most.png")).await.bytes == most, "it comes back as it went in");
    house.kit.verify().await;
}

async fn six_files_are_too_many(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let mut form = filled(&browser).await;
    for number in 1..=6 {
        form = form.file(&format!("{number}.png"), samples::PNG);
    }
    let page = browser.submit(&form).await.is(StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(page.error_of("attachment"), "There are too many files. Attach 5 files at most.");
    shows_the_rest(&page);
    assert_eq!(page.count("input[name=kept]"), 5, "the first five stay with the form");
    // Sent on with the five that are there.
    let page = browser.submit(&page.form("/support/new")).await;
    let page = browser.follow(&page).await.is(StatusCode::OK);
    let _ = link_to(&page, "5.png");
    assert!(!page.html().contains("6.png"));
    house.kit.verify().await;
}

async fn every_refused_file_is_named(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = filled(&browser).await.file("a.pdf", b"%PDF-").file("b.png", samples::PNG);
    let page = browser.submit(&form.file("c.png", b"").file("d.png", samples::ZIP)).await;
    let page = page.is(StatusCode::UNPROCESSABLE_ENTITY);
    let errors = page.error_of("attachment");
    for name in ["a.pdf cannot be attached.", "c.png is empty.", "d.png is not really"] {
        assert!(errors.contains(name), "{errors}");
    }
    assert_eq!(page.count("input[name=kept]"), 1);
    assert_eq!(page.text_of(".kept-name"), "b.png");
}

async fn when_storage_fails_the_text_is_kept(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let form = filled(&browser).await.file("a.png", samples::PNG);
    std::fs::remove_dir_all(house.kit.files()).expect("the directory can be removed");
    std::fs::write(house.kit.files(), "in the way").expect("a file can stand in its place");
    let page = browser.submit(&form).await.is(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.text_of("h1"), "The service is busy");
    assert!(!page.header("retry-after").is_empty());
    let page = browser.get("/support/new").await.is(StatusCode::OK);
    shows_the_rest(&page);
    // Without the file it can be sent.
    browser.submit(&page.form("/support/new")).await.is(StatusCode::SEE_OTHER);
    std::fs::remove_file(house.kit.files()).expect("the file can be removed");
    std::fs::create_dir(house.kit.files()).expect("the directory can be made");
}

async fn names_are_made_safe(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let long = format!("{}.png", "n".repeat(300));
    let short = format!("{}.png", "n".repeat(116));
    for (raw, shown) in [
        (long.as_bytes(), short.as_str()),
        (b"../../etc/passwd.png", "passwd.png"),
        (b"..\\..\\windows\\boot.png", "boot.png"),
        (b"quote%22d.png", "quote_22d.png"),
        ("tidy\u{202e}gnp.exe.png".as_bytes(), "tidygnp.exe.png"),
        ("rtl\u{200f}\u{2067}x.png".as_bytes(), "rtlx.png"),
        ("e\u{301}t\u{e9}.png".as_bytes(), "été.png"),
        (b"<script>alert(1)</script>.png", "script_.png"),
        (b"x.php.png", "x.php.png"),
        (b"con.png", "_con.png"),
    ] {
        let form = browser.get("/support/new").await.form("/support/new").get("submission").to_owned();
        let form = Multipart::default()
            .text("submission", form)
            .text("type", "general")
            .text("title", "A name")
            .text("description", "Of a file.")
            .raw_file(raw, samples::PNG);
        let page = browser.send_form("/support/new", &form).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{:?}", String::from_utf8_lossy(raw));
        let page = browser.follow(&page).await.is(StatusCode::OK);
        let names = page.texts("a[href^='/files/']").join(" ");
        // Browsers write a quote as %22, which may as well have stood there: it stays as it is.
        let shown = if raw == b"quote%22d.png" { "quote%22d.png" } else { shown };
        assert!(names.contains(shown), "{:?} is shown as {names:?}", String::from_utf8_lossy(raw));
        let dom = page.dom();
        let links = crate::css("a[href^='/files/']");
        let link =
            dom.select(&links).next().expect("a file").value().attr("href").expect("a link").to_owned();
        let file = browser.get(&link).await.is(StatusCode::OK);
        let disposition = file.header("content-disposition");
        assert!(disposition.starts_with("inline; filename=\""), "{disposition}");
        assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
        assert!(!disposition.contains(['\\', '/', '\r', '\n']), "{disposition}");
    }
    house.kit.verify().await;
}

async fn names_that_break_a_header(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    // Line ends, quotes and bytes that are no text, as no browser writes them: a sentence, a page, or a good ticket.
    for raw in [
        &b"a\r\nX-Evil: 1.png"[..],
        b"a\nb.png",
        b"a\"; x=\".png",
        b"\xFF\xFE.png",
        b"a\\\".png",
        b"\"",
        b"%0D%0Aa.png",
        b"a\0b.png",
    ] {
        let form = Multipart::default()
            .text("type", "general")
            .text("title", "A name")
            .text("description", "Of a file.")
            .raw_file(raw, samples::PNG);
        let page = browser.send_form("/support/new", &form).await;
        let well = matches!(
            page.status,
            StatusCode::SEE_OTHER | StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY
        );
        assert!(well, "{:?}: {}", String::from_utf8_lossy(raw), page.status);
        if page.status == StatusCode::SEE_OTHER {
            let page = browser.follow(&page).await.is(StatusCode::OK);
            for link in links(&page) {
                let file = browser.get(&link).await.is(StatusCode::OK);
                assert!(file.headers.get("x-evil").is_none());
                assert_eq!(file.header("content-disposition").matches('"').count(), 2);
            }
        }
    }
}

fn links(page: &Page) -> Vec<String> {
    let dom = page.dom();
    let links = crate::css("a[href^='/files/']");
    let links = dom.select(&links).filter_map(|link| link.value().attr("href").map(str::to_owned));
    links.collect()
}

testkit::both_engines!(one_of_each_format, names_are_made_safe, six_files_are_too_many);

on_sqlite!(
    refused_files_get_their_sentence,
    exactly_the_most_bytes_pass,
    every_refused_file_is_named,
    when_storage_fails_the_text_is_kept,
    names_that_break_a_header,
);
