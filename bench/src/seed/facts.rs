//! What a load has to know of a seeded database: which pages there are.

use db::{Database, Location, Tx};
use desk::Timestamp;
use desk::page::{Place, Way};

use super::people::{GIANT, LARGE, MANAGERS};
use crate::Failure;

/// Addresses to ask for.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Tickets of each large affiliate, in no order, all opened by them before.
    pub(crate) of_affiliates: Vec<Vec<i64>>,
    /// Tickets of each manager's portfolio.
    pub(crate) of_managers: Vec<Vec<i64>>,
    /// Page tokens from all over the giant's list.
    pub(crate) deep: Vec<String>,
}

/// Tickets to choose from, for each of them.
const CHOICE: i64 = 200;

/// Places in the long list.
const PLACES: i64 = 100;

pub(crate) fn read(location: &Location) -> Result<Facts, Failure> {
    let mut options = db::Options::new(location.clone());
    options.deadline = std::time::Duration::from_mins(5);
    let database = Database::open(&options)?;
    let facts = database.read_blocking(|tx| {
        Ok::<_, db::Error>(Facts {
            of_affiliates: (GIANT + 1..=LARGE)
                .map(|id| tickets(tx, "affiliate_id", id))
                .collect::<Result<_, _>>()?,
            of_managers: (1..=MANAGERS).map(|id| tickets(tx, "manager_id", id)).collect::<Result<_, _>>()?,
            deep: deep(tx)?,
        })
    });
    database.close();
    Ok(facts?)
}

fn tickets(tx: &mut Tx<'_>, column: &str, owner: i64) -> Result<Vec<i64>, db::Error> {
    let sql = format!(
        "SELECT id FROM tickets WHERE {column} = $1 AND affiliate_seen = affiliate_newest
         ORDER BY id * 2654435761 % 4294967296 LIMIT {CHOICE}"
    );
    tx.query(&sql, &[&owner], |row| row.get(0))
}

fn deep(tx: &mut Tx<'_>) -> Result<Vec<String>, db::Error> {
    let sql = "SELECT updated_at, id FROM tickets WHERE affiliate_id = $1 ORDER BY updated_at DESC, id DESC";
    let all = tx.query(sql, &[&GIANT], |row| Ok((row.get::<Timestamp>(0)?, row.get::<i64>(1)?)))?;
    let every = (all.len() / usize::try_from(PLACES).unwrap_or(1)).max(1);
    // The last pages may be short ones.
    let far = all
        .iter()
        .skip(25)
        .step_by(every)
        .filter(|(at, _)| all.iter().rev().nth(30).is_some_and(|end| at > &end.0));
    let token = |(at, id): &(Timestamp, i64)| {
        Place { order: "-updated".to_owned(), way: Way::After, at: *at, id: *id }.to_string()
    };
    Ok(far.map(token).collect())
}
