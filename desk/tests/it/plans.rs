//! The hot queries read an index and not the table, and take their order from it.

use db::testing::Plan;
use db::{Engine, Tx};
use desk::attachments::{self, AttachmentId};
use desk::inbound::{self, LogFilter, Outcome};
use desk::news::{self, PostId};
use desk::notices;
use desk::outbox::{self, Channel};
use desk::page::Way;
use desk::people::UserId;
use desk::tickets::{
    self, ListFilter, ListOrder, QueueFilter, QueueOrder, Shared, Status, TicketId, TicketType, Via,
};
use desk::{Credential, Cx, Error, people};
use testkit::{Kit, Person, Who};

const AFFILIATES: i64 = 200;
const TICKETS: i64 = 6_000;
const NEWS: i64 = 3_000;
const TOLD: i64 = 30_000;

/// One statement per table; `series` is the numbers from 1 to `$1`.
fn fill(tx: &mut Tx<'_>, into: &str, select: &str, count: i64) -> Result<(), db::Error> {
    let series = tx.engine().pick(
        "WITH RECURSIVE series (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < $1)",
        "WITH series (n) AS (SELECT n FROM generate_series(1, CAST($1 AS BIGINT)) AS s (n))",
    );
    let sql = format!("INSERT INTO {into} {series} SELECT {select} FROM series");
    tx.execute(&sql, &[&count]).map(drop)
}

/// Six thousand tickets of two hundred affiliates, most of them of twenty-five managers, with two messages each.
async fn seed(kit: &Kit) -> (Person, Person) {
    let maria = kit.manager("maria").await;
    for number in 2..=25 {
        kit.manager(&format!("manager{number}")).await;
    }
    let acme = kit.affiliate("acme", None).await;
    kit.sql(move |tx| {
        fill(
            tx,
            "affiliates (name, name_folded, status, manager_id, country, locale, time_zone, created_at)",
            "'a' || n, 'a' || n, 'active', CASE WHEN n % 20 = 0 THEN NULL ELSE 1 + n % 25 END, 'ES', 'en', 'UTC', n",
            AFFILIATES - 1,
        )?;
        fill(
            tx,
            "tickets (affiliate_id, manager_id, assignee_id, type, title, fields, status, created_at, updated_at,
                      affiliate_answers, manager_answers, affiliate_newest, affiliate_seen, waiting_on,
                      waiting_since, due_at, version, created_by, first_answer_at)",
            "1 + n % 200, CASE WHEN n % 20 = 0 THEN NULL ELSE 1 + n % 25 END, CASE WHEN n % 40 = 0 THEN 1 END,
             CASE n % 3 WHEN 0 THEN 'general' WHEN 1 THEN 'payments' ELSE 'technical' END, 'Ticket ' || n, '{}',
             CASE n % 2 WHEN 0 THEN 'opened' ELSE 'closed' END, n * 7919 % 6000 * 1000, n * 7907 % 6000 * 1000, 0, 0, 0, 0,
             CASE n % 2 WHEN 0 THEN 'us' ELSE 'nobody' END, n * 1000, CASE n % 2 WHEN 0 THEN n * 7901 % 6000 * 1000 END, 1,
             26, CASE n % 2 WHEN 1 THEN 1772442000000000 - n * 3600000000 END",
            TICKETS,
        )?;
        for round in ["description", "comment"] {
            let row = format!("n, '{round}', 'affiliate', 5, 'word' || n % 500, n * 1000");
            fill(tx, "messages (ticket_id, kind, side, author_id, body, created_at)", &row, TICKETS)?;
        }
        fill(
            tx,
            "attachments (message_id, storage_key, name, format, size, sha256, staged_id)",
            tx.engine().pick(
                "n, printf('00/%032d', n), 'a.png', 'png', 1, x'00', n",
                "n, '00/' || lpad(CAST(n AS TEXT), 32, '0'), 'a.png', 'png', 1, '\\x00', n",
            ),
            TICKETS,
        )?;
        fill(
            tx,
            "news (title, body, pinned, published_at, created_at, edited_at, version)",
            "'Post ' || n, 'A text that is some words long, as most are. ' || n, n % 100 = 0,
             CASE WHEN n % 10 > 0 THEN 1772442000000000 - (3000 - n) * 3600000000 END, n * 1000, n * 1000, 1",
            NEWS,
        )?;
        fill(tx, "news_reads (user_id, post_id)", "26, n", NEWS - 20)?;
        tx.execute("UPDATE users SET news_upto = 0", &[])?;
        tx.execute("ANALYZE", &[]).map(drop)
    })
    .await;
    (maria, acme)
}

