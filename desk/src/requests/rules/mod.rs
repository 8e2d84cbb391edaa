//! Rules: what decides by itself. They are looked at in their order; the first that approves or rejects decides, and the
//! first that assigns puts somebody in charge.

mod run;
mod store;

use serde::{Deserialize, Serialize};

use crate::error::{FieldError, Problem};
use crate::offers::{self, OfferId};
use crate::people::UserId;
use crate::text;

pub use run::{DryRow, DryRun, dry_run};
pub(super) use run::{apply, hints};
pub use store::{change_rule, move_rule, remove_rule, rule, rules};

db::id! {
    /// A rule.
    pub RuleId
}

/// What has to hold; an empty list asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// One of these offers.
    #[serde(default)]
    pub offers: Vec<OfferId>,
    /// An offer of one of these categories.
    #[serde(default)]
    pub categories: Vec<String>,
    /// An affiliate with one of these tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// An affiliate of one of these countries.
    #[serde(default)]
    pub countries: Vec<String>,
    /// An affiliate who was approved for at least so many offers.
    #[serde(default)]
    pub approved: i64,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The request is approved.
    Approve,
    /// The request is rejected.
    Reject {
        /// The public reason.
        reason: String,
        /// After how many days the affiliate may ask again; none: what the offer says.
        days: Option<u32>,
    },
    /// Somebody is put in charge of the ticket.
    Assign {
        /// Who.
        user: UserId,
    },
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The rule.
    pub id: RuleId,
    /// What it is called.
    pub name: String,
    /// Whether it is in force.
    pub active: bool,
    /// When it applies.
    pub conditions: Conditions,
    /// What it does.
    pub action: Action,
    /// Counts up with every change.
    pub version: i64,
}

/// What rules look at.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) offer: i64,
    pub(super) categories: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) country: String,
    pub(super) approved: i64,
}

impl Conditions {
    fn hold(&self, facts: &Facts) -> bool {
        // Words are typed here and there by different people.
        let any = |wanted: &[String], there: &[String]| {
            let there: Vec<String> = there.iter().map(|one| text::fold(one)).collect();
            wanted.is_empty() || wanted.iter().any(|one| there.contains(&text::fold(one)))
        };
        (self.offers.is_empty() || self.offers.iter().any(|offer| offer.get() == facts.offer))
            && any(&self.categories, &facts.categories)
            && any(&self.tags, &facts.tags)
            && (self.countries.is_empty() || self.countries.contains(&facts.country))
            && facts.approved >= self.approved
    }

    /// Whether everything that `other` takes is taken by this: a rule below one like this has nothing left.
    fn covers(&self, other: &Self) -> bool {
        fn all<T: PartialEq>(mine: &[T], theirs: &[T]) -> bool {
            mine.is_empty() || (!theirs.is_empty() && theirs.iter().all(|one| mine.contains(one)))
        }
        all(&self.offers, &other.offers)
            && all(&self.categories, &other.categories)
            && all(&self.tags, &other.tags)
            && all(&self.countries, &other.countries)
            && self.approved <= other.approved
    }
}

/// What rules say about a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict<'r> {
    /// The rule that decides, with an action that approves or rejects.
    pub decides: Option<&'r Rule>,
    /// The rule that puts somebody in charge.
    pub assigns: Option<&'r Rule>,
}

pub(super) fn evaluate<'r>(rules: &'r [Rule], facts: &Facts) -> Verdict<'r> {
    let mut verdict = Verdict::default();
    for rule in rules.iter().filter(|rule| rule.active && rule.conditions.hold(facts)) {
        let place = match rule.action {
            Action::Assign { .. } => &mut verdict.assigns,
            Action::Approve | Action::Reject { .. } => &mut verdict.decides,
        };
        place.get_or_insert(rule);
    }
    verdict
}

/// The rule that leaves nothing to the one at `place`: it stands above, does the same kind of thing, and takes everything
/// that this one would.
pub fn shadowed_by(rules: &[Rule], place: usize) -> Option<&Rule> {
    let rule = rules.get(place)?;
    let assigns = |rule: &Rule| matches!(rule.action, Action::Assign { .. });
    rules[..place].iter().find(|above| {
        above.active && assigns(above) == assigns(rule) && above.conditions.covers(&rule.conditions)
    })
}

