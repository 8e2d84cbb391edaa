//! However large a body is, little of it is in memory at once. A process of its own, because it looks at the
//! memory of the whole process.

#![cfg(target_os = "linux")]

use std::fs;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{Request, StatusCode};
use bytes::Bytes;
use metrics_exporter_prometheus::PrometheusBuilder;
use testkit::{Engine, Kit, Person, samples};
use tower::ServiceExt as _;
use web::{Site, Web};

const MB: usize = 1024 * 1024;

/// A figure about this process's memory, in bytes.
fn memory(figure: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux says how much memory a process has");
    let line = status.lines().find(|line| line.starts_with(figure)).expect("it names the figure");
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<usize>().ok());
    kilobytes.expect("a number") * 1024
}

/// Begins a measurement: forgets the peak so far, and gives what is in use now.
fn begin() -> usize {
    fs::write("/proc/self/clear_refs", "5").expect("Linux lets a process forget its own peak");
    memory("VmRSS:")
}

/// Sends a form whose parts come in pieces that are made on the way. Gives the status and the page.
async fn send(
    router: &axum::Router,
    who: &Person,
    head: &Bytes,
    filler: u8,
    size: usize,
) -> (StatusCode, String) {
    let piece = Bytes::from(vec![filler; 64 * 1024]);
    let pieces = size / piece.len();
    let start = head.clone();
    let middle = std::iter::repeat_n(piece, pieces);
    let all = std::iter::once(start).chain(middle).chain([Bytes::from_static(b"\r\n--tested--\r\n")]);
    let body = Body::from_stream(futures_util::stream::iter(all.map(Ok::<_, std::io::Error>)));
    let request = Request::post("/support/new")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=tested")
        .header(COOKIE, format!("affdesk={}", who.token.as_str()))
        .body(body)
        .expect("a request");
    let response = router.clone().oneshot(request).await.expect("the router answers");
    let status = response.status();
    let page = axum::body::to_bytes(response.into_body(), MB).await.expect("a page of some size");
    (status, String::from_utf8_lossy(&page).into_owned())
}

#[test]
fn a_huge_body_is_never_in_memory() {
    testkit::run(async {
        let kit = Kit::new(Engine::Sqlite);
        let acme = kit.affiliate("acme", None).await;
        let site = Site {
            public_url: "http://desk.test".parse().expect("an address"),
            trusted_proxies: vec![],
            name: "Northwind".into(),
            colour: None,
            support_email: None,
        };
        let web = Web::new(kit.app().clone(), site, PrometheusBuilder::new().build_recorder().handle());
        let router = web::router(web);
        let part = |rest: &str, content: &[u8]| {
            let part = "--tested\r\nContent-Disposition: form-data; name=";
            let head = format!("{part}\"title\"\r\n\r\nKept\r\n{part}{rest}");
            Bytes::from([head.as_bytes(), content].concat())
        };
        let file = part("\"attachment\"; filename=\"big.png\"\r\n\r\n", samples::PNG);
        let (header, name) = (part("\"", b""), part("\"attachment\"; filename=\"", b""));
        let text = part("\"description\"\r\n\r\n", b"");
        let one = format!(
            "{}\r\n--tested\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n",
            "a".repeat(200 * 1024)
        );
        let texts = part("\"description\"\r\n\r\n", one.repeat(90).as_bytes());
        let unwanted = part("\"x\"; filename=\"x\"\r\n\r\n", b"");
        // Everything that is done once, with a file of the usual size.
        let (status, _) = send(&router, &acme, &file, 0, 4 * MB).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

        let (bad, invalid) = (StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY);
        let large = StatusCode::PAYLOAD_TOO_LARGE;
        for (what, head, filler, size, status, says) in [
            ("a file", &file, 0, 100 * MB, large, "big.png is too large."),
            ("a part's header", &header, b'a', 24 * MB, bad, "cannot be read"),
            ("a file's name", &name, b'a', 24 * MB, bad, "cannot be read"),
            ("a text", &text, b'a', 100 * MB, invalid, "characters; 10,000 are allowed"),
            ("many texts", &texts, b'a', 10 * MB, invalid, "characters; 10,000 are allowed"),
            ("an unwanted file", &unwanted, b'a', 100 * MB, invalid, "Choose a type."),
            ("line ends", &file, b'\r', 100 * MB, large, "big.png is too large."),
            ("more than is ever read", &file, 0, 400 * MB, large, "too large to send"),
        ] {
            let before = begin();
            let (answered, page) = send(&router, &acme, head, filler, size).await;
            let more = memory("VmHWM:").saturating_sub(before);
            assert_eq!(answered, status, "{what}");
            assert!(page.contains(says), "{what}: {page}");
            assert!(more <= 2 * MB, "{what}: {more} bytes more than before");
        }
        assert_eq!(kit.count("SELECT COUNT(*) FROM tickets").await, 0);
        kit.verify().await;
    });
}
