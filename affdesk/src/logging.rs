//! Logs: to standard error, for people or for machines. What is logged is routes, numbers and ids, never what somebody
//! wrote.

use std::io::IsTerminal as _;

use tracing::Level;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What is logged, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) format: Format,
    /// A level, or levels per part: `info,web=debug`.
    pub(crate) filter: String,
}

/// For people, or for machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
}

impl Default for Options {
    fn default() -> Self {
        Self { format: Format::Text, filter: "info".to_owned() }
    }
}

impl Options {
    /// Only what went wrong: for the demo, whose output is for a person.
    pub(crate) fn quiet() -> Self {
        Self { filter: "warn".to_owned(), ..Self::default() }
    }
}

/// Begins to log. The first call counts; a later one changes nothing.
pub(crate) fn start(options: &Options) {
    let filter = parse(&options.filter).unwrap_or_else(|()| EnvFilter::new("info"));
    let impersonal = filter_fn(|metadata| is_impersonal(metadata.target(), *metadata.level()));
    let registry = tracing_subscriber::registry().with(filter).with(impersonal);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let started = match options.format {
        Format::Text => {
            let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            registry.with(lines.with_ansi(colours)).try_init()
        }
        Format::Json => registry.with(lines.json().flatten_event(true).with_span_list(false)).try_init(),
    };
    // Only a second call fails.
    let _ = started;
}

/// The PostgreSQL driver writes what a statement stores into its debug lines, so these are left out, whatever the filter
/// says.
fn is_impersonal(target: &str, level: Level) -> bool {
    let driver = target.split("::").next().unwrap_or(target);
    level <= Level::INFO || !["tokio_postgres", "postgres"].contains(&driver)
}

/// What says in many lines what we say in one; a filter that names it wins.
const QUIET: &str = "refinery_core=warn";

/// Reads a filter. A name without a level is refused: it would be a misspelt level, and would log nothing.
pub(crate) fn parse(filter: &str) -> Result<EnvFilter, ()> {
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |part: &str| levels.contains(&part.trim().to_ascii_lowercase().as_str());
    let clear =
        |part: &str| part.rsplit_once('=').map_or_else(|| is_level(part), |(_, level)| is_level(level));
    if filter.trim().is_empty() || !filter.split(',').all(clear) {
        return Err(());
    }
    let parts: Vec<_> = std::iter::once(QUIET).chain(filter.split(',').map(str::trim)).collect();
    EnvFilter::builder().parse(parts.join(",")).map_err(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_levels() {
        for filter in ["info", "WARN", "info,web=debug", "off, desk=trace", "[request]=info,db=off"] {
            assert!(parse(filter).is_ok(), "{filter}");
        }
        for filter in ["", " ", "infoo", "web", "web=", "info,,warn", "web=loud"] {
            assert!(parse(filter).is_err(), "{filter}");
        }
    }

    #[test]
    fn what_is_stored_is_not_logged() {
        assert!(!is_impersonal("tokio_postgres::query", Level::DEBUG));
        assert!(!is_impersonal("postgres", Level::TRACE));
        assert!(is_impersonal("tokio_postgres::connection", Level::INFO));
        assert!(is_impersonal("db::postgres::worker", Level::DEBUG));
    }

    #[test]
    fn the_default_filters_are_ones() {
        for options in [Options::default(), Options::quiet()] {
            assert!(parse(&options.filter).is_ok());
        }
    }
}
