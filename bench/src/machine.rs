//! The machine that the figures belong to, and what its disk can do.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::Failure;

/// What a reader has to know of the machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory_gib: u64,
    pub(crate) system: String,
    /// Processes that wanted to run before anything was measured (the one-minute load average).
    pub(crate) load_before: String,
}

impl Machine {
    pub(crate) fn read() -> Self {
        let line = |path: &str, name: &str| {
            let text = fs::read_to_string(path).unwrap_or_default();
            let found = text.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_prefix(':'));
            found.map_or_else(String::new, |value| value.trim().to_owned())
        };
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        let release = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or("Linux");
        let memory = line("/proc/meminfo", "MemTotal");
        let kibibytes: u64 = memory.split(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0);
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        Self {
            processor: line("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gib: (kibibytes + (1 << 19)) >> 20,
            system: format!("{}, Linux {}", release.trim_matches('"'), kernel.trim()),
            load_before: load.split(' ').next().unwrap_or("").to_owned(),
        }
    }
}

/// Today, as `YYYY-MM-DD`.
pub(crate) fn today() -> String {
    desk::Clock::System.now().to_jiff().to_string().chars().take(10).collect()
}

/// How often a second a page of 4 KiB can be appended to a file and brought to the disk, one after the other: what a
/// program that commits each change by itself could do at most.
pub(crate) fn writes_with_fsync(directory: &Path, span: Duration) -> Result<f64, Failure> {
    let path = directory.join("fsync");
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).open(&path)?;
    let page = [0x5a_u8; 4096];
    let started = Instant::now();
    let mut count = 0_u32;
    while started.elapsed() < span {
        file.write_all(&page)?;
        file.sync_data()?;
        count += 1;
    }
    let seconds = started.elapsed().as_secs_f64();
    fs::remove_file(path)?;
    Ok(f64::from(count) / seconds)
}

/// Seconds of processor that a process has used.
pub(crate) fn processor_seconds(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name stands in brackets and may hold blanks; time in user and in kernel mode are the 12th and 13th after it.
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let mut fields = after.split_whitespace().skip(11).map_while(|field| field.parse::<f64>().ok());
    // Linux counts them in hundredths for programs, whatever it does inside.
    (fields.next().unwrap_or(0.0) + fields.next().unwrap_or(0.0)) / 100.0
}

/// Memory of a process that no file stands behind, in MiB.
pub(crate) fn anonymous_memory(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kibibytes =
        status.lines().find_map(|line| line.strip_prefix("RssAnon:")?.trim().split(' ').next()?.parse().ok());
    kibibytes.unwrap_or(0.0) / 1024.0
}
