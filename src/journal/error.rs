//! Why `standin journal` could print or write nothing.

use std::io;
use std::path::PathBuf;

use conformance::export::scenario::ScenarioError;

use crate::control::ControlError;
use crate::exit::Exit;
use crate::print::PrintError;

/// Why `standin journal` could print or write nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    /// The options do not go together, or what the control plane tells is of another version.
    #[error("{0}")]
    Usage(String),
    /// The control plane told nothing.
    #[error(transparent)]
    Control(#[from] ControlError),
    /// No scenario can be made of it.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The file cannot be written.
    #[error("{}: {error}", file.display())]
    Output {
        /// The file.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
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
            Self::Scenario(ScenarioError::Uncalled(_) | ScenarioError::Unproven(_)) => Exit::Nothing,
            Self::Usage(_) | Self::Scenario(_) | Self::Output { .. } => Exit::Usage,
            Self::Print(_) => PrintError::EXIT,
        }
    }
}
