//! In which state each ticket is found: what makes the lists look lived in.

use std::time::Duration;

use desk::Timestamp;
use desk::people::AffiliateStatus;
use desk::tickets::TicketType;

use super::cast::Partner;
use super::prng::Prng;
use super::talk::{Script, Turn};

/// How many tickets there are beside those of requests; with them 3,000.
pub(super) const TICKETS: usize = 3_000 - super::requests::REQUESTS;

/// Where a ticket stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Closed,
    /// Closed, and not opened since.
    ClosedUnread,
    /// Closed, opened again by a comment, answered and closed once more.
    Reopened,
    /// Opened again by a comment, which nobody has answered yet.
    ReopenedWaiting,
    /// It is the affiliate's turn.
    Answered,
    /// The same, and the affiliate has not looked yet.
    AnsweredUnread,
    /// It is our turn, and there is time.
    Waiting,
    /// Our turn, past its time.
    Overdue,
    /// Opened within the last hour.
    Fresh,
}

/// Which side spoke last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Us,
    Them,
    /// Nobody answered the opening.
    Opening,
}

impl Side {
    pub(super) fn said(self, turn: Turn) -> bool {
        match self {
            Self::Us => turn.is_ours(),
            Self::Them => turn.is_theirs(),
            Self::Opening => false,
        }
    }

    /// Whether a script's opening alone is enough.
    pub(super) fn opens(self, script: &Script) -> bool {
        script.from_us == (self == Self::Us)
    }
}

impl State {
    /// Who spoke last, in a conversation that has not come to its end.
    pub(super) fn last_word(self) -> Option<Side> {
        match self {
            Self::Answered | Self::AnsweredUnread => Some(Side::Us),
            Self::Waiting | Self::Overdue => Some(Side::Them),
            Self::Fresh => Some(Side::Opening),
            Self::Closed | Self::ClosedUnread | Self::Reopened | Self::ReopenedWaiting => None,
        }
    }

    pub(super) fn may_be_begun_by_us(self) -> bool {
        self != Self::Fresh
    }

    pub(super) fn waits_on_us(self) -> bool {
        matches!(self.last_word(), Some(Side::Them | Side::Opening))
    }

    pub(super) fn was_closed(self) -> bool {
        self.last_word().is_none()
    }

    pub(super) fn was_reopened(self) -> bool {
        matches!(self, Self::Reopened | Self::ReopenedWaiting)
    }

    pub(super) fn seen(self) -> bool {
        !matches!(self, Self::AnsweredUnread | Self::ClosedUnread)
    }

    /// When the last thing happened.
    pub(super) fn ends(self, now: Timestamp, kind: TicketType, chance: &mut Prng) -> Timestamp {
        let minute = |from: i64, to: i64, chance: &mut Prng| now.minus(minutes(chance.range(from, to)));
        let technical = kind == TicketType::Technical;
        match self {
            Self::Closed | Self::Reopened => at_work(180, 268 * DAY, now, chance),
            Self::ClosedUnread => at_work(20, 6 * DAY, now, chance),
            Self::Answered if chance.percent(70) => at_work(30, 14 * DAY, now, chance),
            Self::Answered => at_work(14 * DAY, 200 * DAY, now, chance),
            Self::AnsweredUnread => minute(3, 2 * DAY, chance),
            Self::Waiting | Self::ReopenedWaiting if technical => minute(4, 390, chance),
            Self::Waiting | Self::ReopenedWaiting => minute(4, 1_200, chance),
            Self::Overdue if technical => minute(500, 3_000, chance),
            Self::Overdue => minute(1_460, 5_000, chance),
            Self::Fresh => minute(1, 45, chance),
        }
    }
}

/// Minutes.
const DAY: i64 = 24 * 60;

fn minutes(count: i64) -> Duration {
    // Some seconds, so that not everything happens on the minute.
    let seconds = count * 60 - (count * 7) % 60;
    Duration::from_secs(u64::try_from(seconds.max(20)).unwrap_or(20))
}

/// A moment between so many minutes ago, mostly on a working day in the daytime.
fn at_work(from: i64, to: i64, now: Timestamp, chance: &mut Prng) -> Timestamp {
    let mut at = now.minus(minutes(chance.range(from, to)));
    for _ in 0..5 {
        let local = jiff::tz::TimeZone::UTC.to_datetime(at.to_jiff());
        let weekend =
            matches!(local.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
        if (6..=18).contains(&local.hour()) && !weekend {
            break;
        }
        at = now.minus(minutes(chance.range(from, to)));
    }
    at
}

/// The tickets of affiliate@demo.test: every state, and more than a page.
const FIRST: &[(State, usize)] = &[
    (State::Closed, 22),
    (State::ClosedUnread, 2),
    (State::Reopened, 3),
    (State::ReopenedWaiting, 1),
    (State::Answered, 4),
    (State::AnsweredUnread, 3),
    (State::Waiting, 3),
    (State::Overdue, 1),
    (State::Fresh, 1),
];

/// The tickets of other@demo.test.
const SECOND: &[(State, usize)] =
    &[(State::Closed, 9), (State::Answered, 2), (State::AnsweredUnread, 1), (State::Waiting, 2)];

/// Those that nobody has taken yet.
const SHARED: &[(State, usize)] = &[(State::Waiting, 8), (State::Overdue, 2), (State::Fresh, 2)];

/// More that wait on the manager of the sign-in.
const BUSY: &[(State, usize)] =
    &[(State::Waiting, 15), (State::Overdue, 9), (State::Fresh, 4), (State::ReopenedWaiting, 3)];

/// Everybody else's; what is left to the whole number is closed or answered.
const OTHERS: &[(State, usize)] = &[
    (State::Waiting, 34),
    (State::Overdue, 14),
    (State::Fresh, 6),
    (State::ReopenedWaiting, 5),
    (State::AnsweredUnread, 55),
    (State::ClosedUnread, 45),
    (State::Reopened, 95),
    (State::Answered, 640),
];

/// Whose ticket is in which state, for all of them.
pub(super) fn assign(partners: &[Partner], chance: &mut Prng) -> Vec<(usize, State)> {
    let places = |wanted: &dyn Fn(&Partner) -> bool| -> Vec<usize> {
        (2..partners.len()).filter(|place| wanted(&partners[*place])).collect()
    };
    let active = |partner: &Partner| partner.status == AffiliateStatus::Active;
    let shared = places(&|partner| partner.manager.is_none() && active(partner));
    let busy = places(&|partner| partner.manager == Some(0) && active(partner));
    let talking = places(&|partner| partner.manager.is_some() && active(partner));
    let history = places(&|partner| partner.status != AffiliateStatus::OnModeration);
    let moderated = places(&|partner| partner.status == AffiliateStatus::OnModeration);

    let mut assigned = Vec::with_capacity(TICKETS);
    for (states, of) in
        [(FIRST, &vec![0]), (SECOND, &vec![1]), (SHARED, &shared), (BUSY, &busy), (OTHERS, &talking)]
    {
        for (state, count) in states {
            assigned.extend((0..*count).map(|_| (some(of, chance), *state)));
        }
    }
    assigned.extend(moderated.iter().map(|place| (*place, State::Answered)));
    while assigned.len() < TICKETS {
        assigned.push((some(&history, chance), State::Closed));
    }
    assigned
}

/// One of these; a few write much more than the others.
fn some(places: &[usize], chance: &mut Prng) -> usize {
    places[chance.below(places.len()).min(chance.below(places.len()))]
}
