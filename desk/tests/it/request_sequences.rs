//! Whatever several people, the clock and a rule do to requests, in whatever order: states, access, events and counters
//! agree.

use std::time::Duration;

use db::Engine;
use desk::Error;
use desk::offers::{self, ByHand, OfferId, Privacy, RawOffer};
use desk::requests::{self, NewRequest, RawDecision, RawRequest, RawRule, Resubmission, Standing};
use desk::tickets::{self, Reply, TicketId};
use proptest::collection::vec;
use proptest::prelude::*;
use testkit::offers::{approval, question, rejection};
use testkit::{Kit, Person};

#[derive(Clone, Copy, Debug)]
enum Act {
    Ask,
    AskForAll,
    Comment,
    Resubmit,
    Withdraw,
    Approve,
    Reject,
    RejectForGood,
    Question,
    Grant,
    Remove,
    Reply,
    ReplyAndClose,
    Close,
    Reopen,
    Tend,
    Hide,
}

const ACTS: [Act; 17] = [
    Act::Ask,
    Act::AskForAll,
    Act::Comment,
    Act::Resubmit,
    Act::Withdraw,
    Act::Approve,
    Act::Reject,
    Act::RejectForGood,
    Act::Question,
    Act::Grant,
    Act::Remove,
    Act::Reply,
    Act::ReplyAndClose,
    Act::Close,
    Act::Reopen,
    Act::Tend,
    Act::Hide,
];

/// Who does what, to which ticket (counted from the newest) or offer, and how many hours later.
type Step = (usize, Act, i64, u64);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let act =
        prop_oneof![3 => Just(Act::Ask), 2 => Just(Act::Question), 9 => prop::sample::select(ACTS.to_vec())];
    vec((0..5_usize, act, 0..4_i64, prop_oneof![0..2_u64, 0..40_u64]), 1..40)
}

/// Refusals are part of it; anything else that goes wrong is not.
fn fine<T>(result: Result<T, Error>) -> Option<T> {
    match result {
        Ok(done) => Some(done),
        Err(Error::NotFound | Error::Conflict(_) | Error::Invalid(_)) => None,
        Err(other) => panic!("{other}"),
    }
}

struct Stage {
    kit: Kit,
    /// Two affiliates, two managers and a lead.
    people: [Person; 5],
    offers: [OfferId; 3],
}

impl Stage {
    async fn set() -> Self {
        // Nobody is signed out in the middle of it.
        let kit = Kit::with(Engine::Sqlite, |settings| {
            settings.session_idle = Duration::from_hours(24 * 365);
            settings.session_lifetime = settings.session_idle;
        });
        let maria = kit.manager("maria").await;
        let boris = kit.manager("boris").await;
        let lead = kit.lead().await;
        let admin = kit.admin().await;
        let acme = kit.affiliate("acme", Some(&maria)).await;
        let lone = kit.affiliate("lone", None).await;
        let raw = |title: &str, days: &str| RawOffer {
            reapply_days: days.into(),
            answer_days: "2".into(),
            ..kit.raw_offer(title, Privacy::PreModeration)
        };
        let first = kit.offer(&maria, &raw("First", "1")).await;
        let second = kit.offer(&maria, &raw("Second", "")).await;
        let third = kit.offer(&maria, &raw("Third", "0")).await;
        // Whoever was approved twice has the third by itself.
        let rule = RawRule {
            name: "Known".into(),
            offers: third.to_string(),
            approved: "2".into(),
            action: "approve".into(),
            ..RawRule::default()
        };
        kit.rule(&admin, &rule).await;
        Self { kit, people: [acme, lone, maria, boris, lead], offers: [first, second, third] }
    }

    async fn ask(&self, who: &Person, offers: Vec<OfferId>) {
        let raw = RawRequest {
            offers: offers.iter().map(|id| (*id, None)).collect(),
            asked: requests::fingerprint(&[]),
            answers: vec![],
            comment: "Please.".into(),
        };
        let new = NewRequest::parse(raw, self.kit.fresh_submission()).expect("a request");
        fine(self.kit.write(who, move |cx| requests::ask(cx, &new)).await);
    }

    async fn decide(&self, who: &Person, id: TicketId, raw: &RawDecision) {
        let Some(Some(shown)) = fine(self.kit.read(who, move |cx| requests::of_ticket(cx, id)).await) else {
            return;
        };
        let new = self.kit.decision_on(shown.version, raw);
        fine(self.kit.write(who, move |cx| requests::decide(cx, id, &new)).await);
    }

