//! The time since the machine was started, by a clock that nobody sets and that goes on while the machine sleeps.

use std::time::Duration;

/// How long ago the machine was started.
#[cfg(unix)]
pub(super) fn since_boot() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    // Elsewhere than on Linux the monotonic clock itself goes on.
    #[cfg(target_os = "linux")]
    const CLOCK: ClockId = ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    const CLOCK: ClockId = ClockId::Monotonic;
    Duration::try_from(clock_gettime(CLOCK)).unwrap_or_default()
}

/// How long ago this was first asked; what a sleeping machine does to it is the system's affair.
#[cfg(not(unix))]
pub(super) fn since_boot() -> Duration {
    static FIRST: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    FIRST.elapsed()
}
