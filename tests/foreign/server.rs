//! `ayyeka.py` in a process of its own, and the key by which it signs.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

/// What a client of it has been given.
pub(crate) const CLIENT: [(&str, &str); 2] = [("AYYEKA_KEY", "EuiXmYEbBUWjRcXV"), ("AYYEKA_SECRET", "nVZyi7e2LnIWIIqp/pIAII+VqXPHFMHK==")];

/// A key that signs; the servers of one test share it.
pub(crate) struct Key(TempDir);

impl Key {
    pub(crate) fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = python().arg("key").arg(folder.path()).status().unwrap();
        assert!(made.success());
        Self(folder)
    }

    /// Its public half, PEM.
    pub(crate) fn public(&self) -> PathBuf {
        self.0.path().join("key.pem")
    }
}

/// A server that is ended when the test is over, however it ends.
pub(crate) struct Foreign {
    child: Child,
    pub(crate) url: String,
}

impl Foreign {
    pub(crate) fn start(key: &Key, fault: Option<&str>) -> Self {
        let mut child = python().arg("serve").arg(key.0.path()).args(fault).envs(CLIENT).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim_end().to_owned() }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The faults that it says it knows.
pub(crate) fn faults() -> Vec<String> {
    let told = python().arg("faults").output().unwrap();
    String::from_utf8(told.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// A test without Python has failed and not been skipped: what it guards would be guarded by nobody.
fn python() -> Command {
    static IS_THERE: LazyLock<bool> = LazyLock::new(|| {
        let asked = Command::new("python3").args(["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).status();
        asked.is_ok_and(|status| status.success())
    });
    assert!(*IS_THERE, "these tests need python3, 3.10 or later, as `apt-get install python3` installs it");
    let mut python = Command::new("python3");
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/ayyeka.py"));
    python
}
