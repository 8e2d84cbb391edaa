//! The whole way of a mail onto its ticket.

use courier::mail_in::{Envelope, Intake, take, take_head};
use desk::inbound::{Outcome, WhyRefused, refused_files};
use desk::reply_address::ReplyAddress;
use desk::tickets::{Event, TicketId};
use desk::{Credential, Settings};
use testkit::{Engine, Kit, Person};

use super::corpus::{mail, ours};

/// The address of the corpus, before its signed part.
const BASE: &str = "support@desk.example";

/// A ticket, and its affiliate's address.
pub(crate) struct Place {
    pub(crate) kit: Kit,
    pub(crate) acme: Person,
    pub(crate) maria: Person,
    pub(crate) ticket: TicketId,
    pub(crate) address: String,
}

impl Place {
    pub(crate) async fn new(engine: Engine) -> Self {
        Self::with(engine, |_| ()).await
    }

    pub(crate) async fn with(engine: Engine, change: impl FnOnce(&mut Settings)) -> Self {
        let kit = Kit::with(engine, |settings| {
            settings.reply_address = Some(BASE.to_owned());
            settings.channels = vec![desk::outbox::Channel::Email];
            change(settings);
        });
        let maria = kit.manager("maria").await;
        let mut acme = kit.affiliate("acme", Some(&maria)).await;
        "ann@acme.example".clone_into(&mut acme.email);
        let user = acme.user;
        kit.sql(move |tx| {
            let sql = "UPDATE users SET email = 'ann@acme.example', email_folded = 'ann@acme.example' WHERE id = $1";
            tx.execute(sql, &[&user])
        })
        .await;
        let ticket = kit.open(&acme, "Where is my payment?").await;
        let place = ReplyAddress { ticket, user: acme.user };
        let address =
            kit.read(&Credential::System, move |cx| place.on(cx, BASE)).await.expect("signed").expect("one");
        Self { kit, acme, maria, ticket, address }
    }

    /// A mail of the corpus, to this affiliate's address.
    pub(crate) fn mail(&self, name: &str) -> Vec<u8> {
        self.addressed(&mail(name))
    }

    /// A mail that is answered to `support+REPLY`, answered to this affiliate's address, and from theirs.
    pub(crate) fn addressed(&self, raw: &[u8]) -> Vec<u8> {
        let raw = replaced(raw, b"support+REPLY@desk.example", self.address.as_bytes());
        let raw = replaced(&raw, b"olga@acme.example", self.acme.email.as_bytes());
        replaced(&raw, b"luis@acme.example", self.acme.email.as_bytes())
    }

    pub(crate) fn intake(&self) -> Intake {
        Intake { app: self.kit.app().clone(), ours: ours() }
    }

    /// What is written on the ticket by mail, in order.
    pub(crate) async fn written(&self) -> Vec<String> {
        let seen = self.kit.conversation(&self.maria, self.ticket).await;
        seen.messages
            .into_iter()
            .filter(|message| message.via == desk::tickets::Via::Mail)
            .map(|message| message.body)
            .collect()
    }

    /// What became of the mails, in order.
    pub(crate) async fn outcomes(&self) -> Vec<String> {
        self.kit
            .sql(|tx| {
                tx.query("SELECT outcome FROM inbound_log ORDER BY id", &[], |row| row.get::<String>(0))
            })
            .await
    }
}

fn replaced(raw: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + 100);
    let mut rest = raw;
    while let Some(at) = rest.windows(what.len()).position(|window| window == what) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(by);
        rest = &rest[at + what.len()..];
    }
    out.extend_from_slice(rest);
    out
}

async fn answers_of_every_program_reach_their_ticket(engine: Engine) {
    let place = Place::new(engine).await;
    let mut expected = Vec::new();
    for (name, text) in [
        ("gmail-en", "Hi Maria,\n\nit is TX-1001. The amount was 120 EUR."),
        ("gmail-es", "Hola, María:\n\nel pago era de 120 €. ¿Puede mirarlo?"),
        ("iphone-ru", "Всё получил, спасибо!"),
        (
            "outlook-web-es",
            "Buenos días:\n\nel identificador es TX-1001; véase el extracto <https://bank.example/tx/1001>.",
        ),
        ("broken-encoding", "Café is fine, =G1 is not, and a line ends with\nan equals sign."),
    ] {
        let receipt = take(&place.intake(), place.mail(name), &Envelope::default()).await.expect("decided");
        assert_eq!((receipt.outcome, receipt.ticket), (Outcome::Accepted, Some(place.ticket)), "{name}");
        expected.push(text.to_owned());
    }
    assert_eq!(place.written().await, expected);
    let seen = place.kit.conversation(&place.maria, place.ticket).await;
    assert!(
        seen.messages.iter().all(|message| !message.quoted.contains(&place.address)),
        "no signed address is shown"
    );
    place.kit.verify().await;
}

