//! How often a password may be tried, per account and per address. Kept in memory, so each process counts its own.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::Error;
use crate::settings::Throttle;

/// After so many keys, those that are free again are forgotten, so that made-up accounts do not fill the memory.
const KEYS: usize = 10_000;

/// Counts attempts; knows nothing of whether they were right.
pub struct Throttles {
    accounts: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<String>,
}

impl Throttles {
    pub(crate) fn new(settings: &Throttle) -> Self {
        Self {
            accounts: RateLimiter::keyed(quota(settings.account_burst, settings.account_interval)),
            addresses: RateLimiter::keyed(quota(settings.address_burst, settings.address_interval)),
        }
    }

    /// Counts one attempt, or says how long to wait. The address is counted first, so that a flood from one place
    /// does not use up somebody else's account.
    pub(crate) fn attempt(&self, account: &str, address: IpAddr) -> Result<(), Error> {
        check(&self.addresses, &network(address))?;
        check(&self.accounts, &account.to_owned())
    }

    /// Counts one attempt on an account by somebody who is signed in to it.
    pub(crate) fn attempt_on(&self, account: &str) -> Result<(), Error> {
        check(&self.accounts, &account.to_owned())
    }
}

fn check(limiter: &DefaultKeyedRateLimiter<String>, key: &String) -> Result<(), Error> {
    if limiter.len() > KEYS {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|no| Error::Throttled(no.wait_time_from(DefaultClock::default().now())))
}

/// Whom an address stands for: an IPv6 user commands a /64.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}

fn quota(burst: u32, interval: Duration) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    Quota::with_period(interval).unwrap_or_else(|| Quota::per_second(burst)).allow_burst(burst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_the_next_waits() {
        let settings = Throttle { account_burst: 3, address_burst: 5, ..Throttle::default() };
        let throttles = Throttles::new(&settings);
        let here = IpAddr::from([10, 0, 0, 1]);
        for _ in 0..3 {
            throttles.attempt("ann@example.test", here).expect("within the burst");
        }
        assert!(
            matches!(throttles.attempt("ann@example.test", here), Err(Error::Throttled(wait)) if wait.as_secs() <= 20)
        );
        throttles.attempt("bob@example.test", here).expect("another account is free");
        assert!(
            matches!(throttles.attempt("eve@example.test", here), Err(Error::Throttled(_))),
            "the address is used up"
        );
        throttles.attempt("eve@example.test", IpAddr::from([10, 0, 0, 2])).expect("another address is free");
    }

    #[test]
    fn a_v6_network_counts_as_one() {
        let one: IpAddr = "2001:db8:1:2::1".parse().expect("an address");
        let two: IpAddr = "2001:db8:1:2:ffff::9".parse().expect("an address");
        assert_eq!(network(one), network(two));
        assert_eq!(network("::ffff:10.0.0.1".parse().expect("an address")), "10.0.0.1");
    }
}
