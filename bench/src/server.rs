//! The server that is measured: the release binary, as an operator would start it, on a database of ours.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Failure;
use crate::http::Connection;
use crate::machine;

/// A server that runs; dropping it ends it.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process to the first time that `/readyz` says yes.
    pub(crate) ready: Duration,
}

const PATIENCE: Duration = Duration::from_mins(1);

impl Server {
    /// Starts `binary` and waits until it takes requests. Everything that is not said here is the default.
    pub(crate) async fn start(binary: &Path, database: &str, directory: &Path) -> Result<Self, Failure> {
        let address = free_address()?;
        let set = [
            format!("listen={address}"),
            format!("database.url={database}"),
            format!("data_dir={}", directory.display()),
            // All who sign in here come from one address.
            "sign_in.address_burst=100000".to_owned(),
        ];
        let log = File::create(directory.join("server.log"))?;
        let mut command = Command::new(binary);
        command.arg("serve").args(set.iter().flat_map(|one| ["--set", one]));
        command.env_remove("AFFDESK_CONFIG").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let started = Instant::now();
        let child =
            command.spawn().map_err(|error| format!("{} cannot be started: {error}", binary.display()))?;
        let mut server = Self { child, address, ready: Duration::ZERO };
        while !ready(address).await {
            if started.elapsed() > PATIENCE || server.child.try_wait()?.is_some() {
                let log = std::fs::read_to_string(directory.join("server.log")).unwrap_or_default();
                return Err(format!("the server did not get ready:\n{log}").into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.ready = started.elapsed();
        Ok(server)
    }

    pub(crate) fn memory(&self) -> f64 {
        machine::anonymous_memory(self.child.id())
    }

    pub(crate) fn processor_seconds(&self) -> f64 {
        machine::processor_seconds(self.child.id())
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // What it answered is on the disk; there is nothing to wait for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn ready(address: SocketAddr) -> bool {
    let Ok(mut connection) = Connection::open(address).await else { return false };
    let asked = connection.ask(format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes()).await;
    asked.is_ok_and(|seen| seen.status == 200)
}

/// An address that was free a moment ago.
pub(crate) fn free_address() -> Result<SocketAddr, Failure> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
