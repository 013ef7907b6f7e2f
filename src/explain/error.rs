//! Why `standin explain` could tell nothing.

use crate::control::ControlError;
use crate::exit::Exit;
use crate::print::PrintError;

/// Why `standin explain` could tell nothing. None of them repeats what was given: it may be a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExplainError {
    /// The arguments make no question.
    #[error("{0}; see `standin explain --help`")]
    Usage(String),
    /// No call was refused.
    #[error("the journal holds no call that was refused, or none to this instance; `standin journal` shows what it holds")]
    NoneRefused,
    /// The control plane told nothing.
    #[error(transparent)]
    Control(#[from] ControlError),
    /// It cannot be printed.
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl ExplainError {
    /// The code with which the command ends.
    #[must_use]
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::NoneRefused => Exit::Nothing,
            Self::Control(error) => error.exit(),
            Self::Print(_) => PrintError::EXIT,
        }
    }
}
