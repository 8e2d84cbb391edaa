//! Serving: from a configuration to a process that answers, and back to nothing when it is told to stop.

use std::net::SocketAddr;
use std::time::Duration;

use courier::mail::{Look, Mailer};
use courier::mail_in::{Intake, Ours, imap};
use courier::telegram::poll::{self, Bot};
use courier::telegram::{Api, Telegram};
use courier::webhook::{self, Webhooks};
use desk::{App, Clock, Random, Settings};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::{Site, Web};

use crate::failure::Failure;
use crate::listen;

/// Opens the database, bringing it up to date, and puts the application together.
pub(crate) async fn open(
    options: db::Options,
    store: files::Store,
    clock: Clock,
    settings: Settings,
) -> Result<App, Failure> {
    let database = open_database(options).await?;
    Ok(App::new(database, store, clock, Random::system(), settings))
}

/// Opens the database and applies the migrations that it misses.
pub(crate) async fn open_database(options: db::Options) -> Result<db::Database, Failure> {
    tokio::task::spawn_blocking(move || {
        let database = db::Database::open(&options)?;
        for name in database.migrate(&desk::migrations::all())? {
            tracing::info!(migration = name, "applied");
        }
        Ok(database)
    })
    .await
    .map_err(|error| Failure::new(format!("opening the database failed: {error}")))?
}

/// Binds the address, so that its port is known before anything is served.
pub(crate) async fn bind(listen: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen)
        .await
        .map_err(|error| Failure::new(format!("cannot listen on {listen}: {error}")))
}

/// What is carried besides the jobs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Couriers {
    /// The mailbox that answers come to.
    pub(crate) mailbox: Option<imap::Options>,
    /// How the desk's own mails are known.
    pub(crate) ours: Ours,
    /// The programme's bot, and how its messages look.
    pub(crate) telegram: Option<(Api, Look)>,
}

/// How a process stops.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopping {
    /// How long it still takes requests while it says that it is not ready, so that a proxy can turn away first.
    pub(crate) notice: Duration,
    /// How long what is under way may take after that.
    pub(crate) deadline: Duration,
}

/// Serves until the process is asked to stop, then lets what is under way finish.
pub(crate) async fn serve(
    app: App,
    site: Site,
    mailer: Option<Mailer>,
    listener: TcpListener,
    couriers: Couriers,
    stopping: Stopping,
) -> Result<(), Failure> {
    // Texts are resolved and the libraries' one-time work is done before the first request.
    tracing::debug!(languages = words::available().len(), "texts are ready");
    let metrics = PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| Failure::new(format!("metrics cannot be kept: {error}")))?;
    let upkeep = tokio::spawn(keep_up(metrics.clone()));
    let web = Web::new(app.clone(), site, metrics);
    let (stop, stopped) = watch::channel(false);
    let jobs = tokio::spawn(courier::run(app.clone(), stopped.clone()));
    let mails =
        mailer.map(|mailer| tokio::spawn(courier::channels::run(app.clone(), mailer, stopped.clone())));
    let webhooks = Webhooks::new(app.settings(), webhook::PATIENCE)
        .map_err(|error| Failure::new(format!("webhooks cannot be sent: {error}")))?;
    let webhooks = tokio::spawn(courier::channels::run(app.clone(), webhooks, stopped.clone()));
    let mailbox = couriers.mailbox.map(|mailbox| {
        let intake = Intake { app: app.clone(), ours: couriers.ours };
        tokio::spawn(imap::run(intake, mailbox, stopped.clone()))
    });
    let telegram = couriers.telegram.map(|(api, look)| {
        let read = poll::run(Bot::new(app.clone(), api.clone()), stopped.clone());
        let sent = courier::channels::run(app.clone(), Telegram::new(api, look), stopped.clone());
        (tokio::spawn(read), tokio::spawn(sent))
    });
    let mut server = tokio::spawn(listen::run(listener, web::router(web.clone()), stopped));
    web.set_ready(true);
    tracing::info!("ready");

    tokio::select! {
        () = asked_to_stop() => {}
        ended = &mut server => {
            return Err(Failure::new(format!("the server ended by itself: {ended:?}")));
        }
    }
    web.set_ready(false);
    tracing::info!("not ready any more");
    tokio::time::sleep(stopping.notice).await;
    tracing::info!("stopping: no new requests, those under way are finished");
    web.end_streams();
    let _ = stop.send(true);
    let rest = async {
        let _ = server.await;
        let _ = jobs.await;
        if let Some(mails) = mails {
            let _ = mails.await;
        }
        let _ = webhooks.await;
        if let Some(mailbox) = mailbox {
            let _ = mailbox.await;
        }
        if let Some((read, sent)) = telegram {
            let _ = (read.await, sent.await);
        }
    };
    if tokio::time::timeout(stopping.deadline, rest).await.is_err() {
        tracing::warn!("the deadline passed; what was still under way is cut off");
    }
    upkeep.abort();
    let database = app.db().clone();
    let closing = tokio::task::spawn_blocking(move || database.close());
    let _ = tokio::time::timeout(Duration::from_secs(5), closing).await;
    tracing::info!("stopped");
    Ok(())
}

/// Seconds up to which requests are counted together.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Sorts the times of requests into their buckets. The recorder keeps each by itself until then, so without this a server
/// whose metrics nobody asks for would grow for ever.
async fn keep_up(metrics: PrometheusHandle) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        metrics.run_upkeep();
    }
}

/// Waits for SIGTERM or Ctrl+C.
async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
