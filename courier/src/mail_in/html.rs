//! HTML as text, for mails that bring no plain one.

use html2text::config;
use html2text::render::RichAnnotation;

/// Wide enough that nothing is wrapped: the page wraps.
const WIDTH: usize = 20_000;

/// The most bytes that are laid out properly, and the most elements that are open at once; what is beyond is taken as a
/// plain run of its words. Laying out walks the tree, and a mail may be made to be a deep one.
const MOST_BYTES: usize = 512 * 1024;
const MOST_OPEN: usize = 200;

/// The most elements that are open at once and begin each line within them with something.
const MOST_INDENTED: usize = 60;

/// The text of a page: paragraphs and lines as they look, links with their addresses, quotes with `>`.
pub(super) fn to_text(html: &str) -> String {
    let flat = || mail_parser::decoders::html::html_to_text(html);
    if html.len() > MOST_BYTES {
        return flat();
    }
    let html = without_tables(html);
    if most_open(&html, |name| !SHALLOW.contains(&name)) > MOST_OPEN
        || most_open(&html, |name| INDENTED.contains(&name)) > MOST_INDENTED
    {
        return flat();
    }
    lay_out(&html).unwrap_or_else(flat)
}

fn lay_out(html: &str) -> Option<String> {
    let settings = config::rich().no_table_borders().raw_mode(true).allow_width_overflow();
    let lines = settings.lines_from_read(html.as_bytes(), WIDTH).ok()?;
    let mut text = String::new();
    for line in lines {
        let mut link: Option<(String, String)> = None;
        for piece in line.tagged_strings() {
            let target = piece.tag.iter().find_map(|tag| match tag {
                RichAnnotation::Link(target) => Some(target.clone()),
                _ => None,
            });
            match (&mut link, target) {
                (Some((now, words)), Some(target)) if *now == target => words.push_str(&piece.s),
                (_, target) => {
                    close(&mut text, link.take());
                    link = target.map(|target| (target, piece.s.clone()));
                }
            }
            text.push_str(&piece.s);
        }
        close(&mut text, link.take());
        text.truncate(text.trim_end_matches([' ', '\u{a0}']).len());
        text.push('\n');
    }
    Some(text)
}

/// After a link's words, its address, where the words do not say it already.
fn close(text: &mut String, link: Option<(String, String)>) {
    let Some((target, words)) = link else { return };
    let bare = |address: &str| {
        let address = address.trim().trim_end_matches('/');
        let rest = ["mailto:", "https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
        rest.unwrap_or(address).to_lowercase()
    };
    let says = words.trim().is_empty() || bare(&words) == bare(&target);
    if !says && ["http://", "https://"].iter().any(|scheme| target.starts_with(scheme)) {
        text.push_str(" <");
        text.push_str(&target);
        text.push('>');
    }
}

/// What tables are made of.
const TABLES: [&str; 10] =
    ["caption", "col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// The page with each part of a table as a block. Tables are not drawn here, cells stand one below the other; but whoever
/// draws them makes as many cells as rows times columns, and both may be said in a few bytes (`rowspan`).
fn without_tables(html: &str) -> String {
    let mut blocks = String::with_capacity(html.len() + html.len() / 8);
    for (at, piece) in html.split('<').enumerate() {
        if at == 0 {
            blocks.push_str(piece);
            continue;
        }
        blocks.push('<');
        let slash = usize::from(piece.starts_with('/'));
        let name = name_of(&piece[slash..]);
        if TABLES.contains(&name.to_ascii_lowercase().as_str()) {
            blocks.push_str(&piece[..slash]);
            blocks.push_str("div");
            blocks.push_str(&piece[slash + name.len()..]);
        } else {
            blocks.push_str(piece);
        }
    }
    blocks
}

/// The name that a tag begins with, as browsers read it: up to a blank, `/` or `>`.
fn name_of(tag: &str) -> &str {
    let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>');
    &tag[..end.unwrap_or(tag.len())]
}

/// Elements that close by themselves, so that a page that opens many has no depth.
const SHALLOW: [&str; 16] = [
    "area", "base", "br", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p", "source",
    "wbr", "o:p",
];

/// Elements within which each line is indented or marked.
const INDENTED: [&str; 4] = ["blockquote", "dl", "ol", "ul"];

/// How many elements of a kind are open at once, at most, as far as can be told without building the tree.
fn most_open(html: &str, counts: impl Fn(&str) -> bool) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let closing = tag.starts_with('/');
        let name = name_of(tag.trim_start_matches('/')).to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !counts(&name) {
            continue;
        }
        if closing {
            open = open.saturating_sub(1);
        } else {
            open += 1;
            most = most.max(open);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_becomes_what_it_looks_like() {
        let html = "<html><head><style>p { color: red }</style></head><body><p>Hello&nbsp;&amp; <b>thanks</b>.<br>Two</p>\
            <div>See <a href=\"https://example.com/a\">the report</a>, <a href=\"https://example.com\">example.com</a> or \
            <a href=\"javascript:alert(1)\">this</a>.</div><table><tr><td>May</td><td>120</td></tr></table>\
            <ul><li>one<li>two</ul><blockquote>Before<br>that</blockquote><script>x()</script></body></html>";
        let text = to_text(html);
        assert_eq!(
            text.trim(),
            "Hello\u{a0}& thanks.\nTwo\n\nSee the report <https://example.com/a>, example.com or this.\n\
             May\n120\n* one\n* two\n\n> Before\n> that",
        );
    }

    #[test]
    fn a_page_made_to_be_deep_or_long_is_read_flat() {
        for part in ["<div>", "<b>", "<blockquote>", "<table><tr><td>", "<a href=x><b>", "<font><p>"] {
            let html = format!("{}deep inside", part.repeat(40_000));
            assert!(to_text(&html).contains("deep inside"), "{part}");
        }
        let long = format!("{}<p>at the end", "<p>x</p>".repeat(100_000));
        assert!(to_text(&long).contains("at the end"));
    }

    #[test]
    fn nothing_of_a_table_reaches_the_layout() {
        let spans = "<TABLE><tr>".to_owned()
            + &"<td\nrowspan=9999 colspan=18446744073709551615>x</td>".repeat(3_000)
            + "</tr>"
            + &"<tR\t><TD/>y</td ></tr>".repeat(3_000)
            + "<th";
        let blocks = without_tables(&spans).to_ascii_lowercase();
        for name in TABLES {
            assert!(
                !blocks.contains(&format!("<{name}")) && !blocks.contains(&format!("</{name}")),
                "{name}"
            );
        }
        assert_eq!(to_text(&spans).matches(['x', 'y']).count(), 6_000);
        assert_eq!(
            without_tables("a < b <b>c</b> <title>t</title> 1<2"),
            "a < b <b>c</b> <title>t</title> 1<2"
        );
    }

    #[test]
    fn lines_are_marked_only_so_often() {
        let quoted =
            |depth: usize| to_text(&format!("{}{}", "<blockquote>".repeat(depth), "x<br>".repeat(10_000)));
        assert!(quoted(MOST_INDENTED).contains("> > > x"));
        let flat = quoted(MOST_INDENTED + 1);
        assert!(flat.len() < 30_000 && !flat.contains('>'), "{}", flat.len());
    }
}
