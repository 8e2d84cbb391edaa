//! What time does to requests: reminds the affiliate, lets a request expire that they left alone, and tells a lead of one
//! that we left alone.

use std::time::Duration;

use super::RequestState;
use super::store::{self, DAY, Request, Step};
use crate::app::{App, Credential};
use crate::clock::Timestamp;
use crate::cx::{Actor, Cx};
use crate::error::Error;
use crate::outbox::{self, Notice};
use crate::tickets::{self, Audience, Event, Line, TicketId};

/// Requests that one transaction looks at.
const BATCH: i64 = 100;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tended {
    /// Affiliates were reminded.
    pub reminded: usize,
    /// Requests expired.
    pub expired: usize,
    /// Leads were told.
    pub escalated: usize,
}

/// Does what is due.
pub async fn tend(app: &App) -> Result<Tended, Error> {
    let mut tended = Tended::default();
    loop {
        let (expired, escalated) = app.write(&Credential::System, overdue).await?;
        tended.expired += expired;
        tended.escalated += escalated;
        if expired + escalated == 0 {
            break;
        }
    }
    let mut after = 0;
    loop {
        let (reminded, last) = app.write(&Credential::System, move |cx| remind(cx, after)).await?;
        tended.reminded += reminded;
        match last {
            Some(last) => after = last,
            None => return Ok(tended),
        }
    }
}

/// Requests past their deadline: those that wait for the affiliate expire, those that wait for us are told to the leads.
fn overdue(cx: &mut Cx<'_, '_>) -> Result<(usize, usize), Error> {
    let tickets = cx.tx.query(
        "SELECT ticket_id FROM access_requests WHERE deadline IS NOT NULL AND deadline <= $1 ORDER BY deadline LIMIT $2",
        &[&cx.now, &BATCH],
        |row| row.get::<TicketId>(0),
    )?;
    let (mut expired, mut escalated) = (0, 0);
    for id in tickets {
        let Some(request) = store::of(cx, id)? else { continue };
        if request.state == RequestState::NeedsInformation {
            let_expire(cx, &request, id)?;
            expired += 1;
        } else {
            escalate(cx, &request, id)?;
            escalated += 1;
        }
    }
    Ok((expired, escalated))
}

/// Lets the request of a ticket expire, whatever its deadline: for the desk itself, which writes history.
pub fn expire(cx: &mut Cx<'_, '_>, id: TicketId) -> Result<(), Error> {
    if *cx.actor() != Actor::System {
        return Err(Error::NotFound);
    }
    let request = store::of(cx, id)?.ok_or(Error::NotFound)?;
    store::must_be_live(&request)?;
    let_expire(cx, &request, id)
}

fn let_expire(cx: &mut Cx<'_, '_>, request: &Request, id: TicketId) -> Result<(), Error> {
    let step = Step::by_actor(cx, RequestState::Expired, Event::Expired);
    let message = store::step(cx, request, id, &step)?;
    store::tell(cx, id, None)?;
    outbox::to_affiliate(cx, Notice::RequestExpired, request.affiliate, id, message)
}

fn escalate(cx: &mut Cx<'_, '_>, request: &Request, id: TicketId) -> Result<(), Error> {
    let message = tickets::write_line(cx, id, &Line::of(Event::Escalated))?;
    let sql = "UPDATE access_requests SET escalated = TRUE, deadline = NULL WHERE id = $1";
    cx.tx.execute(sql, &[&request.id])?;
    tickets::changed(cx, id, None, Audience::Staff)?;
    outbox::to_leads(cx, Notice::RequestEscalated, id, message)
}

/// How many reminders are due at a moment: one after half of the time, and one a day before the end when there are at least
/// three.
fn reminders(since: Timestamp, deadline: Timestamp, now: Timestamp) -> i64 {
    let whole: Duration = deadline.since(since);
    let half = now >= since.plus(whole / 2);
    let last = whole >= DAY * 3 && now >= deadline.minus(DAY);
    i64::from(half) + i64::from(last)
}

fn remind(cx: &mut Cx<'_, '_>, after: i64) -> Result<(usize, Option<i64>), Error> {
    let rows = cx.tx.query(
        "SELECT id, ticket_id, since, deadline, reminders, affiliate_id FROM access_requests
         WHERE state = 'needs_information' AND deadline IS NOT NULL AND id > $1 ORDER BY id LIMIT $2",
        &[&after, &BATCH],
        |row| {
            let due = reminders(row.get(2)?, row.get(3)?, cx.now);
            Ok((row.get::<i64>(0)?, row.get::<TicketId>(1)?, due, row.get::<i64>(4)?, row.get(5)?))
        },
    )?;
    let mut reminded = 0;
    for (id, ticket, due, sent, affiliate) in &rows {
        // One line, even if the desk was off while two came due.
        if due <= sent {
            continue;
        }
        let message = tickets::write_line(cx, *ticket, &Line::of(Event::Reminded))?;
        cx.tx.execute("UPDATE access_requests SET reminders = $1 WHERE id = $2", &[due, id])?;
        tickets::newest_for_affiliate(cx, *ticket, message)?;
        store::tell(cx, *ticket, None)?;
        outbox::to_affiliate(cx, Notice::RequestExpiring, *affiliate, *ticket, message)?;
        reminded += 1;
    }
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == BATCH);
    Ok((reminded, if full { rows.last().map(|row| row.0) } else { None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_come_half_way_and_a_day_before() {
        let at = |days: u32| Timestamp::new(1_000_000).plus(DAY * days);
        let due = |end, now| reminders(at(0), at(end), now);
        assert_eq!([due(7, at(3)), due(7, at(4)), due(7, at(6)), due(7, at(7))], [0, 1, 2, 2]);
        assert_eq!([due(2, at(0)), due(2, at(1))], [0, 1], "two days have no room for a second");
    }
}
