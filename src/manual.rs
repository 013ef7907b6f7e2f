//! `standin manual`: the manual pages, made from the command line's own description.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man;

use crate::exit::Exit;
use crate::print::{PrintError, print};

/// The options of `standin manual`.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// The folder that gets a page for each sub-command; left out, the first page is printed
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  standin manual | man -l -
  standin manual --output ~/.local/share/man/man1";

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{}: {why}", folder.display())]
    Folder { folder: PathBuf, why: io::Error },
    #[error("the page cannot be made: {0}")]
    Page(io::Error),
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Error {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Folder { .. } => Exit::Usage,
            Self::Page(_) => Exit::Internal,
            Self::Print(_) => PrintError::EXIT,
        }
    }
}

/// Prints the first page, or writes them all.
///
/// # Errors
/// The folder cannot be written to, or the page cannot be printed.
pub(crate) fn run(options: &Options, command: Command) -> Result<Exit, Error> {
    // Each page has its own help.
    let command = command.disable_help_subcommand(true);
    match &options.output {
        Some(folder) => write(folder, command).map_err(|why| Error::Folder { folder: folder.clone(), why })?,
        None => print(&page(command).map_err(Error::Page)?)?,
    }
    Ok(Exit::Success)
}

fn write(folder: &Path, command: Command) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(command, folder)
}

fn page(command: Command) -> io::Result<String> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
