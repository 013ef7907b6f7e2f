//! Why nothing was measured.

use std::io;
use std::path::PathBuf;

use conformance::play::PlayError;
use conformance::snapshot::SnapshotError;
use conformance::suite::SuiteError;
use mock_server::StartError;
use providers::UnknownApi;

use crate::exit::Exit;
use crate::print::PrintError;

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StrengthError {
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Api(#[from] UnknownApi),
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error("no runtime: {0}")]
    Runtime(io::Error),
    #[error(transparent)]
    Server(#[from] StartError),
    #[error(transparent)]
    Play(#[from] PlayError),
    #[error("{server}: {error}")]
    Explore { server: String, error: conformance::explore::ExploreError },
    #[error("a server was lost while it was asked: {0}")]
    Lost(String),
    #[error("interrupted; nothing was measured")]
    Interrupted,
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl StrengthError {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Api(_) | Self::Suite(_) | Self::Snapshot(_) | Self::File { .. } => Exit::Usage,
            Self::Server(_) => Exit::Unavailable,
            Self::Interrupted => Exit::Interrupted,
            Self::Runtime(_) | Self::Play(_) | Self::Explore { .. } | Self::Lost(_) => Exit::Internal,
            Self::Print(_) => PrintError::EXIT,
        }
    }
}
