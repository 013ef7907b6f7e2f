//! Where an export goes.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::journal::JournalError;
use crate::print::print;

/// Writes the file whole or not at all, in place of an earlier one; without one, prints.
pub(super) fn write(file: Option<&Path>, text: &str) -> Result<(), JournalError> {
    match file {
        None => Ok(print(text)?),
        Some(file) => replace(file, text).map_err(|error| JournalError::Output { file: file.to_owned(), error }),
    }
}

fn replace(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = NamedTempFile::new_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    temporary.persist(file)?;
    Ok(())
}
