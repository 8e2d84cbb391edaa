//! How soon tickets are usually answered: measured now and then by a job, read by pages.

use std::time::Duration;

use super::TicketType;
use crate::app::{App, Credential};
use crate::clock::Timestamp;
use crate::cx::{Actor, Cx, Role};
use crate::error::Error;
use crate::stamps::{self, Stamp};

/// First answers of how long are measured.
const PERIOD: Duration = Duration::from_hours(30 * 24);

/// Fewer answers than this say nothing.
const FEWEST: usize = 10;

/// The most answers that are read per type, the newest first: a bound on the work where there are very many.
const MOST: i64 = 10_000;

/// "Usually answers within": the median, rounded up to what a person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerTime {
    /// Within so many hours, 1 to 23.
    Hours(i64),
    /// Within so many days, 1 and up.
    Days(i64),
}

impl AnswerTime {
    fn of(median: Duration) -> Self {
        let hours = median.as_nanos().div_ceil(Duration::from_hours(1).as_nanos()).max(1);
        let hours = i64::try_from(hours).unwrap_or(i64::MAX);
        if hours < 24 { Self::Hours(hours) } else { Self::Days(hours / 24 + i64::from(hours % 24 > 0)) }
    }
}

/// The middle one; of an even number, half way between the two in the middle. None when there is none.
fn median(spans: &mut [i64]) -> Option<i64> {
    let middle = spans.len() / 2;
    let even = spans.len().is_multiple_of(2);
    let (below, upper, _) = (!spans.is_empty()).then(|| spans.select_nth_unstable(middle))?;
    let lower = if even { below.iter().max().copied() } else { None };
    Some(lower.map_or(*upper, |lower| lower.midpoint(*upper)))
}

/// What is usual, of the types that were answered often enough.
pub fn answer_times(cx: &mut Cx<'_, '_>) -> Result<Vec<(TicketType, AnswerTime)>, Error> {
    cx.user()?;
    told(cx)
}

fn told(cx: &mut Cx<'_, '_>) -> Result<Vec<(TicketType, AnswerTime)>, Error> {
    Ok(cx.tx.query("SELECT type, median FROM answer_times ORDER BY type", &[], |row| {
        let micros: i64 = row.get(1)?;
        Ok((row.get(0)?, AnswerTime::of(Duration::from_micros(u64::try_from(micros).unwrap_or(0)))))
    })?)
}

/// Measures all types anew. The reading is long, so it is not done where others wait to write.
pub async fn measure_answers(app: &App) -> Result<(), Error> {
    let measured = app.read(&Credential::System, measure).await?;
    app.write(&Credential::System, move |cx| {
        let before = told(cx)?;
        measured.iter().try_for_each(|(kind, found)| store(cx, *kind, *found))?;
        // What is only some minutes more or less is still told alike.
        if told(cx)? == before { Ok(()) } else { stamps::bump(cx, Stamp::Answers) }
    })
    .await
}

/// What was measured of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The median, in microseconds.
    pub median: i64,
    /// Of how many answers.
    pub answers: i64,
}

/// The reading half of [`measure_answers`]; nothing of a type with too few answers.
pub fn measure(cx: &mut Cx<'_, '_>) -> Result<Vec<(TicketType, Option<Measured>)>, Error> {
    if *cx.actor() != Actor::System {
        return Err(Error::NotFound);
    }
    TicketType::ALL.iter().map(|kind| Ok((*kind, measure_type(cx, *kind)?))).collect()
}

/// First answers to tickets that affiliates opened.
fn measure_type(cx: &mut Cx<'_, '_>, kind: TicketType) -> Result<Option<Measured>, Error> {
    let since: Timestamp = cx.now.minus(PERIOD);
    let mut spans = cx.tx.query(
        "SELECT t.first_answer_at - t.created_at FROM tickets t JOIN users u ON u.id = t.created_by AND u.role = $1
         WHERE t.type = $2 AND t.first_answer_at >= $3 ORDER BY t.first_answer_at DESC LIMIT $4",
        &[&Role::Affiliate, &kind, &since, &MOST],
        |row| row.get::<i64>(0),
    )?;
    if spans.len() < FEWEST {
        return Ok(None);
    }
    let answers = i64::try_from(spans.len()).unwrap_or(MOST);
    Ok(median(&mut spans).map(|median| Measured { median, answers }))
}

fn store(cx: &mut Cx<'_, '_>, kind: TicketType, found: Option<Measured>) -> Result<(), Error> {
    let Some(Measured { median, answers }) = found else {
        cx.tx.execute("DELETE FROM answer_times WHERE type = $1", &[&kind])?;
        return Ok(());
    };
    cx.tx.execute(
        "INSERT INTO answer_times (type, median, answers, measured_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (type) DO UPDATE SET median = excluded.median, answers = excluded.answers,
                                          measured_at = excluded.measured_at",
        &[&kind, &median, &answers, &cx.now],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_rounded_up_to_what_a_person_says() {
        let minutes = |count: u64| AnswerTime::of(Duration::from_mins(count));
        assert_eq!(minutes(0), AnswerTime::Hours(1));
        assert_eq!(minutes(60), AnswerTime::Hours(1));
        assert_eq!(minutes(61), AnswerTime::Hours(2));
        assert_eq!(minutes(23 * 60), AnswerTime::Hours(23));
        assert_eq!(minutes(23 * 60 + 1), AnswerTime::Days(1));
        assert_eq!(minutes(24 * 60), AnswerTime::Days(1));
        assert_eq!(minutes(24 * 60 + 1), AnswerTime::Days(2));
        assert_eq!(AnswerTime::of(Duration::MAX), AnswerTime::Days(213_503_982_334_602));
    }

    proptest::proptest! {
        #[test]
        fn the_median_is_exact(mut spans in proptest::collection::vec(0..1_000_i64, 0..60)) {
            let mut sorted = spans.clone();
            sorted.sort_unstable();
            let naive = (!sorted.is_empty()).then(|| {
                let (a, b) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
                i64::midpoint(a, b)
            });
            proptest::prop_assert_eq!(median(&mut spans), naive);
        }
    }
}
