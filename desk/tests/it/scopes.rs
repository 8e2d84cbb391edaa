//! Who may do what to whose ticket: every use case by every kind of person.

use db::Engine;
use desk::attachments;
use desk::people;
use desk::tickets::{
    self, ListFilter, MessageId, QueueFilter, QueueOrder, Reply, Seen, Shared, TicketId, TicketType,
};
use desk::{Credential, Error};
use testkit::{Kit, Person, Who as _, samples};

/// What somebody's try comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    Yes,
    /// The page does not exist for them.
    NotFound,
    /// Sign in first.
    SignIn,
}
use May::{NotFound, SignIn, Yes};

fn outcome<T>(result: Result<T, Error>) -> May {
    match result {
        Ok(_) | Err(Error::Conflict(_)) => Yes,
        Err(Error::NotFound) => NotFound,
        Err(Error::SignedOut) => SignIn,
        Err(other) => panic!("neither a yes nor a no: {other}"),
    }
}

/// The use cases on one ticket, by name.
const USE_CASES: [&str; 12] = [
    "conversation",
    "visible",
    "comment",
    "reply",
    "reply-and-close",
    "note",
    "close",
    "reopen",
    "take",
    "mark_seen",
    "file",
    "search",
];

async fn try_it(kit: &Kit, who: &Credential, name: &str, id: TicketId) -> May {
    let new = kit.new_message("Trying.");
    match name {
        "conversation" => outcome(kit.read(who, move |cx| tickets::conversation(cx, id)).await),
        "visible" => outcome(kit.read(who, move |cx| tickets::visible(cx, id)).await),
        "comment" => outcome(kit.write(who, move |cx| tickets::comment(cx, id, &new)).await),
        "reply" => outcome(kit.write(who, move |cx| tickets::reply(cx, id, &new, Reply::Send)).await),
        "reply-and-close" => {
            outcome(kit.write(who, move |cx| tickets::reply(cx, id, &new, Reply::AndClose)).await)
        }
        "note" => outcome(kit.write(who, move |cx| tickets::note(cx, id, &new)).await),
        "close" => outcome(kit.write(who, move |cx| tickets::close(cx, id)).await),
        "reopen" => outcome(kit.write(who, move |cx| tickets::reopen(cx, id)).await),
        "take" => outcome(kit.write(who, move |cx| tickets::take(cx, id)).await),
        "mark_seen" => {
            let seen = Seen { ticket: id, after: MessageId::new(0), upto: MessageId::new(1) };
            outcome(kit.write(who, move |cx| tickets::mark_seen(cx, seen)).await)
        }
        "file" => {
            let sql = "SELECT f.id FROM attachments f JOIN messages g ON g.id = f.message_id WHERE g.ticket_id = $1";
            let file = kit.sql(move |tx| tx.query_one(sql, &[&id], |row| row.get(0))).await;
            outcome(kit.read(who, move |cx| attachments::find(cx, file)).await)
        }
        "search" => search(kit, who, id).await,
        other => panic!("{other}?"),
    }
}

/// Whether the number and the words of a ticket find it in any list that they may read.
async fn search(kit: &Kit, who: &Credential, id: TicketId) -> May {
    let mut found = false;
    for text in [id.to_string(), "platypus".to_owned()] {
        let filter = ListFilter { text: text.clone(), ..ListFilter::default() };
        match kit.read(who, move |cx| tickets::list(cx, &filter)).await {
            Ok(page) => found |= page.rows.iter().any(|row| row.id == id),
            Err(Error::NotFound) => {}
            Err(Error::SignedOut) => return SignIn,
            Err(other) => panic!("{other}"),
        }
        for shared in [Shared::No, Shared::Yes] {
            let filter = QueueFilter {
                text: text.clone(),
                shared,
                order: QueueOrder::Created,
                ..QueueFilter::default()
            };
            match kit.read(who, move |cx| tickets::queue(cx, &filter)).await {
                Ok(page) => found |= page.rows.iter().any(|row| row.id == id),
                Err(Error::NotFound) => {}
                Err(other) => panic!("{other}"),
            }
        }
    }
    if found { Yes } else { NotFound }
}

