//! News as HTML: Markdown, with the same rule for links as in messages, and markup of one's own shown as text.

use std::fmt::{self, Write as _};

use comrak::html::{
    ChildRendering, Context, escape_href, format_document_with_formatter, format_node_default,
};
use comrak::nodes::{Node, NodeValue, TableAlignment};
use comrak::options::Plugins;
use comrak::{Arena, Options, parse_document};

use super::Rich;
use super::rich::{CLOSE_LINK, NEW_TAB};

impl Rich {
    /// Draws Markdown. Raw HTML stays text, pictures become links to them, and headings follow one of level `below`
    /// without leaving any level out, whatever the author wrote.
    pub fn markdown(text: &str, below: u8) -> Self {
        let (options, arena) = (options(), Arena::new());
        let root = parse_document(&arena, text, &options);
        for node in root.descendants() {
            if let NodeValue::Table(table) = &mut node.data_mut().value {
                // They would become an attribute that HTML does not have any more.
                table.alignments.fill(TableAlignment::None);
            }
        }
        let mut html = String::with_capacity(text.len() * 2);
        let state = Headings { top: below + 1, last: below };
        let done =
            format_document_with_formatter(root, &options, &mut html, &Plugins::default(), draw, state);
        Self::trusted(if done.is_ok() { html } else { String::new() })
    }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.table = true;
    // As in messages, a new line is a new line, and markup is text.
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

/// The levels of headings as they are drawn.
#[derive(Clone, Copy, Debug, Default)]
struct Headings {
    top: u8,
    last: u8,
}

impl Headings {
    /// The level of one that its author put at `level`: never more than one below that before it.
    fn open(&mut self, level: u8) -> u8 {
        self.last = (self.top - 1 + level).clamp(self.top, self.last + 1).min(6);
        self.last
    }
}

fn draw(
    context: &mut Context<'_, '_, Headings>,
    node: Node<'_>,
    entering: bool,
) -> Result<ChildRendering, fmt::Error> {
    match &node.data().value {
        NodeValue::Heading(heading) => {
            let level = if entering { context.user.open(heading.level) } else { context.user.last };
            let slash = if entering { "" } else { "/" };
            write!(context, "<{slash}h{level}>")?;
        }
        NodeValue::Link(link) => draw_link(context, &link.url, entering)?,
        // Nothing of another site is loaded into a page.
        NodeValue::Image(picture) => {
            draw_link(context, &picture.url, entering)?;
            return Ok(ChildRendering::Plain);
        }
        _ => return format_node_default(context, node, entering),
    }
    Ok(ChildRendering::HTML)
}

/// Where a link may lead.
fn draw_link(context: &mut Context<'_, '_, Headings>, url: &str, entering: bool) -> fmt::Result {
    let begins = |start: &str| url.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let away = begins("https://") || begins("http://");
    let ours = url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\");
    if !away && !ours && !begins("mailto:") {
        return Ok(());
    }
    if !entering {
        return context.write_str(CLOSE_LINK);
    }
    context.write_str("<a href=\"")?;
    escape_href(context, url, false)?;
    context.write_str(if away { NEW_TAB } else { "\">" })
}

/// How a text begins, without what marks it up: at most so many characters, cut between words.
pub(crate) fn beginning(text: &str, most: usize) -> String {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    let mut plain = String::new();
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Text(piece) => plain.push_str(piece),
            NodeValue::Code(code) => plain.push_str(&code.literal),
            NodeValue::HtmlInline(tag) => plain.push_str(tag),
            NodeValue::HtmlBlock(block) => {
                plain.push(' ');
                plain.push_str(&block.literal);
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => plain.push(' '),
            // What stood below each other now stands in a line: headings and items have no full stop.
            value if value.block() => {
                let open = plain.trim_end().ends_with(char::is_alphanumeric);
                plain.push_str(if open { " · " } else { " " });
            }
            _ => {}
        }
    }
    let mut short = String::new();
    for word in plain.split_whitespace() {
        let space = usize::from(!short.is_empty());
        if short.chars().count() + space + word.chars().count() > most {
            let cut = if short.is_empty() { most } else { 0 };
            short.extend(word.chars().take(cut));
            short.push('…');
            return short;
        }
        if space > 0 {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        Rich::markdown(text, 1).to_string()
    }

    #[test]
    fn what_marks_up_is_drawn() {
        let page = html("Now **live**:\nin *Peru*\n\n- one\n- two\n\n| a | b |\n|--:|---|\n| 1 | 2 |");
        for part in
            ["<strong>live</strong>", "<br />", "<em>Peru</em>", "<li>one</li>", "<th>a</th>", "<td>1</td>"]
        {
            assert!(page.contains(part), "{part} is not in {page}");
        }
    }

    #[test]
    fn markup_of_ones_own_stays_text() {
        for text in [
            "<script>alert(1)</script>",
            "a <b onclick=\"x\">b</b>",
            "<img src=x onerror=alert(1)>",
            "<!-- x -->",
            "<style>*{display:none}</style>",
            "```<script>\n<script>alert(1)</script>\n```",
            "`<script>`",
            "[<b>](https://a.test \"<b>\")",
            "![<b>](https://a.test/\"x)",
            "<https://a.test/\"onmouseover=x>",
        ] {
            let page = html(text);
            let tags = page.matches('<').count();
            let known =
                ["<p>", "</p>", "<a href=\"https://a.test", "</a>", "<pre>", "</pre>", "<code", "</code>"];
            let ours: usize = known.iter().map(|tag| page.matches(tag).count()).sum();
            assert_eq!(tags, ours, "{text} became {page}");
            assert!(!page.contains("\"onmouseover") && !page.contains("\"x"), "{text} became {page}");
        }
    }

    #[test]
    fn links_lead_to_the_web_to_us_or_to_a_mailbox() {
        let away = "\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">";
        assert_eq!(html("[x](https://a.test)"), format!("<p><a href=\"https://a.test{away}x</a></p>\n"));
        assert_eq!(
            html("![pic](http://a.test/p.png)"),
            format!("<p><a href=\"http://a.test/p.png{away}pic</a></p>\n")
        );
        assert_eq!(html("[ask](/support/new)"), "<p><a href=\"/support/new\">ask</a></p>\n");
        assert_eq!(html("[us](mailto:us@a.test)"), "<p><a href=\"mailto:us@a.test\">us</a></p>\n");
        assert!(
            html("See https://a.test.")
                .contains(&format!("<a href=\"https://a.test{away}https://a.test</a>."))
        );
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "//evil.test",
            "/\\evil.test",
            "x",
            "vbscript:x",
        ] {
            assert!(!html(&format!("[x](<{bad}>)")).contains("<a "), "{bad}");
            assert!(!html(&format!("![x](<{bad}>)")).contains("<a "), "{bad}");
        }
    }

