//! `/account/telegram`: linking a chat with the programme's bot, and ending that.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::telegram::{self, LinkCode, Linked};

use crate::account::{Typed, draw};
use crate::error::PageError;
use crate::frame::Frame;
use crate::respond::{Done, done};
use crate::site::Web;
use crate::views::{TelegramCard, TelegramCode};
use crate::visitor::Visitor;

/// `POST /account/telegram`: makes a code, and shows it this once.
pub(crate) async fn link(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    let code = web.app().write(&visitor.credential(), telegram::code).await?;
    let typed = Typed { telegram: Some(code), ..Typed::default() };
    draw(&web, &visitor, typed, &[], StatusCode::OK).await
}

/// `POST /account/telegram/unlink`
pub(crate) async fn unlink(State(web): State<Web>, visitor: Visitor) -> Result<Response, PageError> {
    web.app().write(&visitor.credential(), telegram::unlink).await?;
    Ok(done(&web, "/account#telegram", Done::TelegramUnlinked))
}

/// How the account stands to Telegram, as its page shows it.
pub(crate) fn card(frame: &Frame, linked: Option<Linked>, code: Option<LinkCode>) -> TelegramCard {
    if let Some(linked) = linked {
        return TelegramCard::Linked { name: linked.name, since: frame.when(linked.since) };
    }
    let Some(LinkCode { text, good_for, bot }) = code else { return TelegramCard::Not };
    let command = format!("/start {text}");
    TelegramCard::Code(TelegramCode {
        // A name of Telegram's is letters, digits and underscores, and what is none leads nowhere.
        link: bot.as_ref().map(|bot| format!("https://t.me/{bot}?start={text}")),
        bot: bot.map(|bot| format!("@{bot}")),
        command,
        until: frame.t.telegram_code_until(good_for.as_secs() / 60),
    })
}
