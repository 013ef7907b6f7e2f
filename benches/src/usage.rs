//! What a process has used, as Linux tells it below /proc.

use std::time::Duration;

use crate::failure::{Failure, Result};

/// The time that a process has had of the cores, user and system, all its threads together.
///
/// To the nanosecond, and without the threads that have ended; where the kernel does not tell that, in its ticks.
pub(crate) fn cpu(process: u32) -> Result<Duration> {
    match threads(process) {
        Some(had) => Ok(had),
        None => in_ticks(process),
    }
}

/// The first number of a thread's `schedstat` is what it has had.
fn threads(process: u32) -> Option<Duration> {
    let mut nanoseconds = 0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task")).ok()? {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        nanoseconds += text.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    (nanoseconds > 0).then_some(Duration::from_nanos(nanoseconds))
}

fn in_ticks(process: u32) -> Result<Duration> {
    let path = format!("/proc/{process}/stat");
    let text = std::fs::read_to_string(&path).map_err(Failure::machine(&path))?;
    ticks(&text).map(|ticks| Duration::from_secs_f64(ticks / per_second())).ok_or_else(|| Failure::told(format!("{path} cannot be read")))
}

/// Bytes of memory: now, and at the most so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Memory {
    pub(crate) resident: u64,
    pub(crate) peak: u64,
}

/// The memory of a process.
pub(crate) fn memory(process: u32) -> Result<Memory> {
    let path = format!("/proc/{process}/status");
    let text = std::fs::read_to_string(&path).map_err(Failure::machine(&path))?;
    kept(&text).ok_or_else(|| Failure::told(format!("{path} cannot be read")))
}

/// How many descriptors a process has open.
pub(crate) fn descriptors(process: u32) -> Result<usize> {
    let path = format!("/proc/{process}/fd");
    std::fs::read_dir(&path).map(Iterator::count).map_err(Failure::machine(path))
}

#[expect(clippy::cast_precision_loss, reason = "a hundred or a thousand")]
fn per_second() -> f64 {
    rustix::param::clock_ticks_per_second() as f64
}

/// `utime` and `stime`, the 14th and 15th field; the second is a name in brackets that may hold anything.
fn ticks(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

fn kept(status: &str) -> Option<Memory> {
    let kilobytes = |name: &str| status.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse::<u64>().ok();
    Some(Memory { resident: kilobytes("VmRSS:")? * 1024, peak: kilobytes("VmHWM:")? * 1024 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_blanks_hides_no_ticks() {
        assert_eq!(ticks("7 (a ) b) S 1 7 7 0 -1 4194560 100 0 0 0 12 30 0 0 20 0 3 0 99"), Some(42.0));
    }

    #[test]
    fn work_is_seen_as_cpu() {
        let process = std::process::id();
        let before = cpu(process).unwrap();
        while cpu(process).unwrap() < before + Duration::from_millis(20) {}
        assert!(in_ticks(process).unwrap() >= Duration::from_millis(10));
    }

    #[test]
    fn memory_is_told_in_bytes() {
        assert_eq!(kept("Name:\tx\nVmHWM:\t  200 kB\nVmRSS:\t  100 kB\n"), Some(Memory { resident: 102_400, peak: 204_800 }));
        assert_eq!(kept("Name:\tx\nVmHWM:\t  200 kB\n"), None);
    }
}
