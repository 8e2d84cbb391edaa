//! Mails that no program sends, unless it means harm.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use courier::mail_in::{Envelope, MOST_BYTES, read, split};
use desk::mail_in::Trouble;
use proptest::prelude::*;

use super::corpus::{mails, ours};

fn trouble(raw: &[u8]) -> Option<Trouble> {
    read(raw, &Envelope::default(), &ours()).mail.trouble
}

const HEAD: &str =
    "Message-ID: <m@x.example>\r\nTo: support+1-2-3-4@desk.example\r\nFrom: ann@acme.example\r\n";

#[test]
fn a_mail_of_thirty_megabytes_is_too_large_and_its_headers_are_known() {
    let raw = format!("{HEAD}\r\n{}", "x".repeat(30 * 1024 * 1024));
    let read = read(raw.as_bytes(), &Envelope::default(), &ours());
    assert_eq!(read.mail.trouble, Some(Trouble::TooLarge));
    assert_eq!(read.mail.recipients, ["support+1-2-3-4@desk.example"]);
    assert_eq!((read.mail.text.as_str(), read.files.len()), ("", 0));
}

#[test]
fn a_thousand_parts_in_one_another_are_not_read() {
    let mut raw = format!("{HEAD}MIME-Version: 1.0\r\n");
    for depth in 0..1_000 {
        let _ = write!(raw, "Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\n");
    }
    raw.push_str("Content-Type: text/plain\r\n\r\nat the bottom\r\n");
    let read = read(raw.as_bytes(), &Envelope::default(), &ours());
    assert_eq!(read.mail.trouble, Some(Trouble::Unreadable));
    assert_eq!(read.mail.sender, "ann@acme.example", "the person can be told");

    let messages = format!("{HEAD}{}", "Content-Type: message/rfc822\r\n\r\n".repeat(100_000));
    assert_eq!(trouble(messages.as_bytes()), Some(Trouble::Unreadable));
    let parts =
        format!("{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "--b\r\n\r\n".repeat(100_000));
    assert_eq!(trouble(parts.as_bytes()), Some(Trouble::Unreadable));
}

/// What is within an encoding nobody has counted: three times encoded, a million headers are a few bytes.
#[test]
fn a_message_within_an_encoding_is_not_taken_apart() {
    let mut inner = format!("{HEAD}\r\n{}", "--b\r\n\r\n".repeat(100_000));
    for _ in 0..3 {
        let encoded = STANDARD.encode(&inner);
        inner = format!(
            "{HEAD}Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n"
        );
        let read = read(inner.as_bytes(), &Envelope::default(), &ours());
        assert_eq!(read.mail.trouble, Some(Trouble::Unreadable));
        assert_eq!(read.mail.sender, "ann@acme.example", "the person can be told");
    }
}

#[test]
fn a_mail_that_was_attached_is_a_file() {
    let attached =
        "Subject: before\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n";
    let raw = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee there.\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\n{attached}\r\n--b--\r\n"
    );
    let read = read(raw.as_bytes(), &Envelope::default(), &ours());
    assert_eq!((read.mail.trouble, read.mail.text.as_str()), (None, "See there."));
    assert_eq!(read.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["message.eml"]);
}

#[test]
fn what_is_only_just_modest_is_read_in_no_time() {
    let began = Instant::now();
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(199);
    read(format!("{HEAD}{nested}hello").as_bytes(), &Envelope::default(), &ours());
    let recipients =
        format!("{}{HEAD}\r\nhello", format!("Cc: {}\r\n", "a@b.example, ".repeat(5_000)).repeat(15));
    let many = read(recipients.as_bytes(), &Envelope::default(), &ours());
    assert_eq!((many.mail.trouble, many.mail.recipients.len()), (None, 50));
    for html in
        ["<a><b>".repeat(95), "<table><tr><td>".repeat(190), "<p>x".repeat(100_000), "&amp;<".repeat(80_000)]
    {
        let raw = format!("{HEAD}Content-Type: text/html\r\n\r\n{html}");
        read(raw.as_bytes(), &Envelope::default(), &ours());
    }
    let words = format!("{HEAD}\r\n{}", "On the 12:30 wrote\r\n".repeat(20_000));
    read(words.as_bytes(), &Envelope::default(), &ours());
    split(&"> > \n".repeat(100_000));
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
}

/// A mail of the corpus with some of it changed, cut out, or said twice.
fn mangled() -> impl Strategy<Value = Vec<u8>> {
    let mails: Vec<Vec<u8>> = mails().into_iter().map(|(_, raw)| raw).collect();
    let change = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..6_u8, any::<u8>());
    (prop::sample::select(mails), prop::collection::vec(change, 1..12)).prop_map(|(mut raw, changes)| {
        for (from, to, what, byte) in changes {
            if raw.is_empty() {
                break;
            }
            let (a, b) = (from.index(raw.len()), to.index(raw.len()));
            let (a, b) = (a.min(b), a.max(b));
            match what {
                0 => raw[a] = byte,
                1 => raw.insert(a, byte),
                2 => drop(raw.drain(a..b.min(a + 200))),
                3 => raw.truncate(b),
                4 => {
                    let again = raw[a..b.min(a + 500)].to_vec();
                    raw.splice(a..a, again);
                }
                _ => {
                    raw.splice(a..a, [b'\r', b'\n', b'\r', b'\n']);
                }
            }
        }
        raw
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_mail_brings_the_reader_down(raw in mangled()) {
        let read = read(&raw, &Envelope::default(), &ours());
        prop_assert!(raw.len() <= MOST_BYTES);
        prop_assert!(read.mail.text.len() + read.mail.quoted.len() <= 8 * raw.len() + 64);
        let bytes: usize = read.files.iter().map(|file| file.bytes.len()).sum();
        prop_assert!(bytes <= 4 * raw.len() + 64, "{bytes} bytes of files from {}", raw.len());
    }

    #[test]
    fn no_word_is_lost_in_splitting(text in "([a-z>:@0-9 .-]{0,30}\n){0,30}") {
        let halves = split(&text);
        let mut before: Vec<&str> = text.split_whitespace().collect();
        let mut after: Vec<&str> = halves.text.split_whitespace().chain(halves.quoted.split_whitespace()).collect();
        before.sort_unstable();
        after.sort_unstable();
        prop_assert_eq!(before, after);
    }
}
