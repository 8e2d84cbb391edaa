//! `affdesk mail`, as a mail server's pipe meets it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use testkit::{Engine, Kit};

/// Runs `affdesk` on the data of a directory, with a mail on its standard input.
fn affdesk(dir: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_affdesk"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AFFDESK_") {
            command.env_remove(name);
        }
    }
    let command = command.current_dir(dir).args(arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(input).expect("a pipe is read to its end, whatever becomes of the mail");
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

const MAIL: &[u8] =
    b"From ann@acme.example Fri Mar  6 10:12:00 2026\nMessage-ID: <1@x>\nTo: support@desk.example\n\nHello\n";

const RECEIVE: [&str; 4] = ["mail", "receive", "--set", "mail.reply_address=support@desk.example"];

#[test]
fn exit_codes_tell_a_mail_server_what_to_do() {
    let dir = tempfile::tempdir().expect("a directory");
    let code = |more: &[&str], input: &[u8]| {
        let output = affdesk(dir.path(), &[&RECEIVE, more].concat(), input);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(code(&[], MAIL).0, Some(0), "a mail that is no answer is noted, and that is all");
    assert_eq!(code(&["--recipient", "a@b.example", "--sender", ""], MAIL).0, Some(0));
    assert_eq!(code(&[], b"").0, Some(65));
    assert_eq!(code(&[], b" \r\n\r\n").0, Some(65));
    let torn =
        [b"To: support@desk.example\n".as_slice(), &b"Content-Type: message/rfc822\n\n".repeat(500)].concat();
    assert_eq!(code(&[], &torn).0, Some(0), "one that cannot be read is noted, too");
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    assert_eq!(code(&[], &bytes).0, Some(0), "whatever it is");
    let large = [MAIL, &vec![b'x'; 30 * 1024 * 1024]].concat();
    assert_eq!(code(&[], &large).0, Some(0), "it is read to its end");
    // Whatever is wrong with us is no reason to give the mail back.
    let (away, said) = code(&["--set", "database.url=sqlite:/nowhere/at/all.db"], MAIL);
    assert_eq!(away, Some(75));
    assert!(said.contains("/nowhere/at/all.db"), "{said}");
    assert_eq!(code(&["--config", "missing.toml"], MAIL).0, Some(75));
    assert_eq!(code(&["--set", "mail.in.every=soon"], &large).0, Some(75));
}

/// An answer that cannot be read is decided: the mail server must not send it back, because the desk tells the person.
async fn an_answer_that_cannot_be_read_is_not_given_back(engine: Engine) {
    let kit = Kit::new(engine);
    let acme = kit.affiliate("acme", None).await;
    let ticket = kit.open(&acme, "Where is my payment?").await.to_string();
    let database = format!("database.url={}", kit.db().location().reveal());
    let dir = tempfile::tempdir().expect("a directory");
    let affdesk = |arguments: &[&str], input: &[u8]| {
        let settings = ["--set", "mail.reply_address=support@desk.example", "--set", &database];
        let output = affdesk(dir.path(), &[arguments, &settings].concat(), input);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    let address = affdesk(&["mail", "address", &ticket, &acme.email], b"");
    let parts = "Content-Type: message/rfc822\n\n".repeat(500);
    let raw = format!("From: {}\nTo: {}\n{parts}", acme.email, address.trim());
    affdesk(&["mail", "receive"], raw.as_bytes());
    assert_eq!(kit.count("SELECT COUNT(*) FROM inbound_log WHERE outcome = 'unreadable'").await, 1);
}

testkit::both_engines!(an_answer_that_cannot_be_read_is_not_given_back);

#[test]
fn addresses_are_made_of_what_is_there() {
    let dir = tempfile::tempdir().expect("a directory");
    let address = |more: &[&str]| {
        let output =
            affdesk(dir.path(), &[&["mail", "address", "1", "ann@acme.example"], more].concat(), b"");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(address(&[]).contains("mail.reply_address is not set"));
    assert!(
        address(&["--set", "mail.reply_address=support@desk.example"]).contains("no such person or ticket")
    );
}
