//! `affdesk demo`: a desk full of realistic data, without any set-up.

use std::sync::Arc;
use std::time::Duration;

use courier::mail::{Look, Mailer, Sender, Transport};
use desk::outbox::Channel;
use desk::{Clock, Settings, people};
use web::Site;

use crate::cli::Demo;
use crate::failure::Failure;
use crate::serve::{Couriers, Stopping};
use crate::{demo, logging, serve};

/// A fresh database is filled in a few large jobs.
const FILL_DEADLINE: Duration = Duration::from_mins(5);

/// The people to sign in as: e-mail, password, who they are.
const SIGN_INS: [(&str, &str, &str); 6] = [
    ("affiliate@demo.test", "demo-affiliate", "an affiliate of manager@demo.test"),
    ("other@demo.test", "demo-affiliate", "an affiliate of manager2@demo.test"),
    ("manager@demo.test", "demo-manager", "a manager"),
    ("manager2@demo.test", "demo-manager", "another manager"),
    ("lead@demo.test", "demo-lead", "a lead"),
    ("admin@demo.test", "demo-admin", "an admin"),
];

/// Fills a directory, if it is empty, and serves it.
pub(crate) async fn run(options: Demo) -> Result<(), Failure> {
    logging::start(&logging::Options::quiet());
    let listener = serve::bind(options.listen).await?;
    let address = listener.local_addr().map_err(|error| Failure::new(error.to_string()))?;
    // Held until the end: dropping it removes the directory.
    let mut fresh = None;
    let directory = if let Some(directory) = options.data {
        directory
    } else {
        let made = tempfile::tempdir()
            .map_err(|error| Failure::new(format!("no directory for the demo: {error}")))?;
        fresh.insert(made).path().to_path_buf()
    };
    std::fs::create_dir_all(&directory)
        .map_err(|error| Failure::new(format!("{} cannot be made: {error}", directory.display())))?;
    let store = files::Store::local(&directory.join("files"))?;
    let location = match &options.database {
        Some(url) => db::Location::parse(url)?,
        None => db::Location::sqlite(directory.join("affdesk.db")),
    };
    fill(location.clone(), store.clone()).await?;

    // Nothing leaves a demo: what would be sent is shown on the page of deliveries.
    let settings = Settings {
        channels: vec![Channel::Email],
        reply_address: Some("support@demo.test".into()),
        ..Settings::default()
    };
    let app = serve::open(db::Options::new(location), store, clock(), settings).await?;
    let site = Site {
        public_url: format!("http://{address}")
            .parse()
            .map_err(|error| Failure::new(format!("{address}: {error}")))?,
        trusted_proxies: Vec::new(),
        name: "Northwind Partners".into(),
        colour: None,
        support_email: Some("support@demo.test".into()),
    };
    let sender = Sender {
        from: "Northwind Partners <support@demo.test>"
            .parse()
            .map_err(|error| Failure::new(format!("the demo's sender: {error}")))?,
        look: Look {
            public_url: site.public_url.clone(),
            programme: site.name.clone(),
            colour: site.colour.clone(),
        },
    };
    let mailer = Mailer::new(sender, Transport::Shown);
    announce(&address.to_string());
    let stopping = Stopping { notice: Duration::ZERO, deadline: Duration::from_secs(10) };
    serve::serve(app, site, Some(mailer), listener, Couriers::default(), stopping).await?;
    drop(fresh);
    Ok(())
}

/// Fills an empty database; one that was filled before is shown as it is.
async fn fill(location: db::Location, store: files::Store) -> Result<(), Failure> {
    let mut options = db::Options::new(location);
    options.deadline = FILL_DEADLINE;
    let clock = Clock::fixed(Clock::System.now());
    let app = serve::open(options, store, clock, Settings::default()).await?;
    let admin = SIGN_INS[SIGN_INS.len() - 1].0;
    let known = app.read(&desk::Credential::System, move |cx| match people::user_by_email(cx, admin) {
        Ok(_) => Ok(true),
        Err(desk::Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    });
    // The admin is added last, so without them the data are not whole.
    if !known.await? {
        eprintln!("Filling it with demo data…");
        demo::fill(&app).await?;
    }
    let database = app.db().clone();
    let _ = tokio::task::spawn_blocking(move || database.close()).await;
    Ok(())
}

fn announce(address: &str) {
    println!("affdesk demo: http://{address}");
    println!();
    println!("  {:<22} {:<16} who", "e-mail", "password");
    for (email, password, who) in SIGN_INS {
        println!("  {email:<22} {password:<16} {who}");
    }
    println!();
    println!("Press Ctrl+C to stop.");
}

/// The machine's clock. In debug builds `AFFDESK_MOVABLE_CLOCK=1` asks for one that the browser tests move.
fn clock() -> Clock {
    let movable =
        cfg!(debug_assertions) && std::env::var_os("AFFDESK_MOVABLE_CLOCK").is_some_and(|on| on == "1");
    if movable { Clock::Ahead(Arc::default()) } else { Clock::System }
}
