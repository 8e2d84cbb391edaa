//! Tickets with four comments each, and what goes with them: notes, events, files, words for the search.
//!
//! Messages come as they would have come: in the order of time, those of one ticket between those of others. Time is cut
//! into slots. Step `k` of ticket `n` falls into slot `n + k * pace`, with one of four paces, and is message
//! `8 * slot + k + 1`; so a message's number tells what it is, and no two share one.

use db::{Engine, Tx};
use desk::text::hex;

use super::Size;
use super::people::{owner, user_of};
use super::sql::{fill, hash};
use super::texts::{self, TEXTS, TITLES};

/// The steps of a ticket, by whom it waits on in the end. The one in the middle is on every sixth ticket alone.
const STEPS: [(&str, i64, &str, &str); 19] = [
    ("us", 0, "description", "affiliate"),
    ("us", 1, "comment", "manager"),
    ("us", 2, "comment", "affiliate"),
    ("us", NOTE, "note", "manager"),
    ("us", 4, "comment", "manager"),
    ("us", 5, "comment", "affiliate"),
    ("affiliate", 0, "description", "affiliate"),
    ("affiliate", 1, "comment", "affiliate"),
    ("affiliate", 2, "comment", "manager"),
    ("affiliate", NOTE, "note", "manager"),
    ("affiliate", 4, "comment", "affiliate"),
    ("affiliate", 5, "comment", "manager"),
    ("nobody", 0, "description", "affiliate"),
    ("nobody", 1, "comment", "affiliate"),
    ("nobody", 2, "comment", "manager"),
    ("nobody", NOTE, "note", "manager"),
    ("nobody", 4, "comment", "affiliate"),
    ("nobody", 5, "comment", "manager"),
    ("nobody", 6, "event", "system"),
];

const NOTE: i64 = 3;

/// The last step of a ticket.
const LAST: i64 = 6;

/// The pace of ticket `n`; slot and ticket have the same remainder by four, so it is that of its slots too.
fn pace(of: &str, size: Size) -> String {
    let base = size.pace;
    format!("({base} * CASE ({of}) % 4 WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 5 ELSE 9 END)")
}

fn slot(n: &str, step: i64, size: Size) -> String {
    format!("({n} + {step} * {})", pace(n, size))
}

fn message(n: &str, step: i64, size: Size) -> String {
    format!("({} * 8 + {step} + 1)", slot(n, step, size))
}

fn moment(slot: &str, size: Size) -> String {
    format!("({} + {slot} * {})", size.start, size.step)
}

/// The slots in which something happens.
pub(super) fn slots(size: Size) -> i64 {
    size.tickets + LAST * size.pace * 9
}

/// Makes the tables that the statements below draw from, and forgets them in the end.
pub(super) fn prepare(tx: &mut Tx<'_>) -> Result<(), db::Error> {
    let text = tx.engine().pick("TEXT", "TEXT COLLATE \"C\"");
    for table in [
        format!("bench_step (waiting {text}, k BIGINT, kind {text}, side {text})"),
        format!("bench_title (id BIGINT PRIMARY KEY, kind {text}, title {text}, words {text})"),
        format!("bench_text (side {text}, id BIGINT, body {text}, words {text}, PRIMARY KEY (side, id))"),
    ] {
        tx.execute(&format!("CREATE TABLE {table}"), &[])?;
    }
    for (waiting, k, kind, side) in STEPS {
        tx.execute("INSERT INTO bench_step VALUES ($1, $2, $3, $4)", &[&waiting, &k, &kind, &side])?;
    }
    for (id, (kind, title)) in (0_i64..).zip(TITLES) {
        let words = texts::words(title);
        tx.execute("INSERT INTO bench_title VALUES ($1, $2, $3, $4)", &[&id, &kind, &title, &words])?;
    }
    let limit = i64::try_from(TEXTS).unwrap_or(i64::MAX);
    for (id, text) in (0_i64..).zip(texts::texts()) {
        let row: [&dyn db::Param; 4] = [&text.side, &(id % limit), &text.body, &text.words];
        tx.execute("INSERT INTO bench_text VALUES ($1, $2, $3, $4)", &row)?;
    }
    tx.execute("INSERT INTO bench_text VALUES ('system', 0, 'closed', '')", &[]).map(drop)
}

