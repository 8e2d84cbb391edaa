//! The bot's messages, asked for again and again (`getUpdates`). What was done with a message and that it was read are one
//! transaction, and only the next question lets Telegram forget it: whatever dies in between, it comes again, and is known.

use std::time::Duration;

use desk::inbound::{self, RefusedFile, WhyRefused};
use desk::telegram::{self, Received};
use desk::{App, Credential, Error};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::Instant;

use super::api::{Api, ApiError};
use super::read::{Offered, Told, gathered, read};
use crate::mail_in::{Attached, store};

/// How long Telegram keeps a question open until there is something to tell.
const OPEN: Duration = Duration::from_secs(25);

/// How long a call may take that answers at once, or that fetches a file.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a process keeps the right to ask. It is renewed with every question.
const LEASE: Duration = Duration::from_mins(2);

/// How long the others wait until they try to take over.
const NEXT_TRY: Duration = Duration::from_secs(15);

/// The longest wait after failures.
const LONGEST: Duration = Duration::from_mins(5);

/// The most messages of one answer.
const MOST: u32 = 20;

/// How long the pictures of an album may come one after the other.
const SETTLES: Duration = Duration::from_secs(1);

/// The largest file that Telegram gives to bots.
const MOST_BYTES: u64 = 20 * 1024 * 1024;

/// Why a look failed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0}")]
    Api(#[from] ApiError),
    #[error("messages cannot be stored now: {0}")]
    Desk(#[from] Error),
}

/// What is asked.
pub struct Bot {
    app: App,
    api: Api,
    owner: String,
    /// How long a question is kept open.
    open: Duration,
}

impl Bot {
    /// The messages of this bot.
    pub fn new(app: App, api: Api) -> Self {
        let owner = crate::owner(&app);
        Self { app, api, owner, open: OPEN }
    }

    fn name(&self) -> String {
        self.api.bot().to_owned()
    }
}

/// Asks until `stop` says so; a message that is being taken then is finished first.
pub async fn run(bot: Bot, mut stop: watch::Receiver<bool>) {
    let (mut wait, mut known) = (Duration::ZERO, false);
    while !*stop.borrow() {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            changed = stop.changed() => if changed.is_err() { return } else { continue },
        }
        wait = turn(&bot, &mut known, &mut stop).await;
    }
    // Whoever comes next need not wait until the lease runs out. If this cannot be said now, they wait.
    let (inlet, owner) = (telegram::inlet_name(bot.api.bot()), bot.owner.clone());
    let _ = bot.app.write(&Credential::System, move |cx| inbound::give_back(cx, &inlet, &owner)).await;
}

/// Reads everything that there is to read, for tests.
pub async fn read_all(app: &App, api: Api) -> Result<Vec<Received>, String> {
    let bot = Bot { open: Duration::ZERO, ..Bot::new(app.clone(), api) };
    let (_never, mut stop) = watch::channel(false);
    introduce(&bot).await.map_err(|failure| failure.to_string())?;
    let mut all = Vec::new();
    loop {
        let read = ask(&bot, &mut stop).await.map_err(|failure| failure.to_string())?;
        if read.is_empty() {
            return Ok(all);
        }
        all.extend(read);
    }
}

