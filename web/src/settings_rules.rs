//! `/desk/settings/rules`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use desk::people;
use desk::requests::{self, Action, DryRun, NewRule, RawRule, Rule, RuleId};
use desk::{Cx, Error};

use crate::address::Id;
use crate::error::PageError;
use crate::form::Fields;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::settings::{Back, back};
use crate::site::Web;
use crate::views::{Choice, EditRule, NamedFields, RuleRow, Rules, Section, Tried, TriedRow, Words};
use crate::visitor::Visitor;
use crate::{after, forms, sentences};

const RULES: &str = "/desk/settings/rules";

/// `GET /desk/settings/rules`
pub(crate) async fn rules(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    let (frame, rules, users) = web
        .app()
        .read(&visitor.credential(), |cx| Ok((Frame::of(cx)?, requests::rules(cx)?, people::assignees(cx)?)))
        .await?;
    after::touch(&web, &visitor, &frame);
    let t = frame.t;
    let rows = rules.iter().enumerate().map(|(place, rule)| RuleRow {
        id: rule.id.get(),
        name: rule.name.clone(),
        active: rule.active,
        when: conditions(rule, t),
        then: action(&rule.action, &users, t),
        shadowed: requests::shadowed_by(&rules, place).map(|above| t.rule_shadowed(&above.name)),
    });
    let view = Rules {
        t,
        rows: rows.collect(),
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

fn conditions(rule: &Rule, t: Words) -> Vec<String> {
    let conditions = &rule.conditions;
    let mut says = Vec::new();
    if !conditions.offers.is_empty() {
        let offers: Vec<String> = conditions.offers.iter().map(|offer| format!("#{offer}")).collect();
        says.push(t.rule_when_offers(offers.join(", ")));
    }
    if !conditions.categories.is_empty() {
        says.push(t.rule_when_categories(conditions.categories.join(", ")));
    }
    if !conditions.tags.is_empty() {
        says.push(t.rule_when_tags(conditions.tags.join(", ")));
    }
    if !conditions.countries.is_empty() {
        says.push(t.rule_when_countries(conditions.countries.join(", ")));
    }
    if conditions.approved > 0 {
        says.push(t.rule_when_approved(conditions.approved));
    }
    if says.is_empty() {
        says.push(t.rule_always().to_owned());
    }
    says
}

fn action(action: &Action, users: &[people::Assignee], t: Words) -> String {
    match action {
        Action::Approve => t.rule_approve().to_owned(),
        Action::Reject { reason, .. } => t.rule_rejects(reason),
        Action::Assign { user } => {
            let name = users.iter().find(|one| one.id == *user).map_or(t.author_gone(), |one| &one.name);
            t.rule_assigns(name)
        }
    }
}

/// `GET /desk/settings/rules/new`
pub(crate) async fn new_rule(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    draw_rule(&web, &visitor, None, None).await
}

/// `GET /desk/settings/rules/{id}`
pub(crate) async fn rule(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<RuleId>,
) -> Result<Response, PageError> {
    draw_rule(&web, &visitor, Some(id.or_not_found()?), None).await
}

fn raw_rule(fields: &Fields) -> RawRule {
    let mut raw = RawRule { active: !fields.get("active").is_empty(), ..RawRule::default() };
    forms::fill(raw.fields(), |name| fields.get(name));
    raw
}

async fn draw_rule(
    web: &Web,
    visitor: &Visitor,
    id: Option<RuleId>,
    back: Option<Back>,
) -> Result<Response, PageError> {
    let (frame, stored, users) = web
        .app()
        .read(&visitor.credential(), move |cx: &mut Cx<'_, '_>| {
            cx.admin()?;
            Ok((Frame::of(cx)?, id.map(|id| requests::rule(cx, id)).transpose()?, people::assignees(cx)?))
        })
        .await?;
    after::touch(web, visitor, &frame);
    let t = frame.t;
    let status = back.as_ref().map_or(StatusCode::OK, Back::status);
    let mut raw = match (&back, &stored) {
        (Some(back), _) => raw_rule(&back.fields),
        (None, Some(stored)) => stored.raw(),
        (None, None) => RawRule { active: true, ..RawRule::default() },
    };
    let errors = back.as_ref().map_or(&[][..], |back| &back.errors);
    let view = EditRule {
        t,
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
        action: id.map_or_else(|| format!("{RULES}/new"), |id| format!("{RULES}/{id}")),
        saved: stored.is_some(),
        version: stored.as_ref().map_or(0, |rule| rule.version),
        notice: back.as_ref().filter(|back| back.changed).map(|_| t.settings_changed().to_owned()),
        active: raw.active,
        fields: NamedFields(
            raw.fields().map(|(name, text)| (name, sentences::field(name, text, errors, t))).to_vec(),
        ),
        users: users.into_iter().map(|one| Choice { value: one.id.to_string(), label: one.name }).collect(),
        tried: back.and_then(|back| back.tried).map(|run| tried(&run, t)),
    };
    Ok(after::page(web, visitor, status, &view))
}

fn tried(run: &DryRun, t: Words) -> Tried {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let rows = run.changes.iter().map(|row| TriedRow {
        ticket: row.ticket.get(),
        affiliate: row.affiliate.clone(),
        offer: row.offer.clone(),
        state: row.state,
        would: match row.approves {
            Some(true) => t.rule_approve(),
            Some(false) => t.rule_reject(),
            None => t.rule_assign(),
        }
        .to_owned(),
    });
    Tried { summary: t.rule_tried(count(run.looked), count(run.taken)), rows: rows.collect() }
}

/// `POST /desk/settings/rules/new`
pub(crate) async fn create_rule(
    State(web): State<Web>,
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, PageError> {
    put_rule(&web, &visitor, None, fields).await
}

/// `POST /desk/settings/rules/{id}`
pub(crate) async fn save_rule(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<RuleId>,
    fields: Fields,
) -> Result<Response, PageError> {
    put_rule(&web, &visitor, Some(id.or_not_found()?), fields).await
}

async fn put_rule(
    web: &Web,
    visitor: &Visitor,
    id: Option<RuleId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let which = id.map(|id| (id, fields.get("version").parse().unwrap_or(0)));
    let who = visitor.credential();
    let new = match NewRule::parse(&raw_rule(&fields)) {
        Ok(new) => new,
        Err(errors) => {
            web.app().read(&who, |cx| cx.admin().map(drop)).await?;
            return draw_rule(web, visitor, id, Some(back(fields, Error::Invalid(errors))?)).await;
        }
    };
    if fields.get("do") == "try" {
        let run = web.app().read(&who, move |cx| requests::dry_run(cx, id, &new)).await;
        let again = match run {
            Ok(run) => Back { fields, errors: Vec::new(), changed: false, tried: Some(run) },
            Err(error) => back(fields, error)?,
        };
        return draw_rule(web, visitor, id, Some(again)).await;
    }
    match web.app().write(&who, move |cx| requests::change_rule(cx, which, &new)).await {
        Ok(_) => Ok(done(web, RULES, Done::SettingsSaved)),
        Err(error) => draw_rule(web, visitor, id, Some(back(fields, error)?)).await,
    }
}

/// A `GET` where only a button leads to.
pub(crate) async fn to_rules(id: Id<RuleId>) -> Result<Redirect, PageError> {
    id.or_not_found()?;
    Ok(Redirect::to(RULES))
}

/// `POST /desk/settings/rules/{id}/move`
pub(crate) async fn move_rule(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<RuleId>,
    fields: Fields,
) -> Result<Response, PageError> {
    let (id, up) = (id.or_not_found()?, fields.get("do") == "up");
    web.app().write(&visitor.credential(), move |cx| requests::move_rule(cx, id, up)).await?;
    Ok(done(&web, RULES, Done::SettingsSaved))
}

/// `POST /desk/settings/rules/{id}/delete`
pub(crate) async fn remove_rule(
    State(web): State<Web>,
    visitor: Visitor,
    id: Id<RuleId>,
) -> Result<Response, PageError> {
    let id = id.or_not_found()?;
    web.app().write(&visitor.credential(), move |cx| requests::remove_rule(cx, id)).await?;
    Ok(done(&web, RULES, Done::RuleRemoved))
}
