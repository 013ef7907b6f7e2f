//! The reports that are looked at, each made once.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

/// A report of a run that passes, with waits and tokens that expire.
pub(crate) fn passing() -> PathBuf {
    static PAGE: OnceLock<TempDir> = OnceLock::new();
    made(&PAGE, &["--filter", "grace", "--filter", "tokens"], 0)
}

/// A report of a run in which the mock breaks a clause.
pub(crate) fn failing() -> PathBuf {
    static PAGE: OnceLock<TempDir> = OnceLock::new();
    made(&PAGE, &["--filter", "hyper/refusals", "--deviation", "hyper=wrong-message-of-wrong"], 1)
}

fn made(page: &'static OnceLock<TempDir>, arguments: &[&str], code: i32) -> PathBuf {
    let folder = page.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_standin"));
        command.current_dir(folder.path()).args(["check", "-q", "--report", "html=report.html"]).args(arguments);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        folder
    });
    folder.path().join("report.html")
}
