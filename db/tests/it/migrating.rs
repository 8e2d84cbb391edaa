//! Migrations: equal trees, once each, and two processes at the same time.

use std::{fs::File, thread, time::Duration};

use db::{
    Database, Engine, Error, Migrations, Options,
    testing::{ENGINES, Scratch},
};

use crate::{
    children::Child,
    support::{beside, write},
};

mod sqlite {
    refinery::embed_migrations!("tests/migrations/sqlite");
}

mod postgres {
    refinery::embed_migrations!("tests/migrations/postgres");
}

pub(crate) const MIGRATIONS: Migrations =
    Migrations { sqlite: sqlite::migrations::runner, postgres: postgres::migrations::runner };

db::both_engines! {
    migrations_run_once, a_template_is_as_good, two_processes_may_migrate_at_once, a_newer_database_is_refused,
    a_broken_migration_leaves_nothing, what_waits_is_named,
}

#[test]
fn the_trees_agree() {
    let [sqlite, postgres] = ENGINES.map(|engine| {
        let scratch = Scratch::migrated(engine, &MIGRATIONS);
        let schema = scratch.database().schema().expect("it can be listed");
        schema
            .into_iter()
            .map(|(table, columns)| {
                let columns = columns.into_iter().map(|column| (column.name, column.nullable)).collect();
                (table, columns)
            })
            .collect::<Vec<(String, Vec<(String, bool)>)>>()
    });
    assert_eq!(sqlite, postgres);
    let tables: Vec<_> = sqlite.iter().map(|(table, _)| table.as_str()).collect();
    assert_eq!(tables, ["note", "person"]);
    let columns: Vec<_> = sqlite[1].1.iter().map(|(name, nullable)| (name.as_str(), *nullable)).collect();
    assert_eq!(columns, [("active", false), ("id", false), ("manager_id", true), ("name", false)]);
}

fn migrations_run_once(engine: Engine) {
    let scratch = Scratch::empty(engine);
    let database = scratch.database();
    assert_eq!(database.migrate(&MIGRATIONS).expect("they are right"), ["V1__people", "V2__notes"]);
    assert_eq!(database.migrate(&MIGRATIONS).expect("they are there"), [""; 0]);
    write(database, "INSERT INTO person (name) VALUES ('Ann')").expect("the workers see the new table");
}

fn a_template_is_as_good(engine: Engine) {
    for _ in 0..2 {
        let scratch = Scratch::migrated(engine, &MIGRATIONS);
        assert_eq!(write(scratch.database(), "INSERT INTO person (name) VALUES ('Ann')"), Ok(1));
        assert_eq!(scratch.database().pending_migrations(&MIGRATIONS), Ok(Vec::new()));
    }
}

fn what_waits_is_named(engine: Engine) {
    let scratch = Scratch::empty(engine);
    let database = scratch.database();
    let waits = database.pending_migrations(&MIGRATIONS).expect("an empty database has none");
    assert_eq!(waits, ["V1__people", "V2__notes"]);
    database.migrate(&MIGRATIONS).expect("they are right");
    assert_eq!(database.pending_migrations(&MIGRATIONS), Ok(Vec::new()));
}

fn two_processes_may_migrate_at_once(engine: Engine) {
    for _ in 0..3 {
        let scratch = Scratch::empty(engine);
        let children = [(); 3].map(|()| Child::start("migrate", scratch.location()));
        let mut applied: Vec<String> = children.into_iter().flat_map(Child::lines_to_the_end).collect();
        applied.sort();
        assert_eq!(applied, ["V1__people", "V2__notes"], "each of them once, whoever came first");
        write(scratch.database(), "INSERT INTO person (name) VALUES ('Ann')").expect("it is migrated");
    }
}