pub(super) fn clean_up(tx: &mut Tx<'_>) -> Result<(), db::Error> {
    ["bench_step", "bench_title", "bench_text"]
        .iter()
        .try_for_each(|table| tx.execute(&format!("DROP TABLE {table}"), &[]).map(drop))
}

/// The tickets of a range, with their counters as they are after the last step.
pub(super) fn tickets(tx: &mut Tx<'_>, size: Size, range: (i64, i64)) -> Result<(), db::Error> {
    let recent = size.tickets * 6 / 10;
    // Old tickets are closed, but for a few to which their affiliates never came back.
    let waiting = format!(
        "CASE WHEN n > {recent} AND {chance} % 100 < 30 THEN 'us' WHEN n > {recent} AND {chance} % 100 < 60 THEN 'affiliate'
              WHEN n <= {recent} AND {chance} % 100 < 5 THEN 'affiliate' ELSE 'nobody' END",
        chance = hash("n", 2),
    );
    let drawn = format!(
        "SELECT n, {owner} AS owner, {waiting} AS waiting, {title} % {titles} AS title FROM series",
        owner = owner(),
        title = hash("n", 4),
        titles = TITLES.len(),
    );
    let at = |step: i64| moment(&slot("n", step, size), size);
    let select = format!(
        "SELECT n, a.id, a.manager_id, b.kind, b.title || CASE WHEN n % 3 = 0 THEN ' (' || n || ')' ELSE '' END,
                CASE WHEN b.kind = 'payments' AND n % 2 = 0 THEN '{{\"period\":\"October\",\"amount\":\"1,280 USD\"}}' ELSE '{{}}' END,
                CASE waiting WHEN 'nobody' THEN 'closed' ELSE 'opened' END, {user}, {created}, {updated},
                CASE waiting WHEN 'nobody' THEN {closed} END, CASE waiting WHEN 'us' THEN {first} ELSE {second} END,
                2, 2, {newest}, CASE WHEN {unseen} % 20 = 0 THEN 0 ELSE {newest} END, waiting,
                CASE waiting WHEN 'nobody' THEN {closed} ELSE {updated} END,
                CASE waiting WHEN 'us' THEN {updated} + {HOUR} * CASE b.kind WHEN 'technical' THEN 8 ELSE 24 END END,
                7
         FROM ({drawn}) x JOIN affiliates a ON a.id = x.owner JOIN bench_title b ON b.id = x.title ORDER BY n",
        user = user_of("a.id"),
        created = at(0),
        first = at(1),
        second = at(2),
        updated = at(5),
        closed = at(6),
        newest = format!(
            "CASE waiting WHEN 'us' THEN {} WHEN 'affiliate' THEN {} ELSE {} END",
            message("n", 4, size),
            message("n", 5, size),
            message("n", 6, size)
        ),
        unseen = hash("n", 3),
    );
    let columns = "tickets (id, affiliate_id, manager_id, type, title, fields, status, created_by, created_at,
        updated_at, closed_at, first_answer_at, affiliate_answers, manager_answers, affiliate_newest, affiliate_seen,
        waiting_on, waiting_since, due_at, version)";
    fill(tx, columns, &select, range)
}

const HOUR: i64 = 3_600_000_000;

