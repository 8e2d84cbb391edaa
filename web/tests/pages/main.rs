//! The pages through the router, in process: what people send and what they get.

/// Makes a test of each async function that takes an engine, on SQLite alone: where the database is not what matters.
macro_rules! on_sqlite {
    ($($name:ident),+ $(,)?) => {
        $(mod $name {
            #[test]
            fn sqlite() {
                testkit::run(super::$name(testkit::Engine::Sqlite));
            }
        })+
    };
}

mod house;

mod access;
mod bodies;
mod display;
mod drafts;
mod errors;
mod fields;
mod files_in;
mod files_out;
mod filters;
mod imports;
mod kept;
mod links;
mod live;
mod lost_session;
mod mail;
mod marks;
mod news;
mod notices;
mod offers;
mod palette;
mod security;
mod sign_in;
mod telegram;
mod twice;
mod undo;
mod uploads;

use house::{Browser, Form, House, Multipart, Page, css};
