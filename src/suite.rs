//! The suite that is compiled in, and `standin suite export`, which writes it out.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use conformance::suite::{ExportError, Files, MANIFEST, Manifest, Origin, Reading, Suite, SuiteError};
use include_dir::{Dir, include_dir};

use crate::exit::Exit;
use crate::print::{PrintError, print};

static SCENARIOS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");
static SNAPSHOTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/snapshots");
static SUITE: &str = include_str!("../suite.yaml");

/// Work with the suite of clauses, scenarios and recorded answers.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the built-in suite out as a folder, to be read, changed and used with --suite.
    Export {
        /// A folder that is empty or does not exist.
        folder: PathBuf,
    },
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Suite(#[from] SuiteError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Error {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            // The built-in suite cannot be read: that is nobody's fault but ours.
            Self::Suite(_) | Self::Export(ExportError::Unwritable { .. }) => Exit::Internal,
            Self::Export(ExportError::NotEmpty(_)) => Exit::Usage,
            Self::Print(_) => PrintError::EXIT,
        }
    }
}

/// Writes the built-in suite out.
///
/// # Errors
/// The folder is not empty or cannot be written.
pub(crate) fn run(options: &Options) -> Result<Exit, Error> {
    let Command::Export { folder } = &options.command;
    let exported = chosen(None)?.export(folder)?;
    print(&format!("{}: {} files; use it with --suite {0}\n", exported.folder.display(), exported.files))?;
    Ok(Exit::Success)
}

/// The suite in a folder where one is named, else the built-in one.
///
/// # Errors
/// As [`Suite::open`].
pub(crate) fn chosen(folder: Option<&Path>) -> Result<Suite, SuiteError> {
    match folder {
        Some(folder) => Suite::open(folder),
        None => built_in()?.complete(),
    }
}

/// The suite that is compiled in.
///
/// # Errors
/// It cannot be read, which a test of ours rules out.
pub(crate) fn built_in() -> Result<Reading, SuiteError> {
    let mut files = Files::default();
    files.insert(MANIFEST, SUITE.as_bytes());
    let manifest = Manifest::read(MANIFEST, SUITE.as_bytes()).map_err(|complaint| SuiteError::Complaints(vec![*complaint]))?;
    add(&mut files, &manifest.scenarios, &SCENARIOS);
    add(&mut files, &manifest.snapshots, &SNAPSHOTS);
    for api in providers::CATALOGUE {
        if let Some(path) = manifest.ledgers.get(api.name()) {
            files.insert(path, api.ledger().as_bytes());
        }
    }
    Reading::read(files, Origin::BuiltIn)
}

fn add(files: &mut Files, folder: &str, compiled: &'static Dir<'static>) {
    for file in compiled.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if path.split('/').all(Files::takes) {
            files.insert(format!("{folder}/{path}"), file.contents());
        }
    }
    compiled.dirs().for_each(|inner| add(files, folder, inner));
}
