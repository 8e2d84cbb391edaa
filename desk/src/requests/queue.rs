//! `/desk/requests`: the same work as the ticket queue, by offer.

use super::questions::Answer;
use super::{RequestId, RequestState, rules, view};
use crate::clock::Timestamp;
use crate::cx::Cx;
use crate::error::Error;
use crate::keyset::{self, Narrow, Order};
use crate::offers::OfferId;
use crate::page::{Page, Place};
use crate::people::AffiliateId;
use crate::tickets::{TicketId, TicketScope};

db::text_enum! {
    /// Which requests.
    #[derive(Default)]
    pub enum RequestView {
        /// Those that wait for us.
        #[default]
        Pending = "pending",
        /// Those that wait for the affiliate.
        NeedsInformation = "needs_information",
        /// Those that are over.
        Decided = "decided",
    }
}

impl RequestView {
    fn condition(self) -> &'static str {
        match self {
            Self::Pending => "r.state = 'pending'",
            Self::NeedsInformation => "r.state = 'needs_information'",
            Self::Decided => "r.state IN ('approved', 'rejected', 'withdrawn', 'expired')",
        }
    }

    /// What waits is read oldest first, what is over newest first.
    fn order(self) -> Order {
        let descending = self == Self::Decided;
        Order { name: self.as_str(), table: "r", column: "since", descending }
    }
}

/// What the list is narrowed to, and from where it is read.
#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    /// Which requests.
    pub view: RequestView,
    /// Only for this offer.
    pub offer: Option<OfferId>,
    /// Where the page starts.
    pub from: Option<Place>,
}

/// A request in the list.
#[derive(Clone, Debug)]
pub struct RequestRow {
    /// The request.
    pub id: RequestId,
    /// Its ticket.
    pub ticket: TicketId,
    /// The version that is looked at.
    pub version: i64,
    /// Its state.
    pub state: RequestState,
    /// Since when.
    pub since: Timestamp,
    /// Whether a lead was told.
    pub escalated: bool,
    /// For which offer.
    pub offer: OfferId,
    /// The offer's title.
    pub offer_title: String,
    /// Whose it is.
    pub affiliate: AffiliateId,
    /// The affiliate's name.
    pub affiliate_name: String,
    /// Code of ISO 3166; may be empty.
    pub country: String,
    /// How many offers they were approved for.
    pub approved: i64,
    /// What they answered last.
    pub answers: Vec<Answer>,
    /// What they wrote beside.
    pub comment: String,
    /// What a rule would decide: its name and whether it approves.
    pub hint: Option<(String, bool)>,
}

const SELECT: &str = "
    SELECT r.id, r.ticket_id, r.version, r.state, r.since, r.escalated, r.offer_id, o.title, r.affiliate_id, a.name,
           a.country,
           (SELECT COUNT(*) FROM access_requests p WHERE p.affiliate_id = r.affiliate_id AND p.state = 'approved'),
           q.answers, q.comment
    FROM access_requests r
    JOIN tickets t ON t.id = r.ticket_id
    JOIN offers o ON o.id = r.offer_id
    JOIN affiliates a ON a.id = r.affiliate_id
    JOIN request_attempts q ON q.request_id = r.id
        AND q.number = (SELECT MAX(n.number) FROM request_attempts n WHERE n.request_id = r.id)";

/// A page of the requests in the acting member of staff's scope.
pub fn list(cx: &mut Cx<'_, '_>, filter: &RequestFilter) -> Result<Page<RequestRow>, Error> {
    cx.staff()?;
    let scope = TicketScope::of(cx)?;
    let order = filter.view.order();
    let from = keyset::fitting(filter.from.as_ref(), order);
    let mut narrow: Narrow = scope.narrow();
    narrow.and(filter.view.condition());
    narrow.equal("r.offer_id", filter.offer);
    let sql = narrow.page(SELECT, order, from);
    let rows = cx.tx.query(&sql, &narrow.params(), |row| {
        let found = RequestRow {
            id: row.get(0)?,
            ticket: row.get(1)?,
            version: row.get(2)?,
            state: row.get(3)?,
            since: row.get(4)?,
            escalated: row.get(5)?,
            offer: row.get(6)?,
            offer_title: row.get(7)?,
            affiliate: row.get(8)?,
            affiliate_name: row.get(9)?,
            country: row.get(10)?,
            approved: row.get(11)?,
            answers: Vec::new(),
            comment: row.get(13)?,
            hint: None,
        };
        Ok((found, row.get::<String>(12)?))
    })?;
    let rows = rows.into_iter().map(|(row, json)| Ok(RequestRow { answers: view::answers(&json)?, ..row }));
    let rows = rows.collect::<Result<Vec<_>, Error>>()?;
    let mut page = Page::cut(order.name, from, rows, |row| (row.since, row.id.get()));
    if page.rows.is_empty() && from.is_some() {
        return list(cx, &RequestFilter { from: None, ..filter.clone() });
    }
    if filter.view != RequestView::Decided {
        let waiting: Vec<_> = page.rows.iter().map(|row| (row.affiliate, row.offer)).collect();
        for (row, hint) in page.rows.iter_mut().zip(rules::hints(cx, &waiting)?) {
            row.hint = hint;
        }
    }
    Ok(page)
}

/// An offer with requests that wait for us.
#[derive(Clone, Debug)]
pub struct PendingOffer {
    /// The offer.
    pub id: OfferId,
    /// Its title.
    pub title: String,
    /// How many wait.
    pub pending: i64,
    /// Since when the oldest does.
    pub oldest: Timestamp,
}

/// The most offers that are shown.
const MOST_OFFERS: i64 = 200;

/// The offers with requests that wait for us, in the acting member of staff's scope; the longest wait first.
pub fn by_offer(cx: &mut Cx<'_, '_>) -> Result<Vec<PendingOffer>, Error> {
    cx.staff()?;
    let (condition, owner) = TicketScope::of(cx)?.condition();
    let sql = format!(
        "SELECT r.offer_id, o.title, COUNT(*), MIN(r.since) FROM access_requests r
         JOIN tickets t ON t.id = r.ticket_id JOIN offers o ON o.id = r.offer_id
         WHERE {condition} AND r.state = 'pending'
         GROUP BY r.offer_id, o.title ORDER BY MIN(r.since), r.offer_id LIMIT $2"
    );
    Ok(cx.tx.query(&sql, &[&owner, &MOST_OFFERS], |row| {
        Ok(PendingOffer { id: row.get(0)?, title: row.get(1)?, pending: row.get(2)?, oldest: row.get(3)? })
    })?)
}
