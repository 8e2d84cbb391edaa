//! Where answers are fetched from, a mailbox or a bot: which process looks there, and how that goes.

use std::time::Duration;

use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::people::only_system;

/// How fetching from somewhere goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inlet {
    /// What it is called: the address of a mailbox, without a password; a bot.
    pub name: String,
    /// When it was last looked into with success; none before the first time.
    pub looked: Option<Timestamp>,
    /// Looks that failed in a row.
    pub failures: i64,
    /// When the last of them was.
    pub failed: Option<Timestamp>,
    /// What the server said then.
    pub error: String,
}

/// Takes the right to look there for a while, or keeps it. Of several processes one looks, and when it dies
/// another takes over.
pub fn lease(cx: &mut Cx<'_, '_>, name: &str, owner: &str, time: Duration) -> Result<bool, Error> {
    only_system(cx)?;
    cx.tx.execute(
        "INSERT INTO inlets (name, lease_owner, lease_until, looked_at, failures, failed_at, last_error)
         VALUES ($1, '', 0, 0, 0, 0, '') ON CONFLICT (name) DO NOTHING",
        &[&name],
    )?;
    let taken = cx.tx.execute(
        "UPDATE inlets SET lease_owner = $1, lease_until = $2
         WHERE name = $3 AND (lease_owner = $1 OR lease_until <= $4)",
        &[&owner, &cx.now.plus(time), &name, &cx.now],
    )?;
    Ok(taken == 1)
}

/// Gives the right back, so that another process may look at once.
pub fn give_back(cx: &mut Cx<'_, '_>, name: &str, owner: &str) -> Result<(), Error> {
    only_system(cx)?;
    let sql = "UPDATE inlets SET lease_owner = '', lease_until = 0 WHERE name = $1 AND lease_owner = $2";
    cx.tx.execute(sql, &[&name, &owner])?;
    Ok(())
}

/// A look succeeded.
pub fn looked(cx: &mut Cx<'_, '_>, name: &str) -> Result<(), Error> {
    only_system(cx)?;
    cx.tx.execute(
        "UPDATE inlets SET looked_at = $1, failures = 0, last_error = '' WHERE name = $2",
        &[&cx.now, &name],
    )?;
    Ok(())
}

/// A look failed. Gives how many have in a row.
pub fn failed(cx: &mut Cx<'_, '_>, name: &str, error: &str) -> Result<i64, Error> {
    only_system(cx)?;
    let error: String = error.chars().filter(|c| !c.is_control()).take(500).collect();
    cx.tx.execute(
        "UPDATE inlets SET failures = failures + 1, failed_at = $1, last_error = $2 WHERE name = $3",
        &[&cx.now, &error, &name],
    )?;
    let failures = "SELECT failures FROM inlets WHERE name = $1";
    Ok(cx.tx.query_opt(failures, &[&name], |row| row.get(0))?.unwrap_or(1))
}

/// How fetching from there goes.
pub(crate) fn inlet(cx: &mut Cx<'_, '_>, name: &str) -> Result<Inlet, Error> {
    let sql = "SELECT looked_at, failures, failed_at, last_error FROM inlets WHERE name = $1";
    let moment = |at: i64| (at > 0).then(|| Timestamp::new(at));
    let stored = cx.tx.query_opt(sql, &[&name], |row| {
        Ok(Inlet {
            name: name.to_owned(),
            looked: moment(row.get(0)?),
            failures: row.get(1)?,
            failed: moment(row.get(2)?),
            error: row.get(3)?,
        })
    })?;
    let never =
        Inlet { name: name.to_owned(), looked: None, failures: 0, failed: None, error: String::new() };
    Ok(stored.unwrap_or(never))
}
