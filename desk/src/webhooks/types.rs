//! What a webhook is made of.

use url::Url;

use super::guard;
use crate::error::{FieldError, Problem};
use crate::outbox::Notice;
use crate::settings::Settings;
use crate::text;

/// The form of a webhook as it came in.
#[derive(Clone, Debug, Default)]
pub struct RawWebhook {
    /// `name`
    pub name: String,
    /// `url`
    pub url: String,
}

/// A webhook to be made.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// What staff call it.
    pub name: String,
    /// Where it is.
    pub url: Url,
}

/// What a webhook is told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events(Option<Vec<Notice>>);

impl Events {
    /// These of all that there are ([`Notice::of_tickets`]). All of them are everything, also what there will be later.
    pub fn of(chosen: &[Notice]) -> Self {
        if Notice::of_tickets().all(|notice| chosen.contains(&notice)) {
            return Self(None);
        }
        Self(Some(Notice::of_tickets().filter(|notice| chosen.contains(notice)).collect()))
    }

    /// Whether this is among them.
    pub fn hold(&self, notice: Notice) -> bool {
        self.0.as_ref().is_none_or(|chosen| chosen.contains(&notice))
    }

    /// Whether they are everything.
    pub fn are_all(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn are_none(&self) -> bool {
        self.0.as_ref().is_some_and(Vec::is_empty)
    }

    /// As they are stored. What only another version knows is left out.
    pub(super) fn stored(text: &str) -> Self {
        if text.is_empty() {
            return Self(None);
        }
        Self(Some(text.split(' ').filter_map(|name| name.parse().ok()).collect()))
    }

    pub(super) fn text(&self) -> String {
        let names = self.0.iter().flatten().map(|notice| notice.as_str());
        names.collect::<Vec<_>>().join(" ")
    }
}

/// The most characters of an address.
const URL_MAX: usize = 2_000;

impl NewWebhook {
    /// Reads the form; every field that is wrong is named. Whether the host's name leads inside is another question, which
    /// takes a look at the network: [`guard::allowed_addresses`].
    pub fn parse(raw: &RawWebhook, settings: &Settings) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = text::line(&raw.name, 1, 100)
            .map_err(|problem| errors.push(FieldError { field: "name", problem }))
            .ok();
        let url = address(&raw.url, settings)
            .map_err(|problem| errors.push(FieldError { field: "url", problem }))
            .ok();
        match (name, url) {
            (Some(name), Some(url)) => Ok(Self { name, url }),
            _ => Err(errors),
        }
    }
}

fn address(raw: &str, settings: &Settings) -> Result<Url, Problem> {
    let line = text::line(raw, 1, URL_MAX)?;
    let url = Url::parse(&line).map_err(|_| Problem::NotUrl)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(Problem::NotUrl)?;
    let internal = guard::is_internal_by_choice(host, settings);
    // What is signed can still be read on the way; on a network of one's own that may be fine.
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && internal);
    let bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if !scheme || !bare || url.port() == Some(0) {
        return Err(Problem::NotPublicUrl);
    }
    guard::literal(&url, settings).map_err(|_| Problem::NotPublicUrl)?;
    Ok(url)
}
