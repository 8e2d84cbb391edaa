//! The tables of both engines, version by version. Append-only once released.

mod sqlite {
    refinery::embed_migrations!("migrations/sqlite");
}

mod postgres {
    refinery::embed_migrations!("migrations/postgres");
}

/// All migrations, for [`db::Database::migrate`].
pub fn all() -> db::Migrations {
    db::Migrations { sqlite: sqlite::migrations::runner, postgres: postgres::migrations::runner }
}
