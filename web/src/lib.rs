//! The pages, forms and assets of affdesk: reads what comes in, asks `desk`, draws what comes out. It holds no rule.
//!
//! One file per page group, named as its address is. A handler reads the request ([`visitor`], [`form`]), asks for
//! everything that the page shows in one `read` job, fills a view ([`views`]) and draws it. What can go wrong is a
//! `PageError`, drawn in one place (`error.rs`).

mod account;
mod account_telegram;
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
mod desk_exports;
mod desk_import_report;
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
mod routes;
#[cfg(debug_assertions)]
#[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "samples name nearly every view"))]
pub mod samples;
mod sending;
pub mod sentences;
mod settings;
mod settings_answers;
mod settings_rules;
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
use tower_http::compression::CompressionLayer;

pub use site::{Network, Site, Web};

/// Every route. The caller serves it with
/// [`into_make_service_with_connect_info`](Router::into_make_service_with_connect_info) of a socket address.
pub fn router(web: Web) -> Router {
    let pages = routes::pages().layer(CompressionLayer::new().br(true).gzip(true));
    // From the inside out: what is written last runs first.
    pages
        .merge(routes::plain())
        .layer(from_fn_with_state(web.clone(), guard::same_site))
        .layer(from_fn_with_state(web.clone(), error::pages))
        .layer(from_fn(respond::for_script))
        .layer(from_fn(guard::headers))
        .layer(from_fn_with_state(web.clone(), guard::observe))
        .with_state(web)
}
