//! A database as a programme has it after three years: made by statements that fill whole ranges, because one ticket at a
//! time a million of them would take hours. `affdesk verify` finds nothing to complain about in it.

mod facts;
mod offers;
mod people;
mod sql;
mod texts;
mod tickets;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use db::{Database, Engine, Location, Tx};
use desk::{App, Clock, Random, Settings};
use sha2::{Digest as _, Sha256};

use crate::Failure;

pub(crate) use facts::{Facts, read as facts};
pub(crate) use offers::TO_ASK_FOR;
pub(crate) use people::{GIANT, LARGE, LEAD_EMAIL, MANAGERS, PASSWORD, affiliate_email, manager_email};

/// How much there is, and how it lies in time.
#[derive(Clone, Copy, Debug)]
struct Size {
    tickets: i64,
    /// Slots between two steps of the quickest tickets; a multiple of four.
    pace: i64,
    /// Moments in microseconds: of the first slot, from one to the next, and of the last.
    start: i64,
    step: i64,
    now: i64,
}

const YEARS: i64 = 3 * 365 * 24 * 3_600_000_000;

impl Size {
    fn of(tickets: i64, now: i64) -> Self {
        let mut size =
            Self { tickets, pace: (tickets / 1_000 / 4).max(1) * 4, start: now - YEARS, step: 0, now };
        size.step = YEARS / tickets::slots(size);
        size
    }
}

/// Slots that one transaction fills.
const BATCH: i64 = 20_000;

/// The tables that are filled before their indexes are built.
const LARGE_TABLES: &str = "('tickets', 'messages', 'message_search', 'attachments')";

/// Makes a database of that many tickets, and their files in `files`.
pub(crate) fn run(location: &Location, files: &Path, count: u64) -> Result<(), Failure> {
    let mut options = db::Options::new(location.clone());
    (options.deadline, options.writers) = (Duration::from_hours(3), 1);
    let database = Database::open(&options)?;
    database.migrate(&desk::migrations::all())?;
    let size = Size::of(i64::try_from(count)?, Clock::System.now().get());
    let hash = password_hash(&database, files)?;

    let started = Instant::now();
    let say = |what: &str| eprintln!("  {:>5.0} s  {what}", started.elapsed().as_secs_f64());
    database.write_blocking(move |tx| people::seed(tx, size, &hash))?;
    database.write_blocking(move |tx| offers::seed(tx, size))?;
    say("people and offers");
    database.write_blocking(tickets::prepare)?;
    let indexes = database.write_blocking(drop_indexes)?;
    for range in ranges(size.tickets) {
        database.write_blocking(move |tx| tickets::tickets(tx, size, range))?;
    }
    say("tickets");
    for range in ranges(tickets::slots(size)) {
        database.write_blocking(move |tx| tickets::messages(tx, size, range))?;
    }
    say("messages");
    let picture = picture();
    let digest = Sha256::digest(&picture).to_vec();
    write_files(files, size, &picture)?;
    database.write_blocking(move |tx| tickets::attachments(tx, size, &picture, &digest))?;
    say("files");
    database.write_blocking(move |tx| {
        indexes.iter().try_for_each(|index| tx.execute(index, &[]).map(drop))?;
        tickets::clean_up(tx)?;
        go_on_counting(tx)?;
        tx.execute("ANALYZE", &[]).map(drop)
    })?;
    say("indexes");
    database.close();
    Ok(())
}

fn ranges(last: i64) -> impl Iterator<Item = (i64, i64)> {
    (1..=last)
        .step_by(usize::try_from(BATCH).unwrap_or(1))
        .map(move |first| (first, last.min(first + BATCH - 1)))
}

/// The hash that `desk` makes of everybody's password.
fn password_hash(database: &Database, files: &Path) -> Result<String, Failure> {
    let store = files::Store::local(files)?;
    let app = App::new(database.clone(), store, Clock::System, Random::system(), Settings::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(desk::people::hash_for(&app, PASSWORD))?)
}

