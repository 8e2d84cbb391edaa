//! What people read: dates, sizes, numbers, lists, and texts with variables.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use words::{Lang, is_time_zone, time_zone};

fn english() -> &'static Lang {
    words::lang("en")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("the test writes valid times")
}

#[test]
fn dates_are_in_the_persons_time_zone() {
    let moment = at("2026-11-24T23:05:09Z");
    assert_eq!(english().date(moment, &TimeZone::UTC), "24 Nov 2026");
    assert_eq!(english().date(moment, &time_zone("Europe/Berlin")), "25 Nov 2026");
    assert_eq!(english().date_time(moment, &time_zone("Europe/Berlin")), "25 Nov 2026, 00:05");
}

#[test]
fn a_time_may_be_lent_as_templates_do() {
    let moment: &Timestamp = &at("2026-11-24T23:05:09Z");
    assert_eq!(english().date_time(moment, &time_zone("Asia/Tokyo")), "25 Nov 2026, 08:05");
    assert_eq!(english().relative(moment, moment, &TimeZone::UTC), "just now");
}

#[test]
fn a_full_date_names_its_offset() {
    let moment = at("2026-07-04T12:00:09Z");
    for (zone, expected) in [
        ("UTC", "4 Jul 2026, 12:00:09 UTC"),
        ("Europe/Berlin", "4 Jul 2026, 14:00:09 UTC+02:00"),
        ("America/St_Johns", "4 Jul 2026, 09:30:09 UTC-02:30"),
        ("Asia/Kolkata", "4 Jul 2026, 17:30:09 UTC+05:30"),
    ] {
        assert_eq!(english().date_time_full(moment, &time_zone(zone)), expected);
    }
}

#[test]
fn every_month_has_its_name() {
    let months: Vec<String> = (1..=12)
        .map(|month| english().date(at(&format!("2026-{month:02}-01T00:00:00Z")), &TimeZone::UTC))
        .collect();
    let expected: Vec<String> =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            .map(|month| format!("1 {month} 2026"))
            .into();
    assert_eq!(months, expected);
}

#[test]
fn an_unknown_time_zone_is_utc() {
    assert_eq!(time_zone("Mars/Olympus"), TimeZone::UTC);
    assert_eq!(time_zone(""), TimeZone::UTC);
    assert!(is_time_zone("America/New_York"));
    assert!(!is_time_zone("Mars/Olympus"));
}

#[test]
fn relative_times_go_from_now_to_the_date() {
    let now = at("2026-11-24T12:00:00Z");
    for (then, expected) in [
        ("2026-11-24T12:00:10Z", "just now"),
        ("2026-11-24T11:59:01Z", "just now"),
        ("2026-11-24T11:59:00Z", "1 min ago"),
        ("2026-11-24T11:00:01Z", "59 min ago"),
        ("2026-11-24T11:00:00Z", "1 h ago"),
        // Yesterday by the calendar, but hours say more.
        ("2026-11-23T12:00:01Z", "23 h ago"),
        ("2026-11-23T12:00:00Z", "yesterday"),
        ("2026-11-23T00:00:00Z", "yesterday"),
        ("2026-11-22T23:59:59Z", "2 days ago"),
        ("2026-11-18T00:00:00Z", "6 days ago"),
        ("2026-11-17T23:59:59Z", "17 Nov 2026"),
        ("2026-11-24T12:00:11Z", "in 1 min"),
        ("2026-11-24T12:59:59Z", "in 59 min"),
        ("2026-11-24T15:30:00Z", "in 3 h"),
        ("2026-11-25T11:59:59Z", "in 23 h"),
        ("2026-11-25T12:00:00Z", "tomorrow"),
        ("2026-11-30T00:00:00Z", "in 6 days"),
        ("2026-12-01T00:00:00Z", "1 Dec 2026"),
    ] {
        assert_eq!(english().relative(at(then), now, &TimeZone::UTC), expected, "{then}");
    }
}

#[test]
fn yesterday_is_yesterday_where_the_person_is() {
    let (then, now) = (at("2026-11-23T04:30:00Z"), at("2026-11-24T06:00:00Z"));
    assert_eq!(english().relative(then, now, &TimeZone::UTC), "yesterday");
    // There, it was still 22 November.
    assert_eq!(english().relative(then, now, &time_zone("America/New_York")), "2 days ago");
}

