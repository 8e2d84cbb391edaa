//! Which address is answered by what.

use axum::Router;
use axum::routing::{get, post};

use crate::site::Web;
use crate::{
    account, account_telegram, assets, deliveries, desk, desk_affiliate_edit, desk_affiliates, desk_exports,
    desk_import_report, desk_imports, desk_news, desk_offers, desk_requests, desk_ticket, drafts, files_out,
    health, links, live, news, notices, offers, offline, palette, settings, settings_answers, settings_rules,
    settings_webhooks, sign_in, support, support_request, team, uploads,
};
#[cfg(debug_assertions)]
use crate::{clock, gallery};

/// Every page and form.
pub(crate) fn pages() -> Router<Web> {
    let pages =
        people().merge(affiliates()).merge(tickets()).merge(offers()).merge(partners()).merge(settings());
    #[cfg(feature = "bench")]
    let pages = pages.route("/_constant/{bytes}", get(crate::constant::page));
    #[cfg(debug_assertions)]
    let pages = pages
        .route("/_gallery", get(gallery::components))
        .route("/_gallery/{name}", get(gallery::page))
        .route("/_clock", post(clock::advance));
    pages
}

/// What is no page, or is compressed already: files, streams, assets, and what machines ask for.
pub(crate) fn plain() -> Router<Web> {
    Router::new()
        .route("/live", get(live::hear))
        .route("/drafts/{form}/{subject}", get(drafts::back).post(drafts::save))
        .route("/files", post(uploads::take))
        .route("/files/{id}", get(files_out::serve))
        .route("/files/{id}/discard", post(uploads::discard))
        .route("/files/{id}/thumbnail", get(files_out::thumbnail))
        .route("/desk/offers/export", get(desk_exports::export_offers))
        .route("/desk/affiliates/export", get(desk_exports::export_affiliates))
        .route("/desk/imports/{id}/report.csv", get(desk_import_report::report_csv))
        .route("/people/{id}/picture", get(files_out::portrait))
        .route("/assets/{file}", get(assets::serve))
        .route("/sw.js", get(offline::worker))
        .route("/brand.css", get(sign_in::brand_css))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
}

/// What everybody has: the way in, the account, notices, and what the links in mails lead to.
fn people() -> Router<Web> {
    Router::new()
        .route("/", get(sign_in::root))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/keys", get(palette::keys))
        .route("/palette", get(palette::show))
        .route("/offline", get(offline::page))
        .route("/account", get(account::show))
        .route("/account/preferences", get(account::back).post(account::preferences))
        .route("/account/display", get(account::back).post(account::display))
        .route("/account/picture", get(account::back).post(account::picture))
        .route("/account/picture/remove", get(account::back).post(account::remove_picture))
        .route("/account/password", get(account::back).post(account::password))
        .route("/account/sessions/end", get(account::back).post(account::end_session))
        .route("/drafts/{form}/{subject}/discard", get(drafts::back).post(drafts::discard))
        .route("/reset", get(links::forgot).post(links::send_reset))
        .route("/reset/{token}", get(links::reset).post(links::set_reset))
        .route("/invitation/{token}", get(links::invitation).post(links::accept))
        .route("/confirm/{token}", get(links::confirmation).post(links::confirm))
        .route("/unsubscribe/{token}", get(links::unsubscribing).post(links::unsubscribe))
        .route("/account/email", get(account::back).post(account::email))
        .route("/account/telegram", get(account::back).post(account_telegram::link))
        .route("/account/telegram/unlink", get(account::back).post(account_telegram::unlink))
        .route("/account/notices", get(account::back).post(account::notices))
        .route("/notices", get(notices::list))
        .route("/notices/seen", get(notices::back).post(notices::see_all))
}

/// The affiliate panel.
fn affiliates() -> Router<Web> {
    Router::new()
        .route("/support", get(support::list))
        .route("/support/new", get(support::new).post(support::create))
        .route("/support/{id}", get(support::ticket).post(support::comment))
        .route("/support/{id}/request", get(support_request::edit).post(support_request::resubmit))
        .route("/support/{id}/withdraw", get(support_request::back).post(support_request::withdraw))
        .route("/offers", get(offers::list))
        .route("/offers/request", get(offers::several).post(offers::request_several))
        .route("/offers/{id}", get(offers::offer).post(offers::request))
        .route("/offers/{id}/logo", get(files_out::logo))
        .route("/news", get(news::list))
        .route("/news/read", get(news::back).post(news::read_all))
        .route("/news/{id}", get(news::post))
}

