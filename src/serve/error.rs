//! Why `standin serve` could not serve.

use std::io;
use std::path::PathBuf;

use mock_server::{StartError, TlsError};

use crate::config::ConfigError;
use crate::exit::Exit;

/// Why `standin serve` could not serve.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    /// The configuration cannot be taken.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The server could not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// There can be no TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The file of the server's own authority cannot be written.
    #[error("cannot write the authority's certificate to {}: {source}; name another file with --tls-ca-file", file.display())]
    AuthorityFile {
        /// The file, or the folder of temporary files.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The ready file cannot be written.
    #[error("cannot write the ready file {}: {source}", file.display())]
    ReadyFile {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The coverage cannot be written.
    #[error("cannot write the coverage to {}: {source}", file.display())]
    Coverage {
        /// The file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The system gives no threads or signals.
    #[error("the system refuses what a server needs: {0}")]
    Runtime(io::Error),
    /// The system gives no chance.
    #[error("the system gives no random bytes: {0}")]
    Chance(String),
}

impl ServeError {
    /// The code with which the command ends.
    #[must_use]
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Start(StartError::Bind { .. }) => Exit::Unavailable,
            Self::Config(_) | Self::Start(_) | Self::ReadyFile { .. } | Self::Tls(_) | Self::AuthorityFile { .. } | Self::Coverage { .. } => {
                Exit::Usage
            }
            Self::Runtime(_) | Self::Chance(_) => Exit::Internal,
        }
    }
}
