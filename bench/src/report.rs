//! `docs/performance.md`: the figures with what is needed to judge and to repeat them.

use std::fmt::Write as _;

use crate::machine::{self, Machine};
use crate::measure::DECISIONS;
use crate::postgres::SETTINGS;
use crate::results::{Outcome, Row};
use crate::{Engine, Options};

/// 1,000,000
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A figure without a fraction, grouped.
fn whole(figure: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rates and times are small and not negative"
    )]
    let number = figure.round().max(0.0) as u64;
    grouped(number)
}

/// The whole file.
pub(crate) fn markdown(options: &Options, machine: &Machine, outcomes: &[Outcome]) -> String {
    let mut text = String::from(INTRODUCTION);
    let _ = write!(
        text,
        "## Where and when\n\n{}, {} cores, {} GiB of memory, {}. {}; {} processes wanted to run when it began. \
         Server, load and database share the cores.\n\n```console\n$ {}\n```\n\n",
        machine.processor,
        machine.cores,
        machine.memory_gib,
        machine.system,
        machine::today(),
        machine.load_before,
        command(options),
    );
    let _ = write!(
        text,
        "Each request is asked for on {} connections at once, {} turns of {} s. affdesk runs with its own defaults. \
         PostgreSQL runs with its own, too, and commits durably (`fsync`, `synchronous_commit`); only these differ: `{}`.\n\n",
        options.connections,
        options.rounds,
        options.seconds,
        SETTINGS.join("`, `"),
    );
    let _ = write!(text, "## Targets\n\n{}\n", targets(outcomes));
    for outcome in outcomes {
        text.push_str(&section(outcome));
    }
    text.push_str(&views(outcomes));
    text
}

const INTRODUCTION: &str = "\
# How fast it is

`bench/` seeds a database, starts the release binary on it and asks it over HTTP, as browsers do: everybody is signed in
through the page, and every request looks its session up. This file is what it wrote.

A figure per second belongs to one machine on one day, so what counts are the **ratios**: each page is measured in turns
with a constant page of the same size from the same process, which passes the same middleware and asks nobody anything.
Bodies are not compressed. The 64 connections belong to 64 affiliates with long lists, and to all 20 managers; tickets are
drawn from all over the table. A seeded database has 5,000 affiliates of uneven size, 20 managers, texts of 100 to 600
characters, notes, events, files, an index of all words, and 12,000 offers, of which each of the 64 has access to 10,000; `affdesk verify` finds nothing to complain about in it.

Any answer with another status than the right one is an error. p99 is the time within which 99 of 100 answers came while
all connections asked at once, so it is mostly time spent waiting for a core.

";

fn command(options: &Options) -> String {
    let engines = options.engines.iter().map(|engine| match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    });
    let sizes: Vec<String> = options.tickets.iter().map(u64::to_string).collect();
    let mut command = format!(
        "scripts/bench --tickets {} --engines {} --seconds {} --rounds {}",
        sizes.join(","),
        engines.collect::<Vec<_>>().join(","),
        options.seconds,
        options.rounds
    );
    if !options.only.is_empty() {
        let _ = write!(command, " --only '{}'", options.only.join(","));
    }
    if options.write.is_some() {
        command.push_str(" --write docs/performance.md");
    }
    command
}

