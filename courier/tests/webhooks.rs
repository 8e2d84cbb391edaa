//! Webhooks against servers that behave, and servers that do not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use courier::channels::send_all;
use courier::webhook::Webhooks;
use desk::error::Problem;
use desk::outbox::{Attempted, Notice, State};
use desk::webhooks::{self, Events, RawWebhook, Webhook, WebhookId};
use desk::{Credential, Error, Settings};
use testkit::{Engine, Kit, Person, Who as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A server that answers each request with the next of its answers, the last one again and again.
struct Server {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

const OK: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
const BROKEN: &str =
    "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 4\r\nconnection: close\r\n\r\noops";

impl Server {
    async fn start(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let heard: Arc<Mutex<Vec<String>>> = Arc::default();
        let mut answers: Vec<String> = answers.iter().rev().map(|&answer| answer.to_owned()).collect();
        let log = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((mut peer, _)) = listener.accept().await {
                let mut read = Vec::new();
                let mut buffer = [0; 4096];
                while !is_whole(&read) {
                    match peer.read(&mut buffer).await {
                        Ok(0) | Err(_) => break,
                        Ok(count) => read.extend_from_slice(&buffer[..count]),
                    }
                }
                log.lock().expect("no panic").push(String::from_utf8_lossy(&read).into_owned());
                let answer = if answers.len() > 1 { answers.pop() } else { answers.last().cloned() };
                match answer.as_deref() {
                    Some("hang") => {
                        tokio::spawn(async move {
                            tokio::time::sleep(Duration::from_mins(1)).await;
                            drop(peer);
                        });
                    }
                    Some(answer) => drop(peer.write_all(answer.as_bytes()).await),
                    None => {}
                }
            }
        });
        Self { port, heard }
    }

    fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/hook", self.port)
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().expect("no panic").clone()
    }
}

