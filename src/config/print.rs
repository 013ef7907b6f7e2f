//! The resulting configuration, value by value, with where each was said.

use std::path::Path;

use serde_json::{Value, json};

use super::layers::{Entry, Place};

/// As YAML that could be a file itself, with a comment behind each value.
pub(super) fn yaml(entries: &[Entry], file: Option<&Path>) -> String {
    let mut lines = Vec::new();
    let mut above: &[String] = &[];
    for Entry { path, value, place } in entries {
        let (name, sections) = path.split_last().map_or(("", &[][..]), |(name, sections)| (name.as_str(), sections));
        let shared = above.iter().zip(sections).take_while(|(one, other)| one == other).count();
        lines.extend(sections.iter().enumerate().skip(shared).map(|(depth, section)| (format!("{}{section}:", "  ".repeat(depth)), None)));
        let origin = origin(place, file);
        let line = match (value, path.as_slice()) {
            (Value::Null, _) => format!("{}# {name}: not set", "  ".repeat(sections.len())),
            (value, _) => format!("{}{name}: {}", "  ".repeat(sections.len()), scalar(value)),
        };
        lines.push((line, Some(origin)));
        above = sections;
    }
    const WIDEST: usize = 60;
    let width = lines.iter().map(|(line, _)| line.chars().count()).filter(|width| *width <= WIDEST).max().unwrap_or_default();
    let line = |(line, origin): &(String, Option<String>)| match origin {
        Some(origin) => format!("{line:width$}  # {origin}\n"),
        None => format!("{line}\n"),
    };
    lines.iter().map(line).collect()
}

/// As a list of keys, values and origins.
pub(super) fn json(entries: &[Entry], file: Option<&Path>) -> String {
    let list: Vec<Value> = entries.iter().map(|entry| json!({ "key": entry.path, "value": entry.value, "from": from(&entry.place, file) })).collect();
    serde_json::to_string_pretty(&list).unwrap_or_default() + "\n"
}

fn origin(place: &Place, file: Option<&Path>) -> String {
    match place {
        Place::Default => "default".to_owned(),
        Place::File(at) => format!("{}:{}", shown(file), at.line),
        Place::Variable(name) | Place::Flag(name) => name.clone(),
    }
}

fn from(place: &Place, file: Option<&Path>) -> Value {
    match place {
        Place::Default => json!("default"),
        Place::File(at) => json!({ "file": shown(file), "line": at.line }),
        Place::Variable(name) => json!({ "environment": name }),
        Place::Flag(name) => json!({ "flag": name }),
    }
}

fn shown(file: Option<&Path>) -> String {
    file.map(|file| file.display().to_string()).unwrap_or_default()
}

/// A value on one line. JSON is YAML; a plain word needs no quotes.
fn scalar(value: &Value) -> String {
    let word = |text: &&str| {
        text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./=@:".contains(c))
            && !text.ends_with(':')
            && !["true", "false", "null", "yes", "no", "on", "off"].contains(text)
    };
    match value.as_str() {
        Some(text) if word(&text) => text.to_owned(),
        _ => value.to_string(),
    }
}
