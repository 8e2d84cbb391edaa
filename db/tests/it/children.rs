//! Other processes: this test program, started once more with the name of one of the parts below.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{self, ChildStdout, Command, Stdio},
    thread,
};

use db::{Database, Engine, Location, Options};

use crate::{
    migrating::MIGRATIONS,
    support::{insert, items, names},
};

const LOCATION: &str = "AFFDESK_TEST_CHILD_LOCATION";
/// Marks the lines that are meant for the parent among those of the test harness.
const MARK: &str = "child: ";

db::both_engines! { a_killed_process_loses_nothing_it_was_told }

pub(crate) struct Child {
    process: process::Child,
    output: BufReader<ChildStdout>,
}

impl Child {
    pub(crate) fn start(part: &str, location: &Location) -> Self {
        let mut process = Command::new(std::env::current_exe().expect("a running program has a path"))
            .args(["--exact", &format!("children::{part}"), "--ignored", "--nocapture"])
            .env(LOCATION, location.reveal())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("this program can be started");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        Self { process, output }
    }

    fn lines(&mut self) -> impl Iterator<Item = String> {
        let lines = self.output.by_ref().lines().map_while(Result::ok);
        // The harness may have begun the line.
        lines.filter_map(|line| line.split_once(MARK).map(|(_, text)| text.to_owned()))
    }

    pub(crate) fn lines_to_the_end(mut self) -> Vec<String> {
        let lines = self.lines().collect();
        let status = self.process.wait().expect("it ends");
        assert!(status.success(), "{status}");
        lines
    }
}

fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{MARK}{text}").and_then(|()| out.flush()).expect("the parent reads");
}

fn open() -> Database {
    let location = std::env::var(LOCATION).expect("the parent says where");
    Database::open(&Options::new(Location::parse(&location).expect("an address"))).expect("it opens")
}

#[test]
#[ignore = "a part that another test starts as a process"]
fn migrate() {
    for name in open().migrate(&MIGRATIONS).expect("the migrations are right") {
        say(&name);
    }
}

#[test]
#[ignore = "a part that another test starts as a process"]
fn write_for_ever() {
    let database = open();
    thread::scope(|scope| {
        for writer in 0..4 {
            let database = &database;
            scope.spawn(move || {
                for number in 0.. {
                    let name = format!("{writer}-{number}");
                    insert(database, &name).expect("it is new");
                    say(&name);
                }
            });
        }
    });
}

fn a_killed_process_loses_nothing_it_was_told(engine: Engine) {
    let scratch = items(engine);
    let mut child = Child::start("write_for_ever", scratch.location());
    let mut told: Vec<String> = child.lines().take(200).collect();
    child.process.kill().expect("it is running");
    // What it had said before it was killed, and was not yet read.
    told.extend(child.lines());
    child.process.wait().expect("it was killed");
    assert!(told.len() >= 200, "it ended by itself after {} rows", told.len());
    let kept = names(scratch.database());
    for name in &told {
        assert!(kept.contains(name), "{name} was answered and is lost");
    }
    insert(scratch.database(), "next").expect("the database is as good as before");
}
