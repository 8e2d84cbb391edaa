//! `affdesk outbox`: what leaves the house.

use desk::error::Conflict;
use desk::outbox::{self, Filter, OutboxId, State};
use desk::{App, Credential, Error, people};

use crate::cli::Outbox;
use crate::failure::Failure;

const SYSTEM: &Credential = &Credential::System;

/// Runs one of its commands.
pub(crate) async fn run(app: &App, command: Outbox) -> Result<(), Failure> {
    match command {
        Outbox::List => list(app, None).await,
        Outbox::Dead => list(app, Some(State::Dead)).await,
        Outbox::Redrive { id: Some(id), .. } => redrive(app, &id).await,
        Outbox::Redrive { id: None, .. } => {
            let count = app.write(SYSTEM, outbox::redrive_all).await?;
            println!("{count} deliveries are tried again.");
            Ok(())
        }
        Outbox::InviteAll => {
            let mut invited = 0;
            loop {
                match app.write(SYSTEM, people::invite_all).await? {
                    0 => break,
                    some => invited += some,
                }
            }
            println!("{invited} people are invited.");
            Ok(())
        }
    }
}

/// Most pages that are printed.
const PAGES: usize = 8;

async fn list(app: &App, state: Option<State>) -> Result<(), Failure> {
    let mut filter = Filter { state, ..Filter::default() };
    println!(
        "{:>8}  {:<8} {:<8} {:<28} {:<32} {:>3}  last answer",
        "id", "state", "way", "about", "to", "try"
    );
    for _ in 0..PAGES {
        let asked = filter.clone();
        let page = app.read(SYSTEM, move |cx| outbox::list(cx, &asked)).await?;
        for row in &page.rows {
            println!(
                "{:>8}  {:<8} {:<8} {:<28} {:<32} {:>3}  {}",
                row.id, row.state, row.channel, row.notice, row.address, row.attempts, row.error
            );
        }
        if page.next.is_none() {
            return Ok(());
        }
        filter.from = page.next;
    }
    println!("There are more.");
    Ok(())
}

async fn redrive(app: &App, id: &str) -> Result<(), Failure> {
    let number: OutboxId =
        id.parse().map_err(|_| Failure::new(format!("{id:?} is no number of a delivery")))?;
    match app.write(SYSTEM, move |cx| outbox::redrive(cx, number)).await {
        Ok(()) => println!("Delivery {number} is tried again."),
        Err(Error::NotFound) => return Err(Failure::new(format!("there is no delivery {number}"))),
        Err(Error::Conflict(Conflict::OtherState)) => {
            return Err(Failure::new(format!("delivery {number} was sent already")));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
