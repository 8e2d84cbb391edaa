//! TLS towards others, with rustls alone. It is here because this is the lowest crate that speaks to a server.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use rustls::{ClientConfig, RootCertStore};

/// How a server is trusted: by the authorities that browsers trust (Mozilla's list), or by those of a file of certificates in
/// PEM alone.
///
/// # Errors
/// Why the file cannot be used, as one sentence.
pub fn client(authorities: Option<&Path>) -> Result<ClientConfig, String> {
    let mut store = RootCertStore::empty();
    match authorities {
        None => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => {
            let wrong = |error: &dyn std::fmt::Display| format!("{} cannot be used: {error}", path.display());
            for certificate in CertificateDer::pem_file_iter(path).map_err(|error| wrong(&error))? {
                store.add(certificate.map_err(|error| wrong(&error))?).map_err(|error| wrong(&error))?;
            }
            if store.is_empty() {
                return Err(wrong(&"it holds no certificate"));
            }
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be set up: {error}"))?;
    Ok(builder.with_root_certificates(store).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_must_hold_a_certificate() {
        assert!(client(None).is_ok());
        let file = tempfile::NamedTempFile::new().expect("a file");
        let said = client(Some(file.path())).expect_err("nothing in it");
        assert!(said.ends_with("cannot be used: it holds no certificate"), "{said}");
    }
}
