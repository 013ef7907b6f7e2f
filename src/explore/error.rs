//! Why an exploration came to nothing.

use std::io;
use std::path::PathBuf;

use conformance::suite::SuiteError;
use mock_server::StartError;
use providers::UnknownApi;

use crate::check::CheckError;
use crate::exit::Exit;
use crate::print::PrintError;
use crate::seal::SealError;

/// Why an exploration came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExploreError {
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Api(#[from] UnknownApi),
    #[error(transparent)]
    Target(#[from] CheckError),
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error("no runtime: {0}")]
    Runtime(io::Error),
    #[error(transparent)]
    Server(#[from] StartError),
    #[error(transparent)]
    Explore(#[from] conformance::explore::ExploreError),
    #[error("{}: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl ExploreError {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        use conformance::explore::ExploreError as Explore;
        match self {
            Self::Target(error) => error.exit(),
            Self::Seal(error) => error.exit(),
            Self::Usage(_) | Self::Api(_) | Self::Suite(_) | Self::File { .. } => Exit::Usage,
            Self::Explore(Explore::Unreachable(_)) => Exit::Unreachable,
            Self::Explore(Explore::Interrupted) => Exit::Interrupted,
            Self::Explore(Explore::Unable(_)) => Exit::Incomplete,
            Self::Server(_) => Exit::Unavailable,
            Self::Runtime(_) | Self::Explore(_) => Exit::Internal,
            Self::Print(_) => PrintError::EXIT,
        }
    }
}
