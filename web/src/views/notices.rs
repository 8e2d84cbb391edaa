//! What a person was told.

use askama::Template;
use courier::notice_label;
use desk::outbox::{Channel, Notice, Topic};

use super::prelude::*;
use crate::icons::{self, Icon};

/// `/notices`: everything that the bell has said lately.
#[derive(Template)]
#[template(path = "notices.html")]
pub struct Notices {
    /// Words.
    pub t: Words,
    /// Frame.
    pub shell: Shell,
    /// The notices of this page.
    pub rows: Vec<NoticeLine>,
    /// The neighbouring pages.
    pub pager: Pager,
}

/// A notice in the list.
#[derive(Debug, Clone)]
pub struct NoticeLine {
    /// What happened.
    pub notice: Notice,
    /// Where it can be seen.
    pub href: String,
    /// The ticket's number.
    pub ticket: i64,
    /// The ticket's title.
    pub title: String,
    /// Who did it; empty when they are gone or it was the system.
    pub author: String,
    /// When.
    pub at: When,
    /// Whether the person has not seen it yet.
    pub new: bool,
}

impl NoticeLine {
    fn label(&self, t: Words) -> &'static str {
        notice_label(self.notice, t)
    }

    fn icon(&self) -> Icon {
        notice_icon(self.notice)
    }
}

fn notice_icon(notice: Notice) -> Icon {
    match notice {
        Notice::TicketCreated => icons::OPENED,
        Notice::AffiliateCommented | Notice::InformationGiven => icons::CHAT,
        Notice::ManagerAnswered => icons::ANSWERED,
        Notice::ManagerAnsweredAndClosed | Notice::TicketClosed => icons::CLOSED,
        Notice::RequestApproved => icons::APPROVED,
        Notice::RequestRejected => icons::REJECTED,
        Notice::InformationWanted => icons::QUESTION,
        Notice::RequestExpiring => icons::CLOCK,
        Notice::RequestExpired => icons::EXPIRED,
        Notice::RequestWithdrawn => icons::WITHDRAWN,
        Notice::RequestEscalated => icons::OVERDUE,
        Notice::NewsPublished | Notice::Digest => icons::MEGAPHONE,
        Notice::Invitation | Notice::PasswordReset | Notice::EmailConfirmation => icons::KEY,
        Notice::MailNotTaken | Notice::EmailChanged => icons::MAIL,
        Notice::TelegramLinked | Notice::BotAnswer | Notice::Test => icons::SEND,
    }
}

/// What a person may choose to be told of.
#[derive(Debug, Clone)]
pub struct NoticeChoices {
    /// The ways that there are.
    pub channels: Vec<Channel>,
    /// What about.
    pub rows: Vec<NoticeChoice>,
    /// Whether they get the daily digest.
    pub digest: bool,
}

/// One thing to be told of.
#[derive(Debug, Clone)]
pub struct NoticeChoice {
    /// What about.
    pub topic: Topic,
    /// Each way, in the order of the columns.
    pub cells: Vec<NoticeCell>,
}

/// One thing over one way.
#[derive(Debug, Clone, Copy)]
pub struct NoticeCell {
    /// Over which way.
    pub channel: Channel,
    /// Whether it is wanted; none where it cannot be had.
    pub wanted: Option<bool>,
}

impl NoticeChoices {
    /// Whether mail is sent at all.
    pub(crate) fn mails(&self) -> bool {
        self.channels.contains(&Channel::Email)
    }

    /// The ways, as they are called on screen.
    pub(crate) fn columns(&self, t: Words) -> Vec<&'static str> {
        self.channels.iter().map(|channel| channel_label(*channel, t)).collect()
    }
}

impl NoticeChoice {
    /// What it is about, as it is called on screen.
    pub(crate) fn label(&self, t: Words) -> &'static str {
        topic_label(self.topic, t)
    }
}

impl NoticeCell {
    /// Its way, as it is called on screen.
    pub(crate) fn label(self, t: Words) -> &'static str {
        channel_label(self.channel, t)
    }
}

/// A way to be told, as it is called on screen.
pub(crate) fn channel_label(channel: Channel, t: Words) -> &'static str {
    match channel {
        Channel::Panel => t.channel_panel(),
        Channel::Email => t.channel_email(),
        Channel::Telegram => t.channel_telegram(),
        Channel::Webhook => t.channel_webhook(),
    }
}

/// What a notice is about, as it is called on screen.
pub(crate) fn topic_label(topic: Topic, t: Words) -> &'static str {
    match topic {
        Topic::NewTickets => t.topic_new_tickets(),
        Topic::Answers => t.topic_answers(),
        Topic::Closings => t.topic_closings(),
        Topic::Requests => t.topic_requests(),
        Topic::Reminders => t.topic_reminders(),
        Topic::News => t.topic_news(),
        Topic::Digest => t.topic_digest(),
    }
}
