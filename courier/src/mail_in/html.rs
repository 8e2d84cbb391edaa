//! HTML as text, for mails that bring no plain one.

use html2text::config;
use html2text::render::RichAnnotation;

/// Wide enough that nothing is wrapped: the page wraps.
const WIDTH: usize = 20_000;

/// The most bytes that are laid out properly, and the most elements that are open at once; what is beyond is taken as a
/// plain run of its words. Laying out walks the tree, and a mail may be made to be a deep one.
const MOST_BYTES: usize = 512 * 1024;
const MOST_OPEN: usize = 200;

/// The text of a page: paragraphs and lines as they look, links with their addresses, quotes with `>`.
pub(super) fn to_text(html: &str) -> String {
    let laid_out =
        if html.len() <= MOST_BYTES && most_open(html) <= MOST_OPEN { lay_out(html) } else { None };
    laid_out.unwrap_or_else(|| mail_parser::decoders::html::html_to_text(html))
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

/// Elements that close by themselves, so that a page that opens many has no depth.
const SHALLOW: [&str; 22] = [
    "area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "source", "tbody", "td", "th", "thead", "tr", "wbr", "o:p",
];

/// How many elements are open at once, at most, as far as can be told without building the tree.
fn most_open(html: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(name.len());
        let name = name[..end].to_ascii_lowercase();
        if name.is_empty() || SHALLOW.contains(&name.as_str()) {
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
            "Hello\u{a0}& thanks.\nTwo\n\nSee the report <https://example.com/a>, example.com or this.\n\n\
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
}
