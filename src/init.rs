//! `standin init`: writes a configuration file to start from.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use crate::config::NAME;
use crate::exit::Exit;
use crate::print::{PrintError, print};

/// The file, as the documentation shows it.
pub(crate) const STARTER: &str = include_str!("init/standin.yaml");

/// Write a configuration file to start from.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The file
    #[arg(value_name = "FILE", default_value = NAME)]
    file: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Print it instead
    #[arg(long, conflicts_with_all = ["file", "force"])]
    stdout: bool,
}

/// Why no file was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{} is there already; choose another name, or --force to write over it", .0.display())]
    There(PathBuf),
    #[error("cannot write {}: {source}", file.display())]
    Write { file: PathBuf, source: io::Error },
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Error {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::There(_) | Self::Write { .. } => Exit::Usage,
            Self::Print(_) => PrintError::EXIT,
        }
    }
}

/// Writes the file and says what to do with it.
///
/// # Errors
/// There is such a file, or it cannot be written.
pub(crate) fn run(options: &Options) -> Result<Exit, Error> {
    if options.stdout {
        print(STARTER)?;
        return Ok(Exit::Success);
    }
    write(options).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => Error::There(options.file.clone()),
        _ => Error::Write { file: options.file.clone(), source },
    })?;
    let file = options.file.display();
    let config = if options.file.as_os_str() == NAME { String::new() } else { format!(" --config {file}") };
    print(&format!("wrote {file}; `standin config print{config}` shows what it says, `standin serve{config}` serves it\n"))?;
    Ok(Exit::Success)
}

fn write(options: &Options) -> io::Result<()> {
    let mut how = OpenOptions::new();
    how.write(true);
    // A file that appears between asking and writing is not written over either.
    if options.force {
        how.create(true).truncate(true)
    } else {
        how.create_new(true)
    };
    how.open(&options.file)?.write_all(STARTER.as_bytes())
}
