//! Why `standin journal` could print or write nothing.

use std::io;
use std::path::PathBuf;

use conformance::export::scenario::ScenarioError;

use crate::exit::Exit;
use crate::print::PrintError;

use super::options::Control;

/// Why `standin journal` could print or write nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    /// The ready file cannot be used, or the URL is none.
    #[error("{0}")]
    Usage(String),
    /// Nobody answers, or the answer broke off.
    #[error("cannot reach the control plane at {url}: {why}; is `standin serve` running, and is this its control URL?")]
    Unreachable {
        /// Where it should be.
        url: String,
        /// What went wrong.
        why: String,
    },
    /// The control plane refuses.
    #[error("{0}")]
    Refused(String),
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
    /// The system gives no threads or connections.
    #[error("the system refuses what a client needs: {0}")]
    Runtime(String),
}

impl JournalError {
    /// What went wrong on the way; the innermost reason says most.
    pub(super) fn unreachable(control: &Control, error: &reqwest::Error) -> Self {
        let mut reason: &dyn std::error::Error = error;
        while let Some(source) = reason.source() {
            reason = source;
        }
        Self::Unreachable { url: control.url.clone(), why: reason.to_string() }
    }

    /// The code with which the command ends.
    #[must_use]
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Scenario(ScenarioError::Uncalled(_) | ScenarioError::Unproven(_)) => Exit::Nothing,
            Self::Usage(_) | Self::Refused(_) | Self::Scenario(_) | Self::Output { .. } => Exit::Usage,
            Self::Unreachable { .. } => Exit::Unreachable,
            Self::Print(_) => PrintError::EXIT,
            Self::Runtime(_) => Exit::Internal,
        }
    }
}
