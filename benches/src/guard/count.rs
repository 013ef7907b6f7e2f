//! Counts by valgrind: this same program goes over a path N times and 2N times, and what differs is N times the path.

use std::process::{Command, Stdio};

use super::path::Path;
use crate::failure::{Failure, Result};

/// What this program says when valgrind is not there.
const INSTALL: &str = "valgrind is not installed; install it, as by `apt-get install valgrind`";

/// Instructions of one repetition, and what the processor seemed to be able to do.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) instructions: f64,
    pub(super) processor: String,
}

/// Counts one path. Start and end of the process fall out.
pub(super) fn count(path: Path, times: u64) -> Result<Counted> {
    let (once, twice) = std::thread::scope(|scope| {
        let once = scope.spawn(|| under_valgrind(path, times));
        let twice = under_valgrind(path, 2 * times);
        (once.join(), twice)
    });
    let (once, processor) = once.map_err(|_| Failure::told("a count broke"))??;
    let (twice, _) = twice?;
    Ok(Counted { instructions: per_repetition(once, twice, times), processor })
}

#[expect(clippy::cast_precision_loss, reason = "far fewer instructions than 2^52")]
fn per_repetition(once: u64, twice: u64, times: u64) -> f64 {
    twice.saturating_sub(once) as f64 / times as f64
}

fn under_valgrind(path: Path, times: u64) -> Result<(u64, String)> {
    let program = std::env::current_exe().map_err(Failure::machine("where this program lies"))?;
    let mut command = Command::new("valgrind");
    // What an environment says could change what the program does.
    command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
    command.arg(program).args(["guard", "repeat", path.name(), &times.to_string()]).stdin(Stdio::null());
    let ended = command.output().map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Failure::told(INSTALL),
        _ => Failure::machine("cannot start valgrind")(source),
    })?;
    let said = String::from_utf8_lossy(&ended.stderr);
    match instructions(&said) {
        Some(count) if ended.status.success() => Ok((count, String::from_utf8_lossy(&ended.stdout).trim().to_owned())),
        _ => Err(Failure::told(format!("valgrind could not count `{}` ({}):\n{said}", path.name(), ended.status))),
    }
}

/// What stands behind `I refs:` in what cachegrind says.
fn instructions(said: &str) -> Option<u64> {
    let line = said.lines().find_map(|line| line.split_once("== I ")?.1.trim_start().strip_prefix("refs:"))?;
    line.trim().replace(',', "").parse().ok()
}

/// What code may ask of the processor at run time; valgrind has a processor of its own.
pub(super) fn processor() -> String {
    let mut found: Vec<&str> = Vec::new();
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        let asked = [
            ("sse4.2", has!("sse4.2")),
            ("pclmulqdq", has!("pclmulqdq")),
            ("avx", has!("avx")),
            ("avx2", has!("avx2")),
            ("bmi2", has!("bmi2")),
            ("avx512f", has!("avx512f")),
        ];
        found.extend(asked.into_iter().filter_map(|(name, there)| there.then_some(name)));
    }
    if found.is_empty() {
        found.push("plain");
    }
    found.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cachegrind_counted_is_read_in_old_and_new_spelling() {
        assert_eq!(instructions("==7== Cachegrind\n==7== \n==7== I refs:        1,234,567\n"), Some(1_234_567));
        assert_eq!(instructions("==7== I   refs:      12\n"), Some(12));
        assert_eq!(instructions("==7== D refs: 12\n"), None);
    }

    #[test]
    fn what_both_runs_have_in_common_falls_out() {
        assert!((per_repetition(1_000 + 10 * 7, 1_000 + 20 * 7, 10) - 7.0).abs() < 1e-9);
    }
}
