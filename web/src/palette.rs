//! The command palette and the page of keys: where one can go and what one can do from anywhere.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::offers::{self, DeskOfferFilter, OfferFilter, OfferId};
use desk::people::{self, Density, Theme};
use desk::{Cx, Error, text, tickets};

use crate::address::Asked;
use crate::error::PageError;
use crate::frame::Frame;
use crate::icons::{self, Icon};
use crate::present;
use crate::site::Web;
use crate::views::{
    Choose, Command, KeyGroup, KeyLine, Keys, Label, Palette, PaletteGroup, Query, Section, density_name,
    theme_name,
};
use crate::visitor::Visitor;
use crate::{after, respond};

/// Tickets, offers and affiliates that are shown, each.
const MOST: i64 = 8;

/// What the database finds for what is typed.
struct Found {
    frame: Frame,
    tickets: Vec<tickets::Jump>,
    affiliates: Vec<people::Choice>,
    offers: Vec<(OfferId, String)>,
}

fn find(cx: &mut Cx<'_, '_>, typed: &str) -> Result<Found, Error> {
    let frame = Frame::of(cx)?;
    let tickets = tickets::jump(cx, typed, MOST)?;
    let wanted = frame.is_staff() && !typed.is_empty();
    let affiliates = if wanted { people::choices(cx, typed, MOST)? } else { Vec::new() };
    let offers = if typed.is_empty() { Vec::new() } else { offers(cx, &frame, typed)? };
    Ok(Found { frame, tickets, affiliates, offers })
}

/// The newest offers with these words, of those that the person may see.
fn offers(cx: &mut Cx<'_, '_>, frame: &Frame, typed: &str) -> Result<Vec<(OfferId, String)>, Error> {
    if text::tokens(typed).next().is_none() {
        return Ok(Vec::new());
    }
    let typed = typed.to_owned();
    let mut found: Vec<(OfferId, String)> = if frame.is_staff() {
        let filter = DeskOfferFilter { text: typed, ..DeskOfferFilter::default() };
        offers::all(cx, &filter)?.rows.into_iter().map(|offer| (offer.id, offer.title)).collect()
    } else {
        let filter = OfferFilter { text: typed, ..OfferFilter::default() };
        offers::catalogue(cx, &filter)?.rows.into_iter().map(|offer| (offer.id, offer.title)).collect()
    };
    found.truncate(usize::try_from(MOST).unwrap_or(8));
    Ok(found)
}

/// `GET /palette?q=`: the dialog, with what fits.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let typed = asked.text("q");
    let wanted = typed.clone();
    let found = web.app().read(&visitor.credential(), move |cx| find(cx, &wanted)).await?;
    let frame = &found.frame;
    let t = frame.t;
    let words: Vec<String> = text::tokens(&typed).collect();
    let fits = |command: &Command| {
        let label = text::fold(&command.label);
        words.iter().all(|word| label.contains(word.as_str()))
    };
    let only_fitting = |commands: Vec<Command>| commands.into_iter().filter(fits).collect();
    let groups = [
        (t.palette_go(), only_fitting(pages(frame))),
        (t.palette_do(), only_fitting(actions(frame))),
        (t.palette_tickets(), found.tickets.iter().map(|jump| ticket(frame, jump)).collect()),
        (t.nav_offers(), found.offers.iter().map(|(id, title)| offer(frame, *id, title)).collect()),
        (t.nav_affiliates(), found.affiliates.iter().map(affiliate).collect()),
    ];
    let groups: Vec<PaletteGroup> = groups
        .into_iter()
        .filter(|(_, commands): &(_, Vec<Command>)| !commands.is_empty())
        .map(|(title, commands)| PaletteGroup { title, commands })
        .collect();
    Ok(respond::page(StatusCode::OK, &Palette { t, groups }))
}

fn go(label: &str, icon: Icon, href: &str) -> Command {
    let choose = Choose::Go(href.to_owned());
    Command { label: label.to_owned(), detail: String::new(), icon, choose }
}

fn pages(frame: &Frame) -> Vec<Command> {
    let mut pages: Vec<Command> = frame
        .sections()
        .iter()
        .chain(&[Section::Account])
        .map(|section| go(section.label(frame.t), section.icon(), section.href()))
        .collect();
    pages.push(go(frame.t.keys_title(), icons::KEYBOARD, "/keys"));
    pages
}

