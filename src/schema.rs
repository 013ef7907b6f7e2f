//! `standin schema`: prints the JSON Schema of scenario files.

use crate::exit::Exit;
use crate::print::{PrintError, print};

/// Prints the schema.
///
/// # Errors
/// It cannot be printed.
pub(crate) fn run() -> Result<Exit, PrintError> {
    print(&conformance::scenario::schema::schema_text())?;
    Ok(Exit::Success)
}
