//! Whatever several people do, in whatever order, what is kept stays as it is counted.

use std::time::Duration;

use db::Engine;
use desk::tickets::{self, ListFilter, Reply, TicketId};
use desk::{Credential, Error, people};
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::{Kit, Person, Who as _};

#[derive(Clone, Copy, Debug)]
enum Act {
    Open,
    OpenFor,
    Comment,
    Reply,
    ReplyAndClose,
    Note,
    Close,
    UndoClose,
    Reopen,
    Take,
    Look,
    SendAgain,
}

const ACTS: [Act; 12] = [
    Act::Open,
    Act::OpenFor,
    Act::Comment,
    Act::Reply,
    Act::ReplyAndClose,
    Act::Note,
    Act::Close,
    Act::UndoClose,
    Act::Reopen,
    Act::Take,
    Act::Look,
    Act::SendAgain,
];

/// Who does what to which ticket (counted from the newest), and how many minutes later.
type Step = (usize, Act, i64, u64);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let act = prop_oneof![2 => Just(Act::Open), 1 => Just(Act::UndoClose), 9 => prop::sample::select(ACTS.to_vec())];
    vec((0..5_usize, act, 0..4_i64, prop_oneof![0..3_u64, 0..90_u64]), 1..40)
}

/// Refusals are part of it; anything else that goes wrong is not.
fn fine<T>(result: Result<T, Error>) -> Option<T> {
    match result {
        Ok(done) => Some(done),
        Err(Error::NotFound | Error::Conflict(_)) => None,
        Err(other) => panic!("{other}"),
    }
}

async fn play(kit: &Kit, people: &[Person; 5], steps: &[Step]) {
    let mut newest = 0;
    let mut last = None;
    for (who, act, back, minutes) in steps {
        kit.pass(Duration::from_mins(*minutes));
        let who = &people[*who];
        let id = TicketId::new((newest - back).max(1));
        let new = kit.new_message("Some words.");
        let opened = match act {
            Act::Open => {
                let new = kit.new_ticket("Something");
                fine(kit.write(who, move |cx| tickets::open(cx, &new)).await)
            }
            Act::OpenFor => {
                let (new, to) =
                    (kit.new_ticket("Something"), people[usize::from(back % 2 == 0)].affiliate_id());
                fine(kit.write(who, move |cx| tickets::open_for(cx, to, &new)).await)
            }
            Act::Comment => {
                last = Some((who, id, new.clone()));
                fine(kit.write(who, move |cx| tickets::comment(cx, id, &new)).await);
                None
            }
            Act::SendAgain => {
                if let Some((who, id, new)) = last.clone() {
                    fine(kit.write(who, move |cx| tickets::comment(cx, id, &new)).await);
                }
                None
            }
            Act::Reply | Act::ReplyAndClose => {
                let then = if matches!(act, Act::Reply) { Reply::Send } else { Reply::AndClose };
                fine(kit.write(who, move |cx| tickets::reply(cx, id, &new, then)).await);
                None
            }
            Act::Note => {
                fine(kit.write(who, move |cx| tickets::note(cx, id, &new)).await);
                None
            }
            Act::Close => {
                fine(kit.write(who, move |cx| tickets::close(cx, id)).await);
                None
            }
            Act::UndoClose => {
                undo(kit, who, id).await;
                None
            }
            Act::Reopen => {
                fine(kit.write(who, move |cx| tickets::reopen(cx, id)).await);
                None
            }
            Act::Take => {
                fine(kit.write(who, move |cx| tickets::take(cx, id)).await);
                None
            }
            Act::Look => {
                let page = fine(kit.read(who, move |cx| tickets::conversation(cx, id)).await);
                if let Some(seen) = page.and_then(|page| page.seen) {
                    kit.write(who, move |cx| tickets::mark_seen(cx, seen)).await.expect("it was on the page");
                    let filter = ListFilter { text: id.to_string(), ..ListFilter::default() };
                    let rows =
                        kit.read(who, move |cx| tickets::list(cx, &filter)).await.expect("listed").rows;
                    assert!(rows.iter().any(|row| row.id == id && !row.new), "what was opened is not new");
                }
                None
            }
        };
        newest = opened.map_or(newest, TicketId::get);
    }
}

/// Undoes the last closing, as its button would. What may be undone is open then, whatever came before.
async fn undo(kit: &Kit, who: &Person, id: TicketId) {
    let Some(page) = fine(kit.read(who, move |cx| tickets::conversation(cx, id)).await) else { return };
    let closing = page.messages.iter().rev().find(|message| message.event == Some(tickets::Event::Closed));
    let Some(closing) = closing.map(|message| message.id) else { return };
    if fine(kit.write(who, move |cx| tickets::undo_close(cx, id, closing)).await).is_some() {
        let after = kit.conversation(who, id).await;
        assert_eq!(after.status, tickets::Status::Opened);
        assert!(after.messages.iter().all(|message| message.id != closing), "its line is gone");
    }
}

/// Both sides read the same conversation but for the notes and the staff's own events.
async fn both_sides_agree(kit: &Kit, lead: &Credential, people: &[Person; 5]) {
    let tickets = kit.count("SELECT COUNT(*) FROM tickets").await;
    for id in (1..=tickets).map(TicketId::new) {
        let ours = kit.read(lead, move |cx| tickets::conversation(cx, id)).await.expect("a lead sees all");
        let owner = people.iter().find(|person| person.affiliate == Some(ours.affiliate)).expect("of these");
        let theirs = kit.conversation(owner, id).await;
        let visible: Vec<_> = theirs.messages.iter().map(|message| message.id).collect();
        let public = ours.messages.iter().filter(|message| {
            message.kind != tickets::MessageKind::Note && message.event != Some(tickets::Event::Taken)
        });
        assert_eq!(visible, public.map(|message| message.id).collect::<Vec<_>>());
        let answers =
            ours.messages.iter().filter(|message| message.kind == tickets::MessageKind::Comment).count();
        let filter = ListFilter { text: format!("#{id}"), ..ListFilter::default() };
        let rows = kit.read(owner, move |cx| tickets::list(cx, &filter)).await.expect("listed").rows;
        let row = rows.iter().find(|row| row.id == id).expect("its number finds it");
        assert_eq!((usize::try_from(row.answers), row.answered), (Ok(answers), ours.answered));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_stays_as_it_is_counted(steps in steps()) {
        testkit::run(async {
            let kit = Kit::new(Engine::Sqlite);
            let maria = kit.manager("maria").await;
            let fiona = kit.manager("fiona").await;
            let lead = kit.lead().await;
            let acme = kit.affiliate("acme", Some(&maria)).await;
            let lone = kit.affiliate("lone", None).await;
            let routed = fiona.user;
            kit.write(&Credential::System, move |cx| people::route_type(cx, routed, tickets::TicketType::Payments))
                .await
                .expect("routed");
            let everybody = [acme, lone, maria, fiona, lead];
            play(&kit, &everybody, &steps).await;
            kit.verify().await;
            both_sides_agree(&kit, &everybody[4].credential(), &everybody).await;
        });
    }
}
