//! `standin schema`: prints the JSON Schema of scenario files, or of reports.

use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::print::{PrintError, print};

/// Print the JSON Schema of scenario files, or of what `standin check --report json=FILE` writes.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// What it describes
    #[arg(value_enum, default_value_t)]
    of: Described,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Described {
    /// Scenario files and fragments
    #[default]
    Scenario,
    /// Reports in JSON
    Report,
}

/// Prints the schema.
///
/// # Errors
/// It cannot be printed.
pub(crate) fn run(options: &Options) -> Result<Exit, PrintError> {
    print(&match options.of {
        Described::Scenario => conformance::scenario::schema::schema_text(),
        Described::Report => conformance::report::document::schema_text(),
    })?;
    Ok(Exit::Success)
}
