//! `standin lint`: checks scenarios, or target files, without playing them.

use std::path::PathBuf;

use clap::Args;
use conformance::scenario::lint::{Report, lint};
use conformance::suite::{Reading, Suite, SuiteError};

use crate::check::{FileError, read_file};
use crate::exit::Exit;
use crate::print::{PrintError, paint, print};
use crate::selection::{Selection, SelectionError};
use crate::suite::built_in;

/// Check scenarios, or target files, without playing them.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    #[command(flatten)]
    selection: Selection,
    /// Check this target file in place of scenarios; no secret is fetched, and nobody is called.
    #[arg(long = "target", value_name = "FILE", conflicts_with = "paths")]
    targets: Vec<PathBuf>,
}

/// Why nothing could be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error(transparent)]
    Selection(#[from] SelectionError),
    #[error(transparent)]
    Target(#[from] FileError),
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Error {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Suite(_) | Self::Selection(_) | Self::Target(_) => Exit::Usage,
            Self::Print(_) => PrintError::EXIT,
        }
    }
}

/// Prints all complaints and a last line.
///
/// # Errors
/// There is no such suite or path, or its manifest or a ledger cannot be read; or the complaints cannot be printed.
pub(crate) fn run(options: &Options) -> Result<Exit, Error> {
    let reading = match &options.selection.folder()? {
        Some(folder) => Reading::open(folder)?,
        None => built_in()?,
    };
    if !options.targets.is_empty() {
        return lint_targets(&options.targets, &reading.complete()?);
    }
    let report = Report::new(&reading, lint(&reading), &options.selection.files()?);
    print(&format!("{}\n", report.render(paint())))?;
    Ok(if report.complaints.is_empty() { Exit::Success } else { Exit::Usage })
}

/// All complaints about target files, and a last line.
fn lint_targets(paths: &[PathBuf], suite: &Suite) -> Result<Exit, Error> {
    let mut wrong = 0_usize;
    for path in paths {
        match read_file(path, suite) {
            Ok(_) => {}
            Err(FileError::Complaints(complaints)) => {
                wrong += complaints.len();
                for complaint in complaints {
                    print(&format!("{}\n\n", complaint.render(paint())))?;
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    let files = if paths.len() == 1 { "1 target file".to_owned() } else { format!("{} target files", paths.len()) };
    let complaints = match wrong {
        0 => "no complaint".to_owned(),
        1 => "1 complaint".to_owned(),
        more => format!("{more} complaints"),
    };
    print(&format!("{files}, {complaints}\n"))?;
    Ok(if wrong == 0 { Exit::Success } else { Exit::Usage })
}
