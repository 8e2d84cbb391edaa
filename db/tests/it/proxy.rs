//! A network between the test and PostgreSQL, which can fail at the worst moment.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    thread,
};

use db::{Location, testing::Scratch};

/// What happens to a COMMIT on its way to the server.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Fault {
    None,
    /// It arrives, and the answer is lost.
    LoseAnswer,
    /// It does not arrive.
    LoseCommit,
    /// Every connection is refused and every open one is cut at its next message.
    Down,
}

pub(crate) struct Proxy {
    port: u16,
    fault: Arc<AtomicU8>,
}

impl Proxy {
    pub(crate) fn before(scratch: &Scratch) -> Self {
        let (host, _) = host_and_database(scratch.location());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let fault = Arc::new(AtomicU8::new(Fault::None as u8));
        let shared = Arc::clone(&fault);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (host, fault) = (host.clone(), Arc::clone(&shared));
                thread::spawn(move || serve(client, &host, &fault));
            }
        });
        Self { port, fault }
    }

    pub(crate) fn set(&self, fault: Fault) {
        self.fault.store(fault as u8, Ordering::SeqCst);
    }

    /// The same database, through here.
    pub(crate) fn location(&self, scratch: &Scratch) -> Location {
        through("127.0.0.1", self.port, scratch, "sslmode=disable")
    }
}

/// The address of a database by way of another host and port.
pub(crate) fn through(host: &str, port: u16, scratch: &Scratch, query: &str) -> Location {
    let (_, database) = host_and_database(scratch.location());
    let address = scratch.location().reveal();
    let user = address.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
    let user = user.map_or_else(String::new, |(user, _)| format!("{user}@"));
    Location::parse(&format!("postgres://{user}{host}:{port}/{database}?{query}")).expect("an address")
}

/// `host:port` and the name of the database.
pub(crate) fn host_and_database(location: &Location) -> (String, String) {
    let location = location.to_string();
    let (_, rest) = location.split_once("://").expect("a PostgreSQL address");
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let (host, database) = rest.split_once('/').expect("a scratch database has a name");
    let host = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
    (host, database.to_owned())
}

fn serve(client: TcpStream, host: &str, fault: &AtomicU8) {
    let is = |wanted: Fault| fault.load(Ordering::SeqCst) == wanted as u8;
    if is(Fault::Down) {
        return;
    }
    let server = TcpStream::connect(host).expect("the server for tests is up");
    let (mut from_server, mut to_client) =
        (server.try_clone().expect("a socket"), client.try_clone().expect("a socket"));
    let answers = thread::spawn(move || {
        // Ends when either side is cut, which is what the tests do.
        drop(std::io::copy(&mut from_server, &mut to_client));
        drop(to_client.shutdown(Shutdown::Both));
    });
    let (mut client, mut server) = (client, server);
    let mut buffer = vec![0; 65_536];
    while let Ok(length) = client.read(&mut buffer) {
        let message = &buffer[..length];
        let commit = message.windows(6).any(|part| part == b"COMMIT");
        if length == 0 || is(Fault::Down) || commit && is(Fault::LoseCommit) {
            break;
        }
        if commit && is(Fault::LoseAnswer) {
            // Nothing more goes back, but the server gets it and has the time to do it.
            drop(client.shutdown(Shutdown::Write));
            drop(server.write_all(message));
            thread::sleep(std::time::Duration::from_millis(300));
            break;
        }
        if server.write_all(message).is_err() {
            break;
        }
    }
    drop(client.shutdown(Shutdown::Both));
    drop(server.shutdown(Shutdown::Both));
    drop(answers.join());
}
