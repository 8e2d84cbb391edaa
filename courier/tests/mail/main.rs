//! Mail out: what it looks like, over a real server and over peers that misbehave.

mod broken;
mod sent;
mod server;

use courier::channels;
use courier::mail::{Look, Mailer, Sender, Server, Smtp, Tls, Transport};
use desk::outbox::{Channel, State};
use testkit::{Engine, Kit};

/// A desk that sends mail, and takes answers.
pub(crate) fn mailing(engine: Engine) -> Kit {
    Kit::with(engine, |settings| {
        settings.channels = vec![Channel::Email];
        settings.reply_address = Some("answers@northwind.test".into());
    })
}

pub(crate) fn sender() -> Sender {
    Sender {
        from: "Northwind <support@northwind.test>".parse().expect("an address"),
        look: Look {
            public_url: "https://desk.northwind.test".parse().expect("an address"),
            programme: "Northwind".into(),
            colour: Some("#0a7d5a".into()),
        },
    }
}

/// Sends to a port of this machine, without TLS.
pub(crate) fn mailer(port: u16) -> Mailer {
    mailer_to(&format!("smtp://127.0.0.1:{port}"), Tls::Off, None)
}

pub(crate) fn mailer_to(url: &str, tls: Tls, roots: Option<Vec<u8>>) -> Mailer {
    let hello = "desk.northwind.test".to_owned();
    let smtp = Smtp::new(Server { url, tls, credentials: None, roots, hello }).expect("a server");
    Mailer::new(sender(), Transport::Smtp(smtp))
}

/// Sends everything that is due. Gives how many rows were tried.
pub(crate) async fn send(kit: &Kit, mailer: &Mailer) -> usize {
    channels::send_all(kit.app(), mailer.clone(), "test").await.expect("the outbox can be read")
}

/// State, attempts and the last error of each row.
pub(crate) async fn rows(kit: &Kit) -> Vec<(State, i64, String)> {
    kit.sql(|tx| {
        let sql = "SELECT state, attempts, last_error FROM outbox ORDER BY id";
        tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    })
    .await
}
