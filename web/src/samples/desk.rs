//! The manager's pages of tickets.

use super::*;

pub(super) fn desk_row(
    id: i64,
    affiliate: &str,
    title: &str,
    kind: TicketType,
    on: WaitingOn,
    updated: &str,
) -> DeskRow {
    DeskRow {
        id,
        affiliate_id: 1000 + id % 97,
        affiliate: affiliate.into(),
        tags: vec![],
        manager: Some("Maria Ortiz".into()),
        title: title.into(),
        kind,
        status: Status::Opened,
        request: None,
        waiting: WaitingSince { on, since: (on != WaitingOn::Nobody).then(|| when(updated)) },
        snoozed_until: None,
        ours: id % 5,
        theirs: id % 4,
        created: when("12 Nov"),
        updated: when(updated),
        due: None,
        overdue: false,
        new: false,
    }
}

pub(super) fn desk_rows() -> Vec<DeskRow> {
    use TicketType::{General, OfferRequest, Payments, Technical};
    use WaitingOn::{Affiliate, Nobody, Us};
    let mut rows = vec![
        DeskRow {
            tags: vec!["vip".into(), "seo".into()],
            due: Some(when("2 h ago")),
            overdue: true,
            new: true,
            ..desk_row(2871, "Wiśniewska Media", "October payout is €312.40 short", Payments, Us, "26 h ago")
        },
        DeskRow {
            due: Some(when("in 3 h")),
            new: true,
            ..desk_row(
                3019,
                "Nordlicht Performance Marketing GmbH & Co. KG",
                "Postbacks arrive twice for the same click ID since the weekend, but only from Spain",
                Technical,
                Us,
                "5 h ago",
            )
        },
        DeskRow {
            request: Some(RequestState::Pending),
            tags: vec!["new".into()],
            due: Some(when("in 1 day")),
            ..desk_row(
                3020,
                "ClickHaus",
                "Access to offer: Solar Loans DE – CPL",
                OfferRequest,
                Us,
                "4 h ago",
            )
        },
        DeskRow {
            snoozed_until: Some(when("28 Nov")),
            ..desk_row(
                3002,
                "Ліана Трафік",
                "Which banners may I use for Black Friday?",
                General,
                Affiliate,
                "2 days ago",
            )
        },
        DeskRow {
            ..desk_row(
                2990,
                "Grupo Tráfico del Sur",
                "Wrong bank account on the last invoice",
                Payments,
                Affiliate,
                "3 days ago",
            )
        },
        DeskRow {
            manager: None,
            ..desk_row(2987, "mediakraft", "Can I run this on TikTok?", General, Us, "3 days ago")
        },
        DeskRow {
            status: Status::Closed,
            request: Some(RequestState::NeedsInformation),
            ..desk_row(
                2954,
                "佐藤アフィリエイト",
                "Access to offer: Fitness App UK",
                OfferRequest,
                Nobody,
                "4 days ago",
            )
        },
    ];
    rows.extend((0..18).map(|i| DeskRow {
        status: Status::Closed,
        request: None,
        ..desk_row(2900 - i, "Tráfico Uno", "How do I change my payment method?", Payments, Nobody, "9 Nov")
    }));
    rows
}

pub(super) fn desk_queue(t: Words, rows: Vec<DeskRow>) -> DeskQueue {
    let tabs = [
        ("Waiting on us", "/desk", Some("14")),
        ("All tickets", "/desk?queue=all", None),
        ("Without a manager", "/desk?queue=shared", Some("3")),
    ];
    DeskQueue {
        t,
        shell: desk_shell(Section::Tickets),
        tabs: tabs
            .into_iter()
            .enumerate()
            .map(|(i, (label, href, count))| Tab {
                label: label.into(),
                href: href.into(),
                current: i == 0,
                count: count.map(Into::into),
            })
            .collect(),
        filter: DeskFilter::default(),
        pager: if rows.is_empty() {
            Pager::default()
        } else {
            Pager { previous: Some("/desk?before=x".into()), next: Some("/desk?after=x".into()) }
        },
        rows,
    }
}

pub(super) fn desk_ticket(t: Words, note_open: bool) -> DeskTicket {
    let others = [
        ("Postbacks arrive twice for the same click ID since the weekend", Status::Opened),
        ("Can I use brand keywords?", Status::Closed),
    ];
    DeskTicket {
        t,
        shell: desk_shell(Section::Tickets),
        ticket: head(if note_open { Status::Closed } else { Status::Opened }),
        waiting: WaitingSince { on: WaitingOn::Us, since: Some(when("12 min ago")) },
        notice: None,
        request: None,
        decide: None,
        thread: thread(true),
        note_open,
        reply: compose("Hi Aleksandra,\n\n"),
        note: if note_open {
            Compose {
                notice: Some("A new message came while you were writing. Read it above, then send.".into()),
                ..compose("")
            }
        } else {
            compose("")
        },
        can_close: !note_open,
        can_reopen: note_open,
        can_take: note_open,
        deliveries: vec![(7, super::account::delivery_row(::desk::outbox::State::Dead))],
        affiliate: AffiliatePanel {
            id: 1042,
            name: "Wiśniewska Media".into(),
            status: "Active".into(),
            active: true,
            manager: Some("Maria Ortiz".into()),
            country: Some("Poland".into()),
            local_time: Some("15:05, Warsaw".into()),
            joined: when("3 Mar 2024"),
            tags: ["vip", "seo", "eu"].map(Into::into).into(),
            contacts: contacts(),
            tickets: others
                .into_iter()
                .zip(2990..)
                .map(|((title, status), id)| OtherTicket {
                    id,
                    title: title.into(),
                    status,
                    updated: when("4 days ago"),
                })
                .collect(),
        },
    }
}

pub(super) fn desk_new(t: Words, affiliate: Field, form: NewTicket) -> DeskNew {
    let suggestions = [("1042", "Wiśniewska Media"), ("1043", "ClickHaus")]
        .map(|(value, label)| Choice { value: value.into(), label: label.into() })
        .into();
    DeskNew { t, shell: desk_shell(Section::Tickets), affiliate, suggestions, form }
}
