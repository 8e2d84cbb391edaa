//! Affiliates: what a ticket's side panel and the forms of the desk need of them.

use super::affiliate_edit::add_lists;
use super::affiliate_form::AffiliateData;
use super::users::only_system;
use super::{AffiliateId, AffiliateStatus, Portrait, UserId};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::{Error, Problem};
use crate::keyset::Narrow;
use crate::stamps;
use crate::text;
use crate::tickets::TicketScope;

/// How somebody is reached besides the desk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contact {
    /// E-mail, Telegram, Skype…: shown as it is.
    pub kind: String,
    /// The address there.
    pub value: String,
}

/// An affiliate to be made.
#[derive(Clone, Debug)]
pub struct NewAffiliate {
    /// The company's or person's name.
    pub name: String,
    /// Where they stand.
    pub status: AffiliateStatus,
    /// Whose portfolio they belong to; none puts their tickets into the shared queue.
    pub manager: Option<UserId>,
    /// ISO 3166 code of the country.
    pub country: String,
    /// Language tag.
    pub locale: String,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// Words that managers sort affiliates by.
    pub tags: Vec<String>,
    /// How they are reached.
    pub contacts: Vec<Contact>,
}

/// Adds an affiliate.
pub fn add_affiliate(cx: &mut Cx<'_, '_>, new: &NewAffiliate) -> Result<AffiliateId, Error> {
    only_system(cx)?;
    let name = text::line(&new.name, 1, 100).map_err(|problem| Error::field("name", problem))?;
    let data = AffiliateData {
        external_id: None,
        name,
        status: new.status,
        manager: None,
        country: new.country.clone(),
        language: new.locale.clone(),
        time_zone: new.time_zone.clone(),
        tags: new.tags.clone(),
        contacts: new.contacts.clone(),
    };
    insert(cx, &data, new.manager)
}

/// Stores a new affiliate; `manager` is whom its data name.
pub(super) fn insert(
    cx: &mut Cx<'_, '_>,
    new: &AffiliateData,
    manager: Option<UserId>,
) -> Result<AffiliateId, Error> {
    let id: AffiliateId = cx.tx.query_one(
        "INSERT INTO affiliates (external_id, name, name_folded, status, manager_id, country, locale, time_zone, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        &[
            &new.external_id, &new.name, &text::fold(&new.name), &new.status, &manager, &new.country, &new.language,
            &new.time_zone, &cx.now,
        ],
        |row| row.get(0),
    )?;
    add_lists(cx, id, &new.tags, &new.contacts)?;
    Ok(id)
}

/// An affiliate as a manager's side panel shows it.
#[derive(Clone, Debug)]
pub struct AffiliateCard {
    /// The affiliate.
    pub id: AffiliateId,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub status: AffiliateStatus,
    /// ISO 3166 code of the country.
    pub country: String,
    /// IANA name of the time zone.
    pub time_zone: String,
    /// Since when.
    pub created: Timestamp,
    /// The manager's name, if it has one.
    pub manager: Option<String>,
    /// Tags, sorted.
    pub tags: Vec<String>,
    /// Contacts: the affiliate's own, then its users' addresses.
    pub contacts: Vec<Contact>,
}

/// The card of an affiliate whose ticket the scope let through.
pub fn affiliate_card(cx: &mut Cx<'_, '_>, id: AffiliateId) -> Result<AffiliateCard, Error> {
    cx.staff()?;
    let mut card = cx
        .tx
        .query_opt(
            "SELECT a.name, a.status, a.country, a.time_zone, a.created_at, m.name
             FROM affiliates a LEFT JOIN users m ON m.id = a.manager_id WHERE a.id = $1",
            &[&id],
            |row| {
                Ok(AffiliateCard {
                    id,
                    name: row.get(0)?,
                    status: row.get(1)?,
                    country: row.get(2)?,
                    time_zone: row.get(3)?,
                    created: row.get(4)?,
                    manager: row.get(5)?,
                    tags: Vec::new(),
                    contacts: Vec::new(),
                })
            },
        )?
        .ok_or(Error::NotFound)?;
    let tags = "SELECT tag FROM affiliate_tags WHERE affiliate_id = $1 ORDER BY tag";
    card.tags = cx.tx.query(tags, &[&id], |row| row.get(0))?;
    card.contacts = cx.tx.query(
        "SELECT kind, value FROM affiliate_contacts WHERE affiliate_id = $1 ORDER BY kind, value",
        &[&id],
        contact,
    )?;
    let users =
        "SELECT 'E-mail', email FROM users WHERE affiliate_id = $1 AND active = TRUE ORDER BY id LIMIT 20";
    card.contacts.extend(cx.tx.query(users, &[&id], contact)?);
    Ok(card)
}

