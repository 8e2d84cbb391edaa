//! The same text means the same on both engines.

use db::{Engine, Error, List, Tx, testing::Scratch};

use crate::support::{insert, items, names, write};

db::both_engines! {
    parameters_are_numbered, a_wrong_number_of_parameters_is_refused, the_wrong_method_is_refused,
    a_read_job_cannot_write, a_read_sees_one_moment, a_job_cannot_end_its_transaction, violations_have_names,
    rows_are_counted, upserts_say_what_they_did, like_minds_case, double_quotes_are_no_texts,
    lists_fit_one_parameter, texts_sort_by_their_bytes, times_and_escapes_are_pinned,
}

fn read<T: Send + 'static>(
    scratch: &Scratch,
    job: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    scratch.database().read_blocking(job)
}

fn parameters_are_numbered(engine: Engine) {
    let scratch = Scratch::empty(engine);
    let row = read(&scratch, |tx| {
        tx.query_one(
            "SELECT CAST($2 AS BIGINT), CAST($1 AS TEXT), CAST($3 AS BIGINT) + CAST($2 AS BIGINT)",
            &[&"first", &2, &3],
            |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?)),
        )
    });
    assert_eq!(row, Ok((2, "first".to_owned(), 5)));
}

fn a_wrong_number_of_parameters_is_refused(engine: Engine) {
    let scratch = items(engine);
    for given in [1, 3] {
        let error = read(&scratch, move |tx| {
            let params: [&dyn db::Param; 3] = [&1, &2, &3];
            tx.query("SELECT id FROM item WHERE id = $1 OR amount = $2", &params[..given], |_| Ok(()))
        })
        .expect_err("there are two");
        assert!(error.to_string().contains("2 parameters"), "{error}");
    }
    for sql in [
        "SELECT id FROM item WHERE id = ?",
        "SELECT id FROM item WHERE id = :id",
        "SELECT id FROM item WHERE id = $2",
    ] {
        let error =
            read(&scratch, move |tx| tx.query(sql, &[&1], |_| Ok(()))).expect_err("no such parameter");
        assert!(matches!(error, Error::Statement { .. }), "{error:?}");
    }
}

fn the_wrong_method_is_refused(engine: Engine) {
    let scratch = items(engine);
    let database = scratch.database();
    let error =
        write(database, "INSERT INTO item (name) VALUES ('a') RETURNING id").expect_err("it returns rows");
    assert!(error.to_string().contains("use query"), "{error}");
    let error = database
        .write_blocking::<_, Error>(|tx| tx.query("INSERT INTO item (name) VALUES ('b')", &[], |_| Ok(())))
        .expect_err("it returns none");
    assert!(error.to_string().contains("use execute"), "{error}");
    assert_eq!(names(database), [""; 0]);

    insert(database, "a").expect("it is new");
    insert(database, "b").expect("it is new");
    let one = read(&scratch, |tx| {
        // Finding nothing is no failure: the transaction goes on.
        let none = tx.query_one("SELECT id FROM item WHERE name = 'c'", &[], |row| row.get::<i64>(0));
        assert_eq!(none, Err(Error::NotFound));
        tx.query_opt("SELECT id FROM item WHERE name = 'a'", &[], |row| row.get::<i64>(0))
    });
    assert_eq!(one, Ok(Some(1)));
    let many = read(&scratch, |tx| tx.query_opt("SELECT id FROM item", &[], |row| row.get::<i64>(0)));
    assert_eq!(many, Err(Error::TooManyRows));
}

fn a_read_job_cannot_write(engine: Engine) {
    let scratch = items(engine);
    let answer = read(&scratch, |tx| tx.execute("INSERT INTO item (name) VALUES ('a')", &[]));
    assert!(matches!(answer, Err(Error::Statement { .. })), "{answer:?}");
    assert_eq!(names(scratch.database()), [""; 0]);
}

fn a_read_sees_one_moment(engine: Engine) {
    let scratch = items(engine);
    let database = scratch.database().clone();
    let counts = read(&scratch, move |tx| {
        let count = |tx: &mut Tx<'_>| tx.query_one("SELECT COUNT(*) FROM item", &[], |row| row.get::<i64>(0));
        let before = count(tx)?;
        // Writers do not wait for readers. (Only a test may wait for another job inside of one.)
        insert(&database, "meanwhile")?;
        Ok((before, count(tx)?))
    });
    assert_eq!(counts, Ok((0, 0)));
    assert_eq!(names(scratch.database()).len(), 1);
}

fn a_job_cannot_end_its_transaction(engine: Engine) {
    let scratch = items(engine);
    for sql in ["COMMIT", " rollback", "END;", "begin", "SAVEPOINT a", "ROLLBACK TO job"] {
        let answer = scratch.database().write_blocking::<_, Error>(move |tx| {
            tx.execute("INSERT INTO item (name) VALUES ('half')", &[])?;
            tx.execute(sql, &[])
        });
        assert!(matches!(answer, Err(Error::Statement { .. })), "{sql}: {answer:?}");
    }
    assert_eq!(names(scratch.database()), [""; 0]);
}