/// One question, if it is this process's turn. Gives how long to wait for the next.
async fn turn(bot: &Bot, known: &mut bool, stop: &mut watch::Receiver<bool>) -> Duration {
    let name = telegram::inlet_name(bot.api.bot());
    let (inlet, owner) = (name.clone(), bot.owner.clone());
    let leased =
        bot.app.write(&Credential::System, move |cx| inbound::lease(cx, &inlet, &owner, LEASE)).await;
    match leased {
        Ok(true) => {}
        Ok(false) => return NEXT_TRY,
        Err(error) => {
            tracing::warn!(%error, "it cannot be said whose turn it is to ask Telegram");
            return NEXT_TRY;
        }
    }
    let looked = async {
        if !*known {
            introduce(bot).await?;
            *known = true;
        }
        ask(bot, stop).await
    };
    let began = Instant::now();
    match looked.await {
        Ok(done) => {
            let noted = bot.app.write(&Credential::System, move |cx| inbound::looked(cx, &name)).await;
            if let Err(error) = noted {
                tracing::warn!(%error, "that Telegram was asked cannot be noted");
            }
            metrics::gauge!("affdesk_telegram_failures").set(0.0);
            // A server that keeps no question open is asked now and then, and not all the time.
            if done.is_empty() { crate::IDLE.saturating_sub(began.elapsed()) } else { Duration::ZERO }
        }
        Err(failure) => {
            // Somebody may have given the bot another name meanwhile.
            *known = false;
            let said = failure.to_string();
            tracing::warn!(error = said, "Telegram cannot be asked, and is tried again");
            let noted = bot.app.write(&Credential::System, move |cx| inbound::failed(cx, &name, &said)).await;
            let failures = noted.unwrap_or(1);
            #[expect(clippy::cast_precision_loss, reason = "a count of failures is small")]
            metrics::gauge!("affdesk_telegram_failures").set(failures as f64);
            let asked = match failure {
                Failure::Api(ApiError::Refused { retry_after, .. }) => retry_after.unwrap_or_default(),
                _ => Duration::ZERO,
            };
            backoff(failures).max(asked)
        }
    }
}

/// After failures the next question waits longer and longer.
fn backoff(failures: i64) -> Duration {
    let doublings = u32::try_from(failures.clamp(1, 10) - 1).unwrap_or(9);
    Duration::from_secs(1 << doublings).min(LONGEST)
}

#[derive(Deserialize)]
struct Me {
    #[serde(default)]
    username: String,
}

/// Asks what the bot is called.
async fn introduce(bot: &Bot) -> Result<(), Failure> {
    let me: Me = bot.api.call("getMe", &json!({}), PATIENCE).await?;
    let name = bot.name();
    bot.app.write(&Credential::System, move |cx| telegram::known_as(cx, &name, &me.username)).await?;
    Ok(())
}

/// Asks once, and does what the messages ask for. Gives what became of each.
async fn ask(bot: &Bot, stop: &mut watch::Receiver<bool>) -> Result<Vec<Received>, Failure> {
    let name = bot.name();
    let next = bot.app.read(&Credential::System, move |cx| telegram::next_update(cx, &name)).await?;
    let Some(mut told) = question(bot, next, bot.open, stop).await? else { return Ok(Vec::new()) };
    if told.len() == 1 && !told[0].album.is_empty() {
        tokio::select! {
            () = tokio::time::sleep(SETTLES) => {}
            _ = stop.changed() => return Ok(Vec::new()),
        }
        let Some(again) = question(bot, next, Duration::ZERO, stop).await? else { return Ok(Vec::new()) };
        told = again;
    }
    // An album at the end may go on; the next question begins with it.
    if told.len() > 1 && told.last().is_some_and(|last| !last.album.is_empty()) {
        told.pop();
    }
    let mut done = Vec::new();
    for one in told {
        done.push(take(bot, one).await?);
        if *stop.borrow() {
            break;
        }
    }
    Ok(done)
}

/// What Telegram tells from this number on. None when it is time to stop: what it would have told is told to whoever asks
/// next.
async fn question(
    bot: &Bot,
    next: i64,
    open: Duration,
    stop: &mut watch::Receiver<bool>,
) -> Result<Option<Vec<Told>>, Failure> {
    let question = json!({
        "offset": next,
        "limit": MOST,
        "timeout": open.as_secs(),
        "allowed_updates": ["message"],
    });
    let updates: Vec<Value> = tokio::select! {
        answer = bot.api.call("getUpdates", &question, open + PATIENCE) => answer?,
        _ = stop.changed() => return Ok(None),
    };
    let told: Vec<Told> = updates.iter().filter_map(read).collect();
    if told.len() < updates.len() {
        tracing::warn!("Telegram told of something without a number");
    }
    if told.is_empty() && !updates.is_empty() {
        return Err(ApiError::Strange("what it tells has no number".to_owned()).into());
    }
    Ok(Some(gathered(told)))
}

