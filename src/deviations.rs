//! `standin deviations`: the ways in which a model can break a clause on purpose.

use providers::{Api, CATALOGUE, nearest};
use serde_json::{Map, json};

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

/// The API and the name of a deviation that is written as `API=NAME`, or as a name alone that no two APIs have.
///
/// # Errors
/// There is no such API or deviation, or the name alone is one of several APIs; the text says what would be right.
pub(crate) fn find(text: &str) -> Result<(&'static dyn Api, String), String> {
    match text.split_once('=') {
        Some((api, name)) => {
            let api = providers::find(api).map_err(|error| error.to_string())?;
            api.configure(&Map::new(), Some(name)).map_err(|error| error.to_string())?;
            Ok((api, name.to_owned()))
        }
        None => alone(text),
    }
}

fn alone(name: &str) -> Result<(&'static dyn Api, String), String> {
    let named = |api: &&'static dyn Api| api.deviations().iter().any(|(own, ..)| *own == name);
    let apis: Vec<&'static dyn Api> = CATALOGUE.iter().copied().filter(named).collect();
    match apis.as_slice() {
        [api] => Ok((*api, name.to_owned())),
        [] => Err(format!("there is no deviation `{name}`; {}", near(name))),
        several => {
            let forms: Vec<String> = several.iter().map(|api| format!("{}={name}", api.name())).collect();
            Err(format!("several APIs have a deviation `{name}`; write {}", forms.join(" or ")))
        }
    }
}

fn near(name: &str) -> String {
    let names: Vec<&str> = CATALOGUE.iter().flat_map(|api| api.deviations()).map(|(own, ..)| own).collect();
    nearest(name, names).map_or_else(|| "`standin deviations` lists them".to_owned(), |near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Result<(&'static str, String), String> {
        find(text).map(|(api, name)| (api.name(), name))
    }

    #[test]
    fn a_deviation_is_found_with_its_api_and_by_its_name_alone() {
        let expected = Ok(("hyper", "grace-of-119-seconds".to_owned()));
        assert_eq!(found("hyper=grace-of-119-seconds"), expected);
        assert_eq!(found("grace-of-119-seconds"), expected);
    }

    #[test]
    fn what_is_misspelt_is_told_what_was_meant() {
        for (text, right) in [
            ("hypr=grace-of-119-seconds", "did you mean `hyper`?"),
            ("hyper=grace-of-119-second", "did you mean `grace-of-119-seconds`?"),
            ("grace-of-119-second", "did you mean `grace-of-119-seconds`?"),
            ("0", "`standin deviations` lists them"),
        ] {
            assert!(found(text).unwrap_err().contains(right), "{text}: {:?}", found(text));
        }
    }
}
