//! Time as a value: where it comes from ([`Clock`]) and how it is stored ([`Timestamp`]).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

db::integer! {
    /// A moment: microseconds since 1970-01-01T00:00:00Z. Sorts as a number on both engines.
    pub Timestamp
}

impl Timestamp {
    /// The same moment as `jiff` sees it, for formatting.
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.get()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    /// The moment that a file system gives.
    pub fn from_system(time: std::time::SystemTime) -> Self {
        jiff::Timestamp::try_from(time).map_or(Self::new(0), |time| Self::new(time.as_microsecond()))
    }

    /// This moment plus `span`; stays at the end of time rather than overflow.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self::new(self.get().saturating_add(micros(span)))
    }

    /// This moment minus `span`.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self::new(self.get().saturating_sub(micros(span)))
    }

    /// How long after `earlier` this is; zero when it is not after.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.get().saturating_sub(earlier.get())).unwrap_or(0))
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

/// Where the time comes from: the system, or a hand that tests and the demo move.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until [`Clock::set`].
    Fixed(Arc<AtomicI64>),
    /// The machine's clock, so many microseconds ahead: where a browser is tested, days have to pass at once.
    Ahead(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that shows `start` until it is moved.
    pub fn fixed(start: Timestamp) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(start.get())))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => machine(),
            Self::Fixed(at) => Timestamp::new(at.load(Ordering::Relaxed)),
            Self::Ahead(by) => Timestamp::new(machine().get().saturating_add(by.load(Ordering::Relaxed))),
        }
    }

    /// Moves a clock that can be moved; the machine's own is left alone.
    pub fn set(&self, to: Timestamp) {
        match self {
            Self::System => {}
            Self::Fixed(at) => at.store(to.get(), Ordering::Relaxed),
            Self::Ahead(by) => by.store(to.get().saturating_sub(machine().get()), Ordering::Relaxed),
        }
    }

    /// Moves a clock that can be moved forward.
    pub fn advance(&self, by: Duration) {
        self.set(self.now().plus(by));
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn machine() -> Timestamp {
    Timestamp::new(jiff::Timestamp::now().as_microsecond())
}
