//! Rules at work: on a request that has just come, on one that waits, and on those of the past.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Action, Facts, NewRule, Rule, RuleId, evaluate, store as rows};
use crate::audit;
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::keyset::Narrow;
use crate::offers::{self, OfferId};
use crate::outbox;
use crate::people::{self, AffiliateId};
use crate::requests::RequestState;
use crate::requests::settle::{AgainAfter, Outcome, settle};
use crate::requests::store::{self, Request};
use crate::tickets::{self, Event, Line, TicketId};

/// A request, as far as its facts go: whose, for which offer, and up to when approvals count.
type Asked = (AffiliateId, OfferId, Timestamp);

/// What rules look at, of each of these requests: four queries, however many they are.
fn facts(cx: &mut Cx<'_, '_>, asked: &[Asked]) -> Result<Vec<Facts>, Error> {
    let affiliates: Vec<i64> = asked.iter().map(|(affiliate, ..)| affiliate.get()).collect();
    let of_offers: Vec<i64> = asked.iter().map(|(_, offer, _)| offer.get()).collect();
    let engine = cx.tx.engine();
    let categories = grouped(offers::categories_of(cx, &of_offers)?);
    let tags = grouped(people::tags_of(cx, &affiliates)?);
    let mut narrow = Narrow::default();
    narrow.among("id", Some(&affiliates), engine);
    let sql = format!("SELECT id, country FROM affiliates WHERE {}", narrow.sql());
    let countries: Vec<(AffiliateId, String)> =
        cx.tx.query(&sql, &narrow.params(), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let countries: HashMap<_, _> = countries.into_iter().collect();
    let mut narrow = Narrow::to("state = $1", RequestState::Approved);
    narrow.among("affiliate_id", Some(&affiliates), engine);
    let sql = format!("SELECT affiliate_id, since FROM access_requests WHERE {}", narrow.sql());
    let approvals: Vec<(AffiliateId, Timestamp)> =
        cx.tx.query(&sql, &narrow.params(), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let approvals = grouped(approvals);
    let of = |(affiliate, offer, before): &Asked| Facts {
        offer: offer.get(),
        categories: categories.get(offer).cloned().unwrap_or_default(),
        tags: tags.get(affiliate).cloned().unwrap_or_default(),
        country: countries.get(affiliate).cloned().unwrap_or_default(),
        approved: approvals.get(affiliate).map_or(0, |given| {
            i64::try_from(given.iter().filter(|at| *at <= before).count()).unwrap_or(i64::MAX)
        }),
    };
    Ok(asked.iter().map(of).collect())
}

fn grouped<K: Eq + Hash, V>(pairs: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

/// Applies the rules to a request that has just come, in its transaction.
pub(in crate::requests) fn apply(cx: &mut Cx<'_, '_>, ticket: TicketId) -> Result<(), Error> {
    let rules = rows::load(cx)?;
    if rules.iter().all(|rule| !rule.active) {
        return Ok(());
    }
    let Some(request) = store::of(cx, ticket)? else { return Ok(()) };
    let asked = [(request.affiliate, request.offer, cx.now)];
    let facts = facts(cx, &asked)?.pop().unwrap_or_default();
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
    if !people::is_active_staff(cx, user)? {
        // They left after the rule was written: the ticket stays with the affiliate's manager.
        return Ok(());
    }
    tickets::assign(cx, ticket, user)?;
    tickets::write_line(cx, ticket, &Line { detail_staff: &rule.name, ..Line::of(Event::AssignedByRule) })?;
    note(cx, "request.rule", ticket, rule)
}

fn decide(cx: &mut Cx<'_, '_>, request: &Request, ticket: TicketId, rule: &Rule) -> Result<(), Error> {
    let outcome = match &rule.action {
        Action::Reject { reason, days } => {
            let again = days.map_or(AgainAfter::AsOfferSays, AgainAfter::Days);
            Outcome::Reject { reason, again }
        }
        Action::Approve | Action::Assign { .. } => Outcome::Approve,
    };
    let (message, notice) = settle(cx, request, ticket, outcome, &rule.name)?;
    note(cx, "request.rule", ticket, rule)?;
    outbox::to_affiliate(cx, notice, request.affiliate, ticket, message)
}

fn note(cx: &mut Cx<'_, '_>, action: &'static str, ticket: TicketId, rule: &Rule) -> Result<(), Error> {
    let data = serde_json::json!({ "rule": rule.id.get(), "name": rule.name, "version": rule.version });
    audit::note(cx, action, ("ticket", ticket.get()), &data)
}

/// What a rule would decide: its name, and whether it approves.
pub(in crate::requests) type Hint = (String, bool);

/// What the rules in force would decide about each of these requests, which wait.
pub(in crate::requests) fn hints(
    cx: &mut Cx<'_, '_>,
    waiting: &[(AffiliateId, OfferId)],
) -> Result<Vec<Option<Hint>>, Error> {
    let rules = rows::load(cx)?;
    if rules.iter().all(|rule| !rule.active) {
        return Ok(vec![None; waiting.len()]);
    }
    let now = cx.now;
    let asked: Vec<Asked> = waiting.iter().map(|(affiliate, offer)| (*affiliate, *offer, now)).collect();
    let decides = |facts: &Facts| evaluate(&rules, facts).decides;
    let hint = |facts| decides(facts).map(|rule| (rule.name.clone(), rule.action == Action::Approve));
    Ok(facts(cx, &asked)?.iter().map(hint).collect())
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
            let asked: Asked = (row.get(1)?, row.get(3)?, row.get(6)?);
            Ok((dry, asked))
        },
    )?;
    let (past, asked): (Vec<DryRow>, Vec<Asked>) = past.into_iter().unzip();
    let mut run = DryRun { looked: past.len(), ..DryRun::default() };
    for (mut dry, facts) in past.into_iter().zip(facts(cx, &asked)?) {
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