fn is_whole(read: &[u8]) -> bool {
    let text = String::from_utf8_lossy(read);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = header(head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    body.len() >= length
}

fn header(request: &str, name: &str) -> Option<String> {
    let lines = request.lines().take_while(|line| !line.is_empty());
    let found =
        lines.filter_map(|line| line.split_once(':')).find(|(found, _)| found.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().to_owned())
}

fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

fn kind(request: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(body(request)).expect("JSON");
    json["type"].as_str().expect("a type").to_owned()
}

fn inside(settings: &mut Settings) {
    settings.internal_hosts = vec!["127.0.0.1".to_owned()];
}

struct House {
    kit: Kit,
    admin: Person,
    maria: Person,
    acme: Person,
}

impl House {
    async fn new(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        let kit = Kit::with(engine, change);
        let (admin, maria) = (kit.admin().await, kit.manager("maria").await);
        let acme = kit.affiliate("acme", Some(&maria)).await;
        Self { kit, admin, maria, acme }
    }

    async fn create(&self, url: &str) -> Result<WebhookId, Error> {
        let raw = RawWebhook { name: "Warehouse".to_owned(), url: url.to_owned() };
        webhooks::create(self.kit.app(), &self.admin.credential(), &raw).await
    }

    async fn send(&self) -> usize {
        let webhooks =
            Webhooks::new(self.kit.app().settings(), Duration::from_millis(500)).expect("a client");
        send_all(self.kit.app(), webhooks, "test").await.expect("it is noted")
    }

    async fn webhook(&self, id: WebhookId) -> Webhook {
        self.kit.read(&self.admin, move |cx| webhooks::webhook(cx, id)).await.expect("it is there")
    }

    /// What the log says, newest first: how each attempt went, and what the other side said.
    async fn log(&self, id: WebhookId) -> Vec<(State, Option<Attempted>, String)> {
        let attempts = self.kit.read(&self.admin, move |cx| webhooks::attempts(cx, id)).await.expect("read");
        attempts.into_iter().map(|one| (one.state, one.outcome, one.answer)).collect()
    }
}

async fn what_happens_is_told_once_in_order_and_signed(engine: Engine) {
    let house = House::new(engine, inside).await;
    let server = Server::start(&[OK]).await;
    let id = house.create(&server.url("127.0.0.1")).await.expect("made");
    let kit = &house.kit;
    let ticket = kit.open(&house.acme, "Where is my payment?").await;
    kit.reply(&house.maria, ticket, "A secret between us.").await;
    kit.comment(&house.acme, ticket, "Thank you.").await;
    kit.note(&house.maria, ticket, "Nobody's business.").await;
    while house.send().await > 0 {}

    let heard = server.heard();
    let kinds: Vec<String> = heard.iter().map(|request| kind(request)).collect();
    assert_eq!(kinds, ["ticket_created", "manager_answered", "affiliate_commented"]);
    let secret = house.webhook(id).await.secret;
    for request in &heard {
        assert!(request.starts_with("POST /hook HTTP/1.1\r\n"), "{request}");
        assert!(
            !request.contains("secret between us") && !request.contains("Where is my"),
            "what is written stays here"
        );
        let json: serde_json::Value = serde_json::from_str(body(request)).expect("JSON");
        assert_eq!(json["data"]["ticket"], ticket.get());
        let [message, timestamp] =
            ["webhook-id", "webhook-timestamp"].map(|name| header(request, name).expect(name));
        let signed = format!("{message}.{timestamp}.{}", body(request));
        assert_eq!(header(request, "webhook-signature"), Some(signature(&secret, &signed)));
        assert_eq!(timestamp.parse::<i64>().expect("seconds"), kit.now().get() / 1_000_000);
    }
    assert!(
        house
            .log(id)
            .await
            .iter()
            .all(|(state, outcome, _)| { (*state, *outcome) == (State::Sent, Some(Attempted::Sent)) })
    );
    kit.verify().await;
}

/// The other side's half, written by the specification and not by ours.
fn signature(secret: &str, signed: &str) -> String {
    use base64::Engine as _;
    use hmac::{KeyInit as _, Mac as _};
    let standard = base64::engine::general_purpose::STANDARD;
    let key = standard.decode(secret.strip_prefix("whsec_").expect("a prefix")).expect("base64");
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(&key).expect("a key");
    mac.update(signed.as_bytes());
    format!("v1,{}", standard.encode(mac.finalize().into_bytes()))
}

async fn a_failure_is_tried_again_with_the_same_id_and_holds_its_ticket_alone(engine: Engine) {
    let house = House::new(engine, inside).await;
    let server = Server::start(&[BROKEN, OK]).await;
    let id = house.create(&server.url("127.0.0.1")).await.expect("made");
    let kit = &house.kit;
    let first = kit.open(&house.acme, "One").await;
    assert_eq!(house.send().await, 1);
    assert_eq!(
        house.log(id).await[0],
        (State::Waiting, Some(Attempted::Failed), "500 Internal Server Error oops".into())
    );
    kit.reply(&house.maria, first, "Later.").await;
    kit.open(&house.acme, "Two").await;
    assert_eq!(house.send().await, 1, "the other ticket does not wait");
    kit.pass(Duration::from_mins(5));
    while house.send().await > 0 {}
    let heard = server.heard();
    let ids: Vec<_> = heard.iter().map(|request| header(request, "webhook-id").expect("an id")).collect();
    assert_eq!(ids[0], ids[2], "the same at both attempts");
    assert_eq!(ids.len(), 4);
    assert_eq!(
        (kind(&heard[0]), kind(&heard[2]), kind(&heard[3])),
        ("ticket_created".to_owned(), "ticket_created".to_owned(), "manager_answered".to_owned())
    );
    assert_ne!(header(&heard[0], "webhook-timestamp"), header(&heard[2], "webhook-timestamp"));
}

async fn servers_that_misbehave_are_left_and_tried_again(engine: Engine) {
    let house = House::new(engine, inside).await;
    let target = Server::start(&[OK]).await;
    let moved =
        format!("HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", target.url("127.0.0.1"));
    let endless = format!("HTTP/1.1 503 Busy\r\nretry-after: 600\r\n\r\n{}", "x".repeat(100_000));
    let server = Server::start(&["hang", &moved, &endless, "nonsense\r\n\r\n", OK]).await;
    let id = house.create(&server.url("127.0.0.1")).await.expect("made");
    house.kit.open(&house.acme, "One").await;
    let mut said = Vec::new();
    for _ in 0..5 {
        assert_eq!(house.send().await, 1);
        said.push(house.log(id).await.remove(0));
        house.kit.pass(Duration::from_hours(1));
    }
    assert_eq!(said[0], (State::Waiting, Some(Attempted::Failed), "no answer in time".to_owned()));
    assert_eq!(said[1].2, "302 Found");
    assert_eq!(target.heard(), Vec::<String>::new(), "a redirect is not followed");
    assert!(said[2].2.starts_with("503 Service Unavailable xxx") && said[2].2.len() <= 500, "{:?}", said[2]);
    assert_eq!(said[3].1, Some(Attempted::Failed));
    assert_eq!(said[4].0, State::Sent);

    let gone = Server::start(&["HTTP/1.1 410 Gone\r\nconnection: close\r\n\r\n"]).await;
    let id = house.create(&gone.url("127.0.0.1")).await.expect("made");
    house.kit.open(&house.acme, "Two").await;
    house.send().await;
    assert_eq!(house.log(id).await[0].0, State::Dead, "it wants no more");
}

async fn one_that_hangs_holds_up_no_other(engine: Engine) {
    let house = House::new(engine, inside).await;
    let (hanging, quick) = (Server::start(&["hang"]).await, Server::start(&[OK]).await);
    house.create(&hanging.url("127.0.0.1")).await.expect("made");
    house.create(&quick.url("127.0.0.1")).await.expect("made");
    for n in 0..20 {
        house.kit.open(&house.acme, &format!("Ticket {n}")).await;
    }
    let webhooks = Webhooks::new(house.kit.app().settings(), Duration::from_secs(50)).expect("a client");
    let app = house.kit.app().clone();
    let sending = tokio::spawn(async move { send_all(&app, webhooks, "test").await.map(drop) });
    let all = async {
        while quick.heard().len() < 20 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(40), all).await.expect("before the other has given up");
    assert_eq!(hanging.heard().len(), 4, "and no more than so many wait for it");
    sending.abort();
}

async fn addresses_inside_are_refused_when_saved_and_when_connected_to(engine: Engine) {
    let house = House::new(engine, |_| ()).await;
    let server = Server::start(&[OK]).await;
    let problem = async |url: &str| match house.create(url).await {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|error| (error.field, error.problem)).next(),
        other => panic!("{url} is {other:?}"),
    };
    for url in [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/",
        "https://10.0.0.1/",
        "https://100.64.0.1/",
        "https://[::ffff:192.168.0.1]/",
        "http://example.com/",
        "https://user@example.com/",
        "ftp://example.com/",
        "https://example.com/#part",
    ] {
        assert_eq!(problem(url).await, Some(("url", Problem::NotPublicUrl)), "{url}");
    }
    assert_eq!(problem("not an address").await, Some(("url", Problem::NotUrl)));
    assert_eq!(problem("https://no-such-host.invalid/").await, Some(("url", Problem::NotFound)));

    // A name that led outside when it was saved, and leads inside now; and an address from before the rule.
    for url in [server.url("localhost"), server.url("127.0.0.1"), server.url("[::ffff:127.0.0.1]")] {
        let stored = url.clone();
        let id = house.kit.sql(move |tx| {
            tx.query_one(
                "INSERT INTO webhooks (name, url, active, events, secret, former_until, created_at)
                 VALUES ('old', $1, TRUE, '', $2, 0, 0) RETURNING id",
                &[&stored, &vec![7_u8; 32]],
                |row| row.get::<WebhookId>(0),
            )
        });
        let id = id.await;
        house.kit.write(&house.admin, move |cx| webhooks::test(cx, id)).await.expect("noted");
        house.send().await;
        let (state, outcome, answer) = house.log(id).await.remove(0);
        assert_eq!((state, outcome), (State::Waiting, Some(Attempted::Failed)), "{url}");
        assert!(answer.contains("leads to an address of an internal network"), "{url}: {answer}");
    }
    assert_eq!(server.heard(), Vec::<String>::new(), "nothing was ever connected to");
}

