//! Whether a mail may be given to the parser: its memory and its stack grow with what a mail claims to be made of, not
//! with its bytes, so it is counted beforehand, in one pass.
//!
//! Nothing is taken apart for that. Lines are counted that the parser may take for something, so that what is counted is
//! never less than what it will find.

/// The most containers (multipart, message in a message): a person's mail has a handful.
const MOST_CONTAINERS: usize = 200;

/// The most lines that can be a header or a boundary. A text of so many lines is longer than a message may be.
const MOST_LINES: usize = 40_000;

/// The most bytes of one header with its folded lines, and of all of them: addresses and attributes become many times as
/// large as they are written.
const MOST_OF_FIELD: usize = 64 * 1024;
const MOST_OF_FIELDS: usize = 1024 * 1024;

/// Whether it is made of so few things that it can be taken apart.
pub(super) fn is_modest(raw: &[u8]) -> bool {
    let mut count = Count::default();
    let modest = raw.split(|byte| *byte == b'\n').all(|line| count.line(line) && !count.is_refused);
    count.end();
    modest && !count.is_refused
}

/// Whether its headers can be, where nothing else is: what they say of the rest does not matter then.
pub(super) fn has_modest_head(head: &[u8]) -> bool {
    let mut count = Count::default();
    head.split(|byte| *byte == b'\n').all(|line| count.line(line))
}

#[derive(Default)]
struct Count {
    lines: usize,
    containers: usize,
    /// Bytes of headers, of all and of the one that may go on in the next line.
    fields: usize,
    field: usize,
    /// What that one is.
    kind: Kind,
    block: Block,
    /// In a digest a part is a message unless it says otherwise.
    is_digest: bool,
    has_encoded_of_no_type: bool,
    is_refused: bool,
}

/// What a header, or one of several that a line may belong to, says.
#[derive(Clone, Copy, Default)]
struct Kind {
    content_type: bool,
    encoding: bool,
}

/// Lines without an empty one between: headers of one part are never in two of these.
#[derive(Default)]
struct Block {
    /// It says an encoding that has to be taken away.
    encoded: bool,
    /// It may say that what follows is a message.
    message: bool,
    /// How many types it says, and how many of them are surely one.
    types: usize,
    plain_types: usize,
}

impl Count {
    /// Gives whether it is modest so far.
    fn line(&mut self, line: &[u8]) -> bool {
        if line.iter().all(|byte| *byte == b'\r') {
            self.kind = Kind::default();
            self.field = 0;
            self.end();
            return true;
        }
        let colon = line.iter().position(|byte| *byte == b':');
        // The parser finds boundaries anywhere in a line, and headers may begin right behind them.
        let boundary = line.windows(2).position(|two| two == b"--");
        self.lines += usize::from(colon.is_some() || boundary.is_some());
        self.containers += containers_in(line, colon.is_some());
        let is_field = colon.is_some_and(|colon| {
            is_name(&line[..colon]) || boundary.is_some_and(|boundary| line[boundary..].contains(&b':'))
        });
        self.field(line, is_field);
        if boundary.is_some() {
            (self.block.types, self.block.plain_types) = (0, 0);
        }
        self.lines <= MOST_LINES
            && self.containers <= MOST_CONTAINERS
            && self.field <= MOST_OF_FIELD
            && self.fields <= MOST_OF_FIELDS
    }

    /// The line as a header, or as more of the one before.
    fn field(&mut self, line: &[u8], is_field: bool) {
        if !line.first().is_some_and(u8::is_ascii_whitespace) {
            (self.kind, self.field) = (Kind::default(), 0);
        } else if self.field > 0 {
            self.value(line);
        }
        if is_field {
            self.header(line);
        }
        if is_field || self.field > 0 {
            self.field += line.len() + 1;
            self.fields += line.len() + 1;
        }
    }

