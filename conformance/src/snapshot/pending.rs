//! Pending snapshots on the disk: written beside where they belong, accepted or rejected by people.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Taken, file};

/// What insta and its tools call a snapshot that nobody has accepted yet.
const PENDING: &str = "snap.new";

/// A snapshot that cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file or folder cannot be used.
    #[error("{}: {error}", path.display())]
    File {
        /// Its path.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is no snapshot.
    #[error("{path}: this is no snapshot in insta's format; restore it, or remove it and record the answer with `standin check --update-snapshots`")]
    Format {
        /// Its path.
        path: String,
    },
}

/// A snapshot that waits to be accepted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pending {
    /// The pending file.
    pub new: PathBuf,
    /// Where it belongs.
    pub path: PathBuf,
}

impl Taken {
    /// Records it at once; a pending one of the same name is gone then.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn record(&self, folder: &Path) -> Result<(), SnapshotError> {
        let path = folder.join(&self.path);
        write(&path, &file::write(self))?;
        remove(&pending_of(&path))
    }

    /// Leaves it beside where it belongs, for people to accept.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn leave_pending(&self, folder: &Path) -> Result<(), SnapshotError> {
        write(&pending_of(&folder.join(&self.path)), &file::write(self))
    }

    /// Removes a pending one that is out of date.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn forget_pending(&self, folder: &Path) -> Result<(), SnapshotError> {
        remove(&pending_of(&folder.join(&self.path)))
    }
}

impl Pending {
    /// Puts it in its place.
    ///
    /// # Errors
    /// The file cannot be moved.
    pub fn accept(&self) -> Result<(), SnapshotError> {
        fs::rename(&self.new, &self.path).map_err(|error| failed(&self.new, error))
    }

    /// Removes it.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn reject(&self) -> Result<(), SnapshotError> {
        remove(&self.new)
    }

    /// What accepting it would change, as a unified diff.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn diff(&self) -> Result<String, SnapshotError> {
        let old = if self.path.exists() { read(&self.path)? } else { String::new() };
        let new = read(&self.new)?;
        let (old, new) = (format!("{old}\n"), format!("{new}\n"));
        Ok(similar::TextDiff::from_lines(&old, &new).unified_diff().context_radius(3).header("recorded", "new").to_string())
    }
}

/// All pending snapshots in and below a path, in order.
///
/// # Errors
/// A folder cannot be read.
pub fn pending_below(path: &Path) -> Result<Vec<Pending>, SnapshotError> {
    let pending = files_below(path, PENDING)?.into_iter().map(|new| {
        let path = PathBuf::from(new.to_string_lossy().trim_end_matches(".new"));
        Pending { new, path }
    });
    Ok(pending.collect())
}

fn pending_of(path: &Path) -> PathBuf {
    path.with_extension(PENDING)
}

/// insta itself reads what it and its tools write.
fn read(path: &Path) -> Result<String, SnapshotError> {
    let snapshot = insta::Snapshot::from_file(path).map_err(|error| failed(path, io::Error::other(error.to_string())))?;
    match snapshot.as_text() {
        Some(text) => Ok(text.to_string()),
        None => Err(SnapshotError::Format { path: path.display().to_string() }),
    }
}

fn files_below(path: &Path, extension: &str) -> Result<Vec<PathBuf>, SnapshotError> {
    let ends = |path: &Path| path.to_string_lossy().ends_with(&format!(".{extension}"));
    if path.is_file() {
        return Ok(if ends(path) { vec![path.to_owned()] } else { Vec::new() });
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(path, error)),
    };
    let mut paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(|error| failed(path, error))?;
    paths.sort();
    let below: Vec<Vec<PathBuf>> = paths.iter().map(|path| files_below(path, extension)).collect::<Result<_, _>>()?;
    Ok(below.concat())
}

/// Writes a file in one step.
fn write(path: &Path, text: &str) -> Result<(), SnapshotError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = fs::create_dir_all(folder).and_then(|()| {
        let mut file = tempfile::Builder::new().permissions(readable()).tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    });
    written.map_err(|error| failed(path, error))
}

/// A snapshot is for everybody to read, which a temporary file is not by itself.
#[cfg(unix)]
fn readable() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}

fn remove(path: &Path) -> Result<(), SnapshotError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path, error)),
        _ => Ok(()),
    }
}

fn failed(path: &Path, error: io::Error) -> SnapshotError {
    SnapshotError::File { path: path.to_owned(), error }
}
