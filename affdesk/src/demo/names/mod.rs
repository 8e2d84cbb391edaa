//! Who the affiliates are: made-up companies and people of many places.

mod english;
mod european;
mod others;

/// A company, or a person who works alone, and whom to write to.
pub(super) struct Name {
    pub(super) company: &'static str,
    pub(super) person: &'static str,
    /// How both are written in an address.
    pub(super) slug: &'static str,
}

/// Where people of one language are.
pub(super) struct Home {
    /// Language tag.
    pub(super) lang: &'static str,
    /// Countries with their time zones.
    pub(super) places: &'static [(&'static str, &'static str)],
    /// `company|person|slug`, a line each.
    names: &'static str,
}

impl Home {
    pub(super) fn names(&self) -> Vec<Name> {
        let parse = |line: &'static str| {
            let mut parts = line.split('|');
            Some(Name { company: parts.next()?, person: parts.next()?, slug: parts.next()? })
        };
        self.names.lines().filter_map(parse).collect()
    }
}

/// Everywhere, in no particular order.
pub(super) fn homes() -> Vec<&'static Home> {
    [english::HOMES, european::HOMES, others::HOMES].into_iter().flatten().collect()
}
