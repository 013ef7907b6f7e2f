//! The one place where the host asks what time it is.

use jiff::Timestamp;

/// Tells the time outside every world.
pub trait WallClock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl WallClock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one reading of the machine's clock; everything else is handed a moment")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl<F: Fn() -> Timestamp + Send + Sync> WallClock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}