/// Everybody, as they stand to a Payments ticket of acme, which maria looks after.
struct Cast {
    owner: Person,
    colleague: Person,
    foreign: Person,
    portfolio: Person,
    outside: Person,
    finance: Person,
    engineer: Person,
    assigned: Person,
    lead: Person,
    admin: Person,
}

impl Cast {
    async fn new(kit: &Kit) -> Self {
        let portfolio = kit.manager("maria").await;
        let owner = kit.affiliate("acme", Some(&portfolio)).await;
        let cast = Self {
            colleague: kit.colleague(&owner, "bob").await,
            foreign: kit.affiliate("foreign", Some(&portfolio)).await,
            outside: kit.manager("mark").await,
            finance: kit.manager("fiona").await,
            engineer: kit.manager("eric").await,
            assigned: kit.manager("anna").await,
            lead: kit.lead().await,
            admin: kit.admin().await,
            owner,
            portfolio,
        };
        let (finance, engineer) = (cast.finance.user, cast.engineer.user);
        kit.write(&Credential::System, move |cx| {
            people::route_type(cx, finance, TicketType::Payments)?;
            people::route_type(cx, finance, TicketType::Payments)?;
            people::route_type(cx, engineer, TicketType::Technical)
        })
        .await
        .expect("routed, and twice is fine");
        cast
    }

    /// A ticket with a file, assigned to anna.
    async fn ticket(&self, kit: &Kit) -> TicketId {
        let mut new = kit.new_ticket("Platypus");
        new.files = vec![kit.upload(&self.owner, "shot.png", samples::PNG).await];
        let id = kit.write(&self.owner, move |cx| tickets::open(cx, &new)).await.expect("opened");
        let anna = self.assigned.user;
        kit.sql(move |tx| tx.execute("UPDATE tickets SET assignee_id = $1 WHERE id = $2", &[&anna, &id]))
            .await;
        id
    }
}

/// What each use case comes to.
type Expected<'a> = &'a dyn Fn(&str) -> May;

/// What an affiliate does, and what staff do.
fn is_affiliates(use_case: &str) -> bool {
    matches!(use_case, "comment" | "mark_seen")
}
fn is_staffs(use_case: &str) -> bool {
    matches!(use_case, "reply" | "reply-and-close" | "note" | "close" | "reopen" | "take")
}