    #[test]
    fn headings_leave_no_level_out() {
        let levels = |text: &str, below| {
            let html = Rich::markdown(text, below).to_string();
            html.match_indices("<h").map(|(at, _)| html.as_bytes()[at + 2] - b'0').collect::<Vec<_>>()
        };
        assert_eq!(levels("# a\n\n## b\n\n# c", 1), [2, 3, 2]);
        assert_eq!(levels("### a\n\n###### b\n\n## c\n\n### d", 1), [2, 3, 3, 4]);
        assert_eq!(levels("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f", 2), [3, 4, 5, 6, 6, 6]);
        assert!(html("Title\n===").contains("<h2>Title</h2>"));
    }

    #[test]
    fn a_beginning_is_plain_and_cut_between_words() {
        assert_eq!(
            beginning("# New\n\n**Peru** and [Chile](https://a.test)\nare `live`", 80),
            "New · Peru and Chile are live"
        );
        assert_eq!(
            beginning("Quicker:\n\n- one\n- two\n\nDone.\n\nNow", 80),
            "Quicker: one · two · Done. Now"
        );
        assert_eq!(beginning("one two three", 8), "one two…");
        assert_eq!(beginning("Settlement", 4), "Sett…");
        assert_eq!(beginning("<b>x</b>\n\n<i>y</i> z", 80), "<b>x</b> <i>y</i> z", "text, as on the page");
    }

    /// The longest texts that are hard to read are drawn with every view.
    #[test]
    fn no_text_takes_long() {
        let started = std::time::Instant::now();
        let texts = [
            "[",
            "*a_ ",
            "![[]()",
            "> ",
            "<",
            "`a``",
            "|a|\n|-|\n",
            "[a](",
            "- \n",
            "~~",
            "http://a.",
            "www.",
            "#\n",
            "\\",
        ];
        for text in texts {
            let text: String = text.repeat(10_000 / text.len());
            html(&text);
            beginning(&text, 200);
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
    }
}
