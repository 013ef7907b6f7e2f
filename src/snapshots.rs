//! `standin snapshots`: what becomes of answers that wait to be recorded.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use conformance::snapshot::{Pending, SnapshotError, pending_below};
use conformance::suite::{Suite, SuiteError};

use crate::exit::Exit;
use crate::print::{PrintError, print};

/// Show, accept or reject answers that differ from the recorded ones.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show what would change.
    Diff(Paths),
    /// Put them in the place of the recorded ones.
    Accept(Paths),
    /// Remove them.
    Reject(Paths),
}

#[derive(Args)]
struct Paths {
    /// Only those in these files or folders; else all of the suite here.
    paths: Vec<PathBuf>,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    #[error("{}: {error}", path.display())]
    Path { path: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Error {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Snapshot(SnapshotError::File { .. }) => Exit::Internal,
            Self::Print(_) => PrintError::EXIT,
            _ => Exit::Usage,
        }
    }
}

/// What is done to a pending snapshot.
type Act = fn(&Pending) -> Result<(), Error>;

/// Does to every pending snapshot what is asked, and says so.
///
/// # Errors
/// There is no suite here, or a file cannot be read or written.
pub(crate) fn run(options: &Options) -> Result<Exit, Error> {
    let (paths, act): (_, Act) = match &options.command {
        Command::Diff(paths) => (paths, |pending| Ok(print(&format!("{}\n{}\n", pending.path.display(), pending.diff()?))?)),
        Command::Accept(paths) => (paths, |pending| {
            pending.accept()?;
            Ok(print(&format!("accepted {}\n", pending.path.display()))?)
        }),
        Command::Reject(paths) => (paths, |pending| {
            pending.reject()?;
            Ok(print(&format!("rejected {}\n", pending.path.display()))?)
        }),
    };
    let pending = pending(&paths.paths)?;
    pending.iter().try_for_each(act)?;
    if pending.is_empty() {
        print("no answer waits to be recorded\n")?;
    }
    Ok(Exit::Success)
}

fn pending(paths: &[PathBuf]) -> Result<Vec<Pending>, Error> {
    let mut pending = Vec::new();
    for path in paths {
        // Nothing waits at a place that is not there, and that is most likely a slip of the pen.
        path.metadata().map_err(|error| Error::Path { path: path.clone(), error })?;
        pending.extend(pending_below(path)?);
    }
    if paths.is_empty() {
        let here = std::path::Path::new(".");
        let here = here.canonicalize().map_err(|error| Error::Path { path: here.to_owned(), error })?;
        pending.extend(Suite::open(&Suite::find(&here)?)?.snapshot_folder().map_or_else(|| Ok(Vec::new()), |folder| pending_below(&folder))?);
    }
    pending.sort();
    pending.dedup();
    Ok(pending)
}
