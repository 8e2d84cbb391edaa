//! Rules at work: on a request that has just come, on one that waits, and on those of the past.

use super::{Action, Facts, NewRule, Rule, RuleId, evaluate, store as rows};
use crate::audit;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::offers::{self, OfferId, Origin};
use crate::outbox::{self, Notice};
use crate::people::AffiliateId;
use crate::requests::store::{self, DAY, Request, Step};
use crate::requests::{RequestId, RequestState};
use crate::tickets::{self, Event, Line, TicketId};

/// What rules look at, of a request.
fn facts(
    cx: &mut Cx<'_, '_>,
    affiliate: AffiliateId,
    offer: OfferId,
    before: Timestamp,
) -> Result<Facts, Error> {
    let sql = "SELECT category FROM offer_categories WHERE offer_id = $1";
    let categories = cx.tx.query(sql, &[&offer], |row| row.get(0))?;
    let sql = "SELECT tag FROM affiliate_tags WHERE affiliate_id = $1";
    let tags = cx.tx.query(sql, &[&affiliate], |row| row.get(0))?;
    let country =
        cx.tx.query_one("SELECT country FROM affiliates WHERE id = $1", &[&affiliate], |row| row.get(0))?;
    let sql = "SELECT COUNT(*) FROM access_requests
               WHERE affiliate_id = $1 AND state = 'approved' AND since <= $2";
    let approved = cx.tx.query_one(sql, &[&affiliate, &before], |row| row.get(0))?;
    Ok(Facts { offer: offer.get(), categories, tags, country, approved })
}

/// Applies the rules to a request that has just come, in its transaction.
pub(in crate::requests) fn apply(cx: &mut Cx<'_, '_>, ticket: TicketId) -> Result<(), Error> {
    let rules = rows::load(cx)?;
    if rules.iter().all(|rule| !rule.active) {
        return Ok(());
    }
    let Some(request) = store::of(cx, ticket)? else { return Ok(()) };
    let now = cx.now;
    let facts = facts(cx, request.affiliate, request.offer, now)?;
    let verdict = evaluate(&rules, &facts);
    if let Some(rule) = verdict.assigns {
        assign(cx, ticket, rule)?;
    }
    if let Some(rule) = verdict.decides {
        decide(cx, &request, ticket, rule)?;
    }
    Ok(())
}

fn assign(cx: &mut Cx<'_, '_>, ticket: TicketId, rule: &Rule) -> Result<(), Error> {
    let Action::Assign { user } = rule.action else { return Ok(()) };
    cx.tx.execute("UPDATE tickets SET assignee_id = $1 WHERE id = $2", &[&user, &ticket])?;
    tickets::write_line(cx, ticket, &Line { detail_staff: &rule.name, ..Line::of(Event::AssignedByRule) })?;
    note(cx, "request.rule", ticket, rule)
}

fn decide(cx: &mut Cx<'_, '_>, request: &Request, ticket: TicketId, rule: &Rule) -> Result<(), Error> {
    let (to, event, notice) = match rule.action {
        Action::Reject { .. } => (RequestState::Rejected, Event::Rejected, Notice::RequestRejected),
        _ => (RequestState::Approved, Event::Approved, Notice::RequestApproved),
    };
    let mut step = Step { by: None, rule: &rule.name, ..Step::by_actor(cx, to, event) };
    if let Action::Reject { reason, days } = &rule.action {
        let days = match days {
            Some(days) => Some(i64::from(*days)),
            None => offers::reapply_days(cx, request.offer)?,
        };
        step = step.because(reason, days.map(|days| cx.now.plus(DAY * u32::try_from(days).unwrap_or(0))));
    }
    let message = store::step(cx, request, ticket, &step)?;
    if to == RequestState::Approved {
        offers::give_access(cx, request.affiliate, request.offer, Origin::Rule)?;
    }
    note(cx, "request.rule", ticket, rule)?;
    outbox::to_affiliate(cx, notice, request.affiliate, ticket, message)
}

