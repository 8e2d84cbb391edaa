//! What browsers ask for: requests as bytes, and the sessions of the people who send them.

use std::fmt::Write as _;
use std::net::SocketAddr;

use desk::{Random, SubmissionId};

use crate::Failure;
use crate::http::{Answer, Connection};
use crate::load::Ask;
use crate::seed::{self, PASSWORD};

/// The cookies of everybody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct People {
    pub(crate) giant: String,
    /// Of affiliates with long lists, one for each connection.
    pub(crate) affiliates: Vec<String>,
    pub(crate) managers: Vec<String>,
    pub(crate) lead: String,
}

impl People {
    /// Signs everybody in, through the page.
    pub(crate) async fn sign_in(to: SocketAddr) -> Result<Self, Failure> {
        let mut connection = Connection::open(to).await?;
        let mut affiliates = Vec::new();
        for number in seed::GIANT..=seed::LARGE {
            affiliates.push(sign_in(&mut connection, &seed::affiliate_email(number)).await?);
        }
        let giant = affiliates.remove(0);
        let mut managers = Vec::new();
        for number in 1..=seed::MANAGERS {
            managers.push(sign_in(&mut connection, &seed::manager_email(number)).await?);
        }
        let lead = sign_in(&mut connection, seed::LEAD_EMAIL).await?;
        Ok(Self { giant, affiliates, managers, lead })
    }
}

async fn sign_in(connection: &mut Connection, email: &str) -> Result<String, Failure> {
    let body = format!("email={}&password={PASSWORD}", email.replace('@', "%40"));
    let request = format!(
        "POST /sign-in HTTP/1.1\r\nhost: bench\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = connection.ask_whole(request.as_bytes()).await?;
    let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
    match cookie {
        Some(cookie) if answer.status == 303 => Ok(cookie.to_owned()),
        _ => Err(format!("{email} was not signed in: {} {}", answer.status, answer.text()).into()),
    }
}

/// Asks for a page, not compressed.
pub(crate) fn get(path: &str, cookie: &str) -> Vec<u8> {
    get_with(path, cookie, "accept-encoding: identity\r\n")
}

/// Asks for a page, with more headers.
pub(crate) fn get_with(path: &str, cookie: &str, headers: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nhost: bench\r\nuser-agent: Mozilla/5.0 (bench)\r\naccept: text/html\r\n\
         accept-language: en-GB,en;q=0.8\r\n{headers}cookie: {cookie}\r\n\r\n"
    )
    .into_bytes()
}

/// Asks for one after the other, from another place for each connection.
pub(crate) fn cycle(requests: Vec<Vec<u8>>, from: usize, right: u16) -> Ask {
    let mut at = from % requests.len().max(1);
    Box::new(move |request| {
        request.extend_from_slice(&requests[at]);
        at = (at + 1) % requests.len();
        right
    })
}

/// A file of a form.
#[derive(Clone, Copy)]
pub(crate) struct Upload<'a> {
    pub(crate) name: &'a str,
    pub(crate) bytes: &'a [u8],
}

const BOUNDARY: &str = "----bench";

/// Writes a form as a browser sends it, with a submission id of its own.
pub(crate) fn form(
    request: &mut Vec<u8>,
    (path, cookie): (&str, &str),
    random: &Random,
    fields: &[(&str, &str)],
    upload: Option<Upload<'_>>,
) {
    let mut body = String::new();
    let submission = SubmissionId::new(random).to_string();
    for (name, value) in fields.iter().copied().chain([("submission", submission.as_str())]) {
        let _ = write!(
            body,
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    if let Some(Upload { name, .. }) = upload {
        let _ = write!(
            body,
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"attachment\"; filename=\"{name}\"\r\n\
             content-type: image/png\r\n\r\n"
        );
    }
    let end =
        if upload.is_some() { format!("\r\n--{BOUNDARY}--\r\n") } else { format!("--{BOUNDARY}--\r\n") };
    let file = upload.map_or(&[][..], |upload| upload.bytes);
    let length = body.len() + file.len() + end.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nuser-agent: Mozilla/5.0 (bench)\r\naccept-encoding: identity\r\n\
         content-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: {length}\r\ncookie: {cookie}\r\n\r\n"
    );
    for part in [head.as_bytes(), body.as_bytes(), file, end.as_bytes()] {
        request.extend_from_slice(part);
    }
}

/// A new ticket.
pub(crate) fn create(request: &mut Vec<u8>, cookie: &str, random: &Random) {
    let fields = [
        ("type", "payments"),
        ("title", "Our payment for October has not come"),
        (
            "description",
            "Hello team,\r\n\r\nour payment for October was due on Monday and has not come. The panel shows it as sent, \
             the bank knows nothing of it. Could you look at it today, please?\r\n\r\nBest regards from Valencia",
        ),
        ("period", "October"),
        ("amount", "1,280 USD"),
    ];
    form(request, ("/support/new", cookie), random, &fields, None);
}

/// A comment of an affiliate or the reply of a manager, by the form's address.
pub(crate) fn comment(request: &mut Vec<u8>, to: (&str, &str), random: &Random, upload: Option<Upload<'_>>) {
    let body = "Thank you. It is the same with three other links, so I do not think that it is our side. \
                I have attached what our own tracker shows for the same hour.";
    form(request, to, random, &[("body", body)], upload);
}

/// Asks for a page once and wants it to be there.
pub(crate) async fn page(connection: &mut Connection, request: &[u8]) -> Result<Answer, Failure> {
    let answer = connection.ask_whole(request).await?;
    if answer.status == 200 {
        return Ok(answer);
    }
    let line = String::from_utf8_lossy(request).lines().next().unwrap_or("").to_owned();
    Err(format!("{line}: {} {}", answer.status, answer.text()).into())
}