/// The form of a rule as it came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawRule {
    /// `name`
    pub name: String,
    /// Whether `active` came along.
    pub active: bool,
    /// Numbers of offers with commas between.
    pub offers: String,
    /// Categories with commas between.
    pub categories: String,
    /// Tags with commas between.
    pub tags: String,
    /// Countries with commas between.
    pub countries: String,
    /// The least number of approved offers.
    pub approved: String,
    /// `approve`, `reject` or `assign`.
    pub action: String,
    /// The public reason of a rejection.
    pub reason: String,
    /// Days until a new try; empty for what the offer says.
    pub days: String,
    /// The number of the member of staff.
    pub user: String,
}

impl RawRule {
    /// Its texts by name, in the form's order.
    pub fn fields(&mut self) -> [(&'static str, &mut String); 10] {
        [
            ("name", &mut self.name),
            ("offers", &mut self.offers),
            ("categories", &mut self.categories),
            ("tags", &mut self.tags),
            ("countries", &mut self.countries),
            ("approved", &mut self.approved),
            ("action", &mut self.action),
            ("reason", &mut self.reason),
            ("days", &mut self.days),
            ("user", &mut self.user),
        ]
    }
}

impl Rule {
    /// Its form, as it would be typed.
    pub fn raw(&self) -> RawRule {
        let conditions = &self.conditions;
        let (action, reason, days, user) = match &self.action {
            Action::Approve => ("approve", String::new(), None, None),
            Action::Reject { reason, days } => ("reject", reason.clone(), *days, None),
            Action::Assign { user } => ("assign", String::new(), None, Some(*user)),
        };
        let offers: Vec<String> = conditions.offers.iter().map(ToString::to_string).collect();
        RawRule {
            name: self.name.clone(),
            active: self.active,
            offers: offers.join(", "),
            categories: conditions.categories.join(", "),
            tags: conditions.tags.join(", "),
            countries: conditions.countries.join(", "),
            approved: if conditions.approved > 0 { conditions.approved.to_string() } else { String::new() },
            action: action.to_owned(),
            reason,
            days: days.map(|days| days.to_string()).unwrap_or_default(),
            user: user.map(|user| user.to_string()).unwrap_or_default(),
        }
    }
}

/// A rule to be stored or tried.
#[derive(Clone, Debug)]
pub struct NewRule {
    name: String,
    active: bool,
    conditions: Conditions,
    action: Action,
}

impl NewRule {
    /// Reads the form; every field that is wrong is named.
    pub fn parse(raw: &RawRule) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut blame = |field, problem: Problem| errors.push(FieldError { field, problem });
        let name =
            text::line(&raw.name, 1, 100).map_err(|problem| blame("name", problem)).unwrap_or_default();
        let offers = offer_ids(&raw.offers).map_err(|problem| blame("offers", problem)).unwrap_or_default();
        let mut words = |field, raw: &str| {
            offers::words(raw).map_err(|problem| blame(field, problem)).unwrap_or_default()
        };
        let (categories, tags) = (words("categories", &raw.categories), words("tags", &raw.tags));
        let countries = offers::countries(&raw.countries)
            .map_err(|problem| blame("countries", problem))
            .unwrap_or_default();
        let approved = number(&raw.approved)
            .map_err(|problem| blame("approved", problem))
            .unwrap_or_default()
            .unwrap_or(0);
        let action = match raw.action.as_str() {
            "approve" => Some(Action::Approve),
            "reject" => {
                let reason = text::line(&raw.reason, 1, super::reasons::LONGEST);
                let reason = reason.map_err(|problem| blame("reason", problem)).unwrap_or_default();
                let days = number(&raw.days).map_err(|problem| blame("days", problem)).unwrap_or_default();
                Some(Action::Reject { reason, days: days.and_then(|days| u32::try_from(days).ok()) })
            }
            "assign" => {
                let user = raw.user.trim().parse().map_err(|_| blame("user", Problem::Required)).ok();
                user.map(|user| Action::Assign { user })
            }
            _ => {
                blame("action", Problem::Required);
                None
            }
        };
        match action {
            Some(action) if errors.is_empty() => {
                let conditions = Conditions { offers, categories, tags, countries, approved };
                Ok(Self { name, active: raw.active, conditions, action })
            }
            _ => Err(errors),
        }
    }
}