/// Tables that grow with use; a plan may read the small ones (managers, routes) from end to end.
const LARGE: [&str; 14] = [
    "inbound_log",
    "notices",
    "outbox",
    "tickets",
    "messages",
    "attachments",
    "sessions",
    "submissions",
    "news",
    "news_reads",
    "offers",
    "offer_categories",
    "offer_countries",
    "offer_lines",
];

/// Steps that read a large table from end to end, or that sort tickets which an index could have given in order.
fn slow(engine: Engine, plan: &Plan, sorted: bool) -> Vec<&String> {
    let full_scan = |step: &str| match engine {
        Engine::Sqlite => {
            let name = step.trim().strip_prefix("SCAN ").filter(|rest| !rest.contains("USING"));
            // Aliases are one letter: t(icket), f(ile), g (message), s(ession), n(ews, or notices), l(og of answers), o(pened, an offer, or the outbox).
            name.is_some_and(|rest| {
                let table = rest.split(' ').next().unwrap_or(rest);
                LARGE.contains(&table) || matches!(table, "t" | "f" | "g" | "s" | "n" | "l" | "o")
            })
        }
        Engine::Postgres => LARGE.iter().any(|table| step.contains(&format!("Seq Scan on {table}"))),
    };
    let sort = |step: &str| match engine {
        Engine::Sqlite => step.contains("TEMP B-TREE FOR ORDER BY"),
        Engine::Postgres => {
            let step = step.trim_start().trim_start_matches("->").trim_start();
            step.starts_with("Sort ") || step.starts_with("Incremental Sort ")
        }
    };
    let listed =
        ["FROM tickets", "FROM news n", "FROM inbound_log"].iter().any(|from| plan.sql.contains(from));
    let ordered = !sorted && listed && plan.sql.contains("LIMIT");
    // In order, but stepping over everybody else's tickets. SQLite does not say so.
    let walk = |step: &str| {
        let of = ["manager_id", "assignee_id", "affiliate_id", "type", "due_at"];
        step.trim_start().starts_with("Filter:") && of.iter().any(|column| step.contains(column))
    };
    let slow = |step: &str| full_scan(step) || ordered && (sort(step) || walk(step));
    plan.steps.iter().filter(|step| slow(step)).collect()
}

/// Runs a use case and looks at the plan of each of its queries. `sorted`: whether it may sort a few rows.
pub(crate) async fn fast(
    kit: &Kit,
    who: &impl Who,
    name: &str,
    sorted: bool,
    job: impl Fn(&mut Cx<'_, '_>) -> Result<(), Error> + Send + 'static,
) {
    let run = move |cx: &mut Cx<'_, '_>| {
        cx.explain();
        job(cx)?;
        Ok(cx.plans())
    };
    let plans = kit.read(who, run).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(!plans.is_empty(), "{name}: no query ran");
    for plan in &plans {
        let slow = slow(kit.db().engine(), plan, sorted);
        assert!(slow.is_empty(), "{name}: {slow:#?} in {plan:#?}");
    }
}

async fn lists_read_their_index_in_order(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, acme) = seed(&kit).await;
    let middle = |order: &str| {
        Some(desk::page::Place {
            order: order.to_owned(),
            way: desk::page::Way::After,
            at: desk::Timestamp::new(3_000_000),
            id: 3_000,
        })
    };
    for order in ListOrder::ALL {
        for from in [None, middle(order.as_str())] {
            let filter = ListFilter { order: *order, from, ..ListFilter::default() };
            let list = move |cx: &mut Cx<'_, '_>| tickets::list(cx, &filter).map(drop);
            // The thirty tickets of one affiliate may be sorted.
            fast(&kit, &acme, order.as_str(), true, list).await;
        }
    }
    let lead = kit.lead().await;
    for who in [&maria, &lead] {
        for order in QueueOrder::ALL {
            for shared in [Shared::No, Shared::Yes] {
                for from in [None, middle(order.as_str())] {
                    let filter = QueueFilter { order: *order, shared, from, ..QueueFilter::default() };
                    let name = format!("{} {order} {shared:?}", who.name);
                    let queue = move |cx: &mut Cx<'_, '_>| tickets::queue(cx, &filter).map(drop);
                    fast(&kit, who, &name, false, queue).await;
                }
            }
        }
    }
}

