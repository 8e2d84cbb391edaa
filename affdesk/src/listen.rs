//! Taking connections: HTTP/1.1, as a proxy in front speaks it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::Service as _;

/// The most bytes of a connection that are read ahead. More makes nothing faster that comes through a network, and an
/// upload would hold several times as much.
const READ_AHEAD: usize = 16 * 1024;

/// How long the next request of a connection, with its headers, may take to come in. Longer than proxies keep a connection
/// for that nobody uses (nginx: 60 s), so that they are the ones to close it.
const HEADERS: Duration = Duration::from_secs(90);

/// How long to wait when no connection can be taken: the process has too many files open, most likely.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves until `stopped` says so; then takes no new connections and ends when those under way are done.
pub(crate) async fn run(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let mut make = router.into_make_service_with_connect_info::<SocketAddr>();
    let connections = GracefulShutdown::new();
    let mut builder = http1::Builder::new();
    builder.max_buf_size(READ_AHEAD).timer(TokioTimer::new()).header_read_timeout(HEADERS);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.wait_for(|stop| *stop) => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                refused(&error).await;
                continue;
            }
        };
        prepare(&stream);
        let service = make.call(address).await.unwrap_or_else(|never: Infallible| match never {});
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    connections.shutdown().await;
}

/// An answer leaves when it is written, not when there is more to say.
fn prepare(stream: &TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps small packets back");
    }
}

/// A visitor who was gone before they were taken is nothing; anything else is worth a pause.
async fn refused(error: &std::io::Error) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::warn!(%error, "no connection can be taken");
        tokio::time::sleep(PAUSE).await;
    }
}
