//! The tables and columns of a database, to compare the two engines' migrations.

use std::collections::BTreeMap;

use crate::{Database, Engine, Error, Tx};

/// Tables and their columns, in the order of their names. Tables of the engine, of full-text search and of the
/// migrations themselves are left out.
pub type Schema = BTreeMap<String, Vec<SchemaColumn>>;

/// A column, as far as it is the same on both engines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaColumn {
    /// Its name.
    pub name: String,
    /// Whether it takes NULL.
    pub nullable: bool,
    /// The type as the engine names it, in lower case; the engines differ (`integer` and `bigint`, `boolean`).
    pub kind: String,
}

const SQLITE: &str = r#"
    SELECT t.name, c.name, c."notnull" = 0 AND c.pk = 0, lower(c.type)
      FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
     WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
     ORDER BY t.name, c.name"#;

const POSTGRES: &str = r#"
    SELECT CAST(c.table_name AS TEXT), CAST(c.column_name AS TEXT), c.is_nullable = 'YES', CAST(c.data_type AS TEXT)
      FROM information_schema.columns AS c
      JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
     ORDER BY c.table_name COLLATE "C", c.column_name COLLATE "C""#;

impl Database {
    /// Lists the tables and their columns, waiting on this thread.
    pub fn schema(&self) -> Result<Schema, Error> {
        self.read_blocking(read)
    }
}

fn read(tx: &mut Tx<'_>) -> Result<Schema, Error> {
    let sql = match tx.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    let mut schema = Schema::new();
    let columns = tx.query(sql, &[], |row| {
        let column = SchemaColumn { name: row.get(1)?, nullable: row.get(2)?, kind: row.get(3)? };
        Ok((row.get::<String>(0)?, column))
    })?;
    for (table, column) in columns {
        if table != crate::migrations::TABLE {
            schema.entry(table).or_default().push(column);
        }
    }
    Ok(schema)
}
