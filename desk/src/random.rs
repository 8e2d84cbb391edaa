//! Randomness as a value, so that tests can fix it.

use std::fmt;
use std::sync::Arc;

/// Where random bytes come from: the operating system, or a function that a test gives.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

impl Random {
    /// The operating system's generator.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    pub fn system() -> Self {
        Self(Arc::new(|bytes| {
            #[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system")]
            getrandom::fill(bytes).expect("the operating system gives random bytes");
        }))
    }

    /// A generator made of `fill`.
    pub fn from_fn(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random")
    }
}
