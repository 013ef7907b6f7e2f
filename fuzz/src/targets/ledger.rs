//! The credential ledger's file.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::sync::LazyLock;

use conformance::target::CredentialLedger;
use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap_or_else(|error| panic!("{error}")));

pub(super) fn read(bytes: &[u8]) {
    let path = FOLDER.path().join("ledger.json");
    write(&path, bytes).unwrap_or_else(|error| panic!("{error}"));
    match CredentialLedger::open(&path) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(ledger) => {
            let _ = (ledger.opening("main", "https://a.example", &BTreeMap::new()), ledger.under_way("main"));
            // Nothing has changed, so nothing is written.
            ledger.flush().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(fs::read(&path).ok().as_deref(), Some(bytes));
        }
    }
}

/// Writes a file for its owner alone.
fn write(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}
