//! The coverage file: which clauses the calls of all worlds have met.

use std::io::{self, Write};
use std::path::Path;

use mock_server::{CoverageForm, Worlds};
use tempfile::NamedTempFile;

/// Writes the file whole or not at all, in the form of its name.
pub(super) fn write(file: &Path, worlds: &Worlds) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = NamedTempFile::new_in(folder)?;
    temporary.write_all(worlds.coverage_of_all().write(CoverageForm::of(file)).as_bytes())?;
    temporary.persist(file)?;
    Ok(())
}
