//! `affdesk verify`: recounts what is kept, finds rows and files that do not belong together. Reads only.

use std::collections::HashMap;
use std::time::Duration;

use files::StorageKey;
use futures_util::TryStreamExt;

use crate::app::{App, Credential};
use crate::cx::Cx;
use crate::error::Error;

/// What was looked at and what was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Tickets whose counters were recounted.
    pub tickets: i64,
    /// Files that have a row.
    pub files: u64,
    /// What is wrong, a sentence each.
    pub findings: Vec<String>,
}

/// Tickets a transaction looks at.
const BATCH: i64 = 1_000;

/// Bytes that came in this long ago without a row are nobody's; younger ones may be on their way.
const SETTLED: Duration = Duration::from_hours(1);

/// Checks everything.
pub async fn run(app: &App) -> Result<Report, Error> {
    let mut report = Report::default();
    let mut after = 0;
    loop {
        let (last, seen, found) = app.read(&Credential::System, move |cx| counters(cx, after)).await?;
        report.tickets += seen;
        report.findings.extend(found);
        match last {
            Some(last) => after = last,
            None => break,
        }
    }
    compare_files(app, &mut report).await?;
    report.findings.extend(app.read(&Credential::System, forgotten).await?);
    report.findings.extend(app.read(&Credential::System, requests).await?);
    Ok(report)
}

/// What is recounted per ticket, each as (name, kept, counted) columns of one query over a range of ids.
const RECOUNT: &str = "
    SELECT t.id, t.affiliate_answers, t.manager_answers, t.first_answer_at IS NOT NULL, t.manager_id, a.manager_id,
           (SELECT COUNT(*) FROM messages g WHERE g.ticket_id = t.id AND g.kind = 'comment' AND g.side = 'affiliate'),
           (SELECT COUNT(*) FROM messages g WHERE g.ticket_id = t.id AND g.kind = 'comment' AND g.side = 'manager'),
           (SELECT COUNT(*) FROM messages g WHERE g.ticket_id = t.id AND g.kind = 'description'),
           (SELECT COALESCE(MAX(g.created_at), 0) FROM messages g
             WHERE g.ticket_id = t.id
               AND (g.kind IN ('description', 'comment')
                    OR g.kind = 'event' AND g.body IN ('approved', 'rejected', 'information_wanted', 'resubmitted',
                                                       'withdrawn', 'expired'))),
           t.updated_at, t.status, t.waiting_on, t.due_at IS NOT NULL, t.affiliate_newest,
           (SELECT COALESCE(MAX(g.id), 0) FROM messages g
             WHERE g.ticket_id = t.id
               AND (g.kind IN ('description', 'comment') AND g.side = 'manager'
                    OR g.kind = 'event' AND g.body IN ('closed', 'reopened', 'approved', 'rejected',
                                                       'information_wanted', 'expired', 'reminded'))),
           (SELECT COUNT(*) FROM messages g
             WHERE g.ticket_id = t.id AND g.kind = 'event' AND g.author_id IS NOT NULL
               AND g.body IN ('approved', 'rejected', 'information_wanted')),
           t.request_state, (SELECT r.state FROM access_requests r WHERE r.ticket_id = t.id), t.type
    FROM tickets t JOIN affiliates a ON a.id = t.affiliate_id
    WHERE t.id > $1 ORDER BY t.id LIMIT $2";