#[test]
fn a_day_of_25_hours_is_one_day() {
    // Clocks go back in Berlin on 25 October 2026; both times are on that date.
    let (then, now) = (at("2026-10-24T22:10:00Z"), at("2026-10-25T22:50:00Z"));
    assert_eq!(english().relative(then, now, &time_zone("Europe/Berlin")), "24 h ago");
}

#[test]
fn the_ends_of_time_do_not_overflow() {
    let (first, last) = (Timestamp::MIN, Timestamp::MAX);
    let zone = time_zone("Pacific/Kiritimati");
    assert_eq!(english().relative(first, last, &TimeZone::UTC), english().date(first, &TimeZone::UTC));
    assert_eq!(english().relative(last, first, &zone), english().date(last, &zone));
}

#[test]
fn hours_are_rounded_up() {
    for (seconds, expected) in
        [(-5, "1 hour"), (0, "1 hour"), (3600, "1 hour"), (3601, "2 hours"), (86_400, "24 hours")]
    {
        assert_eq!(english().duration_hours(SignedDuration::from_secs(seconds)), expected);
    }
    assert_eq!(english().duration_hours(SignedDuration::MAX), "2,562,047,788,015,216 hours");
}

#[test]
fn sizes_are_in_units_of_1024() {
    const MB: u64 = 1024 * 1024;
    for (bytes, expected) in [
        (0, "0 B"),
        (820, "820 B"),
        (1023, "1,023 B"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (MB - 1, "1 MB"),
        (1_468_006, "1.4 MB"),
        (5 * MB, "5 MB"),
        (5 * MB + MB / 2, "5.5 MB"),
        (100 * MB, "100 MB"),
        (1024 * MB, "1 GB"),
        (u64::MAX, "17,179,869,184 GB"),
    ] {
        assert_eq!(english().bytes(bytes), expected, "{bytes}");
    }
}

#[test]
fn numbers_are_grouped() {
    for (number, expected) in [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (-1_234_567, "-1,234,567"),
        (9_007_199_254_740_991, "9,007,199,254,740,991"),
    ] {
        assert_eq!(english().number(number), expected);
    }
}

#[test]
fn a_list_ends_with_or() {
    assert_eq!(english().list_or::<&str>(&[]), "");
    assert_eq!(english().list_or(&[".jpg"]), ".jpg");
    assert_eq!(english().list_or(&[".jpg", ".png"]), ".jpg or .png");
    assert_eq!(english().list_or(&[".jpg", ".png", ".zip", ".gif"]), ".jpg, .png, .zip or .gif");
}

#[test]
fn a_number_chooses_the_plural_and_is_grouped() {
    assert_eq!(english().file_refused_too_many(1), "There are too many files. Attach 1 file at most.");
    assert_eq!(english().file_refused_too_many(5_usize), "There are too many files. Attach 5 files at most.");
    assert_eq!(
        english().field_description_too_long(10_001_u64, 10_000_u64),
        "The description has 10,001 characters; 10,000 are allowed. Shorten it, and send the rest as a comment."
    );
}

#[test]
fn a_value_stands_in_a_text_as_it_is() {
    // No isolating marks, and nothing in a value is read as Fluent.
    let name = String::from("{ $max } \u{202E}fdp.png");
    assert_eq!(english().file_refused_empty(&name), format!("{name} is empty. Choose another file."));
    let lent: &&String = &&name;
    assert_eq!(english().file_refused_empty(lent), english().file_refused_empty(name.clone()));
}

#[test]
fn a_text_given_where_a_number_could_stand_is_not_grouped() {
    assert_eq!(english().date_day("1", "Jan", "2026"), "1 Jan 2026");
    assert_eq!(english().date_day("1", "Jan", 2026), "1 Jan 2,026");
}

#[test]
fn english_is_there_and_is_what_is_left() {
    assert_eq!(words::available()[0].tag(), "en");
    assert_eq!(words::lang("xx").tag(), "en");
    assert_eq!(words::best("xx, yy;q=0.5").tag(), "en");
}

#[test]
fn both_forms_of_a_time_at_once() {
    let zone = time_zone("Europe/Berlin");
    let now = at("2026-11-24T23:30:00Z");
    for then in
        ["2026-11-24T22:45:00Z", "2026-11-23T23:00:00Z", "2026-11-01T12:00:00Z", "2026-11-26T12:00:00Z"]
    {
        let both = english().full_and_relative(at(then), &now.to_zoned_datetime(zone.clone()));
        let one_by_one =
            (english().date_time_full(at(then), &zone), english().relative(at(then), now, &zone));
        assert_eq!(both, one_by_one);
    }
}