async fn files_obey_the_rules_of_a_form_and_refused_ones_are_named(engine: Engine) {
    let place = Place::new(engine).await;
    let receipt =
        take(&place.intake(), place.mail("files-refused"), &Envelope::default()).await.expect("decided");
    assert_eq!(receipt.outcome, Outcome::Accepted);
    let alone =
        take(&place.intake(), place.mail("files-alone"), &Envelope::default()).await.expect("decided");
    assert_eq!(alone.outcome, Outcome::Accepted);
    let seen = place.kit.conversation(&place.acme, place.ticket).await;
    let [_, answer, line, picture] = &seen.messages[..] else { panic!("{:#?}", seen.messages) };
    let names: Vec<_> = answer.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["shot.png"]);
    assert_eq!(line.event, Some(Event::FilesRefused));
    let refused: Vec<_> = refused_files(&line.detail).into_iter().map(|file| (file.name, file.why)).collect();
    assert_eq!(
        refused,
        [("invoice.pdf".to_owned(), WhyRefused::Ending), ("fake.gif".to_owned(), WhyRefused::Signature)]
    );
    assert_eq!((picture.body.as_str(), picture.files.len()), ("снимок.png", 1));
    // What was refused after it was begun leaves nothing for good.
    place.kit.pass(std::time::Duration::from_hours(48));
    desk::sweep::staged_files(place.kit.app()).await.expect("swept");
    assert_eq!(place.kit.count("SELECT COUNT(*) FROM staged_files").await, 0);
    place.kit.verify().await;
}

async fn nothing_of_a_mail_that_is_not_taken_is_stored(engine: Engine) {
    let place = Place::new(engine).await;
    let stranger = String::from_utf8(mail("files-refused")).expect("text").replace("+REPLY", "+1-2-3-4");
    let outcome =
        async |raw: Vec<u8>| take(&place.intake(), raw, &Envelope::default()).await.expect("decided").outcome;
    assert_eq!(outcome(stranger.into_bytes()).await, Outcome::Forged);
    assert_eq!(
        place.kit.count("SELECT COUNT(*) FROM staged_files").await,
        0,
        "no file of a forger is stored"
    );
    for (name, expected) in [
        ("auto-outlook", Outcome::Automatic),
        ("auto-bare-ru", Outcome::Automatic),
        ("bounce", Outcome::Bounce),
        ("list", Outcome::Bulk),
        ("only-quotation", Outcome::Empty),
        ("headers-only", Outcome::Empty),
        ("no-headers", Outcome::NotAnAnswer),
    ] {
        assert_eq!(outcome(place.mail(name)).await, expected, "{name}");
    }
    let own = String::from_utf8(place.mail("gmail-en"))
        .expect("text")
        .replace("ann@acme.example", "Support@desk.example");
    assert_eq!(outcome(own.into_bytes()).await, Outcome::Own);
    let marked = [b"X-Affdesk: notice\r\n".as_slice(), &place.mail("gmail-en")].concat();
    assert_eq!(outcome(marked).await, Outcome::Duplicate, "whatever it is, it came before");
    let large = take_head(&place.intake(), &place.mail("headers-only"), &Envelope::default()).await;
    assert_eq!(large.expect("decided").outcome, Outcome::Duplicate);
    assert_eq!(place.written().await, Vec::<String>::new());
}

/// Only what was sent to a signed address is taken apart: of anything else the headers are known, whatever is in it.
async fn a_mail_to_no_signed_address_is_not_taken_apart(engine: Engine) {
    let place = Place::new(engine).await;
    let bomb = format!("{}\r\n{}", "Content-Type: message/rfc822", "--b\r\n\r\n".repeat(100_000));
    let to = |address: &str| {
        format!("From: ann@acme.example\r\nTo: {address}\r\nMessage-ID: <{address}>\r\n{bomb}").into_bytes()
    };
    let take = async |raw| take(&place.intake(), raw, &Envelope::default()).await.expect("decided").outcome;
    assert_eq!(take(to("support@desk.example")).await, Outcome::NotAnAnswer);
    assert_eq!(take(to("support+1-2-3-4@desk.example")).await, Outcome::Forged);
    assert_eq!(take(to(&place.address)).await, Outcome::Unreadable);
    assert_eq!(place.kit.count("SELECT COUNT(*) FROM inbound_log WHERE told = TRUE").await, 1);
}

/// A mail server may deliver for an address that stands nowhere in the mail.
async fn the_envelope_is_enough(engine: Engine) {
    let place = Place::new(engine).await;
    let raw = String::from_utf8(mail("gmail-en")).expect("text").replace("support+REPLY@", "somebody@");
    let envelope = Envelope { recipients: vec![place.address.clone()], sender: None };
    let receipt = take(&place.intake(), raw.into_bytes(), &envelope).await.expect("decided");
    assert_eq!(receipt.outcome, Outcome::Accepted);
}

testkit::both_engines!(
    answers_of_every_program_reach_their_ticket,
    files_obey_the_rules_of_a_form_and_refused_ones_are_named,
    nothing_of_a_mail_that_is_not_taken_is_stored,
    a_mail_to_no_signed_address_is_not_taken_apart,
    the_envelope_is_enough
);
