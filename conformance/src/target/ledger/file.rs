//! The ledger's file: its owner's alone, held by one process, replaced in one step.
//!
//! What is new is written beside it, flushed, and put in its place; then the folder is flushed. Who dies in between leaves
//! either the old file, or the old file and the whole new one beside it, which the next run puts in place.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::LedgerError;

pub(super) struct LedgerFile {
    path: PathBuf,
    /// Locked as long as it is open. It is a file of its own, since the ledger itself is replaced.
    _lock: File,
}

impl LedgerFile {
    /// Holds the file at this path, and makes sure that it can be written: once a token is replaced it is too late.
    pub(super) fn hold(path: &Path) -> Result<Self, LedgerError> {
        // A link is followed, so that what it leads to is replaced and not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let unwritable = |error| LedgerError::Unwritable { path: path.clone(), error };
        let lock = private(&beside(&path, "lock")).map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LedgerError::Taken(path)),
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        let file = Self { path, _lock: lock };
        for path in [&file.path, &file.successor()] {
            owners_alone(path)?;
        }
        file.recover().map_err(|error| LedgerError::Unwritable { path: file.path.clone(), error })?;
        Ok(file)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What is in it; nothing where there is none.
    pub(super) fn read(&self) -> Result<Option<Vec<u8>>, LedgerError> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LedgerError::Unreadable { path: self.path.clone(), error }),
        }
    }

    /// Replaces what is in it. It is on the disk when this returns.
    pub(super) fn write(&self, text: &[u8], witness: &dyn Fn()) -> io::Result<()> {
        let mut file = private(&self.successor())?;
        file.set_len(0)?;
        file.write_all(text)?;
        file.sync_all()?;
        witness();
        self.put_in_place()?;
        witness();
        Ok(())
    }

    /// What a run wrote that died before it could put it in place is newer than the ledger, if it is whole.
    fn recover(&self) -> io::Result<()> {
        match fs::read(self.successor()) {
            Ok(bytes) if serde_json::from_slice::<super::Contents>(&bytes).is_ok() => return self.put_in_place(),
            Ok(_) => fs::remove_file(self.successor())?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        // Tried out, and nothing left behind.
        private(&self.successor())?;
        fs::remove_file(self.successor())
    }

    fn put_in_place(&self) -> io::Result<()> {
        fs::rename(self.successor(), &self.path)?;
        File::open(self.folder())?.sync_all()
    }

    fn successor(&self) -> PathBuf {
        beside(&self.path, "new")
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// A file for its owner alone, made where it is not there.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether nobody else can read or write it. A file that is not there is nobody's.
#[cfg(unix)]
fn owners_alone(path: &Path) -> Result<(), LedgerError> {
    use std::os::unix::fs::PermissionsExt;
    let Ok(found) = fs::metadata(path) else { return Ok(()) };
    let mode = found.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(LedgerError::Open { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn owners_alone(_: &Path) -> Result<(), LedgerError> {
    Ok(())
}
