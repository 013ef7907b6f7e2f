//! The ready file: how to reach the server and with what, once it serves.

use std::io::{self, Write};
use std::path::Path;

use mock_server::ReadyView;
use tempfile::NamedTempFile;

/// Writes the file whole or not at all, readable by its owner alone: it holds credentials.
pub(super) fn write(file: &Path, ready: &ReadyView) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut temporary, ready)?;
    writeln!(temporary)?;
    temporary.persist(file)?;
    Ok(())
}
