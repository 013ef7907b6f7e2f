//! Writes a case of a property as a scenario of its own: the same file, with values in the place of how they are drawn.

use std::fmt::Write as _;
use std::ops::Range;

use serde_json::Value;

use super::Property;
use crate::scenario::matrix::section;
use crate::scenario::values::Values;

/// The file of a property as a scenario with these values; every other line is as it was.
#[must_use]
pub fn written(property: &Property, values: &Values) -> String {
    let text = &property.pattern.source.text;
    let Some(drawn) = section(text, "for_all:") else { return text.to_string() };
    let said: String = values.iter().map(|(name, value)| format!("  {name}: {}\n", yaml(value))).collect();
    let comments = trailing_comments(&text[drawn.clone()]);
    let mut parts = vec![(drawn.start..drawn.end - comments.len(), format!("values:\n{said}"))];
    if let Some(cases) = section(text, "cases:") {
        let rest = trailing_comments(&text[cases.clone()]).len();
        parts.push((cases.start..cases.end - rest, String::new()));
    }
    parts.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    parts.into_iter().fold(text.to_string(), |text, (range, new)| replaced(&text, &range, &new))
}

/// Values in one line, as the file would have them.
#[must_use]
pub fn listed(values: &Values) -> String {
    values.iter().map(|(name, value)| format!("{name}: {}", yaml(value))).collect::<Vec<_>>().join(", ")
}

fn replaced(text: &str, range: &Range<usize>, new: &str) -> String {
    [&text[..range.start], new, &text[range.end..]].concat()
}

/// The comments and empty lines at the end of a section, which belong to what comes next.
fn trailing_comments(section: &str) -> &str {
    let lines = section.split_inclusive('\n').rev();
    let length: usize = lines.take_while(|line| line.trim().is_empty() || line.starts_with('#')).map(str::len).sum();
    &section[section.len() - length..]
}

/// A value in one line of YAML: JSON, in which what cannot be printed is escaped as YAML has it (YAML 1.2 section 5.7).
fn yaml(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(yaml).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| format!("{}: {}", quoted(name), yaml(value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            ' ' => quoted.push(' '),
            _ if character.is_ascii_graphic() || (!character.is_ascii() && character.is_alphanumeric()) => quoted.push(character),
            _ => {
                let _ = write!(quoted, "\\U{:08X}", u32::from(character));
            }
        }
    }
    quoted.push('"');
    quoted
}
