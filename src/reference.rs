//! `standin reference`: an API's settings, actions and clauses as a page of Markdown.

use std::fmt::Write as _;

use providers::{Api, Ledger, Level};

use crate::exit::Exit;
use crate::print::{PrintError, print};

/// What the page is about.
#[derive(clap::Args)]
#[command(after_help = crate::exit::HELP)]
pub(crate) struct Options {
    /// The API, as in `hyper` or `ayyeka`.
    api: String,
}

/// Prints the page.
///
/// # Errors
/// There is no such API, or its page cannot be printed.
pub(crate) fn run(options: &Options) -> Result<Exit, (Exit, String)> {
    let api = providers::find(&options.api).map_err(|error| (Exit::Usage, error.to_string()))?;
    let ledger = Ledger::parse(api.ledger()).map_err(|error| (Exit::Internal, error.to_string()))?;
    print(&page(api, &ledger)).map_err(|error| (PrintError::EXIT, error.to_string()))?;
    Ok(Exit::Success)
}

fn page(api: &dyn Api, ledger: &Ledger) -> String {
    let mut page = settings(api);
    page.push_str(&actions(api));
    page.push_str(&clauses(ledger));
    page
}

fn settings(api: &dyn Api) -> String {
    let mut text = "## Settings\n\n| setting | takes | default | what it does | clause |\n| --- | --- | --- | --- | --- |\n".to_owned();
    let defaults = api.defaults();
    for spec in api.settings() {
        let default = match defaults.get(spec.name) {
            Some(serde_json::Value::String(text)) if text.is_empty() => "empty".to_owned(),
            Some(serde_json::Value::String(text)) => format!("`{text}`"),
            Some(other @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_))) => format!("`{other}`"),
            Some(serde_json::Value::Array(list)) if list.is_empty() => "none".to_owned(),
            _ => "an example".to_owned(),
        };
        let _ = writeln!(text, "| `{}` | {} | {default} | {} | `{}` |", spec.name, spec.kind.allowed(), spec.says, spec.clause);
    }
    text
}

fn actions(api: &dyn Api) -> String {
    if api.actions().is_empty() {
        return "\n## Actions\n\nThere are none: its documents name nothing that an administrator does.\n".to_owned();
    }
    let mut text = "\n## Actions\n\n| action | arguments | what it does | clause |\n| --- | --- | --- | --- |\n".to_owned();
    for spec in api.actions() {
        let arguments: Vec<String> = spec.arguments.iter().map(|argument| format!("`{}`: {}", argument.name, argument.kind.allowed())).collect();
        let _ = writeln!(text, "| `{}` | {} | {} | `{}` |", spec.name, arguments.join("; "), spec.says, spec.clause);
    }
    text
}

fn clauses(ledger: &Ledger) -> String {
    let mut text = "\n## Clauses\n\n| clause | level | profile | what it says | where |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for clause in &ledger.clauses {
        let open = match clause.level {
            Level::Silent => format!(" Settings: {}.", clause.settings.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
            _ => String::new(),
        };
        let level = format!("{:?}", clause.level).to_lowercase();
        let _ = writeln!(
            text,
            "| `{}` | {level} | {} | {}{open} | {} |",
            clause.id,
            clause.profile,
            clause.says.replace('|', "\\|"),
            ledger.place(clause)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What follows this line in a page of the documentation is printed by `standin reference`.
    const MARK: &str = "<!-- printed by `standin reference`; do not edit below -->\n\n";

    #[test]
    fn the_documentation_holds_what_the_command_prints() {
        for api in providers::CATALOGUE {
            let path = format!("{}/docs/{}.md", env!("CARGO_MANIFEST_DIR"), api.name());
            let documented = std::fs::read_to_string(&path).unwrap();
            let (_, printed) = documented.split_once(MARK).unwrap_or_else(|| panic!("{path} has no mark"));
            let ledger = Ledger::parse(api.ledger()).unwrap();
            assert!(printed == page(*api, &ledger), "docs/{0}.md is behind; put the output of `standin reference {0}` below its mark", api.name());
        }
    }
}
