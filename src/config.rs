//! `standin config`: what `standin serve` is told by file, environment and flags.

mod environment;
mod error;
mod file;
mod hidden;
mod instances;
mod layers;
mod list;
mod misspelt;
mod named;
mod overlay;
mod planted;
mod print;
mod reference;
mod resolve;
mod schema;
mod secret;
mod source;
#[cfg(test)]
mod tests;
mod tls;
mod written;

use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};

pub(crate) use environment::Environment;
pub(crate) use error::ConfigError;
pub(crate) use layers::Entry;
pub(crate) use resolve::{Configuration, Sources};
pub(crate) use source::{NAME, bounded};

use crate::exit::Exit;
use crate::print::{PrintError, aside, print};
use crate::serve::Flags;

/// Show how `standin serve` is configured.
#[derive(Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print what `standin serve` with these options would be told, and where each value was said.
    Print(Box<PrintOptions>),
    /// Print the JSON Schema of the configuration file.
    Schema,
    /// Print the reference of all keys, variables and flags.
    Reference,
}

#[derive(Args)]
struct PrintOptions {
    /// The form: a file with comments, or a list
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    #[default]
    Yaml,
    Json,
}

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl Error {
    /// How the command ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Config(_) => Exit::Usage,
            Self::Print(_) => PrintError::EXIT,
        }
    }
}

/// Prints what was asked for.
///
/// # Errors
/// The configuration cannot be taken, or the text cannot be printed.
pub(crate) fn run(options: &Options) -> Result<Exit, Error> {
    let text = match &options.what {
        What::Print(options) => configuration(options)?,
        What::Schema => schema::text(),
        What::Reference => reference::page(),
    };
    print(&text)?;
    Ok(Exit::Success)
}

/// Reads a configuration file as `standin serve` does before it starts anything, and gives how many values it comes to. No flag and
/// no variable says anything beside it.
///
/// # Errors
/// What is wrong with it, as people are told.
pub fn understand(path: &Path) -> Result<usize, String> {
    let sources = Sources { flags: &Flags::default(), environment: &Environment::default(), drawn: 0 };
    sources.resolve_from(path).map(|configuration| configuration.entries.len()).map_err(|error| error.to_string())
}

fn configuration(options: &PrintOptions) -> Result<String, ConfigError> {
    let sources = Sources { flags: &options.flags, environment: &Environment::of_process(), drawn: 0 };
    let configuration = sources.resolve()?;
    configuration.notes.iter().for_each(|note| aside(note));
    let Configuration { entries, file, .. } = configuration;
    Ok(match options.format {
        Format::Yaml => print::yaml(&entries, file.as_deref()),
        Format::Json => print::json(&entries, file.as_deref()),
    })
}
