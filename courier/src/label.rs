//! What a notice is called, wherever it is told: in a mail, in the bell, in lists of what was sent.

use desk::outbox::Notice;

/// What happened, in a few words.
pub fn notice_label(notice: Notice, t: &'static words::Lang) -> &'static str {
    match notice {
        Notice::TicketCreated => t.notice_ticket_created(),
        Notice::AffiliateCommented => t.notice_affiliate_commented(),
        Notice::ManagerAnswered => t.notice_manager_answered(),
        Notice::ManagerAnsweredAndClosed => t.notice_answered_and_closed(),
        Notice::TicketClosed => t.notice_ticket_closed(),
        Notice::RequestApproved => t.notice_request_approved(),
        Notice::RequestRejected => t.notice_request_rejected(),
        Notice::InformationWanted => t.notice_information_wanted(),
        Notice::InformationGiven => t.notice_information_given(),
        Notice::RequestExpiring => t.notice_request_expiring(),
        Notice::RequestExpired => t.notice_request_expired(),
        Notice::RequestWithdrawn => t.notice_request_withdrawn(),
        Notice::RequestEscalated => t.notice_request_escalated(),
        Notice::NewsPublished => t.notice_news_published(),
        Notice::Digest => t.notice_digest(),
        Notice::Invitation => t.notice_invitation(),
        Notice::PasswordReset => t.notice_password_reset(),
        Notice::EmailConfirmation => t.notice_email_confirmation(),
        Notice::MailNotTaken => t.notice_mail_not_taken(),
        Notice::EmailChanged => t.notice_email_changed(),
        Notice::TelegramLinked => t.notice_telegram_linked(),
        Notice::BotAnswer => t.notice_bot_answer(),
        Notice::Test => t.notice_test(),
    }
}