fn counters(cx: &mut Cx<'_, '_>, after: i64) -> Result<(Option<i64>, i64, Vec<String>), Error> {
    let mut findings = Vec::new();
    let ids = cx.tx.query(RECOUNT, &[&after, &BATCH], |row| {
        let id: i64 = row.get(0)?;
        let mut differ = |what: &str, kept: i64, counted: i64| {
            if kept != counted {
                findings.push(format!("ticket {id}: {what} is kept as {kept} and counted as {counted}"));
            }
        };
        let managers = row.get(7)?;
        differ("affiliate_answers", row.get(1)?, row.get(6)?);
        differ("manager_answers", row.get(2)?, managers);
        let decisions: i64 = row.get(16)?;
        differ("the checkmark", i64::from(row.get::<bool>(3)?), i64::from(managers + decisions > 0));
        differ(
            "the manager",
            row.get::<Option<i64>>(4)?.unwrap_or(0),
            row.get::<Option<i64>>(5)?.unwrap_or(0),
        );
        differ("the number of descriptions", 1, row.get(8)?);
        differ("updated_at", row.get(10)?, row.get(9)?);
        differ("the newest for the affiliate", row.get(14)?, row.get(15)?);
        let (status, waiting): (String, String) = (row.get(11)?, row.get(12)?);
        differ("a date due", i64::from(row.get::<bool>(13)?), i64::from(waiting == "us"));
        let (kept, request): (Option<String>, Option<String>) = (row.get(17)?, row.get(18)?);
        if kept != request {
            findings.push(format!("ticket {id}: the request is kept as {kept:?} and is {request:?}"));
        }
        if (row.get::<String>(19)? == "offer_request") != request.is_some() {
            findings.push(format!("ticket {id}: its type does not go with its request"));
        }
        if status == "closed" && waiting != "nobody" {
            findings.push(format!("ticket {id}: it is closed and waits on {waiting}"));
        }
        Ok(id)
    })?;
    let full = i64::try_from(ids.len()).unwrap_or(0) == BATCH;
    let last = if full { ids.last().copied() } else { None };
    Ok((last, i64::try_from(ids.len()).unwrap_or(0), findings))
}

async fn compare_files(app: &App, report: &mut Report) -> Result<(), Error> {
    // Bytes first, rows second: a file whose message is stored in between has its row by then.
    let now = app.clock().now();
    let mut stored: HashMap<StorageKey, (u64, bool)> = HashMap::new();
    let mut list = app.store().list();
    while let Some(found) = list.try_next().await? {
        let modified = crate::Timestamp::from_system(found.modified);
        stored.insert(found.key, (found.size, now.since(modified) > SETTLED));
    }
    for owner in OWNERS {
        let mut after = 0;
        loop {
            let rows = app.read(&Credential::System, move |cx| owned(cx, owner, after)).await?;
            for row in &rows {
                report.files += 1;
                let found = row.key.parse::<StorageKey>().ok().and_then(|key| stored.remove(&key));
                report.findings.extend(compare(owner.name, row, found.map(|(bytes, _)| bytes)));
            }
            match rows.last() {
                Some(row) if i64::try_from(rows.len()) == Ok(BATCH) => after = row.id,
                _ => break,
            }
        }
    }
    let staged =
        app.read(&Credential::System, |cx| Ok(cx.tx.query(WAITING, &[], |row| row.get::<String>(0))?));
    // Their bytes may be there or not.
    for key in staged.await? {
        if let Ok(key) = key.parse::<StorageKey>() {
            stored.remove(&key);
        }
    }
    let mut orphans: Vec<String> =
        stored.iter().filter(|(_, (_, settled))| *settled).map(|(key, _)| key.to_string()).collect();
    orphans.sort_unstable();
    report.findings.extend(orphans.into_iter().map(|key| format!("file {key} belongs to nothing")));
    Ok(())
}

/// Rows that own files.
#[derive(Clone, Copy)]
struct Owner {
    name: &'static str,
    sql: &'static str,
}

const OWNERS: [Owner; 4] = [
    Owner {
        name: "attachment",
        sql: "SELECT id, storage_key, size FROM attachments WHERE id > $1 ORDER BY id LIMIT $2",
    },
    Owner {
        name: "thumbnail",
        sql: "SELECT attachment_id, storage_key, size FROM thumbnails
              WHERE state = 'made' AND attachment_id > $1 ORDER BY attachment_id LIMIT $2",
    },
    Owner {
        name: "picture of user",
        sql: "SELECT id, picture_key, picture_size FROM users
              WHERE picture_key IS NOT NULL AND id > $1 ORDER BY id LIMIT $2",
    },
    Owner {
        name: "logo of offer",
        sql: "SELECT id, logo_key, logo_size FROM offers
              WHERE logo_key IS NOT NULL AND id > $1 ORDER BY id LIMIT $2",
    },
];

/// Keys whose bytes are on their way in, or out.
const WAITING: &str = "SELECT storage_key FROM staged_files
    UNION ALL SELECT storage_key FROM thumbnails WHERE state = 'making' AND storage_key IS NOT NULL";

