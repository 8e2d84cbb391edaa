//! However many offers a file has, few of them are in memory at once. A process of its own, because it looks at the memory
//! of the whole process.

#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

use desk::Credential;
use desk::transfer::{self, Export, Filter, Format, Importing, Subject};
use testkit::{Engine, Kit};

const MB: usize = 1024 * 1024;
/// Each with a description of some kilobytes: the file is larger than what may be in memory.
const OFFERS: usize = 5_000;

/// How many are imported; `AFFDESK_IMPORT_ROWS` asks for another number, to measure.
fn wanted() -> usize {
    std::env::var("AFFDESK_IMPORT_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(OFFERS)
}

/// A figure about this process's memory, in bytes.
fn memory(figure: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux says how much memory a process has");
    let line = status.lines().find(|line| line.starts_with(figure)).expect("it names the figure");
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<usize>().ok());
    kilobytes.expect("a number") * 1024
}

/// Begins a measurement: forgets the peak so far, and gives what is in use now.
fn begin() -> usize {
    fs::write("/proc/self/clear_refs", "5").expect("Linux lets a process forget its own peak");
    memory("VmRSS:")
}

/// Some of the file's rows, as they would come from the network.
fn rows(from: usize, to: usize) -> String {
    let mut rows = String::new();
    for n in from..to {
        writeln!(
            rows,
            "X-{n},Offer number {n},Advertiser {},\"Finance, Loans\",\"DE, AT, CH\",\"{}.50 USD; First deposit\nday 2\",{}",
            n % 100,
            n % 90 + 1,
            "It is described in a sentence or two. ".repeat(170)
        )
        .expect("text");
    }
    rows.replace("\nday 2", "")
}

async fn a_long_file_is_never_in_memory(engine: Engine) {
    let kit = Kit::patient(engine);
    let offers = wanted();
    let app = kit.app();
    let system = Credential::System;
    let before = begin();
    let started = Instant::now();
    let mut importing =
        Importing::begin(app, &system, Subject::Offers, ("offers.csv", None)).await.expect("begun");
    let header = "external_id,title,advertiser,categories,countries,payouts,description\n";
    importing.take(header.as_bytes()).await.expect("taken");
    let mut bytes = 0;
    for from in (0..offers).step_by(100) {
        let piece = rows(from, (from + 100).min(offers));
        bytes += piece.len();
        importing.take(piece.as_bytes()).await.expect("taken");
    }
    let id = importing.finish().await.expect("read");
    let checked = started.elapsed();
    let started = Instant::now();
    kit.write(&system, move |cx| transfer::start(cx, id, None)).await.expect("it is well");
    assert_eq!(transfer::apply(app, id, None, |_| ()).await.expect("tried"), None);
    let applied = started.elapsed();
    assert_eq!(kit.count("SELECT COUNT(*) FROM offers").await, i64::try_from(offers).expect("it fits"));
    let started = Instant::now();
    let mut export = Export::new(app, &system, Filter::all(Subject::Offers), Format::Csv);
    let mut exported = 0;
    while let Some(part) = export.next().await.expect("exported") {
        exported += part.len();
    }
    assert_eq!(export.rows(), offers as u64);
    assert!(exported > bytes);
    let grown = memory("VmHWM:").saturating_sub(before);
    println!(
        "{engine:?}: {offers} offers, {} MB; read and checked in {checked:.1?}, applied in {applied:.1?}, exported in {:.1?}; {} MB of memory",
        bytes / MB,
        started.elapsed(),
        grown / MB
    );
    // The database's own caches are some of it; the file is larger.
    assert!(offers < OFFERS || bytes > 30 * MB, "{bytes} bytes are too few to say anything");
    assert!(grown < 28 * MB, "{} MB were in memory at once", grown / MB);
}

testkit::both_engines!(a_long_file_is_never_in_memory);
