//! What open pages hear over `/live`, and pages that the browser has already.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{Request, StatusCode};
use desk::notices;
use desk::people::sign_out;
use desk::tickets::TicketId;
use http_body_util::BodyExt as _;
use testkit::{Engine, Person};
use tower::ServiceExt as _;

use crate::{Browser, House};

const SOON: Duration = Duration::from_secs(20);

/// An open stream.
struct Stream(Body);

impl Stream {
    async fn open(house: &House, who: &Person, path: &str) -> Self {
        let cookie = format!("{}={}", house.session_cookie(), who.token.as_str());
        let request = Request::get(path).header(COOKIE, cookie).body(Body::empty()).expect("a request");
        let response = web::router(house.web.clone()).oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/event-stream");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self(response.into_body())
    }

    /// The next event's data; none when the stream ends.
    async fn next(&mut self) -> Option<String> {
        let frame = tokio::time::timeout(SOON, self.0.frame()).await.expect("something comes")?;
        let bytes = frame.expect("it can be read").into_data().expect("data");
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        text.lines().find_map(|line| line.strip_prefix("data: ")).map(str::to_owned)
    }

    /// The next that is not only a reason to look at everything, or at the bell.
    async fn next_hint(&mut self) -> Option<String> {
        loop {
            let data = self.next().await?;
            if !["all", "quiet", "notices"].contains(&data.as_str()) {
                return Some(data);
            }
        }
    }
}

async fn house(engine: Engine) -> (House, Person, Person, TicketId) {
    let house = House::new(engine);
    let maria = house.kit.manager("maria").await;
    let acme = house.kit.affiliate("acme", Some(&maria)).await;
    let ticket = house.kit.open(&acme, "Where is my payment?").await;
    (house, maria, acme, ticket)
}

async fn a_stream_tells_of_ones_own_tickets_and_ends_with_the_session(engine: Engine) {
    let (house, maria, acme, ticket) = house(engine).await;
    let mut theirs = Stream::open(&house, &acme, "/live").await;
    let mut ours = Stream::open(&house, &maria, "/live").await;
    assert_eq!(
        theirs.next().await.as_deref(),
        Some("all"),
        "who does not say since when looks at everything"
    );
    // On PostgreSQL the first listener's connection takes a moment, and says so when it is there.
    if engine == Engine::Postgres {
        assert_eq!(theirs.next().await.as_deref(), Some("all"));
    }
    house.kit.note(&maria, ticket, "Between us.").await;
    house.kit.reply(&maria, ticket, "On its way.").await;
    let hint = format!("ticket-{ticket}");
    assert_eq!(theirs.next_hint().await.as_ref(), Some(&hint), "of the reply, and not of the note");
    assert_eq!(ours.next_hint().await.as_ref(), Some(&hint));
    assert_eq!(ours.next_hint().await.as_ref(), Some(&hint));
    sign_out(house.kit.app(), acme.token.clone()).await.expect("signed out");
    assert_eq!(theirs.next_hint().await.as_deref(), Some("ended"));
    assert_eq!(theirs.next().await, None);
    let mut late = Stream::open(&house, &acme, "/live").await;
    assert_eq!(
        late.next().await.as_deref(),
        Some("ended"),
        "refused in words, or the browser would ask for ever"
    );
    assert_eq!(late.next().await, None);
}

async fn streams_end_when_the_process_stops(engine: Engine) {
    let (house, maria, ..) = house(engine).await;
    let mut stream = Stream::open(&house, &maria, "/live").await;
    assert_eq!(stream.next().await.as_deref(), Some("all"));
    house.web.end_streams();
    while stream.next().await.is_some() {}
}

async fn one_person_holds_so_many_streams_and_no_more(engine: Engine) {
    let (house, maria, acme, _) = house(engine).await;
    let mut held = Vec::new();
    for _ in 0..32 {
        held.push(Stream::open(&house, &maria, "/live").await);
    }
    house.of(&maria).get("/live").await.is(StatusCode::TOO_MANY_REQUESTS);
    drop(Stream::open(&house, &acme, "/live").await);
    held.pop();
    drop(Stream::open(&house, &maria, "/live").await);
}

/// A browser that has the page with this tag.
fn having(house: &House, who: &Person, tag: &str) -> Browser {
    house.of(who).with("if-none-match", tag)
}