/// The queue of staff, and tickets.
fn tickets() -> Router<Web> {
    Router::new()
        .route("/desk", get(desk::queue))
        .route("/desk/new", get(desk::new).post(desk::create))
        .route("/desk/tickets/{id}", get(desk_ticket::ticket))
        .route("/desk/tickets/{id}/reply", get(desk_ticket::back).post(desk_ticket::reply))
        .route("/desk/tickets/{id}/note", get(desk_ticket::back).post(desk_ticket::note))
        .route("/desk/tickets/{id}/decide", get(desk_ticket::back).post(desk_ticket::decide))
        .route("/desk/tickets/{id}/close", get(desk_ticket::back).post(desk_ticket::close))
        .route("/desk/tickets/{id}/undo-close", get(desk_ticket::back).post(desk_ticket::undo_close))
        .route("/desk/tickets/{id}/reopen", get(desk_ticket::back).post(desk_ticket::reopen))
        .route("/desk/tickets/{id}/take", get(desk_ticket::back).post(desk_ticket::take))
}

/// Offers and requests for staff, and files that bring offers and affiliates.
fn offers() -> Router<Web> {
    Router::new()
        .route("/desk/offers", get(desk_offers::list))
        .route("/desk/offers/new", get(desk_offers::new).post(desk_offers::create))
        .route("/desk/offers/{id}", get(desk_offers::offer).post(desk_offers::save))
        .route("/desk/offers/{id}/logo", get(desk_offers::back).post(desk_offers::logo))
        .route("/desk/offers/{id}/logo/remove", get(desk_offers::back).post(desk_offers::remove_logo))
        .route("/desk/offers/{id}/access", get(desk_offers::back).post(desk_offers::access))
        .route("/desk/requests", get(desk_requests::list).post(desk_requests::decide))
        .route("/desk/offers/import", get(desk_imports::offers).post(desk_imports::bring_offers))
        .route("/desk/imports/{id}", get(desk_import_report::report))
        .route("/desk/imports/{id}/apply", get(desk_import_report::back).post(desk_import_report::apply))
}

/// Affiliates and news for staff.
fn partners() -> Router<Web> {
    Router::new()
        .route("/desk/affiliates", get(desk_affiliates::list))
        .route("/desk/affiliates/new", get(desk_affiliate_edit::new).post(desk_affiliate_edit::create))
        .route("/desk/affiliates/{id}/edit", get(desk_affiliate_edit::edit).post(desk_affiliate_edit::save))
        .route("/desk/affiliates/{id}", get(desk_affiliates::affiliate))
        .route("/desk/affiliates/{id}/access", get(desk_affiliates::back).post(desk_affiliates::access))
        .route("/desk/news", get(desk_news::list))
        .route("/desk/news/new", get(desk_news::new).post(desk_news::create))
        .route("/desk/news/{id}", get(desk_news::post).post(desk_news::save))
        .route("/desk/news/{id}/delete", get(desk_news::back).post(desk_news::remove))
        .route("/desk/affiliates/{id}/team", get(desk_affiliates::back).post(desk_affiliates::invite))
        .route("/desk/affiliates/import", get(desk_imports::affiliates).post(desk_imports::bring_affiliates))
}

/// Settings.
fn settings() -> Router<Web> {
    Router::new()
        .route("/desk/settings", get(settings::list))
        .route("/desk/settings/reasons", get(settings::reasons).post(settings::save_reasons))
        .route("/desk/settings/questions", get(settings::sets))
        .route("/desk/settings/questions/new", get(settings::new_set).post(settings::create_set))
        .route("/desk/settings/questions/{id}", get(settings::set).post(settings::save_set))
        .route("/desk/settings/questions/{id}/delete", get(settings::to_sets).post(settings::remove_set))
        .route("/desk/settings/rules", get(settings_rules::rules))
        .route("/desk/settings/rules/new", get(settings_rules::new_rule).post(settings_rules::create_rule))
        .route("/desk/settings/rules/{id}", get(settings_rules::rule).post(settings_rules::save_rule))
        .route(
            "/desk/settings/rules/{id}/move",
            get(settings_rules::to_rules).post(settings_rules::move_rule),
        )
        .route(
            "/desk/settings/rules/{id}/delete",
            get(settings_rules::to_rules).post(settings_rules::remove_rule),
        )
        .route("/desk/settings/answers", get(settings_answers::log))
        .route("/desk/settings/webhooks", get(settings_webhooks::list).post(settings_webhooks::create))
        .route("/desk/settings/webhooks/{id}", get(settings_webhooks::one).post(settings_webhooks::act))
        .route("/desk/settings/deliveries", get(deliveries::list))
        .route("/desk/settings/deliveries/again", get(deliveries::back).post(deliveries::all_again))
        .route("/desk/settings/deliveries/{id}", get(deliveries::delivery))
        .route("/desk/settings/deliveries/{id}/again", get(deliveries::back).post(deliveries::again))
        .route("/desk/settings/deliveries/{id}/mail", get(deliveries::html))
        .route("/desk/settings/people", get(team::show).post(team::submit))
        .route("/desk/settings/people/all", get(team::back).post(team::invite_all))
}
