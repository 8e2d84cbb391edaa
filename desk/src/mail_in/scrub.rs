//! What a mail carries along must not let anybody who reads it act in the name of somebody else: notices hold an address
//! that is signed, and a link by which its reader gets no more of them.

use crate::reply_address::ReplyAddress;

/// The path before what is secret in a link, in lower case. Filters wrap links in links of their own, in which a slash is
/// written `%2F`.
const SECRET: [&str; 2] = ["/unsubscribe/", "%2funsubscribe%2f"];

/// What stands for what was taken out.
const CUT: &str = "…";

/// The text as it may be stored: without NUL, signed addresses (made `base`) and what is secret in links.
pub(super) fn scrubbed(base: &str, text: &str) -> String {
    without_secrets(&ReplyAddress::hide(base, &text.replace('\0', "\u{fffd}")))
}

fn without_secrets(text: &str) -> String {
    // Text keeps its bytes where it is made lower case in ASCII alone, so that places in both are the same.
    let lower = text.to_ascii_lowercase();
    let mut kept = String::with_capacity(text.len());
    let mut done = 0;
    while let Some(at) = next_secret(&lower[done..]).map(|at| done + at) {
        kept.push_str(&text[done..at]);
        kept.push_str(CUT);
        done = at + end_of_word(&lower[at..]);
        // A mail program may break a line within so long a word.
        if let Some(length) = rest_in_next_line(&lower[done..]) {
            done += length;
        }
    }
    kept.push_str(&text[done..]);
    kept
}

/// Where the secret of the next such link begins.
fn next_secret(lower: &str) -> Option<usize> {
    SECRET.iter().filter_map(|path| lower.find(path).map(|at| at + path.len())).min()
}

/// How long the word is that begins here.
fn end_of_word(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || "<>\"'()[]&".contains(c)).unwrap_or(text.len())
}

/// How much belongs to the word that ended with the line: marks of a quotation, and what looks like the rest of a secret.
fn rest_in_next_line(rest: &str) -> Option<usize> {
    let line = rest.strip_prefix('\n')?;
    let word = line.trim_start_matches(['>', ' ', '\t']);
    let length = end_of_word(word);
    let is_secret = word[..length].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_%".contains(&byte))
        && word[..length].bytes().filter(u8::is_ascii_digit).count() >= 2
        && length >= 8;
    is_secret.then_some(rest.len() - word.len() + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "support@desk.example";

    #[test]
    fn what_lets_somebody_act_is_taken_out_and_the_rest_stays() {
        for (text, kept) in [
            (
                "No more: https://desk.example/unsubscribe/7-answers-0123456789abcdef0123\n> bye",
                "No more: https://desk.example/unsubscribe/…\n> bye",
            ),
            (
                "<https://desk.example/Unsubscribe/7-answers-01>, so",
                "<https://desk.example/Unsubscribe/…>, so",
            ),
            (
                "https://safe.example/?url=https%3A%2F%2Fdesk.example%2Funsubscribe%2F7-answers-01&data=1",
                "https://safe.example/?url=https%3A%2F%2Fdesk.example%2Funsubscribe%2F…&data=1",
            ),
            (
                "> https://desk.example/unsubscribe/7-answers-\n> 0123456789abcdef0123\n> words",
                "> https://desk.example/unsubscribe/…\n> words",
            ),
            (
                "support+12-7-20500-ab12@desk.example and mailto:support%2B12-7-20500-ab12%40desk.example",
                "support@desk.example and mailto:support@desk.example",
            ),
            ("I want to unsubscribe/now\0 по-русски", "I want to unsubscribe/now\u{fffd} по-русски"),
            ("https://desk.example/support/12", "https://desk.example/support/12"),
        ] {
            assert_eq!(scrubbed(BASE, text), kept);
        }
    }
}
