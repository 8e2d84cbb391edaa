//! What people write, as HTML: paragraphs, line breaks and links. Everything else stays text.

use std::fmt;

use askama::{FastWritable, Values, filters::HtmlSafe};

/// HTML made from plain text; it holds nothing that was not escaped here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich(String);

/// The end of the opening tag of a link that leads away: in another tab, without saying where it was followed.
pub(super) const NEW_TAB: &str = "\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">";

/// The end of a link.
pub(super) const CLOSE_LINK: &str = "</a>";

impl Rich {
    /// HTML of which everything was escaped already.
    pub(super) fn trusted(html: String) -> Self {
        Self(html)
    }

    /// Escapes the text, keeps its paragraphs and lines, and makes addresses into links.
    pub fn plain(text: &str) -> Self {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut html = String::with_capacity(text.len() + 16);
        for paragraph in
            text.split("\n\n").map(|part| part.trim_matches('\n')).filter(|part| !part.trim().is_empty())
        {
            html.push_str("<p dir=\"auto\">");
            for (index, line) in paragraph.split('\n').enumerate() {
                if index > 0 {
                    html.push_str("<br>");
                }
                write_line(&mut html, line);
            }
            html.push_str("</p>");
        }
        Self(html)
    }
}

impl fmt::Display for Rich {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FastWritable for Rich {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(dest.write_str(&self.0)?)
    }
}

impl HtmlSafe for Rich {}

fn write_line(html: &mut String, line: &str) {
    let mut rest = line;
    while let Some(start) = link_start(rest) {
        let (ahead, tail) = rest.split_at(start);
        let (address, behind) = tail.split_at(link_length(tail));
        escape(html, ahead);
        html.push_str("<a href=\"");
        escape(html, address);
        html.push_str(NEW_TAB);
        escape(html, address);
        html.push_str(CLOSE_LINK);
        rest = behind;
    }
    escape(html, rest);
}

/// Where the next link begins: an `http` address that does not stick to a word.
fn link_start(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find("http") {
        let at = from + found;
        let rest = &text[at..];
        let scheme = ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme));
        let free = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        if let Some(scheme) = scheme
            && free
            && rest[scheme.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '[')
        {
            return Some(at);
        }
        from = at + "http".len();
    }
    None
}

/// How far the link reaches: to a blank or quote, without the punctuation of the sentence around it.
fn link_length(text: &str) -> usize {
    let end =
        text.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c)).unwrap_or(text.len());
    let mut link = &text[..end];
    // Counted once: counting anew for each one that goes would take the square of a long row of them.
    let opening = link.matches('(').count();
    let mut closing = link.matches(')').count();
    loop {
        link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'']);
        match link.strip_suffix(')') {
            Some(without) if closing > opening => {
                link = without;
                closing -= 1;
            }
            _ => return link.len(),
        }
    }
}

fn escape(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rich;

    fn html(text: &str) -> String {
        Rich::plain(text).to_string()
    }

    #[test]
    fn markup_stays_text() {
        assert_eq!(
            html("<script>alert('x')</script> & \"co\""),
            "<p dir=\"auto\">&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;co&quot;</p>"
        );
    }

    #[test]
    fn paragraphs_and_lines_are_kept() {
        assert_eq!(html("a\r\nb\n\n\n\nc"), "<p dir=\"auto\">a<br>b</p><p dir=\"auto\">c</p>");
        assert_eq!(html(" \n\n "), "");
    }

    #[test]
    fn addresses_become_links_without_the_punctuation_around_them() {
        let link = |address: &str| {
            format!(
                "<a href=\"{address}\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">{address}</a>"
            )
        };
        assert_eq!(
            html("see https://a.test/x?y=1."),
            format!("<p dir=\"auto\">see {}.</p>", link("https://a.test/x?y=1"))
        );
        assert_eq!(
            html("(http://a.test/(b))"),
            format!("<p dir=\"auto\">({})</p>", link("http://a.test/(b)"))
        );
    }

    /// The longest message that can be written, ending in what is taken off a link one by one, is drawn with every view.
    #[test]
    fn a_long_row_of_brackets_is_cut_off_in_no_time() {
        let started = std::time::Instant::now();
        for row in [")".repeat(10_000), "(".repeat(5_000) + &")".repeat(5_001), ").".repeat(5_000)] {
            assert!(html(&format!("https://a{row}")).starts_with("<p dir=\"auto\"><a href=\"https://a"));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(2), "{:?}", started.elapsed());
    }

    #[test]
    fn a_link_cannot_break_out_of_its_attribute() {
        let page = html("https://a.test/\"onmouseover=alert(1) https://b.test/'x");
        assert!(!page.contains("\"onmouseover"), "{page}");
        assert!(page.contains("b.test/&#39;x"), "{page}");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(!html("javascript:alert(1) xhttp://a.test http:// https:///").contains("<a "));
    }
}
