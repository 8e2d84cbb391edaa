//! The reasons that managers choose from when they reject: a list that leads edit.

use crate::audit;
use crate::cx::Cx;
use crate::error::{Error, Problem};
use crate::text;

/// The most characters of a reason.
pub(super) const LONGEST: usize = 200;

/// The most reasons.
const MOST: usize = 50;

/// The reasons, in their order.
pub fn reasons(cx: &mut Cx<'_, '_>) -> Result<Vec<String>, Error> {
    cx.staff()?;
    Ok(cx.tx.query("SELECT text FROM reject_reasons ORDER BY place", &[], |row| row.get(0))?)
}

/// A lead changes the list: one a line. Decisions that were made keep what they said.
pub fn save_reasons(cx: &mut Cx<'_, '_>, raw: &str) -> Result<(), Error> {
    cx.lead()?;
    let mut reasons: Vec<String> = Vec::new();
    for line in raw.lines() {
        let reason = text::line(line, 0, LONGEST).map_err(|problem| Error::field("reasons", problem))?;
        if !reason.is_empty() && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if reasons.len() > MOST {
        return Err(Error::field("reasons", Problem::TooMany { max: MOST }));
    }
    cx.tx.execute("DELETE FROM reject_reasons", &[])?;
    for (place, reason) in (0_i64..).zip(&reasons) {
        cx.tx.execute("INSERT INTO reject_reasons (place, text) VALUES ($1, $2)", &[&place, reason])?;
    }
    audit::note(cx, "reasons.change", ("reasons", 0), &serde_json::json!(reasons))
}
