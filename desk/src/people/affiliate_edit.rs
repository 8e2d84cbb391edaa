//! Writing affiliates. Leads make them, and alone say where they stand, whose portfolio they belong to and which number
//! they have elsewhere; a manager changes the rest of those that they look after.

use serde_json::json;

use super::affiliate_form::{AffiliateData, RawAffiliate};
use super::affiliates::{insert, visible_affiliate};
use super::{AffiliateId, Contact, Email, UserId, sessions, users};
use crate::audit;
use crate::cx::{Cx, Role};
use crate::drafts::{self, Form};
use crate::error::{Conflict, Error, FieldError, Problem};
use crate::submissions::{self, Content, SubmissionId};
use crate::text;
use crate::tickets;

/// An affiliate, to be edited.
#[derive(Clone, Debug)]
pub struct Affiliate {
    /// The affiliate.
    pub id: AffiliateId,
    /// Counts the changes of what is edited here.
    pub revision: i64,
    /// What is stored of it.
    data: AffiliateData,
}

impl Affiliate {
    /// Its form, as it would be typed.
    pub fn raw(&self) -> RawAffiliate {
        self.data.raw()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.data.name
    }
}

/// A form that also carries which revision it changes and its submission id.
#[derive(Clone, Debug)]
pub struct SentAffiliate {
    /// The affiliate.
    pub data: AffiliateData,
    /// The revision that was changed; 0 for a new one.
    pub revision: i64,
    /// The form's submission id.
    pub submission: SubmissionId,
}

/// Whether the acting person may make affiliates, and change all of them.
pub fn may_make_affiliates(cx: &Cx<'_, '_>) -> Result<(), Error> {
    cx.lead().map(drop)
}

/// An affiliate that the acting member of staff looks after.
pub fn edit_affiliate(cx: &mut Cx<'_, '_>, id: AffiliateId) -> Result<Affiliate, Error> {
    visible_affiliate(cx, id)?;
    load(cx, id)
}

/// Whether the acting member of staff looks after this affiliate: asked before its form is read.
pub fn find_affiliate(cx: &mut Cx<'_, '_>, id: AffiliateId) -> Result<(), Error> {
    visible_affiliate(cx, id).map(drop)
}

fn content(form: &str, id: AffiliateId, sent: &SentAffiliate) -> Content {
    Content::of(form).with(id.to_string()).with(sent.revision.to_string()).with(format!("{:?}", sent.data))
}

/// Makes an affiliate.
pub fn create_affiliate(cx: &mut Cx<'_, '_>, sent: &SentAffiliate) -> Result<AffiliateId, Error> {
    may_make_affiliates(cx)?;
    let id =
        submissions::once_kept(cx, sent.submission, content("affiliate", AffiliateId::new(0), sent), |cx| {
            make(cx, &sent.data)
        })?;
    drafts::sent(cx, Form::Affiliate, 0, sent.submission)?;
    Ok(id)
}

/// Saves an affiliate. When it is not at the revision that was changed any more, somebody else changed it meanwhile, and
/// nothing is done.
pub fn save_affiliate(cx: &mut Cx<'_, '_>, id: AffiliateId, sent: &SentAffiliate) -> Result<(), Error> {
    let staff = cx.staff()?;
    visible_affiliate(cx, id)?;
    submissions::once_kept(cx, sent.submission, content("affiliate-edit", id, sent), |cx| {
        let before = load(cx, id)?;
        if before.revision != sent.revision {
            return Err(Conflict::Changed.into());
        }
        let new = match staff.role {
            Role::Manager => with_what_leads_decide(&before.data, sent.data.clone()),
            _ => sent.data.clone(),
        };
        change(cx, &before, &new)?;
        Ok(id)
    })?;
    drafts::sent(cx, Form::Affiliate, id.get(), sent.submission)
}

/// What leads alone decide stays as it is stored, whatever a manager's form says of it.
fn with_what_leads_decide(before: &AffiliateData, new: AffiliateData) -> AffiliateData {
    AffiliateData {
        status: before.status,
        manager: before.manager.clone(),
        external_id: before.external_id.clone(),
        ..new
    }
}

/// Reads an affiliate, whoever asks.
pub(crate) fn load(cx: &mut Cx<'_, '_>, id: AffiliateId) -> Result<Affiliate, Error> {
    let found = cx.tx.query_opt(
        "SELECT a.external_id, a.name, a.status, m.email, a.country, a.locale, a.time_zone, a.revision
         FROM affiliates a LEFT JOIN users m ON m.id = a.manager_id WHERE a.id = $1",
        &[&id],
        |row| {
            let manager: Option<String> = row.get(3)?;
            let data = AffiliateData {
                external_id: row.get(0)?,
                name: row.get(1)?,
                status: row.get(2)?,
                manager: manager.and_then(|address| Email::parse(&address).ok()),
                country: row.get(4)?,
                language: row.get(5)?,
                time_zone: row.get(6)?,
                tags: Vec::new(),
                contacts: Vec::new(),
            };
            Ok(Affiliate { id, revision: row.get(7)?, data })
        },
    )?;
    let mut affiliate = found.ok_or(Error::NotFound)?;
    let sql = "SELECT tag FROM affiliate_tags WHERE affiliate_id = $1 ORDER BY tag";
    affiliate.data.tags = cx.tx.query(sql, &[&id], |row| row.get(0))?;
    let sql = "SELECT kind, value FROM affiliate_contacts WHERE affiliate_id = $1 ORDER BY kind, value";
    affiliate.data.contacts =
        cx.tx.query(sql, &[&id], |row| Ok(Contact { kind: row.get(0)?, value: row.get(1)? }))?;
    Ok(affiliate)
}

