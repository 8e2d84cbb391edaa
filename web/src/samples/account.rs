//! Sign-in and the own account.

use super::*;
use ::desk::outbox::{Channel, Notice, Topic};

pub(super) fn sign_in(t: Words, wrong: bool) -> SignIn {
    SignIn {
        t,
        shell: Shell { person: None, nav: vec![], ..affiliate_shell(Section::Nowhere) },
        email: Field::with(if wrong { "affiliate@demo.test" } else { "" }),
        password_error: None,
        error: wrong.then(|| t.sign_in_wrong().into()),
        notice: wrong.then(|| t.sign_in_expired().into()),
        next: "/support".into(),
        carry: String::new(),
    }
}

pub(super) fn account(t: Words, wrong: Option<&str>) -> Account {
    let choices = |list: &[&str]| {
        list.iter().map(|value| Choice { value: (*value).into(), label: value.replace('_', " ") }).collect()
    };
    let session = |device: &str, current| Session {
        id: "7".into(),
        device: device.into(),
        address: "203.0.113.7".into(),
        last_seen: when("just now"),
        created: when("20 Nov 2026"),
        current,
    };
    Account {
        t,
        shell: affiliate_shell(Section::Account),
        name: "Aleksandra Wiśniewska".into(),
        email: "affiliate@demo.test".into(),
        picture_error: None,
        current_password_error: wrong.map(Into::into),
        new_password_error: None,
        min_password: 12,
        time_zone: Field::with("Europe/Warsaw"),
        time_zones: choices(&["UTC", "Europe/Warsaw", "America/Argentina/Buenos_Aires"]),
        locale: Field::with("en"),
        locales: choices(&["en"]),
        notices: notice_choices(),
        sessions: vec![session("Firefox on Linux", true), session("Safari on iPhone", false)],
    }
}

fn notice_choices() -> NoticeChoices {
    let channels = vec![Channel::Panel, Channel::Email];
    let row = |topic: &Topic| NoticeChoice {
        topic: *topic,
        cells: channels
            .iter()
            .map(|channel| NoticeCell {
                channel: *channel,
                wanted: topic.goes_over(*channel).then_some(*topic != Topic::Closings),
            })
            .collect(),
    };
    NoticeChoices {
        rows: Topic::of(::desk::Role::Affiliate).iter().map(row).collect(),
        channels: channels.clone(),
        digest: true,
    }
}

pub(super) fn notices(t: Words, rows: Vec<NoticeLine>) -> Notices {
    let bell = if rows.is_empty() { None } else { Some(t.count_more(99)) };
    Notices {
        t,
        shell: Shell { bell, ..affiliate_shell(Section::Notices) },
        rows,
        pager: Pager { previous: None, next: Some("/notices?page=x".into()) },
    }
}

/// One of each kind.
pub(super) fn notice_rows() -> Vec<NoticeLine> {
    let kinds = Notice::ALL.iter().filter(|notice| notice.topic().is_some());
    let row = |(place, notice): (usize, &Notice)| NoticeLine {
        notice: *notice,
        href: "/support/2931#message-7".into(),
        ticket: 2931,
        title: if place == 3 { "Payout".repeat(23) } else { "Where is my payment for October?".into() },
        author: if place % 4 == 2 { String::new() } else { "Maria Ortiz".into() },
        at: when("2 h ago"),
        new: place < 3,
    };
    kinds.enumerate().map(row).collect()
}
