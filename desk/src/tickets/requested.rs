//! What an access request does to its ticket's row. Event lines, and telling open pages, are the caller's.

use super::{MessageId, Side, Status, TicketId, TicketType, WaitingOn};
use crate::cx::Cx;
use crate::error::Error;
use crate::people::UserId;
use crate::requests::RequestState;

/// The ticket follows its request into a state. `answered`: somebody answered for the programme with it; `newest`: the line
/// that is new for the affiliate, if they have to be told.
pub(crate) fn follow(
    cx: &mut Cx<'_, '_>,
    id: TicketId,
    state: RequestState,
    answered: bool,
    newest: Option<MessageId>,
) -> Result<(), Error> {
    let (status, waiting) = match state {
        RequestState::Pending => (Status::Opened, WaitingOn::Us),
        RequestState::NeedsInformation => (Status::Opened, WaitingOn::Affiliate),
        _ => (Status::Closed, WaitingOn::Nobody),
    };
    let within = cx.settings().answer_within.of(TicketType::OfferRequest);
    let due = (waiting == WaitingOn::Us).then(|| cx.now.plus(within));
    let closed = (status == Status::Closed).then_some(cx.now);
    let answer = answered.then_some(cx.now);
    cx.tx.execute(
        "UPDATE tickets SET request_state = $1, status = $2, closed_at = $3, waiting_on = $4, waiting_since = $5,
                due_at = $6, updated_at = $5, first_answer_at = COALESCE(first_answer_at, CAST($7 AS BIGINT)),
                affiliate_newest = COALESCE(CAST($8 AS BIGINT), affiliate_newest)
         WHERE id = $9",
        &[&state, &status, &closed, &waiting, &cx.now, &due, &answer, &newest, &id],
    )?;
    Ok(())
}

/// Marks the ticket as new for the affiliate.
pub(crate) fn newest_for_affiliate(
    cx: &mut Cx<'_, '_>,
    id: TicketId,
    newest: MessageId,
) -> Result<(), Error> {
    cx.tx.execute("UPDATE tickets SET affiliate_newest = $1 WHERE id = $2", &[&newest, &id])?;
    Ok(())
}

/// Counts an answer that was written on the ticket; the lines of the desk itself are none.
pub(crate) fn count_answer(cx: &mut Cx<'_, '_>, id: TicketId, side: Side) -> Result<(), Error> {
    let sql = match side {
        Side::Affiliate => "UPDATE tickets SET affiliate_answers = affiliate_answers + 1 WHERE id = $1",
        Side::Manager => "UPDATE tickets SET manager_answers = manager_answers + 1 WHERE id = $1",
        Side::System => return Ok(()),
    };
    cx.tx.execute(sql, &[&id])?;
    Ok(())
}

/// Puts somebody in charge.
pub(crate) fn assign(cx: &mut Cx<'_, '_>, id: TicketId, user: UserId) -> Result<(), Error> {
    cx.tx.execute("UPDATE tickets SET assignee_id = $1 WHERE id = $2", &[&user, &id])?;
    Ok(())
}
