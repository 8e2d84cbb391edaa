//! Full-text search over titles and messages. Words are made in Rust ([`text::tokens`]), so that both engines find the
//! same; notes stand in a column of their own, which an affiliate's search never reads.

use super::store::Written;
use super::{MessageId, MessageKind, TicketId, TicketScope};
use crate::cx::Cx;
use crate::error::Error;
use crate::people::AffiliateId;
use crate::text;

/// Matches in scope that are looked at, newest first, before other filters; a word that everybody uses finds the latest.
const MOST_MATCHES: i64 = 2_000;

/// Words of a search that are looked at.
const MOST_WORDS: usize = 8;

/// A token that names the owner, in each message's words: an affiliate's search starts from it.
fn owner_token(affiliate: AffiliateId) -> String {
    format!("affiliate{}x", affiliate.get())
}

/// Puts a message's words into the index.
pub(crate) fn index(cx: &mut Cx<'_, '_>, id: MessageId, message: &Written<'_>) -> Result<(), Error> {
    let mut words: Vec<String> = text::tokens(message.title).chain(text::tokens(message.body)).collect();
    words.sort_unstable();
    words.dedup();
    words.push(owner_token(message.affiliate));
    let words = words.join(" ");
    let (public, staff) =
        if message.kind == MessageKind::Note { ("", words.as_str()) } else { (words.as_str(), "") };
    let sql = cx.tx.engine().pick(
        "INSERT INTO message_search (rowid, public, staff) VALUES ($1, $2, $3)",
        "INSERT INTO message_search (message_id, public, staff)
         VALUES ($1, array_to_tsvector(array_remove(string_to_array($2, ' '), '')),
                     array_to_tsvector(array_remove(string_to_array($3, ' '), '')))",
    );
    cx.tx.execute(sql, &[&id, &public, &staff])?;
    Ok(())
}

/// The newest tickets that hold every word of `text` in one message, as far as the scope may read; the last word may
/// be the start of one. A ticket's number finds that ticket. Other filters and the scope itself still apply.
pub(crate) fn matching(cx: &mut Cx<'_, '_>, scope: &TicketScope, text: &str) -> Result<Vec<i64>, Error> {
    let mut found: Vec<i64> =
        text.trim().trim_start_matches('#').parse::<TicketId>().map(TicketId::get).into_iter().collect();
    let words: Vec<String> = text::tokens(text).take(MOST_WORDS).collect();
    if words.is_empty() {
        return Ok(found);
    }
    let owner = scope.affiliate().map(owner_token);
    let public_only = scope.is_affiliate();
    let engine = cx.tx.engine();
    let query =
        engine.pick(fts5_query(&words, owner.as_deref(), public_only), ts_query(&words, owner.as_deref()));
    let (condition, user) = scope.condition();
    let (id, matches) = match engine {
        db::Engine::Sqlite => ("rowid", "message_search MATCH $2"),
        db::Engine::Postgres if public_only => {
            ("message_id", "s.public @@ CAST(CAST($2 AS TEXT) AS TSQUERY)")
        }
        db::Engine::Postgres => (
            "message_id",
            "(s.public @@ CAST(CAST($2 AS TEXT) AS TSQUERY) OR s.staff @@ CAST(CAST($2 AS TEXT) AS TSQUERY))",
        ),
    };
    let sql = format!(
        "SELECT m.ticket_id FROM message_search s
         JOIN messages m ON m.id = s.{id}
         JOIN tickets t ON t.id = m.ticket_id
         WHERE {matches} AND {condition} ORDER BY s.{id} DESC LIMIT $3"
    );
    found.extend(cx.tx.query(&sql, &[&user, &query, &MOST_MATCHES], |row| row.get::<i64>(0))?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Tokens are letters and digits alone, so quoting them is enough.
fn fts5_query(words: &[String], owner: Option<&str>, public_only: bool) -> String {
    let mut terms: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    if let Some(last) = terms.last_mut() {
        last.push('*');
    }
    terms.extend(owner.map(|owner| format!("\"{owner}\"")));
    let all = terms.join(" AND ");
    if public_only {
        format!("{{public}} : ({all})")
    } else {
        format!("({{public}} : ({all})) OR ({{staff}} : ({all}))")
    }
}

fn ts_query(words: &[String], owner: Option<&str>) -> String {
    let mut terms: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    if let Some(last) = terms.last_mut() {
        last.push_str(":*");
    }
    terms.extend(owner.map(|owner| format!("'{owner}'")));
    terms.join(" & ")
}
