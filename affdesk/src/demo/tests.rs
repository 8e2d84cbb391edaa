//! The demo is what product.md promises, on both engines.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr};

use desk::people::{self, SignIn};
use desk::tickets::{self, ListFilter, QueueFilter, Status, TicketRow, WaitingOn};
use desk::{App, Credential, Role};
use testkit::{Engine, Kit};

use super::{FillError, fill};

const SIGN_INS: [(&str, &str, Role); 6] = [
    ("affiliate@demo.test", "demo-affiliate", Role::Affiliate),
    ("other@demo.test", "demo-affiliate", Role::Affiliate),
    ("manager@demo.test", "demo-manager", Role::Manager),
    ("manager2@demo.test", "demo-manager", Role::Manager),
    ("lead@demo.test", "demo-lead", Role::Lead),
    ("admin@demo.test", "demo-admin", Role::Admin),
];

async fn sign_in(app: &App, email: &str, password: &str) -> (Credential, Role) {
    let form = SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        user_agent: "Test".to_owned(),
        previous: None,
    };
    let signed_in = people::sign_in(app, form).await.expect("the sign-in works");
    (Credential::Session(signed_in.token), signed_in.role)
}

/// Every row of the affiliate's list, page by page.
async fn list(app: &App, who: &Credential) -> Vec<TicketRow> {
    let mut rows = Vec::new();
    let mut filter = ListFilter::default();
    loop {
        let asked = filter.clone();
        let page = app.read(who, move |cx| tickets::list(cx, &asked)).await.expect("the list can be read");
        rows.extend(page.rows);
        match page.next {
            Some(next) => filter.from = Some(next),
            None => return rows,
        }
    }
}

async fn it_is_what_was_promised(engine: Engine) {
    let kit = Kit::patient(engine);
    let app = kit.app();
    let made = fill(app).await.expect("an empty database can be filled");
    assert_eq!((made.managers, made.affiliates, made.offers, made.tickets), (8, 200, 60, 3_000));
    for (sql, count) in [
        ("SELECT COUNT(*) FROM users WHERE role = 'manager'", 8),
        ("SELECT COUNT(*) FROM affiliates", 200),
        ("SELECT COUNT(*) FROM tickets", 3_000),
        ("SELECT COUNT(*) FROM offers", 60),
        ("SELECT COUNT(*) FROM access_requests", 240),
        ("SELECT COUNT(DISTINCT state) FROM access_requests", 6),
        ("SELECT COUNT(*) FROM attachments", 80),
        ("SELECT COUNT(*) FROM staged_files", 0),
        ("SELECT COUNT(*) FROM news WHERE published_at IS NOT NULL", 8),
        ("SELECT COUNT(*) FROM news WHERE published_at IS NULL", 1),
        ("SELECT COUNT(*) FROM answer_times", 4),
        ("SELECT COUNT(*) FROM users WHERE picture_key IS NOT NULL", 7),
    ] {
        assert_eq!(kit.count(sql).await, count, "{sql}");
    }
    let closed = kit.count("SELECT COUNT(*) FROM tickets WHERE status = 'closed'").await;
    assert!((1_950..2_250).contains(&closed), "{closed} are closed");
    let now = kit.now().get();
    let late = format!("SELECT COUNT(*) FROM messages WHERE created_at > {now}");
    assert_eq!(kit.count(&late).await, 0, "nothing was said in the future");
    let overdue = kit.count(&format!("SELECT COUNT(*) FROM tickets WHERE due_at < {now}")).await;
    assert!((15..60).contains(&overdue), "{overdue} are overdue");
    let talkative = "SELECT CAST(MAX(affiliate_answers + manager_answers) AS BIGINT) FROM tickets";
    assert!((6..=8).contains(&kit.count(talkative).await));
    let formats = "SELECT COUNT(DISTINCT format) FROM attachments";
    assert_eq!(kit.count(formats).await, 4, "a file of each format");
    let longest = "SELECT CAST(MAX(LENGTH(title)) AS BIGINT) FROM tickets";
    assert_eq!(kit.count(longest).await, 140, "a title as long as it may be");
    kit.verify().await;

    for (email, password, role) in SIGN_INS {
        assert_eq!(sign_in(app, email, password).await.1, role, "{email}");
    }
    assert!(matches!(fill(app).await, Err(FillError::NotEmpty)), "it is not filled twice");
    the_sign_ins_find_every_state(&kit).await;
}

async fn the_sign_ins_find_every_state(kit: &Kit) {
    let app = kit.app();
    let (affiliate, _) = sign_in(app, "affiliate@demo.test", "demo-affiliate").await;
    let card = app
        .read(&affiliate, people::manager_card)
        .await
        .expect("it can be read")
        .expect("there is a manager");
    assert_eq!(card.name, "Maria Lindqvist");
    let unread = app.read(&affiliate, desk::news::unread).await.expect("it can be read");
    assert_eq!(unread, 2, "there is news for them");
    let rows = list(app, &affiliate).await;
    assert_eq!(rows.len(), 40 + 14, "tickets and requests");
    let some = |wanted: &dyn Fn(&TicketRow) -> bool| rows.iter().any(wanted);
    assert!(some(&|row| row.new) && some(&|row| row.answered) && some(&|row| !row.answered));
    assert!(some(&|row| row.status == Status::Closed) && some(&|row| row.status == Status::Opened));
    let types: HashSet<_> = rows.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(types.len(), 4);
    let states: HashSet<_> =
        rows.iter().filter_map(|row| row.request).map(desk::requests::RequestState::as_str).collect();
    assert_eq!(states.len(), 6, "a request in every state");
    let files = "SELECT COUNT(*) FROM attachments f JOIN messages g ON g.id = f.message_id
        JOIN tickets t ON t.id = g.ticket_id JOIN users u ON u.affiliate_id = t.affiliate_id
        WHERE u.email = 'affiliate@demo.test'";
    assert!(kit.count(files).await >= 8, "there are files to look at");

    let (other, _) = sign_in(app, "other@demo.test", "demo-affiliate").await;
    let card =
        app.read(&other, people::manager_card).await.expect("it can be read").expect("there is a manager");
    assert_eq!(card.name, "Daniel Okafor");

    let (manager, _) = sign_in(app, "manager@demo.test", "demo-manager").await;
    let filter = QueueFilter { waiting_on: Some(WaitingOn::Us), ..QueueFilter::default() };
    let queue =
        app.read(&manager, move |cx| tickets::queue(cx, &filter)).await.expect("the queue can be read");
    assert_eq!(queue.rows.len(), desk::page::PAGE_ROWS, "there is more than a page to do");
    let shared =
        "SELECT COUNT(*) FROM tickets WHERE manager_id IS NULL AND assignee_id IS NULL AND status = 'opened'";
    assert_eq!(kit.count(shared).await, 12);
}

testkit::both_engines!(it_is_what_was_promised);
