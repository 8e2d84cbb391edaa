//! Whoever sets a webhook chooses what this process connects to. It must not become a way into the network that it stands
//! in, so an address inside is refused: when the webhook is saved, and again at every connection, because what a name
//! leads to changes.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

use crate::settings::Settings;

/// Why a host is not connected to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is an address inside, or its name leads to one.
    #[error("{0} leads to an address of an internal network")]
    Internal(String),
    /// Its name leads nowhere.
    #[error("{0} cannot be found")]
    Unknown(String),
}

/// Whether the operator allowed this host although it is inside.
pub(super) fn is_internal_by_choice(host: &str, settings: &Settings) -> bool {
    settings.internal_hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
}

/// An address that is written out is judged without asking anybody.
pub fn literal(url: &Url, settings: &Settings) -> Result<(), Refused> {
    let host = url.host_str().unwrap_or_default();
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        _ => return Ok(()),
    };
    if may_connect(host, address, settings) { Ok(()) } else { Err(Refused::Internal(host.to_owned())) }
}

/// Whether a connection to this address may be made for this host.
pub fn may_connect(host: &str, address: IpAddr, settings: &Settings) -> bool {
    is_public(address) || is_internal_by_choice(host, settings)
}

/// The addresses that a host's name leads to. If one of them is inside, none is given: whoever made the name chooses in
/// which order they come.
pub async fn allowed_addresses(
    host: &str,
    port: u16,
    settings: &Settings,
) -> Result<Vec<SocketAddr>, Refused> {
    let bare = host.trim_matches(['[', ']']);
    let found = tokio::net::lookup_host((bare, port)).await.map_err(|_| Refused::Unknown(host.to_owned()))?;
    let found: Vec<SocketAddr> = found.collect();
    if found.is_empty() {
        return Err(Refused::Unknown(host.to_owned()));
    }
    if found.iter().all(|address| may_connect(host, address.ip(), settings)) {
        Ok(found)
    } else {
        Err(Refused::Internal(host.to_owned()))
    }
}

/// Whether an address is one of the public Internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b)))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // IPv4 in other clothes: mapped, translated (NAT64), 6to4. What counts is where it leads.
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => embedded(high, low),
        // Of the rest only global unicast, less Teredo, benchmarks, ORCHID and documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_told_from_those_outside() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.1.2.3",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "fd00:ec2::254",
        ] {
            assert!(!is_public(inside.parse().expect("an address")), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "198.17.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
        ] {
            assert!(is_public(outside.parse().expect("an address")), "{outside}");
        }
    }

    #[test]
    fn however_an_address_is_written_it_is_the_same() {
        let settings = Settings::default();
        for url in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://017700000001/",
            "https://127.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://０/",
            "https://169.254.169.254/latest/",
        ] {
            let url = Url::parse(url).expect("an address");
            assert!(literal(&url, &settings).is_err(), "{url}");
        }
        let allowed = Settings { internal_hosts: vec!["127.0.0.1".to_owned()], ..settings };
        assert!(literal(&Url::parse("http://127.0.0.1:9/").expect("an address"), &allowed).is_ok());
        assert!(literal(&Url::parse("http://127.0.0.2:9/").expect("an address"), &allowed).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused() {
        let settings = Settings::default();
        let asked = allowed_addresses("localhost", 443, &settings).await;
        assert_eq!(asked, Err(Refused::Internal("localhost".to_owned())));
        let asked = allowed_addresses("no-such-host.invalid", 443, &settings).await;
        assert_eq!(asked, Err(Refused::Unknown("no-such-host.invalid".to_owned())));
        let allowed = Settings { internal_hosts: vec!["localhost".to_owned()], ..settings };
        assert!(allowed_addresses("localhost", 443, &allowed).await.is_ok_and(|found| !found.is_empty()));
    }
}
