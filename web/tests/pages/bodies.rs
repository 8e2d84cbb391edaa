//! Bodies that are no form, or too much of one.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use bytes::Bytes;
use testkit::{Engine, Person, samples};

use crate::{House, Multipart, Page};

async fn house(engine: Engine) -> (House, Person) {
    let house = House::new(engine);
    let acme = house.kit.affiliate("acme", None).await;
    (house, acme)
}

fn form() -> Multipart {
    Multipart::default().text("type", "general").text("title", "Hello").text("description", "There.")
}

/// The page of a request that cannot be read.
#[track_caller]
fn unreadable(page: Page) {
    let page = page.is(StatusCode::BAD_REQUEST);
    assert_eq!(page.text_of("h1"), "This request cannot be read");
    assert!(page.header("content-type").starts_with("text/html"));
}

async fn nothing_was_stored(house: &House) {
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM tickets").await, 0);
}

async fn another_content_type(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let bytes = form().bytes();
    for kind in [
        None,
        Some(""),
        Some("text/plain"),
        Some("application/json"),
        Some("application/x-www-form-urlencoded"),
        Some("multipart/form-data"),
        Some("multipart/form-data; boundary="),
        Some("multipart/form-data; boundary=other"),
        Some("multipart/mixed; boundary=tested"),
    ] {
        let page = browser.send(Method::POST, "/support/new", kind, Body::from(bytes.clone())).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{kind:?}");
        unreadable(page);
    }
    nothing_was_stored(&house).await;
}

async fn cut_off_anywhere(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let mut picture = samples::PNG.to_vec();
    picture.resize(1_000_000, 0);
    let whole = form().file("shot.png", &picture).bytes();
    // Ended early, within each part and at the very end; and the connection broken at the same place.
    let ends = (0..400).step_by(23).chain((400..whole.len()).step_by(99_973)).chain([whole.len() - 5]);
    for end in ends {
        let cut = Bytes::copy_from_slice(&whole[..end]);
        let page =
            browser.send(Method::POST, "/support/new", Some(Multipart::TYPE), Body::from(cut.clone())).await;
        unreadable(page);
        let broken = futures_util::stream::iter([Ok(cut), Err(std::io::Error::other("reset"))]);
        let body = Body::from_stream(broken);
        unreadable(browser.send(Method::POST, "/support/new", Some(Multipart::TYPE), body).await);
    }
    nothing_was_stored(&house).await;
    let staged = house.kit.count("SELECT COUNT(*) FROM staged_files").await;
    assert!(staged > 0, "some were cut within the file");
    house.kit.verify().await;
    // What had begun to come in is swept, row and bytes.
    house.kit.pass(Duration::from_hours(48));
    let swept = desk::sweep::staged_files(house.kit.app()).await.expect("the sweeper runs");
    assert_eq!(i64::try_from(swept).expect("a small number"), staged);
    assert_eq!(house.kit.count("SELECT COUNT(*) FROM staged_files").await, 0);
    house.kit.verify().await;
}

async fn broken_parts(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let long_header =
        [&b"Content-Disposition: form-data; name=\"title\"; x=\""[..], &vec![b'a'; 24 << 20], b"\""].concat();
    let long_name = [&b"Content-Disposition: form-data; name=\""[..], &vec![b'a'; 400_000], b"\""].concat();
    let long_file = [
        &b"Content-Disposition: form-data; name=\"attachment\"; filename=\""[..],
        &vec![b'a'; 400_000],
        b".png\"",
    ]
    .concat();
    let many = (0..40_000).flat_map(|n| format!("X-{n}: {n}\r\n").into_bytes()).collect::<Vec<_>>();
    for head in [long_header, long_name, long_file, many, b"no colon at all".to_vec(), vec![0xff; 100]] {
        let page = browser.send_form("/support/new", &form().part(&head, b"x")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{:.60}", String::from_utf8_lossy(&head));
        unreadable(page);
    }
    let thousand = (0..1_000).fold(form(), |form, n| form.text(&format!("field{n}"), "x"));
    unreadable(browser.send_form("/support/new", &thousand).await);
    // Bytes before the first boundary that never come to one.
    let noise = Body::from(vec![b'-'; 4 << 20]);
    unreadable(browser.send(Method::POST, "/support/new", Some(Multipart::TYPE), noise).await);
    nothing_was_stored(&house).await;
}

async fn the_rest_of_a_refused_body_is_read(engine: Engine) {
    let (house, acme) = house(engine).await;
    // A browser that is still sending shows the answer only once all was taken from it.
    for (who, path) in [(Some(&acme), "/support/new"), (Some(&acme), "/support/999"), (None, "/support/new")]
    {
        for start in [Multipart::default().part(&vec![b'a'; 400_000], b"").bytes(), b"nonsense".to_vec()] {
            let (sender, receiver) = tokio::sync::mpsc::channel::<Bytes>(1);
            let sending = tokio::spawn(async move {
                sender.send(Bytes::from(start)).await.expect("the start is taken");
                for _ in 0..64 {
                    sender.send(Bytes::from(vec![b'x'; 64 * 1024])).await.map_err(|_| "nobody reads on")?;
                }
                Ok::<(), &str>(())
            });
            let stream = futures_util::stream::unfold(receiver, |mut receiver| async {
                receiver.recv().await.map(|bytes| (Ok::<_, std::io::Error>(bytes), receiver))
            });
            let browser = who.map_or_else(|| house.browser(), |who| house.of(who));
            let page =
                browser.send(Method::POST, path, Some(Multipart::TYPE), Body::from_stream(stream)).await;
            assert!(page.status.is_client_error(), "{}", page.status);
            assert_eq!(sending.await.expect("it does not panic"), Ok(()), "{path}: all is read");
        }
    }
}

async fn small_forms_are_bounded(engine: Engine) {
    let (house, acme) = house(engine).await;
    let large = "x".repeat(1 << 20);
    let page = house.browser().post("/sign-in", &[("email", &acme.email), ("password", &large)]).await;
    let page = page.is(StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(page.text_of("h1"), "This is too large to send");
    let page = house.of(&acme).post("/account/preferences", &[("locale", &large)]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    let page = house.browser().send_form("/sign-in", &form()).await;
    assert_eq!(page.error_of("email"), "Enter your email.", "a form of another kind has no fields");
    let broken =
        futures_util::stream::iter([Ok(Bytes::from("email=a")), Err(std::io::Error::other("reset"))]);
    let kind = Some("application/x-www-form-urlencoded");
    let page = house.browser().send(Method::POST, "/sign-in", kind, Body::from_stream(broken)).await;
    unreadable(page);
}

async fn a_field_that_comes_twice_counts_once(engine: Engine) {
    let (house, acme) = house(engine).await;
    let browser = house.of(&acme);
    let page =
        browser.send_form("/support/new", &form().text("title", "Another").text("type", "payments")).await;
    let page = browser.follow(&page).await.is(StatusCode::OK);
    assert!(page.text_of("h1").starts_with("Hello"));
    assert!(page.text_of(".ticket-facts").contains("General questions"));
}

testkit::both_engines!(cut_off_anywhere);
on_sqlite!(
    another_content_type,
    broken_parts,
    the_rest_of_a_refused_body_is_read,
    small_forms_are_bounded,
    a_field_that_comes_twice_counts_once,
);
