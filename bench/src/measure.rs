//! One server, measured: pages in turns with a constant page of their size, then what is written.

use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use desk::Random;

use crate::http::Connection;
use crate::load::{self, Ask, Turn};
use crate::results::{Memory, Outcome, Row};
use crate::seed::Facts;
use crate::server::Server;
use crate::visit::{self, People, Upload};
use crate::{Failure, Options, decisions, machine, view};

/// Where everything that is measured of one database comes together.
struct Bench<'a> {
    options: &'a Options,
    server: Server,
    people: People,
    facts: &'a Facts,
    connections: Vec<Connection>,
    rows: Vec<Row>,
}

/// What the decision of many requests is called.
pub(crate) const DECISIONS: &str = "500 decisions";

/// How long pages are asked for before they are measured.
const WARM_UP: Duration = Duration::from_millis(700);

/// Starts of which the median is taken.
const STARTS: usize = 5;

/// Runs everything on a database that may be changed.
pub(crate) async fn run(
    options: &Options,
    database: &str,
    facts: &Facts,
    directory: &Path,
) -> Result<Outcome, Failure> {
    let mut starts = Vec::new();
    for _ in 1..STARTS {
        starts.push(Server::start(&options.affdesk(), database, directory).await?.ready);
    }
    let server = Server::start(&options.affdesk(), database, directory).await?;
    starts.push(server.ready);
    starts.sort_unstable();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let idle = server.memory();
    let (pid, highest) = (server.pid(), Rc::new(Cell::new(0.0_f64)));
    let watched = Rc::clone(&highest);
    let watch = tokio::task::spawn_local(async move {
        loop {
            watched.set(watched.get().max(machine::anonymous_memory(pid)));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });

    let people = People::sign_in(server.address).await?;
    let connections = load::connect(server.address, options.connections).await?;
    let views = view::all(server.address, &people, facts).await?;
    let mut bench = Bench { options, server, people, facts, connections, rows: Vec::new() };
    bench.pages().await?;
    bench.unchanged().await?;
    let fsyncs = bench.writes(directory).await?;
    bench.decisions(database).await?;
    bench.mixed().await?;
    watch.abort();
    bench.connections.clear();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let memory = Memory { idle, load: highest.get(), after: bench.server.memory() };
    Ok(Outcome {
        engine: String::new(),
        tickets: 0,
        ready: starts[STARTS / 2].as_secs_f64() * 1_000.0,
        memory,
        rows: bench.rows,
        fsyncs,
        views,
    })
}

impl Bench<'_> {
    fn seconds(&self) -> Duration {
        Duration::from_secs_f64(self.options.seconds)
    }

    /// The cookie of the affiliate, or the manager, who uses a connection.
    fn affiliate(&self, connection: usize) -> (usize, &str) {
        let number = connection % self.people.affiliates.len();
        (number, &self.people.affiliates[number])
    }

    fn manager(&self, connection: usize) -> (usize, &str) {
        let number = connection % self.people.managers.len();
        (number, &self.people.managers[number])
    }

    fn wanted(&self, name: &str) -> bool {
        self.options.only.is_empty() || self.options.only.iter().any(|only| name.contains(only.as_str()))
    }

    async fn turn(&mut self, span: Duration, asks: impl Fn(&Self, usize) -> Ask) -> Result<Turn, Failure> {
        let asks = (0..self.options.connections).map(|connection| asks(self, connection)).collect();
        let before = self.server.processor_seconds();
        let connections = std::mem::take(&mut self.connections);
        let (mut turn, connections) = load::drive(self.server.address, connections, span, asks).await?;
        turn.server_seconds = self.server.processor_seconds() - before;
        self.connections = connections;
        Ok(turn)
    }

    fn note(&mut self, name: &str, turns: Vec<(Option<Turn>, Turn)>) {
        let row = Row::of(name, turns);
        row.print();
        self.rows.push(row);
    }

    /// Measures requests in turns with a constant page that is as large as their answers.
    async fn against_constant(
        &mut self,
        name: &str,
        asks: impl Fn(&Self, usize) -> Ask,
    ) -> Result<(), Failure> {
        if !self.wanted(name) {
            return Ok(());
        }
        let warm = self.turn(WARM_UP, &asks).await?;
        if warm.answers == 0 {
            return Err(format!("{name}: nothing but errors: {}", warm.complaint.unwrap_or_default()).into());
        }
        let path = format!("/_constant/{}", warm.bytes / warm.answers);
        let constant = |bench: &Self, connection| {
            visit::cycle(vec![visit::get(&path, bench.affiliate(connection).1)], 0, 200)
        };
        self.turn(WARM_UP / 2, constant).await?;
        let mut turns = Vec::new();
        for _ in 0..self.options.rounds {
            let beside = self.turn(self.seconds(), constant).await?;
            turns.push((Some(beside), self.turn(self.seconds(), &asks).await?));
        }
        self.note(name, turns);
        Ok(())
    }

    async fn pages(&mut self) -> Result<(), Failure> {
        self.against_constant("list", |bench, at| {
            visit::cycle(vec![visit::get("/support", bench.affiliate(at).1)], 0, 200)
        })
        .await?;
        self.against_constant("list, far inside", |bench, at| {
            let pages = bench.facts.deep.iter();
            let pages = pages.map(|place| visit::get(&format!("/support?page={place}"), &bench.people.giant));
            visit::cycle(pages.collect(), at * 7, 200)
        })
        .await?;
        self.against_constant("list, searched", |bench, at| {
            let words = ["payment", "postback", "london", "cap", "invoice", "banners"];
            let pages = words.map(|word| visit::get(&format!("/support?q={word}"), bench.affiliate(at).1));
            visit::cycle(pages.into(), at, 200)
        })
        .await?;
        self.against_constant("ticket", |bench, at| visit::cycle(bench.tickets(at), at, 200)).await?;
        self.against_constant("catalogue", |bench, at| {
            visit::cycle(vec![visit::get("/offers", bench.affiliate(at).1)], 0, 200)
        })
        .await?;
        self.against_constant("catalogue, narrowed", |bench, at| {
            let narrowed =
                ["q=bright+bra", "category=Travel", "country=DE&access=access", "privacy=pre_moderation"];
            let pages = narrowed.map(|query| visit::get(&format!("/offers?{query}"), bench.affiliate(at).1));
            visit::cycle(pages.into(), at, 200)
        })
        .await?;
        self.against_constant("queue", |bench, at| {
            visit::cycle(vec![visit::get("/desk", bench.manager(at).1)], 0, 200)
        })
        .await?;
        self.against_constant("queue of a lead", |bench, _| {
            visit::cycle(vec![visit::get("/desk", &bench.people.lead)], 0, 200)
        })
        .await?;
        self.against_constant("ticket for staff", |bench, at| visit::cycle(bench.desk_tickets(at), at, 200))
            .await
    }

    fn tickets(&self, connection: usize) -> Vec<Vec<u8>> {
        let (number, cookie) = self.affiliate(connection);
        let ids = &self.facts.of_affiliates[number];
        ids.iter().map(|id| visit::get(&format!("/support/{id}"), cookie)).collect()
    }

    fn desk_tickets(&self, connection: usize) -> Vec<Vec<u8>> {
        let (number, cookie) = self.manager(connection);
        let ids = &self.facts.of_managers[number];
        ids.iter().map(|id| visit::get(&format!("/desk/tickets/{id}"), cookie)).collect()
    }

    /// Pages that the browser has already: it says which, and is told that they are the same.
    async fn unchanged(&mut self) -> Result<(), Failure> {
        let mut known = Vec::new();
        for at in 0..self.options.connections {
            let (number, cookie) = self.affiliate(at);
            let ticket = self.facts.of_affiliates[number].first().copied().unwrap_or_default();
            known.push((cookie.to_owned(), ["/support".to_owned(), format!("/support/{ticket}")]));
        }
        for (which, name) in ["list, unchanged", "ticket, unchanged"].into_iter().enumerate() {
            if !self.wanted(name) {
                continue;
            }
            // A tag lasts for a minute, because a page says "2 min ago". A browser would fetch the page anew then, as it does
            // here; what is measured is the minute in between.
            let turns =
                self.seconds() * u32::try_from(2 * self.options.rounds).unwrap_or(u32::MAX) + WARM_UP * 3;
            if turns > Duration::from_secs(55) {
                return Err(format!("{name}: {} s do not go into a minute", turns.as_secs()).into());
            }
            tokio::time::sleep(until_next_minute()).await;
            let mut requests = Vec::new();
            for (cookie, paths) in &known {
                let path = &paths[which];
                let mut connection = Connection::open(self.server.address).await?;
                let answer = visit::page(&mut connection, &visit::get(path, cookie)).await?;
                let headers = |tag: &str| format!("accept-encoding: identity\r\nif-none-match: {tag}\r\n");
                requests
                    .extend(answer.header("etag").map(|tag| visit::get_with(path, cookie, &headers(tag))));
            }
            if requests.len() < known.len() {
                println!("  {name:<22} not there: the page has no ETag");
                continue;
            }
            let requests = Arc::new(requests);
            self.against_constant(name, move |_, at| visit::cycle(vec![requests[at].clone()], 0, 304))
                .await?;
        }
        Ok(())
    }

    /// What is stored, beside how often this disk can store anything; says that.
    async fn writes(&mut self, directory: &Path) -> Result<f64, Failure> {
        let mut fsyncs = Vec::new();
        let picture: Arc<[u8]> = picture(1 << 20).into();
        for name in ["create", "comment", "upload of 1 MiB"] {
            if !self.wanted(name) {
                continue;
            }
            let mut turns = Vec::new();
            for _ in 0..self.options.rounds {
                fsyncs.push(machine::writes_with_fsync(directory, self.seconds() / 2)?);
                let turn = self.turn(self.seconds(), |bench, at| bench.write(name, at, &picture)).await?;
                turns.push((None, turn));
            }
            self.note(name, turns);
        }
        let count = f64::from(u32::try_from(fsyncs.len().max(1)).unwrap_or(1));
        let mean = fsyncs.iter().sum::<f64>() / count;
        println!("  {:<22} {mean:>7.0}/s", "bare write and fsync");
        Ok(mean)
    }

    fn write(&self, name: &str, at: usize, picture: &Arc<[u8]>) -> Ask {
        let (number, cookie) = self.affiliate(at);
        let (cookie, random) = (cookie.to_owned(), Random::system());
        if name == "create" {
            return Box::new(move |request| {
                visit::create(request, &cookie, &random);
                303
            });
        }
        let paths: Vec<String> =
            self.facts.of_affiliates[number].iter().map(|id| format!("/support/{id}")).collect();
        let picture = (name != "comment").then(|| Arc::clone(picture));
        let mut next = at;
        Box::new(move |request| {
            next += 1;
            let upload = picture.as_deref().map(|bytes| Upload { name: "screenshot.png", bytes });
            visit::comment(request, (&paths[next % paths.len()], &cookie), &random, upload);
            303
        })
    }

    /// As many requests as can be decided at once, decided at once; again for each round.
    async fn decisions(&mut self, database: &str) -> Result<(), Failure> {
        if !self.wanted(DECISIONS) {
            return Ok(());
        }
        let mut connection = Connection::open(self.server.address).await?;
        let mut times = Vec::new();
        let before = self.server.processor_seconds();
        for round in 0..self.options.rounds {
            decisions::ask(&mut connection, &self.people.affiliates, round).await?;
            times.push(decisions::approve(&mut connection, &self.people.lead, database).await?);
        }
        let mut turn = Turn::of_times(&times);
        turn.server_seconds = self.server.processor_seconds() - before;
        self.note(DECISIONS, vec![(None, turn)]);
        Ok(())
    }

    /// A working day: three quarters are affiliates, who read lists and tickets, comment on one in twenty and open one
    /// in forty; the others are managers with their queue, tickets and answers.
    async fn mixed(&mut self) -> Result<(), Failure> {
        if !self.wanted("mixed") {
            return Ok(());
        }
        let mut turns = Vec::new();
        for _ in 0..self.options.rounds {
            turns.push((None, self.turn(self.seconds(), Self::work).await?));
        }
        self.note("mixed", turns);
        Ok(())
    }

    fn work(&self, at: usize) -> Ask {
        let (random, mut step) = (Random::system(), at * 11);
        if at.is_multiple_of(4) {
            let (number, cookie) = self.manager(at / 4);
            let (cookie, ids) = (cookie.to_owned(), self.facts.of_managers[number].clone());
            let (pages, queue) = (self.desk_tickets(at / 4), visit::get("/desk", &cookie));
            return Box::new(move |request| {
                step += 1;
                if step % 10 == 0 {
                    let path = format!("/desk/tickets/{}/reply", ids[step % ids.len()]);
                    visit::comment(request, (&path, &cookie), &random, None);
                    return 303;
                }
                request.extend_from_slice(if step % 2 == 0 { &queue } else { &pages[step % pages.len()] });
                200
            });
        }
        let (number, cookie) = self.affiliate(at);
        let (cookie, ids) = (cookie.to_owned(), self.facts.of_affiliates[number].clone());
        let (pages, list) = (self.tickets(at), visit::get("/support", &cookie));
        Box::new(move |request| {
            step += 1;
            match step % 40 {
                0 => visit::create(request, &cookie, &random),
                10 | 30 => {
                    let path = format!("/support/{}", ids[step % ids.len()]);
                    visit::comment(request, (&path, &cookie), &random, None);
                }
                odd if odd % 2 == 1 => {
                    request.extend_from_slice(&pages[step % pages.len()]);
                    return 200;
                }
                _ => {
                    request.extend_from_slice(&list);
                    return 200;
                }
            }
            303
        })
    }
}

/// How long until the next minute has just begun.
fn until_next_minute() -> Duration {
    let now = u64::try_from(desk::Clock::System.now().get()).unwrap_or(0);
    Duration::from_micros(60_000_000 - now % 60_000_000) + Duration::from_millis(200)
}

/// A file that begins as a picture does, of exactly this size. Nobody decodes it before a browser does.
fn picture(bytes: usize) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x03\0\x08\x06\0\0\0".to_vec();
    let mut state = 1_u32;
    while png.len() < bytes {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        png.push((state >> 24) as u8);
    }
    png
}
