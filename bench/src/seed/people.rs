//! Managers, a lead, affiliates of uneven size, and the sessions of browsers that nobody uses here.

use db::Tx;

use super::Size;
use super::sql::{fill, hash};

/// Managers; their users come first.
pub(crate) const MANAGERS: i64 = 20;
/// The lead's user.
const LEAD: i64 = MANAGERS + 1;
/// Users before those of the affiliates.
const STAFF: i64 = MANAGERS + 2;
/// The affiliate with the longest list.
pub(crate) const GIANT: i64 = 1;
/// Affiliates with long lists come after the giant, up to this one.
pub(crate) const LARGE: i64 = 65;
/// All affiliates.
const AFFILIATES: i64 = 5_000;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "bench-password";

pub(crate) fn manager_email(number: i64) -> String {
    format!("manager{number}@bench.test")
}

pub(crate) const LEAD_EMAIL: &str = "lead@bench.test";

pub(crate) fn affiliate_email(number: i64) -> String {
    format!("affiliate{number}@bench.test")
}

/// Whose the ticket `n` is: one in twenty the giant's, a third of the others spread over the large ones.
pub(super) fn owner() -> String {
    let (share, small) = (hash("n", 0), hash("n", 1));
    let (large, rest) = (LARGE - GIANT, AFFILIATES - LARGE);
    format!(
        "CASE WHEN {share} % 1000 < 50 THEN {GIANT} WHEN {share} % 1000 < 370 THEN {GIANT} + 1 + {share} % 1000 % {large}
              ELSE {LARGE} + 1 + {small} % {rest} END"
    )
}

pub(super) fn seed(tx: &mut Tx<'_>, size: Size, password_hash: &str) -> Result<(), db::Error> {
    let began = size.start;
    let user = "users (id, role, affiliate_id, email, email_folded, name, password_hash, locale, time_zone, created_at)";
    let staff = format!(
        "SELECT n, CASE n WHEN {LEAD} THEN 'lead' WHEN {STAFF} THEN 'admin' ELSE 'manager' END, NULL,
         CASE n WHEN {LEAD} THEN '{LEAD_EMAIL}' WHEN {STAFF} THEN 'admin@bench.test' ELSE 'manager' || n || '@bench.test' END,
         CASE n WHEN {LEAD} THEN '{LEAD_EMAIL}' WHEN {STAFF} THEN 'admin@bench.test' ELSE 'manager' || n || '@bench.test' END,
         'Maria Keller ' || n, '{password_hash}', 'en', 'Europe/Berlin', {began} FROM series"
    );
    fill(tx, user, &staff, (1, STAFF))?;
    // Two managers answer a type for everybody beside their portfolios.
    for (manager, kind) in [(MANAGERS - 1, "payments"), (MANAGERS, "technical")] {
        tx.execute("INSERT INTO type_routes (user_id, type) VALUES ($1, $2)", &[&manager, &kind])?;
    }
    for kind in ["e-mail", "telegram"] {
        let contact = format!("SELECT n, '{kind}', 'manager' || n FROM series");
        fill(tx, "user_contacts (user_id, kind, value)", &contact, (1, MANAGERS))?;
    }
    // One small affiliate in 33 has nobody yet.
    let affiliate = format!(
        "SELECT n, 'Bright Path Media ' || n, 'bright path media ' || n, 'active',
         CASE WHEN n > {LARGE} AND n % 33 = 0 THEN NULL ELSE 1 + n % {MANAGERS} END, 'ES', 'en', 'Europe/Madrid', {began}
         FROM series"
    );
    let columns =
        "affiliates (id, name, name_folded, status, manager_id, country, locale, time_zone, created_at)";
    fill(tx, columns, &affiliate, (1, AFFILIATES))?;
    let person = format!(
        "SELECT {STAFF} + n, 'affiliate', n, 'affiliate' || n || '@bench.test', 'affiliate' || n || '@bench.test', 'Alex Carter ' || n,
         '{password_hash}', 'en', 'Europe/Madrid', {began} FROM series"
    );
    fill(tx, user, &person, (1, AFFILIATES))?;
    for (every, shift) in [(2, 0), (5, 3)] {
        let tag = format!(
            "SELECT n, CASE (n + {shift}) % 6 WHEN 0 THEN 'vip' WHEN 1 THEN 'mobile' WHEN 2 THEN 'seo' WHEN 3 THEN 'native'
             WHEN 4 THEN 'crypto' ELSE 'email' END
             FROM series WHERE n % {every} = 0"
        );
        fill(tx, "affiliate_tags (affiliate_id, tag)", &tag, (1, AFFILIATES))?;
    }
    let (now, bytes) = (size.now, tx.engine().pick("BLOB", "BYTEA"));
    let session = format!(
        "SELECT CAST('browser ' || n AS {bytes}), 1 + n % ({STAFF} + {AFFILIATES}), {now}, {now}, {now} + 7776000000000, 'Firefox', '127.0.0.1'
         FROM series"
    );
    let columns = "sessions (token_hash, user_id, created_at, last_seen_at, expires_at, user_agent, address)";
    fill(tx, columns, &session, (1, 2 * AFFILIATES))
}

/// The user who writes for an affiliate.
pub(super) fn user_of(affiliate: &str) -> String {
    format!("({STAFF} + {affiliate})")
}