async fn every_use_case_by_everybody(engine: Engine) {
    let kit = Kit::new(engine);
    let cast = Cast::new(&kit).await;
    let inside = |use_case: &str| if is_staffs(use_case) { NotFound } else { Yes };
    let staff = |use_case: &str| if is_affiliates(use_case) { NotFound } else { Yes };
    let nothing = |_: &str| NotFound;
    let anonymous = |_: &str| SignIn;
    let rows: [(&str, Credential, Expected<'_>); 11] = [
        ("the owner", cast.owner.credential(), &inside),
        ("a colleague of the owner", cast.colleague.credential(), &inside),
        ("another affiliate of the same manager", cast.foreign.credential(), &nothing),
        ("the portfolio's manager", cast.portfolio.credential(), &staff),
        ("a manager outside", cast.outside.credential(), &nothing),
        ("a manager to whom the type is routed", cast.finance.credential(), &staff),
        ("a manager to whom another type is routed", cast.engineer.credential(), &nothing),
        ("the assigned manager", cast.assigned.credential(), &staff),
        ("the lead", cast.lead.credential(), &staff),
        ("the admin", cast.admin.credential(), &staff),
        ("nobody", Credential::Anonymous, &anonymous),
    ];
    for (name, who, expected) in rows {
        let id = cast.ticket(&kit).await;
        for use_case in USE_CASES {
            assert_eq!(try_it(&kit, &who, use_case, id).await, expected(use_case), "{name}: {use_case}");
        }
    }
    kit.verify().await;
}

async fn what_is_refused_changes_nothing(engine: Engine) {
    let kit = Kit::new(engine);
    let cast = Cast::new(&kit).await;
    let id = cast.ticket(&kit).await;
    let row =
        "SELECT version + affiliate_answers * 100 + manager_answers * 10000 + affiliate_seen FROM tickets";
    let tables = "SELECT (SELECT COUNT(*) FROM messages) + (SELECT COUNT(*) FROM outbox) * 100
                  + (SELECT COUNT(*) FROM submissions) * 10000";
    let before = (kit.count(row).await, kit.count(tables).await);
    for who in [
        cast.foreign.credential(),
        cast.outside.credential(),
        cast.engineer.credential(),
        Credential::Anonymous,
    ] {
        for use_case in USE_CASES {
            assert_ne!(try_it(&kit, &who, use_case, id).await, Yes, "{use_case}");
        }
    }
    assert_eq!((kit.count(row).await, kit.count(tables).await), before);
}

async fn a_panel_is_there_for_its_own_people(engine: Engine) {
    let kit = Kit::new(engine);
    let cast = Cast::new(&kit).await;
    let list =
        async |who: &Credential| outcome(kit.read(who, |cx| tickets::list(cx, &ListFilter::default())).await);
    let queue = async |who: &Credential| {
        outcome(kit.read(who, |cx| tickets::queue(cx, &QueueFilter::default())).await)
    };
    let open = async |who: &Credential| {
        let new = kit.new_ticket("Mine");
        outcome(kit.write(who, move |cx| tickets::open(cx, &new)).await)
    };
    let affiliate = cast.owner.affiliate_id();
    let others = async |who: &Credential| {
        outcome(kit.read(who, move |cx| tickets::other_tickets(cx, affiliate, TicketId::new(1))).await)
    };
    let (owner, manager, nobody) =
        (cast.owner.credential(), cast.outside.credential(), Credential::Anonymous);
    assert_eq!([list(&owner).await, queue(&owner).await, open(&owner).await], [Yes, NotFound, Yes]);
    assert_eq!(
        [list(&manager).await, queue(&manager).await, open(&manager).await],
        [NotFound, Yes, NotFound]
    );
    assert_eq!([list(&nobody).await, queue(&nobody).await, open(&nobody).await], [SignIn; 3]);
    assert_eq!(
        [others(&owner).await, others(&manager).await, others(&nobody).await],
        [NotFound, Yes, SignIn]
    );
}

async fn the_side_panel_shows_what_the_scope_holds(engine: Engine) {
    let kit = Kit::new(engine);
    let cast = Cast::new(&kit).await;
    let mut made = Vec::new();
    for kind in [TicketType::Payments, TicketType::Technical, TicketType::General] {
        let mut new = kit.new_ticket(kind.as_str());
        new.kind = kind;
        made.push(kit.write(&cast.owner, move |cx| tickets::open(cx, &new)).await.expect("opened"));
    }
    let (affiliate, but) = (cast.owner.affiliate_id(), made[2]);
    let others = async |who: &Person| -> Vec<TicketId> {
        let found = kit.read(who, move |cx| tickets::other_tickets(cx, affiliate, but)).await.expect("read");
        found.into_iter().map(|other| other.id).collect()
    };
    assert_eq!(others(&cast.portfolio).await, [made[1], made[0]]);
    assert_eq!(others(&cast.lead).await, [made[1], made[0]]);
    assert_eq!(others(&cast.finance).await, [made[0]]);
    assert_eq!(others(&cast.engineer).await, [made[1]]);
    assert_eq!(others(&cast.outside).await, []);
}

testkit::both_engines!(
    every_use_case_by_everybody,
    what_is_refused_changes_nothing,
    a_panel_is_there_for_its_own_people,
    the_side_panel_shows_what_the_scope_holds,
);
