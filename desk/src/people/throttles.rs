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
    /// One account from one network: the tightest, so that a guesser locks out nobody but themselves.
    pairs: DefaultKeyedRateLimiter<String>,
    /// One account from wherever: against many who guess together.
    accounts: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<String>,
}

/// How many guessers at their limit it takes before an account is closed to everybody for a while.
const TOGETHER: u32 = 10;

impl Throttles {
    pub(crate) fn new(settings: &Throttle) -> Self {
        Self {
            pairs: RateLimiter::keyed(quota(settings.account_burst, settings.account_interval)),
            accounts: RateLimiter::keyed(quota(
                settings.account_burst.saturating_mul(TOGETHER),
                settings.account_interval / TOGETHER,
            )),
            addresses: RateLimiter::keyed(quota(settings.address_burst, settings.address_interval)),
        }
    }

    /// Counts one attempt, or says how long to wait. What is refused for its place is not counted against the account, so
    /// a flood from one place does not use it up.
    pub(crate) fn attempt(&self, account: &str, address: IpAddr) -> Result<(), Error> {
        let network = network(address);
        check(&self.addresses, &network)?;
        check(&self.pairs, &format!("{network} {account}"))?;
        check(&self.accounts, &account.to_owned())
    }

    /// Counts one attempt on an account by somebody who is signed in to it; what strangers try elsewhere is not theirs.
    pub(crate) fn attempt_on(&self, account: &str) -> Result<(), Error> {
        check(&self.pairs, &format!("signed in {account}"))
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
        throttles
            .attempt("ann@example.test", IpAddr::from([10, 0, 0, 9]))
            .expect("Ann herself, elsewhere, is not locked out");
        throttles.attempt_on("ann@example.test").expect("nor is she where she is signed in");
        throttles.attempt("bob@example.test", here).expect("another account is free");
        assert!(
            matches!(throttles.attempt("eve@example.test", here), Err(Error::Throttled(_))),
            "the address is used up"
        );
        throttles.attempt("eve@example.test", IpAddr::from([10, 0, 0, 2])).expect("another address is free");
    }

    #[test]
    fn many_guessers_together_close_an_account() {
        let settings = Throttle { account_burst: 1, ..Throttle::default() };
        let throttles = Throttles::new(&settings);
        let tried = |n: u8| throttles.attempt("ann@example.test", IpAddr::from([10, 0, 1, n]));
        for n in 0..10 {
            tried(n).expect("within what all may try");
        }
        assert!(matches!(tried(10), Err(Error::Throttled(_))));
    }

    #[test]
    fn a_v6_network_counts_as_one() {
        let one: IpAddr = "2001:db8:1:2::1".parse().expect("an address");
        let two: IpAddr = "2001:db8:1:2:ffff::9".parse().expect("an address");
        assert_eq!(network(one), network(two));
        assert_eq!(network("::ffff:10.0.0.1".parse().expect("an address")), "10.0.0.1");
    }
}