    /// A line in which a header begins.
    fn header(&mut self, line: &[u8]) {
        let written: Vec<u8> =
            line.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_lowercase).collect();
        for value in behind_each(&written, b"content-type:") {
            self.kind.content_type = true;
            self.block.types += 1;
            self.block.plain_types += usize::from(value.first().is_some_and(u8::is_ascii_alphanumeric));
            self.value(value);
        }
        for value in behind_each(&written, b"content-transfer-encoding:") {
            self.kind.encoding = true;
            self.value(value);
        }
    }

    /// What a header says. An encoding that is none of the three without one may be written in a way that only the parser
    /// understands.
    fn value(&mut self, value: &[u8]) {
        const PLAIN: [&[u8]; 4] = [b"", b"7bit", b"8bit", b"binary"];
        if self.kind.encoding {
            let value = value.trim_ascii();
            self.block.encoded |= !PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(value));
        }
        if self.kind.content_type {
            self.block.message |= count(value, b"rfc822") + count(value, b"global") > 0;
            self.is_digest |= count(value, b"digest") > 0;
        }
    }

    /// The end of a block. A message may not be encoded (RFC 2046, 5.2.1), and the parser would take apart what comes out
    /// without anybody having counted it: a few bytes more each time become a whole tree.
    fn end(&mut self) {
        let Block { encoded, message, types, plain_types } = std::mem::take(&mut self.block);
        self.has_encoded_of_no_type |= encoded && (types == 0 || plain_types < types);
        self.is_refused |= encoded && message || self.is_digest && self.has_encoded_of_no_type;
    }
}

/// Whether it can be the name of a header that the parser knows: blanks do not count for it.
fn is_name(written: &[u8]) -> bool {
    const LONGEST: usize = 34;
    let mut length = 0;
    for byte in written.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        length += 1;
        if length > LONGEST || !(byte.is_ascii_alphanumeric() || *byte == b'-') {
            return false;
        }
    }
    length > 0
}

/// What stands behind each occurrence of a name.
fn behind_each<'x>(line: &'x [u8], name: &[u8]) -> impl Iterator<Item = &'x [u8]> {
    line.windows(name.len())
        .enumerate()
        .filter(move |(_, window)| *window == name)
        .map(move |(at, window)| &line[at + window.len()..])
}

fn containers_in(line: &[u8], has_colon: bool) -> usize {
    // A media type follows a colon or begins a folded line, and both are rare in what is encoded.
    if !has_colon && !line.first().is_some_and(u8::is_ascii_whitespace) && !line.contains(&b'/') {
        return 0;
    }
    ["multipart", "rfc822", "global"].iter().map(|word| count(line, word.as_bytes())).sum()
}

fn count(line: &[u8], word: &[u8]) -> usize {
    line.windows(word.len()).filter(|window| window.eq_ignore_ascii_case(word)).count()
}

#[cfg(test)]
mod tests {
    use mail_parser::{Encoding, Message, MessageParser, PartType};
    use proptest::prelude::*;

    use super::*;

    fn is(mail: &str) -> bool {
        is_modest(mail.as_bytes())
    }

    #[test]
    fn what_a_person_sends_is_modest_and_what_is_built_is_not() {
        let file = "UEsDBBQAAAAIAAAAIQ/rfc/multi".repeat(2_000_000 / 28);
        let usual = format!(
            "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello\r\n--x\r\n\r\n{file}\r\n--x--\r\n"
        );
        assert!(is(&usual));
        assert!(is(""));
        assert!(!is(&"--x\n\n".repeat(MOST_LINES + 1)), "boundaries");
        assert!(!is(&"y--x\n\n".repeat(MOST_LINES + 1)), "boundaries that the parser finds within a line");
        assert!(!is(&"a: b\n".repeat(MOST_LINES + 1)), "headers");
        assert!(!is(&"@:\n".repeat(MOST_LINES + 1)), "headers of any name");
        assert!(!is(&"Content-Type: Message/RFC822\n\n".repeat(201)), "messages in messages");
        assert!(!is(&"Content-Type:\n multipart/mixed\n\n".repeat(201)), "folded");
    }

