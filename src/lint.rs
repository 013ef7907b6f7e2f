//! `standin lint`: checks scenarios without playing them.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use conformance::diagnostic::Paint;
use conformance::scenario::lint::{Report, lint};
use conformance::suite::{Reading, Suite, SuiteError};

use crate::exit::Exit;
use crate::suite::built_in;

/// Check scenarios without playing them.
#[derive(Args)]
pub(crate) struct Options {
    /// Only complaints about these files, or files below these folders.
    paths: Vec<PathBuf>,
    /// The suite's folder; else the nearest above that holds suite.yaml, else the built-in suite.
    #[arg(long, value_name = "DIR")]
    suite: Option<PathBuf>,
}

/// Why nothing could be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error("{}: {error}", path.display())]
    Path { path: PathBuf, error: std::io::Error },
    #[error("{} is no part of the suite {}", path.display(), suite.display())]
    Elsewhere { path: PathBuf, suite: PathBuf },
}

impl Error {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// Prints all complaints and a last line.
///
/// # Errors
/// There is no such suite or path, or its manifest or a ledger cannot be read.
pub(crate) fn run(options: &Options) -> Result<Exit, Error> {
    let folder = folder(options)?;
    let reading = match &folder {
        Some(folder) => Reading::open(folder)?,
        None => built_in()?,
    };
    let selected = options.paths.iter().map(|path| inside(path, folder.as_deref())).collect::<Result<Vec<_>, _>>()?;
    let report = Report::new(&reading, lint(&reading), &selected);
    let paint = if std::io::stdout().is_terminal() { Paint::Coloured } else { Paint::Plain };
    println!("{}", report.render(paint));
    Ok(if report.complaints.is_empty() { Exit::Success } else { Exit::Usage })
}

/// The suite's folder, as given, or as found above the first path or the current folder.
fn folder(options: &Options) -> Result<Option<PathBuf>, Error> {
    let start = match (&options.suite, options.paths.first()) {
        (Some(folder), _) => return Ok(Some(folder.clone())),
        (None, Some(path)) => path,
        (None, None) => Path::new("."),
    };
    match (Suite::find(&real(start)?), options.paths.is_empty()) {
        (Ok(folder), _) => Ok(Some(folder)),
        (Err(_), true) => Ok(None),
        (Err(error), false) => Err(error.into()),
    }
}

/// A path as the suite's files are named.
fn inside(path: &Path, suite: Option<&Path>) -> Result<String, Error> {
    let suite = real(suite.unwrap_or(Path::new(".")))?;
    let below = real(path)?.strip_prefix(&suite).map(Path::to_path_buf);
    let below = below.map_err(|_| Error::Elsewhere { path: path.to_path_buf(), suite })?;
    Ok(below.to_string_lossy().replace('\\', "/"))
}

fn real(path: &Path) -> Result<PathBuf, Error> {
    path.canonicalize().map_err(|error| Error::Path { path: path.to_path_buf(), error })
}
