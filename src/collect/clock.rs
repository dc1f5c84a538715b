//! Time, and the wish to stop. Both are handed in, so that tests wait for nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use time::OffsetDateTime;

/// What tells the time and lets it pass.
pub trait Clock: Send + Sync {
    /// The time.
    fn now(&self) -> OffsetDateTime;
    /// Waits this long, or until somebody wants to stop.
    fn wait(&self, long: Duration, cancel: &Cancel);
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct MachineClock;

impl Clock for MachineClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    fn wait(&self, long: Duration, cancel: &Cancel) {
        const STEP: Duration = Duration::from_millis(50);
        let mut left = long;
        while !left.is_zero() && !cancel.is_set() {
            let now = left.min(STEP);
            std::thread::sleep(now);
            left -= now;
        }
    }
}

/// A flag that whoever looks at the pull may raise; it is never lowered.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks the pull to stop.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is to stop.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The flag itself, for a signal handler.
    #[must_use]
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }
}
