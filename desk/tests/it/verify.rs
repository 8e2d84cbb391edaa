//! `affdesk verify` finds what is broken, and nothing else.

use std::time::Duration;

use db::Engine;
use desk::{Timestamp, verify};
use files::{FileName, StorageKey};
use testkit::{Kit, Person, samples};

async fn findings(kit: &Kit) -> Vec<String> {
    verify::run(kit.app()).await.expect("verify can run").findings
}

async fn a_ticket(kit: &Kit) -> (Person, Person) {
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let mut new = kit.new_ticket("With a file");
    new.files = vec![kit.upload(&acme, "shot.png", samples::PNG).await];
    let id = kit.write(&acme, move |cx| desk::tickets::open(cx, &new)).await.expect("opened");
    kit.comment(&acme, id, "One.").await;
    kit.reply(&maria, id, "Two.").await;
    kit.verify().await;
    (maria, acme)
}

async fn each_kept_value_is_recounted(engine: Engine) {
    let kit = Kit::new(engine);
    let (_, acme) = a_ticket(&kit).await;
    let other = kit.manager("mark").await.user;
    for (change, back, says) in [
        ("affiliate_answers = 2", "affiliate_answers = 1", "affiliate_answers is kept as 2 and counted as 1"),
        ("manager_answers = 0", "manager_answers = 1", "manager_answers is kept as 0 and counted as 1"),
        (
            "first_answer_at = NULL",
            "first_answer_at = created_at",
            "the checkmark is kept as 0 and counted as 1",
        ),
        ("updated_at = updated_at + 1", "updated_at = updated_at - 1", "updated_at is kept as"),
        ("due_at = 1", "due_at = NULL", "a date due is kept as 1 and counted as 0"),
        ("status = 'closed'", "status = 'opened'", "it is closed and waits on affiliate"),
        (
            "affiliate_newest = 0",
            "affiliate_newest = 3",
            "the newest for the affiliate is kept as 0 and counted as 3",
        ),
    ] {
        for (change, expected) in [(change, 1), (back, 0)] {
            let sql = format!("UPDATE tickets SET {change}");
            kit.sql(move |tx| tx.execute(&sql, &[])).await;
            let found = findings(&kit).await;
            assert_eq!(found.len(), expected, "{change}: {found:?}");
            assert!(
                found.iter().all(|finding| finding.starts_with("ticket 1: ") && finding.contains(says)),
                "{found:?}"
            );
        }
    }
    let affiliate = acme.affiliate_id();
    kit.sql(move |tx| {
        tx.execute("UPDATE affiliates SET manager_id = $1 WHERE id = $2", &[&other, &affiliate])
    })
    .await;
    assert_eq!(findings(&kit).await, ["ticket 1: the manager is kept as 1 and counted as 3"]);
}

async fn a_missing_and_a_cut_file_are_found(engine: Engine) {
    let kit = Kit::new(engine);
    a_ticket(&kit).await;
    let key = kit
        .sql(|tx| tx.query_one("SELECT storage_key FROM attachments", &[], |row| row.get::<String>(0)))
        .await;
    let path = kit.files().join(&key);
    std::fs::write(&path, &samples::PNG[..50]).expect("cut");
    let says = format!("attachment 1: its file {key} has 50 bytes, its row says {}", samples::PNG.len());
    assert_eq!(findings(&kit).await, [says]);
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(findings(&kit).await, [format!("attachment 1: its file {key} is missing")]);
}

async fn a_file_of_nobodys_is_found_once_it_is_settled(engine: Engine) {
    let kit = Kit::new(engine);
    let (_, acme) = a_ticket(&kit).await;
    kit.upload(&acme, "staged.png", samples::PNG).await;
    let key = StorageKey::from_random([0xAB; 16]);
    let limits = &kit.app().settings().uploads;
    let mut upload = kit.app().store().begin(key, FileName::clean("lost.gif"), limits).await.expect("begun");
    upload.write(samples::GIF.into()).await.expect("written");
    upload.finish().await.expect("stored");
    let modified = std::fs::metadata(kit.files().join(key.to_string())).and_then(|meta| meta.modified());
    let modified = Timestamp::from_system(modified.expect("it has a time"));
    kit.app().clock().set(modified.plus(Duration::from_mins(59)));
    assert_eq!(findings(&kit).await, Vec::<String>::new(), "its message may be on its way");
    kit.app().clock().set(modified.plus(Duration::from_mins(61)));
    assert_eq!(findings(&kit).await, [format!("file {key} belongs to nothing")]);
}

async fn many_tickets_are_looked_at_in_batches(engine: Engine) {
    let kit = Kit::new(engine);
    a_ticket(&kit).await;
    kit.sql(|tx| {
        let series = tx.engine().pick(
            "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 2200)",
            "WITH s (n) AS (SELECT n FROM generate_series(1, 2200) AS g (n))",
        );
        tx.execute(
            &format!(
                "INSERT INTO tickets (affiliate_id, manager_id, type, title, fields, status, created_at, updated_at,
                     affiliate_answers, manager_answers, affiliate_newest, affiliate_seen, waiting_on, waiting_since, version)
                 {series} SELECT 1, 1, 'general', 'T', '{{}}', 'opened', n, n, 0, 0, 0, 0, 'nobody', n, 1 FROM s"
            ),
            &[],
        )?;
        tx.execute(
            "INSERT INTO messages (ticket_id, kind, side, body, created_at)
             SELECT id, 'description', 'affiliate', 'B', created_at FROM tickets WHERE id > 1",
            &[],
        )?;
        tx.execute("UPDATE tickets SET manager_answers = 1 WHERE id = 2150", &[])
    })
    .await;
    let report = verify::run(kit.app()).await.expect("verify can run");
    assert_eq!(
        (report.tickets, report.findings),
        (2_201, vec!["ticket 2150: manager_answers is kept as 1 and counted as 0".to_owned()])
    );
}

testkit::both_engines!(
    each_kept_value_is_recounted,
    a_missing_and_a_cut_file_are_found,
    a_file_of_nobodys_is_found_once_it_is_settled,
    many_tickets_are_looked_at_in_batches,
);
