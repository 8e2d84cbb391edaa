//! Who asked for which offer, and what became of it: planned first, then stored with the tickets, in the order of time.

use std::collections::HashSet;
use std::time::Duration;

use desk::Timestamp;
use desk::people::AffiliateStatus;

use super::cast::{LEAD, Partner};
use super::offers::Planned;
use super::prng::Prng;

/// How many requests there are.
pub(super) const REQUESTS: usize = 240;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Pending,
    /// Asked for more, and silent so far.
    Asked,
    Approved,
    /// Asked for more, answered, then approved.
    ApprovedLater,
    Rejected,
    RejectedForGood,
    Withdrawn,
    Expired,
}

pub(super) struct Request {
    pub(super) partner: usize,
    /// Which of the planned offers.
    pub(super) offer: usize,
    pub(super) at: Timestamp,
    pub(super) fate: Fate,
    /// Who decides, by place in the cast.
    pub(super) by: usize,
    pub(super) after: Duration,
    pub(super) comment: &'static str,
    pub(super) site: String,
    pub(super) choice: usize,
}

const COMMENTS: &[&str] = &[
    "We have run this vertical for three years and would start with content.",
    "",
    "Our newsletter has 40,000 readers in these countries.",
    "We want to test it with a small budget first.",
    "Please have a look at our reviews of similar offers.",
    "",
    "We know the advertiser from another network; 300 conversions a month there.",
];

/// What a manager writes, by fate.
pub(super) const WELCOME: &[&str] = &[
    "",
    "Welcome! Your link is on the offer’s page.",
    "Good luck. Tell me when you need other creatives.",
    "",
];
pub(super) const QUESTIONS: &[&str] = &[
    "Could you send links to the pages that you would use?",
    "Which of your sources would send the traffic, and how much a day?",
];
pub(super) const ANSWERS: &[&str] = &[
    "Of course: the reviews on our main site, and two landing pages that we would build.",
    "SEO mostly, about 200 visits a day to the pages that fit.",
];

/// Those of affiliate@demo.test: every state.
const FIRST: [Fate; 14] = [
    Fate::Pending,
    Fate::Asked,
    Fate::Rejected,
    Fate::Approved,
    Fate::RejectedForGood,
    Fate::Withdrawn,
    Fate::Expired,
    Fate::ApprovedLater,
    Fate::Approved,
    Fate::Approved,
    Fate::Pending,
    Fate::Approved,
    Fate::Asked,
    Fate::Approved,
];

fn fate(place: usize) -> Fate {
    match place % 20 {
        0 | 7 | 13 => Fate::Pending,
        4 => Fate::Asked,
        2 | 10 => Fate::Rejected,
        16 => Fate::RejectedForGood,
        5 => Fate::ApprovedLater,
        11 => Fate::Withdrawn,
        18 => Fate::Expired,
        _ => Fate::Approved,
    }
}

/// Plans every request, oldest first. The affiliates of the sign-ins have some in every state.
pub(super) fn plan(
    partners: &[Partner],
    offers: &[Planned],
    now: Timestamp,
    chance: &mut Prng,
) -> Vec<Request> {
    let may = |offer: &Planned| offer.set.is_some() && offer.raw.status == "active";
    let open: Vec<usize> = (0..offers.len()).filter(|place| may(&offers[*place])).collect();
    let active: Vec<usize> =
        (2..partners.len()).filter(|place| partners[*place].status == AffiliateStatus::Active).collect();
    let mut pairs = HashSet::new();
    let mut requests = Vec::new();
    for place in 0.. {
        if requests.len() == REQUESTS {
            break;
        }
        // The first are the affiliate's of the sign-ins, the next the other one's.
        let partner = match requests.len() {
            0..=13 => 0,
            14..=21 => 1,
            _ => *chance.pick(&active),
        };
        let offer = *chance.pick(&open);
        let fate = FIRST.get(requests.len()).copied().unwrap_or_else(|| fate(place));
        if pairs.insert((partner, offer)) {
            requests.push(request((partner, &partners[partner]), (offer, &offers[offer]), fate, now, chance));
        }
    }
    requests.sort_by_key(|request| request.at);
    requests
}

fn request(
    (partner, who): (usize, &Partner),
    (offer, planned): (usize, &Planned),
    fate: Fate,
    now: Timestamp,
    chance: &mut Prng,
) -> Request {
    let hours = match fate {
        Fate::Pending => chance.range(1, 60),
        Fate::Asked => chance.range(40, 110),
        Fate::Rejected => chance.range(30, 24 * 16),
        _ => chance.range(24 * 12, 24 * planned.days.max(15) - 24),
    };
    let hours = hours.min(24 * planned.days - 2).max(1);
    Request {
        partner,
        offer,
        at: now.minus(Duration::from_mins(u64::try_from(hours).unwrap_or(1) * 60 + chance.next() % 50)),
        fate,
        by: who.manager.unwrap_or(LEAD),
        after: Duration::from_mins(30 + chance.next() % 1_300),
        comment: chance.pick::<&str>(COMMENTS),
        site: format!("{}.example, and our list on Telegram", who.slug.replace('.', "-")),
        choice: chance.below(1_000),
    }
}
