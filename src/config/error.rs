//! Why a configuration cannot be taken.

use std::io;
use std::path::PathBuf;

use conformance::diagnostic::Diagnostic;

/// Why a configuration cannot be taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// An option or a variable of the environment.
    #[error("{0}")]
    Usage(String),
    /// A place in the file.
    #[error("{0}")]
    Place(Box<Diagnostic>),
    /// A place in the file whose line nobody may see, because a secret may stand there.
    #[error("{place}: {what}")]
    Hidden {
        /// File, line and column.
        place: String,
        /// What is wrong and what would be right.
        what: String,
    },
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl From<Box<Diagnostic>> for ConfigError {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self::Place(diagnostic)
    }
}