/// The affiliate with this number in the system that it comes from.
pub(crate) fn by_external_id(cx: &mut Cx<'_, '_>, external: &str) -> Result<Option<AffiliateId>, Error> {
    let sql = "SELECT id FROM affiliates WHERE external_id = $1";
    Ok(cx.tx.query_opt(sql, &[&external], |row| row.get(0))?)
}

/// Checks what only the database knows: whether the number is another's, and who the manager is.
pub(crate) fn check(
    cx: &mut Cx<'_, '_>,
    before: Option<&Affiliate>,
    new: &AffiliateData,
) -> Result<Option<UserId>, Error> {
    let mut errors = Vec::new();
    if let Some(external) = &new.external_id {
        let other = by_external_id(cx, external)?;
        if other.is_some() && other != before.map(|before| before.id) {
            errors.push(FieldError { field: "external_id", problem: Problem::InUse });
        }
    }
    let mut manager = None;
    if let Some(email) = &new.manager {
        let stored = before.and_then(|before| before.data.manager.as_ref());
        let stays = stored.is_some_and(|stored| stored.folded() == email.folded());
        // Who left keeps their portfolio until somebody gives it to another.
        manager = users::staff_by_email(cx, email, stays)?;
        if manager.is_none() {
            errors.push(FieldError { field: "manager", problem: Problem::Unknown });
        }
    }
    if errors.is_empty() { Ok(manager) } else { Err(Error::Invalid(errors)) }
}

/// Stores a new affiliate, and notes who made it. That the actor may is the caller's to know.
pub(crate) fn make(cx: &mut Cx<'_, '_>, new: &AffiliateData) -> Result<AffiliateId, Error> {
    let manager = check(cx, None, new)?;
    let id = insert(cx, new, manager)?;
    note(cx, "affiliate.create", id, new)?;
    Ok(id)
}

/// Stores a changed affiliate, and notes who changed it: its tickets follow it to another manager, and who may not sign
/// in any more is signed out.
pub(crate) fn change(cx: &mut Cx<'_, '_>, before: &Affiliate, new: &AffiliateData) -> Result<(), Error> {
    let id = before.id;
    let manager = check(cx, Some(before), new)?;
    let was = super::manager_of(cx, id)?;
    cx.tx.execute(
        "UPDATE affiliates SET external_id = $1, name = $2, name_folded = $3, status = $4, manager_id = $5, country = $6,
                locale = $7, time_zone = $8, revision = revision + 1, version = version + 1
         WHERE id = $9",
        &[
            &new.external_id, &new.name, &text::fold(&new.name), &new.status, &manager, &new.country, &new.language,
            &new.time_zone, &id,
        ],
    )?;
    for table in ["affiliate_tags", "affiliate_contacts"] {
        cx.tx.execute(&format!("DELETE FROM {table} WHERE affiliate_id = $1"), &[&id])?;
    }
    add_lists(cx, id, &new.tags, &new.contacts)?;
    if was != manager {
        tickets::follow_manager(cx, id, manager)?;
    }
    if before.data.status.may_sign_in() && !new.status.may_sign_in() {
        let users: Vec<UserId> =
            cx.tx.query("SELECT id FROM users WHERE affiliate_id = $1", &[&id], |row| row.get(0))?;
        for user in users {
            sessions::shut_out(cx, user)?;
        }
    }
    note(cx, "affiliate.change", id, new)
}

fn note(
    cx: &mut Cx<'_, '_>,
    action: &'static str,
    id: AffiliateId,
    new: &AffiliateData,
) -> Result<(), Error> {
    let manager = new.manager.as_ref().map(Email::as_str);
    let data = json!({ "name": new.name, "status": new.status.as_str(), "manager": manager });
    audit::note(cx, action, ("affiliate", id.get()), &data)
}

/// Stores an affiliate's tags and contacts.
pub(super) fn add_lists(
    cx: &mut Cx<'_, '_>,
    id: AffiliateId,
    tags: &[String],
    contacts: &[Contact],
) -> Result<(), Error> {
    for tag in tags {
        let sql = "INSERT INTO affiliate_tags (affiliate_id, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        cx.tx.execute(sql, &[&id, tag])?;
    }
    for contact in contacts {
        let sql = "INSERT INTO affiliate_contacts (affiliate_id, kind, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        cx.tx.execute(sql, &[&id, &contact.kind, &contact.value])?;
    }
    Ok(())
}

/// Who can be a lead's choice for an affiliate's manager: addresses and names.
pub fn managers(cx: &mut Cx<'_, '_>) -> Result<Vec<(String, String)>, Error> {
    cx.staff()?;
    let sql = "SELECT email, name FROM users WHERE role <> 'affiliate' AND active = TRUE ORDER BY name, id";
    Ok(cx.tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?)
}
