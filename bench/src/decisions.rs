//! Many decisions at once: affiliates ask for offers through the form, and a lead approves all of it with one click.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use db::{Database, Location};
use desk::requests::{DECIDE_AT_ONCE, fingerprint};
use desk::{Random, SubmissionId};

use crate::Failure;
use crate::http::Connection;
use crate::seed::TO_ASK_FOR;
use crate::visit;

/// Offers in one form: the most that it takes.
const AT_ONCE: usize = 50;

/// Sends requests of different affiliates until there are as many as can be decided at once. `round` chooses the offers.
pub(crate) async fn ask(
    connection: &mut Connection,
    cookies: &[String],
    round: usize,
) -> Result<(), Failure> {
    let (random, asked) = (Random::system(), fingerprint(&[]));
    let first = round * AT_ONCE % usize::try_from(TO_ASK_FOR)?;
    let offers: Vec<String> = (first + 1..=first + AT_ONCE).map(|offer| offer.to_string()).collect();
    for cookie in cookies.iter().take(DECIDE_AT_ONCE / AT_ONCE) {
        let mut fields = vec![("asked", asked.as_str()), ("comment", "Our traffic fits these very well.")];
        fields.extend(offers.iter().map(|offer| ("offer", offer.as_str())));
        let mut request = Vec::new();
        visit::form(&mut request, ("/offers/request", cookie), &random, &fields, None);
        let answer = connection.ask_whole(&request).await?;
        if answer.status != 200 {
            return Err(format!("offers could not be asked for: {} {}", answer.status, answer.text()).into());
        }
    }
    Ok(())
}

/// Tickets and versions of the requests that wait, as the checkboxes of the page say them.
fn waiting(database: &str) -> Result<Vec<String>, Failure> {
    let database = Database::open(&db::Options::new(Location::parse(database)?))?;
    let sql = "SELECT ticket_id, version FROM access_requests WHERE state = 'pending' ORDER BY id";
    let found = database.read_blocking(|tx| {
        tx.query(sql, &[], |row| Ok(format!("{}%3A{}", row.get::<i64>(0)?, row.get::<i64>(1)?)))
    });
    database.close();
    Ok(found?)
}

/// Approves everything that waits. Gives how long the answer took.
pub(crate) async fn approve(
    connection: &mut Connection,
    lead: &str,
    database: &str,
) -> Result<Duration, Failure> {
    let chosen = waiting(database)?;
    if chosen.len() != DECIDE_AT_ONCE {
        return Err(format!("{} requests wait, and not {DECIDE_AT_ONCE}", chosen.len()).into());
    }
    let mut body = format!("decision=approve&submission={}", SubmissionId::new(&Random::system()));
    for value in &chosen {
        let _ = write!(body, "&selected={value}");
    }
    let request = format!(
        "POST /desk/requests HTTP/1.1\r\nhost: bench\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         accept-encoding: identity\r\ncontent-length: {}\r\ncookie: {lead}\r\n\r\n{body}",
        body.len()
    );
    let began = Instant::now();
    let answer = connection.ask_whole(request.as_bytes()).await?;
    let took = began.elapsed();
    let left = waiting(database)?.len();
    if answer.status != 200 || left > 0 {
        return Err(format!("{left} requests were not decided: {}", answer.status).into());
    }
    Ok(took)
}