/// A file as its row knows it.
struct Owned {
    id: i64,
    key: String,
    size: i64,
}

fn owned(cx: &mut Cx<'_, '_>, owner: Owner, after: i64) -> Result<Vec<Owned>, Error> {
    let row = |row: &db::Row<'_>| Ok(Owned { id: row.get(0)?, key: row.get(1)?, size: row.get(2)? });
    Ok(cx.tx.query(owner.sql, &[&after, &BATCH], row)?)
}

fn compare(owner: &str, row: &Owned, found: Option<u64>) -> Option<String> {
    let Owned { id, key, size } = row;
    match found {
        None => Some(format!("{owner} {id}: its file {key} is missing")),
        Some(bytes) if i64::try_from(bytes) != Ok(*size) => {
            Some(format!("{owner} {id}: its file {key} has {bytes} bytes, its row says {size}"))
        }
        Some(_) => None,
    }
}

/// Pictures that have no thumbnail, and no job that would make one.
fn forgotten(cx: &mut Cx<'_, '_>) -> Result<Vec<String>, Error> {
    let sql = "
        SELECT f.id FROM attachments f LEFT JOIN thumbnails p ON p.attachment_id = f.id
        WHERE f.format IN ('jpeg', 'png', 'gif') AND (p.state IS NULL OR p.state = 'making')
          AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'make_thumbnail' AND j.job_key = CAST(f.id AS TEXT))
        ORDER BY f.id LIMIT 100";
    let says = |id: i64| format!("attachment {id}: it has no thumbnail, and nobody makes one");
    Ok(cx.tx.query(sql, &[], |row| row.get(0).map(says))?)
}

/// What requests, access and offers say about each other, each as a query for the ids of those that disagree.
const AGREE: [(&str, &str); 5] = [
    (
        "it is approved, and no access is stored",
        "SELECT r.id FROM access_requests r WHERE r.state = 'approved' AND NOT EXISTS (
             SELECT 1 FROM offer_access x WHERE x.affiliate_id = r.affiliate_id AND x.offer_id = r.offer_id)",
    ),
    (
        "it is under way, and its ticket is closed",
        "SELECT r.id FROM access_requests r JOIN tickets t ON t.id = r.ticket_id
         WHERE r.state IN ('pending', 'needs_information') AND t.status = 'closed'",
    ),
    (
        "whether it is its pair's last is kept wrong",
        "SELECT r.id FROM access_requests r WHERE r.latest <> (r.id = (
             SELECT MAX(o.id) FROM access_requests o WHERE o.affiliate_id = r.affiliate_id AND o.offer_id = r.offer_id))",
    ),
    (
        "it was never sent",
        "SELECT r.id FROM access_requests r WHERE NOT EXISTS (SELECT 1 FROM request_attempts q WHERE q.request_id = r.id)",
    ),
    (
        "its last event line says something else",
        "SELECT r.id FROM access_requests r WHERE r.state <> COALESCE((
             SELECT CASE g.body WHEN 'information_wanted' THEN 'needs_information' WHEN 'resubmitted' THEN 'pending' ELSE g.body END
             FROM messages g WHERE g.id = (
                 SELECT MAX(l.id) FROM messages l WHERE l.ticket_id = r.ticket_id AND l.kind = 'event'
                 AND l.body IN ('approved', 'rejected', 'information_wanted', 'resubmitted', 'withdrawn', 'expired'))), 'pending')",
    ),
];

/// Findings of one kind that are named; with more, something larger is wrong.
const MOST_NAMED: usize = 100;

fn requests(cx: &mut Cx<'_, '_>) -> Result<Vec<String>, Error> {
    let mut findings = Vec::new();
    for (what, sql) in AGREE {
        let ids = cx.tx.query(sql, &[], |row| row.get::<i64>(0))?;
        findings.extend(ids.into_iter().take(MOST_NAMED).map(|id| format!("request {id}: {what}")));
    }
    let listed =
        "SELECT o.id FROM offers o WHERE o.listed <> (o.status = 'active' AND o.privacy <> 'private')";
    let ids = cx.tx.query(listed, &[], |row| row.get::<i64>(0))?;
    findings.extend(ids.into_iter().map(|id| format!("offer {id}: whether it is listed is kept wrong")));
    Ok(findings)
}