async fn routed_types_read_their_index_in_order(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, _) = seed(&kit).await;
    let user: UserId = maria.user;
    let routed = move |cx: &mut Cx<'_, '_>| people::route_type(cx, user, TicketType::Technical);
    kit.write(&Credential::System, routed).await.expect("routed");
    for order in QueueOrder::ALL {
        let filter = QueueFilter { order: *order, status: Some(Status::Opened), ..QueueFilter::default() };
        fast(&kit, &maria, order.as_str(), false, move |cx| tickets::queue(cx, &filter).map(drop)).await;
    }
}

async fn one_ticket_is_found_by_its_number(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, acme) = seed(&kit).await;
    let lead = kit.lead().await;
    let hers = TicketId::new(kit.count("SELECT MAX(id) FROM tickets WHERE manager_id = 1").await);
    let theirs = TicketId::new(kit.count("SELECT MAX(id) FROM tickets WHERE affiliate_id = 1").await);
    for (who, id) in [(&maria, hers), (&lead, hers), (&acme, theirs)] {
        let page = move |cx: &mut Cx<'_, '_>| tickets::conversation(cx, id).map(drop);
        fast(&kit, who, &format!("the page for {}", who.name), true, page).await;
        let file = AttachmentId::new(id.get());
        let find = move |cx: &mut Cx<'_, '_>| attachments::find(cx, file).map(drop);
        fast(&kit, who, &format!("a file for {}", who.name), true, find).await;
    }
    let affiliate = kit.conversation(&maria, hers).await.affiliate;
    let others = move |cx: &mut Cx<'_, '_>| tickets::other_tickets(cx, affiliate, hers).map(drop);
    fast(&kit, &maria, "other tickets", true, others).await;
}

async fn news_and_what_is_new_are_short_ranges(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, acme) = seed(&kit).await;
    let place = |order: &str, way| {
        Some(desk::page::Place {
            order: order.to_owned(),
            way,
            at: desk::Timestamp::new(1_772_442_000_000_000 - 1_000 * 3_600_000_000),
            id: 2_000,
        })
    };
    fast(&kit, &acme, "the count", false, |cx| news::unread(cx).map(drop)).await;
    fast(&kit, &acme, "the latest", false, |cx| news::latest(cx, 3).map(drop)).await;
    fast(&kit, &acme, "a post", true, |cx| news::post(cx, PostId::new(2_001)).map(drop)).await;
    for way in [Way::After, Way::Before] {
        for order in ["newest", "pinned", "created"] {
            let from = place(order, way);
            let list = move |cx: &mut Cx<'_, '_>| match order {
                "created" => news::all(cx, from.as_ref()).map(drop),
                _ => news::list(cx, from.as_ref()).map(drop),
            };
            let who = if order == "created" { &maria } else { &acme };
            fast(&kit, who, &format!("news {order} {way:?}"), false, list).await;
        }
    }
    assert_eq!(kit.unread(&acme).await, 10);
}

async fn answers_are_measured_from_their_index(engine: Engine) {
    let kit = Kit::new(engine);
    let (_, acme) = seed(&kit).await;
    assert_eq!(acme.user.get(), 26, "who opened all of them");
    // Rows of an index range may be put in order.
    fast(&kit, &Credential::System, "measuring", true, |cx| tickets::measure(cx).map(drop)).await;
    let measured = kit.read(&Credential::System, tickets::measure).await.expect("measured");
    let counts: Vec<_> = measured.iter().map(|(_, found)| found.map(|found| found.answers)).collect();
    assert_eq!(counts, [None, Some(120), Some(120), Some(120)]);
}

