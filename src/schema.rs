//! `standin schema`: prints the JSON Schema of a kind of file that people or programs write.

use clap::{Args, ValueEnum};

use crate::exit::Exit;
use crate::print::{PrintError, print};

/// What is to be described.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The kind of file
    #[arg(value_enum, default_value_t)]
    file: File,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum File {
    /// Scenarios and fragments.
    #[default]
    Scenarios,
    /// Waivers, as `standin check --waivers` reads them.
    Waivers,
    /// Targets, as `standin check --target` reads them.
    Target,
    /// Reports, as `standin check --report json=FILE` writes them.
    Report,
}

/// Prints the schema.
///
/// # Errors
/// It cannot be printed.
pub(crate) fn run(options: &Options) -> Result<Exit, PrintError> {
    print(&match options.file {
        File::Scenarios => conformance::scenario::schema::schema_text(),
        File::Waivers => conformance::waiver::schema_text(),
        File::Target => conformance::target::description::schema_text(),
        File::Report => conformance::report::document::schema_text(),
    })?;
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_documentation_holds_the_schema_of_waivers() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/waivers.schema.json");
        let documented = std::fs::read_to_string(path).unwrap_or_default();
        assert!(documented == conformance::waiver::schema_text(), "docs/waivers.schema.json is behind; `standin schema waivers` prints it");
    }
}
