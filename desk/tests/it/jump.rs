//! Finding a ticket to go to.

use std::time::Duration;

use db::Engine;
use desk::Error;
use desk::tickets::{self, TicketId};
use testkit::{Kit, Person};

async fn found(kit: &Kit, who: &Person, text: &'static str) -> Vec<TicketId> {
    let found = kit.read(who, move |cx| tickets::jump(cx, text, 3)).await.expect("read");
    found.into_iter().map(|jump| jump.id).collect()
}

async fn numbers_and_words_lead_to_tickets_in_scope(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let (acme, rival) =
        (kit.affiliate("acme", Some(&maria)).await, kit.affiliate("rival", Some(&mark)).await);
    let mut ids = Vec::new();
    for (who, title) in
        [(&acme, "Postback 2"), (&rival, "Postback"), (&acme, "Invoice"), (&acme, "Postback again")]
    {
        kit.pass(Duration::from_mins(1));
        ids.push(kit.open(who, title).await);
    }
    assert_eq!(
        found(&kit, &acme, "postb").await,
        [ids[3], ids[0]],
        "the last updated first, and none of a rival's"
    );
    assert_eq!(found(&kit, &maria, "postback").await, [ids[3], ids[0]]);
    assert_eq!(found(&kit, &mark, "postback").await, [ids[1]]);
    assert_eq!(found(&kit, &maria, "#3").await, [ids[2]]);
    assert_eq!(found(&kit, &maria, "2").await, [ids[0]], "somebody else's number finds words alone");
    assert_eq!(found(&kit, &mark, "2").await, [ids[1]]);
    assert_eq!(found(&kit, &maria, "  ").await, []);
    let lead = kit.lead().await;
    assert_eq!(found(&kit, &lead, "2").await, [ids[1], ids[0]], "the number comes before the words");
    assert_eq!(found(&kit, &lead, "please").await.len(), 3, "no more than was asked for");
    kit.note(&maria, ids[0], "Their postback is suspicious.").await;
    assert_eq!(found(&kit, &acme, "suspicious").await, [], "notes are the staff's");
    assert_eq!(found(&kit, &maria, "suspicious").await, [ids[0]]);
    let nobody = kit.read(&desk::Credential::Anonymous, |cx| tickets::jump(cx, "2", 3)).await;
    refused!(nobody, Error::SignedOut);
}

testkit::both_engines!(numbers_and_words_lead_to_tickets_in_scope);
