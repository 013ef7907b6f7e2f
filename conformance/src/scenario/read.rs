//! Reads a YAML text strictly, within small bounds, and says what is wrong in the shape of every other complaint.

use std::sync::Arc;

use providers::nearest;
use serde::de::DeserializeOwned;
use serde_saphyr::{Error, MessageFormatter, Options, UserMessageFormatter};

use super::{Source, bytes_of};
use crate::diagnostic::Diagnostic;

/// A file longer than this is no scenario.
pub const LONGEST_FILE: usize = 256 * 1024;

/// The text of a file.
///
/// # Errors
/// The file is too long, no UTF-8, or empty.
pub fn text(path: &str, bytes: &[u8]) -> Result<Arc<Source>, Box<Diagnostic>> {
    if bytes.len() > LONGEST_FILE {
        let what = format!("this file is longer than {} KiB", LONGEST_FILE / 1024);
        return Err(Box::new(Diagnostic::about(path, what).help("split it: one situation a file")));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Box::new(Diagnostic::about(path, format!("line {line} of this file is not UTF-8")).help("save it as UTF-8"))
    })?;
    // An editor's byte-order mark is no part of the text and would shift every column of the first line.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Box::new(Diagnostic::about(path, "this file is empty")));
    }
    Ok(Arc::new(Source { path: path.to_owned(), text: text.to_owned() }))
}

/// Reads a text as a `T`.
///
/// # Errors
/// The text is no YAML, no `T`, or beyond the bounds; the complaint shows the place.
pub fn read<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, Box<Diagnostic>> {
    serde_saphyr::from_str_with_options(&source.text, options()).map_err(|error| Box::new(complaint(source, &error)))
}

/// Words that other readers take for booleans or numbers stay texts; duplicate keys are an error.
fn options() -> Options {
    serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
        budget: serde_saphyr::budget! { max_nodes: 20_000, max_depth: 24, max_documents: 1, flow_nesting_limit: 24, max_aliases: 100, },
    }
}

fn complaint(source: &Arc<Source>, error: &Error) -> Diagnostic {
    let error = error.without_snippet();
    let (what, help) = words(error);
    let span = error.location().map_or(0..1, |location| word_at(&source.text, bytes_of(location).start));
    let complaint = Diagnostic::new(source, span, what);
    let line = line_of(&source.text, complaint.span.as_ref().map_or(0, |span| span.start));
    match help.or_else(|| unquoted_name(line)) {
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
        other => (UserMessageFormatter.format_message(other).into_owned(), None),
    }
}

/// The nearest of the expected names, or all of them in the order of the format.
fn suggestion(name: &str, expected: &[&'static str]) -> String {
    match nearest(name, expected.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("there is: {}", expected.join(", ")),
    }
}

/// The word that starts at a byte, so that the caret underlines it.
fn word_at(text: &str, start: usize) -> std::ops::Range<usize> {
    let start = text.floor_char_boundary(start.min(text.len()));
    let length = text[start..].find(|c: char| !c.is_alphanumeric() && !"_-.$".contains(c)).unwrap_or(text.len() - start);
    start..start + length.max(1)
}

fn line_of(text: &str, at: usize) -> &str {
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
