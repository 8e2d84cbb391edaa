//! Sign-in and the own account.

use super::*;
use ::desk::outbox::{Channel, Notice, State, Topic};

pub(super) fn sign_in(t: Words, wrong: bool) -> SignIn {
    SignIn {
        t,
        shell: Shell { person: None, nav: vec![], ..affiliate_shell(Section::Nowhere) },
        email: Field::with(if wrong { "affiliate@demo.test" } else { "" }),
        password_error: None,
        error: wrong.then(|| t.sign_in_wrong().into()),
        notice: wrong.then(|| t.sign_in_expired().into()),
        forgot: true,
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
        new_email: Some(Field::default()),
        email_password_error: None,
        current_password_error: wrong.map(Into::into),
        new_password_error: None,
        min_password: 12,
        time_zone: Field::with("Europe/Warsaw"),
        time_zones: choices(&["UTC", "Europe/Warsaw", "America/Argentina/Buenos_Aires"]),
        locale: Field::with("en"),
        locales: choices(&["en"]),
        notices: notice_choices(),
        telegram: Some(if wrong.is_some() {
            TelegramCard::Code(TelegramCode {
                link: Some("https://t.me/northwind_bot?start=0123456789abcdef0123456789abcdef".into()),
                bot: Some("@northwind_bot".into()),
                command: "/start 0123456789abcdef0123456789abcdef".into(),
                until: t.telegram_code_until(15),
            })
        } else {
            TelegramCard::Linked { name: "@aleksandra".into(), since: when("20 Nov 2026") }
        }),
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

/// A link of a mail, with a password to be chosen.
pub(super) fn link(t: Words, error: Option<&str>) -> LinkPage {
    LinkPage {
        t,
        shell: Shell { person: None, nav: vec![], ..affiliate_shell(Section::Nowhere) },
        title: t.new_password_title().into(),
        text: t.new_password_text("affiliate@demo.test"),
        error: None,
        action: "/reset/x".into(),
        email: None,
        password: Some(error.map(Into::into)),
        username: "affiliate@demo.test".into(),
        min_password: 8,
        button: Some(t.new_password_button().into()),
    }
}

/// Who forgot their password.
pub(super) fn forgot(t: Words) -> LinkPage {
    LinkPage {
        title: t.reset_title().into(),
        text: t.reset_text().into(),
        email: Some(Field::default()),
        password: None,
        button: Some(t.reset_button().into()),
        ..link(t, None)
    }
}

pub(super) fn team(staff: bool) -> Team {
    let row = |name: &str, state, invited: Option<&str>, can_invite| TeamRow {
        id: 7,
        name: name.into(),
        email: format!("{}@demo.test", name.to_lowercase().replace(' ', ".")),
        role: if staff { "Manager" } else { "Affiliate" },
        state,
        invited: invited.map(when),
        can_invite,
    };
    let roles = [("manager", "Manager"), ("lead", "Lead"), ("admin", "Admin")];
    Team {
        action: "/desk/settings/people".into(),
        rows: vec![
            row("Maria Ortiz", "Active", None, false),
            row("Jonas Weber", "Invited", Some("2 h ago"), true),
            row(&"Long".repeat(20), "Not invited", None, true),
        ],
        sends: true,
        roles: if staff {
            roles.map(|(value, label)| Choice { value: value.into(), label: label.into() }).into()
        } else {
            vec![]
        },
        fields: NamedFields(vec![]),
    }
}

pub(super) fn people(t: Words) -> People {
    People { t, shell: desk_shell(Section::Settings), team: team(true) }
}

pub(super) fn delivery_row(state: State) -> DeliveryRow {
    DeliveryRow {
        id: 51,
        what: "New answer",
        channel: "E-mail",
        name: "Aleksandra Wiśniewska".into(),
        address: "affiliate@demo.test".into(),
        ticket: Some(2931),
        state: DeliveryState(state),
        created: when("2 h ago"),
        next: (state == State::Waiting).then(|| when("in 4 min")),
        error: if state == State::Dead { "550 5.1.1 no such mailbox here".into() } else { String::new() },
    }
}

pub(super) fn deliveries(t: Words, some: bool) -> Deliveries {
    Deliveries {
        t,
        shell: desk_shell(Section::Settings),
        rows: if some { State::ALL.iter().map(|state| delivery_row(*state)).collect() } else { vec![] },
        states: vec![Choice { value: "dead".into(), label: "Given up".into() }],
        state: String::new(),
        channels: vec![Choice { value: "email".into(), label: "E-mail".into() }],
        channel: String::new(),
        dead: some.then(|| "3".into()),
        sends: some,
        pager: Pager::default(),
    }
}

pub(super) fn delivery(t: Words) -> Delivery {
    let attempt =
        |outcome, answer: &str| DeliveryAttempt { at: when("2 h ago"), outcome, answer: answer.into() };
    Delivery {
        t,
        shell: desk_shell(Section::Settings),
        row: delivery_row(State::Dead),
        attempts: vec![
            attempt("Failed", "451 try again later"),
            attempt("Refused", "550 no such mailbox here"),
        ],
        again: true,
        mail: Some(DeliveryMail {
            subject: "[Northwind #2931] Where is my payment?".into(),
            headers: Some("From: support@demo.test\nTo: affiliate@demo.test".into()),
            html: None,
            plain: Rich::plain("Your manager answered\n\nIt is on its way."),
        }),
    }
}
