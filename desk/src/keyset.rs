//! The SQL of a keyset page: one range, one order, filters from fixed fragments.

use db::Param;

use crate::clock::Timestamp;
use crate::page::{PAGE_ROWS, Place, Way};

/// A column to order by, and which end comes first. The id breaks ties, in the same direction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    /// The order's name in a page token.
    pub(crate) name: &'static str,
    /// The table's alias in the statement.
    pub(crate) table: &'static str,
    /// The table's column.
    pub(crate) column: &'static str,
    /// Whether the latest comes first.
    pub(crate) descending: bool,
}

impl Order {
    /// The comparison and the direction of rows on that side of a place.
    fn towards(self, way: Way) -> (&'static str, &'static str) {
        if self.falls(way) { ("<", "DESC") } else { (">", "ASC") }
    }

    /// Whether rows on that side of a place are read from the greatest on.
    fn falls(self, way: Way) -> bool {
        self.descending == (way == Way::After)
    }
}

/// A statement's conditions, from fixed fragments, with their parameters; `$n` are given out in order.
#[derive(Default)]
pub(crate) struct Narrow {
    conditions: String,
    values: Vec<Box<dyn Param + Send>>,
}

impl Narrow {
    /// Starts with a condition that takes `$1`.
    pub(crate) fn to(condition: impl Into<String>, owner: impl Param + Send + 'static) -> Self {
        let mut narrow = Self { conditions: condition.into(), values: Vec::new() };
        narrow.bind(owner);
        narrow
    }

    /// Adds a parameter and gives its number.
    pub(crate) fn bind(&mut self, value: impl Param + Send + 'static) -> usize {
        self.values.push(Box::new(value));
        self.values.len()
    }

    /// Adds a condition, whose parameters are bound already.
    pub(crate) fn and(&mut self, condition: &str) {
        if !self.conditions.is_empty() {
            self.conditions.push_str(" AND ");
        }
        self.conditions.push_str(condition);
    }

    /// Only rows whose column has this value, where one is wanted.
    pub(crate) fn equal(&mut self, column: &'static str, value: Option<impl Param + Send + 'static>) {
        if let Some(value) = value {
            let n = self.bind(value);
            self.and(&format!("{column} = ${n}"));
        }
    }

    /// Only rows where the column is set.
    pub(crate) fn set(&mut self, column: &'static str) {
        self.and(&format!("{column} IS NOT NULL"));
    }

    /// Only rows whose column is one of these, bound as one text, so that any number is one statement. PostgreSQL takes an
    /// array, because it guesses a hundred rows of a function that reads JSON and then reads whole tables.
    pub(crate) fn among(&mut self, column: &'static str, ids: Option<&[i64]>, engine: db::Engine) {
        if let Some(ids) = ids {
            let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
            let n = self.bind(engine.pick(format!("[{list}]"), format!("{{{list}}}")));
            self.and(&engine.pick(
                format!("{column} IN (SELECT value FROM json_each(${n}))"),
                format!("{column} = ANY (CAST(CAST(${n} AS TEXT) AS BIGINT[]))"),
            ));
        }
    }

    /// The conditions, for a `WHERE`.
    pub(crate) fn sql(&self) -> &str {
        &self.conditions
    }

    /// The parameters as `db` takes them.
    pub(crate) fn params(&self) -> Vec<&dyn Param> {
        self.values.iter().map(|value| -> &dyn Param { value.as_ref() }).collect()
    }

    /// One page's worth of `select` in an order, from a place on.
    pub(crate) fn page(&mut self, select: &str, order: Order, from: Option<&Place>) -> String {
        let (compare, direction) = order.towards(from.map_or(Way::After, |place| place.way));
        let Order { table, column, .. } = order;
        if let Some(place) = from {
            let (at, id) = (self.bind(place.at), self.bind(place.id));
            self.and(&format!("({table}.{column}, {table}.id) {compare} (${at}, ${id})"));
        }
        let limit = self.bind(i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX));
        let (word, conditions) = (if self.conditions.is_empty() { "" } else { "WHERE " }, &self.conditions);
        format!(
            "{select} {word}{conditions} ORDER BY {table}.{column} {direction}, {table}.id {direction} LIMIT ${limit}"
        )
    }
}

/// The place of the request, if it belongs to this order.
pub(crate) fn fitting(from: Option<&Place>, order: Order) -> Option<&Place> {
    from.filter(|place| place.order == order.name)
}

/// Merges the rows of several arms into one page's worth, each row once.
pub(crate) fn merge<T>(
    mut rows: Vec<T>,
    order: Order,
    from: Option<&Place>,
    key: impl Fn(&T) -> (Timestamp, i64),
) -> Vec<T> {
    let falls = order.falls(from.map_or(Way::After, |place| place.way));
    rows.sort_by(|a, b| if falls { key(b).cmp(&key(a)) } else { key(a).cmp(&key(b)) });
    rows.dedup_by_key(|row| key(row).1);
    rows.truncate(PAGE_ROWS + 1);
    rows
}
