//! Who asks, as the request itself says: cookie, address, language. Nothing here is trusted further than that.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::Method;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, HeaderMap, HeaderName, IF_NONE_MATCH, USER_AGENT};
use axum::http::request::Parts;
use desk::Credential;
use desk::people::{SessionToken, Theme};

use crate::cookies;
use crate::site::{Site, Web};

/// What a request says of its sender.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// The session's cookie, if it is shaped like one.
    pub(crate) token: Option<SessionToken>,
    /// Where the request comes from; behind a trusted proxy, whom it forwards for.
    pub(crate) address: IpAddr,
    /// What the browser calls itself.
    pub(crate) user_agent: String,
    /// The language before anybody has signed in.
    pub(crate) lang: &'static words::Lang,
    /// The flash cookie's word.
    pub(crate) flash: Option<String>,
    /// Light or dark, as whoever signed in here last has it.
    pub(crate) theme: Theme,
    /// Whether nobody looks at the answer yet (a prefetch, a `HEAD`): then nothing counts as read.
    pub(crate) unseen: bool,
    /// Whether an open page asks by itself, because it heard of a change or to keep its times right.
    pub(crate) by_itself: bool,
    /// The page that the browser has already, by its ETag.
    pub(crate) known: Option<String>,
}

/// What `live.js` sends when it asks.
const LIVE: HeaderName = HeaderName::from_static("affdesk-live");

impl Visitor {
    /// The credential that the cookie gives.
    pub(crate) fn credential(&self) -> Credential {
        self.token.clone().map_or(Credential::Anonymous, Credential::Session)
    }

    pub(crate) fn of(parts: &Parts, site: &Site) -> Self {
        let headers = &parts.headers;
        let by_itself = headers.contains_key(LIVE);
        let unseen = parts.method == Method::HEAD
            || text(headers, HeaderName::from_static("sec-purpose"))
                .is_some_and(|purpose| purpose.contains("prefetch"));
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Self {
            token: cookie(headers, cookies::session_name(site)).and_then(|value| value.parse().ok()),
            address: address(peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), headers, site),
            user_agent: text(headers, USER_AGENT).unwrap_or("").to_owned(),
            lang: words::best(text(headers, ACCEPT_LANGUAGE).unwrap_or("")),
            // It is said once, to somebody who looks at the page that their own doing led to.
            flash: cookie(headers, cookies::FLASH).filter(|_| !unseen && !by_itself).map(str::to_owned),
            theme: cookie(headers, cookies::THEME).and_then(|word| word.parse().ok()).unwrap_or_default(),
            unseen,
            by_itself,
            known: text(headers, IF_NONE_MATCH).map(str::to_owned),
        }
    }
}

impl FromRequestParts<Web> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, web.site()))
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The nearest address that is not a trusted proxy's, read from the right end of `X-Forwarded-For`: what stands further
/// left was written by whoever sent the request.
fn address(peer: IpAddr, headers: &HeaderMap, site: &Site) -> IpAddr {
    let trusted = |address: IpAddr| site.trusted_proxies.iter().any(|network| network.holds(address));
    if !trusted(peer) {
        return peer.to_canonical();
    }
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let mut nearest = peer;
    for hop in lines.iter().flat_map(|line| line.split(',')).rev() {
        let Ok(hop) = hop.trim().parse::<IpAddr>() else { break };
        nearest = hop;
        if !trusted(hop) {
            break;
        }
    }
    nearest.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(proxies: &[&str]) -> Site {
        Site {
            public_url: "https://desk.test".parse().expect("an address"),
            trusted_proxies: proxies.iter().map(|proxy| proxy.parse().expect("a range")).collect(),
            name: "Test".into(),
            colour: None,
            support_email: None,
        }
    }

    fn seen(peer: &str, forwarded: &str, site: &Site) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().expect("a header"));
        address(peer.parse().expect("an address"), &headers, site).to_string()
    }

    #[test]
    fn a_forwarded_address_is_believed_from_a_trusted_proxy_alone() {
        assert_eq!(seen("9.9.9.9", "1.2.3.4", &site(&["10.0.0.0/8"])), "9.9.9.9");
        assert_eq!(seen("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", &site(&["10.0.0.0/8"])), "1.2.3.4");
        assert_eq!(seen("10.0.0.1", "nonsense", &site(&["10.0.0.0/8"])), "10.0.0.1");
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, "xsession=1; session=2; session2=3".parse().expect("a header"));
        assert_eq!(cookie(&headers, "session"), Some("2"));
        assert_eq!(cookie(&headers, "sess"), None);
    }
}
