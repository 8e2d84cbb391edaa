//! Answers: a page from a view, a redirect with a word about what was done.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::assets;
use crate::cookies;
use crate::site::{Site, Web};
use crate::views::{FlashKind, Words};

const SPECULATION_RULES: HeaderName = HeaderName::from_static("speculation-rules");

/// Where browsers read which links they may fetch ahead: those that somebody points at.
static RULES: LazyLock<HeaderValue> = LazyLock::new(|| {
    let quoted = format!("\"{}\"", assets::url("speculation.json"));
    HeaderValue::from_str(&quoted).expect("an asset's address is ASCII")
});

/// Bytes that most pages need less than; the few that are larger move while they grow.
const ROOM: usize = 80 * 1024;

/// A page.
pub(crate) fn page(status: StatusCode, view: &impl Template) -> Response {
    let mut html = String::with_capacity(ROOM);
    match view.render_into(&mut html) {
        Ok(()) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            (status, [(CONTENT_TYPE, kind), (SPECULATION_RULES, RULES.clone())], html).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a template failed");
            (StatusCode::INTERNAL_SERVER_ERROR, "The page could not be drawn.").into_response()
        }
    }
}

/// What was just done: a word in a cookie, a sentence on the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// A ticket was created.
    Created,
    /// A comment was added.
    Commented,
    /// A reply was sent.
    Replied,
    /// A reply was sent and the ticket closed.
    RepliedAndClosed,
    /// A note was added.
    Noted,
    /// The ticket was closed.
    Closed,
    /// Closing the ticket was undone.
    Undone,
    /// It was too late to undo that.
    TooLateToUndo,
    /// The ticket was reopened.
    Reopened,
    /// The ticket was taken from the shared queue.
    Taken,
    /// The password was changed.
    PasswordChanged,
    /// Preferences were saved.
    Saved,
    /// A session was ended.
    SessionEnded,
    /// A post was saved.
    PostSaved,
    /// A post was published.
    PostPublished,
    /// A post is a draft again.
    PostUnpublished,
    /// A post was removed.
    PostRemoved,
    /// All news is marked as read.
    NewsRead,
    /// A draft was thrown away.
    Discarded,
    /// A request was sent.
    Requested,
    /// A request was not sent: things have changed meanwhile.
    NotRequested,
    /// A request was sent again.
    Resubmitted,
    /// A request was taken back.
    Withdrawn,
    /// A request was approved.
    Approved,
    /// A request was rejected.
    Rejected,
    /// The affiliate was asked for more.
    InformationWanted,
    /// Somebody else was faster, or the request changed: nothing was decided.
    NotDecided,
    /// An undecided ticket cannot be closed.
    Undecided,
    /// An offer was saved.
    OfferSaved,
    /// An affiliate was saved.
    AffiliateSaved,
    /// Access was given.
    AccessGiven,
    /// Access was removed.
    AccessRemoved,
    /// A rule, a question set or the reasons were saved.
    SettingsSaved,
    /// A rule was removed.
    RuleRemoved,
    /// A question set was deleted.
    SetRemoved,
    /// The person's picture was saved.
    PictureSaved,
    /// The person's picture was removed.
    PictureRemoved,
    /// The logo of an offer is saved.
    LogoSaved,
    /// The logo of an offer is removed.
    LogoRemoved,
    /// All notices are marked as seen.
    NoticesSeen,
    /// What the person is told of was saved.
    NoticesChosen,
    /// Telegram was unlinked.
    TelegramUnlinked,
    /// Somebody was invited.
    Invited,
    /// What was given up is tried again.
    SentAgain,
    /// A link was sent to a new address.
    ConfirmationSent,
}

