//! No mail brings the reader down, and what comes out of one is bounded by what went in.

#![no_main]

use courier::mail_in::{Envelope, Ours, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let ours = Ours { addresses: vec!["support@desk.example".to_owned()], header: Some("x-affdesk".to_owned()) };
    let read = read(raw, &Envelope::default(), &ours);
    assert!(read.mail.text.len() + read.mail.quoted.len() <= 8 * raw.len() + 64);
    assert!(read.mail.recipients.len() <= 50 && read.files.len() <= 50);
});
