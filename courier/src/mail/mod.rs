//! Electronic mail: what a notice says ([`compose`]), as a message with its headers ([`message`]), over SMTP ([`smtp`]).

mod compose;
mod message;
mod smtp;

use desk::Error;
use desk::notices::{self, Letter, Links};
use desk::outbox::{Channel, Claimed, Outcome};
use desk::{App, Credential, Cx};
pub use lettre::message::Mailbox;
use url::Url;

pub use compose::{Mail, compose};
pub use smtp::{Server, Smtp, SmtpError, Tls};

use crate::channels::{Attempt, Post};

/// Whom mails come from, and how they look.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Whom mails come from.
    pub from: Mailbox,
    /// How they look.
    pub look: Look,
}

/// Who the programme is, as its mails say.
#[derive(Clone, Debug)]
pub struct Look {
    /// Where the panel is: the only source of links.
    pub public_url: Url,
    /// The programme's name.
    pub programme: String,
    /// The programme's colour as `#rrggbb`, if it has one.
    pub colour: Option<String>,
}

/// How mails leave.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Over SMTP.
    Smtp(Smtp),
    /// Not at all: they are kept to be looked at, as in a demo.
    Shown,
}

/// Sends mails.
#[derive(Clone, Debug)]
pub struct Mailer {
    sender: Sender,
    transport: Transport,
}

/// What is ready to leave.
pub struct Ready {
    letter: Letter,
}

impl Mailer {
    /// Mails of this sender, over this transport.
    pub fn new(sender: Sender, transport: Transport) -> Self {
        Self { sender, transport }
    }

    /// How a notice looks as a mail.
    pub fn mail(&self, letter: &Letter) -> Mail {
        compose(&self.sender.look, letter)
    }
}

impl Post for Mailer {
    type Ready = Ready;

    // A server of ours takes one mail after the other, and its connection is kept.
    const AT_ONCE: usize = 1;
    const AT_ONE_ADDRESS: usize = 1;

    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn prepare(cx: &mut Cx<'_, '_>, row: &Claimed) -> Result<Option<Ready>, Error> {
        Ok(notices::letter(cx, row, Links::Real)?.map(|letter| Ready { letter }))
    }

    async fn send(&self, app: &App, row: &Claimed, ready: Ready) -> Attempt {
        let mail = self.mail(&ready.letter);
        let message = match message::message(&self.sender, &ready.letter, &mail) {
            Ok(message) => message,
            // An address that no mail can go to: trying again does not mend it.
            Err(error) => return Attempt::of(Outcome::Refused, error.to_string()),
        };
        match &self.transport {
            Transport::Smtp(smtp) => smtp.send(message).await,
            Transport::Shown => {
                let (id, headers) = (row.id, message::headers(&message));
                let shown = app.write(&Credential::System, move |cx| {
                    notices::show(cx, id, &mail.subject, &headers, (&mail.plain, &mail.html))
                });
                match shown.await {
                    Ok(()) => Attempt::of(Outcome::Sent, "shown here".to_owned()),
                    Err(error) => Attempt::of(Outcome::Failed(None), error.to_string()),
                }
            }
        }
    }
}
