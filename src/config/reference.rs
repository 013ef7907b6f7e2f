//! The configuration's keys as a page of Markdown, from the schema and the defaults.

use std::fmt::Write as _;

use serde_json::Value;

use super::layers::{flag_of, variable_of};
use super::schema::schema;
use super::{Environment, Sources};
use crate::serve::Flags;

/// The page.
pub(super) fn page() -> String {
    let schema = schema();
    let mut page = "## Options\n\nEach is a key of the file, a variable of the environment and a flag of `standin serve`.\n\n".to_owned();
    page.push_str(&options(&schema));
    page.push_str("\n## The file alone\n\n| key | takes | what it is |\n| --- | --- | --- |\n");
    for (key, property) in properties(&schema).filter(|(key, _)| *key == "faults") {
        let _ = writeln!(page, "| `{key}` | {} | {} |", takes(property), says(property));
    }
    for (above, name) in [("instances.NAME", "Instance"), ("worlds.NAME", "World")] {
        for (key, property) in properties(&schema["$defs"][name]) {
            let _ = writeln!(page, "| `{above}.{key}` | {} | {} |", takes(property), says(property));
        }
    }
    page
}

fn options(schema: &Value) -> String {
    let mut text = "| key | takes | default | variable | flag | what it is |\n| --- | --- | --- | --- | --- | --- |\n".to_owned();
    for (key, default) in defaults() {
        let property = key.split('.').fold(schema, |section, name| &resolved(schema, section)["properties"][name]);
        let _ = writeln!(text, "| `{key}` | {} | {default} | `{}` | `{}` | {} |", takes(property), variable_of(&key), flag(&key), says(property));
    }
    text
}

/// The options in order, with what they are when nobody says anything.
fn defaults() -> Vec<(String, String)> {
    let (flags, environment) = (Flags { config: None, ..Flags::default() }, Environment::default());
    let sources = Sources { flags: &flags, environment: &environment, drawn: 0 };
    let options = sources.without_a_file().map(|configuration| configuration.entries).unwrap_or_default();
    let options = options.into_iter().filter(|entry| entry.path[0] != "instances");
    options.map(|entry| (entry.path.join("."), if entry.value.is_null() { "none".to_owned() } else { format!("`{}`", bare(&entry.value)) })).collect()
}

fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A switch has the flag that leads away from its default.
fn flag(key: &str) -> String {
    if key == "reload" { "--no-reload".to_owned() } else { flag_of(key) }
}

fn properties(section: &Value) -> impl Iterator<Item = (&String, &Value)> {
    section["properties"].as_object().into_iter().flatten()
}

fn resolved<'a>(schema: &'a Value, section: &'a Value) -> &'a Value {
    let name = section["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/"));
    name.map_or(section, |name| &schema["$defs"][name])
}

fn takes(property: &Value) -> &str {
    match (property["x-takes"].as_str(), property["type"].as_str()) {
        (Some(takes), _) => takes,
        (None, Some("object")) => "values by name",
        (None, Some("array")) => "a list",
        _ => "a text",
    }
}

fn says(property: &Value) -> String {
    property["description"].as_str().unwrap_or_default().replace('\n', " ").replace('|', "\\|")
}
