//! `config print`, and the table for `docs/operations.md`.

use std::fmt::Write as _;

use super::Config;
use super::keys::{KEYS, Key, Kind};

impl Config {
    /// The values in force and where each comes from, as TOML that could be the file. Secrets are masked.
    pub(crate) fn render(&self) -> String {
        let mut text = String::new();
        let mut section = "";
        for key in KEYS {
            let (prefix, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
            if prefix != section {
                let _ = write!(text, "\n[{prefix}]\n");
                section = prefix;
            }
            let value = literal(key, &(key.show)(self));
            let _ = writeln!(text, "# {}\n{name} = {value} # {}", key.doc, self.source(key));
        }
        text
    }

    fn source(&self, key: &Key) -> String {
        let mut source = self
            .sources
            .get(key.name)
            .map_or_else(|| "default".to_owned(), |place| place.replace("The ", ""));
        if key.name == "database.url" && self.location().engine() == db::Engine::Postgres {
            source.push_str("; its password and options are not shown");
        }
        // A path may hold anything but NUL, a comment in TOML may not.
        source.replace(char::is_control, "?")
    }
}

fn literal(key: &Key, value: &str) -> String {
    if key.secret && !value.is_empty() {
        return quoted("********");
    }
    match key.kind {
        Kind::Number | Kind::Switch => value.to_owned(),
        Kind::Text => quoted(value),
        Kind::List => {
            let items: Vec<_> = value.split(", ").filter(|item| !item.is_empty()).map(quoted).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The table of every key with its default, in Markdown.
#[cfg(test)]
pub(super) fn table() -> String {
    let config = Config::default();
    let mut text = String::from("| key | environment | default | meaning |\n|---|---|---|---|\n");
    for key in KEYS {
        let default = key.derived.map_or_else(
            || match literal(key, &(key.show)(&config)).as_str() {
                "\"\"" => "none".to_owned(),
                "[]" => "empty".to_owned(),
                value => format!("`{value}`"),
            },
            ToOwned::to_owned,
        );
        let _ = writeln!(text, "| `{}` | `{}` | {default} | {} |", key.name, key.variable(), key.doc);
    }
    text
}
