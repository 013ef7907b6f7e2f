//! The exit codes, a public vocabulary: one table for every sub-command.

use std::process::ExitCode;

use conformance::verdict::Conclusion;

/// The codes as `--help` shows them.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done; every clause that counts passed or is validly waived
  1    something failed
  2    wrong usage, or a file or setting that cannot be read
  3    the target cannot be reached
  4    nothing was selected
  5    incomplete: something is inconclusive, blocked, unsupported or not run, and nothing failed
  6    a waiver is stale, and nothing failed
  69   an address is taken or cannot be bound
  70   an error of standin's own
  130  interrupted; what was done until then is reported";

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done; every clause that counts passed or is validly waived.
    Success = 0,
    /// Something failed.
    DoesNotConform = 1,
    /// Wrong usage, or a file or setting that cannot be read.
    Usage = 2,
    /// The target cannot be reached.
    Unreachable = 3,
    /// Nothing was selected.
    Nothing = 4,
    /// Something is inconclusive, blocked, unsupported or not run, and nothing failed.
    Incomplete = 5,
    /// A waiver is stale, and nothing failed.
    StaleWaiver = 6,
    /// An address is taken or cannot be bound.
    Unavailable = 69,
    /// An error of our own.
    Internal = 70,
    /// Interrupted.
    Interrupted = 130,
}

impl Exit {
    /// What a run comes to.
    pub(crate) fn of(conclusion: Conclusion) -> Self {
        match conclusion {
            Conclusion::Conforms => Self::Success,
            Conclusion::DoesNot => Self::DoesNotConform,
            Conclusion::Stale => Self::StaleWaiver,
            Conclusion::Unreachable => Self::Unreachable,
            Conclusion::Interrupted => Self::Interrupted,
            Conclusion::Incomplete => Self::Incomplete,
            Conclusion::Nothing => Self::Nothing,
            Conclusion::Broken => Self::Internal,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_has_the_table_of_the_help() {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/verdicts.md")).unwrap_or_default();
        for line in HELP.lines().skip(1) {
            let (code, meaning) = line.trim().split_once(' ').unwrap_or_default();
            let row = format!("| {code} | {} |", meaning.trim().replace("standin's", "Standin's"));
            assert!(page.contains(&row), "docs/verdicts.md lacks this row:\n{row}");
        }
    }
}
