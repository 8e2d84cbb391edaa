//! The log of mails, and webhooks.

use ::desk::{FieldError, Problem};

use super::*;

/// The pages of what comes and goes by other ways.
pub(super) fn pages() -> Vec<Page> {
    vec![
        page("settings-answers", |t| mail_log(t, true, true)),
        page("settings-answers-empty", |t| mail_log(t, true, false)),
        page("settings-answers-filtered", |t| AnswerLog { text: "#12".into(), ..mail_log(t, true, false) }),
        page("settings-answers-off", |t| mail_log(t, false, false)),
        page("settings-webhooks", |t| webhooks(t, true)),
        page("settings-webhooks-empty", |t| webhooks(t, false)),
        page("settings-webhook", webhook),
    ]
}

fn mail_log(t: Words, on: bool, full: bool) -> AnswerLog {
    let row = |outcome: &str, from: &str, person: Option<&str>, ticket: Option<i64>, told| AnswerLogRow {
        at: when("12 min ago"),
        taken: outcome == t.mail_in_accepted(),
        outcome: outcome.into(),
        told,
        channel: if from.starts_with('@') { t.channel_telegram() } else { t.channel_email() }.into(),
        from: from.into(),
        person: person.map(Into::into),
        ticket: ticket.map(|id| (id, format!("/desk/tickets/{id}"))),
    };
    let ann = "aleksandra.wisniewska@very-long-name-of-a-company.example";
    let rows = vec![
        row(t.mail_in_accepted(), ann, Some("Aleksandra Wiśniewska"), Some(3021), false),
        row(t.mail_in_too_long(), ann, Some("Aleksandra Wiśniewska"), Some(3021), true),
        row(t.mail_in_accepted(), "@jonas", Some("Jonas Berg"), Some(2981), false),
        row(t.mail_in_automatic(), "jonas@bright.example", Some("Jonas Berg"), Some(2981), false),
        row(t.mail_in_forged(), "somebody@elsewhere.example", None, None, false),
        row(t.mail_in_not_an_answer(), "", None, None, false),
    ];
    let name = "imaps://support@imap.northwind.test/INBOX";
    let mailbox = InletNote {
        failing: full,
        text: if full { t.mailbox_failing(name, "connection refused", 4) } else { t.mailbox_never(name) },
    };
    let inlets =
        vec![mailbox, InletNote { failing: false, text: t.bot_looked("@northwind_bot", "just now") }];
    AnswerLog {
        t,
        shell: desk_shell(Section::Settings),
        on,
        inlets: if on { inlets } else { vec![] },
        outcomes: vec![Choice { value: "accepted".into(), label: t.mail_in_accepted().into() }],
        outcome: String::new(),
        channels: vec![Choice { value: "telegram".into(), label: t.channel_telegram().into() }],
        channel: String::new(),
        text: String::new(),
        rows: if full { rows } else { vec![] },
        pager: Pager { previous: None, next: full.then(|| "/desk/settings/answers?page=1.at.a.1.1".into()) },
    }
}

fn webhook_row(id: i64, name: &str, active: bool) -> WebhookRow {
    let url = "https://hooks.a-rather-long-name-of-a-host.example/affdesk/tickets/v1".into();
    WebhookRow { id, name: name.into(), url, active }
}

fn webhooks(t: Words, full: bool) -> Webhooks {
    let wrong = FieldError { field: "url", problem: Problem::NotPublicUrl };
    Webhooks {
        t,
        shell: desk_shell(Section::Settings),
        rows: if full {
            vec![webhook_row(1, "Data warehouse", true), webhook_row(2, "Chat", false)]
        } else {
            vec![]
        },
        name: Field::with(""),
        url: crate::sentences::field(
            "url",
            "http://10.0.0.1/",
            if full { &[] } else { std::slice::from_ref(&wrong) },
            t,
        ),
    }
}

fn webhook(t: Words) -> WebhookPage {
    let delivery = |event: &str, state: &str, answer: &str| SentRow {
        event: event.into(),
        at: when("2 min ago"),
        state: state.into(),
        answer: answer.into(),
    };
    WebhookPage {
        t,
        shell: desk_shell(Section::Settings),
        row: webhook_row(1, "Data warehouse", true),
        secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into(),
        events: ::desk::outbox::Notice::of_tickets()
            .map(|notice| WebhookEvent {
                value: notice.as_str(),
                label: courier::notice_label(notice, t),
                chosen: notice.keeps(),
            })
            .collect(),
        events_error: None,
        former: Some(t.webhook_former("27 Nov 2026, 10:12")),
        deliveries: vec![
            delivery(t.notice_test(), t.webhook_sent(), "204 No Content"),
            delivery(
                t.notice_ticket_created(),
                t.webhook_failed(),
                "500 Internal Server Error: the database is away and nobody knows when it comes back",
            ),
        ],
    }
}
