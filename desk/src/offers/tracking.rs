//! Addresses: of pages, and of the affiliate's own tracking link, which is a template with macros.

use url::Url;

use super::OfferId;
use crate::error::Problem;
use crate::people::AffiliateId;
use crate::text;

/// The most characters of an address.
const MOST: usize = 2_000;

/// What stands for something in a template.
const MACROS: [&str; 2] = ["affiliate_id", "offer_id"];

/// An address of a page on the web.
pub(super) fn url(raw: &str) -> Result<String, Problem> {
    let url = text::line(raw, 1, MOST)?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).ok_or(Problem::NotUrl)?;
    let read = Url::parse(&url).map_err(|_| Problem::NotUrl)?;
    // The parser mends what browsers mend: a third slash, a space, a slash the other way round. And a name and a password
    // before the host make an address look like another's.
    let mended = rest.starts_with('/') || url.contains([' ', '"', '<', '>', '\\']);
    let named = rest.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('@'));
    if mended || named || !read.has_host() { Err(Problem::NotUrl) } else { Ok(url) }
}

/// An address, or nothing.
pub(super) fn optional_url(raw: &str) -> Result<String, Problem> {
    if raw.trim().is_empty() { Ok(String::new()) } else { url(raw) }
}

/// A tracking link's template, or nothing: an address with macros of ours. Those of the tracker itself are not in braces
/// of this kind, or would be refused rather than sent to visitors as they are.
pub(super) fn template(raw: &str) -> Result<String, Problem> {
    let template = optional_url(raw)?;
    let mut rest = template.as_str();
    while let Some(start) = rest.find('{') {
        let end = rest[start..].find('}').ok_or(Problem::NotUrl)? + start;
        let name = &rest[start + 1..end];
        if !MACROS.contains(&name) {
            return Err(Problem::UnknownMacro(name.chars().take(40).collect()));
        }
        rest = &rest[end + 1..];
    }
    let host = template.split("://").nth(1).unwrap_or("").split(['/', '?', '#']).next().unwrap_or("");
    if host.contains('{') || rest.contains('}') { Err(Problem::NotUrl) } else { Ok(template) }
}

/// The affiliate's own link.
pub(super) fn link(template: &str, affiliate: AffiliateId, offer: OfferId) -> String {
    template.replace("{affiliate_id}", &affiliate.to_string()).replace("{offer_id}", &offer.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_filled_in() {
        let template = template("https://go.example/c?a={affiliate_id}&o={offer_id}").expect("it is one");
        assert_eq!(link(&template, AffiliateId::new(7), OfferId::new(42)), "https://go.example/c?a=7&o=42");
    }

    #[test]
    fn addresses_are_of_the_web() {
        for good in ["https://example.org", "http://example.org/a?b=c#d", "https://пример.рф/"] {
            assert_eq!(url(good).as_deref(), Ok(good));
        }
        for bad in [
            "javascript:alert(1)",
            "//example.org",
            "https://",
            "https:///path",
            "https://a b",
            "https://a@b/",
            "https://a:b@c/",
            "https://@example.org/",
            "https:\\\\a",
            "https://example.org:99999/",
            "https://[::1/",
            "data:,x",
        ] {
            assert_eq!(url(bad), Err(Problem::NotUrl), "{bad}");
        }
    }

    #[test]
    fn macros_are_known_ones() {
        assert_eq!(template("https://go.example/{click_id}"), Err(Problem::UnknownMacro("click_id".into())));
        assert_eq!(template("https://{affiliate_id}.example/"), Err(Problem::NotUrl));
        assert_eq!(template("https://go.example/{affiliate_id"), Err(Problem::NotUrl));
        assert_eq!(template(" ").as_deref(), Ok(""));
    }
}
