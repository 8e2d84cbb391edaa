//! The use cases, on both engines.

#[macro_use]
mod support;

mod answers;
mod manage;
mod migrations;
mod notes;
mod opening;
mod pages;
mod queue;
mod scopes;
mod search;
mod seen;
mod sessions;
mod sign_in;
mod users;
