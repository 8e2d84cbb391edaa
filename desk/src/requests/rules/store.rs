//! The rules' rows. Admins change them.

use super::{Action, NewRule, Rule, RuleId};
use crate::audit;
use crate::cx::Cx;
use crate::error::{Conflict, Error, Problem};
use crate::people;

/// All rules, in their order.
pub(super) fn load(cx: &mut Cx<'_, '_>) -> Result<Vec<Rule>, Error> {
    let rows = cx.tx.query(
        "SELECT id, name, active, conditions, action, version FROM rules ORDER BY place, id",
        &[],
        |row| {
            let texts = (row.get::<String>(3)?, row.get::<String>(4)?);
            Ok((row.get::<RuleId>(0)?, row.get::<String>(1)?, row.get::<bool>(2)?, texts, row.get::<i64>(5)?))
        },
    )?;
    let rules = rows.into_iter().map(|(id, name, active, (conditions, action), version)| {
        let damaged = |error: serde_json::Error| Error::Damaged(format!("rule {id}: {error}"));
        let conditions = serde_json::from_str(&conditions).map_err(damaged)?;
        let action = serde_json::from_str(&action).map_err(damaged)?;
        Ok(Rule { id, name, active, conditions, action, version })
    });
    rules.collect()
}

/// All rules, in their order.
pub fn rules(cx: &mut Cx<'_, '_>) -> Result<Vec<Rule>, Error> {
    cx.admin()?;
    load(cx)
}

/// A rule, to be edited.
pub fn rule(cx: &mut Cx<'_, '_>, id: RuleId) -> Result<Rule, Error> {
    rules(cx)?.into_iter().find(|rule| rule.id == id).ok_or(Error::NotFound)
}

/// Checks what only the database knows.
pub(super) fn check(cx: &mut Cx<'_, '_>, new: &NewRule) -> Result<(), Error> {
    for offer in &new.conditions.offers {
        let sql = "SELECT id FROM offers WHERE id = $1";
        if cx.tx.query_opt(sql, &[offer], |row| row.get::<i64>(0))?.is_none() {
            return Err(Error::field("offers", Problem::Unknown));
        }
    }
    if let Action::Assign { user } = new.action
        && !people::is_active_staff(cx, user)?
    {
        return Err(Error::field("user", Problem::Unknown));
    }
    Ok(())
}

/// Stores a rule: a new one, at the end, or a change of the version that was looked at.
pub fn change_rule(cx: &mut Cx<'_, '_>, id: Option<(RuleId, i64)>, new: &NewRule) -> Result<RuleId, Error> {
    cx.admin()?;
    check(cx, new)?;
    let written =
        |error: serde_json::Error| Error::Damaged(format!("a rule that cannot be written: {error}"));
    let conditions = serde_json::to_string(&new.conditions).map_err(written)?;
    let action = serde_json::to_string(&new.action).map_err(written)?;
    let id = match id {
        None => cx.tx.query_one(
            "INSERT INTO rules (place, name, active, conditions, action, updated_at, version)
             VALUES ((SELECT COALESCE(MAX(r.place), 0) + 1 FROM rules r), $1, $2, $3, $4, $5, 1) RETURNING id",
            &[&new.name, &new.active, &conditions, &action, &cx.now],
            |row| row.get(0),
        )?,
        Some((id, version)) => {
            if rule(cx, id)?.version != version {
                return Err(Conflict::Changed.into());
            }
            cx.tx.execute(
                "UPDATE rules SET name = $1, active = $2, conditions = $3, action = $4, updated_at = $5,
                        version = version + 1 WHERE id = $6",
                &[&new.name, &new.active, &conditions, &action, &cx.now, &id],
            )?;
            id
        }
    };
    note(cx, "rule.change", id, &new.name)?;
    Ok(id)
}

fn note(cx: &mut Cx<'_, '_>, action: &'static str, id: RuleId, name: &str) -> Result<(), Error> {
    audit::note(cx, action, ("rule", id.get()), &serde_json::json!({ "name": name }))
}

/// Moves a rule one place up or down. At the end it stays.
pub fn move_rule(cx: &mut Cx<'_, '_>, id: RuleId, up: bool) -> Result<(), Error> {
    let all = rules(cx)?;
    let at = all.iter().position(|rule| rule.id == id).ok_or(Error::NotFound)?;
    let other = if up { at.checked_sub(1) } else { Some(at + 1).filter(|other| *other < all.len()) };
    let Some(other) = other else { return Ok(()) };
    let mut order: Vec<RuleId> = all.iter().map(|rule| rule.id).collect();
    order.swap(at, other);
    for (place, id) in (1_i64..).zip(&order) {
        cx.tx.execute("UPDATE rules SET place = $1 WHERE id = $2", &[&place, id])?;
    }
    note(cx, "rule.move", id, &all[at].name)
}

/// Removes a rule. What it decided stays decided, and says its name.
pub fn remove_rule(cx: &mut Cx<'_, '_>, id: RuleId) -> Result<(), Error> {
    let name = rule(cx, id)?.name;
    cx.tx.execute("DELETE FROM rules WHERE id = $1", &[&id])?;
    note(cx, "rule.remove", id, &name)
}