    #[test]
    fn headers_have_a_size() {
        assert!(is(&format!("To: {}\r\n\r\nhello", "ann@acme.example, ".repeat(2_000))));
        assert!(!is(&format!("To: {}\r\n\r\nhello", "a,".repeat(40_000))));
        assert!(!is(&format!("T o :a\r\n{}\r\n\r\nhello", " a,a,a,a,a,\r\n".repeat(10_000))), "folded");
        assert!(!is(&format!("Cc: {}\r\n", "a,".repeat(30_000)).repeat(20)), "many of them");
        assert!(is(&format!("From: a@b.example\r\n\r\n{}", "long lines of text, ".repeat(100_000))));
    }

    #[test]
    fn a_message_that_is_encoded_is_refused() {
        let part = |headers: &str| {
            format!(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{headers}\r\n\r\nQQ==\r\n--b--\r\n"
            )
        };
        let encoded = [
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
            "content-transfer-encoding: Quoted-Printable\ncontent-type: MESSAGE/Global",
            "Content-Type:\r\n message/\r\n rfc822\r\nContent-Transfer-Encoding:\r\n base64",
            " Con tent-Type : message (x) / (y) rfc822\r\n\tContent-Transfer-Encoding : =?utf-8?q?base64?=",
            "X: y\r\n Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\nY: z",
            "a: b, and here--bContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64",
        ];
        for headers in encoded {
            assert!(!is(&part(headers)), "{headers}");
        }
        let allowed = [
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit",
            "Content-Type: image/png; name=\"a.png\"\r\nContent-Transfer-Encoding: base64",
            // A mail that was attached as it is, with a file in it.
            "Content-Type: message/rfc822\r\n\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64",
        ];
        for headers in allowed {
            assert!(is(&part(headers)), "{headers}");
        }
    }

    #[test]
    fn a_part_of_a_digest_is_a_message_unless_it_says_otherwise() {
        let digest = |headers: &str| {
            format!(
                "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n{headers}\r\n\r\nQQ==\r\n--b--\r\n"
            )
        };
        assert!(!is(&digest("Content-Transfer-Encoding: base64")));
        assert!(!is(&digest(
            "Content-Type: text/plain\r\nContent-Type: ;\r\nContent-Transfer-Encoding: base64"
        )));
        assert!(!is(&digest("Content-Type: text/plain\r\n--b\r\nContent-Transfer-Encoding: base64")));
        assert!(!is(&digest("Content-Type: text/plain--bContent-Transfer-Encoding: base64")));
        assert!(is(&digest("Content-Type: image/png\r\nContent-Transfer-Encoding: base64")));
        assert!(is(&digest("Subject: one\r\n\r\nhello")));
    }

    fn has_encoded_message(message: &Message<'_>) -> bool {
        message.parts.iter().any(|part| match &part.body {
            PartType::Message(inner) => part.encoding != Encoding::None || has_encoded_message(inner),
            _ => false,
        })
    }

    /// What such mails are made of, whole and in pieces.
    const PIECES: [&str; 24] = [
        "Content-Type: message/rfc822",
        "Content-Transfer-Encoding: base64",
        "Content-Transfer-Encoding: quoted-printable",
        "Content-Type:",
        "Content-Transfer-Encoding:",
        "message/rfc822",
        "message/",
        "rfc822",
        "base64",
        "Content-Type: multipart/digest; boundary=b",
        "Content-Type: multipart/mixed; boundary=b",
        "--b",
        "--b--",
        "\r\n",
        "\r\n",
        "\n",
        "\n\n",
        " ",
        "(",
        ")",
        "\"",
        ";",
        "x=",
        "QTogYg0KDQpj",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn the_parser_finds_no_message_that_is_encoded(pieces in prop::collection::vec(0..PIECES.len(), 1..30)) {
            let mail: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
            // Built to be tested, the parser asserts what it recovers from otherwise.
            let found = std::panic::catch_unwind(|| {
                MessageParser::default().parse(mail.as_bytes()).is_some_and(|mail| has_encoded_message(&mail))
            });
            let found = found.unwrap_or(false);
            prop_assert!(!(found && is(&mail)), "{mail:?}");
        }
    }
}
