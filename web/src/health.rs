//! For machines: is it alive, may requests come, how is it doing.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use desk::Credential;

use crate::site::Web;

/// `GET /healthz`: the process runs.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: it has started, is not stopping, and reaches its database.
pub(crate) async fn ready(State(web): State<Web>) -> Response {
    if !web.is_ready() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping or starting\n").into_response();
    }
    match web.app().read(&Credential::Anonymous, |_| Ok(())).await {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

/// `GET /metrics`: for Prometheus.
pub(crate) async fn metrics(State(web): State<Web>) -> Response {
    let stats = web.app().db().stats();
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float; these stay far below 2^53")]
    let gauge = |name: &'static str, value: u64| metrics::gauge!(name).set(value as f64);
    gauge("affdesk_db_waiting_reads", stats.waiting_reads as u64);
    gauge("affdesk_db_waiting_writes", stats.waiting_writes as u64);
    gauge("affdesk_live_streams", web.streams().count() as u64);
    for (name, total) in [
        ("affdesk_db_reads_total", stats.reads),
        ("affdesk_db_writes_total", stats.writes),
        ("affdesk_db_commits_total", stats.groups),
        ("affdesk_db_retries_total", stats.retries),
        ("affdesk_db_reconnects_total", stats.reconnects),
        ("affdesk_db_overloaded_total", stats.overloaded),
        ("affdesk_db_deadlines_total", stats.deadlines),
    ] {
        metrics::counter!(name).absolute(total);
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], web.metrics().render()).into_response()
}
