//! Whether a mail may be given to the parser: its memory and its stack grow with what a mail claims to be made of, not
//! with its bytes, so it is counted beforehand, in one pass.

/// The most containers (multipart, message in a message): a person's mail has a handful.
const MOST_CONTAINERS: usize = 200;

/// The most lines that can be a header or a boundary. A text of so many lines is longer than a message may be.
const MOST_LINES: usize = 20_000;

/// Whether it is made of so few things that it can be taken apart.
pub(super) fn is_modest(raw: &[u8]) -> bool {
    let mut lines = 0;
    let mut containers = 0;
    for line in raw.split(|byte| *byte == b'\n') {
        let colon = line.iter().take(80).position(|byte| *byte == b':');
        let is_field = colon.is_some_and(|colon| {
            colon > 0 && line[..colon].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        });
        lines += usize::from(is_field || line.starts_with(b"--"));
        containers += containers_in(line);
        if lines > MOST_LINES || containers > MOST_CONTAINERS {
            return false;
        }
    }
    true
}

fn containers_in(line: &[u8]) -> usize {
    // A media type follows a colon or begins a folded line, and both are rare in what is encoded.
    let may =
        line.first().is_some_and(u8::is_ascii_whitespace) || line.contains(&b':') || line.contains(&b'/');
    if !may {
        return 0;
    }
    ["multipart", "rfc822", "global"].iter().map(|word| count(line, word.as_bytes())).sum()
}

fn count(line: &[u8], word: &[u8]) -> usize {
    line.windows(word.len()).filter(|window| window.eq_ignore_ascii_case(word)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_sends_is_modest_and_what_is_built_is_not() {
        let file = "UEsDBBQAAAAIAAAAIQ/rfc/multi".repeat(2_000_000 / 28);
        let usual = format!(
            "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n--x\r\n\r\n{file}\r\n--x--\r\n"
        );
        assert!(is_modest(usual.as_bytes()));
        assert!(is_modest(b""));
        assert!(!is_modest("--x\n\n".repeat(20_001).as_bytes()), "boundaries");
        assert!(!is_modest("a: b\n".repeat(20_001).as_bytes()), "headers");
        let nested = "Content-Type: Message/RFC822\n\n".repeat(201);
        assert!(!is_modest(nested.as_bytes()), "messages in messages");
        let folded = "Content-Type:\n multipart/mixed\n\n".repeat(201);
        assert!(!is_modest(folded.as_bytes()), "folded");
    }
}
