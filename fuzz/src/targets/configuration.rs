//! `standin.yaml`, as `standin serve` reads it before it starts anything.

use std::sync::LazyLock;

use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap_or_else(|error| panic!("{error}")));

pub(super) fn read(bytes: &[u8]) {
    let path = FOLDER.path().join("standin.yaml");
    std::fs::write(&path, bytes).unwrap_or_else(|error| panic!("{error}"));
    match standin::understand(&path) {
        Ok(values) => assert!(values > 0),
        Err(told) => assert!(!told.is_empty()),
    }
}