/// Drops the indexes of the large tables and gives the statements that make them again.
fn drop_indexes(tx: &mut Tx<'_>) -> Result<Vec<String>, db::Error> {
    let sql = match tx.engine() {
        Engine::Sqlite => format!(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {LARGE_TABLES}"
        ),
        Engine::Postgres => format!(
            "SELECT CAST(indexname AS TEXT), indexdef FROM pg_indexes WHERE schemaname = current_schema()
             AND tablename IN {LARGE_TABLES} AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        ),
    };
    let indexes = tx.query(&sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    for (name, _) in &indexes {
        tx.execute(&format!("DROP INDEX {name}"), &[])?;
    }
    Ok(indexes.into_iter().map(|(_, sql)| sql).collect())
}

/// Where ids were given here, PostgreSQL has to be told; SQLite looks for itself.
fn go_on_counting(tx: &mut Tx<'_>) -> Result<(), db::Error> {
    if tx.engine() == Engine::Postgres {
        for table in ["users", "affiliates", "offers", "tickets", "messages"] {
            let sql = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))"
            );
            tx.query_one(&sql, &[], |row| row.get::<i64>(0))?;
        }
    }
    Ok(())
}

/// The files of the attachments, where the store looks for them.
fn write_files(root: &Path, size: Size, picture: &[u8]) -> Result<(), Failure> {
    for number in (1..=size.tickets).filter(|number| number % tickets::WITH_FILE == 0) {
        let shard = root.join(format!("{:02x}", number % 256));
        let file = shard.join(format!("{:02x}{number:030x}", number % 256));
        if fs::write(&file, picture).is_err() {
            fs::create_dir_all(&shard)?;
            fs::write(&file, picture)?;
        }
    }
    Ok(())
}

/// A PNG of one pixel.
fn picture() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89".to_vec();
    png.extend_from_slice(b"\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x56\xc7\x2f\x0d");
    png.extend_from_slice(b"\0\0\0\0IEND\xaeB`\x82");
    png
}

#[cfg(test)]
mod tests {
    use super::*;

    fn what_is_seeded_agrees_with_itself(engine: Engine) {
        let scratch = db::testing::Scratch::empty(engine);
        let files = tempfile::tempdir().expect("a directory");
        let location = scratch.database().location();
        run(location, files.path(), 4_000).expect("seeded");
        let facts = facts(location).expect("looked at");
        assert!(facts.deep.len() > 5 && facts.of_managers.iter().all(|ids| !ids.is_empty()));

        let store = files::Store::local(files.path()).expect("a store");
        let app =
            App::new(scratch.database().clone(), store, Clock::System, Random::system(), Settings::default());
        let report = testkit::run(desk::verify::run(&app)).expect("verified");
        assert_eq!((report.tickets, report.files, report.findings), (4_000, 200, vec![]));
        let comments = app.db().read_blocking(|tx| {
            tx.query_one("SELECT COUNT(*) FROM messages WHERE kind = 'comment'", &[], |row| row.get::<i64>(0))
        });
        assert_eq!(comments, Ok(16_000), "four each");
        let access = app.db().read_blocking(|tx| {
            let sql = "SELECT COUNT(*) FROM offer_access WHERE affiliate_id = $1";
            tx.query_one(sql, &[&LARGE], |row| row.get::<i64>(0))
        });
        assert_eq!(access, Ok(offers::OFFERS), "all but those to ask for");
        let found = app.db().read_blocking(|tx| {
            let sql = tx.engine().pick(
                "SELECT COUNT(*) FROM message_search WHERE message_search MATCH '\"postback\" AND \"affiliate1x\"'",
                "SELECT COUNT(*) FROM message_search WHERE public @@ CAST('postback & affiliate1x' AS TSQUERY)",
            );
            tx.query_one(sql, &[], |row| row.get::<i64>(0))
        });
        assert!(found.expect("searched") > 0, "words are found");
    }

    db::both_engines!(what_is_seeded_agrees_with_itself);

    #[test]
    fn ranges_meet_without_a_gap() {
        assert_eq!(ranges(45_000).collect::<Vec<_>>(), [(1, 20_000), (20_001, 40_000), (40_001, 45_000)]);
    }
}