/// The card of an affiliate that the acting member of staff looks after.
pub fn affiliate_of(cx: &mut Cx<'_, '_>, id: AffiliateId) -> Result<AffiliateCard, Error> {
    visible_affiliate(cx, id)?;
    affiliate_card(cx, id)
}

fn contact(row: &db::Row<'_>) -> Result<Contact, db::Error> {
    Ok(Contact { kind: row.get(0)?, value: row.get(1)? })
}

/// The manager as an affiliate sees them.
#[derive(Clone, Debug)]
pub struct ManagerCard {
    /// Their name.
    pub name: String,
    /// Their picture, if they have one.
    pub portrait: Option<Portrait>,
    /// How they are reached besides the desk.
    pub contacts: Vec<Contact>,
}

/// The manager of the acting affiliate, if it has one.
pub fn manager_card(cx: &mut Cx<'_, '_>) -> Result<Option<ManagerCard>, Error> {
    let who = cx.affiliate()?;
    let found = cx.tx.query_opt(
        "SELECT m.id, m.name, m.picture_key IS NOT NULL, m.picture_version
         FROM affiliates a JOIN users m ON m.id = a.manager_id WHERE a.id = $1",
        &[&who.affiliate],
        |row| {
            let id: UserId = row.get(0)?;
            Ok((id, row.get::<String>(1)?, Portrait::of(id, row.get(2)?, row.get(3)?)))
        },
    )?;
    let Some((id, name, portrait)) = found else { return Ok(None) };
    let sql = "SELECT kind, value FROM user_contacts WHERE user_id = $1 ORDER BY kind, value";
    let contacts = cx.tx.query(sql, &[&id], contact)?;
    Ok(Some(ManagerCard { name, portrait, contacts }))
}

/// Adds a way to reach a user, shown to the affiliates of their portfolio.
pub fn add_user_contact(cx: &mut Cx<'_, '_>, user: UserId, contact: &Contact) -> Result<(), Error> {
    only_system(cx)?;
    cx.tx.execute(
        "INSERT INTO user_contacts (user_id, kind, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[&user, &contact.kind, &contact.value],
    )?;
    stamps::bump_user(cx, user)
}

/// An affiliate to choose in a form.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The affiliate.
    pub id: AffiliateId,
    /// Its name.
    pub name: String,
}

/// Affiliates that the acting member of staff may write to, by name; `text` narrows by ID or by a part of the
/// name. Whom it names exactly, by ID or by the whole name, comes first.
pub fn choices(cx: &mut Cx<'_, '_>, text: &str, limit: i64) -> Result<Vec<Choice>, Error> {
    let scope = TicketScope::of(cx)?;
    let staff = cx.staff()?;
    let all = scope.sees_everything();
    let pattern = like_pattern(text);
    let whole = text::fold(text.trim()).replace('\0', "");
    let id: i64 = text.trim().parse().unwrap_or(0);
    Ok(cx.tx.query(
        "SELECT id, name FROM affiliates
         WHERE ($1 OR manager_id = $2 OR manager_id IS NULL) AND (id = $3 OR name_folded LIKE $4 ESCAPE '!')
         ORDER BY CASE WHEN id = $3 THEN 0 WHEN name_folded = $5 THEN 1 ELSE 2 END, name_folded, id LIMIT $6",
        &[&all, &staff.user, &id, &pattern, &whole, &limit],
        |row| Ok(Choice { id: row.get(0)?, name: row.get(1)? }),
    )?)
}

