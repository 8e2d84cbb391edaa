//! `POST /_clock`: lets days pass at once, for the browser tests. In debug builds alone, and only where the program was
//! started with a clock that can be moved; elsewhere there is no such address.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use desk::Clock;

use crate::error::PageError;
use crate::form::Fields;
use crate::site::Web;

/// `POST /_clock`, with `days`.
pub(crate) async fn advance(State(web): State<Web>, fields: Fields) -> Result<StatusCode, PageError> {
    let (clock, days) = (web.app().clock(), fields.get("days").parse::<u64>());
    match (clock, days) {
        (Clock::Ahead(_), Ok(days)) => {
            clock.advance(Duration::from_hours(24).saturating_mul(u32::try_from(days).unwrap_or(0)));
            Ok(StatusCode::NO_CONTENT)
        }
        _ => Err(PageError::new(StatusCode::NOT_FOUND)),
    }
}