/// The largest number that a rule compares or counts with.
const MOST: i64 = 3_650;

fn number(raw: &str) -> Result<Option<i64>, Problem> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(None);
    }
    let read = raw.parse().ok().filter(|number| (0..=MOST).contains(number));
    read.map(Some).ok_or(Problem::NotInRange { min: 0, max: MOST })
}

fn offer_ids(raw: &str) -> Result<Vec<OfferId>, Problem> {
    let parts = raw
        .split([',', ' ', ';', '\n'])
        .map(|part| part.trim_start_matches('#'))
        .filter(|part| !part.is_empty());
    let mut ids: Vec<OfferId> =
        parts.map(|part| part.parse().map_err(|_| Problem::Unknown)).collect::<Result<_, _>>()?;
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > 200 { Err(Problem::TooMany { max: 200 }) } else { Ok(ids) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: i64, conditions: Conditions, action: Action) -> Rule {
        Rule { id: RuleId::new(id), name: format!("rule {id}"), active: true, conditions, action, version: 1 }
    }

    fn reject() -> Action {
        Action::Reject { reason: "No".into(), days: None }
    }

    fn facts() -> Facts {
        Facts {
            offer: 7,
            categories: vec!["Finance".into()],
            tags: vec!["vip".into()],
            country: "DE".into(),
            approved: 3,
        }
    }

    #[test]
    fn the_first_that_holds_decides() {
        let vip = Conditions { tags: vec!["vip".into()], ..Conditions::default() };
        let many = Conditions { approved: 4, ..Conditions::default() };
        let assign = Action::Assign { user: UserId::new(5) };
        let mut rules = vec![
            rule(1, many, reject()),
            rule(2, Conditions::default(), assign),
            rule(3, vip, Action::Approve),
            rule(4, Conditions::default(), reject()),
        ];
        let ids = |rules: &[Rule]| {
            let verdict = evaluate(rules, &facts());
            (verdict.decides.map(|rule| rule.id.get()), verdict.assigns.map(|rule| rule.id.get()))
        };
        assert_eq!(ids(&rules), (Some(3), Some(2)));
        rules[2].active = false;
        assert_eq!(ids(&rules), (Some(4), Some(2)));
    }

    #[test]
    fn every_condition_has_to_hold() {
        let whole = Conditions {
            offers: vec![OfferId::new(7)],
            categories: vec!["Games".into(), "Finance".into()],
            tags: vec!["vip".into()],
            countries: vec!["AT".into(), "DE".into()],
            approved: 3,
        };
        assert!(whole.hold(&facts()));
        let shouted =
            Conditions { categories: vec!["FINANCE".into()], tags: vec!["Vip".into()], ..whole.clone() };
        assert!(shouted.hold(&facts()), "words are the same in any case");
        for broken in [
            Conditions { offers: vec![OfferId::new(8)], ..whole.clone() },
            Conditions { categories: vec!["Games".into()], ..whole.clone() },
            Conditions { tags: vec!["new".into()], ..whole.clone() },
            Conditions { countries: vec!["FR".into()], ..whole.clone() },
            Conditions { approved: 4, ..whole.clone() },
        ] {
            assert!(!broken.hold(&facts()), "{broken:?}");
            assert!(Conditions::default().covers(&broken));
        }
        assert!(!whole.covers(&Conditions::default()));
    }

    #[test]
    fn a_rule_that_is_never_reached_is_named() {
        let vip = Conditions { tags: vec!["vip".into()], ..Conditions::default() };
        let vip_de = Conditions { countries: vec!["DE".into()], ..vip.clone() };
        let rules = [
            rule(1, vip, Action::Approve),
            rule(2, vip_de, reject()),
            rule(3, Conditions::default(), reject()),
        ];
        assert_eq!(shadowed_by(&rules, 1).map(|rule| rule.id.get()), Some(1));
        assert_eq!(shadowed_by(&rules, 2), None);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let raw = RawRule {
            offers: "7, x".into(),
            countries: "XX".into(),
            approved: "many".into(),
            action: "reject".into(),
            days: "-1".into(),
            ..RawRule::default()
        };
        let fields: Vec<_> =
            NewRule::parse(&raw).expect_err("wrong").iter().map(|error| error.field).collect();
        assert_eq!(fields, ["name", "offers", "countries", "approved", "reason", "days"]);
    }
}
