//! A PostgreSQL of our own, with durable settings, in a directory of ours.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::server::free_address;

/// A server that runs; dropping it stops it. Its data stay.
pub(crate) struct Postgres {
    programs: PathBuf,
    data: PathBuf,
    address: SocketAddr,
    pub(crate) version: String,
}

/// What differs from the server's own defaults; nothing of it weakens a commit.
pub(crate) const SETTINGS: [&str; 4] =
    ["shared_buffers=256MB", "max_wal_size=4GB", "maintenance_work_mem=512MB", "max_connections=100"];

impl Postgres {
    /// Starts a server on the data in `directory`, which are made when there are none.
    pub(crate) fn start(directory: &Path) -> Result<Self, Failure> {
        let programs = find()?;
        fs::create_dir_all(directory)?;
        let directory = directory.canonicalize()?;
        let data = directory.join("data");
        if is_root() {
            run(Command::new("chown").arg("postgres:").arg(&directory))?;
        }
        if !data.join("PG_VERSION").exists() {
            let mut init = as_postgres(&programs.join("initdb"));
            run(init.arg("-D").arg(&data).args([
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]))?;
        }
        let address = free_address()?;
        let mut options = format!("-p {} -c listen_addresses=127.0.0.1", address.port());
        options += " -c unix_socket_directories=";
        options += &directory.display().to_string();
        for setting in SETTINGS {
            options.push_str(" -c ");
            options.push_str(setting);
        }
        let mut start = as_postgres(&programs.join("pg_ctl"));
        start.arg("-D").arg(&data).arg("-l").arg(directory.join("log")).args(["-o", &options, "-w", "start"]);
        run(&mut start)?;
        let version = output(Command::new(programs.join("postgres")).arg("--version"))?;
        let version = version.split(' ').find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        Ok(Self { programs, data, address, version: version.unwrap_or("?").trim().to_owned() })
    }

    /// The address of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@{}/{database}", self.address)
    }

    /// Runs one statement outside any transaction, in the database of that name.
    pub(crate) fn run(&self, database: &str, sql: &str) -> Result<String, Failure> {
        let mut psql = Command::new(self.programs.join("psql"));
        output(psql.arg(self.url(database)).args([
            "--quiet",
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--command",
            sql,
        ]))
    }

    pub(crate) fn has(&self, database: &str) -> Result<bool, Failure> {
        let found =
            self.run("postgres", &format!("SELECT 1 FROM pg_database WHERE datname = '{database}'"))?;
        Ok(!found.trim().is_empty())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = as_postgres(&self.programs.join("pg_ctl"));
        if let Err(error) = run(stop.arg("-D").arg(&self.data).args(["-m", "fast", "-w", "stop"])) {
            eprintln!("bench: PostgreSQL was not stopped: {error}");
        }
    }
}

/// Where the programs of the newest version are: Debian has them in no PATH.
fn find() -> Result<PathBuf, Failure> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, programs)| programs.join("initdb").exists())
        .collect();
    found.sort_unstable();
    found
        .pop()
        .map(|(_, programs)| programs)
        .ok_or_else(|| "PostgreSQL is not installed in /usr/lib/postgresql".into())
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// The server refuses to run as root; then the user that Debian's package made runs it.
fn as_postgres(program: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    command
}

fn run(command: &mut Command) -> Result<(), Failure> {
    // The server that `pg_ctl` starts would keep a pipe open for ever.
    let status = command.stdout(std::process::Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} ended with {status}").into()),
        Err(error) => Err(format!("{command:?} cannot be run: {error}").into()),
    }
}

fn output(command: &mut Command) -> Result<String, Failure> {
    let output = command.output().map_err(|error| format!("{command:?} cannot be run: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}
