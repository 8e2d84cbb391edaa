//! Writing history: the desk acts in somebody's name at an earlier moment.

use std::time::Duration;

use db::Engine;
use desk::people::{self, Deputy, UserId, act_as};
use desk::tickets::{self, TicketId};
use desk::{Credential, Error};
use testkit::{Kit, START};

async fn history_is_written_as_it_was(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    kit.write(&Credential::System, |cx| people::disable_user(cx, "maria@example.test"))
        .await
        .expect("she left");
    let (opened, answered) = (START.minus(Duration::from_hours(9)), START.minus(Duration::from_hours(8)));
    let (new, reply) = (kit.new_ticket("Long ago"), kit.new_message("Long since."));
    let (theirs, hers) = (acme.user, maria.user);
    let id = kit
        .write(&Credential::System, move |cx| {
            let (theirs, hers) = (Deputy::of(cx, theirs)?, Deputy::of(cx, hers)?);
            let id = act_as(cx, &theirs, opened, |cx| tickets::open(cx, &new))?;
            act_as(cx, &hers, answered, |cx| tickets::reply(cx, id, &reply, tickets::Reply::Send))?;
            Ok(id)
        })
        .await
        .expect("written");
    let shown = kit.conversation(&acme, id).await;
    assert_eq!((shown.created, shown.updated), (opened, answered));
    let written: Vec<_> =
        shown.messages.iter().map(|message| (message.author_name.as_str(), message.created)).collect();
    assert_eq!(written, [("acme", opened), ("maria", answered)]);
    kit.verify().await;
}

async fn a_deputy_may_no_more_than_the_person(engine: Engine) {
    let kit = Kit::new(engine);
    let (maria, mark) = (kit.manager("maria").await, kit.manager("mark").await);
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let id = kit.open(&acme, "Hers").await;
    let in_the_name_of = |who: UserId, id: TicketId| {
        kit.write(&Credential::System, move |cx| {
            let who = Deputy::of(cx, who)?;
            act_as(cx, &who, START, |cx| tickets::close(cx, id))
        })
    };
    refused!(in_the_name_of(mark.user, id).await, Error::NotFound);
    refused!(in_the_name_of(UserId::new(999), id).await, Error::NotFound);
    in_the_name_of(maria.user, id).await.expect("closed");
}

async fn nobody_but_the_desk_has_deputies(engine: Engine) {
    let kit = Kit::new(engine);
    let (admin, acme) = (kit.admin().await, kit.affiliate("acme", None).await);
    let theirs = acme.user;
    refused!(kit.write(&admin, move |cx| Deputy::of(cx, theirs).map(drop)).await, Error::NotFound);
    let stolen = kit.read(&Credential::System, move |cx| Deputy::of(cx, theirs)).await.expect("the desk may");
    for who in [Deputy::desk(), stolen] {
        let act = move |cx: &mut desk::Cx<'_, '_>| {
            act_as(cx, &who, START, |cx| people::list_users(cx, None, 1).map(drop))
        };
        refused!(kit.write(&admin, act.clone()).await, Error::NotFound);
        refused!(kit.write(&Credential::Anonymous, act).await, Error::NotFound);
    }
}

testkit::both_engines!(
    history_is_written_as_it_was,
    a_deputy_may_no_more_than_the_person,
    nobody_but_the_desk_has_deputies,
);
