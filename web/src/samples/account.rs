//! Sign-in and the own account.

use super::*;

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
        sessions: vec![session("Firefox on Linux", true), session("Safari on iPhone", false)],
    }
}
