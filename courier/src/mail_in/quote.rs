//! What a person wrote, and what their program put below it: the notice that they answer, and their signature.
//!
//! Nothing is thrown away: both halves are kept, one of them folded. So where it is not certain that something is a
//! quotation it stays with the text.

/// A text in two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// What was written.
    pub text: String,
    /// What stands below or around it.
    pub quoted: String,
}

/// Splits the text of a mail.
pub fn split(text: &str) -> Split {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n").replace('\u{feff}', "");
    let lines: Vec<&str> = text.lines().collect();
    let start = (0..lines.len()).find_map(|at| begins(&lines, at));
    let Some(Begins { at, body }) = start else {
        let end = signature(&lines).unwrap_or(lines.len());
        return halves(&lines[..end], &lines[end..]);
    };
    let (above, below) = (&lines[..at], &lines[body..]);
    let own = own_words(below);
    if own.is_empty() {
        let end = signature(above).unwrap_or(above.len());
        return halves(&lines[..end], &lines[end..]);
    }
    if is_blank(above)
        && let Some(from) = below_one_quotation(below)
    {
        // The answer stands below the quotation, as it did when mail was young.
        let answer = &below[from..];
        let end = signature(answer).unwrap_or(answer.len());
        let rest = lines[..body + from].iter().chain(&answer[end..]).copied();
        return Split { text: tidy(answer[..end].iter().copied()), quoted: tidy(rest) };
    }
    // Answers between the lines: only together do they make sense.
    let end = signature(&lines).unwrap_or(lines.len());
    halves(&lines[..end], &lines[end..])
}

fn halves(text: &[&str], quoted: &[&str]) -> Split {
    Split { text: tidy(text.iter().copied()), quoted: tidy(quoted.iter().copied()) }
}

/// Lines as text, without blank ones at the ends and with no more than one between.
fn tidy<'x>(lines: impl Iterator<Item = &'x str>) -> String {
    let mut text = String::new();
    let mut blank = 0;
    for line in lines.map(str::trim_end) {
        if line.is_empty() {
            blank += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        blank = 0;
        text.push_str(line);
    }
    text
}

fn is_blank(lines: &[&str]) -> bool {
    lines.iter().all(|line| line.trim().is_empty())
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// Where a quotation begins: its introduction, and the first line after that.
struct Begins {
    at: usize,
    body: usize,
}

fn begins(lines: &[&str], at: usize) -> Option<Begins> {
    if lines[at].trim().is_empty() {
        return None;
    }
    if let Some(length) = separator(lines, at).or_else(|| header_block(lines, at)) {
        return Some(Begins { at, body: at + length });
    }
    if let Some(length) = attribution(lines, at) {
        return Some(Begins { at, body: at + length });
    }
    is_quoted(lines[at]).then_some(Begins { at, body: at })
}

/// The lines below a quotation's beginning that are the writer's own. Where nothing is marked with `>`, everything is
/// quoted.
fn own_words<'x>(below: &[&'x str]) -> Vec<&'x str> {
    let Some(first) = below.iter().position(|line| !line.trim().is_empty()) else { return Vec::new() };
    if !is_quoted(below[first]) {
        return Vec::new();
    }
    let end = signature(below).unwrap_or(below.len());
    below[..end].iter().filter(|line| !line.trim().is_empty() && !is_quoted(line)).copied().collect()
}

/// Where the answer begins, if it stands below one quotation as a whole.
fn below_one_quotation(below: &[&str]) -> Option<usize> {
    let last = below.iter().rposition(|line| is_quoted(line))?;
    is_blank(&below[..=last].iter().copied().filter(|line| !is_quoted(line)).collect::<Vec<_>>())
        .then_some(last + 1)
}

/// `-----Original Message-----` and its like.
fn separator(lines: &[&str], at: usize) -> Option<usize> {
    const WORDS: [&str; 10] = [
        "original message",
        "forwarded message",
        "исходное сообщение",
        "пересланное сообщение",
        "пересылаемое сообщение",
        "mensaje original",
        "mensaje reenviado",
        "message d'origine",
        "ursprüngliche nachricht",
        "mensagem original",
    ];
    let line = lines[at].trim();
    let inner = line.trim_matches(['-', '—', '_', '*', ' ']);
    let dashed = line.len() > inner.len() + 3;
    let named = dashed && WORDS.contains(&inner.to_lowercase().as_str());
    // A line of underscores stands above the headers that Outlook on phones and on the web writes.
    let ruled = line.chars().count() >= 10 && inner.is_empty();
    let next = || (at + 1..lines.len()).find(|next| !lines[*next].trim().is_empty());
    if named {
        return Some(1);
    }
    if ruled && let Some(next) = next() {
        return header_block(lines, next).map(|length| next + length - at);
    }
    None
}