fn actions(frame: &Frame) -> Vec<Command> {
    let t = frame.t;
    let mut actions = vec![if frame.is_staff() {
        go(t.new_ticket(), icons::PLUS, "/desk/new")
    } else {
        go(t.create_ticket(), icons::PLUS, "/support/new")
    }];
    let display = |what: &str, name: &'static str, value: &'static str, label: &str| Command {
        label: format!("{what}: {label}"),
        detail: String::new(),
        icon: icons::SLIDERS,
        choose: Choose::Display(name, value),
    };
    actions.extend(
        Theme::ALL.iter().map(|one| display(t.display_theme(), "theme", one.as_str(), theme_name(*one, t))),
    );
    actions.extend(
        Density::ALL
            .iter()
            .map(|one| display(t.display_density(), "density", one.as_str(), density_name(*one, t))),
    );
    actions.push(Command { choose: Choose::SignOut, ..go(t.sign_out(), icons::SIGN_OUT, "") });
    actions
}

fn ticket(frame: &Frame, jump: &tickets::Jump) -> Command {
    let (home, whose) =
        if frame.is_staff() { ("/desk/tickets", jump.affiliate.as_str()) } else { ("/support", "") };
    let detail = if whose.is_empty() { format!("#{}", jump.id) } else { format!("#{} · {whose}", jump.id) };
    Command {
        detail,
        ..go(
            &present::title(jump.kind, &jump.title, frame.t),
            jump.status.icon(),
            &format!("{home}/{}", jump.id),
        )
    }
}

fn offer(frame: &Frame, id: OfferId, title: &str) -> Command {
    let home = if frame.is_staff() { "/desk/offers" } else { "/offers" };
    Command { detail: format!("#{id}"), ..go(title, icons::TAG, &format!("{home}/{id}")) }
}

fn affiliate(choice: &people::Choice) -> Command {
    let queue = Query::new("/desk").with("queue", "all").with("affiliate", &choice.id.to_string());
    Command { detail: format!("#{}", choice.id), ..go(&choice.name, icons::PERSON, &queue.finish()) }
}

/// `GET /keys`: every key. With scripts, `?` shows those that work on the page.
pub(crate) async fn keys(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    let frame = web.app().read(&visitor.credential(), Frame::of).await?;
    let groups = key_groups(&frame);
    let shell = frame.shell(web.site(), Section::Nowhere, visitor.flash.as_deref());
    after::touch(&web, &visitor, &frame);
    Ok(after::page(&web, &visitor, StatusCode::OK, &Keys { t: frame.t, shell, groups }))
}

fn key_groups(frame: &Frame) -> Vec<KeyGroup> {
    let t = frame.t;
    let line = |keys: &str, what: &'static str, needs: &'static str| KeyLine {
        keys: keys.split(' ').map(str::to_owned).collect(),
        what,
        needs,
    };
    let mut anywhere = vec![
        line("Ctrl K", t.keys_palette(), ""),
        line("?", t.keys_title(), ""),
        line("/", t.search(), "#search"),
    ];
    let places = frame.sections().iter().chain(&[Section::Account]);
    anywhere.extend(places.map(|section| line(&format!("g {}", section.key()), section.label(t), "")));
    let list = vec![
        line("j", t.keys_next(), ""),
        line("k", t.keys_previous(), ""),
        line("Enter", t.keys_open(), ""),
        line("x", t.keys_select(), "[name=selected]"),
    ];
    let mut ticket = vec![line("u", t.keys_back(), "[data-key=u]")];
    if frame.is_staff() {
        ticket.extend([
            line("r", t.tab_reply(), "[data-key=r]"),
            line("n", t.tab_note(), "[data-key=n]"),
            line("a", t.decide_title(), "[data-key=a]"),
            line("c", t.close_ticket(), "[data-key=c]"),
        ]);
    } else {
        ticket.push(line("r", t.field_comment(), "[data-key=r]"));
    }
    ticket.extend([
        line("Ctrl Enter", t.keys_send(), "[data-send]"),
        line("Esc", t.keys_leave(), "[data-send]"),
    ]);
    vec![
        KeyGroup { title: t.keys_anywhere(), needs: "", lines: anywhere },
        KeyGroup { title: t.keys_lists(), needs: ".row-link", lines: list },
        KeyGroup { title: t.keys_ticket(), needs: "[data-send], [data-key=u]", lines: ticket },
    ]
}