impl Done {
    const ALL: &'static [Self] = &[
        Self::Created,
        Self::Commented,
        Self::Replied,
        Self::RepliedAndClosed,
        Self::Noted,
        Self::Closed,
        Self::Undone,
        Self::TooLateToUndo,
        Self::Reopened,
        Self::Taken,
        Self::PasswordChanged,
        Self::Saved,
        Self::SessionEnded,
        Self::PostSaved,
        Self::PostPublished,
        Self::PostUnpublished,
        Self::PostRemoved,
        Self::NewsRead,
        Self::Discarded,
        Self::Requested,
        Self::NotRequested,
        Self::Resubmitted,
        Self::Withdrawn,
        Self::Approved,
        Self::Rejected,
        Self::InformationWanted,
        Self::NotDecided,
        Self::Undecided,
        Self::OfferSaved,
        Self::AffiliateSaved,
        Self::AccessGiven,
        Self::AccessRemoved,
        Self::SettingsSaved,
        Self::RuleRemoved,
        Self::SetRemoved,
        Self::PictureSaved,
        Self::PictureRemoved,
        Self::LogoSaved,
        Self::LogoRemoved,
        Self::NoticesSeen,
        Self::NoticesChosen,
        Self::TelegramUnlinked,
        Self::Invited,
        Self::SentAgain,
        Self::ConfirmationSent,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Commented => "commented",
            Self::Replied => "replied",
            Self::RepliedAndClosed => "replied-closed",
            Self::Noted => "noted",
            Self::Closed => "closed",
            Self::Undone => "undone",
            Self::TooLateToUndo => "too-late",
            Self::Reopened => "reopened",
            Self::Taken => "taken",
            Self::PasswordChanged => "password",
            Self::Saved => "saved",
            Self::SessionEnded => "session-ended",
            Self::PostSaved => "post-saved",
            Self::PostPublished => "post-published",
            Self::PostUnpublished => "post-unpublished",
            Self::PostRemoved => "post-removed",
            Self::NewsRead => "news-read",
            Self::Discarded => "discarded",
            Self::Requested => "requested",
            Self::NotRequested => "not-requested",
            Self::Resubmitted => "resubmitted",
            Self::Withdrawn => "withdrawn",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::InformationWanted => "wanted",
            Self::NotDecided => "not-decided",
            Self::Undecided => "undecided",
            Self::OfferSaved => "offer-saved",
            Self::AffiliateSaved => "affiliate-saved",
            Self::AccessGiven => "access-given",
            Self::AccessRemoved => "access-removed",
            Self::SettingsSaved => "settings-saved",
            Self::RuleRemoved => "rule-removed",
            Self::SetRemoved => "questions-removed",
            Self::PictureSaved => "picture",
            Self::PictureRemoved => "picture-removed",
            Self::LogoSaved => "logo",
            Self::LogoRemoved => "logo-removed",
            Self::NoticesSeen => "notices-seen",
            Self::NoticesChosen => "notices-chosen",
            Self::TelegramUnlinked => "telegram-unlinked",
            Self::Invited => "invited",
            Self::SentAgain => "sent-again",
            Self::ConfirmationSent => "confirmation-sent",
        }
    }

    /// The one with this word, from the cookie.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|done| done.word() == word)
    }

    /// Whether it is good news.
    pub(crate) fn kind(self) -> FlashKind {
        match self {
            Self::TooLateToUndo | Self::NotRequested | Self::NotDecided | Self::Undecided => {
                FlashKind::Failed
            }
            _ => FlashKind::Done,
        }
    }

    /// Whether it closed a ticket, which may be undone for a while.
    pub(crate) fn closes(self) -> bool {
        matches!(self, Self::Closed | Self::RepliedAndClosed)
    }

    /// Its sentence.
    pub(crate) fn sentence(self, t: Words) -> &'static str {
        match self {
            Self::Created => t.done_created(),
            Self::Commented => t.done_commented(),
            Self::Replied => t.done_replied(),
            Self::RepliedAndClosed => t.done_replied_closed(),
            Self::Noted => t.done_noted(),
            Self::Closed => t.done_closed(),
            Self::Undone => t.done_undone(),
            Self::TooLateToUndo => t.too_late_to_undo(),
            Self::Reopened => t.done_reopened(),
            Self::Taken => t.done_taken(),
            Self::PasswordChanged => t.done_password(),
            Self::Saved => t.done_saved(),
            Self::SessionEnded => t.done_session_ended(),
            Self::PostSaved => t.done_post_saved(),
            Self::PostPublished => t.done_post_published(),
            Self::PostUnpublished => t.done_post_unpublished(),
            Self::PostRemoved => t.done_post_removed(),
            Self::NewsRead => t.done_news_read(),
            Self::Discarded => t.done_discarded(),
            Self::Requested => t.done_requested(),
            Self::NotRequested => t.done_not_requested(),
            Self::Resubmitted => t.done_resubmitted(),
            Self::Withdrawn => t.done_withdrawn(),
            Self::Approved => t.done_approved(),
            Self::Rejected => t.done_rejected(),
            Self::InformationWanted => t.done_wanted(),
            Self::NotDecided => t.done_not_decided(),
            Self::Undecided => t.done_undecided(),
            Self::OfferSaved => t.done_offer_saved(),
            Self::AffiliateSaved => t.done_affiliate_saved(),
            Self::AccessGiven => t.done_access_given(),
            Self::AccessRemoved => t.done_access_removed(),
            Self::SettingsSaved => t.done_settings_saved(),
            Self::RuleRemoved => t.done_rule_removed(),
            Self::SetRemoved => t.done_set_removed(),
            Self::PictureSaved => t.done_picture(),
            Self::PictureRemoved => t.done_picture_removed(),
            Self::LogoSaved => t.done_logo(),
            Self::LogoRemoved => t.done_logo_removed(),
            Self::NoticesSeen => t.done_notices_seen(),
            Self::NoticesChosen => t.done_notices_chosen(),
            Self::TelegramUnlinked => t.done_telegram_unlinked(),
            Self::Invited => t.done_invited(),
            Self::SentAgain => t.done_sent_again(),
            Self::ConfirmationSent => t.done_confirmation_sent(),
        }
    }
}

/// Goes on to a page of ours that says what was done.
pub(crate) fn done(web: &Web, to: &str, what: Done) -> Response {
    let mut response = Redirect::to(to).into_response();
    response.headers_mut().append(SET_COOKIE, cookies::flash(web.site(), what.word()));
    response
}

/// Forgets what the page has just said.
pub(crate) fn forget_flash(site: &Site, mut response: Response) -> Response {
    response.headers_mut().append(SET_COOKIE, cookies::no_flash(site));
    response
}

/// Says that a script sends the form, with the value `script`.
const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");

/// Where the script has to go.
const GO_TO: HeaderName = HeaderName::from_static("x-location");

/// A script that sends a form gets the address of the next page rather than a redirect: what it followed in the
/// background would eat the word about what was done, and the browser should go there by itself.
pub(crate) async fn for_script(request: Request, next: Next) -> Response {
    let script = request.headers().get(REQUESTED_WITH).is_some_and(|with| with == "script");
    let mut response = next.run(request).await;
    if script
        && response.status() == StatusCode::SEE_OTHER
        && let Some(to) = response.headers_mut().remove(LOCATION)
    {
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.headers_mut().insert(GO_TO, to);
    }
    response
}
