//! Conversations.

use super::*;

pub(super) fn compose(value: &str) -> Compose {
    Compose {
        submission: "0192f0c1-aaaa-7bbb-8ccc-123456789abd".into(),
        body: Field::with(value),
        attachments: attachments(),
        notice: None,
        draft: draft("comment/3021"),
    }
}

pub(super) fn draft(which: &str) -> DraftBox {
    DraftBox { href: format!("/drafts/{which}"), writer: 12, restored: false }
}

pub(super) fn head(status: Status) -> TicketHead {
    TicketHead {
        id: 3021,
        title: "October payout is €312.40 short".into(),
        kind: TicketType::Payments,
        status,
        request: None,
        created: when("21 Nov 2026"),
        updated: when("12 min ago"),
        manager: Some("Maria Ortiz".into()),
        details: [("Period", "October 2026"), ("Amount", "€312.40"), ("Transaction ID", "TX-88213-2026-10")]
            .map(|(name, value)| (name.into(), value.into()))
            .into(),
    }
}

pub(super) fn message(id: i64, side: Side, author: &str, role: &str, text: &str, files: Vec<File>) -> Entry {
    Entry::Message(Message {
        id,
        side,
        author: author.into(),
        picture: (author == "Maria Ortiz").then(|| "portrait.svg".into()),
        role: role.into(),
        at: when("yesterday"),
        body: Rich::plain(text),
        quoted: (id == 3).then(|| {
            Rich::plain("On Fri, 20 Nov 2026 at 10:12, Northwind wrote:\n\n> Maria Ortiz answered on ticket #3021:\n>\n> Thank you, that is very clear.")
        }),
        via: (id == 3).then(|| "by e-mail".into()),
        files,
        new: id == 4,
    })
}

/// A believable picture without a file of its own: the gallery shows it, the program never does.
pub(super) fn picture(name: &str) -> File {
    File {
        name: name.into(),
        size: "184 KB".into(),
        href: "/files/1".into(),
        picture: Some(Picture {
            thumbnail: Some("preview.svg".into()),
            width: 229,
            height: 160,
            full: Some((1280, 896)),
            moves: None,
        }),
    }
}

/// One that moves, one that waits for its thumbnail, and one that has none.
pub(super) fn more_pictures() -> Vec<File> {
    let change = |name: &str, change: fn(&mut Picture)| {
        let mut file = picture(name);
        file.picture.iter_mut().for_each(change);
        file
    };
    vec![
        change("banner.gif", |picture| picture.moves = Some("GIF".into())),
        change("phone.png", |picture| {
            (picture.thumbnail, picture.width, picture.height) = (None, 74, 160);
        }),
        change("cut.png", |picture| (picture.thumbnail, picture.full) = (None, None)),
    ]
}

pub(super) fn thread(staff: bool) -> Vec<Entry> {
    let (affiliate, manager) = if staff { (Side::Other, Side::Own) } else { (Side::Own, Side::Other) };
    let archive = File {
        name: "october-statement-and-all-click-logs-of-the-month.zip".into(),
        size: "2.4 MB".into(),
        href: "/files/2".into(),
        picture: None,
    };
    let mut entries = vec![
        message(
            1,
            affiliate,
            "Aleksandra Wiśniewska",
            "Affiliate",
            "Hi Maria,\n\nmy October payout is €312.40 lower than the report says. The report shows 214 approved leads, the payout has 187.\n\nScreenshots and the export are attached. The report is at https://panel.northwind.test/reports?from=2026-10-01&to=2026-10-31 (same filters).",
            vec![picture("report.png"), picture("payout-2026-10-with-a-long-name.png"), archive],
        ),
        Entry::Event(Event {
            id: 91,
            kind: EventKind::Assigned,
            text: "Maria Ortiz took this ticket".into(),
            at: when("yesterday"),
        }),
        message(
            2,
            manager,
            "Maria Ortiz",
            "Manager",
            "Thank you, that is very clear. I am checking it with finance:\n- 27 leads were in validation on the 31st\n- they should be in the November run",
            vec![],
        ),
        message(3, affiliate, "Aleksandra Wiśniewska", "Affiliate", "Okay, thanks!", more_pictures()),
        message(
            4,
            manager,
            "Maria Ortiz",
            "Manager",
            "Finance confirmed. The €312.40 is paid with the next run on 1 December.",
            vec![],
        ),
        Entry::Event(Event {
            id: 92,
            kind: EventKind::Closed,
            text: "Maria Ortiz closed the ticket".into(),
            at: when("2 h ago"),
        }),
        Entry::Event(Event {
            id: 93,
            kind: EventKind::Reopened,
            text: "Aleksandra Wiśniewska opened the ticket again".into(),
            at: when("12 min ago"),
        }),
    ];
    if staff {
        entries.insert(
            3,
            message(
                9,
                Side::Note,
                "Jonas Berg",
                "Lead",
                "Validation ran two days late in October. Same for #2981 and #2990.",
                vec![],
            ),
        );
    }
    entries
}
