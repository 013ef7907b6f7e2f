//! The coverage file: which clauses the calls of all worlds have met.

use std::io;
use std::path::Path;

use mock_server::{CoverageForm, Worlds};

use crate::file::{Readers, replace};

/// Writes the file whole or not at all, in the form of its name.
pub(super) fn write(file: &Path, worlds: &Worlds) -> io::Result<()> {
    let text = worlds.coverage_of_all().write(CoverageForm::of(file));
    replace(file, text.as_bytes(), Readers::Any)
}
