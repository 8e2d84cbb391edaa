//! Reads the file, the environment and the flags. A mistake is one sentence that names the key and where it stands.

use std::ffi::OsString;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::Config;
use super::keys::{KEYS, Key, Kind, UPLOAD_MOST};

/// A mistake in the configuration, as one sentence that names the key and where it stands.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ConfigError(String);

/// The variables that are not choices: the file itself, and what tests use.
fn is_choice(variable: &str) -> bool {
    variable.starts_with("AFFDESK_")
        && !["AFFDESK_CONFIG", "AFFDESK_BIN"].contains(&variable)
        && !variable.starts_with("AFFDESK_TEST_")
}

impl Config {
    /// Reads a file, then the environment, then flags as (key, value); the later wins.
    pub(crate) fn load(
        file: Option<&Path>,
        flags: &[(String, String)],
        environment: impl Iterator<Item = (impl Into<OsString>, impl Into<OsString>)>,
    ) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        if let Some(file) = file {
            let text = std::fs::read_to_string(file).map_err(|error| {
                ConfigError(format!("The configuration file {} cannot be read: {error}.", file.display()))
            })?;
            from_toml(&mut config, file, &text)?;
        }
        from_environment(&mut config, environment.map(|(name, value)| (name.into(), value.into())))?;
        for (name, value) in flags {
            let Some(key) = Key::named(name) else {
                let hint = closest(name, KEYS.iter().map(|key| key.name));
                return Err(ConfigError(format!("The flag --set: {name} is no known key{hint}.")));
            };
            set(&mut config, key, value, "The flag --set")?;
        }
        check(&config)?;
        Ok(config)
    }
}

fn from_environment(
    config: &mut Config,
    environment: impl Iterator<Item = (OsString, OsString)>,
) -> Result<(), ConfigError> {
    let ours = environment.filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
    let mut ours: Vec<_> = ours.filter(|(name, _)| is_choice(name)).collect();
    // The same mistake every time, whatever the order of the environment.
    ours.sort();
    for (name, value) in ours {
        let Some(key) = KEYS.iter().find(|key| key.variable() == name) else {
            let known: Vec<_> = KEYS.iter().map(Key::variable).collect();
            let hint = closest(&name, known.iter().map(String::as_str));
            return Err(ConfigError(format!("The environment variable {name} names no known key{hint}.")));
        };
        let place = format!("The environment variable {name}");
        let Ok(value) = value.into_string() else {
            return Err(ConfigError(format!("{place}: {} must be UTF-8.", key.name)));
        };
        set(config, key, &value, &place)?;
    }
    Ok(())
}

/// What is wrong only together.
fn check(config: &Config) -> Result<(), ConfigError> {
    let s3 = &config.files.s3;
    if config.files.store == super::StoreKind::S3 && s3.bucket.is_empty() {
        return Err(ConfigError(
            "The key files.s3.bucket must be set when files.store is \"s3\".".to_owned(),
        ));
    }
    if s3.access_key.is_some() != s3.secret_key.is_some() {
        return Err(ConfigError(
            "The keys files.s3.access_key and files.s3.secret_key must be set together or not at all."
                .to_owned(),
        ));
    }
    if !s3.allow_http && s3.endpoint.as_ref().is_some_and(|url| url.starts_with("http://")) {
        return Err(ConfigError(
            "The key files.s3.endpoint is an http:// address, so files.s3.allow_http must be true."
                .to_owned(),
        ));
    }
    let mail = &config.mail;
    if mail.smtp.is_some() && mail.from.is_none() {
        return Err(ConfigError("The key mail.from must be set when mail.smtp is.".to_owned()));
    }
    if mail.user.is_some() != mail.password.is_some() {
        return Err(ConfigError(
            "The keys mail.user and mail.password must be set together or not at all.".to_owned(),
        ));
    }
    if mail.user.is_some() && mail.tls == courier::mail::Tls::Off {
        return Err(ConfigError(
            "The key mail.tls must be \"required\" when there is a mail.password: it is sent over TLS alone."
                .to_owned(),
        ));
    }
    if config.mail_in.imap.is_some() && config.desk.reply_address.is_none() {
        return Err(ConfigError(
            "The key mail.reply_address must be set when mail.in.imap is: it tells answers from other mails."
                .to_owned(),
        ));
    }
    let uploads = &config.desk.uploads;
    if uploads.max_bytes.saturating_mul(uploads.max_files as u64) > UPLOAD_MOST {
        return Err(ConfigError(format!(
            "The keys uploads.max_files and uploads.max_bytes must not allow more than {UPLOAD_MOST} bytes together."
        )));
    }
    if config.desk.session_idle > config.desk.session_lifetime {
        return Err(ConfigError(
            "The key sessions.idle must not be longer than sessions.lifetime.".to_owned(),
        ));
    }
    Ok(())
}

