//! Files of the demo: chosen, drawn, and stored the way an upload is.

use bytes::Bytes;
use desk::App;
use desk::attachments::{Incoming, Staged};
use files::FileName;
use futures_util::{StreamExt as _, TryStreamExt as _};
use tokio::task::JoinHandle;

use super::FillError;
use super::pictures::{self, Picture};
use super::plan::{Step, Ticket, Who};
use super::prng::Prng;
use super::talk::Subject;

/// How many files there are.
pub(super) const FILES: usize = 80;
/// How many of them are on tickets of affiliate@demo.test.
const FIRST: usize = 16;
/// Files on their way at a time.
const AT_A_TIME: usize = 8;
/// Threads that draw.
const PAINTERS: usize = 4;

/// A file to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) ticket: usize,
    pub(super) who: Who,
    name: String,
    picture: Picture,
}

/// Chooses which messages get files; the others that speak of one get a link.
pub(super) fn choose(tickets: &mut [Ticket], chance: &mut Prng) -> Vec<Order> {
    let mut orders = Vec::new();
    let with_subject = |ticket: &Ticket| ticket.steps.iter().any(|step| step.subject.is_some());
    let first: Vec<usize> = (0..tickets.len())
        .rev()
        .filter(|place| tickets[*place].partner == 0 && with_subject(&tickets[*place]))
        .collect();
    // One message with as many as there may be.
    for (index, place) in first.into_iter().enumerate() {
        let count = if index == 1 { 5 } else { 1 + chance.below(2) };
        if orders.len() + count <= FIRST {
            give(tickets, place, count, &mut orders, chance);
        }
    }
    while orders.len() < FILES {
        // Every other one on a recent ticket, where somebody looks.
        let from = if orders.len() % 2 == 0 { tickets.len() * 9 / 10 } else { 0 };
        let place = from + chance.below(tickets.len() - from);
        let count = if chance.percent(20) { 2 } else { 1 }.min(FILES - orders.len());
        if tickets[place].partner != 0 && with_subject(&tickets[place]) {
            give(tickets, place, count, &mut orders, chance);
        }
    }
    for step in tickets.iter_mut().flat_map(|ticket| ticket.steps.iter_mut().enumerate()) {
        link(step, chance);
    }
    orders
}

/// Puts files on the first message of a ticket that can have some and has none.
fn give(tickets: &mut [Ticket], place: usize, count: usize, orders: &mut Vec<Order>, chance: &mut Prng) {
    let found = tickets[place].steps.iter_mut().find(|step| step.subject.is_some() && step.files.is_empty());
    let Some((step, subject)) = found.and_then(|step| step.subject.map(|subject| (step, subject))) else {
        return;
    };
    for number in 0..count {
        // What goes with the first one is of another kind.
        let subject = if number == 0 { subject } else { OTHERS[(number + place) % OTHERS.len()] };
        let picture = Picture { subject, seed: chance.next(), ending: chance.pick::<&str>(endings(subject)) };
        step.files.push(orders.len());
        let name = format!("{}.{}", name(subject, chance), picture.ending);
        orders.push(Order { ticket: place, who: step.who, name, picture });
    }
}

const OTHERS: &[Subject] = &[Subject::Line, Subject::Archive, Subject::Banner, Subject::Bars, Subject::Table];

fn endings(subject: Subject) -> &'static [&'static str] {
    match subject {
        Subject::Archive => &["zip"],
        Subject::Banner => &["gif", "gif", "jpg", "jpeg"],
        Subject::Bars | Subject::Error => &["png", "png", "jpg"],
        Subject::Line | Subject::Table | Subject::Log => &["png"],
    }
}

fn name(subject: Subject, chance: &mut Prng) -> &'static str {
    let names: &[&str] = match subject {
        Subject::Line => {
            &["dashboard", "Screenshot 2", "clicks-30-days", "снимок экрана", "tracker overview"]
        }
        Subject::Bars => &["by-source", "Comparación por país", "conversions_per_day", "IMG_2041"],
        Subject::Table => &["report", "statistics (1)", "スクリーンショット", "payout-table", "zestawienie"],
        Subject::Error => &["error", "Bildschirmfoto", "ekran görüntüsü", "IMG_20417", "what we see"],
        Subject::Log => &["postback-log", "server log", "curl output"],
        Subject::Banner => &["banner_300x250", "banner 600x200", "new headline", "creative-v3-final-FINAL"],
        Subject::Archive => &["clicks", "creatives_all_sizes", "logs", "מסמכים", "documents"],
    };
    chance.pick::<&str>(names)
}

/// Who speaks of a file that is not there has put it somewhere else.
fn link((index, step): (usize, &mut Step), chance: &mut Prng) {
    let speaks = index > 0 || step.text.contains("ttached");
    if step.subject.is_some() && step.files.is_empty() && speaks {
        let site = match step.who {
            Who::Partner(_) => "https://share.example/s",
            Who::Staff(_) => "https://files.northwind.example/d",
        };
        step.text = format!("{}\n{site}/{:09x}", step.text, chance.next() >> 28);
    }
}

/// Somebody who draws a share of the files: names and contents.
type Painter = JoinHandle<Result<Vec<(String, Vec<u8>)>, FillError>>;

/// Starts to draw, on threads of their own.
pub(super) fn draw(orders: &[Order]) -> Vec<Painter> {
    let share = orders.len().div_ceil(PAINTERS).max(1);
    let painters = orders.chunks(share).map(|orders| {
        let orders = orders.to_vec();
        tokio::task::spawn_blocking(move || {
            let paint = |order: Order| pictures::paint(order.picture).map(|bytes| (order.name, bytes));
            orders.into_iter().map(paint).collect::<Result<Vec<_>, _>>().map_err(FillError::Picture)
        })
    });
    painters.collect()
}

/// Stores what was drawn in the places that were staged for it, in the same order.
pub(super) async fn store(
    app: &App,
    staged: Vec<Staged>,
    drawing: Vec<Painter>,
) -> Result<Vec<Incoming>, FillError> {
    let mut drawn = Vec::new();
    for painter in drawing {
        drawn.extend(painter.await.map_err(|error| FillError::Picture(error.to_string()))??);
    }
    let uploads =
        staged.into_iter().zip(drawn).map(|(staged, (name, bytes))| upload(app, staged, name, bytes));
    futures_util::stream::iter(uploads).buffered(AT_A_TIME).try_collect().await
}

async fn upload(app: &App, staged: Staged, name: String, bytes: Vec<u8>) -> Result<Incoming, FillError> {
    let limits = &app.settings().uploads;
    let mut upload =
        app.store().begin(staged.key, FileName::clean(&name), limits).await.map_err(desk::Error::from)?;
    upload.write(Bytes::from(bytes)).await.map_err(desk::Error::from)?;
    let file = upload.finish().await.map_err(desk::Error::from)?;
    Ok(Incoming { staged: staged.id, file })
}
