//! A database with many tickets, made through the use cases, so that what is measured is what people would have.

use std::net::IpAddr;

use desk::people::{self, AffiliateId, AffiliateStatus, NewAffiliate, NewUser, SignIn, UserId};
use desk::tickets::{self, Body, NewMessage, Reply, TicketId};
use desk::{App, Credential, Role, SubmissionId};

use crate::{Failure, new_ticket};

/// Tickets of one affiliate; the others are made up so that the tables have their size.
const PER_AFFILIATE: u64 = 200;

/// Tickets that one transaction makes.
const BATCH: u64 = 50;

/// Whom to act as afterwards.
pub(crate) struct People {
    pub(crate) affiliate: Credential,
    pub(crate) manager: Credential,
    pub(crate) ticket: TicketId,
}

const PASSWORD: &str = "bench-password";

/// Seeds `count` tickets with four comments each.
pub(crate) async fn run(app: &App, count: u64) -> Result<People, Failure> {
    let hash = people::hash_for(app, PASSWORD).await?;
    let boss = hash.clone();
    let manager = app
        .write(&Credential::System, move |cx| {
            people::add_user(cx, &user("manager@bench.test", Role::Manager, None), &boss)
        })
        .await?;
    let manager_session = sign_in(app, "manager@bench.test").await?;
    let mut first = None;
    for number in 0..count.div_ceil(PER_AFFILIATE).max(1) {
        let email = format!("affiliate{number}@bench.test");
        affiliate(app, &email, number, manager, &hash).await?;
        let who = sign_in(app, &email).await?;
        let mut left = PER_AFFILIATE.min(count - number * PER_AFFILIATE);
        while left > 0 {
            let batch = left.min(BATCH);
            let made = tickets(app, &who, &manager_session, batch).await?;
            first.get_or_insert((who.clone(), made));
            left -= batch;
        }
    }
    let (affiliate, ticket) = first.ok_or("no ticket was seeded")?;
    Ok(People { affiliate, manager: manager_session, ticket })
}

fn user(email: &str, role: Role, affiliate: Option<AffiliateId>) -> NewUser {
    NewUser {
        email: email.into(),
        name: "Bench".into(),
        role,
        affiliate,
        locale: "en".into(),
        time_zone: "UTC".into(),
    }
}

async fn affiliate(app: &App, email: &str, number: u64, manager: UserId, hash: &str) -> Result<(), Failure> {
    let (email, hash) = (email.to_owned(), hash.to_owned());
    let added = app.write(&Credential::System, move |cx| {
        let new = NewAffiliate {
            name: format!("Affiliate {number}"),
            status: AffiliateStatus::Active,
            manager: Some(manager),
            country: "DE".into(),
            locale: "en".into(),
            time_zone: "UTC".into(),
            tags: vec!["bench".into()],
            contacts: Vec::new(),
        };
        let id = people::add_affiliate(cx, &new)?;
        people::add_user(cx, &user(&email, Role::Affiliate, Some(id)), &hash)
    });
    added.await?;
    Ok(())
}

async fn sign_in(app: &App, email: &str) -> Result<Credential, Failure> {
    let form = SignIn {
        email: email.into(),
        password: PASSWORD.into(),
        // An address of its own for each, or the throttle would do its work.
        address: IpAddr::from(app.random().bytes::<16>()),
        user_agent: "bench".into(),
        previous: None,
    };
    Ok(Credential::Session(people::sign_in(app, form).await?.token))
}

async fn tickets(
    app: &App,
    affiliate: &Credential,
    manager: &Credential,
    batch: u64,
) -> Result<TicketId, Failure> {
    let random = app.random().clone();
    let ids = app
        .write(affiliate, move |cx| {
            (0..batch).map(|_| tickets::open(cx, &new_ticket(&random))).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let first = *ids.first().ok_or("an empty batch")?;
    for round in 0..4 {
        let (random, ids) = (app.random().clone(), ids.clone());
        let by_manager = round % 2 == 0;
        let who = if by_manager { manager } else { affiliate };
        let commented = app.write(who, move |cx| {
            for id in &ids {
                let new = NewMessage {
                    body: Body::parse("Thank you. I have asked finance and come back to you today.")
                        .expect("it is a text"),
                    files: Vec::new(),
                    submission: SubmissionId::new(&random),
                };
                if by_manager {
                    tickets::reply(cx, *id, &new, Reply::Send)?
                } else {
                    tickets::comment(cx, *id, &new)?
                };
            }
            Ok(())
        });
        commented.await?;
    }
    Ok(first)
}
