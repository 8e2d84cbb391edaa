//! Telegram, against a server that answers as the Bot API does.

mod broken;
mod server;
mod talk;

use courier::channels::send_all;
use courier::mail::Look;
use courier::telegram::poll::read_all;
use courier::telegram::{Api, Telegram};
use desk::outbox::Channel;
use desk::telegram::{self, Received};
use desk::tickets::{TicketId, Via};
use desk::{Credential, Settings};
use server::Server;
use testkit::{Engine, Kit, Person};

/// The chat of the affiliate, and of the manager.
const ANN: i64 = 501;
const MARIA: i64 = 502;

fn on(settings: &mut Settings) {
    settings.channels = vec![Channel::Email, Channel::Telegram];
    settings.telegram_bot = Some("4242".to_owned());
}

struct House {
    kit: Kit,
    server: Server,
    maria: Person,
    acme: Person,
}

impl House {
    async fn new(engine: Engine) -> Self {
        Self::with(engine, |_| ()).await
    }

    async fn with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        let kit = Kit::with(engine, |settings| {
            on(settings);
            change(settings);
        });
        let maria = kit.manager("maria").await;
        let acme = kit.affiliate("acme", Some(&maria)).await;
        Self { kit, server: Server::start().await, maria, acme }
    }

    /// The same, with both in their chats.
    async fn linked(engine: Engine) -> Self {
        let house = Self::new(engine).await;
        house.link(&house.acme, ANN).await;
        house.link(&house.maria, MARIA).await;
        house.send().await;
        house
    }

    async fn code(&self, who: &Person) -> String {
        self.kit.write(who, telegram::code).await.expect("a code").text
    }

    async fn link(&self, who: &Person, chat: i64) {
        let code = self.code(who).await;
        self.server.say(chat, &format!("/start {code}"));
        assert_eq!(self.read().await, [Received::Command]);
    }

    async fn read(&self) -> Vec<Received> {
        self.read_with(self.server.api()).await.expect("read")
    }

    async fn read_with(&self, api: Api) -> Result<Vec<Received>, String> {
        read_all(self.kit.app(), api).await
    }

    async fn send(&self) -> usize {
        self.send_with(self.server.api()).await
    }

    async fn send_with(&self, api: Api) -> usize {
        let look = Look {
            public_url: "https://desk.test".parse().expect("an address"),
            programme: "Northwind".to_owned(),
            colour: None,
        };
        send_all(self.kit.app(), Telegram::new(api, look), "test").await.expect("it is noted")
    }

    /// What the bot said last in a chat, and under which number.
    fn last_to(&self, chat: i64) -> (String, i64) {
        let last = self.server.last_to(chat);
        (last["text"].as_str().expect("a text").to_owned(), last["message_id"].as_i64().expect("a number"))
    }

    /// Everything that was said on a ticket, by whom and how it came.
    async fn said(&self, ticket: TicketId) -> Vec<(String, String, Via)> {
        let conversation = self.kit.conversation(&self.maria, ticket).await;
        conversation
            .messages
            .into_iter()
            .filter(|message| !message.body.is_empty())
            .map(|message| (message.author_name, message.body, message.via))
            .collect()
    }

    /// How many deliveries of the channel stand so.
    async fn count(&self, state: &str) -> i64 {
        self.kit
            .count(&format!("SELECT COUNT(*) FROM outbox WHERE channel = 'telegram' AND state = '{state}'"))
            .await
    }
}

const SYSTEM: &Credential = &Credential::System;