fn note(cx: &mut Cx<'_, '_>, action: &'static str, ticket: TicketId, rule: &Rule) -> Result<(), Error> {
    let data = serde_json::json!({ "rule": rule.id.get(), "name": rule.name, "version": rule.version });
    audit::note(cx, action, ("ticket", ticket.get()), &data)
}

/// What the rules in force would decide about a request that waits: the rule's name and whether it approves.
pub(in crate::requests) fn hint(cx: &mut Cx<'_, '_>, id: RequestId) -> Result<Option<(String, bool)>, Error> {
    let rules = rows::load(cx)?;
    if rules.iter().all(|rule| !rule.active) {
        return Ok(None);
    }
    let sql = "SELECT affiliate_id, offer_id FROM access_requests WHERE id = $1";
    let (affiliate, offer) = cx.tx.query_one(sql, &[&id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let now = cx.now;
    let facts = facts(cx, affiliate, offer, now)?;
    Ok(evaluate(&rules, &facts).decides.map(|rule| (rule.name.clone(), rule.action == Action::Approve)))
}

/// Requests of the past that a dry run looks at: the newest.
const PAST: i64 = 500;

/// What a rule would have done.
#[derive(Clone, Debug, Default)]
pub struct DryRun {
    /// How many requests were looked at.
    pub looked: usize,
    /// How many the rule would have taken.
    pub taken: usize,
    /// Those where the outcome would have been another, newest first.
    pub changes: Vec<DryRow>,
}

/// A request that a rule would have decided in another way.
#[derive(Clone, Debug)]
pub struct DryRow {
    /// Its ticket.
    pub ticket: TicketId,
    /// Whose it is.
    pub affiliate: String,
    /// For which offer.
    pub offer: String,
    /// How it stands.
    pub state: RequestState,
    /// Whether the rule would have approved it; none where it puts somebody in charge.
    pub approves: Option<bool>,
}

/// What a rule would have done on past requests, among the other rules: in the place of the one that it changes, or at the
/// end. Tags and countries are those of today. Changes nothing.
pub fn dry_run(cx: &mut Cx<'_, '_>, place: Option<RuleId>, new: &NewRule) -> Result<DryRun, Error> {
    let mut rules = super::rules(cx)?;
    rows::check(cx, new)?;
    // A number that no stored rule has.
    let id = place.unwrap_or(RuleId::new(0));
    let NewRule { name, conditions, action, .. } = new.clone();
    let tried = Rule { id, name, active: true, conditions, action, version: 0 };
    match rules.iter_mut().find(|rule| rule.id == id) {
        Some(rule) => *rule = tried,
        None => rules.push(tried),
    }
    let past = cx.tx.query(
        "SELECT r.ticket_id, r.affiliate_id, a.name, r.offer_id, o.title, r.state, r.created_at
         FROM access_requests r JOIN affiliates a ON a.id = r.affiliate_id JOIN offers o ON o.id = r.offer_id
         ORDER BY r.id DESC LIMIT $1",
        &[&PAST],
        |row| {
            let dry = DryRow {
                ticket: row.get(0)?,
                affiliate: row.get(2)?,
                offer: row.get(4)?,
                state: row.get(5)?,
                approves: None,
            };
            Ok((dry, row.get::<AffiliateId>(1)?, row.get::<OfferId>(3)?, row.get::<Timestamp>(6)?))
        },
    )?;
    let mut run = DryRun { looked: past.len(), ..DryRun::default() };
    for (mut dry, affiliate, offer, created) in past {
        let facts = facts(cx, affiliate, offer, created)?;
        let verdict = evaluate(&rules, &facts);
        let mine = [verdict.decides, verdict.assigns].into_iter().flatten().find(|rule| rule.id == id);
        let Some(mine) = mine else { continue };
        run.taken += 1;
        dry.approves = match mine.action {
            Action::Approve => Some(true),
            Action::Reject { .. } => Some(false),
            Action::Assign { .. } => None,
        };
        let same = match dry.approves {
            Some(true) => dry.state == RequestState::Approved,
            Some(false) => dry.state == RequestState::Rejected,
            None => false,
        };
        if !same {
            run.changes.push(dry);
        }
    }
    Ok(run)
}
