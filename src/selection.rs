//! Which suite a command means, and which of its files.

use std::path::{Path, PathBuf};

use clap::Args;
use conformance::suite::{Suite, SuiteError};

/// What people say of it.
#[derive(Args, Debug)]
pub(crate) struct Selection {
    /// Only the scenarios in these files or folders.
    paths: Vec<PathBuf>,
    /// The suite's folder; else the nearest above that holds suite.yaml, else the built-in suite.
    #[arg(long, value_name = "DIR")]
    suite: Option<PathBuf>,
}

/// What is said cannot be found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SelectionError {
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error("{}: {error}", path.display())]
    Path { path: PathBuf, error: std::io::Error },
    #[error("{} is no part of the suite {}", path.display(), suite.display())]
    Elsewhere { path: PathBuf, suite: PathBuf },
}

impl Selection {
    /// Whether no file or folder is named.
    pub(crate) fn is_all(&self) -> bool {
        self.paths.is_empty()
    }

    /// The suite's folder as given, or as found above the first path or the working directory; nothing means the built-in suite.
    ///
    /// # Errors
    /// A path does not exist, or lies in no suite.
    pub(crate) fn folder(&self) -> Result<Option<PathBuf>, SelectionError> {
        if let Some(folder) = &self.suite {
            return Ok(Some(folder.clone()));
        }
        let start = real(self.paths.first().map_or(Path::new("."), PathBuf::as_path))?;
        match (Suite::find(&start), self.paths.is_empty()) {
            (Ok(folder), _) => Ok(Some(folder)),
            (Err(_), true) => Ok(None),
            (Err(error), false) => Err(error.into()),
        }
    }

    /// The paths as the suite's files are named.
    ///
    /// # Errors
    /// A path does not exist, or lies outside the suite.
    pub(crate) fn files(&self) -> Result<Vec<String>, SelectionError> {
        let root = real(self.folder()?.as_deref().unwrap_or(Path::new(".")))?;
        let inside = |path: &PathBuf| match real(path)?.strip_prefix(&root) {
            Ok(below) => Ok(below.to_string_lossy().replace('\\', "/")),
            Err(_) => Err(SelectionError::Elsewhere { path: path.clone(), suite: root.clone() }),
        };
        self.paths.iter().map(inside).collect()
    }
}

fn real(path: &Path) -> Result<PathBuf, SelectionError> {
    path.canonicalize().map_err(|error| SelectionError::Path { path: path.to_path_buf(), error })
}
