//! `/desk/settings/answers`: what became of answers that came in from outside.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::inbound::{self, Inlet, LogFilter, LogRow, Outcome};
use desk::mail_in;
use desk::telegram::{self, BotState};
use desk::tickets::{TicketId, Via};

use crate::address::{Asked, pager};
use crate::after;
use crate::error::PageError;
use crate::frame::Frame;
use crate::site::Web;
use crate::views::{AnswerLog, AnswerLogRow, Choice, InletNote, Query, Section, Words};
use crate::visitor::Visitor;

const LIST: &str = "/desk/settings/answers";

/// How answers come in.
const WAYS: [Via; 2] = [Via::Mail, Via::Telegram];

/// `GET /desk/settings/answers`
pub(crate) async fn log(
    State(web): State<Web>,
    visitor: Visitor,
    asked: Asked,
) -> Result<Response, PageError> {
    let outcome: Option<Outcome> = asked.get("outcome").parse().ok();
    let text = asked.text("q");
    let ticket: Option<TicketId> = text.trim_start_matches('#').parse().ok();
    let sender = (ticket.is_none() && !text.is_empty()).then(|| text.clone());
    let via: Option<Via> = asked.get("channel").parse().ok().filter(|via| WAYS.contains(via));
    let filter = LogFilter { outcome, via, ticket, sender, from: asked.get("page").parse().ok() };
    let (frame, page, mailbox, bot, on) = web
        .app()
        .read(&visitor.credential(), move |cx| {
            let page = inbound::log(cx, &filter)?;
            let bot = telegram::bot(cx)?;
            let on = bot.is_some() || cx.settings().reply_address.is_some();
            Ok((Frame::of(cx)?, page, mail_in::mailbox(cx)?, bot, on))
        })
        .await?;
    after::touch(&web, &visitor, &frame);
    let t = frame.t;
    let chosen = outcome.map_or("", Outcome::as_str);
    let way = via.map_or("", Via::as_str);
    let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned() };
    let view = AnswerLog {
        t,
        shell: frame.shell(web.site(), Section::Settings, visitor.flash.as_deref()),
        on,
        inlets: mailbox
            .map(|mailbox| note(&frame, &mailbox))
            .into_iter()
            .chain(bot.map(|bot| bot_note(&frame, &bot)))
            .collect(),
        outcomes: Outcome::ALL.iter().map(|one| choice(one.as_str(), label(*one, t))).collect(),
        outcome: chosen.to_owned(),
        channels: WAYS.iter().map(|one| choice(one.as_str(), channel(*one, t))).collect(),
        channel: way.to_owned(),
        pager: pager(&page, || {
            Query::new(LIST).with("outcome", chosen).with("channel", way).with("q", &text)
        }),
        text: text.clone(),
        rows: page.rows.into_iter().map(|mail| row(&frame, mail)).collect(),
    };
    Ok(after::page(&web, &visitor, StatusCode::OK, &view))
}

fn note(frame: &Frame, mailbox: &Inlet) -> InletNote {
    let t = frame.t;
    let name = mailbox.name.as_str();
    let text = match mailbox.looked {
        _ if mailbox.failures > 0 => t.mailbox_failing(name, mailbox.error.as_str(), mailbox.failures),
        Some(looked) => t.mailbox_looked(name, frame.when(looked).short),
        None => t.mailbox_never(name),
    };
    InletNote { failing: mailbox.failures > 0, text }
}

fn bot_note(frame: &Frame, bot: &BotState) -> InletNote {
    let (t, inlet) = (frame.t, &bot.inlet);
    let name =
        if bot.username.is_empty() { t.channel_telegram().to_owned() } else { format!("@{}", bot.username) };
    let text = match inlet.looked {
        _ if inlet.failures > 0 => t.bot_failing(name, inlet.error.as_str(), inlet.failures),
        Some(looked) => t.bot_looked(name, frame.when(looked).short),
        None => t.bot_never(name),
    };
    InletNote { failing: inlet.failures > 0, text }
}

fn row(frame: &Frame, mail: LogRow) -> AnswerLogRow {
    let href = |ticket| match mail.message {
        Some(message) => format!("/desk/tickets/{ticket}#message-{message}"),
        None => format!("/desk/tickets/{ticket}"),
    };
    AnswerLogRow {
        at: frame.when(mail.at),
        taken: mail.outcome == Outcome::Accepted,
        outcome: label(mail.outcome, frame.t).to_owned(),
        channel: channel(mail.via, frame.t).to_owned(),
        told: mail.told,
        from: mail.sender,
        person: mail.user,
        ticket: mail.ticket.map(|ticket| (ticket.get(), href(ticket))),
    }
}

fn channel(via: Via, t: Words) -> &'static str {
    match via {
        Via::Telegram => t.channel_telegram(),
        Via::Mail | Via::Page => t.channel_email(),
    }
}

fn label(outcome: Outcome, t: Words) -> &'static str {
    match outcome {
        Outcome::Accepted => t.mail_in_accepted(),
        Outcome::Duplicate => t.mail_in_duplicate(),
        Outcome::Automatic => t.mail_in_automatic(),
        Outcome::Bounce => t.mail_in_bounce(),
        Outcome::Bulk => t.mail_in_bulk(),
        Outcome::Own => t.mail_in_own(),
        Outcome::NotAnAnswer => t.mail_in_not_an_answer(),
        Outcome::Forged => t.mail_in_forged(),
        Outcome::Expired => t.mail_in_expired(),
        Outcome::Foreign => t.mail_in_foreign(),
        Outcome::NoAccess => t.mail_in_no_access(),
        Outcome::Closed => t.mail_in_closed(),
        Outcome::TooMany => t.mail_in_too_many(),
        Outcome::Empty => t.mail_in_empty(),
        Outcome::TooLong => t.mail_in_too_long(),
        Outcome::TooLarge => t.mail_in_too_large(),
        Outcome::Unreadable => t.mail_in_unreadable(),
    }
}