fn section(outcome: &Outcome) -> String {
    let mut text = format!("## {}, {} tickets\n\n", outcome.engine, grouped(outcome.tickets));
    text.push_str(
        "| request | per second | of the constant page | p50 | p99 | bytes | errors | processor of the server |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in &outcome.rows {
        let ratio = match (row.ratio(), row.constant) {
            (Some(ratio), Some(constant)) => format!("**{ratio:.2}** of {}", whole(constant)),
            _ => "–".to_owned(),
        };
        let cost = match row.constant_cost {
            Some(constant) => format!("{} µs, constant {} µs", whole(row.cost), whole(constant)),
            None => format!("{} µs", whole(row.cost)),
        };
        let _ = writeln!(
            text,
            "| {} | {} | {ratio} | {:.1} ms | {:.1} ms | {} | {} | {cost} |",
            row.name,
            whole(row.per_second),
            row.p50,
            row.p99,
            grouped(row.bytes),
            row.errors
        );
    }
    let memory = outcome.memory;
    let _ = write!(
        text,
        "\nA bare loop of one write and one fsync on the same disk: {}/s. Ready {} ms after the start of the process. \
         Anonymous memory: {:.0} MiB idle, {:.0} MiB at most under load (sign-ins included), {:.0} MiB after.\n\n",
        whole(outcome.fsyncs),
        whole(outcome.ready),
        memory.idle,
        memory.load,
        memory.after,
    );
    text
}

fn views(outcomes: &[Outcome]) -> String {
    let Some(outcome) = outcomes.first() else { return String::new() };
    let mut text = String::from(
        "## First view\n\nWhat a browser loads that was never here before, compressed with brotli; images aside.\n\n\
         | page | bytes in all | HTML | CSS | JavaScript |\n|---|--:|--:|--:|--:|\n",
    );
    for view in &outcome.views {
        let [all, html, css, js] =
            [view.all(), view.html, view.css, view.js].map(|bytes| grouped(bytes as u64));
        let _ = writeln!(text, "| {} | {all} | {html} | {css} | {js} |", view.name);
    }
    text
}

/// A target beside what was measured.
struct Target {
    what: &'static str,
    wanted: String,
    /// The figure, and whether it is enough; none where it was not measured.
    found: Option<(String, bool)>,
}

/// The targets as a table.
pub(crate) fn targets(outcomes: &[Outcome]) -> String {
    let mut text = String::from("| target | wanted | measured | |\n|---|--:|--:|---|\n");
    for Target { what, wanted, found } in all_targets(outcomes) {
        let (figure, met) = match &found {
            Some((figure, true)) => (figure.as_str(), "met"),
            Some((figure, false)) => (figure.as_str(), "**not met**"),
            None => ("–", "not measured"),
        };
        let _ = writeln!(text, "| {what} | {wanted} | {figure} | {met} |");
    }
    text
}

const MANY: u64 = 1_000_000;
const FEW: u64 = 10_000;

fn all_targets(outcomes: &[Outcome]) -> Vec<Target> {
    let of = |engine: &str, tickets: u64| {
        outcomes.iter().find(|outcome| outcome.engine.starts_with(engine) && outcome.tickets == tickets)
    };
    let row = |outcome: &'_ Outcome, name: &str| -> Option<Row> {
        outcome.rows.iter().find(|row| row.name == name).cloned()
    };
    let ratio = |what, engine, name, least: f64| {
        let ratio = of(engine, MANY).and_then(|outcome| row(outcome, name)?.ratio());
        Target {
            what,
            wanted: format!("≥ {least}"),
            found: ratio.map(|ratio| (format!("{ratio:.3}"), ratio >= least)),
        }
    };
    let mut targets = vec![
        ratio("list, SQLite, 1,000,000 tickets", "SQLite", "list", 0.15),
        ratio("ticket with four comments, the same", "SQLite", "ticket", 0.15),
        ratio("queue, the same", "SQLite", "queue", 0.12),
        ratio("list that did not change (ETag), the same", "SQLite", "list, unchanged", 0.5),
        ratio("ticket that did not change (ETag), the same", "SQLite", "ticket, unchanged", 0.5),
        ratio("list, PostgreSQL, 1,000,000 tickets", "PostgreSQL", "list", 0.06),
        ratio("catalogue, 10,000 offers with access each, SQLite", "SQLite", "catalogue", 0.12),
    ];
    for (engine, what) in
        [("SQLite", "500 decisions in one form, SQLite"), ("PostgreSQL", "the same, PostgreSQL")]
    {
        // Of so few answers the slowest counts.
        let found = of(engine, MANY).and_then(|outcome| Some(row(outcome, DECISIONS)?.p99));
        targets.push(Target {
            what,
            wanted: "≤ 1,000 ms".into(),
            found: found.map(|slowest| (format!("{} ms", whole(slowest)), slowest <= 1_000.0)),
        });
    }
    let creates =
        of("SQLite", MANY).and_then(|outcome| Some((row(outcome, "create")?.per_second, outcome.fsyncs)));
    targets.push(Target {
        what: "durable creates, SQLite",
        wanted: "≥ 3,000/s".into(),
        found: creates.map(|(rate, fsyncs)| {
            (format!("{}/s (fsync {}/s)", whole(rate), whole(fsyncs)), rate >= 3_000.0)
        }),
    });
    for name in ["list", "ticket", "queue"] {
        let p99 = |tickets| of("SQLite", tickets).and_then(|outcome| Some(row(outcome, name)?.p99));
        let what = match name {
            "list" => "p99 of the list at 1,000,000 in relation to 10,000, SQLite",
            "ticket" => "the same of the ticket",
            _ => "the same of the queue",
        };
        let found =
            p99(MANY).zip(p99(FEW)).map(|(many, few)| (format!("{:.2}", many / few), many / few <= 1.5));
        targets.push(Target { what, wanted: "≤ 1.5".into(), found });
    }
    targets.extend(of_process(outcomes));
    targets
}

