//! `standin lint`: checks scenarios without playing them.

use clap::Args;
use conformance::scenario::lint::{Report, lint};
use conformance::suite::{Reading, SuiteError};

use crate::exit::Exit;
use crate::print::{PrintError, paint, print};
use crate::selection::{Selection, SelectionError};
use crate::suite::built_in;

/// Check scenarios without playing them.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    #[command(flatten)]
    selection: Selection,
}

/// Why nothing could be checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error(transparent)]
    Selection(#[from] SelectionError),
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Error {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Suite(_) | Self::Selection(_) => Exit::Usage,
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
    let report = Report::new(&reading, lint(&reading), &options.selection.files()?);
    print(&format!("{}\n", report.render(paint())))?;
    Ok(if report.complaints.is_empty() { Exit::Success } else { Exit::Usage })
}
