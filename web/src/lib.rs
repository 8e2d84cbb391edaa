//! The pages, forms and assets of affdesk: reads what comes in, asks `desk`, draws what comes out. It holds no rule.
//!
//! One file per page group, named as its address is. A handler reads the request ([`visitor`], [`form`]), asks for
//! everything that the page shows in one `read` job, fills a view ([`views`]) and draws it. What can go wrong is a
//! `PageError`, drawn in one place (`error.rs`).

mod account;
mod address;
mod after;
mod ask;
pub mod assets;
#[cfg(debug_assertions)]
mod clock;
#[cfg(feature = "bench")]
mod constant;
mod cookies;
mod decide;
mod deliveries;
mod desk;
mod desk_affiliate_edit;
mod desk_affiliates;
mod desk_imports;
mod desk_news;
mod desk_offers;
mod desk_requests;
mod desk_ticket;
mod drafts;
mod error;
mod files_out;
mod form;
mod forms;
mod frame;
mod fresh;
#[cfg(debug_assertions)]
mod gallery;
mod guard;
mod health;
mod help;
pub mod icons;
mod links;
mod live;
mod news;
mod notices;
mod offers;
mod offline;
mod palette;
mod picture_form;
mod present;
mod respond;
#[cfg(debug_assertions)]
#[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "samples name nearly every view"))]
pub mod samples;
mod sending;
pub mod sentences;
mod settings;
mod settings_mail;
mod settings_webhooks;
mod sign_in;
mod site;
mod support;
mod support_request;
mod team;
mod uploads;
pub mod views;
mod visitor;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;

pub use site::{Network, Site, Web};

/// The pages of files that come in.
fn imports() -> Router<Web> {
    Router::new()
        .route("/desk/offers/import", get(desk_imports::offers).post(desk_imports::bring_offers))
        .route("/desk/affiliates/import", get(desk_imports::affiliates).post(desk_imports::bring_affiliates))
        .route("/desk/imports/{id}", get(desk_imports::report))
        .route("/desk/imports/{id}/apply", get(desk_imports::back).post(desk_imports::apply))
}

