//! What was measured, as it is kept and printed.

use serde::{Deserialize, Serialize};

use crate::load::Turn;

/// One server on one database.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// The engine and its version.
    pub(crate) engine: String,
    pub(crate) tickets: u64,
    /// Milliseconds from the start of the process to the first yes of `/readyz`; the median of several starts.
    pub(crate) ready: f64,
    pub(crate) memory: Memory,
    pub(crate) rows: Vec<Row>,
    /// Single writes with an fsync each, per second, on the same disk.
    pub(crate) fsyncs: f64,
    pub(crate) views: Vec<View>,
}

/// Memory that no file stands behind, in MiB.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Memory {
    pub(crate) idle: f64,
    pub(crate) load: f64,
    pub(crate) after: f64,
}

/// What one kind of request gave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// Bytes of a body, on average.
    pub(crate) bytes: u64,
    pub(crate) per_second: f64,
    /// The constant page of that size, in turns with it.
    pub(crate) constant: Option<f64>,
    /// The ratio of each pair of turns, the smallest and the largest.
    pub(crate) spread: Option<(f64, f64)>,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) errors: u64,
    pub(crate) complaint: Option<String>,
    /// Microseconds of processor that the server used for an answer, and for one of the constant page.
    pub(crate) cost: f64,
    pub(crate) constant_cost: Option<f64>,
}

/// What a browser loads for its first view of a page, compressed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct View {
    pub(crate) name: String,
    pub(crate) html: usize,
    pub(crate) css: usize,
    pub(crate) js: usize,
}

impl View {
    pub(crate) fn all(&self) -> usize {
        self.html + self.css + self.js
    }
}

impl Row {
    /// From the turns of a request and, with it, of its constant page.
    pub(crate) fn of(name: &str, turns: Vec<(Option<Turn>, Turn)>) -> Self {
        let (mut all, mut constant) = (Turn::default(), None::<Turn>);
        let mut ratios = Vec::new();
        for (beside, turn) in turns {
            if let Some(beside) = beside {
                ratios.push(turn.per_second() / beside.per_second());
                constant.get_or_insert_default().add(beside);
            }
            all.add(turn);
        }
        let cost = |turn: &Turn| turn.server_seconds * 1e6 / crate::load::as_float(turn.answers.max(1));
        let (least, most) =
            (ratios.iter().copied().fold(f64::MAX, f64::min), ratios.iter().copied().fold(0.0, f64::max));
        Self {
            name: name.to_owned(),
            bytes: all.bytes / all.answers.max(1),
            per_second: all.per_second(),
            constant: constant.as_ref().map(Turn::per_second),
            spread: (!ratios.is_empty()).then_some((least, most)),
            p50: all.percentile(50),
            p99: all.percentile(99),
            errors: all.errors + constant.as_ref().map_or(0, |turn| turn.errors),
            complaint: all
                .complaint
                .clone()
                .or_else(|| constant.as_ref().and_then(|turn| turn.complaint.clone())),
            cost: cost(&all),
            constant_cost: constant.as_ref().map(cost),
        }
    }

    /// Requests per second in relation to the constant page.
    pub(crate) fn ratio(&self) -> Option<f64> {
        self.constant.map(|constant| self.per_second / constant)
    }

    pub(crate) fn print(&self) {
        let ratio = self.ratio().map_or(String::new(), |ratio| {
            let (least, most) = self.spread.unwrap_or_default();
            let constant = self.constant.unwrap_or(0.0);
            format!("  {ratio:.3} of {constant:.0}/s ({least:.3} to {most:.3})")
        });
        let complaint = self.complaint.as_ref().map_or(String::new(), |complaint| format!(": {complaint}"));
        println!(
            "  {:<22} {:>7.0}/s {:>6} B  p50 {:>6.2} ms  p99 {:>7.2} ms  {:>6.1} µs  {} errors{complaint}{ratio}",
            self.name, self.per_second, self.bytes, self.p50, self.p99, self.cost, self.errors
        );
    }
}