/// What is wanted of every server, whatever its database: the worst one counts.
fn of_process(outcomes: &[Outcome]) -> Vec<Target> {
    let worst = |figure: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(figure).reduce(f64::max);
    let most = |what, most: f64, unit: &str, found: Option<f64>| Target {
        what,
        wanted: format!("≤ {most} {unit}"),
        found: found.map(|figure| (format!("{figure:.1} {unit}"), figure <= most)),
    };
    #[expect(clippy::cast_precision_loss, reason = "pages are small")]
    let kib = |bytes: Option<usize>| bytes.map(|bytes| bytes as f64 / 1024.0);
    let views = || outcomes.iter().flat_map(|outcome| &outcome.views);
    vec![
        most("anonymous memory, idle", 48.0, "MiB", worst(&|outcome| outcome.memory.idle)),
        most("anonymous memory, under load", 96.0, "MiB", worst(&|outcome| outcome.memory.load)),
        most("ready after the start of the process", 150.0, "ms", worst(&|outcome| outcome.ready)),
        most("first view, compressed", 30.0, "KiB", kib(views().map(super::results::View::all).max())),
        most("of which JavaScript", 10.0, "KiB", kib(views().map(|view| view.js).max())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            [grouped(7), grouped(999), grouped(1_000), grouped(1_234_567)],
            ["7", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn a_target_says_whether_it_was_met() {
        let row = |name: &str, per_second: f64, constant| Row {
            name: name.into(),
            bytes: 1,
            per_second,
            constant,
            spread: None,
            p50: 1.0,
            p99: 2.0,
            errors: 0,
            complaint: None,
            cost: 1.0,
            constant_cost: None,
        };
        let outcome = Outcome {
            engine: "SQLite 3".into(),
            tickets: MANY,
            ready: 80.0,
            memory: crate::results::Memory { idle: 50.0, load: 60.0, after: 55.0 },
            rows: vec![row("list", 200.0, Some(1_000.0)), row("ticket", 100.0, Some(1_000.0))],
            fsyncs: 1.0,
            views: Vec::new(),
        };
        let table = targets(&[outcome]);
        let line =
            |start: &str| table.lines().find(|line| line.contains(start)).unwrap_or_default().to_owned();
        assert!(line("list, SQLite").ends_with("| ≥ 0.15 | 0.200 | met |"), "{table}");
        assert!(line("ticket with four").ends_with("| 0.100 | **not met** |"), "{table}");
        assert!(line("list, PostgreSQL").ends_with("| – | not measured |"), "{table}");
        assert!(
            line("memory, idle").ends_with("**not met** |") && line("ready").ends_with("| met |"),
            "{table}"
        );
    }
}
