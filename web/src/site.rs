//! What the pages need besides the desk: who the programme is and where it stands.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use desk::App;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;
use url::Url;

use crate::live::Streams;

/// The programme and its place on the network, as the operator configured them.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where browsers find us: the only source of links and of the rule about cookies. With `https` cookies are
    /// `__Host-` and secure.
    pub public_url: Url,
    /// Proxies whose forwarded address is believed.
    pub trusted_proxies: Vec<Network>,
    /// The programme's name.
    pub name: String,
    /// The programme's colour as `#rrggbb`, if it has one.
    pub colour: Option<String>,
    /// Where affiliates write when the desk does not help.
    pub support_email: Option<String>,
}

impl Site {
    /// Whether browsers come by HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// The origin that our own forms come from.
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }
}

/// A range of addresses: `10.0.0.0/8`, `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl std::str::FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not an address or a range like 10.0.0.0/8");
        let (address, prefix) =
            text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), |prefix| prefix.trim().parse().map_err(|_| wrong()))?;
        if prefix <= most { Ok(Self { address, prefix }) } else { Err(wrong()) }
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Network {
    /// Whether an address lies in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        };
        let ((ours, width), (theirs, other)) = (bits(self.address), bits(address.to_canonical()));
        let mask = if self.prefix == 0 { 0 } else { u128::MAX << (128 - u32::from(self.prefix)) };
        width == other && ours & mask == theirs & mask
    }
}

/// Everything a handler reaches. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Inner>);

struct Inner {
    app: App,
    site: Site,
    ready: AtomicBool,
    metrics: PrometheusHandle,
    streams: Arc<Streams>,
    stopping: watch::Sender<bool>,
}

impl Web {
    /// Puts the parts together; not ready until [`Web::set_ready`].
    pub fn new(app: App, site: Site, metrics: PrometheusHandle) -> Self {
        let (streams, stopping) = (Arc::default(), watch::Sender::new(false));
        Self(Arc::new(Inner { app, site, ready: AtomicBool::new(false), metrics, streams, stopping }))
    }

    /// The use cases.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The programme.
    pub fn site(&self) -> &Site {
        &self.0.site
    }

    /// Says whether `/readyz` answers that requests may come: switched off when the process begins to stop.
    pub fn set_ready(&self, ready: bool) {
        self.0.ready.store(ready, Ordering::Relaxed);
    }

    /// Ends the streams of open pages, which would go on for ever: before the process waits for what is under way.
    pub fn end_streams(&self) {
        self.0.stopping.send_replace(true);
    }

    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stopping.subscribe()
    }

    pub(crate) fn streams(&self) -> &Arc<Streams> {
        &self.0.streams
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.0.ready.load(Ordering::Relaxed)
    }

    pub(crate) fn metrics(&self) -> &PrometheusHandle {
        &self.0.metrics
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let ten: Network = "10.0.0.0/8".parse().expect("a range");
        assert!(ten.holds("10.200.1.1".parse().expect("an address")));
        assert!(ten.holds("::ffff:10.200.1.1".parse().expect("an address")));
        assert!(!ten.holds("11.0.0.1".parse().expect("an address")));
        let one: Network = "::1".parse().expect("an address");
        assert!(
            one.holds("::1".parse().expect("an address")) && !one.holds("::2".parse().expect("an address"))
        );
        assert!("0.0.0.0/0".parse::<Network>().expect("all").holds("9.9.9.9".parse().expect("an address")));
        for bad in ["10.0.0.0/33", "x", "10.0.0.0/", ""] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
