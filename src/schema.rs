//! `standin schema`: prints the JSON Schema of the files that people write.

use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::print::{PrintError, print};

/// Print the JSON Schema of scenario or target files, for editors.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// Of which files.
    #[arg(default_value = "scenario")]
    of: Files,
}

/// Files that people write.
#[derive(Clone, Copy, ValueEnum)]
enum Files {
    /// Scenarios and fragments.
    Scenario,
    /// Targets of `standin check`.
    Target,
}

/// Prints the schema.
///
/// # Errors
/// It cannot be printed.
pub(crate) fn run(options: &Options) -> Result<Exit, PrintError> {
    print(&match options.of {
        Files::Scenario => conformance::scenario::schema::schema_text(),
        Files::Target => conformance::target::description::schema_text(),
    })?;
    Ok(Exit::Success)
}
