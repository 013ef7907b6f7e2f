//! `standin schema`: prints the JSON Schema of scenario files.

use crate::exit::Exit;

/// Prints the schema.
pub(crate) fn run() -> Exit {
    print!("{}", conformance::scenario::schema::schema_text());
    Exit::Success
}
