//! Dates, times and spans of time, in a person's time zone.

use std::borrow::Borrow;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use crate::Lang;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Up to ten seconds ahead is "just now" as well: the clocks of two machines never agree fully.
const AHEAD: i64 = -10;

/// The time zone of this IANA name, such as `Europe/Berlin`; UTC when there is none.
pub fn time_zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// Whether [`time_zone`] knows this name.
pub fn is_time_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok()
}

impl Lang {
    /// "24 Nov 2026"
    pub fn date(&self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        self.day(&at.borrow().to_zoned_datetime(zone.clone()))
    }

    /// "24 Nov 2026, 14:05"
    pub fn date_time(&self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        let at = at.borrow().to_zoned_datetime(zone.clone());
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        self.date_with_time(self.day(&at), time)
    }

    /// "24 Nov 2026, 14:05:09 UTC+01:00": leaves no doubt, for a title that shows on hover.
    pub fn date_time_full(&self, at: impl Borrow<Timestamp>, zone: &TimeZone) -> String {
        self.full(&at.borrow().to_zoned_datetime(zone.clone()))
    }

    /// "just now", "5 min ago", "3 h ago", "yesterday", "4 days ago", and the date from a week on; for what lies
    /// ahead "in 5 min", "in 3 h", "tomorrow", "in 4 days". Days are counted in the person's time zone.
    pub fn relative(
        &self,
        then: impl Borrow<Timestamp>,
        now: impl Borrow<Timestamp>,
        zone: &TimeZone,
    ) -> String {
        let zoned = |at: &Timestamp| at.to_zoned_datetime(zone.clone());
        self.relative_to(&zoned(then.borrow()), &zoned(now.borrow()))
    }

    /// [`date_time_full`](Self::date_time_full) and [`relative`](Self::relative), in the time zone of `now`: a list has
    /// both of many moments, and to find a moment's place in a time zone is most of the work.
    pub fn full_and_relative(&self, then: impl Borrow<Timestamp>, now: &ZonedDateTime) -> (String, String) {
        let then = then.borrow().to_zoned_datetime(now.time_zone().clone());
        (self.full(&then), self.relative_to(&then, now))
    }

    fn full(&self, at: &ZonedDateTime) -> String {
        let time = format!("{:02}:{:02}:{:02} {}", at.hour(), at.minute(), at.second(), offset(at));
        self.date_with_time(self.day(at), time)
    }

    fn relative_to(&self, then: &ZonedDateTime, now: &ZonedDateTime) -> String {
        let past = now.timestamp().as_second() - then.timestamp().as_second();
        let days = then.date().duration_until(now.date()).as_hours() / 24;
        match past {
            ..AHEAD => self.ahead(-past, -days).unwrap_or_else(|| self.day(then)),
            AHEAD..MINUTE => self.relative_now().to_owned(),
            MINUTE..HOUR => self.relative_minutes_ago(past / MINUTE),
            _ if past < DAY || days < 1 => self.relative_hours_ago(past / HOUR),
            _ if days == 1 => self.relative_yesterday().to_owned(),
            _ if days < 7 => self.relative_days_ago(days),
            _ => self.day(then),
        }
    }

    fn ahead(&self, seconds: i64, days: i64) -> Option<String> {
        match seconds {
            // Never "in 0 min".
            ..HOUR => Some(self.relative_in_minutes((seconds / MINUTE).max(1))),
            _ if seconds < DAY || days < 1 => Some(self.relative_in_hours(seconds / HOUR)),
            _ if days == 1 => Some(self.relative_tomorrow().to_owned()),
            _ if days < 7 => Some(self.relative_in_days(days)),
            _ => None,
        }
    }

    /// "3 hours": whole hours, rounded up, at least one. For "Usually answers within 3 hours".
    pub fn duration_hours(&self, span: SignedDuration) -> String {
        let seconds = span.as_secs().max(1);
        self.duration_in_hours(seconds / HOUR + i64::from(seconds % HOUR > 0))
    }

    fn day(&self, at: &ZonedDateTime) -> String {
        let month = match at.month() {
            1 => self.month_january(),
            2 => self.month_february(),
            3 => self.month_march(),
            4 => self.month_april(),
            5 => self.month_may(),
            6 => self.month_june(),
            7 => self.month_july(),
            8 => self.month_august(),
            9 => self.month_september(),
            10 => self.month_october(),
            11 => self.month_november(),
            _ => self.month_december(),
        };
        // A year is a name, not a quantity: 2026 and never 2,026.
        self.date_day(i64::from(at.day()), month, at.year().to_string())
    }
}

/// "UTC", "UTC+01:00", "UTC-03:30"
fn offset(at: &ZonedDateTime) -> String {
    let minutes = at.offset().seconds() / 60;
    if minutes == 0 {
        return "UTC".to_owned();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("UTC{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}
