//! Who did what, and when: rows that are only added.

use serde_json::Value;

use crate::cx::Cx;
use crate::error::Error;

/// Notes something in the transaction that does it. `data` says more about it.
pub(crate) fn note(
    cx: &mut Cx<'_, '_>,
    action: &'static str,
    (subject, id): (&'static str, i64),
    data: &Value,
) -> Result<(), Error> {
    let user = cx.actor().user();
    cx.tx.execute(
        "INSERT INTO audit_log (at, user_id, action, subject, subject_id, data) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&cx.now, &user, &action, &subject, &id, &data.to_string()],
    )?;
    Ok(())
}
