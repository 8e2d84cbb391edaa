//! A PostgreSQL address, and connecting to it, plain or with TLS.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use percent_encoding::percent_decode_str;
use postgres::{Client, Config, NoTls, config::SslMode};
use rustls::ClientConfig;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{from, with_source};
use crate::{Error, tls};

/// A `postgres://` address. Beside what the driver reads, `sslmode` has the names that `psql` knows, and `sslrootcert`
/// names a file of certificates in PEM.
///
/// Where TLS is asked for (`require`, `verify-ca`, `verify-full`), the certificate and the name in it are checked:
/// against `sslrootcert`, or else against Mozilla's list. `prefer`, the default, takes whatever it can get, as `psql`
/// does; it keeps nobody out.
pub(crate) struct Address {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Address {
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let (url, extra) = split(url)?;
        let mut config: Config = url.parse().map_err(|error| {
            Error::Location(format!("the PostgreSQL address is wrong: {}", with_source(&error)))
        })?;
        config.ssl_mode(extra.mode);
        if config.get_application_name().is_none() {
            config.application_name("affdesk");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        if config.get_tcp_user_timeout().is_none() {
            // Without it, a network that swallows everything holds a thread for a quarter of an hour.
            config.tcp_user_timeout(Duration::from_secs(15));
        }
        let tls = match extra.mode {
            SslMode::Disable => None,
            _ => Some(MakeRustlsConnect::new(trusting(extra.roots.as_deref())?)),
        };
        Ok(Self { config, tls })
    }

    pub(crate) fn connect(&self) -> Result<Client, Error> {
        let unavailable = |error: &postgres::Error| match from(error, true) {
            Error::Unavailable(message) => Error::Unavailable(message),
            other => Error::Unavailable(other.to_string()),
        };
        let Some(tls) = &self.tls else {
            return self.config.connect(NoTls).map_err(|error| unavailable(&error));
        };
        self.config.connect(tls.clone()).or_else(|error| {
            // The server offered TLS and it did not work out (a certificate it made itself, usually).
            let handshake = error.to_string().contains("TLS");
            if handshake && self.config.get_ssl_mode() == SslMode::Prefer {
                let mut plain = self.config.clone();
                plain.ssl_mode(SslMode::Disable).connect(NoTls).map_err(|error| unavailable(&error))
            } else {
                Err(unavailable(&error))
            }
        })
    }
}

/// What the driver does not read itself.
struct Extra {
    mode: SslMode,
    roots: Option<PathBuf>,
}

/// Takes `sslmode` and `sslrootcert` out of an address.
fn split(url: &str) -> Result<(String, Extra), Error> {
    let mut extra = Extra { mode: SslMode::Prefer, roots: None };
    let Some((base, query)) = url.split_once('?') else { return Ok((url.to_owned(), extra)) };
    let mut rest = Vec::new();
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decode_str(value).decode_utf8_lossy();
        match key {
            "sslmode" => {
                extra.mode = match value.as_ref() {
                    "disable" => SslMode::Disable,
                    "allow" | "prefer" => SslMode::Prefer,
                    "require" | "verify-ca" | "verify-full" => SslMode::Require,
                    _ => {
                        return Err(Error::Location(format!(
                            "sslmode={value} is not known; it is disable, prefer, require or verify-full"
                        )));
                    }
                }
            }
            "sslrootcert" if value != "system" => extra.roots = Some(PathBuf::from(value.as_ref())),
            "sslrootcert" => extra.roots = None,
            _ => rest.push(pair),
        }
    }
    let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    Ok((url, extra))
}

fn trusting(roots: Option<&Path>) -> Result<ClientConfig, Error> {
    tls::client(roots).map_err(|wrong| Error::Location(format!("sslrootcert: {wrong}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> Result<SslMode, Error> {
        Address::parse(url).map(|address| address.config.get_ssl_mode())
    }

    #[test]
    fn sslmode_has_the_names_psql_knows() {
        assert_eq!(mode("postgres://a@h/d"), Ok(SslMode::Prefer));
        assert_eq!(mode("postgres://a@h/d?sslmode=disable"), Ok(SslMode::Disable));
        assert_eq!(mode("postgres://a@h/d?connect_timeout=3&sslmode=verify-full"), Ok(SslMode::Require));
        let error = mode("postgres://a@h/d?sslmode=maybe").expect_err("an unknown mode");
        assert!(error.to_string().contains("sslmode=maybe"), "{error}");
    }

    #[test]
    fn a_file_of_certificates_must_hold_one() {
        let error = mode("postgres://a@h/d?sslrootcert=/nowhere%2Fca.pem").expect_err("no such file");
        assert!(error.to_string().contains("/nowhere/ca.pem"), "{error}");
        // Without TLS nobody reads it.
        assert_eq!(mode("postgres://a@h/d?sslmode=disable&sslrootcert=/nowhere"), Ok(SslMode::Disable));
    }
}
