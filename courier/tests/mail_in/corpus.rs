//! Mails in the shape of what the large programs send: what is taken as written, and what is folded.

use std::fmt::Write as _;

use courier::mail_in::{Envelope, Ours, Read, read};

/// The mails of the corpus, by name.
pub(crate) fn mails() -> Vec<(String, Vec<u8>)> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mails");
    let files = std::fs::read_dir(dir).expect("the corpus is there");
    let mut mails: Vec<_> = files
        .map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("it can be read"))
        })
        .collect();
    mails.sort();
    mails
}

/// One mail of the corpus.
pub(crate) fn mail(name: &str) -> Vec<u8> {
    mails().into_iter().find(|(found, _)| found == name).expect("it is in the corpus").1
}

pub(crate) fn ours() -> Ours {
    Ours { addresses: vec!["support@desk.example".to_owned()], header: Some("x-affdesk".to_owned()) }
}

fn shown(read: &Read) -> String {
    let Read { mail, files } = read;
    let mut shown = format!("from: {}\nto: {}\n", mail.sender, mail.recipients.join(", "));
    if let Some(automatic) = mail.automatic {
        let _ = writeln!(shown, "automatic: {automatic}");
    }
    if let Some(trouble) = mail.trouble {
        let _ = writeln!(shown, "trouble: {trouble:?}");
    }
    for file in files {
        let _ = writeln!(shown, "file: {} ({} bytes)", file.name, file.bytes.len());
    }
    let _ = write!(shown, "--- written\n{}\n--- folded\n{}", mail.text, mail.quoted);
    shown
}

#[test]
fn every_mail_of_the_corpus_is_read_as_a_person_would() {
    let mails = mails();
    assert!(mails.len() >= 25, "{}", mails.len());
    for (name, raw) in mails {
        insta::assert_snapshot!(name, shown(&read(&raw, &Envelope::default(), &ours())));
    }
}

#[test]
fn the_message_id_names_a_mail_and_without_one_its_bytes_do() {
    let digest = |raw: &[u8]| read(raw, &Envelope::default(), &ours()).mail.digest;
    let one = mail("gmail-en");
    let again: Vec<u8> = [b"Received: by another.example\r\n".as_slice(), &one].concat();
    assert_eq!(digest(&one), digest(&again));
    assert_ne!(digest(&one), digest(&mail("gmail-ru")));
    assert_ne!(digest(b"To: a@b.example\r\n\r\none"), digest(b"To: a@b.example\r\n\r\ntwo"));
}

#[test]
fn an_envelope_says_whom_it_was_for_and_that_it_bounced() {
    let sent = |sender: Option<&str>| {
        let recipients = vec!["support+1@desk.example".to_owned()];
        read(&mail("gmail-en"), &Envelope { recipients, sender: sender.map(str::to_owned) }, &ours()).mail
    };
    assert_eq!(sent(None).recipients[0], "support+1@desk.example");
    // Exim gives the empty sender as it is, Postfix has a name for it.
    for sender in ["", "<>", "MAILER-DAEMON", "MAILER-DAEMON@mx.example", "<mailer-daemon>"] {
        assert_eq!(sent(Some(sender)).automatic, Some(desk::mail_in::Automatic::Bounce), "{sender:?}");
    }
    for sender in [None, Some("ann@media.example"), Some("mailer-daemons@media.example")] {
        assert_eq!(sent(sender).automatic, None, "{sender:?}");
    }
}
