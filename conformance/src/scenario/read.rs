//! Reads a YAML text strictly, within small bounds, and says what is wrong in the shape of every other complaint.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_saphyr::Options;

use super::Source;
use super::yaml_error::complaint;
use crate::diagnostic::Diagnostic;
use crate::suite::Files;

/// A file longer than this is no scenario.
pub const LONGEST_FILE: usize = 256 * 1024;

/// The text of a file.
///
/// # Errors
/// The file is too long, no UTF-8, or empty.
pub fn text(path: &str, bytes: &[u8]) -> Result<Arc<Source>, Box<Diagnostic>> {
    Ok(Arc::new(Source { path: path.to_owned(), text: checked(path, bytes)?.into() }))
}

/// The text of a file of a suite, which is not copied.
///
/// # Errors
/// As of [`text`].
pub(super) fn text_of(files: &Files, path: &str) -> Result<Arc<Source>, Box<Diagnostic>> {
    let checked = checked(path, files.get(path).unwrap_or_default())?;
    let whole = files.text(path).filter(|whole| whole.len() == checked.len());
    Ok(Arc::new(Source { path: path.to_owned(), text: whole.unwrap_or_else(|| checked.into()) }))
}

/// The text that bytes are, without a byte-order mark.
fn checked<'b>(path: &str, bytes: &'b [u8]) -> Result<&'b str, Box<Diagnostic>> {
    if bytes.len() > LONGEST_FILE {
        let what = format!("this file is longer than {} KiB", LONGEST_FILE / 1024);
        return Err(Box::new(Diagnostic::about(path, what).help("split it, or say less in it")));
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
    Ok(text)
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
