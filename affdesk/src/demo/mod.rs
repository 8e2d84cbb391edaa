//! Realistic data for `affdesk demo`: people, nine months of tickets, files. The same on every run, apart from the time.

mod cast;
mod facts;
mod names;
mod news;
mod offers;
mod pictures;
mod plan;
mod prng;
mod requests;
mod states;
mod store;
mod store_offers;
mod talk;
#[cfg(test)]
mod tests;
mod uploads;

use std::sync::Arc;
use std::time::Duration;

use desk::people::{self, AffiliateId, UserId};
use desk::{App, Credential, notices};

use crate::failure::Failure;
use plan::{Ticket, Who};
use prng::Prng;

const SEED: u64 = 0x00af_fde5_c0de;

/// What the demo consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Managers, without the lead and the admin.
    pub(crate) managers: usize,
    /// Affiliates.
    pub(crate) affiliates: usize,
    /// Tickets, those of requests among them.
    pub(crate) tickets: usize,
    /// Offers.
    pub(crate) offers: usize,
    /// Files.
    pub(crate) files: usize,
}

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FillError {
    /// There are people already; the demo is for an empty database.
    #[error("the database has users already; the demo needs an empty one")]
    NotEmpty,
    /// A picture could not be drawn.
    #[error("a picture of the demo could not be made: {0}")]
    Picture(String),
    /// The desk refused.
    #[error(transparent)]
    Desk(#[from] desk::Error),
}

impl From<FillError> for Failure {
    fn from(error: FillError) -> Self {
        match error {
            FillError::Desk(error) => error.into(),
            other => Self::new(other.to_string()),
        }
    }
}

/// Fills an empty, migrated database and its file store. Everything happened before the time on the app's clock.
pub(crate) async fn fill(app: &App) -> Result<Summary, FillError> {
    let people = app.read(&Credential::System, |cx| people::list_users(cx, None, 1)).await?;
    if !people.is_empty() {
        return Err(FillError::NotEmpty);
    }
    let now = app.clock().now();
    let mut chance = Prng::new(SEED);
    let partners = Arc::new(cast::partners(&mut chance));
    let mut tickets = plan::tickets(&partners, now, &mut chance);
    let orders = uploads::choose(&mut tickets, &mut chance);
    // Chance of their own, so that what is said on tickets stays as it is.
    let offers = Arc::new(offers::plan(&mut Prng::new(SEED + 1)));
    let requests = requests::plan(&partners, &offers, now, &mut Prng::new(SEED + 2));
    // Drawn on other threads meanwhile.
    let drawing = uploads::draw(&orders);

    let passwords = Arc::new(Passwords::make(app).await?);
    let ids = store::people(app, &partners, &passwords, now).await?;
    let senders = orders.iter().map(|order| ids.of(&tickets[order.ticket], order.who)).collect();
    let staged = store::stage(app, senders).await?;
    let files = uploads::store(app, staged, drawing).await?;
    let summary = Summary {
        managers: cast::MANAGERS,
        affiliates: partners.len(),
        tickets: tickets.len() + requests.len(),
        offers: offers.len(),
        files: files.len(),
    };
    news::store(app, &ids, now).await?;
    let ids = Arc::new(ids);
    let advertisers: Vec<String> = offers.iter().map(|offer| offer.raw.advertiser.clone()).collect();
    let offers = Arc::new(store_offers::offers(app, &ids, &offers, now).await?);
    let history = Arc::new(store::History { tickets, requests, files, offers: Arc::clone(&offers) });
    store::tickets(app, Arc::clone(&ids), history, now).await?;
    portraits(app, &ids).await?;
    logos(app, ids.staff[cast::LEAD], &advertisers, &offers).await?;
    store::admin(app, &passwords, now).await?;
    store_offers::rules(app, now).await?;
    // So that the first page has it already.
    desk::tickets::measure_answers(app).await?;
    let lately = now.minus(Duration::from_hours(6));
    app.write(&Credential::System, move |cx| notices::settle_history(cx, lately)).await?;
    // What only the days of the events needed: notices and submissions of long ago.
    desk::sweep::rows(app).await?;
    Ok(summary)
}

/// Gives most of the staff a face; the others have their initials.
async fn portraits(app: &App, ids: &Ids) -> Result<(), FillError> {
    for (seed, user) in (0..).zip(&ids.staff).filter(|(seed, _)| seed % 4 != 2) {
        let face = drawn(move || pictures::face(seed)).await?;
        people::import_portrait(app, *user, files::Format::Png, face).await?;
    }
    Ok(())
}

/// Gives the offers of most advertisers their logo; the others have their initials.
async fn logos(
    app: &App,
    by: UserId,
    advertisers: &[String],
    offers: &store_offers::Offers,
) -> Result<(), FillError> {
    let mut seen: Vec<&String> = Vec::new();
    for (advertiser, offer) in advertisers.iter().zip(offers.ids()) {
        let number = seen.iter().position(|known| *known == advertiser).unwrap_or_else(|| {
            seen.push(advertiser);
            seen.len() - 1
        });
        if number % 6 != 4 {
            let logo = drawn(move || pictures::mark(number)).await?;
            desk::offers::import_logo(app, by, *offer, files::Format::Png, logo).await?;
        }
    }
    Ok(())
}

/// Draws away from the threads that serve.
async fn drawn(
    draw: impl FnOnce() -> Result<Vec<u8>, String> + Send + 'static,
) -> Result<Vec<u8>, FillError> {
    let drawn = tokio::task::spawn_blocking(draw).await;
    drawn.map_err(|error| FillError::Picture(error.to_string()))?.map_err(FillError::Picture)
}

/// Who became which row.
struct Ids {
    staff: Vec<UserId>,
    partners: Vec<(AffiliateId, Vec<UserId>)>,
}

impl Ids {
    fn of(&self, ticket: &Ticket, who: Who) -> UserId {
        match who {
            Who::Partner(user) => self.partners[ticket.partner].1[user],
            Who::Staff(member) => self.staff[member],
        }
    }
}

/// Hashes of the passwords; to make one takes long, so people share them.
struct Passwords {
    affiliate: String,
    manager: String,
    lead: String,
    admin: String,
    /// Of nothing that anybody knows.
    nobody: String,
}

impl Passwords {
    async fn make(app: &App) -> Result<Self, desk::Error> {
        let secret: String =
            app.random().bytes::<16>().iter().map(|byte| char::from(b'a' + byte % 26)).collect();
        let (affiliate, manager, lead, admin, nobody) = tokio::try_join!(
            people::hash_for(app, "demo-affiliate"),
            people::hash_for(app, "demo-manager"),
            people::hash_for(app, "demo-lead"),
            people::hash_for(app, "demo-admin"),
            people::hash_for(app, &secret),
        )?;
        Ok(Self { affiliate, manager, lead, admin, nobody })
    }

    fn of(&self, email: &str) -> &str {
        match email {
            "affiliate@demo.test" | "other@demo.test" => &self.affiliate,
            "manager@demo.test" | "manager2@demo.test" => &self.manager,
            "lead@demo.test" => &self.lead,
            "admin@demo.test" => &self.admin,
            _ => &self.nobody,
        }
    }
}
