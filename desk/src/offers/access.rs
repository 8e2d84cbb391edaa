//! Whether an affiliate may run an offer. The table `offer_access` is the only place that says so, and this file the only
//! one that writes it.

use serde_json::json;

use super::{OfferId, OfferStatus, Privacy};
use crate::audit;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::live::{self, Hint};
use crate::people::{self, AffiliateId, UserId};
use crate::stamps;
use crate::text;

db::text_enum! {
    /// Whether it was given or taken away.
    pub enum AccessState {
        /// The affiliate may run the offer.
        Granted = "granted",
        /// A manager took that away.
        Removed = "removed",
    }
}

db::text_enum! {
    /// Where access comes from.
    pub enum Origin {
        /// The offer is, or was, open to everybody.
        Public = "public",
        /// A request was approved by a manager.
        Request = "request",
        /// A manager gave it by hand.
        Manual = "manual",
        /// A rule approved a request.
        Rule = "rule",
    }
}

/// What is stored about an affiliate and an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Whether it was given or taken away.
    pub state: AccessState,
    /// Where it comes from.
    pub origin: Origin,
    /// Why it was removed; empty when nobody said.
    pub reason: String,
}

/// Where access to a running offer comes from, if there is any. An offer that is paused or stopped keeps its affiliates.
pub fn origin(privacy: Privacy, status: OfferStatus, stored: Option<&Access>) -> Option<Origin> {
    match stored {
        Some(access) if access.state == AccessState::Granted => Some(access.origin),
        Some(_) => None,
        None => (privacy == Privacy::Public && status == OfferStatus::Active).then_some(Origin::Public),
    }
}

/// What is stored about a pair.
pub(crate) fn stored(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    offer: OfferId,
) -> Result<Option<Access>, Error> {
    let sql = "SELECT state, origin, reason FROM offer_access WHERE affiliate_id = $1 AND offer_id = $2";
    Ok(cx.tx.query_opt(sql, &[&affiliate, &offer], |row| {
        Ok(Access { state: row.get(0)?, origin: row.get(1)?, reason: row.get(2)? })
    })?)
}

/// Gives access, and leaves the telling to the caller. What was given before keeps its origin.
pub(crate) fn give(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    offer: OfferId,
    origin: Origin,
) -> Result<(), Error> {
    let by = cx.actor().user();
    cx.tx.execute(
        "INSERT INTO offer_access (affiliate_id, offer_id, state, origin, reason, changed_by, changed_at)
         VALUES ($1, $2, 'granted', $3, '', $4, $5)
         ON CONFLICT (affiliate_id, offer_id) DO UPDATE
         SET state = 'granted', origin = excluded.origin, reason = '', changed_by = excluded.changed_by,
             changed_at = excluded.changed_at
         WHERE offer_access.state = 'removed'",
        &[&affiliate, &offer, &origin, &by, &cx.now],
    )?;
    Ok(())
}

/// Says that an affiliate's offers look different now.
pub(crate) fn tell(cx: &mut Cx<'_, '_>, affiliate: AffiliateId) -> Result<(), Error> {
    stamps::bump_affiliate(cx, affiliate)?;
    hint(cx, affiliate)
}

/// The same where the affiliate's version is counted up already, because a ticket changed.
pub(crate) fn hint(cx: &mut Cx<'_, '_>, affiliate: AffiliateId) -> Result<(), Error> {
    live::tell(cx, &Hint::Access(affiliate))
}

/// What staff do by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByHand {
    /// The affiliate may run the offer; whatever was taken away is given back.
    Grant,
    /// The affiliate may not run it any more.
    Remove {
        /// Why, for the affiliate to read.
        reason: String,
    },
}

impl ByHand {
    /// Reads the form: `remove` with its reason, or a grant.
    pub fn parse(remove: bool, reason: &str) -> Result<Self, Error> {
        if !remove {
            return Ok(Self::Grant);
        }
        let reason = text::line(reason, 0, 300).map_err(|problem| Error::field("reason", problem))?;
        Ok(Self::Remove { reason })
    }
}

