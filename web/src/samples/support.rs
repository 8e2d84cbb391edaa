//! The affiliate's pages of tickets.

use super::*;

pub(super) fn help() -> Help {
    Help {
        news: news_rows().into_iter().map(|row| row.link).collect(),
        support_email: Some("partners@northwind.test".into()),
        manager: Some("Maria Ortiz".into()),
        picture: Some("portrait.svg".into()),
        contacts: contacts(),
    }
}

pub(super) fn support_list(t: Words, rows: Vec<SupportRow>) -> SupportList {
    let pager = if rows.is_empty() {
        Pager::default()
    } else {
        Pager { previous: None, next: Some("/support?after=x".into()) }
    };
    SupportList {
        t,
        shell: affiliate_shell(Section::Support),
        filter: SupportFilter::default(),
        rows,
        pager,
        help: help(),
    }
}

pub(super) fn row(
    id: i64,
    title: &str,
    kind: TicketType,
    status: Status,
    answers: i64,
    updated: &str,
) -> SupportRow {
    SupportRow {
        id,
        title: title.into(),
        kind,
        status,
        request: None,
        answers,
        answered: answers > 0,
        new: false,
        created: when("12 Nov 2026"),
        updated: when(updated),
    }
}

pub(super) fn rows() -> Vec<SupportRow> {
    use Status::{Closed, Opened};
    use TicketType::{General, OfferRequest, Payments, Technical};
    let mut rows = vec![
        SupportRow {
            new: true,
            ..row(3021, "October payout is €312.40 short", Payments, Opened, 3, "12 min ago")
        },
        SupportRow {
            request: Some(RequestState::NeedsInformation),
            new: true,
            ..row(3017, "Access to offer: Solar Loans DE – CPL", OfferRequest, Opened, 1, "2 h ago")
        },
        SupportRow {
            request: Some(RequestState::Pending),
            ..row(3012, "Access to offer: Crypto Exchange Tier 1", OfferRequest, Opened, 0, "5 h ago")
        },
        row(
            2998,
            "Postbacks arrive twice for the same click ID since the weekend, but only from the mobile landing page in Spain and Portugal",
            Technical,
            Opened,
            12,
            "yesterday",
        ),
        row(2954, "Can I use brand keywords?", General, Closed, 2, "3 days ago"),
        SupportRow {
            request: Some(RequestState::Approved),
            ..row(2940, "Access to offer: Fitness App UK", OfferRequest, Closed, 1, "4 days ago")
        },
        SupportRow {
            request: Some(RequestState::Rejected),
            ..row(2911, "Access to offer: Casino Royale LATAM", OfferRequest, Closed, 1, "9 Nov 2026")
        },
        SupportRow {
            request: Some(RequestState::Withdrawn),
            ..row(2871, "Access to offer: VPN Global", OfferRequest, Closed, 0, "3 Nov 2026")
        },
        SupportRow {
            request: Some(RequestState::Expired),
            ..row(2870, "Access to offer: Mobile Game – Kingdoms", OfferRequest, Closed, 0, "1 Nov 2026")
        },
    ];
    rows.extend((0..8).map(|i| {
        row(2860 - i, "How do I change my payment method?", Payments, Closed, 2 + i, "21 Oct 2026")
    }));
    rows.push(row(17, &"Donaudampfschifffahrtsgesellschaft".repeat(3), General, Opened, 1203, "2 Jan 2026"));
    rows
}

pub(super) fn attachments() -> Attachments {
    Attachments {
        errors: vec![],
        kept: vec![],
        accept: ".jpg,.jpeg,.png,.zip,.gif".into(),
        formats: ".jpg, .png, .zip or .gif".into(),
        max_files: 5,
        max_bytes: 5 * 1024 * 1024,
        max_size: "5 MB".into(),
        time_zone: "Europe/Madrid".into(),
    }
}

pub(super) fn new_ticket() -> NewTicket {
    NewTicket {
        submission: "0192f0c1-aaaa-7bbb-8ccc-123456789abc".into(),
        notice: None,
        draft: draft("new_ticket/0"),
        kind: Field::default(),
        answer_times: vec![
            AnswerHint { kind: TicketType::General, text: "Usually answers within a day".into() },
            AnswerHint { kind: TicketType::Payments, text: "Usually answers within 3 hours".into() },
        ],
        title: Field::default(),
        description: Field::default(),
        period: Field::default(),
        amount: Field::default(),
        payment_method: Field::default(),
        transaction_id: Field::default(),
        offer: Field::default(),
        click_id: Field::default(),
        postback_url: Field::default(),
        attachments: attachments(),
    }
}

pub(super) fn bad_ticket(t: Words) -> NewTicket {
    let field = |value: &str, error: &str| Field { value: value.into(), error: Some(error.into()) };
    NewTicket {
        kind: field("technical", t.field_unknown_type()),
        title: field(&"long ".repeat(29), &t.field_title_too_long(145, 140)),
        description: field("", t.field_required_description()),
        postback_url: Field::with("https://track.example.test/postback?cid={click_id}&sum={sum}"),
        attachments: Attachments {
            errors: vec![
                t.file_refused_ending("report.pdf", ".jpg, .png, .zip or .gif"),
                t.file_refused_empty("a.png"),
            ],
            kept: vec![Kept { id: 7, name: "report.png".into(), image: true, size: "184 KB".into() }],
            ..attachments()
        },
        ..new_ticket()
    }
}

pub(super) fn restored_ticket(t: Words) -> NewTicket {
    NewTicket {
        draft: DraftBox { restored: true, ..draft("new_ticket/0") },
        attachments: Attachments { errors: vec![], ..bad_ticket(t).attachments },
        title: Field::with("October payout is"),
        ..new_ticket()
    }
}

pub(super) fn support_new(t: Words, form: NewTicket) -> SupportNew {
    SupportNew { t, shell: affiliate_shell(Section::Support), form, help: help() }
}

pub(super) fn support_ticket(t: Words, status: Status) -> SupportTicket {
    let mut shell = affiliate_shell(Section::Support);
    if status == Status::Opened {
        shell.flash =
            Some(Flash { kind: FlashKind::Done, text: "Your comment is added.".into(), undo: None });
    }
    SupportTicket {
        t,
        shell,
        ticket: head(status),
        request: None,
        thread: thread(false),
        comment: Some(compose("")),
        answer_time: Some("Usually answers within 3 hours".into()),
        help: help(),
    }
}

/// The affiliate's ticket page with this comment box.
///
/// # Panics
/// When it cannot be drawn.
pub fn ticket_with(t: Words, comment: Compose) -> String {
    let view = SupportTicket { comment: Some(comment), ..support_ticket(t, Status::Opened) };
    askama::Template::render(&view).expect("a view renders")
}