/// Whom a form's field means, among those that the acting member of staff may write to: an ID, or a name that is one
/// affiliate's alone. The inner error is the field's.
pub fn addressee(cx: &mut Cx<'_, '_>, typed: &str) -> Result<Result<AffiliateId, Problem>, Error> {
    let typed = typed.trim().trim_start_matches('#');
    if typed.is_empty() {
        return Ok(Err(Problem::Required));
    }
    if typed.contains('\0') {
        return Ok(Err(Problem::NotText));
    }
    // One by ID and two by name, which are enough to see that a name is not one affiliate's alone.
    let choices = choices(cx, typed, 3)?;
    let id = typed.parse::<AffiliateId>().ok();
    let by_id = choices.iter().find(|choice| Some(choice.id) == id);
    let whole = text::fold(typed);
    let mut named = choices.iter().filter(|choice| text::fold(&choice.name) == whole);
    let first = named.next();
    let one = first.filter(|_| named.next().is_none());
    // A part of a name will do when it is one affiliate's alone; but an ID out of reach must not find its digits there.
    let part = if choices.len() == 1 && id.is_none() { choices.first() } else { None };
    Ok(by_id.or(one).or(part).map(|choice| choice.id).ok_or(Problem::Unknown))
}

/// What a filter's text means: an ID (0 when it is none), and the pattern of a name that holds it.
pub(crate) fn matching(text: &str) -> (i64, String) {
    (text.trim().trim_start_matches('#').parse().unwrap_or(0), like_pattern(text))
}

/// Only rows of the affiliates that a filter means ([`matching`]).
pub(crate) fn narrow_to_meant(narrow: &mut Narrow, column: &'static str, (id, pattern): &(i64, String)) {
    let (id, pattern) = (narrow.bind(*id), narrow.bind(pattern.clone()));
    narrow.and(&format!(
        "{column} IN (SELECT id FROM affiliates WHERE id = ${id} OR name_folded LIKE ${pattern} ESCAPE '!')"
    ));
}

fn like_pattern(text: &str) -> String {
    let folded = text::fold(text.trim());
    let mut pattern = String::from("%");
    for c in folded.chars().filter(|c| *c != '\0').take(100) {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// A condition on the table `affiliates a` that holds for those that the acting member of staff may write to, with its
/// parameter as `$1`.
pub(crate) fn staff_condition(cx: &mut Cx<'_, '_>) -> Result<(&'static str, UserId), Error> {
    let staff = cx.staff()?;
    let everything = TicketScope::of(cx)?.sees_everything();
    let condition =
        if everything { "CAST($1 AS BIGINT) > 0" } else { "(a.manager_id = $1 OR a.manager_id IS NULL)" };
    Ok((condition, staff.user))
}

/// Whose portfolio an affiliate belongs to.
pub(crate) fn manager_of(cx: &mut Cx<'_, '_>, id: AffiliateId) -> Result<Option<UserId>, Error> {
    let sql = "SELECT manager_id FROM affiliates WHERE id = $1";
    cx.tx.query_opt(sql, &[&id], |row| row.get::<Option<UserId>>(0))?.ok_or(Error::NotFound)
}

/// Whether the acting member of staff may write to this affiliate: their own, one without a manager, or any for a lead.
/// Gives the affiliate's manager.
pub(crate) fn visible_affiliate(cx: &mut Cx<'_, '_>, id: AffiliateId) -> Result<Option<UserId>, Error> {
    let staff = cx.staff()?;
    let everything = TicketScope::of(cx)?.sees_everything();
    let manager = manager_of(cx, id)?;
    if everything || manager.is_none() || manager == Some(staff.user) {
        Ok(manager)
    } else {
        Err(Error::NotFound)
    }
}