    async fn play(&self, steps: &[Step]) {
        for (who, act, back, hours) in steps {
            self.kit.pass(Duration::from_hours(*hours));
            self.act(&self.people[*who], *act, *back).await;
        }
    }

    async fn act(&self, who: &Person, act: Act, back: i64) {
        let kit = &self.kit;
        let newest = kit.count("SELECT COALESCE(MAX(id), 0) FROM tickets").await;
        let id = TicketId::new((newest - back).max(1));
        let offer = self.offers[usize::try_from(back).unwrap_or(0) % 3];
        let to = self.people[usize::from(back % 2 == 0)].affiliate_id();
        let by_hand = async |what: ByHand| {
            fine(kit.write(who, move |cx| offers::by_hand(cx, to, offer, &what)).await);
        };
        let message = kit.new_message("Some words.");
        match act {
            Act::Ask => self.ask(who, vec![offer]).await,
            Act::AskForAll => self.ask(who, self.offers.to_vec()).await,
            Act::Comment => {
                fine(kit.write(who, move |cx| tickets::comment(cx, id, &message)).await);
            }
            Act::Resubmit => {
                let raw = RawRequest { asked: requests::fingerprint(&[]), ..RawRequest::default() };
                let new = Resubmission::parse(raw, kit.fresh_submission()).expect("a resubmission");
                fine(kit.write(who, move |cx| requests::resubmit(cx, id, &new)).await);
            }
            Act::Withdraw => {
                fine(kit.write(who, move |cx| requests::withdraw(cx, id)).await);
            }
            Act::Approve => {
                self.decide(who, id, &RawDecision { note: "Yes".into(), ..approval() }).await;
            }
            Act::Reject => self.decide(who, id, &rejection("No")).await,
            Act::RejectForGood => {
                self.decide(who, id, &RawDecision { again: "never".into(), ..rejection("No") }).await;
            }
            Act::Question => self.decide(who, id, &question("What?")).await,
            Act::Grant => by_hand(ByHand::Grant).await,
            Act::Remove => by_hand(ByHand::Remove { reason: "Because".into() }).await,
            Act::Reply => {
                fine(kit.write(who, move |cx| tickets::reply(cx, id, &message, Reply::Send)).await);
            }
            Act::ReplyAndClose => {
                fine(kit.write(who, move |cx| tickets::reply(cx, id, &message, Reply::AndClose)).await);
            }
            Act::Close => {
                fine(kit.write(who, move |cx| tickets::close(cx, id)).await);
            }
            Act::Reopen => {
                fine(kit.write(who, move |cx| tickets::reopen(cx, id)).await);
            }
            Act::Tend => {
                kit.tend().await;
            }
            Act::Hide => {
                let maria = &self.people[2];
                kit.change_offer(maria, offer, |raw| {
                    raw.status = if raw.status == "active" { "paused" } else { "active" }.into();
                })
                .await;
            }
        }
    }

    /// What affiliates see is what is stored, and who has access may do no more than what is stored lets them.
    async fn agree(&self) {
        self.kit.verify().await;
        for who in &self.people[..2] {
            let affiliate = who.affiliate_id();
            for id in self.offers {
                let Some(shown) = fine(self.kit.read(who, move |cx| offers::offer(cx, id)).await) else {
                    continue;
                };
                let granted = self
                    .kit
                    .sql(move |tx| {
                        let sql = "SELECT COUNT(*) FROM offer_access
                                   WHERE affiliate_id = $1 AND offer_id = $2 AND state = 'granted'";
                        tx.query_one(sql, &[&affiliate, &id], |row| row.get::<i64>(0))
                    })
                    .await;
                assert_eq!(
                    matches!(shown.standing, Standing::Access { .. }),
                    granted == 1,
                    "{:?}",
                    shown.standing
                );
            }
        }
        let live = "SELECT COUNT(*) FROM (SELECT 1 FROM access_requests WHERE state IN ('pending', 'needs_information')
                    GROUP BY affiliate_id, offer_id HAVING COUNT(*) > 1) AS twice";
        assert_eq!(self.kit.count(live).await, 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn states_access_events_and_counters_agree(steps in steps()) {
        testkit::run(async {
            let stage = Stage::set().await;
            stage.play(&steps).await;
            stage.agree().await;
        });
    }
}
