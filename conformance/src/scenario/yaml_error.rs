//! Why a text cannot be read, in the words of the format and at the place that is meant.

use std::sync::Arc;

use providers::nearest;
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{Error, Location, MessageFormatter, UserMessageFormatter};

use super::Source;
use crate::diagnostic::Diagnostic;
use crate::spanned::Span;

/// The reader's error as a complaint.
pub(super) fn complaint(source: &Arc<Source>, error: &Error) -> Diagnostic {
    let error = error.without_snippet();
    let (what, help) = words(error);
    let start = error.location().map_or(0, |location| byte_of(&source.text, location));
    let complaint = Diagnostic::new(source, start..start, what);
    match help.or_else(|| unquoted_name(line_of(&source.text, start))) {
        Some(help) => complaint.help(help),
        None => complaint,
    }
}

fn words(error: &Error) -> (String, Option<String>) {
    match error {
        Error::SerdeUnknownField { field, expected, .. } => (format!("there is no field `{field}` here"), Some(suggestion(field, expected))),
        Error::SerdeUnknownVariant { variant, expected, .. } => {
            (format!("`{variant}` is none of the words allowed here"), Some(suggestion(variant, expected)))
        }
        Error::SerdeMissingField { field, .. } => (format!("the field `{field}` is missing here"), None),
        Error::DuplicateMappingKey { key: Some(key), .. } => (format!("`{key}` stands here twice"), None),
        Error::SerdeInvalidType { unexpected, expected, .. } => (format!("{unexpected} cannot stand here; expected is {expected}"), None),
        Error::InvalidScalar { ty, .. } => (format!("this is no {}", kind(ty)), None),
        Error::Unexpected { expected: "sequence start", .. } => ("a list must stand here".to_owned(), Some("as in `[a]`, or `- a` below".to_owned())),
        Error::Unexpected { expected: "mapping start", .. } => {
            ("fields with values must stand here".to_owned(), Some("as in `name: value`".to_owned()))
        }
        Error::Eof { .. } => ("this file ends before anything is said".to_owned(), None),
        Error::UnknownAnchor { .. } => {
            ("no anchor of this name stands before this alias".to_owned(), Some("a text that begins with * must be quoted".to_owned()))
        }
        Error::Budget { breach, .. } => beyond(breach),
        other => (UserMessageFormatter.format_message(other).into_owned(), None),
    }
}

/// A Rust type in words.
fn kind(ty: &str) -> &str {
    match ty {
        "u16" | "u32" | "usize" | "u64" => "whole number",
        "floating point" => "number",
        other => other,
    }
}

fn beyond(breach: &BudgetBreach) -> (String, Option<String>) {
    match breach {
        BudgetBreach::Documents { .. } => {
            ("a second document begins here".to_owned(), Some("a file holds one; take the line `---` away, or make two files".to_owned()))
        }
        BudgetBreach::Depth { .. } => ("this is nested too deep".to_owned(), None),
        _ => ("this file holds too much".to_owned(), Some("split it, or say less in it".to_owned())),
    }
}

/// The nearest of the expected names, or all of them in the order of the format.
fn suggestion(name: &str, expected: &[&'static str]) -> String {
    match nearest(name, expected.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("there is: {}", expected.join(", ")),
    }
}

/// The byte that a location means. A syntax error has line and column alone.
fn byte_of(text: &str, location: Location) -> usize {
    if location.span().byte_offset().is_some() {
        return Span::from(location).bytes().start;
    }
    let line = usize::try_from(location.line()).unwrap_or(1).saturating_sub(1);
    let column = usize::try_from(location.column()).unwrap_or(1).saturating_sub(1);
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text[before..].lines().next().unwrap_or_default();
    before + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
}

fn line_of(text: &str, at: usize) -> &str {
    let at = text.floor_char_boundary(at);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// `{a: ${b}}` is the commonest reason why a flow collection cannot be read.
fn unquoted_name(line: &str) -> Option<String> {
    let mut open = 0_usize;
    let mut quote = None;
    let mut previous = ' ';
    for character in line.chars() {
        match (quote, character) {
            (Some(end), c) if c == end => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '{') if previous == '$' && open > 0 => {
                return Some("inside { } and [ ] a text with ${…} must be quoted: \"${name}\"".to_owned());
            }
            (None, '{' | '[') => open += 1,
            (None, '}' | ']') => open = open.saturating_sub(1),
            _ => {}
        }
        previous = character;
    }
    None
}
