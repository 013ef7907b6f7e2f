//! The exit codes, a public vocabulary.

use std::process::ExitCode;

use conformance::verdict::Conclusion;

/// The codes as `--help` shows them.
pub(crate) const HELP: &str = "\
Exit codes:
  0    done; what was asked about conforms
  1    it does not conform
  2    wrong usage, or a file or setting that cannot be read
  3    the target cannot be reached
  4    nothing was selected or executed
  5    a part that was begun could not be played to its end, and nothing failed
  69   an address is taken or cannot be bound
  70   an error of standin's own
  130  interrupted";

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done; what was asked about conforms.
    Success = 0,
    /// It does not conform.
    DoesNotConform = 1,
    /// Wrong usage, or a file or setting that cannot be read.
    Usage = 2,
    /// The target cannot be reached.
    Unreachable = 3,
    /// Nothing was selected or executed.
    Nothing = 4,
    /// A part that was begun could not be played to its end, and nothing failed.
    Incomplete = 5,
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
