//! What the tests of the desk share.

use desk::Timestamp;
use testkit::Kit;

/// Asserts that a result is an error of this shape.
macro_rules! refused {
    ($result:expr, $error:pat $(if $guard:expr)?) => {{
        let result = $result;
        assert!(
            match &result {
                Err($error) $(if $guard)? => true,
                _ => false,
            },
            "{result:?}"
        );
    }};
}

/// What is kept on a ticket's row.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) theirs: i64,
    pub(crate) ours: i64,
    pub(crate) waiting_on: String,
    pub(crate) since: Timestamp,
    pub(crate) due: Option<Timestamp>,
    pub(crate) status: String,
}

pub(crate) async fn kept(kit: &Kit, ticket: desk::tickets::TicketId) -> Kept {
    kit.sql(move |tx| {
        tx.query_one(
            "SELECT affiliate_answers, manager_answers, waiting_on, waiting_since, due_at, status
             FROM tickets WHERE id = $1",
            &[&ticket],
            |row| {
                Ok(Kept {
                    theirs: row.get(0)?,
                    ours: row.get(1)?,
                    waiting_on: row.get(2)?,
                    since: row.get(3)?,
                    due: row.get(4)?,
                    status: row.get(5)?,
                })
            },
        )
    })
    .await
}

/// In whose bell is what, in the order they were written.
pub(crate) async fn notices(kit: &Kit) -> Vec<(String, desk::people::UserId)> {
    kit.sql(|tx| {
        tx.query("SELECT event, user_id FROM notices ORDER BY id", &[], |row| Ok((row.get(0)?, row.get(1)?)))
    })
    .await
}
