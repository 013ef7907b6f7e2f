//! `standin deviations`: the ways in which a model can break a clause on purpose.

use providers::{Api, CATALOGUE};
use serde_json::json;

use crate::exit::Exit;
use crate::print::{Format, PrintError, print};

/// Print the deviations: ways to break one clause each, for a mock that is to be caught.
#[derive(clap::Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The API, as in `hyper`; all of them unless it is said.
    api: Option<String>,
    /// The form of what is printed.
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    format: Format,
}

/// Prints the deviations of one API, or of all.
///
/// # Errors
/// There is no such API, or they cannot be printed.
pub(crate) fn run(options: &Options) -> Result<Exit, (Exit, String)> {
    let one = options.api.as_deref().map(providers::find).transpose().map_err(|error| (Exit::Usage, error.to_string()))?;
    let apis = one.map_or_else(|| CATALOGUE.to_vec(), |api| vec![api]);
    let text = match options.format {
        Format::Text => apis.iter().map(|api| table(*api)).collect::<Vec<_>>().join("\n"),
        Format::Json => apis.iter().map(|api| lines(*api)).collect(),
    };
    print(&text).map_err(|error| (PrintError::EXIT, error.to_string()))?;
    Ok(Exit::Success)
}

/// Three lines a deviation: how it is named, the clause that it breaks, what is different.
fn table(api: &dyn Api) -> String {
    let deviations = api.deviations();
    let told = deviations.iter().map(|(name, clause, says)| format!("{}={name}\n    breaks {clause}\n    {says}\n", api.name()));
    told.chain([format!("{} deviations of {}\n", deviations.len(), api.name())]).collect()
}

/// An object a line.
fn lines(api: &dyn Api) -> String {
    let line = |(name, clause, says): (&str, providers::ClauseId, &str)| {
        format!("{}\n", json!({ "api": api.name(), "name": name, "breaks": clause.0, "says": says }))
    };
    api.deviations().into_iter().map(line).collect()
}
