//! Why `standin journal` could print nothing.

use crate::control::ControlError;
use crate::exit::Exit;
use crate::print::PrintError;

/// Why `standin journal` could print nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    /// The control plane told nothing.
    #[error(transparent)]
    Control(#[from] ControlError),
    /// It cannot be printed.
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl JournalError {
    /// The code with which the command ends.
    #[must_use]
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Control(error) => error.exit(),
            Self::Print(_) => PrintError::EXIT,
        }
    }
}
