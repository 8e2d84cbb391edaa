//! Every view with believable data: short and long, new and old, full and empty, right and wrong. For the tests of the
//! templates and for the gallery, and in debug builds alone.

mod account;
mod conversation;
mod desk;
mod desk_imports;
mod desk_offers;
mod mail;
mod news;
mod offers;
mod support;

use crate::views::*;
use account::*;
use conversation::*;
use desk::*;
use news::*;
pub use support::ticket_with;
use support::*;

/// A page: its name, and how it is drawn in a language.
pub type Page = (&'static str, Box<dyn Fn(Words) -> String>);

// Panics in debug builds alone: what is drawn here is whole, so that a failure is a mistake in a template.
fn page<V: askama::Template>(name: &'static str, view: impl Fn(Words) -> V + 'static) -> Page {
    (name, Box::new(move |t| view(t).render().expect("a view renders")))
}

/// Every page, by name.
pub fn all() -> Vec<Page> {
    let mut pages = tickets_and_people();
    pages.extend(told());
    pages.extend(offers::pages());
    pages.extend(desk_offers::pages());
    pages.extend(desk_imports::pages());
    pages.extend(mail::pages());
    pages
}

fn tickets_and_people() -> Vec<Page> {
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

/// What people are told, and who looks after it.
fn told() -> Vec<Page> {
    vec![
        page("link-reset", forgot),
        page("link-password", |t| link(t, None)),
        page("link-password-bad", |t| link(t, Some("Enter at least 8 characters."))),
        page("people", people),
        page("deliveries", |t| deliveries(t, true)),
        page("deliveries-empty", |t| deliveries(t, false)),
        page("delivery", delivery),
        page("notices", |t| notices(t, notice_rows())),
        page("notices-empty", |t| notices(t, vec![])),
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
        bell: Some("2".into()),
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

/// The components by themselves.
pub fn gallery(t: Words) -> Gallery {
    let flash = |kind, text: &str, undo| Flash { kind, text: text.into(), undo };
    let undo = Undo { action: "/desk/tickets/7/undo-close".into(), closing: 7 };
    Gallery {
        t,
        shell: desk_shell(Section::Nowhere),
        pages: all().into_iter().map(|(name, _)| name).collect(),
        flashes: vec![
            flash(FlashKind::Done, t.done_created(), None),
            flash(FlashKind::Done, t.done_closed(), Some(undo)),
            flash(FlashKind::Failed, "It cannot be undone any more.", None),
        ],
        good: Field::with("The payout of October is late"),
        bad: Field { value: "Nrod".into(), error: Some("There is no affiliate like this.".into()) },
        long: Field::with("Donaudampfschifffahrtsgesellschaft ".repeat(6)),
        attachments: Attachments {
            errors: vec!["notes.pdf cannot be attached. Choose a .jpg, .png or .zip file.".into()],
            ..attachments()
        },
        names: vec![
            "Maria Ortiz",
            "Aleksandra Wiśniewska",
            "Богдан Чорний, Одеський Клік",
            "مريم الخطيب",
            "Wolfeschlegelsteinhausenbergerdorff Hubert Blaine Konstantin",
        ],
        pager: Pager { previous: None, next: Some("/_gallery?page=2".into()) },
    }
}
