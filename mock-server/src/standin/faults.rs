//! What becomes of a test whose planted faults never fired.

use crate::Worlds;

/// Faults that were planted and never fired, so that what a test wanted to see was never tried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("planted and never fired: {}; let the test make the call that they wait for, or do not plant them", faults.join("; "))]
pub struct UnfiredFaults {
    /// Each in words, with its world.
    pub faults: Vec<String>,
}

/// What a server's end does about them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum OnUnfired {
    #[default]
    Nothing,
    Panic,
}

impl OnUnfired {
    /// Never panics in a test that has failed already: a second panic would end the process and hide the first.
    pub(crate) fn judge(self, worlds: &Worlds) {
        if self == Self::Panic && !std::thread::panicking() {
            report(verify(worlds));
        }
    }
}

pub(crate) fn verify(worlds: &Worlds) -> Result<(), UnfiredFaults> {
    let of_world = |world: String| {
        let faults = worlds.unfired_faults(&world).unwrap_or_default();
        faults.into_iter().map(move |fault| format!("{} (world {world})", fault.spec.name))
    };
    settle(worlds.list().into_iter().flat_map(|line| of_world(line.world)).collect())
}

fn settle(faults: Vec<String>) -> Result<(), UnfiredFaults> {
    if faults.is_empty() { Ok(()) } else { Err(UnfiredFaults { faults }) }
}

#[expect(clippy::panic, reason = "asked for by whoever built the server, to let a test fail that cannot return an error any more")]
fn report(verdict: Result<(), UnfiredFaults>) {
    if let Err(unfired) = verdict {
        panic!("{unfired}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_never_fired_fails_and_none_does_not() {
        assert_eq!(settle(Vec::new()), Ok(()));
        let unfired = settle(vec!["latency (world default)".to_owned()]).unwrap_err();
        assert!(unfired.to_string().contains("latency (world default)"), "{unfired}");
    }

    #[test]
    #[should_panic(expected = "planted and never fired: latency")]
    fn the_end_of_a_server_can_fail_a_test() {
        report(settle(vec!["latency".to_owned()]));
    }

    #[test]
    fn the_end_of_a_server_whose_faults_have_fired_fails_nothing() {
        report(settle(Vec::new()));
    }
}
