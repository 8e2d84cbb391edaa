//! Keyset pages: a list is read from a place in its order, never by counting rows away.

use std::fmt;
use std::str::FromStr;

use crate::clock::Timestamp;

/// Rows on a page.
pub const PAGE_ROWS: usize = 25;

/// A place in an ordered list: between two rows, looking one way.
///
/// Its text is the page token of a URL: `1.<order>.<way>.<moment>.<id>`. It is not secret and not signed: all it can do
/// is to name a place. One that does not fit the list's order is ignored, which gives the first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The order that it belongs to, e.g. `updated`.
    pub order: String,
    /// Which side of it is wanted.
    pub way: Way,
    /// The order's moment of the row at the edge.
    pub at: Timestamp,
    /// The row at the edge.
    pub id: i64,
}

/// Which rows are wanted, seen from a [`Place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Those that follow it in the list's order.
    After,
    /// Those that come before it.
    Before,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.way {
            Way::After => 'a',
            Way::Before => 'b',
        };
        write!(f, "1.{}.{way}.{}.{}", self.order, self.at.get(), self.id)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(token: &str) -> Result<Self, ()> {
        let mut parts = token.splitn(5, '.');
        let mut part = || parts.next().ok_or(());
        if part()? != "1" {
            return Err(());
        }
        let order = part()?.to_owned();
        let way = match part()? {
            "a" => Way::After,
            "b" => Way::Before,
            _ => return Err(()),
        };
        let at = Timestamp::new(part()?.parse().map_err(|_| ())?);
        let id = part()?.parse().map_err(|_| ())?;
        Ok(Self { order, way, at, id })
    }
}

/// One page of a list, with the ways on from it.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Where the following page starts, if there is one.
    pub next: Option<Place>,
    /// Where the page before ends, if there is one.
    pub previous: Option<Place>,
}

impl<T> Page<T> {
    /// Makes a page of `found`: up to [`PAGE_ROWS`] + 1 rows read from `from` in the direction of its way
    /// (so that one row too many says that there is more). `key` names a row's place in the order.
    pub(crate) fn cut(
        order: &str,
        from: Option<&Place>,
        mut found: Vec<T>,
        key: impl Fn(&T) -> (Timestamp, i64),
    ) -> Self {
        let more = found.len() > PAGE_ROWS;
        found.truncate(PAGE_ROWS);
        let backwards = from.is_some_and(|place| place.way == Way::Before);
        if backwards {
            found.reverse();
        }
        let place = |row: Option<&T>, way: Way| {
            row.map(&key).map(|(at, id)| Place { order: order.to_owned(), way, at, id })
        };
        let (has_next, has_previous) = if backwards { (true, more) } else { (more, from.is_some()) };
        let next = if has_next { place(found.last(), Way::After) } else { None };
        let previous = if has_previous { place(found.first(), Way::Before) } else { None };
        Self { rows: found, next, previous }
    }

    /// The same page with other rows.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(change).collect(), next: self.next, previous: self.previous }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_round_trip_and_nonsense_is_refused() {
        let place = Place { order: "updated".into(), way: Way::Before, at: Timestamp::new(-5), id: 7 };
        assert_eq!(place.to_string().parse(), Ok(place));
        for bad in [
            "",
            "1",
            "2.updated.a.1.1",
            "1.updated.c.1.1",
            "1.updated.a.x.1",
            "1.updated.a.1.9223372036854775808",
        ] {
            assert_eq!(bad.parse::<Place>(), Err(()), "{bad}");
        }
    }

    #[test]
    fn the_ways_on_are_known_from_one_row_too_many() {
        let key = |row: &i64| (Timestamp::new(*row), *row);
        let rows = |n: i64| (0..n).collect::<Vec<_>>();
        let first = Page::cut("x", None, rows(26), key);
        assert_eq!((first.rows.len(), first.next.is_some(), first.previous.is_some()), (25, true, false));
        let last = Page::cut("x", first.next.as_ref(), rows(3), key);
        assert_eq!((last.rows.len(), last.next.is_some(), last.previous.is_some()), (3, false, true));
        let back = Page::cut("x", last.previous.as_ref(), rows(25), key);
        assert_eq!((back.rows[0], back.next.is_some(), back.previous.is_some()), (24, true, false));
    }
}