/// What is said in a range of slots, and the words of it for the search.
pub(super) fn messages(tx: &mut Tx<'_>, size: Size, range: (i64, i64)) -> Result<(), db::Error> {
    let id = "n * 8 + p.k + 1";
    let draw = hash(id, 5);
    // One text in three names something that no other one does.
    let reference = format!("CASE WHEN p.kind <> 'event' AND {draw} % 3 = 0 THEN 'TX' || ({id}) ELSE '' END");
    // SQLite takes tables that are joined by CROSS JOIN in this order.
    let said = format!(
        "FROM series CROSS JOIN bench_step p CROSS JOIN tickets t CROSS JOIN bench_text b
         WHERE t.id = n - p.k * {pace} AND p.waiting = t.waiting_on AND (p.k <> {NOTE} OR t.id % 6 = 0)
           AND b.side = p.side AND b.id = CASE p.side WHEN 'system' THEN 0 ELSE {draw} % {TEXTS} END",
        pace = pace("n", size),
    );
    let select = format!(
        "SELECT {id}, t.id, p.kind, p.side, CASE p.side WHEN 'affiliate' THEN t.created_by ELSE COALESCE(t.manager_id, 1) END,
                b.body || CASE {reference} WHEN '' THEN '' ELSE ' ' || {reference} END, {at}
         {said} ORDER BY 1",
        at = moment("n", size),
    );
    fill(tx, "messages (id, ticket_id, kind, side, author_id, body, created_at)", &select, range)?;

    let lower = format!("CASE {reference} WHEN '' THEN '' ELSE ' tx' || ({id}) END");
    let title = format!(
        "CASE p.kind WHEN 'description' THEN ' ' || (SELECT w.words FROM bench_title w WHERE w.id = {} % {}) ELSE '' END",
        hash("t.id", 4),
        TITLES.len(),
    );
    let words = format!("b.words || {title} || {lower} || ' affiliate' || t.affiliate_id || 'x'");
    let column = |staff: bool| {
        let ours = if staff { "=" } else { "<>" };
        let text = format!("CASE WHEN p.kind {ours} 'note' THEN {words} ELSE '' END");
        match tx.engine() {
            Engine::Sqlite => text,
            Engine::Postgres => format!("array_to_tsvector(array_remove(string_to_array({text}, ' '), ''))"),
        }
    };
    let select = format!(
        "SELECT {id}, {public}, {staff} {said} AND p.kind <> 'event' ORDER BY 1",
        public = column(false),
        staff = column(true),
    );
    let into = tx
        .engine()
        .pick("message_search (rowid, public, staff)", "message_search (message_id, public, staff)");
    fill(tx, into, &select, range)
}

/// A small picture on the description of one ticket in twenty. Their keys are made of the ticket's number.
pub(super) fn attachments(
    tx: &mut Tx<'_>,
    size: Size,
    picture: &[u8],
    digest: &[u8],
) -> Result<(), db::Error> {
    let key = tx.engine().pick(
        "printf('%02x/%02x%030x', n % 256, n % 256, n)",
        "lpad(to_hex(n % 256), 2, '0') || '/' || lpad(to_hex(n % 256), 2, '0') || lpad(to_hex(n), 30, '0')",
    );
    let select = format!(
        "SELECT {message}, {key}, 'screenshot.png', 'png', {bytes}, {digest}, 1, 1, n FROM series WHERE n % {WITH_FILE} = 0 ORDER BY n",
        message = message("n", 0, size),
        bytes = picture.len(),
        digest = tx.engine().pick(format!("x'{}'", hex(digest)), format!("'\\x{}'::bytea", hex(digest))),
    );
    let columns =
        "attachments (message_id, storage_key, name, format, size, sha256, width, height, staged_id)";
    fill(tx, columns, &select, (1, size.tickets))?;
    // So small a picture is its own thumbnail.
    let (empty, no) = tx.engine().pick(("X''", "0"), ("'\\x'", "FALSE"));
    let own = format!(
        "INSERT INTO thumbnails (attachment_id, state, format, size, sha256, animated)
         SELECT id, 'itself', '', 0, {empty}, {no} FROM attachments"
    );
    tx.execute(&own, &[]).map(drop)
}

/// One ticket in so many has a file.
pub(super) const WITH_FILE: i64 = 20;
