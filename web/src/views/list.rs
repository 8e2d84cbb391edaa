//! Parts of every list: its URL, its pages, its tabs.

use std::fmt::Write as _;

/// A URL with its query, written piece by piece; empty values are left out, so that one list has one address.
#[derive(Debug, Clone)]
pub struct Query(String);

impl Query {
    /// Starts with a path that has no query yet.
    pub fn new(path: &str) -> Self {
        Self(path.to_owned())
    }

    /// Adds `name=value`, unless the value is empty.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if value.is_empty() {
            return self;
        }
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        self.0.push_str(name);
        self.0.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    self.0.push(char::from(byte));
                }
                b' ' => self.0.push('+'),
                _ => write!(self.0, "%{byte:02X}").expect("a String takes whatever is written to it"),
            }
        }
        self
    }

    /// The URL.
    pub fn finish(self) -> String {
        self.0
    }
}

/// Links to the neighbouring pages of a list.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// The page before this one.
    pub previous: Option<String>,
    /// The page after this one.
    pub next: Option<String>,
}

impl Pager {
    /// Whether there is anywhere to go.
    pub fn is_empty(&self) -> bool {
        self.previous.is_none() && self.next.is_none()
    }
}

/// One of several views of the same list.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its name.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Whether it is the one on screen.
    pub current: bool,
    /// How many wait there, ready to read.
    pub count: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn a_query_leaves_out_what_is_empty_and_escapes_the_rest() {
        let url =
            Query::new("/support").with("status", "").with("q", "a&b ü+").with("type", "general").finish();
        assert_eq!(url, "/support?q=a%26b+%C3%BC%2B&type=general");
    }

    #[test]
    fn without_values_the_path_stays_alone() {
        assert_eq!(Query::new("/desk").with("q", "").finish(), "/desk");
    }
}
