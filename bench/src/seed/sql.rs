//! Pieces of SQL that both engines understand.

use db::Tx;

/// Inserts what `select` gives; in it, `series` is a table of the numbers `n` of a range.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    into: &str,
    select: &str,
    (first, last): (i64, i64),
) -> Result<(), db::Error> {
    let series = tx.engine().pick(
        "WITH RECURSIVE series (n) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM series WHERE n < $2)",
        "WITH series (n) AS (SELECT n FROM generate_series(CAST($1 AS BIGINT), CAST($2 AS BIGINT)) AS s (n))",
    );
    tx.execute(&format!("INSERT INTO {into} {series} {select}"), &[&first, &last]).map(drop)
}

/// Odd and far apart, so that what one of them decides tells nothing of the others.
const FACTORS: [i64; 6] =
    [2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393, 1_597_334_677];

/// 0 to 65,535, evenly and without a pattern that an eye would see: the upper half of a product (Knuth's
/// multiplicative hashing).
pub(super) fn hash(of: &str, which: usize) -> String {
    format!("(({of}) * {} % 4294967296 / 65536)", FACTORS[which])
}
