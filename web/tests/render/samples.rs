//! Every view with believable data: short and long, new and old, full and empty, right and wrong.

use web::views::*;

pub(crate) type Page = (&'static str, Box<dyn Fn(Words) -> String>);

fn page<V: askama::Template>(name: &'static str, view: impl Fn(Words) -> V + 'static) -> Page {
    (name, Box::new(move |t| view(t).render().expect("a view renders")))
}

/// Every page, by name.
pub(crate) fn all() -> Vec<Page> {
    vec![
        page("sign-in", |t| sign_in(t, false)),
        page("sign-in-wrong", |t| sign_in(t, true)),
        page("support", |t| support_list(t, rows())),
        page("support-empty", |t| support_list(t, vec![])),
        page("support-filtered-empty", |t| SupportList {
            filter: SupportFilter {
                text: "postback".into(),
                status: Some(Status::Closed),
                ..Default::default()
            },
            pager: Pager::default(),
            ..support_list(t, vec![])
        }),
        page("support-new", |t| support_new(t, new_ticket())),
        page("support-new-payments", |t| {
            support_new(t, NewTicket { kind: Field::with("payments"), ..new_ticket() })
        }),
        page("support-new-bad", |t| support_new(t, bad_ticket(t))),
        page("support-new-restored", |t| support_new(t, restored_ticket(t))),
        page("support-ticket", |t| support_ticket(t, Status::Opened)),
        page("support-ticket-closed", |t| support_ticket(t, Status::Closed)),
        page("support-ticket-final", |t| SupportTicket {
            comment: None,
            ..support_ticket(t, Status::Closed)
        }),
        page("desk", |t| desk_queue(t, desk_rows())),
        page("desk-empty", |t| desk_queue(t, vec![])),
        page("desk-filtered-empty", |t| DeskQueue {
            filter: DeskFilter { affiliate: "Nord".into(), ..Default::default() },
            ..desk_queue(t, vec![])
        }),
        page("desk-ticket", |t| desk_ticket(t, false)),
        page("desk-ticket-note", |t| desk_ticket(t, true)),
        page("desk-new", |t| desk_new(t, Field::default(), new_ticket())),
        page("desk-new-bad", |t| {
            let affiliate =
                Field { value: "Nrod".into(), error: Some("There is no affiliate like this.".into()) };
            desk_new(t, affiliate, bad_ticket(t))
        }),
        page("news", |t| news_list(t, news_rows())),
        page("news-empty", |t| NewsList { unread: None, ..news_list(t, vec![]) }),
        page("news-post", news_post),
        page("desk-news", |t| desk_news(t, desk_news_rows())),
        page("desk-news-empty", |t| desk_news(t, vec![])),
        page("desk-post-new", |t| desk_post(t, None, post_form())),
        page("desk-post-draft", |t| desk_post(t, Some(PostState::Draft), filled_post())),
        page("desk-post", |t| DeskPost {
            other: Some(post_preview()),
            ..desk_post(t, Some(PostState::Published), filled_post())
        }),
        page("desk-post-bad", |t| {
            let title = Field { value: String::new(), error: Some(t.field_required_title().into()) };
            desk_post(t, None, PostForm { title, ..filled_post() })
        }),
        page("account", |t| account(t, None)),
        page("account-staff", |t| Account { shell: desk_shell(Section::Account), ..account(t, None) }),
        page("account-picture-bad", |t| Account {
            shell: desk_shell(Section::Account),
            picture_error: Some("me.png is not really a .png file.".into()),
            ..account(t, None)
        }),
        page("account-bad", |t| account(t, Some("This is not your current password."))),
        page("keys", |t| Keys {
            t,
            shell: affiliate_shell(Section::Nowhere),
            groups: vec![KeyGroup {
                title: t.keys_anywhere(),
                needs: "#search",
                lines: vec![KeyLine { keys: vec!["g".into(), "s".into()], what: t.nav_support(), needs: "" }],
            }],
        }),
        page("offline", |t| Offline {
            t,
            shell: Shell { person: None, nav: vec![], ..affiliate_shell(Section::Nowhere) },
        }),
        page("error", |t| ErrorPage {
            t,
            shell: affiliate_shell(Section::Nowhere),
            status: 404,
            title: t.error_not_found_title().into(),
            text: t.error_not_found_text().into(),
            action: Some((t.error_home().into(), "/support".into())),
            request_id: None,
        }),
        page("error-plain", |t| PlainErrorPage {
            t,
            shell: Shell { person: None, nav: vec![], ..affiliate_shell(Section::Nowhere) },
            status: 500,
            title: t.error_internal_title().into(),
            text: t.error_unavailable_text().into(),
            action: Some((t.error_home().into(), "/".into())),
            request_id: Some("01934f6e-7c1a".into()),
        }),
    ]
}

fn affiliate_shell(section: Section) -> Shell {
    Shell {
        brand: "Northwind Partners".into(),
        brand_css: None,
        display: Display::default(),
        person: Some(Person {
            id: 7,
            name: "Aleksandra Wiśniewska".into(),
            email: "affiliate@demo.test".into(),
            role: Role::Affiliate,
            picture: None,
        }),
        section,
        nav: [(Section::Offers, None), (Section::Support, Some("2")), (Section::News, None)]
            .map(|(section, count)| NavItem { section, count: count.map(Into::into) })
            .into(),
        flash: None,
        at: 1_772_442_000_000_000,
    }
}

fn desk_shell(section: Section) -> Shell {
    let sections = [
        Section::Tickets,
        Section::Requests,
        Section::DeskOffers,
        Section::Affiliates,
        Section::DeskNews,
        Section::Reports,
        Section::Settings,
    ];
    Shell {
        person: Some(Person {
            id: 7,
            name: "Maria Ortiz".into(),
            email: "manager@demo.test".into(),
            role: Role::Manager,
            picture: Some("portrait.svg".into()),
        }),
        section,
        nav: sections
            .map(|section| NavItem { section, count: (section == Section::Tickets).then(|| "14".into()) })
            .into(),
        ..affiliate_shell(section)
    }
}

fn when(short: &str) -> When {
    When { iso: "2026-11-24T14:05:00Z".into(), exact: "24 Nov 2026, 14:05".into(), short: short.into() }
}

fn help() -> Help {
    Help {
        news: news_rows().into_iter().map(|row| row.link).collect(),
        support_email: Some("partners@northwind.test".into()),
        manager: Some("Maria Ortiz".into()),
        picture: Some("portrait.svg".into()),
        contacts: contacts(),
    }
}

fn news_rows() -> Vec<NewsRow> {
    let row = |id, title: &str, published: &str, new, pinned| NewsRow {
        link: NewsLink { id, title: title.into(), published: when(published), new },
        beginning: "Most questions are answered the same day. These make it quicker…".into(),
        pinned,
    };
    vec![
        row(3, "How to get an answer within hours", "23 Oct", false, true),
        row(8, "Four new offers: two of them with a trial payout", "19 h ago", true, false),
        row(7, &"Payout".repeat(23), "18 Nov", false, false),
    ]
}

fn news_list(t: Words, rows: Vec<NewsRow>) -> NewsList {
    NewsList {
        t,
        shell: affiliate_shell(Section::News),
        unread: Some(t.count_more(9)),
        rows,
        pager: Pager { previous: None, next: Some("/news?page=x".into()) },
        help: Help { news: vec![], ..help() },
    }
}

const POST: &str = "## New\n\nNow **live** in *Peru*: see https://example.com/a\n\n- one\n- two\n\n\
    | Method | Minimum |\n|---|--:|\n| Wire | 500 USD |\n\n```\ncid={click_id}\n```\n\n> Quoted <b>text</b>";

fn news_post(t: Words) -> NewsPost {
    NewsPost {
        t,
        shell: affiliate_shell(Section::News),
        title: "Payouts in USDT (TRC-20) and by SEPA Instant".into(),
        body: Rich::markdown(POST, 1),
        published: when("19 h ago"),
        pinned: true,
        help: Help { news: vec![], ..help() },
    }
}

fn desk_news_rows() -> Vec<DeskNewsRow> {
    let row = |id, title: &str, state, author: Option<&str>, published: Option<&str>| DeskNewsRow {
        id,
        title: title.into(),
        state,
        pinned: id == 3,
        author: author.map(Into::into),
        published: published.map(when),
        edited: when("2 h ago"),
    };
    vec![
        row(9, "Webinar: what converts in the first quarter", PostState::Draft, Some("Maria Ortiz"), None),
        row(3, &"Payout".repeat(23), PostState::Published, None, Some("23 Oct")),
    ]
}

fn desk_news(t: Words, rows: Vec<DeskNewsRow>) -> DeskNews {
    DeskNews { t, shell: desk_shell(Section::DeskNews), rows, pager: Pager::default() }
}

fn post_form() -> PostForm {
    PostForm {
        submission: "0191d1c2-3b7a-4f6e-9f54-2b8e2a9f0c11".into(),
        draft: draft("news/0"),
        version: String::new(),
        notice: None,
        title: Field::default(),
        text: Field::default(),
        pinned: false,
    }
}

fn filled_post() -> PostForm {
    PostForm {
        version: "4".into(),
        title: Field::with("Payouts in USDT"),
        text: Field::with(POST),
        pinned: true,
        ..post_form()
    }
}

fn post_preview() -> Preview {
    Preview { title: "Payouts in USDT".into(), body: Rich::markdown(POST, 2) }
}

fn desk_post(t: Words, state: Option<PostState>, form: PostForm) -> DeskPost {
    let notice = (state == Some(PostState::Published)).then(|| t.post_changed().to_owned());
    DeskPost {
        t,
        shell: desk_shell(Section::DeskNews),
        saved: state.map(|state| SavedPost {
            id: 9,
            state,
            published: (state == PostState::Published).then(|| when("19 h ago")),
            edited_by: t.post_edited_by("Maria Ortiz"),
            edited: when("2 h ago"),
        }),
        preview: state.is_some().then(post_preview),
        other: None,
        form: PostForm { notice, ..form },
    }
}

fn contacts() -> Vec<Contact> {
    vec![
        Contact {
            kind: ContactKind::Email,
            value: "maria.ortiz@northwind.test".into(),
            href: Some("mailto:maria.ortiz@northwind.test".into()),
        },
        Contact {
            kind: ContactKind::Telegram,
            value: "@maria_northwind".into(),
            href: Some("https://t.me/maria_northwind".into()),
        },
        Contact { kind: ContactKind::Skype, value: "live:maria.northwind".into(), href: None },
    ]
}

fn sign_in(t: Words, wrong: bool) -> SignIn {
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

fn support_list(t: Words, rows: Vec<SupportRow>) -> SupportList {
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

fn row(id: i64, title: &str, kind: TicketType, status: Status, answers: i64, updated: &str) -> SupportRow {
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

fn rows() -> Vec<SupportRow> {
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

fn attachments() -> Attachments {
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

fn new_ticket() -> NewTicket {
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

fn bad_ticket(t: Words) -> NewTicket {
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

fn restored_ticket(t: Words) -> NewTicket {
    NewTicket {
        draft: DraftBox { restored: true, ..draft("new_ticket/0") },
        attachments: Attachments { errors: vec![], ..bad_ticket(t).attachments },
        title: Field::with("October payout is"),
        ..new_ticket()
    }
}

fn support_new(t: Words, form: NewTicket) -> SupportNew {
    SupportNew { t, shell: affiliate_shell(Section::Support), form, help: help() }
}

fn compose(value: &str) -> Compose {
    Compose {
        submission: "0192f0c1-aaaa-7bbb-8ccc-123456789abd".into(),
        body: Field::with(value),
        attachments: attachments(),
        notice: None,
        draft: draft("comment/3021"),
    }
}

fn draft(which: &str) -> DraftBox {
    DraftBox { href: format!("/drafts/{which}"), writer: 12, restored: false }
}

fn head(status: Status) -> TicketHead {
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

fn message(id: i64, side: Side, author: &str, role: &str, text: &str, files: Vec<File>) -> Entry {
    Entry::Message(Message {
        id,
        side,
        author: author.into(),
        picture: (author == "Maria Ortiz").then(|| "portrait.svg".into()),
        role: role.into(),
        at: when("yesterday"),
        body: Rich::plain(text),
        files,
        new: id == 4,
    })
}

/// A believable picture without a file of its own: the gallery shows it, the program never does.
fn picture(name: &str) -> File {
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
fn more_pictures() -> Vec<File> {
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

fn thread(staff: bool) -> Vec<Entry> {
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

fn support_ticket(t: Words, status: Status) -> SupportTicket {
    let mut shell = affiliate_shell(Section::Support);
    if status == Status::Opened {
        shell.flash =
            Some(Flash { kind: FlashKind::Done, text: "Your comment is added.".into(), undo: None });
    }
    SupportTicket {
        t,
        shell,
        ticket: head(status),
        thread: thread(false),
        comment: Some(compose("")),
        answer_time: Some("Usually answers within 3 hours".into()),
        help: help(),
    }
}

fn desk_row(
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

fn desk_rows() -> Vec<DeskRow> {
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

fn desk_queue(t: Words, rows: Vec<DeskRow>) -> DeskQueue {
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

fn desk_ticket(t: Words, note_open: bool) -> DeskTicket {
    let others = [
        ("Postbacks arrive twice for the same click ID since the weekend", Status::Opened),
        ("Can I use brand keywords?", Status::Closed),
    ];
    DeskTicket {
        t,
        shell: desk_shell(Section::Tickets),
        ticket: head(if note_open { Status::Closed } else { Status::Opened }),
        waiting: WaitingSince { on: WaitingOn::Us, since: Some(when("12 min ago")) },
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

fn desk_new(t: Words, affiliate: Field, form: NewTicket) -> DeskNew {
    let suggestions = [("1042", "Wiśniewska Media"), ("1043", "ClickHaus")]
        .map(|(value, label)| Choice { value: value.into(), label: label.into() })
        .into();
    DeskNew { t, shell: desk_shell(Section::Tickets), affiliate, suggestions, form }
}

fn account(t: Words, wrong: Option<&str>) -> Account {
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

/// The affiliate's ticket page with this comment box.
pub(crate) fn ticket_with(t: Words, comment: Compose) -> String {
    let view = SupportTicket { comment: Some(comment), ..support_ticket(t, Status::Opened) };
    askama::Template::render(&view).expect("a view renders")
}
