//! TLS to PostgreSQL, through something in front of it that speaks TLS, or refuses to.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use db::{Database, Engine, Error, Options, testing::Scratch};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

use crate::proxy::{host_and_database, through};

/// Something that listens in front of the server, with a certificate for `localhost` that it made itself.
struct Front {
    port: u16,
    roots: String,
    encrypted: Arc<AtomicUsize>,
    plain: Arc<AtomicUsize>,
    _directory: TempDir,
}

impl Front {
    fn start(scratch: &Scratch, speaks_tls: bool) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate can be made");
        let directory = TempDir::new().expect("a temporary directory can be made");
        let roots = directory.path().join("roots.pem");
        fs::write(&roots, cert.pem()).expect("a file can be written");
        let key = PrivateKeyDer::Pkcs8(signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider knows TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("the key fits the certificate");
        let acceptor = speaks_tls.then(|| TlsAcceptor::from(Arc::new(config)));
        let (encrypted, plain) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let counted = (Arc::clone(&encrypted), Arc::clone(&plain));
        let (host, _) = host_and_database(scratch.location());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                listener.set_nonblocking(true).expect("a socket");
                let listener = TcpListener::from_std(listener).expect("a socket");
                while let Ok((client, _)) = listener.accept().await {
                    let (host, acceptor, counted) = (host.clone(), acceptor.clone(), counted.clone());
                    // It fails when the client hangs up, which some of these tests are about.
                    tokio::spawn(async move { drop(serve(client, &host, acceptor, &counted).await) });
                }
            });
        });
        let roots = roots.to_str().expect("a temporary path is text").to_owned();
        Self { port, roots, encrypted, plain, _directory: directory }
    }

    /// Connects and asks for 1.
    fn ask(&self, scratch: &Scratch, host: &str, query: &str) -> Result<i64, Error> {
        let mut options = Options::new(through(host, self.port, scratch, query));
        (options.readers, options.writers) = (1, 1);
        let database = Database::open(&options)?;
        let answer = database
            .read_blocking(|tx| tx.query_one("SELECT CAST(1 AS BIGINT)", &[], |row| row.get::<i64>(0)));
        database.close();
        answer
    }

    fn with_roots(&self, mode: &str) -> String {
        format!("sslmode={mode}&sslrootcert={}", self.roots)
    }

    /// Whether a connection was used encrypted, and whether one was used plain.
    fn used(&self) -> (bool, bool) {
        (self.encrypted.swap(0, Ordering::SeqCst) > 0, self.plain.swap(0, Ordering::SeqCst) > 0)
    }
}

async fn serve(
    mut client: TcpStream,
    host: &str,
    acceptor: Option<TlsAcceptor>,
    (encrypted, plain): &(Arc<AtomicUsize>, Arc<AtomicUsize>),
) -> std::io::Result<()> {
    const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
    let mut server = TcpStream::connect(host).await?;
    let mut first = [0; 8];
    client.read_exact(&mut first).await?;
    if first == SSL_REQUEST {
        if let Some(acceptor) = acceptor {
            client.write_all(b"S").await?;
            let mut client = acceptor.accept(client).await?;
            client.read_exact(&mut first).await?;
            encrypted.fetch_add(1, Ordering::SeqCst);
            server.write_all(&first).await?;
            return copy_bidirectional(&mut client, &mut server).await.map(drop);
        }
        client.write_all(b"N").await?;
        client.read_exact(&mut first).await?;
    }
    plain.fetch_add(1, Ordering::SeqCst);
    server.write_all(&first).await?;
    copy_bidirectional(&mut client, &mut server).await.map(drop)
}

const ENCRYPTED: (bool, bool) = (true, false);
const PLAIN: (bool, bool) = (false, true);
const NEITHER: (bool, bool) = (false, false);

#[test]
fn a_trusted_certificate_is_used() {
    let scratch = Scratch::empty(Engine::Postgres);
    let front = Front::start(&scratch, true);
    for mode in ["prefer", "require", "verify-ca", "verify-full"] {
        assert_eq!(front.ask(&scratch, "localhost", &front.with_roots(mode)), Ok(1), "{mode}");
        assert_eq!(front.used(), ENCRYPTED, "{mode}");
    }
    assert_eq!(front.ask(&scratch, "localhost", "sslmode=disable"), Ok(1));
    assert_eq!(front.used(), PLAIN);
}

/// Nothing, least of all a password, is sent to a server that is not the one it should be.
#[test]
fn a_certificate_that_is_not_trusted_is_refused_where_tls_is_asked_for() {
    let scratch = Scratch::empty(Engine::Postgres);
    let front = Front::start(&scratch, true);
    for (host, query) in [
        ("localhost", "sslmode=require".to_owned()),
        ("localhost", "sslmode=verify-full".to_owned()),
        // The certificate is for another name.
        ("127.0.0.1", front.with_roots("verify-full")),
    ] {
        let answer = front.ask(&scratch, host, &query);
        assert!(matches!(&answer, Err(Error::Unavailable(_))), "{host} {query}: {answer:?}");
        assert_eq!(front.used(), NEITHER, "{host} {query}");
    }
    // Who only prefers TLS takes a plain connection, as psql does.
    assert_eq!(front.ask(&scratch, "localhost", "sslmode=prefer"), Ok(1));
    assert_eq!(front.used(), PLAIN);
}

#[test]
fn a_server_without_tls_is_refused_where_tls_is_asked_for() {
    let scratch = Scratch::empty(Engine::Postgres);
    let front = Front::start(&scratch, false);
    let answer = front.ask(&scratch, "localhost", &front.with_roots("require"));
    assert!(matches!(&answer, Err(Error::Unavailable(message)) if message.contains("TLS")), "{answer:?}");
    assert_eq!(front.used(), NEITHER);
    assert_eq!(front.ask(&scratch, "localhost", ""), Ok(1));
    assert_eq!(front.used(), PLAIN);
}