fn set(config: &mut Config, key: &Key, text: &str, place: &str) -> Result<(), ConfigError> {
    (key.set)(config, text).map_err(|problem| wrong(key, place, &problem, text))?;
    config.sources.insert(key.name, place.to_owned());
    Ok(())
}

fn wrong(key: &Key, place: &str, problem: &str, given: &str) -> ConfigError {
    // A database address may hold a password, wherever the mistake in it is.
    let given =
        if key.secret || key.name == "database.url" { String::new() } else { format!(", not {given:?}") };
    ConfigError(format!("{place}: {} {problem}{given}.", key.name))
}

fn from_toml(config: &mut Config, file: &Path, text: &str) -> Result<(), ConfigError> {
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        let message = error.message().replace('\n', " ");
        ConfigError(format!("{}, line {line}: this is not TOML ({message}).", file.display()))
    })?;
    let mut reader = Reader { config, file, text };
    reader.table("", table.get_ref())
}

struct Reader<'a> {
    config: &'a mut Config,
    file: &'a Path,
    text: &'a str,
}

impl Reader<'_> {
    fn table(&mut self, prefix: &str, table: &DeTable<'_>) -> Result<(), ConfigError> {
        for (name, value) in table {
            let place = format!("{}, line {}", self.file.display(), line_of(self.text, name.span().start));
            let path = if prefix.is_empty() {
                name.get_ref().to_string()
            } else {
                format!("{prefix}.{}", name.get_ref())
            };
            let section =
                KEYS.iter().any(|key| key.name.strip_prefix(&path).is_some_and(|rest| rest.starts_with('.')));
            match (Key::named(&path), value.get_ref()) {
                (None, DeValue::Table(inner)) if section => self.table(&path, inner)?,
                (None, _) if section => {
                    return Err(ConfigError(format!(
                        "{place}: {path} is a section of keys, write [{path}]."
                    )));
                }
                (None, _) => {
                    let hint = closest(&path, KEYS.iter().map(|key| key.name));
                    return Err(ConfigError(format!("{place}: {path} is no known key{hint}.")));
                }
                (Some(key), value) => {
                    let text = plain(key, value).ok_or_else(|| wrong_type(key, &place))?;
                    set(self.config, key, &text, &place)?;
                }
            }
        }
        Ok(())
    }
}

/// The text of a TOML value of the right type.
fn plain(key: &Key, value: &DeValue<'_>) -> Option<String> {
    match (key.kind, value) {
        (Kind::Text, DeValue::String(text)) => Some(text.to_string()),
        (Kind::Number, DeValue::Integer(number)) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|number| number.to_string())
        }
        (Kind::Switch, DeValue::Boolean(on)) => Some(on.to_string()),
        (Kind::List, DeValue::Array(items)) => {
            let texts = items.iter().map(|item| item.get_ref().as_str().filter(|text| !text.contains(',')));
            texts.collect::<Option<Vec<_>>>().map(|texts| texts.join(","))
        }
        _ => None,
    }
}

fn wrong_type(key: &Key, place: &str) -> ConfigError {
    let wanted = match key.kind {
        Kind::Text => "a text in quotes",
        Kind::Number => "a whole number without quotes",
        Kind::Switch => "true or false without quotes",
        Kind::List => "a list of texts like [\"a\", \"b\"]",
    };
    ConfigError(format!("{place}: {} must be {wanted}.", key.name))
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// " (did you mean …?)", when something known is near enough to be what was meant.
fn closest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> String {
    let nearest = known.map(|name| (distance(given, name), name)).min();
    match nearest {
        Some((away, name)) if away <= 1 + given.len() / 5 => format!(" (did you mean {name}?)"),
        _ => String::new(),
    }
}

/// How many letters have to be changed, added or left out.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = before + usize::from(from != *to);
            before = row[j + 1];
            row[j + 1] = change.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