async fn take(bot: &Bot, told: Told) -> Result<Received, Failure> {
    let Told { mut update, files, .. } = told;
    let (name, asked) = (bot.name(), update.clone());
    let who = bot.app.read(&Credential::System, move |cx| telegram::look(cx, &name, &asked)).await?;
    let files = match who {
        Some(who) => {
            let fetched = fetch_all(bot, files, &mut update.refused).await?;
            store(&bot.app, &who, fetched, &mut update.refused).await?
        }
        None => Vec::new(),
    };
    let (name, given) = (bot.name(), update.clone());
    let received =
        bot.app.write(&Credential::System, move |cx| telegram::receive(cx, &name, &given, &files)).await;
    let received = match received {
        // The same message would fail in the same way for ever, and hold up all that come after it.
        Err(error) if inbound::fails_for_good(&error) => {
            tracing::error!(update = update.id, %error, "a message cannot be taken, and is passed over");
            let name = bot.name();
            bot.app.write(&Credential::System, move |cx| telegram::pass_over(cx, &name, &update)).await?
        }
        other => other?,
    };
    if let Received::Answer(outcome) = received {
        metrics::counter!("affdesk_telegram_answers_total", "outcome" => outcome.as_str()).increment(1);
    }
    Ok(received)
}

#[derive(Deserialize)]
struct FilePath {
    #[serde(default)]
    file_path: String,
}

/// Fetches files, as many as a message may have.
async fn fetch_all(
    bot: &Bot,
    files: Vec<Offered>,
    refused: &mut Vec<RefusedFile>,
) -> Result<Vec<Attached>, Failure> {
    let mut fetched = Vec::new();
    for file in files {
        if fetched.len() == bot.app.settings().uploads.max_files {
            refused.push(not_taken(&file, WhyRefused::TooMany));
        } else {
            fetched.extend(fetch(bot, file, refused).await?);
        }
    }
    Ok(fetched)
}

fn not_taken(file: &Offered, why: WhyRefused) -> RefusedFile {
    RefusedFile { name: files::FileName::clean(&file.name).as_str().to_owned(), why }
}

/// Fetches a file, unless it is one that is refused anyway: that is known from its size, or by Telegram's refusal. What
/// may be there at the next try is an error.
async fn fetch(
    bot: &Bot,
    file: Offered,
    refused: &mut Vec<RefusedFile>,
) -> Result<Option<Attached>, Failure> {
    let most = bot.app.settings().uploads.max_bytes.min(MOST_BYTES);
    let mut refuse = |why| {
        refused.push(not_taken(&file, why));
        Ok(None)
    };
    if file.size > most {
        return refuse(WhyRefused::TooLarge);
    }
    let question = json!({ "file_id": file.id });
    let found = bot.api.call::<FilePath>("getFile", &question, PATIENCE).await;
    let path = match found {
        // A Bot API server of one's own may give a path on its own disk, which is nothing that can be fetched.
        Ok(found) if is_plain(&found.file_path) => found.file_path,
        Ok(_) | Err(ApiError::Refused { code: 400, .. }) => return refuse(WhyRefused::Unavailable),
        Err(error) => return Err(error.into()),
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    match bot.api.file(&path, most, PATIENCE).await {
        Ok(Some(bytes)) => Ok(Some(Attached { name: file.name.clone(), bytes })),
        Ok(None) => refuse(WhyRefused::TooLarge),
        Err(ApiError::Refused { code: 400 | 404, .. }) => refuse(WhyRefused::Unavailable),
        Err(error) => Err(error.into()),
    }
}

/// Whether a path is one below the bot's own files.
fn is_plain(path: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    !path.is_empty() && path.split('/').all(|part| !part.is_empty() && part != ".." && part.chars().all(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_wait_longer_and_longer_up_to_five_minutes() {
        let waits: Vec<u64> = (1..=10).map(|failures| backoff(failures).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    }

    #[test]
    fn only_paths_below_the_bots_files_are_fetched() {
        assert!(is_plain("photos/file_7.jpg") && is_plain("documents/file-7"));
        for wrong in
            ["", "/var/lib/file.jpg", "../getMe", "photos/../../x", "photos//x", "a?b", "a#b", "a%2e"]
        {
            assert!(!is_plain(wrong), "{wrong}");
        }
    }
}