/// Names of the headers that Outlook repeats above what it quotes, in the languages of the desk and their neighbours.
const FROM: [&str; 6] = ["from", "от", "de", "von", "da", "від"];
const OTHERS: [&str; 26] = [
    "sent",
    "date",
    "to",
    "cc",
    "subject",
    "reply-to",
    "отправлено",
    "дата",
    "кому",
    "копия",
    "тема",
    "enviado",
    "enviado el",
    "fecha",
    "para",
    "asunto",
    "gesendet",
    "an",
    "betreff",
    "datum",
    "envoyé",
    "à",
    "objet",
    "enviada",
    "assunto",
    "ответить",
];

/// How many lines from here on are headers that were repeated: From, and two others close by.
fn header_block(lines: &[&str], at: usize) -> Option<usize> {
    let name = |line: &str| {
        let line = line.trim().trim_start_matches(['*', '>', ' ']).to_lowercase();
        line.split_once(':').map(|(name, _)| name.trim_matches(['*', ' ']).to_owned())
    };
    if !name(lines[at]).is_some_and(|name| FROM.contains(&name.as_str())) || is_quoted(lines[at]) {
        return None;
    }
    let mut found = 0;
    let mut length = 1;
    for (offset, line) in lines[at..].iter().enumerate().skip(1).take(8) {
        if name(line).is_some_and(|name| OTHERS.contains(&name.as_str())) {
            found += 1;
            length = offset + 1;
        } else if line.trim().is_empty() && found > 0 {
            break;
        }
    }
    (found >= 2).then_some(length)
}

/// Words that an introduction ends with.
const WROTE: [&str; 16] = [
    "wrote:",
    "writes:",
    "написал:",
    "написала:",
    "написал(а):",
    "написало:",
    "пишет:",
    "писал:",
    "писала:",
    "писал(а):",
    "escribió:",
    "escribio:",
    "escreveu:",
    "a écrit :",
    "ha scritto:",
    "schrieb:",
];

/// How many lines from here on introduce a quotation: "On Friday, at 10:12, Maria wrote:".
fn attribution(lines: &[&str], at: usize) -> Option<usize> {
    let mut joined = String::new();
    for (offset, line) in lines[at..].iter().enumerate().take(4) {
        let line = line.trim().trim_start_matches("> ");
        if line.is_empty() {
            return None;
        }
        if offset > 0 {
            joined.push(' ');
        }
        joined.push_str(line);
        if joined.chars().count() > 400 {
            return None;
        }
        if line.ends_with(':') {
            let next = lines[at + offset + 1..].iter().find(|line| !line.trim().is_empty());
            return introduces(&joined, next.is_some_and(|line| is_quoted(line))).then_some(offset + 1);
        }
    }
    None
}

fn introduces(line: &str, quotation_follows: bool) -> bool {
    let lower = line.to_lowercase();
    let wrote = WROTE.iter().any(|word| lower.ends_with(word)) || lower.contains(" schrieb ");
    let dated = has_time(&lower) || lower.chars().filter(char::is_ascii_digit).count() >= 6;
    // Gmail in Russian ends with the address alone.
    let addressed = lower.contains('@') && (lower.ends_with(">:") || lower.ends_with(">):") || wrote);
    (wrote || addressed) && (dated || quotation_follows)
}

/// Whether there is a time of day in it.
fn has_time(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| {
        four[0].is_ascii_digit()
            && matches!(four[1], b':' | b'.')
            && four[2].is_ascii_digit()
            && four[3].is_ascii_digit()
    })
}

/// How phones and programs sign by themselves.
const SIGNED: [&str; 22] = [
    "sent from my ",
    "sent from mail for ",
    "sent from outlook for ",
    "sent from yahoo mail",
    "sent from gmail mobile",
    "sent with ",
    "get outlook for ",
    "yahoo mail: ",
    "отправлено с ",
    "отправлено из ",
    "отправлено от ",
    "отправлено со ",
    "скачать outlook для ",
    "получите outlook для ",
    "с уважением, отправлено",
    "enviado desde mi ",
    "enviado desde yahoo",
    "enviado desde correo para ",
    "enviado desde outlook para ",
    "enviado con ",
    "obtener outlook para ",
    "obtenga outlook para ",
];

/// The most lines of a signature; more is a text that happens to have a rule in it.
const SIGNATURE_LINES: usize = 20;

/// Where the signature begins: at `-- `, or at the line by which a phone signs.
fn signature(lines: &[&str]) -> Option<usize> {
    let last = lines.iter().rposition(|line| !line.trim().is_empty())?;
    let dashes = lines.iter().position(|line| matches!(*line, "-- " | "--") || *line == "--\u{a0}");
    if let Some(at) = dashes
        && last - at.min(last) <= SIGNATURE_LINES
    {
        return Some(at);
    }
    let line = lines[last].trim().to_lowercase();
    let signs = line.chars().count() < 120 && SIGNED.iter().any(|start| line.starts_with(start));
    signs.then_some(last)
}