async fn a_page_that_did_not_change_is_not_sent_again(engine: Engine) {
    let (house, maria, acme, ticket) = house(engine).await;
    let pages = [
        (&acme, "/support".to_owned()),
        (&acme, "/support?status=opened".to_owned()),
        (&acme, format!("/support/{ticket}")),
        (&maria, format!("/desk/tickets/{ticket}")),
    ];
    let tags = async || {
        let mut tags = Vec::new();
        for (who, path) in &pages {
            let page = house.of(who).get(path).await.is(StatusCode::OK);
            assert_eq!(page.header("cache-control"), "private, no-cache");
            tags.push(page.header("etag").to_owned());
        }
        tags
    };
    let same = async |tags: &[String]| {
        let mut same = Vec::new();
        for ((who, path), tag) in pages.iter().zip(tags) {
            let page = having(&house, who, tag).get(path).await;
            assert!(page.status == StatusCode::OK || page.bytes.is_empty());
            same.push(page.status == StatusCode::NOT_MODIFIED);
        }
        same
    };
    // What the bell says of a ticket is noted as seen behind its page.
    for who in [&acme, &maria] {
        house.kit.write(who, notices::mark_all_seen).await.expect("seen");
    }
    let first = tags().await;
    assert!(first.iter().all(|tag| tag.starts_with("W/\"")));
    assert_eq!(same(&first).await, [true; 4]);
    house.kit.note(&maria, ticket, "Between us.").await;
    assert_eq!(same(&first).await, [true, true, true, false], "an affiliate's pages say nothing of notes");
    house.kit.reply(&maria, ticket, "On its way.").await;
    assert_eq!(same(&first).await, [false; 4]);
    house.kit.write(&acme, notices::mark_all_seen).await.expect("seen");
    let second = tags().await;
    house.kit.pass(Duration::from_secs(61));
    assert_eq!(same(&second).await, [false; 4], "\"just now\" is over");
}

async fn a_tag_is_one_persons_alone(engine: Engine) {
    let (house, maria, acme, ticket) = house(engine).await;
    let colleague = house.kit.colleague(&acme, "ana").await;
    let other = house.kit.affiliate("other", Some(&maria)).await;
    let tag = house.of(&acme).get("/support").await.header("etag").to_owned();
    having(&house, &colleague, &tag).get("/support").await.is(StatusCode::OK);
    having(&house, &other, &tag).get("/support").await.is(StatusCode::OK);
    let path = format!("/support/{ticket}");
    let tag = house.of(&acme).get(&path).await.header("etag").to_owned();
    having(&house, &other, &tag).get(&path).await.is(StatusCode::NOT_FOUND);
    sign_out(house.kit.app(), acme.token.clone()).await.expect("signed out");
    let page = having(&house, &acme, &tag).get(&path).await;
    assert!(page.location().starts_with("/sign-in"), "a session that is over has no page");
}

async fn what_was_just_done_is_said_once_and_to_the_page_that_it_leads_to(engine: Engine) {
    let (house, _, acme, ticket) = house(engine).await;
    let browser = house.of(&acme);
    let path = format!("/support/{ticket}");
    let form = browser.get(&path).await.form(&path).set("body", "Hello?");
    browser.submit(&form).await.is(StatusCode::SEE_OTHER);
    let flash = browser.cookie("affdesk-flash").expect("it is said");
    // An open page that asks by itself at this moment neither hears nor eats it.
    let by_itself = house.of(&acme).with("affdesk-live", "1");
    by_itself.keep("affdesk-flash", &flash);
    let page = by_itself.get(&path).await.is(StatusCode::OK);
    assert_eq!((page.count(".flash"), by_itself.cookie("affdesk-flash")), (0, Some(flash)));
    let page = browser.get(&path).await.is(StatusCode::OK);
    assert_eq!((page.count(".flash"), page.header("etag")), (1, ""));
    let page = browser.get(&path).await.is(StatusCode::OK);
    assert!(page.count(".flash") == 0 && !page.header("etag").is_empty());
}

testkit::both_engines!(
    a_stream_tells_of_ones_own_tickets_and_ends_with_the_session,
    a_page_that_did_not_change_is_not_sent_again,
);
on_sqlite!(
    streams_end_when_the_process_stops,
    one_person_holds_so_many_streams_and_no_more,
    a_tag_is_one_persons_alone,
    what_was_just_done_is_said_once_and_to_the_page_that_it_leads_to,
);