async fn only_what_was_chosen_is_told(engine: Engine) {
    let house = House::new(engine, inside).await;
    let server = Server::start(&[OK]).await;
    let id = house.create(&server.url("127.0.0.1")).await.expect("made");
    assert!(house.webhook(id).await.events.are_all());
    let choose = async |who: &Person, chosen: &[Notice]| {
        let events = Events::of(chosen);
        house.kit.write(who, move |cx| webhooks::choose(cx, id, &events)).await
    };
    choose(&house.admin, &[Notice::ManagerAnswered, Notice::NewsPublished]).await.expect("chosen");
    assert!(
        matches!(choose(&house.admin, &[]).await, Err(Error::Invalid(_))),
        "nothing is what switching off is for"
    );
    assert!(choose(&house.maria, &[Notice::TicketClosed]).await.is_err());
    let ticket = house.kit.open(&house.acme, "One").await;
    house.kit.reply(&house.maria, ticket, "Hello.").await;
    while house.send().await > 0 {}
    let kinds: Vec<String> = server.heard().iter().map(|request| kind(request)).collect();
    assert_eq!(kinds, ["manager_answered"]);
    let all: Vec<Notice> = Notice::of_tickets().collect();
    choose(&house.admin, &all).await.expect("chosen");
    assert!(house.webhook(id).await.events.are_all());
}