/// The race above is rarely close on SQLite, so here the other process is certain to be in the middle of it.
#[test]
fn sqlite_waits_for_the_other_process() {
    let scratch = Scratch::empty(Engine::Sqlite);
    let path = scratch.location().to_string();
    let path = path.strip_prefix("sqlite:").expect("a file");
    let lock = File::create(format!("{path}-migrate")).expect("a file can be made");
    lock.lock().expect("nobody else has it");
    let child = Child::start("migrate", scratch.location());
    thread::sleep(Duration::from_millis(500));
    assert_eq!(scratch.database().schema().expect("it can be listed").len(), 0);
    lock.unlock().expect("it was locked");
    assert_eq!(child.lines_to_the_end(), ["V1__people", "V2__notes"]);
}

fn a_newer_database_is_refused(engine: Engine) {
    fn only_the_first() -> refinery::Runner {
        refinery::Runner::new(&sqlite::migrations::runner().get_migrations()[..1])
    }
    fn only_the_first_of_postgres() -> refinery::Runner {
        refinery::Runner::new(&postgres::migrations::runner().get_migrations()[..1])
    }
    let scratch = Scratch::migrated(engine, &MIGRATIONS);
    let older = Migrations { sqlite: only_the_first, postgres: only_the_first_of_postgres };
    let error = scratch.database().migrate(&older).expect_err("its second migration is not known");
    assert!(matches!(error, Error::Migration(_)), "{error:?}");
}

fn a_broken_migration_leaves_nothing(engine: Engine) {
    fn broken() -> refinery::Runner {
        let sql = "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);";
        refinery::Runner::new(&[refinery::Migration::unapplied("V1__broken", sql).expect("a right name")])
    }
    let scratch = Scratch::empty(engine);
    let error = scratch
        .database()
        .migrate(&Migrations { sqlite: broken, postgres: broken })
        .expect_err("there is no such table");
    assert!(error.to_string().contains("nowhere"), "{error}");
    assert_eq!(scratch.database().schema().expect("it can be listed").len(), 0);
}

/// Foreign keys are off while SQLite migrates, so that tables can be rebuilt; what is left dangling is an error.
#[test]
fn a_migration_that_leaves_a_dangling_row_is_an_error() {
    fn dangling() -> refinery::Runner {
        let sql = "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a_id INTEGER REFERENCES a (id));
                   INSERT INTO b VALUES (7);";
        refinery::Runner::new(&[refinery::Migration::unapplied("V1__dangling", sql).expect("a right name")])
    }
    let scratch = Scratch::empty(Engine::Sqlite);
    let error = scratch
        .database()
        .migrate(&Migrations { sqlite: dangling, postgres: dangling })
        .expect_err("row 7 is not there");
    assert!(error.to_string().contains("a row of b"), "{error}");
}

/// The promise of a commit on the disk, whatever the server's settings are.
#[test]
fn an_asynchronous_commit_is_turned_off() {
    let scratch = Scratch::empty(Engine::Postgres);
    let name = scratch.location().to_string();
    let name = name.rsplit_once('/').map_or("", |(_, name)| name);
    beside(&scratch, &format!("ALTER DATABASE {name} SET synchronous_commit = off"));
    let database = Database::open(&Options::new(scratch.location().clone())).expect("it opens again");
    let setting = database
        .write_blocking::<String, Error>(|tx| tx.query_one("SHOW synchronous_commit", &[], |row| row.get(0)));
    database.close();
    assert_eq!(setting.as_deref(), Ok("on"));
}

#[test]
fn sqlite_syncs_every_commit() {
    let scratch = Scratch::empty(Engine::Sqlite);
    let settings = scratch.database().write_blocking::<_, Error>(|tx| {
        let synchronous = tx.query_one("PRAGMA synchronous", &[], |row| row.get::<i64>(0))?;
        let journal = tx.query_one("PRAGMA journal_mode", &[], |row| row.get::<String>(0))?;
        Ok((synchronous, journal))
    });
    // 2 is FULL: the log is synced before COMMIT returns.
    assert_eq!(settings, Ok((2, "wal".to_owned())));
}
