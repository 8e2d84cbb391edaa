//! The log of mails.

use super::*;

/// The pages of mails that came in.
pub(super) fn pages() -> Vec<Page> {
    vec![
        page("settings-mail", |t| mail_log(t, true, true)),
        page("settings-mail-empty", |t| mail_log(t, true, false)),
        page("settings-mail-off", |t| mail_log(t, false, false)),
    ]
}

fn mail_log(t: Words, on: bool, full: bool) -> MailLog {
    let row = |outcome: &str, from: &str, person: Option<&str>, ticket: Option<i64>, told| MailLogRow {
        at: when("12 min ago"),
        taken: outcome == t.mail_accepted(),
        outcome: outcome.into(),
        told,
        from: from.into(),
        person: person.map(Into::into),
        ticket: ticket.map(|id| (id, format!("/desk/tickets/{id}"))),
    };
    let ann = "aleksandra.wisniewska@very-long-name-of-a-company.example";
    let rows = vec![
        row(t.mail_accepted(), ann, Some("Aleksandra Wiśniewska"), Some(3021), false),
        row(t.mail_too_long(), ann, Some("Aleksandra Wiśniewska"), Some(3021), true),
        row(t.mail_automatic(), "jonas@bright.example", Some("Jonas Berg"), Some(2981), false),
        row(t.mail_forged(), "somebody@elsewhere.example", None, None, false),
        row(t.mail_not_an_answer(), "", None, None, false),
    ];
    let name = "imaps://support@imap.northwind.test/INBOX";
    MailLog {
        t,
        shell: desk_shell(Section::Settings),
        on,
        mailbox: on.then(|| MailboxNote {
            failing: full,
            text: if full { t.mailbox_failing(name, "connection refused", 4) } else { t.mailbox_never(name) },
        }),
        rows: if full { rows } else { vec![] },
        pager: Pager { previous: None, next: full.then(|| "/desk/settings/mail?page=1.at.a.1.1".into()) },
    }
}
