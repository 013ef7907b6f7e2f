//! `standin report`: what is done with the results of runs.

mod merge;

use clap::{Args, Subcommand};

use crate::check::CheckError;
use crate::exit::Exit;

/// Work with the results of runs.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make one run of the parts that `standin check --partition` played, and judge it.
    Merge(Box<merge::Options>),
}

/// Does it.
///
/// # Errors
/// As the command that is meant.
pub(crate) fn run(options: &Options) -> Result<Exit, CheckError> {
    match &options.command {
        Command::Merge(options) => merge::run(options),
    }
}