fn violations_have_names(engine: Engine) {
    let scratch = items(engine);
    let database = scratch.database();
    insert(database, "a").expect("it is new");
    let conflict = insert(database, "a").expect_err("it is there");
    assert_eq!(
        conflict,
        Error::Conflict { constraint: engine.pick("item.name", "item_name_key").to_owned() }
    );
    for sql in [
        "INSERT INTO item (name, amount) VALUES ('b', -1)",
        "INSERT INTO item (name, parent) VALUES ('b', 99)",
        "INSERT INTO item (name) VALUES (NULL)",
    ] {
        let error = write(database, sql).expect_err("a rule");
        assert!(matches!(error, Error::Constraint { .. }), "{sql}: {error:?}");
    }
    let error = write(database, "UPDATE nothing SET a = 1").expect_err("no such table");
    assert!(matches!(&error, Error::Statement { message, .. } if message.contains("nothing")), "{error:?}");
}

fn rows_are_counted(engine: Engine) {
    let scratch = items(engine);
    let database = scratch.database();
    assert_eq!(write(database, "INSERT INTO item (name) VALUES ('a'), ('b'), ('c')"), Ok(3));
    assert_eq!(write(database, "UPDATE item SET amount = 1 WHERE name <> 'a'"), Ok(2));
    assert_eq!(write(database, "UPDATE item SET amount = 1 WHERE name = 'x'"), Ok(0));
    assert_eq!(write(database, "INSERT INTO item (name) VALUES ('a') ON CONFLICT (name) DO NOTHING"), Ok(0));
    assert_eq!(write(database, "DELETE FROM item"), Ok(3));
}

fn upserts_say_what_they_did(engine: Engine) {
    let scratch = items(engine);
    let add = |name: &'static str| {
        scratch.database().write_blocking::<_, Error>(move |tx| {
            tx.query_opt(
                "INSERT INTO item (name) VALUES ($1) ON CONFLICT (name) DO NOTHING RETURNING id",
                &[&name],
                |row| row.get::<i64>(0),
            )
        })
    };
    assert_eq!(add("a"), Ok(Some(1)));
    assert_eq!(add("a"), Ok(None));
}

fn like_minds_case(engine: Engine) {
    let scratch = items(engine);
    insert(scratch.database(), "Straße").expect("it is new");
    for (pattern, found) in [("Str%", 1), ("str%", 0), ("%aß_", 1)] {
        let count = read(&scratch, move |tx| {
            tx.query_one(r"SELECT COUNT(*) FROM item WHERE name LIKE $1 ESCAPE '\'", &[&pattern], |row| {
                row.get::<i64>(0)
            })
        });
        assert_eq!(count, Ok(found), "{pattern}");
    }
}

fn double_quotes_are_no_texts(engine: Engine) {
    let scratch = items(engine);
    let answer = read(&scratch, |tx| tx.query(r#"SELECT id FROM item WHERE name = "nmae""#, &[], |_| Ok(())));
    assert!(matches!(answer, Err(Error::Statement { .. })), "{answer:?}");
}

fn lists_fit_one_parameter(engine: Engine) {
    let scratch = items(engine);
    write(scratch.database(), "INSERT INTO item (name) VALUES ('a'), ('b'), ('c')").expect("they are new");
    for (ids, found) in [(vec![], vec![]), (vec![3, 1, 77, -1], vec!["a", "c"])] {
        let list: List = ids.into_iter().collect();
        let names = read(&scratch, move |tx| {
            let sql = tx.engine().pick(
                "SELECT name FROM item WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id",
                "SELECT name FROM item
                  WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text($1)) ORDER BY id",
            );
            tx.query(sql, &[&list], |row| row.get::<String>(0))
        });
        assert_eq!(names, Ok(found.into_iter().map(str::to_owned).collect()));
    }
}

/// SQLite always does; PostgreSQL by the collation of the column, which the migrations have to name.
fn texts_sort_by_their_bytes(engine: Engine) {
    let scratch = Scratch::empty(engine);
    let create = engine.pick(
        "CREATE TABLE word (w TEXT NOT NULL) STRICT",
        "CREATE TABLE word (w TEXT COLLATE \"C\" NOT NULL)",
    );
    write(scratch.database(), create).expect("the table is made");
    write(scratch.database(), "INSERT INTO word VALUES ('b'), ('ä'), ('B'), ('_'), ('a')")
        .expect("it is empty");
    let words =
        read(&scratch, |tx| tx.query("SELECT w FROM word ORDER BY w", &[], |row| row.get::<String>(0)));
    assert_eq!(words.expect("it can be read"), ["B", "_", "a", "b", "ä"]);
}

fn times_and_escapes_are_pinned(engine: Engine) {
    let scratch = Scratch::empty(engine);
    let length = read(&scratch, |tx| {
        tx.query_one(r"SELECT CAST(LENGTH('a\nb') AS BIGINT)", &[], |row| row.get::<i64>(0))
    });
    assert_eq!(length, Ok(4));
    if engine == Engine::Postgres {
        let zone = read(&scratch, |tx| tx.query_one("SHOW TimeZone", &[], |row| row.get::<String>(0)));
        assert_eq!(zone.as_deref(), Ok("UTC"));
    }
}

/// The bundled SQLite has what the application searches with.
#[test]
fn sqlite_has_full_text_search() {
    let scratch = Scratch::empty(Engine::Sqlite);
    write(scratch.database(), "CREATE VIRTUAL TABLE words USING fts5 (body)").expect("FTS5 is compiled in");
    write(scratch.database(), "INSERT INTO words VALUES ('payment is late')").expect("the table is there");
    let found = read(&scratch, |tx| {
        tx.query_one("SELECT body FROM words WHERE words MATCH $1", &[&"late"], |row| row.get::<String>(0))
    });
    assert_eq!(found.as_deref(), Ok("payment is late"));
}
