//! Versions of what pages show, counted up in the transaction that changes it. A page whose versions are those that the
//! browser has already need not be read, let alone drawn.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::cx::Cx;
use crate::drafts::{self, Form};
use crate::error::Error;
use crate::people::{AffiliateId, UserId};
use crate::tickets::{TicketId, TicketScope};

db::text_enum! {
    /// What stands on pages of many people; it changes rarely.
    pub enum Stamp {
        /// The measured times of first answers.
        Answers = "answers",
        /// The programme's news.
        News = "news",
        /// How people are called, look and are reached.
        People = "people",
        /// The programme's offers.
        Offers = "offers",
    }
}

/// Counts a change up.
pub(crate) fn bump(cx: &mut Cx<'_, '_>, stamp: Stamp) -> Result<(), Error> {
    cx.tx.execute("UPDATE stamps SET version = version + 1 WHERE name = $1", &[&stamp])?;
    Ok(())
}

/// Counts up that an affiliate changed, or a ticket of theirs in a way that they can see.
pub(crate) fn bump_affiliate(cx: &mut Cx<'_, '_>, id: AffiliateId) -> Result<(), Error> {
    cx.tx.execute("UPDATE affiliates SET version = version + 1 WHERE id = $1", &[&id])?;
    Ok(())
}

/// Counts up that a person changed, as others see them.
pub(crate) fn bump_user(cx: &mut Cx<'_, '_>, id: UserId) -> Result<(), Error> {
    bump_own(cx, id)?;
    bump(cx, Stamp::People)
}

/// Counts up that pages look different to a person themselves.
pub(crate) fn bump_own(cx: &mut Cx<'_, '_>, id: UserId) -> Result<(), Error> {
    cx.tx.execute("UPDATE users SET version = version + 1 WHERE id = $1", &[&id])?;
    Ok(())
}

/// The version of a stamp.
pub(crate) fn version(cx: &mut Cx<'_, '_>, stamp: Stamp) -> Result<i64, Error> {
    Ok(cx.tx.query_one("SELECT version FROM stamps WHERE name = $1", &[&stamp], |row| row.get(0))?)
}

/// The version of a stamp, as an expression.
fn stamp(stamp: Stamp) -> String {
    format!("(SELECT version FROM stamps WHERE name = '{stamp}')")
}

/// A number that changes whenever an affiliate's list or ticket would look different to the acting person. It does not
/// change with what they cannot see, so it tells nothing of it. A ticket that is not theirs is not found.
pub fn of_support(cx: &mut Cx<'_, '_>, ticket: Option<TicketId>) -> Result<u64, Error> {
    let who = cx.affiliate()?;
    let (news, answers, people) = (stamp(Stamp::News), stamp(Stamp::Answers), stamp(Stamp::People));
    let own = "(SELECT version FROM users WHERE id = $2)";
    let sql = format!(
        "SELECT version, manager_id, {news}, {answers}, {people}, {own} FROM affiliates WHERE id = $1"
    );
    let versions = cx.tx.query_one(&sql, &[&who.affiliate, &who.user], |row| {
        let around: [i64; 4] = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
        Ok((row.get::<i64>(0)?, row.get::<Option<i64>>(1)?, around))
    })?;
    let draft = match ticket {
        Some(id) => {
            visible(cx, id)?;
            drafts::changed(cx, Form::Comment, id.get())?
        }
        None => None,
    };
    Ok(hash(&(versions, draft)))
}

/// The same for a ticket as staff see it.
pub fn of_desk_ticket(cx: &mut Cx<'_, '_>, ticket: TicketId) -> Result<u64, Error> {
    cx.staff()?;
    let version = visible(cx, ticket)?;
    let people = stamp(Stamp::People);
    let sql = format!(
        "SELECT a.version, {people} FROM tickets t JOIN affiliates a ON a.id = t.affiliate_id WHERE t.id = $1"
    );
    let around = cx.tx.query_one(&sql, &[&ticket], |row| Ok([row.get::<i64>(0)?, row.get(1)?]))?;
    let reply = drafts::changed(cx, Form::Reply, ticket.get())?;
    let note = drafts::changed(cx, Form::Note, ticket.get())?;
    let decision = drafts::changed(cx, Form::Decision, ticket.get())?;
    Ok(hash(&(version, around, reply, note, decision)))
}

/// The version of a ticket in the acting person's scope.
fn visible(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<i64, Error> {
    let (condition, owner) = TicketScope::of(cx)?.condition();
    let sql = format!("SELECT t.version FROM tickets t WHERE {condition} AND t.id = $2");
    cx.tx.query_opt(&sql, &[&owner, &id], |row| row.get(0))?.ok_or(Error::NotFound)
}

/// Not a secret and not against anybody who tries: who makes two pages look the same fools their own browser.
fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