/// Grants, removes or restores access by hand. Doing again what is done already changes nothing.
pub fn by_hand(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    offer: OfferId,
    what: &ByHand,
) -> Result<(), Error> {
    cx.staff()?;
    people::visible_affiliate(cx, affiliate)?;
    super::store::exists(cx, offer)?;
    let before = stored(cx, affiliate, offer)?;
    match what {
        ByHand::Grant => {
            if before.as_ref().is_some_and(|before| before.state == AccessState::Granted) {
                return Ok(());
            }
            give(cx, affiliate, offer, Origin::Manual)?;
            tell(cx, affiliate)?;
        }
        ByHand::Remove { reason } => {
            if before.as_ref().is_some_and(|before| before.state == AccessState::Removed) {
                return Ok(());
            }
            let by = cx.actor().user();
            cx.tx.execute(
                "INSERT INTO offer_access (affiliate_id, offer_id, state, origin, reason, changed_by, changed_at)
                 VALUES ($1, $2, 'removed', 'manual', $3, $4, $5)
                 ON CONFLICT (affiliate_id, offer_id) DO UPDATE
                 SET state = 'removed', reason = excluded.reason, changed_by = excluded.changed_by,
                     changed_at = excluded.changed_at",
                &[&affiliate, &offer, &reason, &by, &cx.now],
            )?;
            tell(cx, affiliate)?;
        }
    }
    let (action, reason) = match what {
        ByHand::Grant => ("access.grant", ""),
        ByHand::Remove { reason } => ("access.remove", reason.as_str()),
    };
    audit::note(
        cx,
        action,
        ("offer", offer.get()),
        &json!({ "affiliate": affiliate.get(), "reason": reason }),
    )
}

/// An affiliate's access to an offer, as staff see it.
#[derive(Clone, Debug)]
pub struct AccessRow {
    /// The affiliate.
    pub affiliate: AffiliateId,
    /// Its name.
    pub affiliate_name: String,
    /// The offer.
    pub offer: OfferId,
    /// Its title.
    pub offer_title: String,
    /// What is stored.
    pub access: Access,
    /// Who changed it last, if a person did and is still there.
    pub changed_by: Option<String>,
    /// When.
    pub changed: Timestamp,
}

const ROWS: &str = "
    SELECT x.affiliate_id, a.name, x.offer_id, o.title, x.state, x.origin, x.reason, u.name, x.changed_at
    FROM offer_access x JOIN affiliates a ON a.id = x.affiliate_id JOIN offers o ON o.id = x.offer_id
    LEFT JOIN users u ON u.id = x.changed_by";

fn access_row(row: &db::Row<'_>) -> Result<AccessRow, db::Error> {
    Ok(AccessRow {
        affiliate: row.get(0)?,
        affiliate_name: row.get(1)?,
        offer: row.get(2)?,
        offer_title: row.get(3)?,
        access: Access { state: row.get(4)?, origin: row.get(5)?, reason: row.get(6)? },
        changed_by: row.get(7)?,
        changed: row.get(8)?,
    })
}

/// The most rows that a page shows of who has access.
pub const MOST_ROWS: i64 = 200;

/// Whose access to an offer is stored, among the affiliates that the acting member of staff looks after: the latest
/// changes first.
pub fn of_offer(cx: &mut Cx<'_, '_>, offer: OfferId) -> Result<Vec<AccessRow>, Error> {
    let (condition, user) = people::staff_condition(cx)?;
    let sql = format!(
        "{ROWS} WHERE {condition} AND x.offer_id = $2 ORDER BY x.changed_at DESC, x.affiliate_id LIMIT $3"
    );
    Ok(cx.tx.query(&sql, &[&user, &offer, &MOST_ROWS], access_row)?)
}

/// To which offers an affiliate's access is stored, the latest changes first.
pub fn of_affiliate(cx: &mut Cx<'_, '_>, affiliate: AffiliateId) -> Result<Vec<AccessRow>, Error> {
    people::visible_affiliate(cx, affiliate)?;
    let sql = format!("{ROWS} WHERE x.affiliate_id = $1 ORDER BY x.changed_at DESC, x.offer_id LIMIT $2");
    Ok(cx.tx.query(&sql, &[&affiliate, &MOST_ROWS], access_row)?)
}

/// Keeps the access of everybody who has it because the offer is public, before it is public no more. Gives how many.
pub(super) fn keep_public(cx: &mut Cx<'_, '_>, offer: OfferId) -> Result<u64, Error> {
    let by: Option<UserId> = cx.actor().user();
    Ok(cx.tx.execute(
        "INSERT INTO offer_access (affiliate_id, offer_id, state, origin, reason, changed_by, changed_at)
         SELECT a.id, CAST($1 AS BIGINT), 'granted', 'public', '', CAST($2 AS BIGINT), CAST($3 AS BIGINT)
         FROM affiliates a WHERE a.status = 'active'
         ON CONFLICT (affiliate_id, offer_id) DO NOTHING",
        &[&offer, &by, &cx.now],
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_before_what_the_offer_says() {
        let access = |state| Access { state, origin: Origin::Manual, reason: String::new() };
        let (granted, removed) = (access(AccessState::Granted), access(AccessState::Removed));
        for privacy in Privacy::ALL.iter().copied() {
            for status in OfferStatus::ALL.iter().copied() {
                assert_eq!(origin(privacy, status, Some(&granted)), Some(Origin::Manual));
                assert_eq!(origin(privacy, status, Some(&removed)), None);
                let open = privacy == Privacy::Public && status == OfferStatus::Active;
                assert_eq!(origin(privacy, status, None), open.then_some(Origin::Public));
            }
        }
    }
}
