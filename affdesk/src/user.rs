//! `affdesk user …`

use std::io::{BufRead as _, IsTerminal as _};

use desk::people::{self, AffiliateStatus, NewAffiliate, NewUser, UserId};
use desk::{App, Credential, Role};

use crate::cli::{RoleName, User};
use crate::failure::Failure;

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Affiliate => Self::Affiliate,
            RoleName::Manager => Self::Manager,
            RoleName::Lead => Self::Lead,
            RoleName::Admin => Self::Admin,
        }
    }
}

/// Runs one of the commands on users.
pub(crate) async fn run(app: &App, command: User) -> Result<(), Failure> {
    match command {
        User::Add { email, name, role, affiliate, new_affiliate, manager, time_zone } => {
            let role = Role::from(role);
            let of_affiliate = affiliate.is_some() || new_affiliate.is_some();
            if (role == Role::Affiliate) != of_affiliate {
                return Err(Failure::new(
                    "a user of the role affiliate needs --affiliate or --new-affiliate, and only such a user takes one",
                ));
            }
            if !words::is_time_zone(&time_zone) {
                return Err(Failure::new(format!("{time_zone:?} is not the name of a time zone")));
            }
            let affiliate = affiliate
                .map(|id| id.parse().map_err(|_| Failure::new(format!("{id:?} is not an affiliate's ID"))));
            let new = NewUser {
                email,
                name,
                role,
                affiliate: affiliate.transpose()?,
                locale: people::DEFAULT_LANGUAGE.into(),
                time_zone,
            };
            let password = password_from_input()?;
            add(app, new, new_affiliate, manager, &password).await
        }
        User::List => list(app).await,
        User::Passwd { email } => {
            let password = password_from_input()?;
            people::set_password(app, &email, &password).await.map_err(|error| about(&email, error))?;
            println!("The password of {email} is changed and every session is ended.");
            Ok(())
        }
        User::Disable { email } => {
            let who = email.clone();
            let disabled = app.write(&Credential::System, move |cx| people::disable_user(cx, &who)).await;
            disabled.map_err(|error| about(&email, error))?;
            println!("{email} may no longer sign in and every session is ended.");
            Ok(())
        }
    }
}

fn about(email: &str, error: desk::Error) -> Failure {
    match error {
        desk::Error::NotFound => Failure::new(format!("there is no user with the e-mail {email}")),
        error => error.into(),
    }
}

async fn add(
    app: &App,
    new: NewUser,
    new_affiliate: Option<String>,
    manager: Option<String>,
    password: &str,
) -> Result<(), Failure> {
    let hash = people::hash_for(app, password).await?;
    let (email, company) = (new.email.clone(), new_affiliate.clone());
    let id = app
        .write(&Credential::System, move |cx| {
            let mut new = new.clone();
            if let Some(name) = &new_affiliate {
                let manager = manager.as_deref().map(|email| people::user_by_email(cx, email)).transpose()?;
                let affiliate = NewAffiliate {
                    name: name.clone(),
                    status: AffiliateStatus::Active,
                    manager: manager.map(|manager| manager.id),
                    country: String::new(),
                    locale: new.locale.clone(),
                    time_zone: new.time_zone.clone(),
                    tags: Vec::new(),
                    contacts: Vec::new(),
                };
                new.affiliate = Some(people::add_affiliate(cx, &affiliate)?);
            }
            people::add_user(cx, &new, &hash)
        })
        .await?;
    match company {
        Some(company) => println!("Added {email} as user {id} of the new affiliate {company}."),
        None => println!("Added {email} as user {id}."),
    }
    Ok(())
}

const PAGE: i64 = 500;

async fn list(app: &App) -> Result<(), Failure> {
    let mut after: Option<UserId> = None;
    println!("{:>6}  {:<9}  {:<8}  {:<40}  NAME", "ID", "ROLE", "STATE", "E-MAIL");
    loop {
        let rows = app.read(&Credential::System, move |cx| people::list_users(cx, after, PAGE)).await?;
        for row in &rows {
            let state = if row.active { "active" } else { "disabled" };
            println!("{:>6}  {:<9}  {:<8}  {:<40}  {}", row.id.get(), row.role, state, row.email, row.name);
        }
        after = rows.last().map(|row| row.id);
        if rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
            return Ok(());
        }
    }
}

/// The first line of standard input, so that a password stands neither in the shell's history nor in `ps`; at a
/// terminal it is asked for and not shown.
fn password_from_input() -> Result<String, Failure> {
    let unreadable = |error| Failure::new(format!("the password could not be read: {error}"));
    let password = if std::io::stdin().is_terminal() {
        rpassword::prompt_password("Password: ").map_err(unreadable)?
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(unreadable)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    };
    if password.is_empty() {
        Err(Failure::new("no password was given on standard input"))
    } else {
        Ok(password)
    }
}
