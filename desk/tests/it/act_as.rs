//! Acting in somebody's name: for the desk itself alone, at the moment that it says.

use std::time::Duration;

use desk::people::{Deputy, act_as};
use desk::tickets;
use desk::{Credential, Error};
use testkit::{Engine, Kit, START};

async fn the_desk_writes_history(engine: Engine) {
    let kit = Kit::new(engine);
    let maria = kit.manager("maria").await;
    let acme = kit.affiliate("acme", Some(&maria)).await;
    let (new, user) = (kit.new_ticket("Where is my payment?"), acme.user);
    let then = START.minus(Duration::from_hours(48));
    let opened = kit.write(&Credential::System, move |cx| {
        let who = Deputy::of(cx, user)?;
        act_as(cx, &who, then, |cx| tickets::open(cx, &new))
    });
    let ticket = opened.await.expect("the desk opens a ticket in their name");
    let conversation = kit.conversation(&acme, ticket).await;
    assert_eq!((conversation.created, conversation.messages[0].author), (then, Some(acme.user)));
    kit.verify().await;
}

async fn nobody_else_acts_for_another(engine: Engine) {
    let kit = Kit::new(engine);
    let admin = kit.admin().await;
    let acme = kit.affiliate("acme", None).await;
    let user = acme.user;
    for who in [&admin, &acme] {
        let named = kit.read(who, move |cx| Deputy::of(cx, user)).await;
        assert!(matches!(named, Err(Error::NotFound)), "{named:?}");
        let acted = kit.write(who, |cx| act_as(cx, &Deputy::desk(), START, |_| Ok(()))).await;
        assert!(matches!(acted, Err(Error::NotFound)), "{acted:?}");
    }
}

testkit::both_engines!(the_desk_writes_history, nobody_else_acts_for_another);
