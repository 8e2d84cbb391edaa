//! The two trees of migrations make the same tables.

use std::collections::{BTreeMap, BTreeSet};

use db::{Engine, Schema};
use testkit::Kit;

/// Full-text search is the one place where the tables differ on purpose.
fn is_search(table: &str) -> bool {
    table.starts_with("message_search")
}

/// Names and nullability of the columns, and their types as far as the engines share them.
fn comparable(schema: &Schema) -> BTreeMap<String, BTreeSet<(String, bool, &'static str)>> {
    let kind = |name: &str| match name {
        "integer" | "bigint" => "integer",
        "text" => "text",
        "boolean" => "boolean",
        "blob" | "bytea" => "bytes",
        other => panic!("no column should be of type {other}"),
    };
    let tables = schema.iter().filter(|(table, _)| !is_search(table));
    tables
        .map(|(table, columns)| {
            let columns =
                columns.iter().map(|column| (column.name.clone(), column.nullable, kind(&column.kind)));
            (table.clone(), columns.collect())
        })
        .collect()
}

/// Indexes by name, with their tables; those that a constraint makes have names of the engine's own.
async fn indexes(kit: &Kit) -> BTreeSet<(String, String)> {
    kit.sql(|tx| {
        let sql = tx.engine().pick(
            "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
            "SELECT CAST(tablename AS TEXT), CAST(indexname AS TEXT) FROM pg_indexes
             WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key'",
        );
        tx.query(sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))
    })
    .await
    .into_iter()
    .filter(|(table, _)| !is_search(table) && table != "refinery_schema_history")
    .collect()
}

#[test]
fn both_trees_make_the_same_tables_and_indexes() {
    testkit::run(async {
        let (lite, post) = (Kit::new(Engine::Sqlite), Kit::new(Engine::Postgres));
        let (one, two) = (lite.db().schema().expect("read"), post.db().schema().expect("read"));
        assert!(one.len() > 10, "{:?}", one.keys());
        assert_eq!(comparable(&one), comparable(&two));
        assert_eq!(indexes(&lite).await, indexes(&post).await);
    });
}

async fn nothing_is_left_to_apply(engine: Engine) {
    let kit = Kit::new(engine);
    assert_eq!(kit.db().pending_migrations(&desk::migrations::all()), Ok(vec![]));
    assert_eq!(kit.db().migrate(&desk::migrations::all()), Ok(vec![]));
    kit.verify().await;
}

testkit::both_engines!(nothing_is_left_to_apply);
