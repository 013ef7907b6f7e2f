//! Why nothing could be checked.

use std::path::PathBuf;

use conformance::diagnostic::Diagnostic;
use conformance::play::PlayError;
use conformance::snapshot::SnapshotError;
use conformance::suite::SuiteError;
use conformance::target::{LedgerError, UrlError};

use super::target::FileError;
use crate::evidence::EvidenceError;
use crate::exit::Exit;
use crate::print::PrintError;
use crate::seal::SealError;
use crate::selection::SelectionError;

#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error("{}\n{} in the scenarios; nothing was asked", rendered(.0), counted(.0))]
    Lint(Vec<Diagnostic>),
    #[error("{}\n{} in the waivers; nothing was asked", rendered(.0), counted(.0))]
    Waivers(Vec<Diagnostic>),
    #[error(transparent)]
    Selection(#[from] SelectionError),
    #[error(transparent)]
    Target(#[from] FileError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Bundle(#[from] EvidenceError),
    #[error("{}: what was played could not be written down: {error}", path.display())]
    Record { path: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error(transparent)]
    Play(#[from] PlayError),
    #[error("the mock cannot be started: {0}")]
    Mock(#[from] mock_server::StartError),
    #[error("the runtime cannot be started: {0}")]
    Runtime(std::io::Error),
    #[error("the report cannot be written: {}: {error}", file.display())]
    Report { file: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl CheckError {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Print(_) => PrintError::EXIT,
            Self::Bundle(error) => error.exit(),
            Self::Seal(error) => error.exit(),
            Self::Report { .. } | Self::Record { .. } | Self::Play(_) | Self::Mock(_) | Self::Runtime(_) => Exit::Internal,
            Self::Snapshot(SnapshotError::File { .. }) => Exit::Internal,
            _ => Exit::Usage,
        }
    }
}

fn rendered(complaints: &[Diagnostic]) -> String {
    complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
}

fn counted(complaints: &[Diagnostic]) -> String {
    if complaints.len() == 1 { "one mistake".to_owned() } else { format!("{} mistakes", complaints.len()) }
}
