//! The use cases, on both engines.

#[macro_use]
mod support;

mod affiliate_edit;
mod answer_times;
mod answers;
mod deputies;
mod drafts;
mod files;
mod import_limits;
mod imports;
mod jobs;
mod jump;
mod live;
mod logos;
mod mail_in;
mod manage;
mod migrations;
mod news;
mod notes;
mod notices;
mod offer_plans;
mod offers;
mod opening;
mod outbox;
mod pages;
mod plans;
mod portraits;
mod queue;
mod reply_address;
mod request_sequences;
mod request_time;
mod requests;
mod scopes;
mod search;
mod seen;
mod sequences;
mod sessions;
mod sign_in;
mod stamps;
mod thumbnails;
mod undo;
mod users;
mod verify;
