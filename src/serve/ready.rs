//! The ready file: how to reach the server and with what, once it serves.

use std::io;
use std::path::Path;

use mock_server::ReadyView;

use crate::file::{Readers, replace};

/// Writes the file whole or not at all, readable by its owner alone: it holds credentials.
pub(super) fn write(file: &Path, ready: &ReadyView) -> io::Result<()> {
    let text = serde_json::to_string_pretty(ready)? + "\n";
    replace(file, text.as_bytes(), Readers::Owner)
}