async fn secrets_change_over_within_a_day(engine: Engine) {
    let house = House::new(engine, inside).await;
    let server = Server::start(&[OK]).await;
    let id = house.create(&server.url("127.0.0.1")).await.expect("made");
    let before = house.webhook(id).await.secret;
    house.kit.write(&house.admin, move |cx| webhooks::rotate(cx, id)).await.expect("rotated");
    let after = house.webhook(id).await;
    assert!(after.secret != before && after.former_until.is_some());
    for hours in [0, 23, 25] {
        house.kit.pass(Duration::from_hours(hours));
        house.kit.write(&house.admin, move |cx| webhooks::test(cx, id)).await.expect("noted");
        house.send().await;
    }
    let signatures: Vec<Vec<String>> = server
        .heard()
        .iter()
        .map(|request| {
            let text = header(request, "webhook-signature").expect("a signature");
            text.split(' ').map(str::to_owned).collect()
        })
        .collect();
    assert_eq!(signatures.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
    assert_eq!(house.webhook(id).await.former_until, None);
}

async fn one_that_is_off_is_told_nothing_and_admins_alone_have_them(engine: Engine) {
    let house = House::new(engine, inside).await;
    let server = Server::start(&[OK]).await;
    let id = house.create(&server.url("127.0.0.1")).await.expect("made");
    let kit = &house.kit;
    kit.open(&house.acme, "One").await;
    kit.write(&house.admin, move |cx| webhooks::switch(cx, id, false)).await.expect("off");
    kit.open(&house.acme, "Two").await;
    while house.send().await > 0 {}
    assert_eq!(house.log(id).await.iter().map(|one| one.0).collect::<Vec<_>>(), [State::Dropped]);
    assert_eq!(server.heard(), Vec::<String>::new());

    let lead = kit.lead().await;
    for who in [&lead, &house.maria, &house.acme] {
        let raw = RawWebhook { name: "Mine".to_owned(), url: server.url("127.0.0.1") };
        let made = webhooks::create(kit.app(), &who.credential(), &raw).await;
        assert!(matches!(made, Err(Error::NotFound)), "{}", who.name);
        let answers = [
            kit.read(who, move |cx| webhooks::webhook(cx, id).map(drop)).await,
            kit.read(who, move |cx| webhooks::attempts(cx, id).map(drop)).await,
            kit.read(who, |cx| webhooks::list(cx).map(drop)).await,
            kit.write(who, move |cx| webhooks::rotate(cx, id)).await,
            kit.write(who, move |cx| webhooks::switch(cx, id, true)).await,
            kit.write(who, move |cx| webhooks::test(cx, id)).await,
            kit.write(who, move |cx| webhooks::remove(cx, id)).await,
        ];
        assert!(
            answers.iter().all(|answer| matches!(answer, Err(Error::NotFound))),
            "{} {answers:?}",
            who.name
        );
    }
    kit.write(&house.admin, move |cx| webhooks::remove(cx, id)).await.expect("removed");
    let asked = kit.read(&Credential::System, move |cx| webhooks::webhook(cx, id).map(drop)).await;
    assert!(matches!(asked, Err(Error::NotFound)));
}

testkit::both_engines!(
    only_what_was_chosen_is_told,
    what_happens_is_told_once_in_order_and_signed,
    a_failure_is_tried_again_with_the_same_id_and_holds_its_ticket_alone,
    servers_that_misbehave_are_left_and_tried_again,
    one_that_hangs_holds_up_no_other,
    addresses_inside_are_refused_when_saved_and_when_connected_to,
    secrets_change_over_within_a_day,
    one_that_is_off_is_told_nothing_and_admins_alone_have_them
);
