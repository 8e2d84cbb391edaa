//! "Usually answers within": what is measured, and of what.

use std::time::Duration;

use db::Engine;
use desk::tickets::{self, AnswerTime, TicketId, TicketType};
use desk::{Credential, Error};
use testkit::{Kit, Person};

const HOUR: Duration = Duration::from_hours(1);

async fn measured(kit: &Kit, who: &Person) -> Vec<(TicketType, AnswerTime)> {
    tickets::measure_answers(kit.app()).await.expect("measured");
    kit.read(who, tickets::answer_times).await.expect("read")
}

async fn open(kit: &Kit, who: &Person, kind: TicketType) -> TicketId {
    let mut new = kit.new_ticket("A question");
    new.kind = kind;
    kit.write(who, move |cx| tickets::open(cx, &new)).await.expect("opened")
}

/// The same person, signed in anew: time passes.
async fn again(kit: &Kit, who: &Person) -> Person {
    Person { token: kit.session(who.user).await, ..who.clone() }
}

/// Tickets whose first answers take so long.
async fn answered(kit: &Kit, acme: &Person, maria: &Person, kind: TicketType, takes: &[Duration]) {
    let (acme, maria) = (&again(kit, acme).await, &again(kit, maria).await);
    for span in takes {
        let id = open(kit, acme, kind).await;
        kit.pass(*span);
        kit.reply(maria, id, "An answer.").await;
        // A later one changes nothing.
        kit.pass(HOUR);
        kit.reply(maria, id, "Another.").await;
    }
}

async fn the_median_of_ten_first_answers_is_told(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    assert_eq!(measured(&kit, &acme).await, []);
    let spans: Vec<Duration> = [1, 1, 1, 2, 2, 3, 9, 9, 9].map(|hours| hours * HOUR).into();
    answered(&kit, &acme, &maria, TicketType::Payments, &spans).await;
    open(&kit, &acme, TicketType::Payments).await;
    let mut ours = kit.new_ticket("From us");
    ours.kind = TicketType::Payments;
    let to = acme.affiliate_id();
    let ours = kit.write(&maria, move |cx| tickets::open_for(cx, to, &ours)).await.expect("opened");
    kit.reply(&maria, ours, "One more thing.").await;
    assert_eq!(measured(&kit, &acme).await, [], "nine answers are too few; what we began does not count");

    answered(&kit, &acme, &maria, TicketType::Payments, &[9 * HOUR]).await;
    answered(&kit, &acme, &maria, TicketType::General, &[30 * HOUR; 10]).await;
    let told = [
        (TicketType::General, AnswerTime::Days(2)),
        // Half way between two and three hours, and then up.
        (TicketType::Payments, AnswerTime::Hours(3)),
    ];
    let (acme, maria) = (again(&kit, &acme).await, again(&kit, &maria).await);
    assert_eq!(measured(&kit, &acme).await, told);
    assert_eq!(kit.read(&maria, tickets::answer_times).await.expect("read"), told);
    let kept = kit.count("SELECT median FROM answer_times WHERE type = 'payments'").await;
    assert_eq!(Duration::from_micros(kept.unsigned_abs()), HOUR * 5 / 2, "the exact median");
    refused!(kit.read(&Credential::Anonymous, tickets::answer_times).await, Error::SignedOut);
}

async fn what_is_a_month_old_is_forgotten(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    answered(&kit, &acme, &maria, TicketType::Technical, &[HOUR; 10]).await;
    assert_eq!(measured(&kit, &acme).await, [(TicketType::Technical, AnswerTime::Hours(1))]);
    kit.pass(20 * 24 * HOUR);
    answered(&kit, &acme, &maria, TicketType::Technical, &[5 * HOUR; 11]).await;
    let acme = again(&kit, &acme).await;
    assert_eq!(measured(&kit, &acme).await, [(TicketType::Technical, AnswerTime::Hours(5))]);
    kit.pass(11 * 24 * HOUR);
    let acme = again(&kit, &acme).await;
    assert_eq!(
        measured(&kit, &acme).await,
        [(TicketType::Technical, AnswerTime::Hours(5))],
        "the newer eleven"
    );
    kit.pass(20 * 24 * HOUR);
    let acme = again(&kit, &acme).await;
    assert_eq!(measured(&kit, &acme).await, [], "and then none is left");
}

testkit::both_engines!(the_median_of_ten_first_answers_is_told, what_is_a_month_old_is_forgotten);