/// Thirty thousand things were told, and a few wait.
async fn seed_told(kit: &Kit) {
    kit.sql(move |tx| {
        let notices = "notices (user_id, event, ticket_id, message_id, created_at, seen_at)";
        let select = "1 + n % 26, 'affiliate_commented', 1 + n % 6000, 1 + n % 12000, n * 1000, CASE WHEN n % 50 > 0 THEN n END";
        fill(tx, notices, select, TOLD)?;
        let outbox = "outbox (channel, event, user_id, address, ordering_key, payload, stable_id, state, created_at,
                              expires_at, run_at, attempts, lease_until, lease_owner, finished_at, last_error)";
        let select = "CASE n % 3 WHEN 0 THEN 'email' WHEN 1 THEN 'telegram' ELSE 'webhook' END, 'affiliate_commented', 1 + n % 26,
                      CAST(n % 40 AS TEXT), CASE n % 3 WHEN 0 THEN '' ELSE CAST(n % 40 AS TEXT) END, '', CAST(n AS TEXT),
                      CASE WHEN n % 500 = 0 THEN 'waiting' ELSE 'sent' END, n * 1000, 1872442000000000, n * 1000, 0, 0, '',
                      CASE WHEN n % 500 > 0 THEN n END, ''";
        fill(tx, outbox, select, TOLD)?;
        tx.execute("ANALYZE", &[]).map(drop)
    })
    .await;
}

async fn the_bell_and_what_waits_are_short_ranges(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, acme) = seed(&kit).await;
    seed_told(&kit).await;
    for who in [&maria, &acme] {
        fast(&kit, who, "the bell", true, |cx| notices::unseen(cx).map(drop)).await;
        fast(&kit, who, "the bell on a ticket", true, |cx| {
            notices::unseen_on(cx, TicketId::new(7)).map(drop)
        })
        .await;
        fast(&kit, who, "the list of notices", true, |cx| notices::list(cx, None).map(drop)).await;
    }
    for channel in [Channel::Email, Channel::Telegram, Channel::Webhook] {
        let busy = vec!["3".to_owned(), "8".to_owned()];
        let due = move |cx: &mut Cx<'_, '_>| outbox::is_due(cx, channel, &busy).map(drop);
        fast(&kit, &Credential::System, "what is due", true, due).await;
    }
    let admin = kit.admin().await;
    fast(&kit, &admin, "deliveries", false, |cx| outbox::list(cx, &outbox::Filter::default()).map(drop))
        .await;
    let dead = outbox::Filter { state: Some(outbox::State::Dead), ..outbox::Filter::default() };
    fast(&kit, &admin, "dead deliveries", false, move |cx| outbox::list(cx, &dead).map(drop)).await;
}

async fn the_log_of_answers_is_read_in_order_however_it_is_narrowed(engine: Engine) {
    let kit = Kit::new(engine);
    seed(&kit).await;
    kit.sql(|tx| {
        let log = "inbound_log (at, via, outcome, sender, sender_folded, user_id, ticket_id, message_id, told)";
        let select = "n * 1000, CASE WHEN n % 300 = 0 THEN 'telegram' ELSE 'mail' END,
                      CASE WHEN n % 500 = 0 THEN 'too_long' ELSE 'accepted' END, 'a' || n % 200, 'a' || n % 200,
                      1 + n % 26, 1 + n % 6000, 1 + n % 12000, n % 900 = 0";
        fill(tx, log, select, TOLD)?;
        tx.execute("ANALYZE", &[]).map(drop)
    })
    .await;
    let admin = kit.admin().await;
    let all = LogFilter::default();
    for (name, filter) in [
        ("all", all.clone()),
        ("taken", LogFilter { outcome: Some(Outcome::Accepted), ..all.clone() }),
        ("too long", LogFilter { outcome: Some(Outcome::TooLong), ..all.clone() }),
        ("by mail", LogFilter { via: Some(Via::Mail), ..all.clone() }),
        ("by Telegram", LogFilter { via: Some(Via::Telegram), ..all.clone() }),
        ("of a ticket", LogFilter { ticket: Some(TicketId::new(7)), ..all.clone() }),
        ("of a sender", LogFilter { sender: Some("a7".to_owned()), ..all }),
    ] {
        let narrow = filter.ticket.is_some();
        fast(&kit, &admin, name, narrow, move |cx| inbound::log(cx, &filter).map(drop)).await;
    }
}

testkit::both_engines!(
    the_log_of_answers_is_read_in_order_however_it_is_narrowed,
    the_bell_and_what_waits_are_short_ranges,
    news_and_what_is_new_are_short_ranges,
    answers_are_measured_from_their_index,
    lists_read_their_index_in_order,
    routed_types_read_their_index_in_order,
    one_ticket_is_found_by_its_number,
);