/// Every route. The caller serves it with
/// [`into_make_service_with_connect_info`](Router::into_make_service_with_connect_info) of a socket address.
pub fn router(web: Web) -> Router {
    let pages = Router::new()
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
        .route("/desk", get(desk::queue))
        .route("/desk/new", get(desk::new).post(desk::create))
        .route("/desk/tickets/{id}", get(desk_ticket::ticket))
        .route("/desk/tickets/{id}/reply", get(desk_ticket::back).post(desk_ticket::reply))
        .route("/desk/tickets/{id}/note", get(desk_ticket::back).post(desk_ticket::note))
        .route("/desk/tickets/{id}/decide", get(desk_ticket::back).post(desk_ticket::decide))
        .route("/desk/offers", get(desk_offers::list))
        .route("/desk/offers/new", get(desk_offers::new).post(desk_offers::create))
        .route("/desk/offers/{id}", get(desk_offers::offer).post(desk_offers::save))
        .route("/desk/offers/{id}/logo", get(desk_offers::back).post(desk_offers::logo))
        .route("/desk/offers/{id}/logo/remove", get(desk_offers::back).post(desk_offers::remove_logo))
        .route("/desk/offers/{id}/access", get(desk_offers::back).post(desk_offers::access))
        .merge(imports())
        .route("/desk/affiliates", get(desk_affiliates::list))
        .route("/desk/affiliates/new", get(desk_affiliate_edit::new).post(desk_affiliate_edit::create))
        .route("/desk/affiliates/{id}/edit", get(desk_affiliate_edit::edit).post(desk_affiliate_edit::save))
        .route("/desk/affiliates/{id}", get(desk_affiliates::affiliate))
        .route("/desk/affiliates/{id}/access", get(desk_affiliates::back).post(desk_affiliates::access))
        .route("/desk/settings", get(settings::list))
        .route("/desk/settings/reasons", get(settings::reasons).post(settings::save_reasons))
        .route("/desk/settings/questions", get(settings::sets))
        .route("/desk/settings/questions/new", get(settings::new_set).post(settings::create_set))
        .route("/desk/settings/questions/{id}", get(settings::set).post(settings::save_set))
        .route("/desk/settings/questions/{id}/delete", get(settings::to_sets).post(settings::remove_set))
        .route("/desk/settings/rules", get(settings::rules))
        .route("/desk/settings/mail", get(settings_mail::log))
        .route("/desk/settings/webhooks", get(settings_webhooks::list).post(settings_webhooks::create))
        .route("/desk/settings/webhooks/{id}", get(settings_webhooks::one).post(settings_webhooks::act))
        .route("/desk/settings/rules/new", get(settings::new_rule).post(settings::create_rule))
        .route("/desk/settings/rules/{id}", get(settings::rule).post(settings::save_rule))
        .route("/desk/settings/rules/{id}/move", get(settings::to_rules).post(settings::move_rule))
        .route("/desk/settings/rules/{id}/delete", get(settings::to_rules).post(settings::remove_rule))
        .route("/desk/requests", get(desk_requests::list).post(desk_requests::decide))
        .route("/desk/tickets/{id}/close", get(desk_ticket::back).post(desk_ticket::close))
        .route("/desk/tickets/{id}/undo-close", get(desk_ticket::back).post(desk_ticket::undo_close))
        .route("/desk/tickets/{id}/reopen", get(desk_ticket::back).post(desk_ticket::reopen))
        .route("/desk/tickets/{id}/take", get(desk_ticket::back).post(desk_ticket::take))
        .route("/desk/news", get(desk_news::list))
        .route("/desk/news/new", get(desk_news::new).post(desk_news::create))
        .route("/desk/news/{id}", get(desk_news::post).post(desk_news::save))
        .route("/desk/news/{id}/delete", get(desk_news::back).post(desk_news::remove))
        .route("/drafts/{form}/{subject}/discard", get(drafts::back).post(drafts::discard));
    #[cfg(feature = "bench")]
    let pages = pages.route("/_constant/{bytes}", get(constant::page));
    #[cfg(debug_assertions)]
    let pages =
        pages.route("/_gallery", get(gallery::components)).route("/_gallery/{name}", get(gallery::page));
    #[cfg(debug_assertions)]
    let pages = pages.route("/_clock", post(clock::advance));
    let pages = pages.merge(told()).layer(CompressionLayer::new().br(true).gzip(true));
    let plain = Router::new()
        .route("/live", get(live::hear))
        .route("/drafts/{form}/{subject}", get(drafts::back).post(drafts::save))
        .route("/files", post(uploads::take))
        .route("/files/{id}", get(files_out::serve))
        .route("/files/{id}/discard", post(uploads::discard))
        .route("/files/{id}/thumbnail", get(files_out::thumbnail))
        .route("/desk/offers/export", get(desk_imports::export_offers))
        .route("/desk/affiliates/export", get(desk_imports::export_affiliates))
        .route("/desk/imports/{id}/report.csv", get(desk_imports::report_csv))
        .route("/people/{id}/picture", get(files_out::portrait))
        .route("/assets/{file}", get(assets::serve))
        .route("/sw.js", get(offline::worker))
        .route("/brand.css", get(sign_in::brand_css))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics));
    // From the inside out: what is written last runs first.
    pages
        .merge(plain)
        .layer(from_fn_with_state(web.clone(), guard::same_site))
        .layer(from_fn_with_state(web.clone(), error::pages))
        .layer(from_fn(respond::for_script))
        .layer(from_fn(guard::headers))
        .layer(from_fn_with_state(web.clone(), guard::observe))
        .with_state(web)
}

/// What people are told, and what the links in mails lead to.
fn told() -> Router<Web> {
    Router::new()
        .route("/reset", get(links::forgot).post(links::send_reset))
        .route("/reset/{token}", get(links::reset).post(links::set_reset))
        .route("/invitation/{token}", get(links::invitation).post(links::accept))
        .route("/confirm/{token}", get(links::confirmation).post(links::confirm))
        .route("/unsubscribe/{token}", get(links::unsubscribing).post(links::unsubscribe))
        .route("/account/email", get(account::back).post(account::email))
        .route("/account/notices", get(account::back).post(account::notices))
        .route("/notices", get(notices::list))
        .route("/notices/seen", get(notices::back).post(notices::see_all))
        .route("/desk/settings/deliveries", get(deliveries::list))
        .route("/desk/settings/deliveries/again", get(deliveries::back).post(deliveries::all_again))
        .route("/desk/settings/deliveries/{id}", get(deliveries::delivery))
        .route("/desk/settings/deliveries/{id}/again", get(deliveries::back).post(deliveries::again))
        .route("/desk/settings/deliveries/{id}/mail", get(deliveries::html))
        .route("/desk/settings/people", get(team::show).post(team::submit))
        .route("/desk/settings/people/all", get(team::back).post(team::invite_all))
        .route("/desk/affiliates/{id}/team", get(desk_affiliates::back).post(desk_affiliates::invite))
}
